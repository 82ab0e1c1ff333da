//! Which sources speak for each fact of a schema, and which of them won by which rule.
//!
//! The decisions are not made here. A finished schema is the measure: every claim of the pages is resolved in the way in
//! which the schema resolves it, and set beside the value that the schema has. The claim that is equal won. Where no
//! claim is equal (a vote, an inference), the rule that made the value stands at the place that led to it. So evidence
//! cannot contradict the schema, whatever the rules are; a rule that changes must be told here in its new words.
//!
//! `sources` walks the pages once; `types`, `properties`, `enums` and `operations` gather the claims about each part of
//! the schema; `rules` holds the words for the rules; `lookup` follows a name; `text` is what a person reads.

mod enums;
mod lookup;
mod operations;
mod properties;
mod rules;
mod sources;
mod text;
mod types;

use std::collections::BTreeMap;
use std::fmt;

use crate::config::Config;
use crate::diagnostic::Location;
use crate::facts::{Facts, Places};

use super::Schema;
use rules::Rule;

pub use lookup::Found;

/// What speaks for each fact of a schema.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// By part of the schema: its facts, and who speaks for them.
    pub subjects: BTreeMap<Subject, BTreeMap<Field, Fact>>,
}

/// A part of a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An entity or complex type, by qualified name.
    Type(String),
    /// A property of a type that declares it.
    Property {
        /// The qualified name of the type.
        owner: String,
        /// The name on the wire.
        name: String,
    },
    /// An enumeration, by qualified name.
    Enum(String),
    /// A member of an enumeration.
    Member {
        /// The qualified name of the enumeration.
        owner: String,
        /// The name on the wire.
        name: String,
    },
    /// An operation, by its key in the schema.
    Operation(String),
}

/// What a fact is about. The order is that in which a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Entity or complex, property or relationship, list or get or update ...
    Kind,
    /// The type of a property.
    Type,
    /// The base type.
    Base,
    /// The key property.
    Key,
    /// That no value has exactly this type.
    Abstract,
    /// That values may carry properties that no page lists.
    Open,
    /// The members of an enumeration.
    Members,
    /// The number of a member.
    Value,
    /// The values that a text lists.
    Values,
    /// What the sentences say in fixed words.
    Traits,
    /// The HTTP method.
    Method,
    /// The forms of the URL.
    Urls,
    /// The resource of an operation.
    Resource,
    /// Other resources whose Methods tables list an operation.
    ListedBy,
    /// The name of the action or function.
    Call,
    /// What it is bound to.
    Bindings,
    /// What the request body holds.
    Body,
    /// The parameters or properties in it.
    Parameters,
    /// The type of the answer.
    Response,
    /// The status codes of success.
    Statuses,
    /// The permissions.
    Permissions,
    /// Documented request headers.
    Headers,
    /// Documented query options.
    Query,
    /// The name.
    Name,
    /// The title of an operation's page.
    Title,
    /// The product area.
    Area,
    /// The notice of retirement.
    Deprecated,
    /// The documentation.
    Doc,
}

/// A fact of the schema and what the pages say about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fact {
    /// What the schema has: one text, or one for each element of a list. Types are written in OData's notation.
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
    /// The rule that made it count, or count less than another.
    pub rule: &'static str,
}

/// What kind of place speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A row of a table.
    Table,
    /// The JSON representation of a type, or a JSON block of a request body.
    Representation,
    /// A comment before a block of code.
    Annotation,
    /// A sentence.
    Prose,
    /// A heading; the title of a page is one.
    Heading,
    /// A message of an example.
    Example,
    /// A row of a Methods table.
    Methods,
    /// A request line.
    Url,
    /// The name of the file.
    FileName,
    /// The front matter.
    FrontMatter,
    /// An include file that stands in for a part of the page.
    Include,
    /// A rule of the schema, at the place that led to it.
    Inference,
}

/// Something that a page says, before it is known whether it counts.
struct Claim {
    source: Source,
    location: Location,
    says: String,
    rule: &'static Rule,
}

/// The rule that made a value which no claim states, and the place that led to it.
struct Inference {
    location: Location,
    rule: &'static str,
}

impl Evidence {
    /// Sets the claims about a fact beside the value of the schema. A fact that the schema does not have, and that
    /// nothing speaks about, is no fact.
    fn record(&mut self, subject: &Subject, field: Field, values: Vec<String>, claims: Vec<Claim>, other: Inference) {
        if values.is_empty() && claims.is_empty() {
            return;
        }
        let mut stated: Vec<&str> = Vec::new();
        let mut witnesses = Vec::new();
        for Claim { source, location, says, rule } in claims {
            let value = values.iter().find(|value| **value == says);
            let rule = match value {
                Some(value) if stated.contains(&value.as_str()) => rules::AGREES,
                Some(_) => rule.counts,
                None => rule.yields,
            };
            stated.extend(value.map(String::as_str));
            witnesses.push(Witness { source, location, says, won: value.is_some(), rule });
        }
        let unstated: Vec<&str> = values.iter().map(String::as_str).filter(|value| !stated.contains(value)).collect();
        let nothing = values.is_empty().then(|| rules::NOTHING.to_owned());
        for says in unstated.into_iter().map(str::to_owned).chain(nothing) {
            let Inference { location, rule } = &other;
            let location = location.clone();
            witnesses.push(Witness { source: Source::Inference, location, says, won: true, rule });
        }
        // Strongest first: what counts stands above what does not; the order of the claims is kept otherwise.
        witnesses.sort_by_key(|witness| !witness.won);
        self.subjects.entry(subject.clone()).or_default().insert(field, Fact { values, witnesses });
    }
}

/// Gathers what the pages say about every part of a schema. The schema must be the one that the facts resolve to, and
/// there must be as many places as facts.
pub fn evidence(facts: &[Facts], places: &[Places], config: &Config, schema: &Schema) -> Evidence {
    let mut index = super::index::Index::new(facts, &config.api.namespace);
    super::resolve::declare_types(&mut index);
    let enum_names = super::resolve::declare_enums(&mut index, &mut Vec::new());
    let sources = sources::Sources { index: &index, places, config, schema };
    let rows = properties::rows(&sources);
    let mut evidence = Evidence::default();
    types::gather(&sources, &mut evidence);
    properties::gather(&sources, &rows, &mut evidence);
    enums::gather(&sources, &rows, &enum_names, &mut evidence);
    operations::gather(&sources, &mut evidence);
    evidence
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Type(name) | Subject::Enum(name) | Subject::Operation(name) => f.write_str(name),
            Subject::Property { owner, name } | Subject::Member { owner, name } => write!(f, "{owner}.{name}"),
        }
    }
}

/// What the fields are called.
const FIELDS: [(Field, &str); 28] = [
    (Field::Name, "name"),
    (Field::Title, "title"),
    (Field::Kind, "kind"),
    (Field::Type, "type"),
    (Field::Base, "base"),
    (Field::Key, "key"),
    (Field::Abstract, "abstract"),
    (Field::Open, "open"),
    (Field::Members, "members"),
    (Field::Value, "value"),
    (Field::Values, "values"),
    (Field::Traits, "traits"),
    (Field::Method, "method"),
    (Field::Urls, "URL"),
    (Field::Resource, "resource"),
    (Field::ListedBy, "also listed by"),
    (Field::Call, "call"),
    (Field::Bindings, "bound to"),
    (Field::Body, "body"),
    (Field::Parameters, "body fields"),
    (Field::Response, "answer"),
    (Field::Statuses, "statuses"),
    (Field::Permissions, "permissions"),
    (Field::Headers, "headers"),
    (Field::Query, "query options"),
    (Field::Area, "area"),
    (Field::Deprecated, "deprecated"),
    (Field::Doc, "documentation"),
];

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FIELDS.iter().find(|(field, _)| field == self).map_or("", |(_, name)| name))
    }
}

/// What the sources are called.
const SOURCES: [(Source, &str); 12] = [
    (Source::Table, "table"),
    (Source::Representation, "JSON"),
    (Source::Annotation, "annotation"),
    (Source::Prose, "prose"),
    (Source::Heading, "heading"),
    (Source::Example, "example"),
    (Source::Methods, "Methods table"),
    (Source::Url, "URL"),
    (Source::FileName, "file name"),
    (Source::FrontMatter, "front matter"),
    (Source::Include, "include"),
    (Source::Inference, "inferred"),
];

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(SOURCES.iter().find(|(source, _)| source == self).map_or("", |(_, name)| name))
    }
}
