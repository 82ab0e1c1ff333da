//! What came and went: types, properties, enumerations, members, operations, their URLs and body parameters.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::evidence::{Field, Subject};
use crate::schema::{Body, EnumType, Operation, Parameter, Property, Schema, StructuredType, TypeName, lineage};

use super::{Change, Kind, Pair};

/// Compares which parts there are.
pub(super) fn compare(pair: &Pair<'_>, found: &mut Vec<Change>) {
    types(pair, found);
    enums(pair, found);
    operations(pair, found);
}

fn types(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let Pair { old, new, .. } = pair;
    for (name, ty) in &old.types {
        match new.types.get(name) {
            None => found.push(Change::gone(Kind::TypeRemoved, &Subject::Type(name.clone())).was(shape(ty))),
            Some(now) => properties(pair, name, ty, now, found),
        }
    }
    for (name, ty) in new.types.iter().filter(|(name, _)| !old.types.contains_key(*name)) {
        found.push(Change::come(Kind::TypeAdded, &Subject::Type(name.clone())).is(shape(ty)));
    }
}

fn shape(ty: &StructuredType) -> String {
    let count = ty.properties.len();
    format!("{count} {}", if count == 1 { "property" } else { "properties" })
}

/// The properties that a type itself declares.
fn properties(pair: &Pair<'_>, name: &str, old: &StructuredType, new: &StructuredType, found: &mut Vec<Change>) {
    let part =
        |owner: &str, property: &Property| Subject::Property { owner: owner.to_owned(), name: property.name.clone() };
    for property in &old.properties {
        if declares(new, &property.name).is_some() {
            continue;
        }
        let gone = part(name, property);
        match declaring(pair.new, name, &property.name) {
            Some((owner, now)) => {
                let both = (&gone, &part(owner, now));
                let moved = Change::of(Kind::PropertyMoved, both, Field::Name);
                found.push(moved.was(gone.to_string()).is(both.1.to_string()));
                if property.ty != now.ty {
                    let retyped = Change::of(Kind::PropertyRetyped, both, Field::Type);
                    found.push(retyped.was(property.ty.to_string()).is(now.ty.to_string()));
                }
            }
            None => {
                let heirs = heirs_that_declare(pair, name, &property.name);
                let hint = (!heirs.is_empty()).then(|| format!("declared by {} now", heirs.join(", ")));
                let change = Change::gone(Kind::PropertyRemoved, &gone).was(property.ty.to_string());
                found.push(Change { hint, ..change });
            }
        }
    }
    for property in new.properties.iter().filter(|property| declares(old, &property.name).is_none()) {
        let come = part(name, property);
        match declaring(pair.old, name, &property.name) {
            // Inherited before: the struct had the field already.
            Some((owner, before)) if before.ty != property.ty => {
                let both = (&part(owner, before), &come);
                let retyped = Change::of(Kind::PropertyRetyped, both, Field::Type);
                found.push(retyped.was(before.ty.to_string()).is(property.ty.to_string()));
            }
            Some(_) => {}
            None if is_from_heir(pair, name, &property.name) => {}
            None => found.push(Change::come(Kind::PropertyAdded, &come).is(property.ty.to_string())),
        }
    }
}

fn declares<'a>(ty: &'a StructuredType, name: &str) -> Option<&'a Property> {
    ty.properties.iter().find(|property| property.name == name)
}

/// The type that declares a property which a type has, and the property.
pub(super) fn declaring<'a>(schema: &'a Schema, ty: &str, name: &str) -> Option<(&'a str, &'a Property)> {
    lineage(schema, ty).into_iter().find_map(|(owner, ty)| Some((owner, declares(ty, name)?)))
}

/// The types below one that declare a property now and inherited it before.
fn heirs_that_declare<'a>(pair: &Pair<'a>, base: &str, name: &str) -> Vec<&'a str> {
    let heirs = pair.new.types.iter().filter(|(heir, ty)| {
        declares(ty, name).is_some() && lineage(pair.old, heir).iter().skip(1).any(|(above, _)| *above == base)
    });
    heirs.map(|(heir, _)| heir.as_str()).collect()
}

/// Whether a property that a type declares now was one of a type below it before: that it moved is told there.
fn is_from_heir(pair: &Pair<'_>, base: &str, name: &str) -> bool {
    pair.old.types.iter().any(|(heir, ty)| {
        let stays = pair.new.types.get(heir).is_some_and(|now| declares(now, name).is_none());
        declares(ty, name).is_some() && stays && declaring(pair.new, heir, name).is_some_and(|(owner, _)| owner == base)
    })
}

fn enums(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let Pair { old, new, .. } = pair;
    let size = |count: usize| format!("{count} {}", if count == 1 { "member" } else { "members" });
    for (name, ty) in &old.enums {
        let Some(now) = new.enums.get(name) else {
            let gone = Change::gone(Kind::EnumRemoved, &Subject::Enum(name.clone()));
            found.push(gone.was(size(ty.members.len())));
            continue;
        };
        let names =
            |ty: &EnumType| -> BTreeSet<String> { ty.members.iter().map(|member| member.name.clone()).collect() };
        let (before, after) = (names(ty), names(now));
        let part = |member: &String| Subject::Member { owner: name.clone(), name: member.clone() };
        found.extend(before.difference(&after).map(|member| Change::gone(Kind::MemberRemoved, &part(member))));
        found.extend(after.difference(&before).map(|member| Change::come(Kind::MemberAdded, &part(member))));
    }
    for (name, ty) in new.enums.iter().filter(|(name, _)| !old.enums.contains_key(*name)) {
        let come = Change::come(Kind::EnumAdded, &Subject::Enum(name.clone()));
        found.push(come.is(size(ty.members.len())));
    }
}

fn operations(pair: &Pair<'_>, found: &mut Vec<Change>) {
    let Pair { old, new, moved, .. } = pair;
    for (key, call) in &old.operations {
        let now = moved.iter().find(|(before, _)| before == key).map_or(key.as_str(), |(_, after)| after);
        let part = Subject::Operation(key.clone());
        let Some(after) = new.operations.get(now) else {
            found.push(Change::gone(Kind::OperationRemoved, &part).was(request(call)));
            continue;
        };
        let now = Subject::Operation(now.to_owned());
        if now != part {
            let change = Change::of(Kind::OperationMoved, (&part, &now), Field::Pages);
            found.push(change.was(part.to_string()).is(now.to_string()));
        }
        let (before, urls) = (forms(call), forms(after));
        let field = Field::Urls;
        for (_, url) in before.iter().filter(|(form, _)| !urls.contains_key(*form)) {
            found.push(Change::of(Kind::UrlRemoved, (&part, &now), field).was(*url));
        }
        for (_, url) in urls.iter().filter(|(form, _)| !before.contains_key(*form)) {
            found.push(Change::of(Kind::UrlAdded, (&part, &now), field).is(*url));
        }
        for (form, url) in &before {
            let Some(other) = urls.get(form) else { continue };
            let (was, is) = (call.response.elsewhere.get(*url), after.response.elsewhere.get(*other));
            if was != is {
                let told = |call: &Operation, url: &str| {
                    let ty = call.response.at(url).map_or_else(|| "nothing".to_owned(), TypeName::to_string);
                    format!("{ty} at {url}")
                };
                let change = Change::of(Kind::ResponseChanged, (&part, &now), Field::Answers);
                found.push(change.was(told(call, url)).is(told(after, other)));
            }
        }
        parameters((&part, &call.body), (&now, &after.body), found);
    }
    let come = new
        .operations
        .iter()
        .filter(|(key, _)| !old.operations.contains_key(*key) && !moved.iter().any(|(_, after)| after == key));
    for (key, call) in come {
        found.push(Change::come(Kind::OperationAdded, &Subject::Operation(key.clone())).is(request(call)));
    }
}

/// The parameters of a body that is made of them.
fn parameters((part, old): (&Subject, &Body), (now, new): (&Subject, &Body), found: &mut Vec<Change>) {
    let (Body::Parameters { fields: old }, Body::Parameters { fields: new }) = (old, new) else { return };
    let types = |fields: &[Parameter]| -> BTreeMap<String, TypeName> {
        fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect()
    };
    let (old, new) = (types(old), types(new));
    let named = |owner: &Subject, name: &String| Subject::Parameter { owner: owner.to_string(), name: name.clone() };
    for (name, ty) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        found.push(Change::gone(Kind::ParameterRemoved, &named(part, name)).was(ty.to_string()));
    }
    for (name, ty, before) in new.iter().filter_map(|(name, ty)| Some((name, ty, old.get(name)?))) {
        if ty != before {
            let both = (&named(part, name), &named(now, name));
            let change = Change::of(Kind::ParameterRetyped, both, Field::Type);
            found.push(change.was(before.to_string()).is(ty.to_string()));
        }
    }
    for (name, ty) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        found.push(Change::come(Kind::ParameterAdded, &named(now, name)).is(ty.to_string()));
    }
}

/// Method and URL of a call.
pub(super) fn request(call: &Operation) -> String {
    let url = call.urls.first().map_or("", |url| url.template.as_str());
    format!("{} {url}", call.method)
}

/// The URLs of a call. What a parameter is called does not tell one form from another.
fn forms(call: &Operation) -> BTreeMap<String, &str> {
    call.urls.iter().map(|url| (without_names(&url.template), url.template.as_str())).collect()
}

/// `/books/{book-id}` -> `/books/{}`
fn without_names(template: &str) -> String {
    let mut parts = template.split('{');
    let first = parts.next().unwrap_or("").to_owned();
    parts.fold(first, |text, part| text + "{}" + part.split_once('}').map_or("", |(_, rest)| rest))
}

/// Operations that only one schema has under their key, and that make the same request: their page has another name.
pub(super) fn moved_operations<'a>(old: &'a Schema, new: &'a Schema) -> Vec<(&'a str, &'a str)> {
    let (gone, come) = (requests(old, new), requests(new, old));
    let pairs = gone.into_iter().filter_map(|(request, keys)| Some((keys, come.get(&request)?.clone())));
    let single = pairs.filter_map(|(old, new)| match (old.as_slice(), new.as_slice()) {
        ([old], [new]) => Some((*old, *new)),
        _ => None,
    });
    single.collect()
}

/// The operations that the other schema has not, by their first request.
fn requests<'a>(schema: &'a Schema, other: &Schema) -> BTreeMap<(&'a str, String), Vec<&'a str>> {
    let mut found: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for (key, call) in schema.operations.iter().filter(|(key, _)| !other.operations.contains_key(*key)) {
        let url = call.urls.first().map_or("", |url| url.template.as_str());
        found.entry((call.method.as_str(), without_names(url))).or_default().push(key);
    }
    found
}
