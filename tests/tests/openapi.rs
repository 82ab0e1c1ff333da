//! The exported OpenAPI is valid: every reference leads somewhere, every placeholder is declared, every schema is one; and
//! where node is there, the standard's own JSON schema agrees.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use graphdoc::{Config, Corpus};
use graphdoc_tests::{docs_input, real_docs, say, workspace, workspace_config};
use serde_json::{Value, json};

fn export(corpus: &Corpus, config: &Config) -> Value {
    let facts = graphdoc::facts(corpus, &mut Vec::new());
    let schema = graphdoc::schema(corpus, &facts, config, &mut Vec::new());
    serde_json::from_str(&graphdoc::export::openapi(&schema, config)).unwrap()
}

fn real(release: &str) -> Option<Value> {
    let corpus = graphdoc::corpus::read(&[real_docs(release)?], &mut Vec::new()).unwrap();
    Some(export(&corpus, &Config::default()))
}

/// The part of the document with a path of keys.
fn at<'d>(document: &'d Value, keys: &[&str]) -> &'d Value {
    keys.iter()
        .fold(document, |value, key| value.get(key).unwrap_or_else(|| panic!("no {key} of {keys:?} in {value:#}")))
}

/// Every object of the document.
fn objects<'d>(value: &'d Value, found: &mut Vec<&'d serde_json::Map<String, Value>>) {
    match value {
        Value::Object(object) => {
            found.push(object);
            object.values().for_each(|inner| objects(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| objects(inner, found)),
        _ => {}
    }
}

/// What is wrong with a document beyond what a JSON schema can say.
fn problems(document: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    let mut all = Vec::new();
    objects(document, &mut all);
    let targets = all.iter().flat_map(|object| {
        let mapping = object.get("mapping").and_then(Value::as_object).into_iter().flat_map(|map| map.values());
        object.get("$ref").into_iter().chain(mapping).filter_map(Value::as_str)
    });
    for target in targets {
        if target.strip_prefix('#').and_then(|pointer| document.pointer(pointer)).is_none() {
            problems.push(format!("{target} leads nowhere"));
        }
    }
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if !ids.insert(operation["operationId"].as_str().unwrap()) {
                problems.push(format!("{} stands twice", operation["operationId"]));
            }
            let empty = Vec::new();
            let parameters = operation.get("parameters").and_then(Value::as_array).unwrap_or(&empty);
            let mut known = BTreeSet::new();
            for parameter in parameters {
                let place = parameter["in"].as_str().unwrap();
                let name = parameter["name"].as_str().unwrap();
                let folded = if place == "header" { name.to_lowercase() } else { name.to_owned() };
                if !known.insert((place, folded)) {
                    problems.push(format!("{method} {path} has {name} twice"));
                }
                if place == "path" && !path.contains(&format!("{{{name}}}")) {
                    problems.push(format!("{method} {path} has no {{{name}}}"));
                }
            }
            let placeholders = path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap());
            for name in placeholders.filter(|name| !known.contains(&("path", (*name).to_owned()))) {
                problems.push(format!("{method} {path} does not declare {name}"));
            }
        }
    }
    let declared = document["components"]["schemas"].as_object().unwrap().iter();
    let inline = all.iter().filter_map(|object| object.get("schema")).map(|schema| ("a body or parameter", schema));
    for (name, schema) in declared.map(|(name, schema)| (name.as_str(), schema)).chain(inline) {
        if let Err(error) = jsonschema::meta::validate(schema) {
            problems.push(format!("{name} is no schema: {error}"));
        }
    }
    let used: Vec<String> =
        document["paths"].as_object().unwrap().keys().map(|path| graphdoc::schema::request("", path)).collect();
    let distinct: BTreeSet<&String> = used.iter().collect();
    if distinct.len() != used.len() {
        problems.push("two paths are the same but for the names of parameters".to_owned());
    }
    problems
}

#[test]
fn exports_hold_together() {
    let real = ["2021-07/v1.0", "2020-05/v1.0"].into_iter().filter_map(real);
    for document in real.chain([export(&docs_input(), &workspace_config())]) {
        let problems = problems(&document);
        assert!(
            problems.is_empty(),
            "{} problems: {:#?}",
            problems.len(),
            problems.iter().take(20).collect::<Vec<_>>()
        );
    }
}

/// No call and no type is lost on the way.
#[test]
fn everything_of_the_schema_is_there() {
    for (corpus, config) in corpora() {
        let facts = graphdoc::facts(&corpus, &mut Vec::new());
        let schema = graphdoc::schema(&corpus, &facts, &config, &mut Vec::new());
        let document = export(&corpus, &config);
        let declared = at(&document, &["components", "schemas"]);
        for name in schema.types.keys().chain(schema.enums.keys()) {
            assert!(
                declared.get(name).is_some_and(|ty| ty.get("type").is_some() || ty.get("allOf").is_some()),
                "{name}"
            );
        }
        let requests = document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| graphdoc::schema::request(&method.to_uppercase(), path))
        });
        let requests: BTreeSet<String> = requests.collect();
        for operation in schema.operations.values() {
            for url in &operation.urls {
                let request = graphdoc::schema::request(&operation.method, &url.template);
                assert!(requests.contains(&request), "{request}");
            }
        }
    }
}

fn corpora() -> Vec<(Corpus, Config)> {
    let real = real_docs("2021-07/v1.0")
        .map(|folder| (graphdoc::corpus::read(&[folder], &mut Vec::new()).unwrap(), Config::default()));
    real.into_iter().chain([(docs_input(), workspace_config())]).collect()
}

const BOOK: &str = "# book resource type\n\nWhat people read. Inherits from [entity](entity.md).\n\n\
    ## Properties\n|Property|Type|Description|\n|-|-|-|\n\
    |id|String|Key. Read-only. Not nullable.|\n|pages|Int32|How many there are. The default value is 12.|\n\
    |mood|mood|How it ends.|\n|authors|String collection|Who wrote it.|\n|binding|String|Possible values are: `hard`, `soft`.|\n\
    \n### mood values\n|Member|Description|\n|-|-|\n|merry|It ends well.|\n|sad||\n\n## JSON representation\n\
    <!-- { \"blockType\": \"resource\", \"keyProperty\": \"id\", \"baseType\": \"sample.library.entity\", \"@odata.type\": \"sample.library.book\" } -->\n\
    ``` json\n{ \"id\": \"String (identifier)\", \"pages\": 1, \"mood\": \"String\", \"authors\": [\"String\"], \"binding\": \"String\" }\n```\n";

const ENTITY: &str = "# entity resource type\n\n## Properties\n|Property|Type|Description|\n|-|-|-|\n|id|String|Key. Read-only. Not nullable.|\n\n\
    ## JSON representation\n<!-- { \"blockType\": \"resource\", \"keyProperty\": \"id\", \"@odata.type\": \"sample.library.entity\" } -->\n\
    ``` json\n{ \"id\": \"String (identifier)\" }\n```\n";

fn call(title: &str, request: &str, more: &str) -> String {
    format!(
        "# {title}\n\nDoes it.\n\n## Permissions\n|Permission type|Permissions (from least to most privileged)|\n|-|-|\n\
         |Delegated (work or school account)|Book.Read, Book.Write|\n|Delegated (personal Microsoft account)|Not supported.|\n\
         |Application|Book.Read.All|\n\n## HTTP request\n```http\n{request}\n```\n{more}"
    )
}

fn library() -> Value {
    let list = "\n## Request headers\n|Name|Description|\n|-|-|\n|Authorization|Bearer.|\n|Prefer: odata.maxpagesize|How many.|\n\
        \n## Response\nReturns `200 OK` and a collection of [book](../resources/book.md) objects in the body.\n";
    let lend = "\n## Request body\nProvide the parameters.\n\n|Parameter|Type|Description|\n|-|-|-|\n\
        |until|DateTimeOffset|When it must be back. Required.|\n\n## Response\nReturns `204 No Content`.\n";
    let get = "\n## Response\nReturns `200 OK` and a [book](../resources/book.md) object in the body.\n";
    let pages = [
        ("resources/book.md", BOOK.to_owned()),
        ("resources/entity.md", ENTITY.to_owned()),
        ("api/book-list.md", call("List books", "GET /books?until={until}", list)),
        ("api/book-get.md", call("Get book", "GET /books/{book-id}\nGET /me/books/{book-id}", get)),
        ("api/book-lend.md", call("book: lend", "POST /books/{id}/lend", lend)),
        ("api/entity-get.md", call("Get entity", "GET /Books/{id}", &get.replace("book", "entity"))),
    ];
    let mut config = Config::default();
    config.api.namespace = "sample.library".to_owned();
    config.api.docs_url = "https://docs.example.org/api".to_owned();
    export(&Corpus::from_texts(pages), &config)
}

#[test]
fn types_say_what_the_pages_say() {
    let library = library();
    let schemas = at(&library, &["components", "schemas"]);
    let book = at(schemas, &["sample.library.book"]);
    assert_eq!(book["allOf"][0]["$ref"], "#/components/schemas/sample.library.entity");
    let property = |name: &str| at(book, &["allOf"])[1]["properties"][name].clone();
    let pages = json!({ "type": ["integer", "null"], "format": "int32", "description": "How many there are. The default value is 12.", "default": 12 });
    assert_eq!(property("pages"), pages);
    assert_eq!(
        property("mood")["anyOf"],
        json!([{ "$ref": "#/components/schemas/sample.library.mood" }, { "type": "null" }])
    );
    assert_eq!(property("authors")["items"], json!({ "type": "string" }));
    assert_eq!(property("binding")["enum"], json!(["hard", "soft", null]));
    assert_eq!(book["externalDocs"]["url"], "https://docs.example.org/api/resources/book");
    let mood = at(schemas, &["sample.library.mood"]);
    assert_eq!(
        (&mood["enum"], &mood["x-enum-descriptions"]),
        (&json!(["merry", "sad"]), &json!({ "merry": "It ends well." }))
    );
    let entity = at(schemas, &["sample.library.entity"]);
    assert_eq!(
        entity["properties"]["id"],
        json!({ "type": "string", "description": "Key. Read-only. Not nullable.", "readOnly": true })
    );
    let mapping = at(entity, &["discriminator", "mapping"]);
    assert_eq!(mapping["#sample.library.book"], "#/components/schemas/sample.library.book");
    assert_eq!(entity["discriminator"]["propertyName"], "@odata.type");
}

#[test]
fn calls_say_what_the_pages_say() {
    let library = library();
    let paths = at(&library, &["paths"]);
    let names: Vec<&String> = paths.as_object().unwrap().keys().collect();
    assert_eq!(names, ["/books", "/books/{book-id}", "/books/{book-id}/lend", "/me/books/{book-id}"]);
    let list = at(paths, &["/books", "get"]);
    let parameters: Vec<(&str, &str)> = at(list, &["parameters"])
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| (parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap()))
        .collect();
    assert_eq!(parameters, [("query", "until"), ("header", "Prefer")]);
    let page = at(list, &["responses", "200", "content", "application/json", "schema", "properties"]);
    assert_eq!(page["value"]["items"]["$ref"], "#/components/schemas/sample.library.book");
    let permissions = json!([{ "delegatedWork": ["Book.Read", "Book.Write"], "delegatedPersonal": [], "application": ["Book.Read.All"] }]);
    assert_eq!(list["x-permissions"], permissions);
    let lend = at(paths, &["/books/{book-id}/lend", "post"]);
    let body = at(lend, &["requestBody", "content", "application/json", "schema"]);
    assert_eq!((&body["required"], &body["properties"]["until"]["format"]), (&json!(["until"]), &json!("date-time")));
    assert!(lend["responses"]["204"].get("content").is_none());
    assert_eq!(lend["responses"]["default"]["$ref"], "#/components/responses/error");
}

#[test]
fn a_request_on_several_pages_is_one_entry() {
    let library = library();
    let get = at(&library, &["paths", "/books/{book-id}", "get"]);
    assert_eq!((&get["operationId"], &get["summary"]), (&json!("book-get"), &json!("Get book")));
    assert_eq!(get["x-pages"], json!(["api/book-get.md", "api/entity-get.md"]));
    let answers =
        ["book", "entity"].map(|name| json!({ "$ref": format!("#/components/schemas/sample.library.{name}") }));
    assert_eq!(at(get, &["responses", "200", "content", "application/json", "schema", "anyOf"]), &json!(answers));
    assert_eq!(get["x-permissions"][1]["page"], "api/entity-get.md");
    assert_eq!(library["paths"]["/me/books/{book-id}"]["get"]["operationId"], "book-get.2");
}

#[test]
fn the_checks_find_what_is_wrong() {
    let good = serde_json::to_string(&library()).unwrap();
    assert_eq!(problems(&serde_json::from_str(&good).unwrap()), [""; 0]);
    let cases = [
        ("#/components/schemas/sample.library.mood", "#/components/schemas/sample.library.humour"),
        ("/books/{book-id}\"", "/books/{other}\""),
        ("\"operationId\":\"book-get\"", "\"operationId\":\"book-lend\""),
        ("[\"integer\",\"null\"]", "[\"number\",\"nothing\"]"),
        ("/me/books/{book-id}", "/Books/{book-id}"),
    ];
    for (from, to) in cases {
        assert!(good.contains(from), "{from}");
        assert!(!problems(&serde_json::from_str(&good.replace(from, to)).unwrap()).is_empty(), "{from} -> {to}");
    }
}

/// The schema that the makers of the standard publish, in a package of npm that is installed below the target folder.
#[test]
fn the_schema_of_the_standard_agrees() {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from);
    let Some(file) = schema_of_the_standard(&target.join("openapi-schema")) else { return };
    let standard: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert!(standard["$id"].as_str().unwrap().starts_with("https://spec.openapis.org/oas/3.1/schema/"));
    let validator = jsonschema::validator_for(&standard).unwrap();
    assert!(!validator.is_valid(&json!({ "openapi": "3.1.1", "info": { "title": "x" }, "paths": {} })));
    let documents =
        [Some(library()), Some(export(&docs_input(), &workspace_config())), real("2021-07/v1.0"), real("2020-05/v1.0")];
    for document in documents.into_iter().flatten() {
        let errors: Vec<String> =
            validator.iter_errors(&document).take(10).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

fn schema_of_the_standard(folder: &Path) -> Option<PathBuf> {
    let file = folder.join("node_modules/@seriousme/openapi-schema-validator/schemas/v3.1/schema.json");
    if file.exists() {
        return Some(file);
    }
    let mut npm = Command::new("npm");
    if !npm.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        say("skipped: npm is needed for the JSON schema of OpenAPI");
        return None;
    }
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("package.json"), "{\"private\": true}\n").unwrap();
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"]);
    let output = npm.arg("@seriousme/openapi-schema-validator@2.11.0").output().unwrap();
    if !output.status.success() {
        say("skipped: npm cannot install the JSON schema of OpenAPI");
        return None;
    }
    Some(file)
}
