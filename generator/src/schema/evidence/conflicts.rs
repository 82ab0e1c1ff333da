//! Places that disagree about a fact, as findings: at what is overruled, with the place that counts beside it.

use crate::diagnostic::{Code, Diagnostic};

use super::super::bases::ancestors_of;
use super::super::{Primitive, Schema};
use super::{Evidence, Fact, Field, Source, Subject, Witness, rules};

/// A kind of conflict: which parts, which fact of them, who is overruled.
struct Kind {
    is_about: fn(&Subject) -> bool,
    field: Field,
    overruled: &'static [Source],
    code: Code,
}

const fn kind(is_about: fn(&Subject) -> bool, field: Field, overruled: &'static [Source], code: Code) -> Kind {
    Kind { is_about, field, overruled, code }
}

/// What is reported. Weaker hints, such as the words of a file name, and what knows less than what counts are none.
const KINDS: [Kind; 7] = [
    kind(is_type, Field::Name, &[Source::Heading], Code::NameConflict),
    kind(is_type, Field::Base, &[Source::Prose], Code::BaseConflict),
    kind(is_property, Field::Type, &[Source::Table], Code::TypeConflict),
    kind(is_property, Field::Type, &[Source::Representation], Code::RepresentationConflict),
    kind(is_property, Field::Kind, &[Source::Table], Code::RelationshipConflict),
    kind(is_operation, Field::Response, &[Source::Prose, Source::Methods, Source::Example], Code::AnswerConflict),
    kind(is_operation, Field::Body, &[Source::Prose], Code::BodyConflict),
];

fn is_type(subject: &Subject) -> bool {
    matches!(subject, Subject::Type(_))
}

fn is_property(subject: &Subject) -> bool {
    matches!(subject, Subject::Property { .. })
}

fn is_operation(subject: &Subject) -> bool {
    matches!(subject, Subject::Operation(_))
}

/// Reports the conflicts. What a fixup settled is none any more.
pub(super) fn report(evidence: &Evidence, schema: &Schema, diagnostics: &mut Vec<Diagnostic>) {
    for (subject, facts) in &evidence.subjects {
        for kind in KINDS.iter().filter(|kind| (kind.is_about)(subject)) {
            let Some(fact) = facts.get(&kind.field) else { continue };
            if fact.witnesses.iter().any(|one| one.source == Source::Fixup) {
                continue;
            }
            // "Any value" is no other type and neither is one in other capitals; a dropped base has a finding of its own.
            let is_any = |says: &str| says.contains(Primitive::Untyped.name());
            let is_same = |one: &&Witness| fact.values.iter().any(|value| value.eq_ignore_ascii_case(&one.says));
            let is_dropped = kind.field == Field::Base && fact.values.iter().any(|value| value == rules::NOTHING);
            let overruled = fact.witnesses.iter().filter(|one| kind.overruled.contains(&one.source) && disagrees(one));
            let overruled = overruled.filter(|one| !is_dropped && !is_any(&one.says) && !is_same(one));
            let overruled = overruled.filter(|one| !is_compatible(kind.field, fact, one, schema));
            diagnostics.extend(overruled.filter_map(|one| finding(subject, kind, fact, one)));
        }
    }
}

/// Whether a place says something that does not count, and not because it knows less.
pub(super) fn disagrees(witness: &Witness) -> bool {
    !witness.won && !rules::KNOW_LESS.contains(&&*witness.rule)
}

/// Whether a place says the same in another way.
fn is_compatible(field: Field, fact: &Fact, one: &Witness, schema: &Schema) -> bool {
    let is_by_values = || {
        let winner = fact.witnesses.iter().find(|witness| witness.won);
        one.says == Primitive::String.name() && winner.is_some_and(|winner| winner.rule == rules::BY_VALUES)
    };
    match one.source {
        // The values that the row lists make an enumeration of its text.
        Source::Table => is_by_values(),
        // A sample shows neither how wide a number is nor more than one of the types that may stand there.
        Source::Representation => {
            fact.values.iter().any(|value| is_number_of(&one.says, value) || is_kin(&one.says, value, schema))
        }
        // A page about calls on several resources stands in the table of each, with its own type.
        Source::Methods if is_about_several(fact) => true,
        Source::Methods | Source::Example | Source::Prose => {
            // A name that no page declares has a finding of its own.
            let is_unknown = one.says.contains('.') && !is_known(element(&one.says), schema);
            if field == Field::Base {
                // An ancestor of the base lists all that derive from it.
                return fact.values.iter().any(|value| derives(value, &one.says, schema));
            }
            let is_value = matches!(field, Field::Response | Field::Body);
            is_value && (is_unknown || fact.values.iter().any(|value| is_kin(&one.says, value, schema)))
        }
        _ => false,
    }
}

fn is_about_several(fact: &Fact) -> bool {
    let listed = fact.witnesses.iter().filter(|one| one.source == Source::Methods);
    listed.map(|one| one.says.as_str()).collect::<std::collections::BTreeSet<_>>().len() > 2
}

/// Whether a sample of one primitive type may stand for a number of the other.
fn is_number_of(sample: &str, ty: &str) -> bool {
    use Primitive as P;
    let is_one_of = |name: &str, types: &[P]| types.iter().any(|ty| ty.name() == name);
    let floating = [P::Double, P::Single, P::Decimal];
    let whole = [P::Byte, P::SByte, P::Int16, P::Int32, P::Int64];
    (is_one_of(sample, &whole) && (is_one_of(ty, &whole) || is_one_of(ty, &floating)))
        || (is_one_of(sample, &floating) && is_one_of(ty, &floating))
}

/// Whether one of two types derives from the other, and both are collections or none is.
fn is_kin(left: &str, right: &str, schema: &Schema) -> bool {
    let is_many = |name: &str| element(name) != name;
    is_many(left) == is_many(right) && (derives(left, right, schema) || derives(right, left, schema))
}

/// Whether a type, or the type of the elements of a collection, derives from another or is the same.
fn derives(from: &str, to: &str, schema: &Schema) -> bool {
    ancestors_of(&schema.types, element(from)).contains(&element(to))
}

fn is_known(name: &str, schema: &Schema) -> bool {
    name.starts_with("Edm.") || schema.types.contains_key(name) || schema.enums.contains_key(name)
}

/// The type of the elements of a collection; any other type itself.
fn element(name: &str) -> &str {
    name.strip_prefix("Collection(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(name)
}

fn finding(subject: &Subject, kind: &Kind, fact: &Fact, overruled: &Witness) -> Option<Diagnostic> {
    let winner = fact.witnesses.iter().find(|one| one.won)?;
    let (field, source, counts) = (kind.field, overruled.source, fact.values.join(" | "));
    let message = format!(
        "{field} of `{subject}`: `{}` by this {source}, but `{counts}` counts: {}",
        overruled.says, winner.rule
    );
    let finding = Diagnostic::new(kind.code, &overruled.location.path, overruled.location.span, message);
    let beside = match winner.source {
        Source::Inference => "what led to it".to_owned(),
        source => format!("`{}` by this {source}", winner.says),
    };
    Some(finding.with_place(&winner.location.path, winner.location.span, beside))
}
