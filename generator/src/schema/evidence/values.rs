//! The facts of a schema, read from the schema alone: what evidence is about, and in which notation.
//!
//! Every struct is taken apart field by field, so a new field of the schema does not compile before it is a fact.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::{
    Body, Call, Container, EnumType, Kind, Member, Operation, OperationKind, Parameter, Permissions, Property,
    Response, Schema, StructuredType, Traits, TypeName, Url, UrlParameter, UrlPosition,
};
use super::{Field, Subject, rules};

/// What the schema has: for each part, each of its facts that is not empty.
pub type Values = BTreeMap<Subject, BTreeMap<Field, Vec<String>>>;

/// The facts of a schema.
pub fn of_schema(schema: &Schema) -> Values {
    // The namespace is no fact of the pages: the configuration gives it.
    let Schema { namespace: _, types, enums, operations, container } = schema;
    let mut values = Values::new();
    types.iter().for_each(|(name, ty)| of_type(&mut values, name, ty));
    enums.iter().for_each(|(name, ty)| of_enum(&mut values, name, ty));
    operations.iter().for_each(|(key, operation)| of_operation(&mut values, key, operation));
    let Container { sets, singletons } = container;
    for (kind, roots) in [(SET, sets), (SINGLETON, singletons)] {
        for (name, ty) in roots {
            let mut facts = Facts::of(&mut values, Subject::Root(name.clone()));
            facts.add(Field::Name, [name]);
            facts.add(Field::Kind, [kind]);
            facts.add(Field::Type, [ty]);
        }
    }
    values
}

/// The facts of one part.
struct Facts<'v>(&'v mut BTreeMap<Field, Vec<String>>);

impl<'v> Facts<'v> {
    fn of(values: &'v mut Values, subject: Subject) -> Self {
        Facts(values.entry(subject).or_default())
    }

    /// Adds texts to a fact, each once. An empty text says nothing.
    fn add<T: ToString>(&mut self, field: Field, texts: impl IntoIterator<Item = T>) {
        for text in texts.into_iter().map(|text| text.to_string()).filter(|text| !text.is_empty()) {
            let known = self.0.entry(field).or_default();
            if !known.contains(&text) {
                known.push(text);
            }
        }
    }

    /// A notice counts even where it has no words.
    fn add_notice(&mut self, notice: Option<&String>) {
        if let Some(notice) = notice {
            self.0.insert(Field::Deprecated, vec![notice.clone()]);
        }
    }
}

fn of_type(values: &mut Values, name: &str, ty: &StructuredType) {
    let StructuredType { kind, base, key, is_abstract, open, area, doc, deprecated, removed, pages, properties } = ty;
    let mut facts = Facts::of(values, Subject::Type(name.to_owned()));
    facts.add(Field::Name, [name]);
    facts.add(Field::Kind, [kind_word(*kind)]);
    facts.add(Field::Base, base);
    facts.add(Field::Key, key);
    facts.add(Field::Abstract, is_abstract.then_some(YES));
    facts.add(Field::Open, open.then_some(YES));
    facts.add(Field::Area, area);
    facts.add(Field::Doc, [doc]);
    facts.add_notice(deprecated.as_ref());
    facts.add(Field::Removed, removed);
    facts.add(Field::Pages, pages);
    for property in properties {
        let Property { name: own, ty, navigation, doc, values: listed, removed, traits } = property;
        let mut facts = Facts::of(values, Subject::Property { owner: name.to_owned(), name: own.clone() });
        facts.add(Field::Name, [own]);
        facts.add(Field::Type, [ty]);
        facts.add(Field::Kind, [property_word(*navigation)]);
        facts.add(Field::Doc, [doc]);
        facts.add(Field::Values, listed);
        facts.add(Field::Removed, removed);
        facts.add(Field::Traits, trait_words(traits));
    }
}

fn of_enum(values: &mut Values, name: &str, ty: &EnumType) {
    let EnumType { area, doc, removed, pages, members } = ty;
    let mut facts = Facts::of(values, Subject::Enum(name.to_owned()));
    facts.add(Field::Name, [name]);
    facts.add(Field::Area, area);
    facts.add(Field::Doc, [doc]);
    facts.add(Field::Removed, removed);
    facts.add(Field::Pages, pages);
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    facts.add(Field::Members, [names.join(", ")]);
    for member in members {
        let Member { name: own, value, doc, removed } = member;
        let mut facts = Facts::of(values, Subject::Member { owner: name.to_owned(), name: own.clone() });
        facts.add(Field::Name, [own]);
        facts.add(Field::Value, value);
        facts.add(Field::Removed, removed);
        facts.add(Field::Doc, [doc]);
    }
}

fn of_operation(values: &mut Values, key: &str, operation: &Operation) {
    let Operation {
        title,
        kind,
        method,
        resource,
        listed_by,
        same_request,
        call,
        urls,
        body,
        response,
        permissions,
        headers,
        query,
        area,
        doc,
        deprecated,
        removed,
        page,
    } = operation;
    let mut facts = Facts::of(values, Subject::Operation(key.to_owned()));
    facts.add(Field::Title, [title]);
    facts.add(Field::Kind, [operation_word(*kind)]);
    facts.add(Field::Method, [method]);
    facts.add(Field::Resource, resource);
    facts.add(Field::ListedBy, listed_by);
    facts.add(Field::SameRequest, same_request);
    facts.add(Field::Urls, urls.iter().map(|url| &url.template));
    facts.add(Field::Body, [body_words(body)]);
    let Response { statuses, ty: _, elsewhere } = response;
    facts.add(Field::Statuses, statuses);
    facts.add(Field::Response, [answer_words(response)]);
    facts.add(Field::Answers, elsewhere.iter().map(|(template, ty)| format!("{template}: {ty}")));
    for set in permissions {
        let Permissions { case, delegated_work, delegated_personal, application } = set;
        facts.add(Field::Cases, [case]);
        facts.add(Field::DelegatedWork, delegated_work);
        facts.add(Field::DelegatedPersonal, delegated_personal);
        facts.add(Field::Application, application);
    }
    facts.add(Field::Headers, headers.iter().map(|header| &header.name));
    facts.add(Field::Query, query.iter().map(|option| &option.name));
    facts.add(Field::Area, area);
    facts.add(Field::Doc, [doc]);
    facts.add_notice(deprecated.as_ref());
    facts.add(Field::Removed, removed);
    facts.add(Field::Pages, [page]);
    let fields = match body {
        Body::Object { ty: _, fields } | Body::Parameters { fields } => fields.as_slice(),
        Body::None | Body::Reference | Body::Json | Body::Bytes => &[],
    };
    facts.add(Field::Parameters, fields.iter().map(|field| &field.name));
    let mut arguments: Vec<&Parameter> = Vec::new();
    if let Some(Call { name, bindings, overloads }) = call {
        facts.add(Field::Call, [name]);
        facts.add(Field::Bindings, bindings);
        facts
            .add(Field::Overloads, overloads.iter().map(|set| overload_words(set.iter().map(|one| one.name.as_str()))));
        arguments.extend(overloads.iter().flatten());
    }
    let arguments = arguments.into_iter().map(|argument| (ARGUMENT, argument));
    let lists = [(HEADER, headers.as_slice()), (QUERY_OPTION, query), (BODY_FIELD, fields)];
    let listed = lists.into_iter().flat_map(|(kind, list)| list.iter().map(move |parameter| (kind, parameter)));
    for (kind, parameter) in listed.chain(arguments) {
        let Parameter { name, ty, doc, traits } = parameter;
        let mut facts = Facts::of(values, Subject::Parameter { owner: key.to_owned(), name: name.clone() });
        facts.add(Field::Name, [name]);
        facts.add(Field::Kind, [kind]);
        facts.add(Field::Type, [ty]);
        facts.add(Field::Doc, [doc]);
        facts.add(Field::Traits, trait_words(traits));
    }
    for Url { template: _, parameters } in urls {
        for UrlParameter { name, position, alternatives, doc } in parameters {
            let mut facts = Facts::of(values, Subject::Parameter { owner: key.to_owned(), name: name.clone() });
            facts.add(Field::Name, [name]);
            facts.add(Field::Kind, [URL_PARAMETER]);
            facts.add(Field::Position, [position_word(*position)]);
            facts.add(Field::Alternatives, alternatives);
            facts.add(Field::Doc, [doc]);
        }
    }
}

pub(super) const YES: &str = "yes";
pub(super) const PARAMETERS: &str = "parameters";
pub(super) const REFERENCE: &str = "reference";
pub(super) const BYTES: &str = "bytes";
pub(super) const SET: &str = "entity set";
pub(super) const SINGLETON: &str = "singleton";
pub(super) const HEADER: &str = "header";
pub(super) const QUERY_OPTION: &str = "query option";
pub(super) const BODY_FIELD: &str = "body field";
pub(super) const ARGUMENT: &str = "argument";
pub(super) const URL_PARAMETER: &str = "URL parameter";

pub(super) fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Entity => "entity",
        Kind::Complex => "complex",
    }
}

pub(super) fn property_word(is_relationship: bool) -> &'static str {
    if is_relationship { "relationship" } else { "property" }
}

pub(super) fn operation_word(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::List => "list",
        OperationKind::Get => "get",
        OperationKind::Create => "create",
        OperationKind::Add => "add",
        OperationKind::Update => "update",
        OperationKind::Delete => "delete",
        OperationKind::Action => "action",
        OperationKind::Function => "function",
    }
}

pub(super) fn body_words(body: &Body) -> Cow<'_, str> {
    Cow::Borrowed(match body {
        Body::None => rules::NOTHING,
        Body::Object { ty, .. } => return ty.text(),
        Body::Parameters { .. } => PARAMETERS,
        Body::Reference => REFERENCE,
        Body::Json => "JSON of unknown shape",
        Body::Bytes => BYTES,
    })
}

pub(super) fn answer_words(response: &Response) -> Cow<'_, str> {
    response.ty.as_ref().map_or(Cow::Borrowed(rules::NOTHING), TypeName::text)
}

/// The parameters of a call by name: `(from, to)`.
pub(super) fn overload_words<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    format!("({})", names.into_iter().collect::<Vec<_>>().join(", "))
}

pub(super) fn position_word(position: UrlPosition) -> &'static str {
    match position {
        UrlPosition::Segment => "a path segment",
        UrlPosition::Path => "a path of several segments",
        UrlPosition::Quoted => "in quotes",
        UrlPosition::Query => "in the query",
    }
}

/// What sentences say in fixed words, one text for each thing.
pub(super) fn trait_words(traits: &Traits) -> Vec<String> {
    let Traits { read_only, write_only, required, optional, select_only, not_nullable, deprecated, default, supports } =
        traits;
    let flags = [
        (read_only, "read-only"),
        (write_only, "write-only"),
        (required, "required"),
        (optional, "optional"),
        (select_only, "returned only on $select"),
        (not_nullable, "not nullable"),
        (deprecated, "deprecated"),
    ];
    let flags = flags.into_iter().filter(|(holds, _)| **holds).map(|(_, word)| word.to_owned());
    let default = default.iter().map(|value| format!("default {value}"));
    let supports = supports.iter().map(|option| format!("supports {option}"));
    flags.chain(default).chain(supports).collect()
}
