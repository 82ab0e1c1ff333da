//! Where a change is documented: the page as the schema has it, the line where the docs were read.

use crate::diagnostic::line_column;
use crate::schema::Schema;
use crate::schema::evidence::{Evidence, Field, Subject};

use super::{Change, Changes, Part, Place};

/// Gives the text of a page by its path.
pub type TextOf<'a> = Box<dyn Fn(&str) -> Option<&'a str> + 'a>;

/// What is known beside a schema that was read from docs.
pub struct Docs<'a> {
    /// What speaks for each fact.
    pub evidence: &'a Evidence,
    /// The text of a page.
    pub text: TextOf<'a>,
    /// How the path of a page is written.
    pub shown: Box<dyn Fn(&str) -> String + 'a>,
}

/// Adds file, line and column to the changes of schemas that were read from docs.
pub fn locate<'a>(changes: &mut Changes, old: Option<&Docs<'a>>, new: Option<&Docs<'a>>) {
    for Change { old: before, new: after, part, .. } in changes.changes.iter_mut().chain(&mut changes.texts) {
        let Part { old: was, new: is, field } = part;
        for (docs, subject, place) in [(old, was, before), (new, is, after)] {
            if let (Some(docs), Some(subject), Some(place)) = (docs, subject.as_ref(), place) {
                match position(docs, subject, *field) {
                    Some(found) => *place = found,
                    None => place.page = (docs.shown)(&place.page),
                }
            }
        }
    }
}

/// The place of what counts for a fact; of any fact where nothing speaks for that one.
fn position(docs: &Docs<'_>, subject: &Subject, field: Option<Field>) -> Option<Place> {
    let facts = docs.evidence.subjects.get(subject)?;
    let wanted = [field, Some(Field::Name), Some(Field::Type)].into_iter().flatten();
    let fact =
        wanted.filter_map(|field| facts.get(&field)).chain(facts.values()).find(|fact| !fact.witnesses.is_empty());
    let location = &fact?.witnesses.first()?.location;
    let position = line_column((docs.text)(&location.path)?, location.span.range().start);
    Some(Place { page: (docs.shown)(&location.path), position: Some(position) })
}

/// Adds the pages that the schemas name.
pub(super) fn pages(old: &Schema, new: &Schema, found: &mut [Change]) {
    for change in found {
        let place = |schema, part: &Option<Subject>| {
            let page = part.as_ref().and_then(|part| page(schema, part))?;
            Some(Place { page: page.clone(), position: None })
        };
        change.old = place(old, &change.part.old);
        change.new = place(new, &change.part.new);
    }
}

fn page<'a>(schema: &'a Schema, part: &Subject) -> Option<&'a String> {
    match part {
        Subject::Type(name) | Subject::Property { owner: name, .. } => schema.types.get(name)?.pages.first(),
        Subject::Enum(name) | Subject::Member { owner: name, .. } => schema.enums.get(name)?.pages.first(),
        Subject::Operation(key) | Subject::Parameter { owner: key, .. } => Some(&schema.operations.get(key)?.page),
        Subject::Root(_) => None,
    }
}
