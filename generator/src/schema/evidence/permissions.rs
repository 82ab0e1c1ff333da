//! What speaks for the permissions of operations: the tables of the page, or of the include files in their place.

use crate::diagnostic::Span;

use super::super::Permissions;
use super::super::permissions::included;
use super::operations::Gatherer;
use super::rules::{self, Rule};
use super::sources::Page;
use super::{Claim, Evidence, Field, Source};

/// A column of a permission table, whatever its layout.
type Column = (Field, for<'a> fn(&Stated<'a>) -> &'a [String]);

const COLUMNS: [Column; 4] = [
    (Field::Cases, |one| std::slice::from_ref(one.case)),
    (Field::DelegatedWork, |one| &one.set.delegated_work),
    (Field::DelegatedPersonal, |one| &one.set.delegated_personal),
    (Field::Application, |one| &one.set.application),
];

/// One set of permissions and where it stands.
struct Stated<'a> {
    page: Page<'a>,
    source: Source,
    set: &'a Permissions,
    /// The case that the set is for, by the table or by the heading above the include.
    case: &'a String,
    span: Span,
    rule: &'static Rule,
}

pub(super) fn gather(gatherer: &Gatherer<'_>, evidence: &mut Evidence) {
    let stated = stated(gatherer);
    for (field, column) in COLUMNS {
        let claims = stated.iter().flat_map(|one| {
            let says = column(one).iter().filter(|text| !text.is_empty());
            says.map(|says| one.page.claim(one.source, one.span, says, one.rule))
        });
        let mut seen: Vec<Claim<'_>> = Vec::new();
        for claim in claims {
            // A permission stands in a table once for each row; one place for each table is enough.
            if seen.iter().all(|known| known.at != claim.at || known.says != claim.says) {
                seen.push(claim);
            }
        }
        gatherer.record(evidence, field, seen, rules::OF_THE_PAGE);
    }
}

/// The sets that the page states, and those of the include files that stand in their place.
fn stated<'a>(gatherer: &Gatherer<'a>) -> Vec<Stated<'a>> {
    let mut found = Vec::new();
    let mut add = |page: Page<'a>, source, case: Option<&'a String>, rule| {
        for (set, span) in page.facts.permissions.iter().zip(&page.places.permissions) {
            let case = case.filter(|_| set.case.is_empty()).unwrap_or(&set.case);
            found.push(Stated { page, source, set, case, span: *span, rule });
        }
    };
    add(gatherer.page, Source::Table, None, &rules::OWN_PAGE);
    for one in included(gatherer.sources.index, gatherer.page.facts, |_, _, _, _| ()) {
        if let Some(page) = gatherer.sources.page(one.page) {
            add(page, Source::Include, Some(one.case), &rules::INCLUDED);
        }
    }
    found
}
