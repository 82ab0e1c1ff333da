//! What speaks for the permissions of operations: the tables of the page, or of the include files in their place.

use crate::diagnostic::Span;

use super::super::Permissions;
use super::operations::Gatherer;
use super::rules::{self, Rule};
use super::sources::Page;
use super::{Claim, Evidence, Field, Source};

/// A column of a permission table, whatever its layout.
type Column = (Field, fn(&Permissions) -> &[String]);

const COLUMNS: [Column; 4] = [
    (Field::Cases, |set| std::slice::from_ref(&set.case)),
    (Field::DelegatedWork, |set| &set.delegated_work),
    (Field::DelegatedPersonal, |set| &set.delegated_personal),
    (Field::Application, |set| &set.application),
];

/// One set of permissions and where it stands.
struct Stated<'a> {
    page: Page<'a>,
    source: Source,
    set: &'a Permissions,
    span: Span,
    rule: &'static Rule,
}

pub(super) fn gather(gatherer: &Gatherer<'_>, evidence: &mut Evidence) {
    let stated = stated(gatherer);
    for (field, column) in COLUMNS {
        let claims = stated.iter().flat_map(|one| {
            let says = column(one.set).iter().filter(|text| !text.is_empty());
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
    let mut add = |page: Page<'a>, source, rule| {
        let sets = page.facts.permissions.iter().zip(&page.places.permissions);
        found.extend(sets.map(|(set, span)| Stated { page, source, set, span: *span, rule }));
    };
    add(gatherer.page, Source::Table, &rules::OWN_PAGE);
    let index = gatherer.sources.index;
    let mut open = vec![(gatherer.page, 0)];
    let mut visited = vec![gatherer.page.number];
    while let Some((from, depth)) = open.pop() {
        for include in from.facts.includes.iter().filter(|include| include.for_permissions || depth > 0) {
            let page = include.path.as_ref().and_then(|path| gatherer.sources.page(index.page(path)?));
            let Some(page) = page.filter(|page| !visited.contains(&page.number)) else { continue };
            visited.push(page.number);
            open.push((page, depth + 1));
            add(page, Source::Include, &rules::INCLUDED);
        }
    }
    found
}
