//! From a name that a person types to parts of the schema.

use std::collections::BTreeSet;

use super::super::bases::ancestors_of;
use super::super::index::short_name;
use super::super::{Operation, Schema};
use super::{Evidence, Subject};

/// What a name leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// The part of the schema that is meant.
    One(Subject),
    /// Several parts have the name.
    Several(Vec<Subject>),
    /// Nothing has the name; names that are like it, the closest first.
    Nothing(Vec<String>),
}

/// How many names are suggested.
const SUGGESTIONS: usize = 5;

impl Evidence {
    /// Follows a name, whatever its case.
    ///
    /// | name | part |
    /// |---|---|
    /// | `book`, `book.title` | a type, its property; a type that inherits the property may name it |
    /// | `genre`, `genre.poetry` | an enumeration, its member |
    /// | `book-get`, `api/book-get.md`, `Get book`, `GET /books/{id}` | an operation: page, title, or request |
    /// | `book-get.Prefer` | its header, query option, body field, argument or URL parameter |
    /// | `/books` | an entity set or a singleton |
    ///
    /// Types and enumerations may be qualified. A whole name counts before a short one, and that before the other ways
    /// to name an operation.
    pub fn find(&self, schema: &Schema, name: &str) -> Found {
        let wanted = name.trim().trim_end_matches(".md").to_lowercase();
        let all = |is_it: &dyn Fn(&Subject) -> bool| {
            let subjects = self.subjects.keys().filter(|subject| is_it(subject));
            subjects.cloned().collect::<BTreeSet<Subject>>()
        };
        let mut found = all(&|subject| subject.to_string().to_lowercase() == wanted);
        if found.is_empty() {
            found = all(&|subject| short(subject).to_lowercase() == wanted);
        }
        if found.is_empty() {
            found = self.inherited(schema, &wanted);
        }
        if found.is_empty() {
            let keys = schema.operations.iter().filter(|(_, operation)| is_named(operation, &wanted));
            found = keys.map(|(key, _)| Subject::Operation(key.clone())).collect();
        }
        let mut several = found.iter();
        match (several.next(), several.next()) {
            (Some(one), None) => Found::One(one.clone()),
            (None, _) => Found::Nothing(self.suggestions(schema, &wanted)),
            _ => Found::Several(found.into_iter().collect()),
        }
    }

    /// The properties of bases that a name of a derived type means.
    fn inherited(&self, schema: &Schema, wanted: &str) -> BTreeSet<Subject> {
        let Some((ty, property)) = wanted.rsplit_once('.') else { return BTreeSet::new() };
        let is_it = |name: &&String| name.to_lowercase() == ty || short_name(name).to_lowercase() == ty;
        let declared = |name: &String| {
            ancestors_of(&schema.types, name).into_iter().find_map(|owner| {
                let own = schema.types.get(owner)?.properties.iter().find(|own| own.name.to_lowercase() == property)?;
                let subject = Subject::Property { owner: owner.to_owned(), name: own.name.clone() };
                self.subjects.contains_key(&subject).then_some(subject)
            })
        };
        schema.types.keys().filter(is_it).filter_map(declared).collect()
    }

    fn suggestions(&self, schema: &Schema, wanted: &str) -> Vec<String> {
        let is_request = wanted.contains(" /");
        let wanted = if is_request { wanted } else { short_of(wanted) };
        let requests = schema.operations.values().filter(|_| is_request).flat_map(requests);
        let names = self.subjects.keys().filter(|_| !is_request).map(short);
        let ranked = names.chain(requests).map(|name| {
            let lower = name.to_lowercase();
            let last = lower.rsplit('.').next().unwrap_or(&lower);
            // The name of a member alone is as good as a small slip.
            let distance = if last == wanted { 1 } else { strsim::levenshtein(&lower, wanted) };
            (distance, name)
        });
        let close: BTreeSet<(usize, String)> =
            ranked.filter(|(far, _)| *far <= wanted.chars().count() / 3 + 1).collect();
        close.into_iter().take(SUGGESTIONS).map(|(_, name)| name).collect()
    }
}

/// Whether an operation is meant by the path of its page, its title, or one of its requests.
fn is_named(operation: &Operation, wanted: &str) -> bool {
    let request = placeholders(wanted);
    operation.page.trim_end_matches(".md").to_lowercase() == wanted
        || operation.title.to_lowercase() == wanted
        || requests(operation).any(|known| placeholders(&known.to_lowercase()) == request)
}

/// `GET /books/{book-id}` for each form of the URL, without its query.
fn requests(operation: &Operation) -> impl Iterator<Item = String> {
    let paths = operation.urls.iter().map(|url| url.template.split('?').next().unwrap_or(&url.template));
    paths.map(|path| format!("{} {path}", operation.method))
}

/// A request whose placeholders have no names: those differ from page to page.
fn placeholders(request: &str) -> String {
    let mut parts = request.split('{');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |known, part| known + "{}" + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// The name of a subject without its namespace.
fn short(subject: &Subject) -> String {
    match subject {
        Subject::Type(name) | Subject::Enum(name) => short_name(name).to_owned(),
        Subject::Property { owner, name } | Subject::Member { owner, name } => format!("{}.{name}", short_name(owner)),
        Subject::Operation(key) => page_name(key).to_owned(),
        Subject::Parameter { owner, name } => format!("{}.{name}", page_name(owner)),
        Subject::Root(_) => subject.to_string(),
    }
}

/// The key of an operation without the folder that it has where several pages have the same name.
fn page_name(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// A name without what looks like a namespace: more than one dot.
fn short_of(name: &str) -> &str {
    let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
    dots.nth(1).and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::short_of;

    #[test]
    fn namespaces_are_cut_off() {
        assert_eq!(short_of("a.b.book.title"), "book.title");
        assert_eq!(short_of("book.title"), "book.title");
    }
}
