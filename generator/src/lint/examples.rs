//! Examples against the documented types: names of properties, kinds of values, members, timestamps, names of types.

use rustc_hash::FxHashMap;

use super::Page;
use super::json::{self, Node, Tree};
use super::timestamp::{date_defect, date_time_defect, time_defect};
use super::types::Types;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::facts::{Message, TypeClaim};
use crate::schema::{Body, Operation, Primitive, Property, Schema, TypeName};

/// What the schema documents about bodies.
pub(super) struct Documented<'a> {
    types: Types<'a>,
    /// By page: the first operation.
    operations: FxHashMap<&'a str, &'a Operation>,
}

impl<'a> Documented<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let mut operations = FxHashMap::default();
        for operation in schema.operations.values() {
            operations.entry(operation.page.as_str()).or_insert(operation);
        }
        Documented { types: Types::new(schema), operations }
    }
}

pub(super) fn check(page: &Page<'_>, documented: &Documented<'_>, found: &mut Vec<Diagnostic>) {
    let operation = documented.operations.get(&*page.facts.path).copied();
    let types = &documented.types;
    let mut last = None;
    for example in &page.facts.examples {
        // A request with several responses stands in several examples.
        if let Some(request) = example.request.as_ref().filter(|request| last != Some(request.span)) {
            last = Some(request.span);
            if let Some(tree) = body(page, request) {
                let documented = operation.and_then(|operation| body_type(&operation.body));
                Reader { page, types, message: request, found }.check(&tree, documented);
            }
        }
        if let Some(response) = &example.response
            && let Some(tree) = body(page, response)
        {
            let documented = operation.and_then(|operation| operation.response.ty.as_ref());
            let is_error = response.status().is_some_and(|status| status >= 400);
            let mut reader = Reader { page, types, message: response, found };
            reader.check_collection(&tree);
            reader.check(&tree, documented.filter(|_| !is_error));
        }
    }
}

fn body_type(body: &Body) -> Option<&TypeName> {
    match body {
        Body::Object { ty, .. } => Some(ty),
        _ => None,
    }
}

/// The body of a message, if it is JSON that can be read. Its offsets are those of the message's body.
fn body<'a>(page: &Page<'_>, message: &'a Message) -> Option<Tree<'a>> {
    let at = message.body_start as usize;
    let body = message.body.as_str();
    // An indented block stands on the page in other bytes than in the message.
    let stands_there = page.text.get(at..at + body.len()) == Some(body);
    let is_json = stands_there && body.trim_start().starts_with(['{', '[']);
    is_json.then(|| json::parse(body)).flatten()
}

/// The body of one message.
struct Reader<'a, 'b> {
    page: &'a Page<'a>,
    types: &'a Types<'a>,
    message: &'a Message,
    found: &'b mut Vec<Diagnostic>,
}

const TYPE: &str = "@odata.type";
const CONTEXT: &str = "@odata.context";

impl<'a> Reader<'a, '_> {
    fn check(&mut self, tree: &Tree<'_>, documented: Option<&TypeName>) {
        let annotated = self.message.ty.as_ref().and_then(|ty| match &ty.claim {
            TypeClaim::Named(name) => self.types.spelled(&name.text),
            _ => None,
        });
        let ty = annotated.or_else(|| documented.and_then(TypeName::named).and_then(|name| self.types.spelled(name)));
        self.annotations(tree);
        let is_value = || ty.is_some_and(|ty| self.types.property(ty, "value").is_some());
        let elements = tree.get("value").filter(|_| !is_value());
        match (elements, &tree.node) {
            (Some(Tree { node: Node::Array(elements), .. }), _) | (None, Node::Array(elements)) => {
                elements.iter().for_each(|element| self.object(element, ty, true));
            }
            // A single value in its wrapper: of which type, the page does not say precisely.
            (Some(_), _) => {}
            (None, _) => self.object(tree, ty, true),
        }
    }

    fn check_collection(&mut self, tree: &Tree<'_>) {
        let Some(ty) = &self.message.ty else { return };
        let has_array = matches!(tree.node, Node::Array(_))
            || tree.get("value").is_some_and(|value| matches!(value.node, Node::Array(_)));
        let message = match (self.message.annotated_collection, has_array) {
            (true, false) => "the annotation says that there are several values, the body shows one",
            (false, true) if !self.has_value(&ty.claim) => {
                "the body shows several values, the annotation says nothing of it"
            }
            _ => return,
        };
        let span = tree
            .get("value")
            .map_or(tree.span.start..tree.span.start + 1, |value| value.span.start..value.span.start + 1);
        self.report(Code::ExampleCollection, span, message.to_owned());
    }

    /// Whether the type of a message has a property `value` of its own, or is unknown.
    fn has_value(&self, claim: &TypeClaim) -> bool {
        match claim {
            TypeClaim::Named(name) => {
                self.types.spelled(&name.text).is_none_or(|name| self.types.property(name, "value").is_some())
            }
            _ => true,
        }
    }

    /// What the body says about itself.
    fn annotations(&mut self, tree: &Tree<'_>) {
        let Some(context) = tree.get(CONTEXT) else { return };
        let Some(text) = context.text().filter(|text| text.contains(char::is_whitespace)) else { return };
        let span = self.span(context.span.clone());
        let message = format!("`{text}` is no URL: it has a blank");
        let finding = Diagnostic::new(Code::ContextUrl, &self.page.facts.path, span, message);
        let trimmed = text.trim();
        self.found.push(match trimmed.contains(char::is_whitespace) {
            true => finding,
            false => finding.with_edit(span, format!("\"{trimmed}\"")),
        });
    }

    /// An object of a type. `at_top` is for the objects that the message is about.
    fn object(&mut self, tree: &Tree<'_>, ty: Option<&str>, at_top: bool) {
        // An error is no object of the documented type.
        if at_top && tree.members().len() <= 2 && tree.get("error").is_some_and(|error| error.get("code").is_some()) {
            return;
        }
        let ty = tree.get(TYPE).and_then(|named| self.named(named)).or(ty);
        let known: Vec<&Property> = ty.into_iter().flat_map(|ty| self.types.properties(ty)).collect();
        let Some(ty) = ty.filter(|_| !known.is_empty()) else {
            return tree.members().iter().for_each(|member| self.untyped(&member.value));
        };
        for member in tree.members() {
            if member.key.contains('@') {
                continue;
            }
            match known.iter().find(|property| property.name == member.key) {
                Some(property) => self.value(&member.value, &property.ty, &member.key),
                None => {
                    self.unknown(&member.key, member.key_span.clone(), ty);
                    self.untyped(&member.value);
                }
            }
        }
    }

    /// What can be said without a documented type.
    fn untyped(&mut self, tree: &Tree<'_>) {
        match &tree.node {
            Node::Array(elements) => elements.iter().for_each(|element| self.untyped(element)),
            Node::Object(members) => {
                if tree.get(TYPE).and_then(|named| self.named(named)).is_some() {
                    return self.object(tree, None, false);
                }
                members.iter().for_each(|member| self.untyped(&member.value));
            }
            // A text of this form can be nothing else, whatever the property is.
            Node::Text(text) if is_meant_as_timestamp(text) => {
                if let Some(defect) = date_time_defect(text) {
                    let message = format!("`{text}` is no timestamp: {defect}");
                    self.report(Code::ExampleTimestamp, tree.span.clone(), message);
                }
            }
            _ => {}
        }
    }

    /// The type that an object names; a finding where no page spells it so.
    fn named(&mut self, named: &Tree<'_>) -> Option<&'a str> {
        let text = named.text()?;
        let inner = text.trim_start_matches('#');
        let inner = inner.strip_prefix("Collection(").and_then(|inner| inner.strip_suffix(')')).unwrap_or(inner);
        let is_name = inner.contains('.') && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
        if !is_name || inner.to_lowercase().starts_with("edm.") {
            return None;
        }
        let is_known = self.types.spelled(inner);
        // The annotation spells a type that no page describes.
        let annotated = self.message.ty.as_ref().and_then(|ty| match &ty.claim {
            TypeClaim::Named(name) if name.text.eq_ignore_ascii_case(inner) => Some(name.text.as_str()),
            _ => None,
        });
        let Some(spelled) = is_known.or(annotated.filter(|name| *name != inner)) else {
            self.report(Code::ExampleTypeUnknown, named.span.clone(), format!("no page describes `{inner}`"));
            return None;
        };
        if spelled != inner {
            let span = self.span(named.span.clone());
            let message = format!("the type is spelled `{spelled}`, here `{inner}`");
            let finding = Diagnostic::new(Code::ExampleTypeCase, &self.page.facts.path, span, message);
            let corrected = format!("\"{}\"", text.replacen(inner, spelled, 1));
            self.found.push(finding.with_edit(span, corrected));
        }
        is_known
    }

    fn unknown(&mut self, key: &str, span: std::ops::Range<usize>, ty: &str) {
        if !self.types.is_closed(ty) || is_placeholder(key) || self.types.derived_has(ty, key) {
            return;
        }
        let message = match self.types.property_in_other_case(ty, key) {
            Some(known) => format!("`{ty}` has no property `{key}`, but `{known}`"),
            None => format!("`{ty}` has no property `{key}`"),
        };
        self.report(Code::ExampleProperty, span, message);
    }

    fn value(&mut self, tree: &Tree<'_>, ty: &TypeName, key: &str) {
        if tree.node == Node::Null {
            return;
        }
        match (ty, &tree.node) {
            (TypeName::Collection(element), Node::Array(elements)) => {
                elements.iter().for_each(|tree| self.value(tree, element, key));
            }
            (TypeName::Collection(_), Node::Text(text)) if is_placeholder(text) => {}
            (TypeName::Collection(_), _) => self.unfit(tree, "a collection", key),
            (TypeName::Primitive(primitive), _) => self.primitive(tree, *primitive, key),
            (TypeName::Named(name), _) => self.named_value(tree, name, key),
        }
    }

    fn named_value(&mut self, tree: &Tree<'_>, name: &str, key: &str) {
        if let Some(declared) = self.types.enumeration(name) {
            let Node::Text(text) = &tree.node else {
                return self.unfit(tree, &format!("a member of `{name}`"), key);
            };
            let is_member =
                |word: &str| declared.members.iter().any(|member| member.name.eq_ignore_ascii_case(word.trim()));
            if !text.split(',').all(is_member) && !declared.members.is_empty() && !is_placeholder(text) {
                self.report(Code::ExampleMember, tree.span.clone(), format!("`{text}` is no member of `{name}`"));
            }
        } else if self.types.has_properties(name) {
            match &tree.node {
                Node::Object(_) => self.object(tree, Some(name), false),
                Node::Text(text) if is_placeholder(text) => {}
                _ => self.unfit(tree, &format!("an object of `{name}`"), key),
            }
        } else {
            self.untyped(tree);
        }
    }

    fn primitive(&mut self, tree: &Tree<'_>, primitive: Primitive, key: &str) {
        use Primitive as P;
        let text = match (&tree.node, primitive) {
            (_, P::Untyped | P::Stream) => return,
            (Node::Text(_), P::String | P::Binary | P::Duration | P::Guid) => return,
            (Node::Text(text), _) if is_placeholder(text) => return,
            (Node::Bool, P::Boolean) => return,
            (Node::Number(number), P::Byte | P::SByte | P::Int16 | P::Int32 | P::Int64) if !number.contains('.') => {
                return;
            }
            (Node::Number(_), P::Decimal | P::Double | P::Single) => return,
            // OData writes large numbers as texts where a client asks for it.
            (Node::Text(text), P::Int64 | P::Decimal) if text.parse::<f64>().is_ok() => return,
            (Node::Text(text), P::Double | P::Single) if matches!(&**text, "INF" | "-INF" | "NaN") => return,
            (Node::Text(text), P::Date | P::DateTimeOffset | P::TimeOfDay) => text,
            _ => return self.unfit(tree, &format!("`{}`", primitive.name()), key),
        };
        // Words such as `datetime-value` stand for a value.
        if !text.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        let defect = match primitive {
            P::Date => date_defect(text),
            P::TimeOfDay => time_defect(text),
            _ => date_time_defect(text),
        };
        if let Some(defect) = defect {
            let message = format!("`{text}` is no `{}`: {defect}", primitive.name());
            self.report(Code::ExampleTimestamp, tree.span.clone(), message);
        }
    }

    fn unfit(&mut self, tree: &Tree<'_>, expected: &str, key: &str) {
        let shown = match &tree.node {
            Node::Null => "null",
            Node::Bool => "a truth value",
            Node::Number(_) => "a number",
            Node::Text(_) => "a text",
            Node::Array(_) => "an array",
            Node::Object(_) => "an object",
        };
        // Of a large value, only the start is at fault.
        let end =
            if matches!(tree.node, Node::Array(_) | Node::Object(_)) { tree.span.start + 1 } else { tree.span.end };
        self.report(
            Code::ExampleKind,
            tree.span.start..end,
            format!("`{key}` is {expected}, the example shows {shown}"),
        );
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let at = self.message.body_start as usize;
        Span::new(at + range.start..at + range.end)
    }

    fn report(&mut self, code: Code, range: std::ops::Range<usize>, message: String) {
        let span = self.span(range);
        self.found.push(Diagnostic::new(code, &self.page.facts.path, span, message));
    }
}

/// Whether a text starts like a date with a time and ends in `Z`.
fn is_meant_as_timestamp(text: &str) -> bool {
    let mut start = text.bytes().take(12);
    let form = |byte: u8, mark: char| match mark {
        '0' => byte.is_ascii_digit(),
        mark => byte == mark as u8,
    };
    "0000-00-00T0".chars().all(|mark| start.next().is_some_and(|byte| form(byte, mark))) && text.ends_with('Z')
}

/// Words that stand for a value of a type.
const TYPE_WORDS: [&str; 12] = [
    "string",
    "boolean",
    "bool",
    "int",
    "int32",
    "int64",
    "integer",
    "number",
    "double",
    "guid",
    "timestamp",
    "datetimeoffset",
];

/// Whether a text stands for a value: `{id}`, `<name>`, `a | b`, `...`, `title-value`, `String (identifier)`, the name of
/// a type.
fn is_placeholder(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    text.is_empty()
        || text.contains(['{', '<', '|', '…', '@'])
        || text.contains("...")
        || text.ends_with("-value")
        || TYPE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}
