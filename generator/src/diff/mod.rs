//! Two schemas -> what changed between them, and which release of the generated crate that needs.
//!
//! `rules` is the table of all kinds of changes: what each means for who uses the crate. `parts` finds what came and went,
//! `facts` what is said differently about what stayed, `areas` what became of the areas, `renames` what was meant perhaps.
//! `surface` lists the public items of a crate, and `rust` finds what only they show: names, boxes, features. `places`
//! adds files and lines where pages were read, `record` says what has vanished. `human`, `markdown` and `json` print.

mod areas;
mod facts;
mod human;
mod json;
mod markdown;
mod parts;
mod places;
mod record;
mod renames;
mod rules;
mod rust;
mod surface;

use crate::schema::Schema;
use crate::schema::evidence::{Field, Subject, Values, facts as facts_of};

pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use places::{Docs, TextOf, locate};
pub use record::vanished;
pub use rules::{Kind, Release, Section, reference};
pub use rust::compare_crates;

/// What changed between two states of an API.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// What somebody can notice who uses the API or the generated crate, in the order of the kinds and of the names.
    pub changes: Vec<Change>,
    /// Where only the words of the documentation are others.
    pub texts: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What happened.
    pub kind: Kind,
    /// What it happened to: a type, `type.property`, an operation, an area; for the kinds about Rust, a path.
    pub subject: String,
    /// What was there before, if that says more.
    pub was: Option<String>,
    /// What is there now, if that says more.
    pub is: Option<String>,
    /// What was meant perhaps, or what else there is to say.
    pub hint: Option<String>,
    /// Where it was documented.
    pub old: Option<Place>,
    /// Where it is documented.
    pub new: Option<Place>,
    /// What evidence calls it.
    part: Part,
}

/// A place in the docs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The page: relative to the docs folder or, where the docs were read, as it can be opened.
    pub page: String,
    /// Line and column, both from 1; known only where the docs were read.
    pub position: Option<(usize, usize)>,
}

/// The part of each schema that a change is about, and the fact of it.
#[derive(Debug, Clone, Default, PartialEq)]
struct Part {
    old: Option<Subject>,
    new: Option<Subject>,
    field: Option<Field>,
}

impl Changes {
    /// The release that all of it needs together.
    pub fn release(&self) -> Release {
        self.changes.iter().map(|change| change.kind.release()).max().unwrap_or_default()
    }

    /// Forgets what became of areas: without cargo features, they mean nothing to who uses the crate.
    pub fn without_areas(&mut self) {
        let kinds = [Kind::AreaAdded, Kind::AreaMoved, Kind::AreaRemoved, Kind::AreaRenamed];
        self.changes.retain(|change| !kinds.contains(&change.kind));
    }

    fn sort(&mut self) {
        for list in [&mut self.changes, &mut self.texts] {
            list.sort_by(|a, b| (a.kind, &a.subject, &a.was, &a.is).cmp(&(b.kind, &b.subject, &b.was, &b.is)));
        }
    }
}

impl Change {
    fn new(kind: Kind, subject: impl Into<String>) -> Self {
        let (was, is, hint, old, new, part) = Default::default();
        Change { kind, subject: subject.into(), was, is, hint, old, new, part }
    }

    /// Something that only the old schema has.
    fn gone(kind: Kind, part: &Subject) -> Self {
        let place = Part { old: Some(part.clone()), ..Part::default() };
        Change { part: place, ..Change::new(kind, part.to_string()) }
    }

    /// Something that only the new schema has.
    fn come(kind: Kind, part: &Subject) -> Self {
        let place = Part { new: Some(part.clone()), ..Part::default() };
        Change { part: place, ..Change::new(kind, part.to_string()) }
    }

    /// A fact of something that both schemas have.
    fn of(kind: Kind, (old, new): (&Subject, &Subject), field: Field) -> Self {
        let part = Part { old: Some(old.clone()), new: Some(new.clone()), field: Some(field) };
        Change { part, ..Change::new(kind, new.to_string()) }
    }

    fn was(self, was: impl Into<String>) -> Self {
        Change { was: Some(was.into()), ..self }
    }

    fn is(self, is: impl Into<String>) -> Self {
        Change { is: Some(is.into()), ..self }
    }
}

/// Compares two schemas. What only the names of Rust show is not part of it: see [`compare_crates`].
pub fn diff(old: &Schema, new: &Schema) -> Changes {
    let (before, after) = (facts_of(old), facts_of(new));
    let pair = Pair { old, new, before: &before, after: &after, moved: parts::moved_operations(old, new) };
    let mut found = Vec::new();
    parts::compare(&pair, &mut found);
    facts::compare(&pair, &mut found);
    areas::compare(&pair, &mut found);
    renames::suggest(&pair, &mut found);
    places::pages(old, new, &mut found);
    let (texts, changes) = found.into_iter().partition(|change| change.kind == Kind::TextChanged);
    let mut changes = Changes { changes, texts };
    changes.sort();
    changes
}

/// How many names a change tells that is about many.
const NAMED: usize = 3;

/// The first of many names, and how many more there are.
fn several(names: &[&str]) -> String {
    let named: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// Two schemas and the facts of each.
struct Pair<'a> {
    old: &'a Schema,
    new: &'a Schema,
    before: &'a Values,
    after: &'a Values,
    /// Operations whose page has another name now: old keys and new ones.
    moved: Vec<(&'a str, &'a str)>,
}

impl Pair<'_> {
    /// What a part of the old schema is called in the new one, whether it is there or not.
    fn now(&self, part: &Subject) -> Subject {
        let key = |old: &String| {
            let moved = self.moved.iter().find(|(known, _)| known == old);
            moved.map_or_else(|| old.clone(), |(_, new)| (*new).to_owned())
        };
        match part {
            Subject::Operation(old) => Subject::Operation(key(old)),
            Subject::Parameter { owner, name } => Subject::Parameter { owner: key(owner), name: name.clone() },
            other => other.clone(),
        }
    }
}
