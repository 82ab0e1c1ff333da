//! Places that disagree about a fact, as findings: at what is overruled, with the place that counts beside it.

use crate::diagnostic::{Code, Diagnostic};

use super::super::Primitive;
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
pub(super) fn report(evidence: &Evidence, diagnostics: &mut Vec<Diagnostic>) {
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
            diagnostics.extend(overruled.filter_map(|one| finding(subject, kind, fact, one)));
        }
    }
}

/// Whether a place says something that does not count, and not because it knows less.
pub(super) fn disagrees(witness: &Witness) -> bool {
    !witness.won && !rules::KNOW_LESS.contains(&&*witness.rule)
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
