//! Bodies of changes: a setter for each property that a program may write.

use super::catalog::{Catalog, Std};
use super::ident::{Role, Scope};
use super::{Setter, Struct, Update, doc, models};
use crate::schema::{Parameter, Property, TypeName};

/// The body of the changes of a type, if there are documented ones. What only the pages of the changes list has setters too.
pub(super) fn update(
    catalog: &Catalog<'_>,
    std: Std,
    (owner, rust): (&str, &str),
    properties: &[&Property],
    listed: &[&Parameter],
) -> Option<Update> {
    let name = catalog.update(owner)?;
    let is_property = |name: &String| properties.iter().any(|property| property.name == *name);
    let own =
        properties.iter().map(|Property { name, ty, traits, removed, .. }| (name, ty, traits, removed.as_deref()));
    let unknown = listed.iter().filter(|field| !is_property(&field.name));
    let unknown = unknown.map(|field| (&field.name, &field.ty, &field.traits, None));
    // The page of a change knows better what may change.
    let is_offered = |wire: &String| listed.iter().any(|field| field.name == *wire && !field.traits.read_only);
    let mut scope = Scope::default();
    let mut setters = Vec::new();
    for (wire, ty, traits, removed) in own.chain(unknown) {
        if traits.read_only && !is_offered(wire) {
            continue;
        }
        let deprecated = models::deprecated(removed, traits);
        setters.push(setter(catalog, std, owner, &mut scope, (wire, ty, deprecated)));
    }
    let of = [Some(rust), catalog.derived(owner).map(|derived| derived.name.as_str())];
    let docs = vec![
        format!(" What a change of {} sends: what is set, nulls too, and no more.", doc::code(rust)),
        String::new(),
        " Made of a model, it has all that is set in it and may be written.".to_owned(),
    ];
    Some(Update { name: name.clone(), docs, of: of.into_iter().flatten().map(str::to_owned).collect(), setters })
}

fn setter(
    catalog: &Catalog<'_>,
    std: Std,
    owner: &str,
    scope: &mut Scope,
    (wire, ty, deprecated): (&String, &TypeName, Option<String>),
) -> Setter {
    let field = catalog.adjustments.member(owner, wire, Role::Field);
    let (name, _) = scope.take(format!("set_{}", field.trim_start_matches("r#").trim_start_matches('_')));
    let features = catalog.areas.of_field(owner, ty);
    Setter { name, wire: wire.clone(), ty: catalog.reference(ty, std), features, deprecated }
}

/// The types that the setters of a struct's changes name.
pub(super) fn types(item: &Struct) -> impl Iterator<Item = &String> {
    item.update.iter().flat_map(|update| &update.setters).map(|setter| &setter.ty)
}
