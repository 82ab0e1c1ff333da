//! Tables of permissions, in all their layouts.

use std::borrow::Cow;
use std::ops::Range;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::diagnostic::Code;
use crate::page::{Inline, Piece, Table};

use super::Context;
use super::outline::{Part, Topic};
use super::phrases::{PhraseSets, Phrases, has_word, starts_with};

/// Who may call an operation, least privileged permission first. An alternative that needs several permissions at once
/// joins them with ` and `.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, BorshDeserialize, BorshSerialize)]
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
        tables.extend(part.section.tables().map(|(table, span)| (case(part).to_owned(), table, span)));
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
        let accounts = accounts(table);
        let sets = sets(table, &accounts, &case);
        check_rows(context, table, &accounts);
        if !sets.is_empty() && context.ledger.visit(span) {
            context.ledger.used("permission", table.rows.len());
            found.reserve_exact(sets.len());
            found.extend(sets);
        }
    }
    found
}

/// The case that a section of permissions is for, as its heading names it; empty where it names none.
pub(super) fn case<'a>(part: &'a Part<'_>) -> &'a str {
    let is_plain = ["permissions", "prerequisites"].iter().any(|plain| part.heading.eq_ignore_ascii_case(plain));
    if is_plain { "" } else { &part.heading }
}

/// The sets of one table. `accounts` are those of its rows, `case` is what the heading above it is about.
pub(super) fn sets(table: &Table<'_>, accounts: &[Option<Account>], case: &str) -> Vec<Permissions> {
    if is_by_resource(table) { by_resource(table) } else { by_type(table, accounts, case) }
}

/// The account type that each row names in its first cell.
pub(super) fn accounts(table: &Table<'_>) -> Vec<Option<Account>> {
    table.rows.iter().map(|row| account(&row.cells.first()?.plain())).collect()
}

/// What a cell says instead of a permission.
const NONE: [&str; 7] = ["", "none", "not supported", "not available", "not applicable", "n/a", "-"];

/// A cell that neither names a permission nor says that there is none must not pass as "not supported".
fn check_rows(context: &mut Context<'_>, table: &Table<'_>, accounts: &[Option<Account>]) {
    let headers = table.header.iter().map(|cell| cell.plain());
    let holds: Vec<bool> =
        headers.map(|header| starts_with(&header, "permissions") || has_word(&header, "privileged")).collect();
    for (row, _) in table.rows.iter().zip(accounts).filter(|(_, account)| account.is_some()) {
        for (cell, _) in row.cells.iter().zip(&holds).filter(|(_, holds)| **holds) {
            let text = cell.plain();
            let word = text.trim_end_matches(['.', '*', ' ']);
            let says_none = NONE.iter().any(|none| none.eq_ignore_ascii_case(word));
            if !says_none && !names_permission(cell) {
                context.report(Code::PermissionsUnreadable, cell.span, format!("`{text}` names no permission"));
            }
        }
    }
}

/// Which account type a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    DelegatedWork,
    DelegatedPersonal,
    Application,
}

fn account(text: &str) -> Option<Account> {
    if starts_with(text, "application") {
        Some(Account::Application)
    } else if starts_with(text, "delegated") {
        Some(if has_word(text, "personal") { Account::DelegatedPersonal } else { Account::DelegatedWork })
    } else {
        None
    }
}

/// What the headers of columns of permissions hold.
static PRIVILEGES: Phrases = Phrases::new(&["permission", "privileged"]);

/// What the headers of columns for cases hold.
static CASES: Phrases = Phrases::new(&["acting on"]);

/// What says that the least privileged permission stands last.
static REVERSED: Phrases = Phrases::new(&["most to least"]);

/// What a header may hold, told before anything is read from it.
static HEADERS: PhraseSets<3> = PhraseSets::new([&PRIVILEGES, &CASES, &REVERSED]);

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
fn by_type(table: &Table<'_>, accounts: &[Option<Account>], case: &str) -> Vec<Permissions> {
    let headers: Vec<Cow<'_, str>> = table.header.iter().map(|cell| cell.plain()).collect();
    let columns = headers.iter().enumerate().skip(1);
    // One set from all columns, or one from each where they stand for cases.
    let (mut are_one, mut reversed) = (true, false);
    for (column, header) in headers.iter().enumerate() {
        let [is_privilege, is_case, is_reversed] = HEADERS.are_in(header);
        are_one &= column == 0 || (is_privilege && !is_case && account(header).is_none());
        reversed |= is_reversed;
    }
    let groups: Vec<(String, Range<usize>)> = if are_one {
        vec![(case.to_owned(), 1..headers.len())]
    } else {
        columns.map(|(column, header)| (header.to_string(), column..column + 1)).collect()
    };
    let mut sets = Vec::new();
    for (case, columns) in groups {
        let mut set = Permissions { case, ..Permissions::default() };
        let mut current = None;
        let mut any = false;
        for (row, account) in table.rows.iter().zip(accounts) {
            // Rows between two account types belong to the first, one for each workload.
            current = account.or(current);
            let Some(account) = current else { continue };
            any = true;
            let mut names = Vec::new();
            for cell in row.cells.get(columns.clone()).unwrap_or_default() {
                add_permissions(cell, &mut names);
            }
            if reversed {
                names.reverse();
            }
            let known = set.of(account);
            known.reserve_exact(names.len());
            for name in names {
                if !known.contains(&name) {
                    known.push(name);
                }
            }
        }
        if any {
            sets.push(set);
        }
    }
    sets
}

fn is_by_resource(table: &Table<'_>) -> bool {
    table.header.iter().skip(1).filter(|cell| account(&cell.plain()).is_some()).count() > 1
}

/// One row for each resource; the columns are the account types.
fn by_resource(table: &Table<'_>) -> Vec<Permissions> {
    let columns: Vec<_> = table.header.iter().map(|cell| account(&cell.plain())).collect();
    let sets = table.rows.iter().map(|row| {
        let case = row.cells.first().map(|cell| cell.plain().into_owned()).unwrap_or_default();
        let mut set = Permissions { case, ..Permissions::default() };
        for (column, account) in columns.iter().enumerate() {
            if let (Some(account), Some(cell)) = (account, row.cells.get(column)) {
                let names = set.of(*account);
                names.clear();
                add_permissions(cell, names);
            }
        }
        set
    });
    sets.collect()
}

fn names_permission(cell: &Inline<'_>) -> bool {
    words(cell).split([',', ';', '|']).flat_map(str::split_whitespace).any(|token| permission(token).is_some())
}

/// Adds the permissions in a cell: alternatives stand between commas, `or`, line breaks and blanks; words such as `and` join.
fn add_permissions(cell: &Inline<'_>, names: &mut Vec<String>) {
    let text = words(cell);
    for part in text.split([',', ';', '|']) {
        let mut joins = false;
        let mut is_first = true;
        for token in part.split_whitespace() {
            match (permission(token), names.last_mut()) {
                (Some(name), Some(last)) if joins && !is_first => last.push_str(&format!(" and {name}")),
                (Some(name), _) => names.push(name.to_owned()),
                (None, _) => {
                    joins = matches!(token, "and" | "plus" | "with" | "+" | "&");
                    continue;
                }
            }
            (joins, is_first) = (false, false);
        }
    }
}

fn words<'a>(cell: &'a Inline<'_>) -> Cow<'a, str> {
    if let [Piece::Text(words) | Piece::Code(words)] = &*cell.pieces {
        return Cow::Borrowed(words);
    }
    let mut text = String::new();
    for piece in cell.pieces.iter() {
        match piece {
            Piece::Text(words) | Piece::Code(words) => text.push_str(words),
            Piece::Link(link) => text.push_str(&link.text),
            Piece::Break => text.push(','),
            Piece::Mark(_) => {}
        }
    }
    Cow::Owned(text)
}

/// A permission is one word with a dot in it, such as `Thing.Read` or `eThing.Read`, or an OpenID scope.
fn permission(token: &str) -> Option<&str> {
    let word = token.trim_matches(['`', '*', '.', '(', ')', ':', '"']);
    let is_scope = ["email", "openid", "profile", "offline_access"].contains(&word);
    let is_dotted = word.split_once('.').is_some_and(|(thing, action)| {
        thing.starts_with(|c: char| c.is_ascii_uppercase())
            || (thing.starts_with(|c: char| c.is_ascii_lowercase())
                && action.starts_with(|c: char| c.is_ascii_uppercase()))
    });
    let is_word = || word.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'));
    (is_scope || (is_dotted && is_word())).then_some(word)
}
