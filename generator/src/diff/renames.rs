//! What was meant perhaps: something that is gone and something that has come may be the same under another name. These
//! are suggestions for the reader; the verdict does not heed them.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::evidence::{Field, Subject};
use crate::schema::{EnumType, StructuredType};

use super::{Change, Kind, Pair};

/// What is gone, what has come, and how alike two of them are.
type Rule = (Kind, Kind, fn(&Pair<'_>, &Subject, &Subject) -> Option<Likeness>);

const RULES: [Rule; 5] = [
    (Kind::TypeRemoved, Kind::TypeAdded, types),
    (Kind::EnumRemoved, Kind::EnumAdded, enums),
    (Kind::PropertyRemoved, Kind::PropertyAdded, properties),
    (Kind::MemberRemoved, Kind::MemberAdded, members),
    (Kind::OperationRemoved, Kind::OperationAdded, operations),
];

/// Names that are less alike are not the same name changed.
const LEAST_NAME: f64 = 0.6;
/// How much of what two types have, they must have in common.
const LEAST_SHAPE: f64 = 0.6;

/// How alike two parts are, from 0 to 1, and in which way.
struct Likeness {
    share: f64,
    reason: String,
}

/// Adds a hint to what is gone where something like it has come. The most alike find each other first.
pub(super) fn suggest(pair: &Pair<'_>, found: &mut [Change]) {
    for (gone, come, rule) in RULES {
        let parts = |kind: Kind| found.iter().enumerate().filter(move |(_, change)| change.kind == kind);
        let mut likely = Vec::new();
        for (at, old) in parts(gone).filter_map(|(at, change)| Some((at, change.part.old.as_ref()?))) {
            for new in parts(come).filter_map(|(_, change)| change.part.new.as_ref()) {
                likely.extend(rule(pair, old, new).map(|likeness| (at, new.clone(), likeness)));
            }
        }
        likely.sort_by(|a, b| b.2.share.total_cmp(&a.2.share).then_with(|| (a.0, &a.1).cmp(&(b.0, &b.1))));
        let (mut gone, mut come) = (BTreeSet::new(), BTreeSet::new());
        for (at, new, likeness) in likely {
            if gone.contains(&at) || come.contains(&new) {
                continue;
            }
            if let Some(change) = found.get_mut(at) {
                change.hint = Some(format!("perhaps `{new}` now: {}", likeness.reason));
            }
            gone.insert(at);
            come.insert(new);
        }
    }
}

fn types(pair: &Pair<'_>, old: &Subject, new: &Subject) -> Option<Likeness> {
    let names = |ty: &StructuredType| ty.properties.iter().map(|property| property.name.clone()).collect();
    let (Subject::Type(before), Subject::Type(after)) = (old, new) else { return None };
    shapes(names(pair.old.types.get(before)?), &names(pair.new.types.get(after)?), "properties", name_share(old, new))
}

fn enums(pair: &Pair<'_>, old: &Subject, new: &Subject) -> Option<Likeness> {
    let names = |ty: &EnumType| ty.members.iter().map(|member| member.name.clone()).collect();
    let (Subject::Enum(before), Subject::Enum(after)) = (old, new) else { return None };
    shapes(names(pair.old.enums.get(before)?), &names(pair.new.enums.get(after)?), "members", name_share(old, new))
}

/// Two things with nearly the same names in them, and a name that is like it or a shape that leaves no doubt.
fn shapes(old: BTreeSet<String>, new: &BTreeSet<String>, what: &str, name: f64) -> Option<Likeness> {
    let (common, all) = (old.intersection(new).count(), old.union(new).count());
    let shape = if all == 0 { 0.0 } else { ratio(common) / ratio(all) };
    let is_clear = shape >= LEAST_SHAPE && common >= 2 && (name >= LEAST_NAME / 2.0 || common >= 4);
    is_clear.then(|| Likeness { share: shape + name, reason: format!("{common} of {all} {what} are the same") })
}

#[expect(clippy::cast_precision_loss, reason = "counts of names")]
fn ratio(count: usize) -> f64 {
    count as f64
}

fn properties(pair: &Pair<'_>, old: &Subject, new: &Subject) -> Option<Likeness> {
    let name = siblings(old, new)?;
    let (before, after) = (pair.before.get(old)?, pair.after.get(new)?);
    let is_same = |field| before.get(&field).is_some() && before.get(&field) == after.get(&field);
    if !is_same(Field::Type) {
        return None;
    }
    let same_words = is_same(Field::Doc);
    (same_words || name >= LEAST_NAME).then(|| {
        let reason = if same_words { "same type, same words about it" } else { "same type, similar name" };
        Likeness { share: name + f64::from(u8::from(same_words)), reason: reason.to_owned() }
    })
}

fn members(pair: &Pair<'_>, old: &Subject, new: &Subject) -> Option<Likeness> {
    let name = siblings(old, new)?;
    let number = |facts: &BTreeMap<Subject, BTreeMap<Field, Vec<String>>>, part: &Subject| {
        facts.get(part)?.get(&Field::Value).cloned()
    };
    let before = number(pair.before, old);
    let same_number = before.is_some() && before == number(pair.after, new);
    (same_number || name >= LEAST_NAME).then(|| {
        let reason = if same_number { "same number" } else { "similar name" };
        Likeness { share: name + f64::from(u8::from(same_number)), reason: reason.to_owned() }
    })
}

fn operations(pair: &Pair<'_>, old: &Subject, new: &Subject) -> Option<Likeness> {
    let (Subject::Operation(before), Subject::Operation(after)) = (old, new) else { return None };
    let (before, after) = (pair.old.operations.get(before)?, pair.new.operations.get(after)?);
    let name = name_share(old, new);
    let is_alike = before.method == after.method && before.kind == after.kind && before.title == after.title;
    is_alike.then(|| Likeness { share: name, reason: "same title and method".to_owned() })
}

/// How alike the names of two parts of the same whole are.
fn siblings(old: &Subject, new: &Subject) -> Option<f64> {
    match (old, new) {
        (Subject::Property { owner: before, .. }, Subject::Property { owner: after, .. })
        | (Subject::Member { owner: before, .. }, Subject::Member { owner: after, .. })
            if before == after =>
        {
            Some(name_share(old, new))
        }
        _ => None,
    }
}

fn name_share(old: &Subject, new: &Subject) -> f64 {
    let name = |part: &Subject| part.to_string().rsplit('.').next().unwrap_or_default().to_lowercase();
    strsim::normalized_damerau_levenshtein(&name(old), &name(new))
}
