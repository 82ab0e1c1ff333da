//! Tables of permissions, in all their layouts.

use serde::{Deserialize, Serialize};

use crate::page::{Inline, Piece, Row, Table};

use super::Context;
use super::outline::Topic;

/// Who may call an operation, least privileged permission first. An alternative that needs several permissions at once
/// joins them with ` and `.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// The case that this set is for, where the page tells cases apart; empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub case: String,
    /// Delegated, with a work or school account; empty: not supported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegated_work: Vec<String>,
    /// Delegated, with a personal Microsoft account; empty: not supported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegated_personal: Vec<String>,
    /// Application, without a signed-in user; empty: not supported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub application: Vec<String>,
}

/// Reads the permission tables of a page: below its Permissions headings, or anywhere in an include file.
pub(super) fn read(context: &mut Context<'_>) -> Vec<Permissions> {
    let outline = context.outline;
    let mut tables = Vec::new();
    for part in outline.about(Topic::Permissions) {
        let heading = part.section.title.plain();
        let case =
            if ["permissions", "prerequisites"].contains(&heading.to_lowercase().as_str()) { "" } else { &heading };
        tables.extend(part.section.tables().map(|(table, span)| (case.to_owned(), table, span)));
    }
    if outline.parts.is_empty() {
        let blocks = context.page.blocks.iter();
        tables.extend(blocks.filter_map(|block| match &block.kind {
            crate::page::BlockKind::Table(table) => Some((String::new(), table, block.span)),
            _ => None,
        }));
    }
    let mut found = Vec::new();
    for (case, table, span) in tables {
        let sets = if is_by_resource(table) { by_resource(table) } else { by_type(table, &case) };
        if !sets.is_empty() && context.ledger.visit(span) {
            context.ledger.used("permission", table.rows.len());
            found.extend(sets);
        }
    }
    found
}

/// Which account type a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Account {
    DelegatedWork,
    DelegatedPersonal,
    Application,
}

fn account(text: &str) -> Option<Account> {
    let text = text.to_lowercase();
    if text.starts_with("application") {
        Some(Account::Application)
    } else if text.starts_with("delegated") && text.contains("personal") {
        Some(Account::DelegatedPersonal)
    } else if text.starts_with("delegated") {
        Some(Account::DelegatedWork)
    } else {
        None
    }
}

impl Permissions {
    fn of(&mut self, account: Account) -> &mut Vec<String> {
        match account {
            Account::DelegatedWork => &mut self.delegated_work,
            Account::DelegatedPersonal => &mut self.delegated_personal,
            Account::Application => &mut self.application,
        }
    }
}

/// One row for each account type; the columns hold permissions. Columns named after cases make one set each.
fn by_type(table: &Table, case: &str) -> Vec<Permissions> {
    let headers: Vec<String> = table.header.iter().map(|cell| cell.plain()).collect();
    let columns: Vec<(usize, &String)> = headers.iter().enumerate().skip(1).collect();
    let is_privilege = |header: &str| {
        let header = header.to_lowercase();
        header.contains("permission") || header.contains("privileged")
    };
    let all_privileges = columns.iter().all(|(_, header)| is_privilege(header) && account(header).is_none());
    let acting = |header: &str| header.to_lowercase().contains("acting on");
    // One set from all columns, or one from each where they stand for cases.
    let groups: Vec<(String, Vec<usize>)> = if all_privileges && !columns.iter().any(|(_, header)| acting(header)) {
        vec![(case.to_owned(), columns.iter().map(|(column, _)| *column).collect())]
    } else {
        columns.iter().map(|(column, header)| ((*header).clone(), vec![*column])).collect()
    };
    let reversed = headers.iter().any(|header| header.to_lowercase().contains("most to least"));
    let mut sets = Vec::new();
    for (case, columns) in groups {
        let mut set = Permissions { case, ..Permissions::default() };
        let mut current = None;
        let mut any = false;
        for row in &table.rows {
            // Rows between two account types belong to the first, one for each workload.
            current = row.cells.first().and_then(|cell| account(&cell.plain())).or(current);
            let Some(account) = current else { continue };
            any = true;
            let mut names = columns.iter().flat_map(|column| cell_permissions(row, *column)).collect::<Vec<_>>();
            if reversed {
                names.reverse();
            }
            for name in names {
                if !set.of(account).contains(&name) {
                    set.of(account).push(name);
                }
            }
        }
        if any {
            sets.push(set);
        }
    }
    sets
}

fn is_by_resource(table: &Table) -> bool {
    table.header.iter().skip(1).filter(|cell| account(&cell.plain()).is_some()).count() > 1
}

/// One row for each resource; the columns are the account types.
fn by_resource(table: &Table) -> Vec<Permissions> {
    let columns: Vec<_> = table.header.iter().map(|cell| account(&cell.plain())).collect();
    let sets = table.rows.iter().map(|row| {
        let case = row.cells.first().map(|cell| cell.plain()).unwrap_or_default();
        let mut set = Permissions { case, ..Permissions::default() };
        for (column, account) in columns.iter().enumerate() {
            if let Some(account) = account {
                *set.of(*account) = cell_permissions(row, column);
            }
        }
        set
    });
    sets.collect()
}

/// The permissions in a cell: alternatives between commas, `or` and line breaks.
fn cell_permissions(row: &Row, column: usize) -> Vec<String> {
    let Some(cell) = row.cells.get(column) else { return Vec::new() };
    let text = with_commas(cell);
    let parts = text.split([',', ';', '|']).flat_map(|part| part.split(" or "));
    let mut names = Vec::new();
    for part in parts {
        let conjunction: Vec<&str> = part.split(" and ").filter_map(permission).collect();
        if !conjunction.is_empty() {
            names.push(conjunction.join(" and "));
        }
    }
    names
}

fn with_commas(cell: &Inline) -> String {
    let mut text = String::new();
    for piece in &cell.pieces {
        match piece {
            Piece::Text(words) | Piece::Code(words) => text.push_str(words),
            Piece::Link(link) => text.push_str(&link.text),
            Piece::Break => text.push(','),
            Piece::Mark(_) => {}
        }
    }
    text
}

/// A permission is one word with a dot in it, such as `Thing.Read`, or an OpenID scope.
fn permission(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['(', ' ', '\u{a0}']);
    let word = text.split('(').next().unwrap_or(text).trim_matches(['`', '*', '.', ' ', ':', ')', '\u{a0}']);
    let is_word = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let is_scope = ["email", "openid", "profile", "offline_access"].contains(&word);
    (is_word && (word.contains('.') || is_scope)).then_some(word)
}
