//! Evidence: every fact of the schema has a place that speaks for it, what won is what the schema has, and what
//! `graphdoc why` prints of it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use graphdoc::schema::evidence::{Fact, Field, Found, Source, Subject};
use graphdoc::{Config, Corpus, Evidence, Schema};
use graphdoc_tests::{docs_input, real_docs, workspace_config};
use serde_json::Value;

struct Run {
    corpus: Corpus,
    schema: Schema,
    evidence: Evidence,
}

fn run(corpus: Corpus, config: &Config) -> Run {
    let (schema, evidence) = graphdoc::evidence(&corpus, config);
    Run { corpus, schema, evidence }
}

static DOCS_INPUT: LazyLock<Run> = LazyLock::new(|| run(docs_input(), &workspace_config()));

#[test]
fn evidence_is_about_the_schema_that_the_generator_makes() {
    let output = graphdoc::generate(&docs_input(), &workspace_config());
    assert!(DOCS_INPUT.schema == output.schema);
}

#[test]
fn everything_in_docs_input_has_a_witness() {
    assert_complete(&DOCS_INPUT);
}

#[test]
fn what_lists_and_words_tell_has_a_witness() {
    let mut config = Config::default();
    config.api.namespace = "sample.library".to_owned();
    for case in ["enumerations", "answers_in_words", "url_answers"] {
        let path = graphdoc_tests::workspace().join("tests/cases").join(format!("{case}.md"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{case}: {error}"));
        assert_complete(&run(Corpus::from_texts(graphdoc_tests::pages(&text)), &config));
    }
}

#[test]
fn everything_in_the_real_docs_has_a_witness() {
    let Some(folder) = real_docs("2021-07/v1.0") else { return };
    let corpus = graphdoc::corpus::read(&[folder], &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"));
    assert_complete(&run(corpus, &Config::default()));
}

/// Every leaf of the schema's JSON is a fact of evidence and there are no other subjects; each fact has a winner at a place
/// that exists, and what won is what the schema has.
fn assert_complete(run: &Run) {
    let json = serde_json::to_value(&run.schema).unwrap_or_else(|error| panic!("{error}"));
    let mut expected = BTreeSet::new();
    for (section, items) in json.as_object().into_iter().flatten() {
        // Given by the configuration.
        if section == "namespace" {
            continue;
        }
        for (name, item) in items.as_object().into_iter().flatten() {
            match section.as_str() {
                "types" => assert_known(run, &Subject::Type(name.clone()), "", item, &mut expected),
                "enums" => assert_known(run, &Subject::Enum(name.clone()), "", item, &mut expected),
                "operations" => assert_known(run, &Subject::Operation(name.clone()), "", item, &mut expected),
                "container" => {
                    for (root, ty) in item.as_object().into_iter().flatten() {
                        assert_known(run, &Subject::Root(root.clone()), name, ty, &mut expected);
                    }
                }
                _ => panic!("`{section}` is new in the schema, and evidence is not about it"),
            }
        }
    }
    let known: BTreeSet<Subject> = run.evidence.subjects.keys().cloned().collect();
    let extra: Vec<_> = known.difference(&expected).collect();
    assert!(extra.is_empty(), "not in the schema: {extra:?}");
    for (subject, facts) in &run.evidence.subjects {
        for (field, fact) in facts {
            let won: BTreeSet<&str> =
                fact.witnesses.iter().filter(|witness| witness.won).map(|witness| witness.says.as_str()).collect();
            let has: BTreeSet<&str> = fact.values.iter().map(String::as_str).collect();
            assert!(won == has && !has.is_empty(), "{subject}: {field}: {won:?} won, not {has:?}");
            for witness in &fact.witnesses {
                let place = &witness.location;
                let text = run.corpus.text(&place.path);
                let text = text.unwrap_or_else(|| panic!("{subject}: {field}: there is no page {}", place.path));
                assert!(text.get(place.span.range()).is_some(), "{subject}: {field}: no place {place:?}");
                assert!(!witness.rule.is_empty(), "{subject}: {field}: {witness:?}");
            }
        }
    }
}

/// Makes the name of a part from that of what it is in and its own.
type Part = fn(String, String) -> Subject;

fn parameter(owner: String, name: String) -> Subject {
    Subject::Parameter { owner, name }
}

/// Lists of the schema whose elements are parts with a name.
const PARTS: [(&str, Part); 7] = [
    ("properties", |owner, name| Subject::Property { owner, name }),
    ("members", |owner, name| Subject::Member { owner, name }),
    ("headers", parameter),
    ("query", parameter),
    ("body.fields", parameter),
    ("call.overloads", parameter),
    ("urls.parameters", parameter),
];

/// The leaves of a part, and the facts that they are. Where evidence has other words than the JSON, the words are not
/// compared.
const LEAVES: [(&str, Field, bool); 50] = [
    ("abstract", Field::Abstract, false),
    ("alternatives", Field::Alternatives, true),
    ("area", Field::Area, true),
    ("base", Field::Base, true),
    ("body.kind", Field::Body, false),
    ("body.type", Field::Body, true),
    ("call.bindings", Field::Bindings, true),
    ("call.name", Field::Call, true),
    ("default", Field::Traits, true),
    // A notice on types and operations, a flag on properties and parameters.
    ("deprecated", Field::Deprecated, false),
    ("deprecated", Field::Traits, false),
    ("doc", Field::Doc, true),
    ("key", Field::Key, true),
    ("kind", Field::Kind, true),
    ("listed_by", Field::ListedBy, true),
    ("method", Field::Method, true),
    ("name", Field::Name, true),
    ("navigation", Field::Kind, false),
    ("not_nullable", Field::Traits, false),
    ("open", Field::Open, false),
    ("optional", Field::Traits, false),
    ("page", Field::Pages, true),
    ("pages", Field::Pages, true),
    ("permissions.application", Field::Application, true),
    ("permissions.case", Field::Cases, true),
    ("permissions.delegated_personal", Field::DelegatedPersonal, true),
    ("permissions.delegated_work", Field::DelegatedWork, true),
    ("position", Field::Position, false),
    ("read_only", Field::Traits, false),
    ("required", Field::Traits, false),
    ("resource", Field::Resource, true),
    ("response.elsewhere", Field::Answers, false),
    ("response.statuses", Field::Statuses, true),
    ("response.type", Field::Response, true),
    ("same_request", Field::SameRequest, true),
    ("select_only", Field::Traits, false),
    ("sets", Field::Type, true),
    ("singletons", Field::Type, true),
    ("supports", Field::Traits, true),
    ("title", Field::Title, true),
    ("type", Field::Type, true),
    ("urls.template", Field::Urls, true),
    ("value", Field::Value, true),
    ("values", Field::Values, true),
    ("write_only", Field::Traits, false),
    // That there are parts at all.
    ("body.fields", Field::Parameters, false),
    ("call.overloads", Field::Overloads, false),
    ("headers", Field::Headers, false),
    ("members", Field::Members, false),
    ("query", Field::Query, false),
];

/// A value inside a part of the schema, at a path of field names, is a fact of that part or of one in it.
fn assert_known(run: &Run, subject: &Subject, path: &str, value: &Value, expected: &mut BTreeSet<Subject>) {
    expected.insert(subject.clone());
    let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let part = PARTS.iter().find(|(known, _)| *known == path);
    match (part, value) {
        (Some((_, part)), Value::Object(fields)) => {
            let name = fields.get("name").and_then(Value::as_str).unwrap_or("");
            assert_known(run, &part(subject.to_string(), name.to_owned()), "", value, expected);
        }
        // The names in it are no fields.
        (None, Value::Object(_)) if path == "response.elsewhere" => assert_fact(run, subject, path, value),
        (None, Value::Object(fields)) => {
            for (name, value) in fields {
                assert_known(run, subject, &inner(name), value, expected);
            }
        }
        (_, Value::Array(elements)) => {
            let is_counted = part.is_some() && LEAVES.iter().any(|(known, ..)| *known == path) && !elements.is_empty();
            if is_counted {
                assert_fact(run, subject, path, value);
            }
            for element in elements {
                assert_known(run, subject, path, element, expected);
            }
        }
        (_, leaf) => assert_fact(run, subject, path, leaf),
    }
}

fn assert_fact(run: &Run, subject: &Subject, path: &str, leaf: &Value) {
    let mut rows = LEAVES.iter().filter(|(known, ..)| *known == path).peekable();
    assert!(rows.peek().is_some(), "{subject}: `{path}` is new in the schema, and evidence is not about it");
    let facts = run.evidence.subjects.get(subject);
    let found = rows.find_map(|(_, field, is_compared)| Some((facts?.get(field)?, is_compared)));
    let (fact, is_compared) = found.unwrap_or_else(|| panic!("{subject}: nothing speaks for its {path}"));
    let text = leaf.as_str().map_or_else(|| leaf.to_string(), str::to_owned);
    let says_it = fact.values.iter().any(|value| value.contains(&text));
    assert!(says_it || !is_compared, "{subject}: {path}: `{text}` is not among {:?}", fact.values);
}

#[test]
fn names_are_followed_whatever_their_case() {
    let cases = [
        ("sharePointRestoreSession", "microsoft.graph.sharePointRestoreSession"),
        ("MICROSOFT.GRAPH.sharepointrestoresession", "microsoft.graph.sharePointRestoreSession"),
        ("restoreSessionBase.status", "microsoft.graph.restoreSessionBase.status"),
        // Declared by the base.
        ("sharePointRestoreSession.status", "microsoft.graph.restoreSessionBase.status"),
        ("restoreSessionStatus", "microsoft.graph.restoreSessionStatus"),
        ("restoreSessionStatus.failed", "microsoft.graph.restoreSessionStatus.failed"),
        ("restoresessionbase-activate", "restoresessionbase-activate"),
        ("restoresessionbase-activate.md", "restoresessionbase-activate"),
        ("api/restoresessionbase-activate.md", "restoresessionbase-activate"),
        ("restoreSessionBase: activate", "restoresessionbase-activate"),
        ("POST /solutions/backupRestore/restoreSessions/{id}/activate", "restoresessionbase-activate"),
        ("restorepoint-search.TAGS", "restorepoint-search.tags"),
    ];
    for (name, expected) in cases {
        match DOCS_INPUT.evidence.find(&DOCS_INPUT.schema, name) {
            Found::One(subject) => assert_eq!(subject.to_string(), expected, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn unknown_names_lead_to_suggestions() {
    for (name, expected) in [
        ("restorSession", "restorePoint"),
        ("restoreSessionBase.statu", "restoreSessionBase.status"),
        ("microsoft.graph.restoreSessionBase.statuss", "restoreSessionBase.status"),
        ("restoresessionbase-activat", "restoresessionbase-activate"),
        ("restorepoint-search.tag", "restorepoint-search.tags"),
        ("POST /solutions/backupRestore/restorePoint/search", "POST /solutions/backupRestore/restorePoints/search"),
    ] {
        match DOCS_INPUT.evidence.find(&DOCS_INPUT.schema, name) {
            Found::Nothing(names) => assert!(names.iter().any(|found| found == expected), "{name}: {names:?}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn several_namespaces_make_a_short_name_ambiguous() {
    let page = |name: &str| {
        format!(
            "# book resource type\n\n## Properties\n|Property|Type|\n|:-|:-|\n|id|String|\n\n## JSON representation\n\
             <!-- {{ \"blockType\": \"resource\", \"@odata.type\": \"{name}\" }} -->\n``` json\n{{}}\n```\n"
        )
    };
    let pages = [("resources/a.md", page("microsoft.graph.book")), ("resources/b.md", page("microsoft.graph.x.book"))];
    let run = run(Corpus::from_texts(pages), &Config::default());
    let find = |name: &str| run.evidence.find(&run.schema, name);
    assert!(matches!(find("book"), Found::Several(subjects) if subjects.len() == 2));
    assert!(matches!(find("book.id"), Found::Several(subjects) if subjects.len() == 2));
    assert!(matches!(find("microsoft.graph.book"), Found::One(_)));
}

/// What the command prints.
fn why(name: &str) -> String {
    let run = &*DOCS_INPUT;
    match run.evidence.find(&run.schema, name) {
        Found::One(subject) => {
            run.evidence.explain(&run.schema, &subject, &|path| run.corpus.text(path), &str::to_owned)
        }
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn why_a_property_has_its_type() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("why_property", why("sharePointRestoreSession.status"));
    });
}

#[test]
fn why_a_parameter_is_what_it_is() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("why_parameter", why("restorepoint-search.restorePointPreference"));
    });
}

#[test]
fn what_stands_below_the_service_root_has_a_name() {
    let page = "# List books\n\n## HTTP request\n```http\nGET /books\nGET /books/{id}\n```\n\n## Response\nIf successful, this \
                method returns a `200 OK` response code and a collection of [book](../resources/book.md) objects.\n";
    let pages = [("api/book-list.md", page.to_owned()), ("resources/book.md", FIXED.to_owned())];
    let run = run(Corpus::from_texts(pages), &Config::default());
    for (field, value) in [(Field::Kind, "entity set"), (Field::Type, "microsoft.graph.book"), (Field::Name, "books")] {
        let fact = fact(&run, "/BOOKS", field);
        assert_eq!((fact.values.join(" "), strongest(fact)), (value.to_owned(), Some(Source::Url)));
    }
}

/// A fact about the part with a name.
fn fact<'r>(run: &'r Run, name: &str, field: Field) -> &'r Fact {
    let Found::One(subject) = run.evidence.find(&run.schema, name) else { panic!("there is no single {name}") };
    let facts = run.evidence.subjects.get(&subject);
    facts.and_then(|facts| facts.get(&field)).unwrap_or_else(|| panic!("{name} has no {field}"))
}

fn strongest(fact: &Fact) -> Option<Source> {
    fact.witnesses.first().map(|witness| witness.source)
}

const FIXED: &str = "# book resource type\n\n## Properties\n|Property|Type|\n|:-|:-|\n|id|String|\n|title|Strin|\n\n";

/// A type with two properties, and what fixups make of it.
fn fixed(fixups: &str) -> Run {
    let mut corpus = Corpus::from_texts([("resources/book.md", FIXED.to_owned())]);
    let (path, text) = ("fixups.toml".into(), fixups.to_owned());
    corpus.fixups.push(graphdoc::Source { path, text, role: graphdoc::corpus::Role::Page });
    let run = run(corpus, &Config::default());
    assert_complete(&run);
    run
}

#[test]
fn a_fixup_is_a_source_of_its_own() {
    let run = fixed(
        "[[fixup]]\ntarget = 'microsoft.graph.book.title'\nfield = 'type'\nexpected = 'microsoft.graph.Strin'\n\
         replacement = 'Edm.String'\nreason = 'A slip of the pen.'\nuntil = 'summer'\n",
    );
    let fact = fact(&run, "book.title", Field::Type);
    assert_eq!(fact.values, ["Edm.String"]);
    let [first, second] = fact.witnesses.as_slice() else { panic!("{fact:?}") };
    assert_eq!((first.source, first.won, &*first.location.path), (Source::Fixup, true, "fixups.toml"));
    assert!(first.rule.contains("A slip of the pen. (until summer)"), "{}", first.rule);
    assert_eq!((second.source, second.won), (Source::Table, false));
}

#[test]
fn what_is_known_follows_a_fixed_name_and_what_is_removed_is_gone() {
    let run = fixed(
        "[[fixup]]\ntarget = 'microsoft.graph.book'\nfield = 'name'\nexpected = 'microsoft.graph.book'\n\
         replacement = 'microsoft.graph.volume'\nreason = 'Renamed.'\n\
         [[fixup]]\ntarget = 'microsoft.graph.volume.title'\nexpected = { type = 'microsoft.graph.Strin' }\nreason = 'None.'\n",
    );
    assert_eq!(strongest(fact(&run, "volume", Field::Name)), Some(Source::Fixup));
    assert_eq!(strongest(fact(&run, "volume.id", Field::Type)), Some(Source::Table));
    assert!(matches!(run.evidence.find(&run.schema, "volume.title"), Found::Nothing(_)));
}

#[test]
fn why_a_type_has_its_base() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("why_type", why("sharePointRestoreSession"));
    });
}

#[test]
fn why_an_operation_is_what_it_is() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("why_operation", why("restoresessionbase-activate"));
    });
}

#[test]
fn why_an_enumeration_has_another_name_than_a_heading() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("why_enumeration", why("restoreSessionStatus"));
    });
}
