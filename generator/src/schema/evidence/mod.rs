//! Which sources speak for each fact of a schema, and which of them won by which rule.
//!
//! The decisions are not made here. A finished schema is the measure: every claim of the pages is resolved in the way in
//! which the schema resolves it, and set beside the value that the schema has. The claim that is equal won. Where no
//! claim is equal (a vote, an inference), the rule that made the value stands at the place that led to it. So evidence
//! cannot contradict the schema, whatever the rules are; a rule that changes must be told here in its new words.
//!
//! `values` lists the facts of a schema; `sources` walks the pages once; `types`, `properties`, `enums`, `operations`,
//! `parameters`, `permissions` and `roots` gather the claims about each part of the schema; `fixups` adds what fixups
//! change, `removed` what is kept; `conflicts` reports who disagrees; `vocabulary` names parts, facts and sources, `rules` holds the words for the rules; `lookup` follows a name;
//! `text` is what a person reads.

mod conflicts;
mod enums;
mod fixups;
mod lookup;
mod operations;
mod parameters;
mod permissions;
mod properties;
mod removed;
mod roots;
mod rules;
mod sources;
mod text;
mod types;
mod values;
mod vocabulary;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use crate::config::{Config, Fixup, Removed};
use crate::diagnostic::{Diagnostic, Location, Span};
use crate::facts::Places;

use super::{Resolved, Schema, same_request};
use rules::Rule;

pub use lookup::Found;
pub use values::{Values, of_schema as facts};
pub use vocabulary::{Field, Source, Subject};

/// What speaks for each fact of a schema.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// By part of the schema: its facts, and who speaks for them.
    pub subjects: BTreeMap<Subject, BTreeMap<Field, Fact>>,
}

/// A fact of the schema and what speaks about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fact {
    /// What the schema has: one text, or one for each element of a list. Types are written in OData's notation; `none`
    /// stands for what the schema does not have although something speaks about it.
    pub values: Vec<String>,
    /// Who speaks about it, strongest first. Never empty.
    pub witnesses: Vec<Witness>,
}

/// One place that speaks about a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// What kind of place it is.
    pub source: Source,
    /// Where it is.
    pub location: Location,
    /// What it says, in the notation of [`Fact::values`].
    pub says: String,
    /// Whether the schema has what it says.
    pub won: bool,
    /// The rule that made it count, or count less than another; for a fixup with the reason of the entry.
    pub rule: Cow<'static, str>,
}

/// Something that a page says, before it is known whether it counts. Most of what is said is agreed on, and is not kept.
struct Claim<'a> {
    source: Source,
    at: At<'a>,
    says: Cow<'a, str>,
    rule: &'static Rule,
}

/// The rule that made a value which no claim states, and the place that led to it.
struct Inference<'a> {
    at: At<'a>,
    rule: &'static str,
}

/// A place on a page.
#[derive(Clone, Copy, PartialEq)]
struct At<'a> {
    path: &'a Arc<str>,
    span: Span,
}

impl At<'_> {
    fn location(self) -> Location {
        Location { path: Arc::clone(self.path), span: self.span }
    }
}

impl Evidence {
    /// The facts of a schema, nobody speaking for them yet. Those that are disputed are not known before somebody speaks.
    fn about(schema: &Schema, scope: Scope) -> Self {
        let fact = |(field, values)| (field, Fact { values, witnesses: Vec::new() });
        let facts = |facts: BTreeMap<Field, Vec<String>>| facts.into_iter().map(fact).collect();
        let values = match scope {
            Scope::All => values::of_schema(schema),
            Scope::Disputed => Values::new(),
        };
        Evidence { subjects: values.into_iter().map(|(subject, values)| (subject, facts(values))).collect() }
    }

    /// [`Evidence::record`] for a fact whose conflicts are reported, with the value that the schema has. Where only these
    /// are gathered, nothing is recorded on which all agree: that is nearly all.
    fn dispute(
        &mut self,
        scope: Scope,
        (subject, field, value): (&Subject, Field, &str),
        claims: Vec<Claim<'_>>,
        other: Inference<'_>,
    ) {
        if scope == Scope::All {
            return self.record(subject, field, claims, other);
        }
        let agrees = |claim: &Claim<'_>| claim.says == value || rules::KNOW_LESS.contains(&claim.rule.yields);
        if !claims.iter().all(agrees) {
            let facts = self.subjects.entry(subject.clone()).or_default();
            let fact = facts.entry(field).or_insert_with(|| Fact::of(value));
            fact.hear(claims, other);
        }
    }

    /// Whether the schema has a value for a fact.
    fn has(&self, subject: &Subject, field: Field) -> bool {
        self.subjects.get(subject).is_some_and(|facts| facts.contains_key(&field))
    }

    /// Sets the claims about a fact beside the value of the schema. A fact that the schema does not have, and that
    /// nothing speaks about, is no fact.
    fn record(&mut self, subject: &Subject, field: Field, claims: Vec<Claim<'_>>, other: Inference<'_>) {
        let Some(facts) = self.subjects.get_mut(subject) else { return };
        match facts.entry(field) {
            Entry::Occupied(fact) => fact.into_mut().hear(claims, other),
            Entry::Vacant(place) if !claims.is_empty() => place.insert(Fact::of(rules::NOTHING)).hear(claims, other),
            Entry::Vacant(_) => {}
        }
    }

    /// [`Evidence::record`], but only where the schema has a value: its absence says nothing.
    fn support(&mut self, subject: &Subject, field: Field, claims: Vec<Claim<'_>>, other: Inference<'_>) {
        if self.has(subject, field) {
            self.record(subject, field, claims, other);
        }
    }
}

impl Fact {
    /// A fact about which nobody has spoken yet.
    fn of(value: &str) -> Self {
        Fact { values: vec![value.to_owned()], witnesses: Vec::new() }
    }

    /// Sets claims beside the values.
    fn hear(&mut self, claims: Vec<Claim<'_>>, other: Inference<'_>) {
        let mut stated: Vec<&str> = Vec::new();
        for Claim { source, at, says, rule } in claims {
            let value = self.values.iter().find(|value| **value == says);
            let rule = match value {
                Some(value) if stated.contains(&value.as_str()) => rules::AGREES,
                Some(_) => rule.counts,
                None => rule.yields,
            };
            stated.extend(value.map(String::as_str));
            let (location, says) = (at.location(), says.into_owned());
            self.witnesses.push(Witness { source, location, says, won: value.is_some(), rule: Cow::Borrowed(rule) });
        }
        for says in self.values.iter().filter(|value| !stated.contains(&value.as_str())) {
            let (location, rule) = (other.at.location(), Cow::Borrowed(other.rule));
            self.witnesses.push(Witness { source: Source::Inference, location, says: says.clone(), won: true, rule });
        }
        // Strongest first: what counts stands above what does not; the order of the claims is kept otherwise.
        self.witnesses.sort_by_key(|witness| !witness.won);
    }
}

/// How much is gathered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// What speaks for every fact.
    All,
    /// What speaks for the facts whose conflicts are reported, where somebody disagrees. Every run does this; it must be
    /// cheap.
    Disputed,
}

/// Gathers what speaks about every part of a schema, applies fixups to both, and puts back what is kept. There must be as
/// many places as facts.
pub fn evidence(
    mut resolved: Resolved<'_>,
    places: &[Places],
    config: &Config,
    fixups: &[Fixup],
    kept: &[Removed],
) -> (Schema, Evidence) {
    same_request::link(&mut resolved.schema.operations);
    let mut evidence = gather(&resolved, places, config, Scope::All);
    let mut schema = resolved.schema;
    if !fixups.is_empty() {
        fixups::apply(&mut schema, &mut evidence, fixups);
    }
    removed::apply(&mut schema, &mut evidence, kept, &config.package.version);
    (schema, evidence)
}

/// Reports the places that say something else than what counts; what a fixup settles is no conflict.
pub fn report_conflicts(resolved: &Resolved<'_>, config: &Config, fixups: &[Fixup], diagnostics: &mut Vec<Diagnostic>) {
    let mut evidence = gather(resolved, &[], config, Scope::Disputed);
    if !fixups.is_empty() && !evidence.subjects.is_empty() {
        fixups::apply_together(&mut resolved.schema.clone(), &mut evidence, fixups);
    }
    conflicts::report(&evidence, &resolved.schema, diagnostics);
}

fn gather(resolved: &Resolved<'_>, places: &[Places], config: &Config, scope: Scope) -> Evidence {
    let Resolved { schema, index, enum_names, bases } = resolved;
    let mut evidence = Evidence::about(schema, scope);
    let sources = sources::Sources { index, places, config, schema, bases };
    let rows = properties::rows(&sources, scope);
    // What is known of types and their properties, and what is known of operations, is gathered side by side.
    let mut of_operations = Evidence { subjects: evidence.subjects.split_off(&Subject::Operation(String::new())) };
    rayon::join(
        || {
            types::gather(&sources, scope, &mut evidence);
            properties::gather(&sources, &rows, scope, &mut evidence);
        },
        || operations::gather(&sources, scope, &mut of_operations),
    );
    evidence.subjects.append(&mut of_operations.subjects);
    if scope == Scope::All {
        enums::gather(&sources, &rows, enum_names, &mut evidence);
        roots::gather(&sources, &mut evidence);
    }
    evidence
}
