//! From a name that a person types to parts of the schema.

use std::collections::BTreeSet;

use super::super::Schema;
use super::super::bases::ancestors_of;
use super::super::index::short_name;
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
    /// Follows a name, whatever its case: `book`, `book.title`, `library.genre.poetry`, `book-get`. A property may be named by a type that inherits it. A whole name counts before a short one.
    pub fn find(&self, schema: &Schema, name: &str) -> Found {
        let wanted = name.trim().trim_end_matches(".md").to_lowercase();
        let mut found: Vec<&Subject> =
            self.subjects.keys().filter(|subject| subject.to_string().to_lowercase() == wanted).collect();
        if found.is_empty() {
            found = self.subjects.keys().filter(|subject| short(subject).to_lowercase() == wanted).collect();
        }
        let inherited = if found.is_empty() { self.inherited(schema, &wanted) } else { BTreeSet::new() };
        found.extend(&inherited);
        match found.as_slice() {
            [one] => Found::One((*one).clone()),
            [] => Found::Nothing(self.suggestions(&wanted)),
            several => Found::Several(several.iter().map(|subject| (*subject).clone()).collect()),
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

    fn suggestions(&self, wanted: &str) -> Vec<String> {
        let wanted = short_of(wanted);
        let ranked = self.subjects.keys().map(|subject| {
            let short = short(subject);
            let lower = short.to_lowercase();
            let last = lower.rsplit('.').next().unwrap_or(&lower);
            // The name of a member alone is as good as a small slip.
            let distance = if last == wanted { 1 } else { distance(&lower, wanted) };
            (distance, short)
        });
        let close: BTreeSet<(usize, String)> =
            ranked.filter(|(far, _)| *far <= wanted.chars().count() / 3 + 1).collect();
        close.into_iter().take(SUGGESTIONS).map(|(_, name)| name).collect()
    }
}

/// The name of a subject without its namespace.
fn short(subject: &Subject) -> String {
    match subject {
        Subject::Type(name) | Subject::Enum(name) => short_name(name).to_owned(),
        Subject::Property { owner, name } | Subject::Member { owner, name } => format!("{}.{name}", short_name(owner)),
        Subject::Operation(key) => super::super::index::stem(&format!("{key}.md")).to_owned(),
    }
}

/// A name without what looks like a namespace: more than one dot.
fn short_of(name: &str) -> &str {
    let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
    dots.nth(1).and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

/// How many characters must be added, left out or changed to make one text the other.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (above, a) in left.chars().enumerate() {
        let mut diagonal = above;
        let mut before = above + 1;
        let mut next = vec![before];
        for (b, up) in right.iter().zip(row.iter().skip(1)) {
            before = (diagonal + usize::from(a != *b)).min(up + 1).min(before + 1);
            diagonal = *up;
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, short_of};

    #[test]
    fn distances() {
        for (left, right, expected) in [("", "abc", 3), ("volume", "volme", 1), ("kitten", "sitting", 3), ("a", "a", 0)]
        {
            assert_eq!(distance(left, right), expected, "{left} {right}");
            assert_eq!(distance(right, left), expected, "{right} {left}");
        }
    }

    #[test]
    fn namespaces_are_cut_off() {
        assert_eq!(short_of("a.b.book.title"), "book.title");
        assert_eq!(short_of("book.title"), "book.title");
    }
}
