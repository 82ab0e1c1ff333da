//! What became of the product areas, which are cargo features of the crate.

use std::collections::{BTreeMap, BTreeSet};

use crate::lower::feature;
use crate::schema::Schema;

use super::{Change, Kind, Pair, several};

/// Compares the areas, and which area each type, enumeration and operation that both schemas have belongs to.
pub(super) fn compare(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let (old, new) = (names(pair.old), names(pair.new));
    let ways = ways(pair);
    let mut told = BTreeSet::new();
    for area in old.difference(&new) {
        let from = ways.iter().filter(|((from, _), _)| from == area);
        let all: usize = from.clone().map(|(_, items)| items.len()).sum();
        let renamed = from.clone().find(|((_, to), items)| !old.contains(to) && items.len() * 2 > all);
        if let Some(((_, to), _)) = renamed {
            told.insert((*area, *to));
            found.push(Change::new(Kind::AreaRenamed, *area).was(*area).is(*to));
        } else {
            let others: Vec<&str> = from.map(|((_, to), _)| *to).collect();
            let hint = (!others.is_empty()).then(|| format!("what it held is in {} now", others.join(", ")));
            found.push(Change { hint, ..Change::new(Kind::AreaRemoved, *area) });
        }
    }
    for area in new.difference(&old).filter(|area| !told.iter().any(|(_, to)| to == *area)) {
        found.push(Change::new(Kind::AreaAdded, *area));
    }
    for ((from, to), items) in ways.into_iter().filter(|(way, _)| !told.contains(way)) {
        let change = Change::new(Kind::AreaMoved, several(&items)).was(from).is(to);
        found.push(change);
    }
}

/// The new names of areas that were renamed.
pub(super) fn renamed(changes: &[Change]) -> BTreeMap<String, String> {
    let renamed = changes.iter().filter(|change| change.kind == Kind::AreaRenamed);
    renamed.filter_map(|change| Some((change.was.clone()?, change.is.clone()?))).collect()
}

/// The features of all areas that came, went or were renamed.
pub(super) fn told(changes: &[Change]) -> BTreeSet<String> {
    let kinds = [Kind::AreaRemoved, Kind::AreaRenamed, Kind::AreaAdded];
    let changes = changes.iter().filter(|change| kinds.contains(&change.kind));
    changes.flat_map(|change| [Some(&change.subject), change.is.as_ref()]).flatten().map(|area| feature(area)).collect()
}

fn names(schema: &Schema) -> BTreeSet<&str> {
    let types = schema.types.values().map(|ty| &ty.area).chain(schema.enums.values().map(|ty| &ty.area));
    types.chain(schema.operations.values().map(|call| &call.area)).flatten().map(String::as_str).collect()
}

/// From one area to another: what went that way.
fn ways<'a>(pair: &Pair<'a>) -> BTreeMap<(&'a str, &'a str), Vec<&'a str>> {
    let Pair { old, new, .. } = *pair;
    let types = old.types.iter().filter_map(|(name, ty)| Some((name, &ty.area, &new.types.get(name)?.area)));
    let enums = old.enums.iter().filter_map(|(name, ty)| Some((name, &ty.area, &new.enums.get(name)?.area)));
    let calls = old.operations.iter().filter_map(|(key, call)| Some((key, &call.area, &new.operations.get(key)?.area)));
    let mut ways: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (name, from, to) in types.chain(enums).chain(calls) {
        if let (Some(from), Some(to)) = (from, to)
            && from != to
        {
            ways.entry((from, to)).or_default().push(name);
        }
    }
    ways
}
