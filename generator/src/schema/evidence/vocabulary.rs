//! The words of evidence: the parts of a schema, what a fact is about, and what kinds of places speak.

use std::fmt;

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
    /// A header, query option, body field, argument or URL parameter of an operation: everything that is written under
    /// one name when it is called.
    Parameter {
        /// The key of the operation.
        owner: String,
        /// The name on the wire.
        name: String,
    },
    /// An entity set or a singleton, by the segment below the service root.
    Root(String),
}

/// What a fact is about. The order is that in which a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Entity or complex, property or relationship, list or get or update, header or query option, set or singleton ...
    Kind,
    /// The type of a value.
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
    /// Where in the URL a parameter stands.
    Position,
    /// What may stand for a parameter of the URL.
    Alternatives,
    /// The resource of an operation.
    Resource,
    /// Other resources whose Methods tables list an operation.
    ListedBy,
    /// Other operations that document the same request.
    SameRequest,
    /// The name of the action or function.
    Call,
    /// What it is bound to.
    Bindings,
    /// The sets of parameters that it is called with.
    Overloads,
    /// What the request body holds.
    Body,
    /// The parameters or properties in it.
    Parameters,
    /// The type of the answer.
    Response,
    /// The types of the answers from forms of the URL that lead elsewhere.
    Answers,
    /// The status codes of success.
    Statuses,
    /// The cases for which the page states permissions of their own.
    Cases,
    /// Delegated permissions, with a work or school account.
    DelegatedWork,
    /// Delegated permissions, with a personal account.
    DelegatedPersonal,
    /// Permissions without a signed-in user.
    Application,
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
    /// That the docs no longer have it, and it is kept.
    Removed,
    /// The pages that describe it.
    Pages,
    /// The documentation.
    Doc,
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
    /// An entry in a file of fixups.
    Fixup,
    /// An entry in a file of removals.
    Removal,
    /// A rule of the schema, at the place that led to it.
    Inference,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Type(name) | Subject::Enum(name) | Subject::Operation(name) => f.write_str(name),
            Subject::Property { owner, name }
            | Subject::Member { owner, name }
            | Subject::Parameter { owner, name } => {
                write!(f, "{owner}.{name}")
            }
            Subject::Root(name) => write!(f, "/{name}"),
        }
    }
}

/// What the fields are called.
const FIELDS: [(Field, &str); 38] = [
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
    (Field::Position, "position"),
    (Field::Alternatives, "alternatives"),
    (Field::Resource, "resource"),
    (Field::ListedBy, "also listed by"),
    (Field::SameRequest, "same request as"),
    (Field::Call, "call"),
    (Field::Bindings, "bound to"),
    (Field::Overloads, "overloads"),
    (Field::Body, "body"),
    (Field::Parameters, "body fields"),
    (Field::Response, "answer"),
    (Field::Answers, "answer elsewhere"),
    (Field::Statuses, "statuses"),
    (Field::Cases, "permissions are for"),
    (Field::DelegatedWork, "delegated permissions"),
    (Field::DelegatedPersonal, "delegated permissions, personal account"),
    (Field::Application, "application permissions"),
    (Field::Headers, "headers"),
    (Field::Query, "query options"),
    (Field::Area, "area"),
    (Field::Deprecated, "deprecated"),
    (Field::Removed, "removed"),
    (Field::Pages, "pages"),
    (Field::Doc, "documentation"),
];

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FIELDS.iter().find(|(field, _)| field == self).map_or("", |(_, name)| name))
    }
}

/// What the sources are called.
const SOURCES: [(Source, &str); 14] = [
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
    (Source::Fixup, "fixup"),
    (Source::Removal, "removal"),
    (Source::Inference, "inferred"),
];

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(SOURCES.iter().find(|(source, _)| source == self).map_or("", |(_, name)| name))
    }
}
