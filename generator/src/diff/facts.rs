//! What is said differently about the parts that both schemas have.

use crate::schema::Body;
use crate::schema::evidence::{Field, Subject};

use super::{Change, Kind, Pair};

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Type,
    Property,
    Enum,
    Member,
    Operation,
    Parameter,
}

/// How the values of a fact are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Values {
    /// One value, told as it is.
    Whole,
    /// One value, told with the name of the fact.
    Named,
    /// A set: what left it and what joined it.
    Set,
    /// A list whose order counts.
    List,
}
use Values::{List, Named, Set, Whole};

/// The kind of change that each fact makes. Facts that are not here change nothing by themselves: others tell them.
const RULES: [(Sort, Field, Values, Kind); 38] = [
    (Sort::Type, Field::Kind, Named, Kind::TypeChanged),
    (Sort::Type, Field::Base, Named, Kind::TypeChanged),
    (Sort::Type, Field::Key, Named, Kind::TypeChanged),
    (Sort::Type, Field::Abstract, Named, Kind::TypeChanged),
    (Sort::Type, Field::Open, Named, Kind::TypeChanged),
    (Sort::Type, Field::Doc, Set, Kind::TextChanged),
    (Sort::Property, Field::Type, Whole, Kind::PropertyRetyped),
    (Sort::Property, Field::Kind, Whole, Kind::PropertyChanged),
    (Sort::Property, Field::Values, Set, Kind::PropertyChanged),
    (Sort::Property, Field::Traits, Set, Kind::PropertyChanged),
    (Sort::Property, Field::Doc, Set, Kind::TextChanged),
    (Sort::Enum, Field::Doc, Set, Kind::TextChanged),
    (Sort::Member, Field::Value, Named, Kind::MemberChanged),
    (Sort::Member, Field::Doc, Set, Kind::TextChanged),
    (Sort::Operation, Field::Kind, Named, Kind::OperationChanged),
    (Sort::Operation, Field::Method, Named, Kind::OperationChanged),
    (Sort::Operation, Field::Resource, Named, Kind::OperationChanged),
    (Sort::Operation, Field::ListedBy, Set, Kind::OperationChanged),
    (Sort::Operation, Field::Statuses, Set, Kind::OperationChanged),
    (Sort::Operation, Field::Headers, Set, Kind::OperationChanged),
    (Sort::Operation, Field::Query, Set, Kind::OperationChanged),
    (Sort::Operation, Field::Body, Whole, Kind::BodyChanged),
    (Sort::Operation, Field::Response, Whole, Kind::ResponseChanged),
    (Sort::Operation, Field::Cases, Set, Kind::PermissionsChanged),
    (Sort::Operation, Field::DelegatedWork, List, Kind::PermissionsChanged),
    (Sort::Operation, Field::DelegatedPersonal, List, Kind::PermissionsChanged),
    (Sort::Operation, Field::Application, List, Kind::PermissionsChanged),
    (Sort::Operation, Field::Title, Set, Kind::TextChanged),
    (Sort::Operation, Field::Doc, Set, Kind::TextChanged),
    (Sort::Parameter, Field::Traits, Set, Kind::OperationChanged),
    (Sort::Parameter, Field::Position, Named, Kind::OperationChanged),
    (Sort::Parameter, Field::Doc, Set, Kind::TextChanged),
    (Sort::Type, Field::Deprecated, Set, Kind::TextChanged),
    (Sort::Operation, Field::Deprecated, Set, Kind::TextChanged),
    (Sort::Type, Field::Removed, Set, Kind::TextChanged),
    (Sort::Property, Field::Removed, Set, Kind::TextChanged),
    (Sort::Member, Field::Removed, Set, Kind::TextChanged),
    (Sort::Operation, Field::Removed, Set, Kind::TextChanged),
];

/// The word of a property's traits that is a kind of its own.
const DEPRECATED: &str = "deprecated";

/// Compares the facts of all parts that both schemas have.
pub(super) fn compare(pair: &Pair<'_>, found: &mut Vec<Change>) {
    for (part, old) in pair.before {
        let now = pair.now(part);
        let Some(new) = pair.after.get(&now) else { continue };
        let none = Vec::new();
        let values = |field| (old.get(&field).unwrap_or(&none), new.get(&field).unwrap_or(&none));
        let marks = [Mark::of(Field::Removed, &values), Mark::of(Field::Deprecated, &values), Mark::of_traits(&values)];
        if is_in_rust(pair, &now) {
            found.extend(marks.into_iter().filter_map(|mark| mark.change((part, &now))));
        }
        for (_, field, how, kind) in RULES.iter().filter(|(sort, ..)| Some(*sort) == sort_of(part)) {
            let (old, new) = values(*field);
            let change = Change::of(*kind, (part, &now), *field);
            found.extend(differ(change, *field, *how, old, new));
        }
    }
}

/// Whether a part is something in Rust. What is only listed for a body that has a type of its own is not.
fn is_in_rust(pair: &Pair<'_>, part: &Subject) -> bool {
    match part {
        Subject::Parameter { owner, .. } => {
            let call = pair.new.operations.get(owner);
            call.is_some_and(|call| matches!(call.body, Body::Parameters { .. }))
        }
        _ => true,
    }
}

fn sort_of(part: &Subject) -> Option<Sort> {
    match part {
        Subject::Type(_) => Some(Sort::Type),
        Subject::Property { .. } => Some(Sort::Property),
        Subject::Enum(_) => Some(Sort::Enum),
        Subject::Member { .. } => Some(Sort::Member),
        Subject::Operation(_) => Some(Sort::Operation),
        Subject::Parameter { .. } => Some(Sort::Parameter),
        // What stands below the service root is concluded from calls, which are compared.
        Subject::Root(_) => None,
    }
}

/// The change with what was and what is, if there is a difference.
fn differ(change: Change, field: Field, how: Values, old: &[String], new: &[String]) -> Option<Change> {
    let without = |list: &[String], other: &[String]| -> Vec<String> {
        let has = |value: &String| other.iter().any(|known| is_same(field, known, value));
        list.iter().filter(|value| !has(value) && *value != DEPRECATED).cloned().collect()
    };
    let (gone, come) = (without(old, new), without(new, old));
    if change.kind == Kind::TextChanged {
        // That words appear or go where a mark does is told with the mark.
        let is_mark = matches!(field, Field::Deprecated | Field::Removed) && (old.is_empty() || new.is_empty());
        return (old != new && !is_mark).then(|| Change { hint: Some(field.to_string()), ..change });
    }
    let told = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
    let named = |values: &[String]| match told(values) {
        Some(values) => format!("{field} {values}"),
        None => format!("no {field}"),
    };
    match how {
        Whole => (old != new).then(|| Change { was: told(old), is: told(new), ..change }),
        Named => (old != new).then(|| change.was(named(old)).is(named(new))),
        List if gone.is_empty() && come.is_empty() && old != new => Some(change.was(named(old)).is(named(new))),
        Set | List if gone.is_empty() && come.is_empty() => None,
        Set | List => {
            let was = told(&gone).map(|gone| format!("without {gone}"));
            let is = told(&come).map(|come| format!("with {come}"));
            let hint = Some(format!("{field}: {}", was.into_iter().chain(is).collect::<Vec<_>>().join(", ")));
            Some(Change { hint, ..change })
        }
    }
}

/// Names of headers and query options are the same in any case.
fn is_same(field: Field, one: &str, other: &str) -> bool {
    let any_case = matches!(field, Field::Headers | Field::Query);
    one == other || (any_case && one.eq_ignore_ascii_case(other))
}

/// A mark that a part has or has not.
struct Mark {
    field: Field,
    set: Kind,
    before: bool,
    after: bool,
    words: Option<String>,
}

impl Mark {
    fn of<'v>(field: Field, values: &impl Fn(Field) -> (&'v Vec<String>, &'v Vec<String>)) -> Self {
        let (old, new) = values(field);
        let set = if field == Field::Removed { Kind::Kept } else { Kind::Deprecated };
        let words = new.first().filter(|words| !words.is_empty()).cloned();
        Mark { field, set, before: !old.is_empty(), after: !new.is_empty(), words }
    }

    fn of_traits<'v>(values: &impl Fn(Field) -> (&'v Vec<String>, &'v Vec<String>)) -> Self {
        let (old, new) = values(Field::Traits);
        let has = |words: &[String]| words.iter().any(|word| word == DEPRECATED);
        Mark { field: Field::Traits, set: Kind::Deprecated, before: has(old), after: has(new), words: None }
    }

    fn change(self, parts: (&Subject, &Subject)) -> Option<Change> {
        match (self.before, self.after) {
            (false, true) => Some(Change { is: self.words, ..Change::of(self.set, parts, self.field) }),
            (true, false) => Some(Change::of(Kind::Restored, parts, Field::Name)),
            _ => None,
        }
    }
}
