//! What a schema becomes: names, places, inherited properties, boxes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use graphdoc::lower::{Crate, Item, RequestModule, lower};
use graphdoc::schema::{Body, Examples, Kind, Operation, Property, Response, Schema, StructuredType, TypeName, Url};
use graphdoc::{Config, Diagnostic, emit};

fn structured(base: Option<&str>, properties: &[(&str, &str)]) -> StructuredType {
    let properties = properties.iter().map(|(name, ty)| Property {
        name: (*name).to_owned(),
        ty: ty.parse().unwrap(),
        ..Property::default()
    });
    StructuredType { base: base.map(str::to_owned), properties: properties.collect(), ..StructuredType::default() }
}

fn operation(title: &str, resource: Option<&str>, listed_by: &[&str], url: &str) -> Operation {
    Operation {
        title: title.to_owned(),
        method: "POST".to_owned(),
        resource: resource.map(str::to_owned),
        listed_by: listed_by.iter().map(|name| (*name).to_owned()).collect(),
        urls: vec![Url { template: url.to_owned(), parameters: Vec::new() }],
        body: Body::None,
        response: Response {
            statuses: vec![200],
            ty: Some(TypeName::Named("n.job".to_owned())),
            ..Response::default()
        },
        page: format!("api/{title}.md"),
        ..Operation::default()
    }
}

fn lowered(schema: &Schema) -> (Crate, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let krate = lower(schema, &Examples::default(), &Config::default(), &mut diagnostics);
    (krate, diagnostics)
}

fn module<'a>(krate: &'a Crate, name: &str) -> &'a RequestModule {
    krate.requests.iter().find(|module| module.name == name).unwrap()
}

#[test]
fn operations_stand_with_their_resource_and_wherever_they_are_listed() {
    let mut schema = Schema { namespace: "n".to_owned(), ..Schema::default() };
    schema.types.insert("n.job".to_owned(), structured(None, &[]));
    schema.types.insert("n.bigRoot".to_owned(), structured(None, &[]));
    for (stem, operation) in [
        ("bigroot-list-jobs", operation("List jobs", Some("n.bigRoot"), &["n.job", "n.job"], "/jobs")),
        ("bigroot-post-jobs", operation("Create job", Some("n.bigRoot"), &["n.job"], "/jobs")),
        ("job-start", operation("job: start", Some("n.job"), &["n.bigRoot"], "/jobs/{id}/start")),
        ("job-lost", operation("Find job", None, &[], "/jobs/{id}/find")),
        ("stray-page", operation("Ping", None, &[], "/healthChecks/ping")),
    ] {
        schema.operations.insert(stem.to_owned(), operation);
    }
    let (krate, diagnostics) = lowered(&schema);
    assert_eq!(diagnostics, []);

    let names = |name: &str| -> Vec<String> {
        let module = module(&krate, name);
        let own = module.operations.iter().map(|operation| operation.constructors[0].name.clone());
        let others = module.reexports.iter().map(|reexport| {
            let (there, here) = &reexport.names[1];
            format!("{here} = {}::{there}", reexport.module)
        });
        own.chain(others).collect()
    };
    assert_eq!(names("big_root"), ["create_job", "list_jobs", "job_start = job::start"]);
    assert_eq!(names("job"), ["find", "start", "create = big_root::create_job", "list = big_root::list_jobs"]);
    assert_eq!(names("health_checks"), ["ping"]);
}

/// A type in an area.
fn within(area: &str, kind: Kind, properties: &[(&str, &str)]) -> StructuredType {
    StructuredType { area: Some(area.to_owned()), kind, ..structured(None, properties) }
}

/// Two areas: books that hold a value of another area, name an entity of a third, and a call of a fourth about them.
fn areas() -> Schema {
    let mut schema = Schema { namespace: "n".to_owned(), ..Schema::default() };
    let book = within("lending", Kind::Entity, &[("cover", "n.picture"), ("room", "n.room"), ("like", "n.tag")]);
    for (name, ty) in [
        ("n.book", book),
        ("n.picture", within("media", Kind::Complex, &[("format", "n.format"), ("seenIn", "Collection(n.room)")])),
        ("n.format", within("media", Kind::Complex, &[])),
        ("n.room", within("building", Kind::Entity, &[])),
        ("n.base", structured(None, &[])),
        ("n.tag", StructuredType { base: Some("n.base".to_owned()), ..within("lending", Kind::Complex, &[]) }),
        ("n.lonely", structured(None, &[])),
    ] {
        schema.types.insert(name.to_owned(), ty);
    }
    let mut call = operation("Find room", Some("n.book"), &["n.room"], "/searches/rooms");
    call.response.ty = Some(TypeName::Named("n.room".to_owned()));
    schema.operations.insert("book-find".to_owned(), call);
    schema
}

#[test]
fn areas_are_features_and_values_come_along() {
    let (krate, diagnostics) = lowered(&areas());
    assert_eq!(diagnostics, []);
    assert_eq!(krate.package.features, ["building", "lending", "media", "other", "searches"]);
    assert_eq!(krate.package.default_features, [] as [&str; 0]);
    let features = |name: &str| {
        let item = krate.models[0].items.iter().find(|item| item.module == name).unwrap();
        item.features.join(" ")
    };
    for (name, expected) in [
        ("book", "lending"),
        ("picture", "lending media"),
        ("format", "lending media"),
        ("room", "building searches"), // an entity: not with lending, but with the call that answers it
        ("base", "lending"),           // of no area: with what derives from it
        ("lonely", "other"),
    ] {
        assert_eq!(features(name), expected, "{name}");
    }
    let fields = |name: &str| -> Vec<String> {
        let item = krate.models[0].items.iter().find(|item| item.module == name).unwrap();
        let Item::Struct(item) = &item.item else { return Vec::new() };
        item.fields.iter().map(|field| format!("{}: {}", field.name, field.features.join(" "))).collect()
    };
    assert_eq!(fields("book"), ["cover: ", "room: building searches", "like: "]);
    assert_eq!(fields("picture"), ["format: ", "seen_in: building searches"]);
    let book = module(&krate, "book");
    assert_eq!(book.features, ["searches"]);
    assert_eq!(book.operations[0].features, [] as [&str; 0], "its module has them");
}

#[test]
fn without_a_choice_there_are_no_features() {
    let mut schema = areas();
    let mut config = Config::default();
    config.package.features = false;
    let all = lower(&schema, &Examples::default(), &config, &mut Vec::new());
    schema.types.retain(|_, ty| ty.area.as_deref() == Some("lending"));
    schema.operations.clear();
    for krate in [all, lowered(&schema).0] {
        assert!(krate.package.features.is_empty());
        let files = emit::emit(krate);
        // What is left is the client of the runtime.
        let texts = files.texts.values().map(|text| text.replace("cfg(feature = \"client\")", ""));
        assert!(texts.into_iter().all(|text| !text.contains("cfg(") && !text.contains("full = [")));
    }
}

#[test]
fn structs_hold_what_they_inherit_and_box_what_holds_them() {
    let mut schema = Schema { namespace: "n".to_owned(), ..Schema::default() };
    for (name, ty) in [
        ("n.base", structured(Some("n.gone"), &[("id", "Edm.String"), ("kind", "Edm.String"), ("child", "n.leaf")])),
        ("n.leaf", structured(Some("n.base"), &[("kind", "n.inner.kind"), ("leaves", "Collection(n.leaf)")])),
        ("n.inner.kind", structured(None, &[("bytes", "Edm.Binary"), ("any", "n.gone")])),
    ] {
        schema.types.insert(name.to_owned(), ty);
    }
    let (krate, _) = lowered(&schema);
    let leaf = krate.models[0].items.iter().find_map(|item| match &item.item {
        Item::Struct(item) if item.name == "Leaf" => Some(item),
        _ => None,
    });
    let fields: Vec<String> =
        leaf.unwrap().fields.iter().map(|field| format!("{}: {}", field.name, field.ty)).collect();
    assert_eq!(
        fields,
        [
            "id: Option<String>",
            "kind: Option<models::inner::Kind>",
            "child: Option<Box<models::Leaf>>",
            "leaves: Option<Vec<models::Leaf>>",
        ]
    );
    let files = emit::emit(krate);
    let kind = &files.texts["src/models/inner/kind.rs"];
    assert!(kind.contains("pub bytes: Option<rt::Binary>,") && kind.contains("pub any: Option<rt::Value>,"), "{kind}");
    assert!(files.texts.values().all(|text| text.contains("@generated")));
}
