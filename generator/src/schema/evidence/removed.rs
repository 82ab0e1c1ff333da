//! What files of removals keep: the entry speaks for all that it puts back.

use crate::config::Removed;
use crate::diagnostic::Location;

use super::super::removed::subject;
use super::super::{Schema, apply_removed};
use super::fixups::{Entry, follow};
use super::{Evidence, Source, Subject, rules, values};

/// Puts back what the entries keep, in the schema and in its evidence.
pub(super) fn apply(schema: &mut Schema, evidence: &mut Evidence, removed: &[Removed], release: &str) {
    if removed.is_empty() {
        return;
    }
    let before = values::of_schema(schema);
    apply_removed(schema, removed, release, &mut Vec::new());
    let after = values::of_schema(schema);
    let entries = removed.iter().filter_map(|one| {
        let location = Location { path: one.path.clone(), span: one.name.span };
        Some((subject(one)?, Entry { source: Source::Removal, location, reason: rules::KEPT.to_owned() }))
    });
    let entries: Vec<(Subject, Entry)> = entries.collect();
    let is_kept = |kept: &Subject, part: &Subject| kept == part || owner(part).as_ref() == Some(kept);
    let own = |part: &Subject| entries.iter().find(|(kept, _)| is_kept(kept, part));
    // An enumeration counts its members, so what keeps one of them changes it too.
    let inner = |part: &Subject| entries.iter().find(|(kept, _)| owner(kept).as_ref() == Some(part));
    follow(evidence, &before, &after, &|part| own(part).or_else(|| inner(part)).map(|(_, entry)| entry));
}

/// What a part is in.
fn owner(part: &Subject) -> Option<Subject> {
    match part {
        Subject::Property { owner, .. } => Some(Subject::Type(owner.clone())),
        Subject::Member { owner, .. } => Some(Subject::Enum(owner.clone())),
        Subject::Parameter { owner, .. } => Some(Subject::Operation(owner.clone())),
        _ => None,
    }
}
