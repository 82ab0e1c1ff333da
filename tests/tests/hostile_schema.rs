//! A schema with every shape and every bad habit becomes a crate that compiles and documents without a warning.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::process::Command;

use graphdoc::config::{Attribution, Config};
use graphdoc::lower::{Access, Crate, Item};
use graphdoc::schema::{
    Body, EnumType, Examples, Member, Operation, OperationKind, Parameter, Permissions, Primitive, Property, Response,
    Schema, StructuredType, Traits, TypeName, Url, UrlParameter, UrlPosition,
};
use graphdoc::{emit, files, lower};

const TEXTS: [&str; 12] = [
    "Plain.",
    "a \"quoted\" \\ `tick and ``two`` */ /* \r\n#![deny(x)] end\\",
    "    let indented = code();\n\n\tand(tabs);",
    "```\nassert!(false);\n```\n\n~~~rust\npanic!()\n~~~",
    "right-to-left \u{202e}evil\u{202c} \u{2066}x\u{2069} \u{feff}\u{0}\u{7}\u{85}\u{2028}z",
    "<script>alert(1)</script> <Vec<String>> <!-- open & <b",
    "[Option] [`Vec`] [a][b] ![img](x.png) [^1] [x]: https://a.b\n\n[x]: https://a.b",
    "see https://example.com/a_b, (http://example.com/?a=b&c=d). <https://example.com/x>",
    "[type](resources/other-type.md#properties), [site](/graph/x(1)), [up](../x.md), [https://a.b](https://c.d \"t\")",
    "- one\n    - two\n        - three\n\n          code()\n1.     code()\n>     code()\n\n***\n\n# Heading\n===\n|a|b|\n|-|-|",
    "*emphasis* **strong _nested_** \\*escaped\\* \\[x\\] \\<y\\> \\`z\\` &lt;i&gt; &nbsp; $x^2$ \\",
    "[label with `code ]( x` and](https://a.b/(c)) https\\://d.e `https://f.g` [`h`](api/x-y.md)",
];

const NAMES: [&str; 32] = [
    "type",
    "self",
    "Self",
    "crate",
    "super",
    "async",
    "gen",
    "additional",
    "Additional",
    "fooBar",
    "foo_bar",
    "FooBar",
    "3d",
    "365",
    "@odata.type",
    "a b",
    "null",
    "",
    "é",
    "unknownValue",
    "unknownFutureValue",
    "none",
    "Some",
    "iOSxyz",
    "oAuth2",
    "OData",
    "with \"quote\"",
    "line\nbreak",
    "_",
    "#",
    "err",
    "ok",
];

const TYPES: [&str; 22] = [
    "option",
    "string",
    "vec",
    "box",
    "result",
    "value",
    "default",
    "send",
    "from",
    "clone",
    "debug",
    "self",
    "mod",
    "type",
    "none",
    "collection",
    "request",
    "models",
    "rt",
    "con",
    "3d",
    "graphdoc_runtime",
];

fn text(at: usize) -> String {
    TEXTS.get(at % TEXTS.len()).copied().unwrap_or_default().to_owned()
}

fn named(name: &str) -> TypeName {
    TypeName::Named(format!("x.y.{name}"))
}

fn property(at: usize, name: &str, ty: TypeName) -> Property {
    let traits = Traits {
        read_only: at.is_multiple_of(2),
        required: at.is_multiple_of(3),
        select_only: at.is_multiple_of(5),
        not_nullable: at.is_multiple_of(7),
        deprecated: at.is_multiple_of(11),
        default: (at % 3 == 1).then(|| text(at)),
        supports: vec!["$filter (`eq`, <ne>)".to_owned(); at % 2],
        ..Traits::default()
    };
    let values = if at.is_multiple_of(4) { TEXTS.map(str::to_owned).into() } else { Vec::new() };
    let removed = at.is_multiple_of(13).then(|| text(at));
    Property { name: name.to_owned(), ty, navigation: false, doc: text(at), values, removed, traits }
}

fn parameter(at: usize, name: &str, ty: TypeName) -> Parameter {
    let Property { name, ty, doc, traits, .. } = property(at, name, ty);
    Parameter { name, ty, doc, traits }
}

fn url(template: &str, positions: &[(&str, UrlPosition)]) -> Url {
    let parameters = positions.iter().enumerate().map(|(at, (name, position))| UrlParameter {
        name: (*name).to_owned(),
        position: *position,
        alternatives: vec!["id".to_owned(), text(at + 1)],
        doc: text(at),
    });
    Url { template: template.to_owned(), parameters: parameters.collect() }
}

fn schema() -> Schema {
    let mut schema = Schema { namespace: "x.y".to_owned(), ..Schema::default() };
    let primitives = [
        Primitive::Binary,
        Primitive::Boolean,
        Primitive::Byte,
        Primitive::Date,
        Primitive::DateTimeOffset,
        Primitive::Decimal,
        Primitive::Double,
        Primitive::Duration,
        Primitive::Guid,
        Primitive::Int16,
        Primitive::Int32,
        Primitive::Int64,
        Primitive::SByte,
        Primitive::Single,
        Primitive::Stream,
        Primitive::String,
        Primitive::TimeOfDay,
        Primitive::Untyped,
    ];
    let structured = |doc: usize, base: Option<&str>, properties: Vec<Property>| StructuredType {
        doc: text(doc),
        base: base.map(str::to_owned),
        deprecated: Some(text(doc + 1)),
        pages: vec!["resources/odd <page> [x](y).md".to_owned(), "resources/b.md".to_owned()],
        properties,
        ..StructuredType::default()
    };
    let mut odd: Vec<Property> =
        NAMES.iter().enumerate().map(|(at, name)| property(at, name, TypeName::default())).collect();
    odd.extend(primitives.iter().enumerate().flat_map(|(at, primitive)| {
        let ty = TypeName::Primitive(*primitive);
        [property(at, &format!("p{at}"), ty.clone()), property(at, &format!("c{at}"), ty.collection())]
    }));
    schema.types.insert("x.y.odd".to_owned(), structured(0, Some("x.y.base"), odd));
    schema.types.insert(
        "x.y.base".to_owned(),
        structured(
            1,
            Some("x.y.loop"),
            vec![
                property(1, "id", TypeName::default()),
                property(2, "type", TypeName::Primitive(Primitive::Int32)),
                property(3, "missing", named("nowhere")),
                property(4, "colour", named("colour")),
                property(5, "deep", TypeName::Named("x.y.deep.one.odd".to_owned())),
                property(6, "cycle", named("left")),
            ],
        ),
    );
    schema
        .types
        .insert("x.y.loop".to_owned(), structured(2, Some("x.y.base"), vec![property(0, "looped", named("odd"))]));
    schema.types.insert(
        "x.y.left".to_owned(),
        structured(
            3,
            Some("z.unknown"),
            vec![
                property(0, "right", named("right")),
                property(1, "rights", named("right").collection()),
                property(2, "own", named("left")),
            ],
        ),
    );
    schema.types.insert("x.y.right".to_owned(), structured(4, None, vec![property(0, "left", named("left"))]));
    for name in ["x.y.deep.one.odd", "other.thing", "x.y.deep_one", "x.y.odd_", "plain"] {
        let mut ty = structured(5, None, vec![property(0, "odd", named("odd"))]);
        ty.doc = String::new();
        schema.types.insert(name.to_owned(), ty);
    }
    for (at, name) in TYPES.iter().enumerate() {
        let ty = structured(
            at,
            None,
            vec![
                property(at, "own", named(name)),
                property(at, "text", TypeName::default().collection()),
                property(at, "result", named("result")),
            ],
        );
        schema.types.insert(format!("x.y.{name}"), ty);
    }
    let members = |names: &[&str]| -> Vec<Member> {
        let all = names.iter().chain(names.first()).enumerate();
        let member = |(at, name): (usize, &&str)| {
            let removed = at.is_multiple_of(3).then(|| text(at));
            Member { name: (*name).to_owned(), value: Some(at as i64), doc: text(at), removed }
        };
        all.map(member).collect()
    };
    for (name, names) in [
        ("x.y.colour", NAMES.as_slice()),
        ("x.y.from", &["String"]),
        ("x.y.toOwned", &["ok"]),
        ("x.y.empty", &[]),
        ("x.y.e.String", &["a"]),
    ] {
        let ty = EnumType {
            doc: text(6),
            removed: Some(text(7)),
            pages: vec!["resources/e.md".to_owned()],
            members: members(names),
            area: None,
        };
        schema.enums.insert(name.to_owned(), ty);
    }
    operations(&mut schema);
    schema
}

fn operations(schema: &mut Schema) {
    use UrlPosition::{Path, Query, Quoted, Segment};
    let bodies = [
        Body::None,
        Body::Object {
            ty: named("odd"),
            fields: (0..12).map(|at| parameter(at, "a`b", TypeName::default())).collect(),
        },
        Body::Object { ty: named("nowhere"), fields: Vec::new() },
        Body::Object { ty: named("left").collection(), fields: Vec::new() },
        Body::Object { ty: TypeName::default(), fields: Vec::new() },
        Body::Parameters {
            fields: NAMES.iter().enumerate().map(|(at, name)| parameter(at, name, named("option"))).collect(),
        },
        Body::Reference,
        Body::Json,
        Body::Bytes,
    ];
    let responses = [
        None,
        Some(named("odd")),
        Some(named("left").collection()),
        Some(named("colour")),
        Some(named("nowhere")),
        Some(TypeName::Primitive(Primitive::Int32)),
        Some(TypeName::Primitive(Primitive::Stream)),
        Some(TypeName::Primitive(Primitive::Untyped)),
        Some(TypeName::default().collection()),
    ];
    let urls = [
        url("/odds/{odd-id}/parts/{body}", &[("odd-id", Segment), ("body", Segment)]),
        url("/users/{type}/odds/{type2 | x}", &[("type", Segment), ("type2 | x", Segment)]),
        url("/drive/root:/{item-path}:/children", &[("item-path", Path)]),
        url("/odds/search(q='{q}')?a={a b}&$top=1", &[("q", Quoted), ("a b", Query)]),
        url("/odds/{unlisted}/{open/ü \"x\" }", &[]),
        url("/odds/{unlisted}/{open/ü \"x\" }", &[]),
    ];
    let titles = ["Get odd", "odd: move", "Assign action", "", "Option", "None", "self", "List odds", "string: Vec"];
    for (at, ((body, response), title)) in bodies.into_iter().zip(responses).zip(titles).enumerate() {
        for (copy, resource) in [Some("x.y.odd"), Some("x.y.option"), None].into_iter().enumerate() {
            let operation = Operation {
                title: title.to_owned(),
                kind: OperationKind::Action,
                method: if copy == 2 { "PATCH" } else { "POST" }.to_owned(),
                call: None,
                resource: resource.map(str::to_owned),
                listed_by: vec!["x.y.left".to_owned(), "x.y.unseen".to_owned(), "x.y.odd".to_owned()],
                same_request: ["odd-0-0", "odd-1-1", "odd-5-2", "unseen"].map(str::to_owned).into(),
                urls: urls.iter().cycle().skip(at).take(1 + at % urls.len()).cloned().collect(),
                body: body.clone(),
                response: Response { statuses: vec![200, 204], ty: response.clone(), ..Response::default() },
                permissions: vec![
                    Permissions {
                        case: text(at),
                        delegated_work: vec!["A.B".to_owned(), "`C` and \"D\"".to_owned()],
                        ..Permissions::default()
                    };
                    at % 3
                ],
                headers: ["If-Match", "if-match", "Prefer: a.\"b\"", "accept", ""]
                    .map(|name| parameter(at, name, TypeName::default()))
                    .into(),
                query: ["$`select`", "type", "self", "body", "3d"]
                    .map(|name| parameter(at, name, TypeName::Primitive(Primitive::Boolean)))
                    .into(),
                area: None,
                doc: text(at),
                deprecated: at.is_multiple_of(2).then(|| text(at)),
                removed: at.is_multiple_of(3).then(|| text(at + 1)),
                page: format!("api/odd-{at}-{copy}.md"),
            };
            schema.operations.insert(format!("odd-{at}-{copy}"), operation);
        }
    }
}

/// What a program does with the crate.
const USER: &str = r##"
#![expect(deprecated, reason = "the pages say so")]
use graph_sdk::models::{Base, Colour, Left, Odd, Right};
use graph_sdk::requests::{left, odd};
use graph_sdk::serde_json::{Value, from_value, json, to_value};

#[test]
fn json_comes_back_as_it_came() {
    let value = json!({
        "type": "t", "@odata.type": "#x", "a b": "b", "": "empty", "with \"quote\"": "q", "additional": "a",
        "deep": {"odd": null, "new": [1]}, "colour": "mauve", "cycle": {"rights": [{"left": {}}]}, "c5": null,
        "p4": "9999-12-31T00:00:00.0000000", "p5": 1.5, "unheard": {"of": null}
    });
    let odd: Odd = from_value(value.clone()).unwrap();
    assert_eq!(odd.r#type.as_deref(), Some("t"));
    assert_eq!(odd.colour, Some(Colour::UnknownValue("mauve".to_owned())));
    assert_eq!(odd.additional["unheard"], json!({"of": null}));
    let mut expected = value;
    expected.as_object_mut().unwrap().remove("c5");
    expected["deep"].as_object_mut().unwrap().remove("odd");
    assert_eq!(to_value(&odd).unwrap(), expected);
}

#[test]
fn nothing_and_null_never_fail() {
    assert_eq!(from_value::<Odd>(json!({})).unwrap(), Odd::default());
    let filled = to_value(Odd::default()).unwrap();
    assert_eq!(filled, json!({}));
    let nulls: Base = from_value(json!({"id": null, "type": null, "colour": null, "cycle": null})).unwrap();
    assert_eq!(nulls, Base::default());
}

#[test]
fn every_text_is_a_member() {
    for text in ["", "type", "null", "line\nbreak", "unknownFutureValue", "unheard of"] {
        let colour: Colour = from_value(json!(text)).unwrap();
        assert_eq!((colour.as_str(), to_value(&colour).unwrap()), (text, Value::from(text)));
    }
    assert_eq!(Colour::from("unknownFutureValue"), Colour::UnknownFutureValue);
}

#[test]
fn requests_are_data() {
    let left = Left { own: Some(Box::default()), right: Some(Box::new(Right::default())), ..Default::default() };
    assert_eq!(to_value(&left).unwrap(), json!({"own": {}, "right": {}}));
    let get = odd::get("a/b", "c").top(5);
    let request = get.request().unwrap();
    assert_eq!(request.uri(), "https://graph.microsoft.com/v1.0/odds/a%2Fb/parts/c?$top=5");
    get.response(b"").unwrap();
    assert!(odd::get("..", "c").request().is_err());
    assert_eq!(left::OddMove::PERMISSIONS.delegated_work.least, Some("A.B"));
    assert_eq!(left::OddMove::STATUSES, [200, 204]);
}
"##;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn cargo(folder: &Path, arguments: &[&str]) {
    let target = workspace().join("target/hostile-schema");
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .env("CARGO_TERM_QUIET", "true")
        .current_dir(folder)
        .env(
            "CARGO_TARGET_DIR",
            std::env::var_os("CARGO_TARGET_DIR").map_or(target, |dir| PathBuf::from(dir).join("hostile-schema")),
        )
        .env("CARGO_NET_OFFLINE", "true")
        .env("RUSTFLAGS", "-Dwarnings")
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo {arguments:?}:\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_hostile_schema_compiles_and_documents_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().canonicalize().unwrap().join("sdk");
    let mut config = Config { out: Some(out.clone()), runtime: Some(workspace().join("runtime")), ..Config::default() };
    config.package.description = "Odd \"texts\" <b> [x]\nhttps://a.b".to_owned();
    config.package.attribution = Some(Attribution {
        source: "the [docs]".to_owned(),
        url: Some("https://example.com/docs".to_owned()),
        commit: Some("abc`".to_owned()),
        licence: "CC BY 4.0".to_owned(),
    });
    let mut diagnostics = Vec::new();
    let krate = lower::lower(&schema(), &Examples::default(), &config, &mut diagnostics);
    assert!(!diagnostics.is_empty());
    what_may_be_written_has_a_setter(&krate);
    let texts = emit::emit(krate);
    files::write(&texts, &out).unwrap();
    std::fs::copy(workspace().join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
    if let Some(kept) = std::env::var_os("KEEP_HOSTILE_SCHEMA") {
        files::write(&texts, Path::new(&kept)).unwrap();
    }
    std::fs::create_dir(out.join("tests")).unwrap();
    std::fs::write(out.join("tests/user.rs"), USER).unwrap();
    cargo(&out, &["check", "--no-default-features"]);
    cargo(&out, &["doc", "--no-deps", "--no-default-features"]);
    cargo(&out, &["fmt", "--check"]);
    cargo(&out, &["clippy", "--no-default-features"]);
    cargo(&out, &["test", "--no-default-features"]);
}

/// A change has a setter for each property that a program may write, and none for those that the service writes.
fn what_may_be_written_has_a_setter(krate: &Crate) {
    let items = krate.models.iter().flat_map(|module| &module.items);
    let changed = items.filter_map(|item| match &item.item {
        Item::Struct(item) => item.update.as_ref().map(|update| (&item.fields, &update.setters)),
        Item::Enum(_) => None,
    });
    let (mut read_only, mut writable) = (0, 0);
    for (fields, setters) in changed {
        for field in fields {
            let has_setter = setters.iter().any(|setter| setter.wire == field.wire);
            assert_eq!(has_setter, field.access == Access::ReadWrite, "{}", field.wire);
            *(if has_setter { &mut writable } else { &mut read_only }) += 1;
        }
    }
    assert!(read_only > 0 && writable > 0);
}
