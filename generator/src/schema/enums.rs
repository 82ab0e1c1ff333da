//! Enumerations: declared in tables, or only by the values that a property or a parameter lists.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{EnumFacts, Facts, OperationFacts, Primitive, RowClaim, TypeClaim};

use super::caseless::Caseless;
use super::index::{Index, Target, anchor_name, short_name};
use super::resolve::EnumNames;
use super::types::is_any;
use super::{EnumType, Member};

/// The name that a declaration goes by. Mostly that of its heading. A heading that no property of its page names is
/// wrong if exactly one property lists the same members: the declaration belongs to the type of that property.
pub(super) fn declared_name<'a>(
    facts: &'a Facts,
    declared: &'a EnumFacts,
    diagnostics: &mut Vec<Diagnostic>,
) -> &'a str {
    let heading = declared.name.value.as_str();
    let rows = match &facts.resource {
        Some(resource) if !declared.own_page => &resource.properties,
        _ => return heading,
    };
    if names(rows).any(|name| name == Caseless(heading)) {
        return heading;
    }
    let members: BTreeSet<&str> = declared.members.iter().map(|member| member.name.as_str()).collect();
    let same: Vec<_> = rows.iter().filter(|row| members.iter().copied().eq(sorted(&row.values))).collect();
    let named = match same.as_slice() {
        [row] => row.ty.as_ref().and_then(|ty| match &ty.claim {
            TypeClaim::Named(name) => Some((row, short_name(&name.text))),
            _ => None,
        }),
        _ => None,
    };
    let Some((row, name)) = named else { return heading };
    let message = format!(
        "no property is of type `{heading}`, but `{}` lists exactly these members; they are taken for `{name}`",
        row.name
    );
    let place = row.ty.as_ref().map_or(row.span, |ty| ty.span);
    let finding = Diagnostic::new(Code::EnumByMembers, &facts.path, declared.name.span, message);
    diagnostics.push(finding.with_place(&facts.path, place, "the property that lists the members"));
    name
}

/// Whether a declaration on a page about a call is only named there: no parameter of the call is of its type.
pub(super) fn is_aside(facts: &Facts, declared: &EnumFacts) -> bool {
    let rows = facts.operations.iter().flat_map(parameters);
    !facts.operations.is_empty() && !names(rows).any(|name| name == Caseless(&declared.name.value))
}

/// The text property that a declaration lists the values of: the heading names a property, and no property names the
/// heading as its type.
pub(super) fn property_of_values<'a>(facts: &'a Facts, declared: &EnumFacts) -> Option<&'a str> {
    let rows = &facts.resource.as_ref().filter(|_| !declared.own_page)?.properties;
    let heading = Caseless(&declared.name.value);
    if names(rows).any(|name| name == heading) {
        return None;
    }
    let row = rows.iter().find(|row| Caseless(&row.name) == heading)?;
    let is_text = row.ty.as_ref().is_some_and(|ty| ty.claim == TypeClaim::Primitive(Primitive::String));
    is_text.then_some(row.name.as_str())
}

/// The text properties whose values some page lists in a section of their own. A section of the same name on a page that
/// collects many lists is about the same text; unless a row names it as a type.
pub(super) fn text_properties_with_values(facts: &[Facts]) -> FxHashSet<Caseless<'_>> {
    let listed = facts
        .iter()
        .flat_map(|page| page.enums.iter().filter_map(|declared| property_of_values(page, declared).map(Caseless)));
    let mut texts: FxHashSet<Caseless<'_>> = listed.collect();
    let resources = facts.iter().filter_map(|facts| facts.resource.as_ref());
    for name in names(resources.flat_map(|resource| &resource.properties)) {
        texts.remove(&name);
    }
    texts
}

/// The names by which properties may mean an enumeration: text and anchor of their types.
fn names<'a>(rows: impl IntoIterator<Item = &'a RowClaim>) -> impl Iterator<Item = Caseless<'a>> {
    let named = rows.into_iter().filter_map(|row| match &row.ty.as_ref()?.claim {
        TypeClaim::Named(name) => Some(name),
        _ => None,
    });
    named.flat_map(|name| {
        let text = (!name.text.is_empty()).then(|| short_name(&name.text));
        text.into_iter().chain(name.anchor.as_deref().map(anchor_name)).map(Caseless)
    })
}

fn sorted(values: &[String]) -> impl Iterator<Item = &str> {
    values.iter().map(String::as_str).collect::<BTreeSet<_>>().into_iter()
}

/// Joins all declarations of each name. `names` gives the name of each declaration by page and position.
pub(super) fn build(
    index: &Index<'_>,
    names: &EnumNames,
    areas: &dyn Fn(&Facts) -> Option<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, EnumType> {
    let mut by_name: FxHashMap<Caseless<'_>, Vec<(&Facts, &EnumFacts)>> = FxHashMap::default();
    for ((page, position), name) in names {
        let facts = index.facts.get(*page);
        let declared = facts.and_then(|facts| Some((facts, facts.enums.get(*position)?)));
        by_name.entry(Caseless(name)).or_default().extend(declared);
    }
    let mut enums: BTreeMap<String, EnumType> = BTreeMap::new();
    for (name, _) in index.enums.iter() {
        let mut declarations = by_name.remove(&Caseless(name)).unwrap_or_default();
        // A page of its own says more than a section of another page.
        declarations.sort_by_key(|(facts, declared)| (!declared.own_page, facts.path.clone()));
        if let Some(joined) = join(name, &declarations, areas, diagnostics) {
            enums.insert(name.to_owned(), joined);
        }
    }
    enums
}

fn join(
    name: &str,
    declarations: &[(&Facts, &EnumFacts)],
    areas: &dyn Fn(&Facts) -> Option<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<EnumType> {
    let (main, first) = declarations.first()?;
    let mut joined = EnumType { area: areas(main), doc: first.doc.clone(), ..EnumType::default() };
    let mut known: FxHashSet<&str> = FxHashSet::default();
    for (facts, declared) in declarations {
        if !joined.pages.iter().any(|page| **page == *facts.path) {
            joined.pages.push(String::from(&*facts.path));
        }
        let mut missing = Vec::new();
        for member in &declared.members {
            if known.insert(member.name.as_str()) {
                missing.push(member.name.as_str());
                let (name, value, doc) = (member.name.clone(), member.value, member.doc.clone());
                joined.members.push(Member { name, value, doc, removed: None });
            }
        }
        let is_second = !std::ptr::eq(*declared, *first);
        if is_second && (!missing.is_empty() || declared.members.len() != joined.members.len()) {
            let message = format!("`{name}` is declared here with other members than elsewhere; all members count");
            let finding = Diagnostic::new(Code::EnumConflict, &facts.path, declared.name.span, message);
            diagnostics.push(finding.with_place(&main.path, first.name.span, "the other declaration"));
        }
    }
    Some(joined)
}

/// Declares an enumeration that only the values of a property tell, or adds values to one that was declared so.
pub(super) fn declare_listed(
    enums: &mut BTreeMap<String, EnumType>,
    name: &str,
    row: &RowClaim,
    facts: &Facts,
    area: Option<String>,
) {
    let found = enums.entry(name.to_owned()).or_insert_with(|| EnumType { area, ..EnumType::default() });
    if !found.pages.iter().any(|page| **page == *facts.path) {
        found.pages.push(String::from(&*facts.path));
    }
    let known: FxHashSet<&str> = found.members.iter().map(|member| member.name.as_str()).collect();
    let new = row.values.iter().filter(|value| !known.contains(value.as_str()));
    let new: Vec<Member> = new.map(|value| Member { name: value.clone(), ..Member::default() }).collect();
    found.members.extend(new);
}

/// Declares the enumerations that no page of a resource tells, and that the parameters of calls list the values of.
pub(super) fn declare_of_calls(
    index: &Index<'_>,
    areas: &dyn Fn(&Facts) -> Option<String>,
    enums: &mut BTreeMap<String, EnumType>,
) {
    for (page, facts) in index.facts.iter().enumerate() {
        // The calls of a page share its tables.
        for row in facts.operations.first().into_iter().flat_map(parameters) {
            if let Some(name) = listed_name(index, row, page) {
                declare_listed(enums, &name, row, facts, areas(facts));
            }
        }
    }
}

/// The rows that tell the type of something that a call takes.
pub(super) fn parameters(call: &OperationFacts) -> impl Iterator<Item = &RowClaim> {
    call.body.rows.iter().chain(&call.parameters).chain(&call.query)
}

/// The name that no page declares of a type that a row lists the values of.
pub(super) fn listed_name(index: &Index<'_>, row: &RowClaim, page: usize) -> Option<String> {
    let ty = row.ty.as_ref().filter(|ty| row.values.len() > 1 && ty.alternatives.is_empty())?;
    let TypeClaim::Named(name) = &ty.claim else { return None };
    match index.resolve(name, page, &mut Vec::new()) {
        Target::Unknown(unknown) if !is_any(&name.text) => Some(unknown),
        _ => None,
    }
}

/// Enumerations by the ends of their names.
pub(super) struct Ends<'a> {
    /// By short name in lower case, read from its end, in that order.
    reversed: Vec<(Vec<u8>, &'a str, &'a EnumType)>,
}

impl<'a> Ends<'a> {
    pub(super) fn new(enums: &'a BTreeMap<String, EnumType>) -> Self {
        let reversed = enums.iter().map(|(name, declared)| (reversed(short_name(name)), name.as_str(), declared));
        let mut reversed: Vec<_> = reversed.collect();
        reversed.sort_unstable_by(|(one, ..), (other, ..)| one.cmp(other));
        Ends { reversed }
    }

    /// The enumeration that a text property means: one whose name ends in the property's and whose members are the values
    /// that the property lists. None if several fit.
    pub(super) fn meant_by_values(&self, property: &str, values: &[String]) -> Option<&'a str> {
        if values.len() < 2 {
            return None;
        }
        let end = reversed(property);
        let first = self.reversed.partition_point(|(name, ..)| *name < end);
        let named_so = self.reversed.iter().skip(first).take_while(|(name, ..)| name.starts_with(&end));
        let mut named_so = named_so.peekable();
        named_so.peek()?;
        let listed: FxHashSet<Caseless<'_>> = without_sentinel(values.iter()).collect();
        if listed.len() < 2 {
            return None;
        }
        let has_them = |declared: &EnumType| {
            let members = without_sentinel(declared.members.iter().map(|member| &member.name));
            members.clone().all(|member| listed.contains(&member)) && members.collect::<FxHashSet<_>>() == listed
        };
        let mut found = named_so.filter(|(.., declared)| has_them(declared)).map(|(_, name, _)| *name);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

fn reversed(name: &str) -> Vec<u8> {
    name.bytes().rev().map(|byte| byte.to_ascii_lowercase()).collect()
}

fn without_sentinel<'a>(names: impl Iterator<Item = &'a String> + Clone) -> impl Iterator<Item = Caseless<'a>> + Clone {
    names.filter(|name| *name != SENTINEL).map(|name| Caseless(name))
}

/// The member that marks where later ones begin; many pages leave it out.
const SENTINEL: &str = "unknownFutureValue";
