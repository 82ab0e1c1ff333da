//! What only the crates show: names of functions, functions for headers and query options, re-exports, setters, boxes, enums over
//! derived types, features.

use std::collections::{BTreeMap, BTreeSet};

use crate::lower::Crate;
use crate::schema::Schema;
use crate::schema::evidence::Subject;

use super::surface::{Item, Surface, surface};
use super::{Change, Changes, Kind, Part, Release, Section, areas, places, several};

/// Adds what the public items of two crates show beyond the changes of the schemas that they were made of.
pub fn compare_crates(changes: &mut Changes, old: (&Schema, &Crate), new: (&Schema, &Crate)) {
    let told = Told::new(&changes.changes);
    let (before, after) = (surface(old.0, old.1), surface(new.0, new.1));
    let mut found = Vec::new();
    gone(&told, &before, &after, &mut found);
    let renamed = found.iter().filter_map(|change| change.is.clone()).collect();
    come(&told, &before, &after, &renamed, &mut found);
    types(&told, &before, &after, &mut found);
    gates(&areas::renamed(&changes.changes), &before, &after, &mut found);
    features(&areas::told(&changes.changes), old.1, new.1, &mut found);
    places::pages(old.0, new.0, &mut found);
    changes.changes.extend(found);
    changes.sort();
}

/// Items that came, or went, and of which the changes of the schemas tell.
struct Explained {
    /// All items of these parts.
    parts: BTreeSet<Subject>,
    /// The functions of these operations, one for each form of the URL.
    functions: BTreeSet<Subject>,
}

impl Explained {
    fn has(&self, path: &str, item: &Item) -> bool {
        let is_function = || item.within.is_none() && !is_type(path);
        self.parts.contains(&item.origin) || (self.functions.contains(&item.origin) && is_function())
    }
}

/// What the changes of the schemas explain.
struct Told {
    gone: Explained,
    come: Explained,
    /// Parts of which a type is another one.
    retyped: BTreeSet<Subject>,
    /// New names of operations by their old ones.
    moved: BTreeMap<Subject, Subject>,
}

impl Told {
    fn new(changes: &[Change]) -> Self {
        let parts = |wanted: &dyn Fn(Kind) -> bool| -> BTreeSet<Subject> {
            let changes = changes.iter().filter(|change| wanted(change.kind));
            changes.flat_map(|change| [&change.part.old, &change.part.new]).flatten().cloned().collect()
        };
        let is_breaking = |kind: Kind| kind.release() == Release::Major;
        let is_new = |kind: Kind| kind.section() == Section::Added || kind == Kind::PropertyMoved;
        let moved = changes.iter().filter(|change| change.kind == Kind::OperationMoved);
        Told {
            gone: Explained {
                parts: parts(&|kind| kind.section() == Section::Removed && kind != Kind::UrlRemoved),
                functions: parts(&|kind| kind == Kind::UrlRemoved),
            },
            come: Explained {
                parts: parts(&|kind| is_new(kind) && kind != Kind::UrlAdded),
                functions: parts(&|kind| kind == Kind::UrlAdded),
            },
            retyped: parts(&|kind| is_breaking(kind) && kind.section() == Section::Changed),
            moved: moved.filter_map(|change| change.part.old.clone().zip(change.part.new.clone())).collect(),
        }
    }

    fn now<'a>(&'a self, part: &'a Subject) -> &'a Subject {
        self.moved.get(part).unwrap_or(part)
    }
}

/// The items of one surface that the other lacks and that nothing has told of. Those in an item that is lacking too are
/// told with it.
fn lacking<'a>(surface: &'a Surface, other: &Surface, told: &Explained) -> Vec<(&'a String, &'a Item)> {
    let whole = |item: &Item| item.within.as_ref().is_none_or(|within| other.contains_key(within));
    let items =
        surface.iter().filter(|(path, item)| !other.contains_key(*path) && !told.has(path, item) && whole(item));
    items.collect()
}

fn gone(told: &Told, before: &Surface, after: &Surface, found: &mut Vec<Change>) {
    for (path, item) in lacking(before, after, &told.gone) {
        let now = told.now(&item.origin);
        // The same thing under another name: as much in it, and it was not there before.
        let mut same = after.iter().filter(|(name, new)| {
            new.origin == *now
                && !before.contains_key(*name)
                && new.types.len() == item.types.len()
                && is_type(name) == is_type(path)
                && new.within.is_some() == item.within.is_some()
        });
        let is = match (same.next(), same.next()) {
            (Some((name, _)), None) => Some(name.clone()),
            _ => None,
        };
        let part = Part { old: Some(item.origin.clone()), new: Some(now.clone()), field: None };
        found.push(Change { is, part, ..Change::new(Kind::ItemGone, path) });
    }
}

/// What has come that is not the new name of something.
fn come(told: &Told, before: &Surface, after: &Surface, renamed: &BTreeSet<String>, found: &mut Vec<Change>) {
    for (path, item) in lacking(after, before, &told.come).into_iter().filter(|(path, _)| !renamed.contains(*path)) {
        let part = Part { new: Some(item.origin.clone()), ..Part::default() };
        found.push(Change { part, ..Change::new(Kind::ItemAdded, path) });
    }
}

/// Whether a path names a type and not a function or a field.
fn is_type(path: &str) -> bool {
    path.rsplit("::").next().is_some_and(|name| name.starts_with(|first: char| first.is_uppercase()))
}

fn types(told: &Told, before: &Surface, after: &Surface, found: &mut Vec<Change>) {
    let mut pairs: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for (path, old, new) in before.iter().filter_map(|(path, old)| Some((path, old, after.get(path)?))) {
        if told.retyped.contains(&old.origin) || told.retyped.contains(&new.origin) {
            continue;
        }
        if old.types.len() != new.types.len() {
            let part = Part { old: Some(old.origin.clone()), new: Some(new.origin.clone()), field: None };
            let change = Change::new(Kind::SignatureChanged, path);
            let arguments = |types: &[String]| format!("({})", types.join(", "));
            found.push(Change { part, ..change.was(arguments(&old.types)).is(arguments(&new.types)) });
            continue;
        }
        for (old, new) in old.types.iter().zip(&new.types).filter(|(old, new)| old != new) {
            let (old, new) = inner(old, new);
            // That a type is gone is told; its values are untyped then.
            let named = old.strip_prefix("Box<").map_or(old, |rest| rest.trim_end_matches('>'));
            let is_gone = before.contains_key(named) && !after.contains_key(named);
            if !(is_gone && new == "rt::Value") {
                pairs.entry((old.to_owned(), new.to_owned())).or_default().push(path);
            }
        }
    }
    for ((old, new), places) in pairs {
        let hint = Some(format!("in {}", several(&places)));
        found.push(Change { hint, ..Change::new(Kind::ItemRetyped, old.clone()).was(old).is(new) });
    }
}

/// What differs in two types, without what both have around it.
fn inner<'a>(mut old: &'a str, mut new: &'a str) -> (&'a str, &'a str) {
    fn without<'t>(ty: &'t str, around: &str) -> Option<&'t str> {
        ty.strip_prefix(around).map(|rest| rest.strip_suffix('>').unwrap_or(rest))
    }
    let shells = ["Option<", "Vec<", "Box<", "rt::Collection<", "rt::Scalar<", "&["];
    loop {
        let next = shells.iter().find_map(|shell| Some((without(old, shell)?, without(new, shell)?)));
        let next = next.or_else(|| Some((old.strip_prefix('&')?, new.strip_prefix('&')?)));
        match next {
            Some(inside) => (old, new) = inside,
            None => return (old.trim_end_matches(']'), new.trim_end_matches(']')),
        }
    }
}

fn gates(renamed: &BTreeMap<String, String>, before: &Surface, after: &Surface, found: &mut Vec<Change>) {
    let now = |area: &String| renamed.get(area).unwrap_or(area).clone();
    let renamed = |gates: &[BTreeSet<String>]| -> Vec<BTreeSet<String>> {
        gates.iter().map(|any| any.iter().map(now).collect()).collect()
    };
    let mut pairs: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    let mut narrower = BTreeSet::new();
    for (path, old, new) in before.iter().filter_map(|(path, old)| Some((path, old, after.get(path)?))) {
        let old = renamed(&old.gates);
        // A condition is as before if one that held before implies it.
        if new.gates.iter().all(|any| old.iter().any(|before| before.is_subset(any))) {
            continue;
        }
        narrower.insert(path.as_str());
        if new.within.as_ref().is_none_or(|within| !narrower.contains(within.as_str())) {
            pairs.entry((condition(&old), condition(&new.gates))).or_default().push(path);
        }
    }
    for ((old, new), places) in pairs {
        found.push(Change::new(Kind::ItemGated, several(&places)).was(old).is(new));
    }
}

/// The features that came and went although no page names such an area: a call without one has that of its URL.
fn features(told: &BTreeSet<String>, old: &Crate, new: &Crate, found: &mut Vec<Change>) {
    let mut only = |one: &Crate, other: &Crate, kind: Kind| {
        let features = one.package.features.iter().filter(|name| !other.package.features.contains(name));
        found.extend(features.filter(|name| !told.contains(*name)).map(|name| Change::new(kind, name)));
    };
    only(old, new, Kind::AreaRemoved);
    only(new, old, Kind::AreaAdded);
}

/// `a or b`, and so on.
fn condition(gates: &[BTreeSet<String>]) -> String {
    // What a narrower condition implies need not be said.
    let implied = |any: &BTreeSet<String>| gates.iter().any(|other| other != any && other.is_subset(any));
    let mut gates: Vec<&BTreeSet<String>> = gates.iter().filter(|any| !implied(any)).collect();
    gates.dedup();
    let gates: Vec<String> = gates.iter().map(|any| any.iter().cloned().collect::<Vec<_>>().join(" or ")).collect();
    if gates.is_empty() { "always".to_owned() } else { gates.join(", and ") }
}
