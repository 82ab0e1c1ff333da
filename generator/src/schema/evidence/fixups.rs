//! What fixups change, and why: the evidence of a fact that an entry replaced names the entry first.

use std::borrow::Cow;

use crate::config::{Fixup, Placed};
use crate::diagnostic::Location;

use super::super::field_path::NAME;
use super::super::{Schema, apply_fixups};
use super::values::{self, Values};
use super::{Evidence, Fact, Source, Subject, Witness, rules};

/// Applies fixups to a schema and to its evidence, in their order. Those that do not apply change nothing.
pub(super) fn apply(schema: &mut Schema, evidence: &mut Evidence, fixups: &[Fixup]) {
    apply_groups(schema, evidence, fixups.chunks(1));
}

/// [`apply`] where it counts what fixups change, and not which entry does: those that give nothing a new name go
/// together, because a look at the whole schema is dear.
pub(super) fn apply_together(schema: &mut Schema, evidence: &mut Evidence, fixups: &[Fixup]) {
    let is_alone = |fixup: &Fixup| new_name(fixup).is_some();
    apply_groups(schema, evidence, fixups.chunk_by(|one, other| !is_alone(one) && !is_alone(other)));
}

fn apply_groups<'f>(schema: &mut Schema, evidence: &mut Evidence, groups: impl Iterator<Item = &'f [Fixup]>) {
    let mut before = values::of_schema(schema);
    for group in groups {
        let Some(fixup) = group.first() else { continue };
        apply_fixups(schema, group, &mut Vec::new());
        let after = values::of_schema(schema);
        if after != before {
            rename(evidence, fixup);
            let until = fixup.until.as_ref().map_or_else(String::new, |until| format!(" (until {until})"));
            let reason = format!("{}: {}{until}", rules::FIXUP.counts, fixup.reason);
            let location = Location { path: fixup.path.clone(), span: place(fixup) };
            let entry = Entry { source: Source::Fixup, location, reason };
            follow(evidence, &before, &after, &|_| Some(&entry));
        }
        before = after;
    }
}

/// The name that a fixup gives to its target.
fn new_name(fixup: &Fixup) -> Option<&str> {
    let is_name = fixup.field.as_ref().is_some_and(|field| field.value == NAME);
    fixup.replacement.as_ref().filter(|_| is_name)?.value.as_str()
}

/// What is known about a part that gets another name is known about it under the new one.
fn rename(evidence: &mut Evidence, fixup: &Fixup) {
    let Some(new) = new_name(fixup) else { return };
    let subjects = std::mem::take(&mut evidence.subjects);
    let renamed = |subject: Subject| renamed(subject, &fixup.target.value, new);
    evidence.subjects = subjects.into_iter().map(|(subject, facts)| (renamed(subject), facts)).collect();
}

/// A part under the new name of what the target names: the part itself or its owner.
fn renamed(subject: Subject, target: &str, new: &str) -> Subject {
    let is_it = subject.to_string() == target;
    let new_owner = |owner: String| if owner == target { new.to_owned() } else { owner };
    let new_name = |name: String| if is_it { new.to_owned() } else { name };
    match subject {
        Subject::Type(name) => Subject::Type(new_name(name)),
        Subject::Enum(name) => Subject::Enum(new_name(name)),
        Subject::Operation(key) => Subject::Operation(new_name(key)),
        Subject::Property { owner, name } => Subject::Property { owner: new_owner(owner), name: new_name(name) },
        Subject::Member { owner, name } => Subject::Member { owner: new_owner(owner), name: new_name(name) },
        Subject::Parameter { owner, name } => Subject::Parameter { owner: new_owner(owner), name },
        Subject::Root(name) => Subject::Root(name),
    }
}

/// An entry of a file beside the pages that changes the schema.
pub(super) struct Entry {
    /// What kind of file it stands in.
    pub(super) source: Source,
    /// Where.
    pub(super) location: Location,
    /// What it says about itself.
    pub(super) reason: String,
}

/// Brings the evidence from one state of the schema to the next. `entry` is who changed a part of it.
pub(super) fn follow<'e>(
    evidence: &mut Evidence,
    before: &Values,
    after: &Values,
    entry: &dyn Fn(&Subject) -> Option<&'e Entry>,
) {
    evidence.subjects.retain(|subject, _| after.contains_key(subject));
    let nothing = || vec![rules::NOTHING.to_owned()];
    for (subject, facts) in after {
        let Some(entry) = entry(subject) else { continue };
        let old = before.get(subject);
        let known = evidence.subjects.entry(subject.clone()).or_default();
        for (field, fact) in known.iter_mut() {
            // What a fixup takes away is a fact that the schema no longer has.
            let is_gone = !facts.contains_key(field) && old.is_some_and(|old| old.contains_key(field));
            if is_gone {
                replace(fact, nothing(), entry);
            }
        }
        for (field, values) in facts {
            let fact = known.entry(*field).or_default();
            if fact.values != *values {
                replace(fact, values.clone(), entry);
            }
        }
    }
}

/// Gives a fact new values: the entry speaks for those that are new, or else for what is left, and overrules who says
/// something else.
fn replace(fact: &mut Fact, values: Vec<String>, Entry { source, location, reason }: &Entry) {
    let new: Vec<&String> = values.iter().filter(|value| !fact.values.contains(value)).collect();
    let said = if new.is_empty() { values.iter().collect() } else { new };
    // An inference says nothing against what is known; what it made is gone.
    fact.witnesses
        .retain(|one| one.source != Source::Inference || (values.contains(&one.says) && !said.contains(&&one.says)));
    for witness in &mut fact.witnesses {
        witness.won = values.contains(&witness.says);
        if !witness.won {
            witness.rule = Cow::Borrowed(rules::FIXUP.yields);
        } else if said.contains(&&witness.says) {
            witness.rule = Cow::Borrowed(rules::AGREES);
        }
    }
    let stated = said.into_iter().map(|says| {
        let (location, rule) = (location.clone(), Cow::Owned(reason.clone()));
        Witness { source: *source, location, says: says.clone(), won: true, rule }
    });
    fact.witnesses.splice(0..0, stated.collect::<Vec<_>>());
    fact.witnesses.sort_by_key(|witness| !witness.won);
    fact.values = values;
}

/// Where the entry says what it replaces.
fn place(fixup: &Fixup) -> crate::diagnostic::Span {
    let said = fixup.replacement.as_ref().or(fixup.expected.as_ref());
    said.map_or(fixup.target.span, |Placed { span, .. }| *span)
}
