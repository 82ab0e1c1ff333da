//! Evidence: every fact of the schema has a place that speaks for it, what won is what the schema has, and what
//! `graphdoc why` prints of it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use graphdoc::schema::evidence::{Field, Found, Subject};
use graphdoc::{Config, Corpus, Evidence, Schema};
use graphdoc_tests::{docs_input, real_docs, workspace_config};

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
fn everything_in_the_real_docs_has_a_witness() {
    let Some(folder) = real_docs("2021-07/v1.0") else { return };
    let corpus = graphdoc::corpus::read(&[folder], &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"));
    assert_complete(&run(corpus, &Config::default()));
}

/// Every part of the schema is a subject and there are no others; the facts are those of the schema; each has a winner at
/// a place that exists, and what won is what the schema has.
fn assert_complete(run: &Run) {
    let facts = facts_of(&run.schema);
    let expected: BTreeSet<&Subject> = facts.iter().map(|(subject, ..)| subject).collect();
    let known: BTreeSet<&Subject> = run.evidence.subjects.keys().collect();
    let missing: Vec<_> = expected.difference(&known).collect();
    let extra: Vec<_> = known.difference(&expected).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing: {missing:?}\nnot in the schema: {extra:?}");
    for (subject, field, values) in facts {
        let fact = run.evidence.subjects.get(&subject).and_then(|facts| facts.get(&field));
        let fact = fact.unwrap_or_else(|| panic!("{subject}: nothing speaks for its {field}"));
        assert_eq!(fact.values, values, "{subject}: {field}");
    }
    for (subject, facts) in &run.evidence.subjects {
        for (field, fact) in facts {
            let won: BTreeSet<&str> =
                fact.witnesses.iter().filter(|witness| witness.won).map(|witness| witness.says.as_str()).collect();
            let has: BTreeSet<&str> = fact.values.iter().map(String::as_str).collect();
            assert!(won == has || (has.is_empty() && won.len() == 1), "{subject}: {field}: {won:?} won, not {has:?}");
            for witness in &fact.witnesses {
                let place = &witness.location;
                let text = run.corpus.text(&place.path);
                let text = text.unwrap_or_else(|| panic!("{subject}: {field}: there is no page {}", place.path));
                assert!(text.get(place.span.range()).is_some(), "{subject}: {field}: no place {place:?}");
                assert!(!witness.rule.is_empty() && !witness.says.is_empty(), "{subject}: {field}: {witness:?}");
            }
        }
    }
}

/// The facts of a schema that every part has, read from the schema alone.
fn facts_of(schema: &Schema) -> Vec<(Subject, Field, Vec<String>)> {
    let mut facts = Vec::new();
    for (name, ty) in &schema.types {
        let subject = Subject::Type(name.clone());
        facts.push((subject.clone(), Field::Name, vec![name.clone()]));
        facts.push((subject.clone(), Field::Kind, vec![format!("{:?}", ty.kind).to_lowercase()]));
        facts.extend(ty.base.iter().map(|base| (subject.clone(), Field::Base, vec![base.clone()])));
        facts.extend(ty.key.iter().map(|key| (subject.clone(), Field::Key, vec![key.clone()])));
        facts.extend(ty.area.iter().map(|area| (subject.clone(), Field::Area, vec![area.clone()])));
        let flags = [(ty.is_abstract, Field::Abstract), (ty.open, Field::Open)];
        let flags = flags.into_iter().filter(|(holds, _)| *holds);
        facts.extend(flags.map(|(_, field)| (subject.clone(), field, vec!["yes".to_owned()])));
        for property in &ty.properties {
            let subject = Subject::Property { owner: name.clone(), name: property.name.clone() };
            let kind = if property.navigation { "relationship" } else { "property" };
            facts.push((subject.clone(), Field::Name, vec![property.name.clone()]));
            facts.push((subject.clone(), Field::Type, vec![property.ty.to_string()]));
            facts.push((subject.clone(), Field::Kind, vec![kind.to_owned()]));
            if !property.values.is_empty() {
                facts.push((subject, Field::Values, property.values.clone()));
            }
        }
    }
    for (name, ty) in &schema.enums {
        let members: Vec<&str> = ty.members.iter().map(|member| member.name.as_str()).collect();
        facts.push((Subject::Enum(name.clone()), Field::Name, vec![name.clone()]));
        facts.push((Subject::Enum(name.clone()), Field::Members, vec![members.join(", ")]));
        for member in &ty.members {
            let subject = Subject::Member { owner: name.clone(), name: member.name.clone() };
            facts.push((subject.clone(), Field::Name, vec![member.name.clone()]));
            facts.extend(member.value.iter().map(|value| (subject.clone(), Field::Value, vec![value.to_string()])));
        }
    }
    for (key, operation) in &schema.operations {
        let subject = Subject::Operation(key.clone());
        let answer = operation.response.ty.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
        facts.push((subject.clone(), Field::Title, vec![operation.title.clone()]));
        facts.push((subject.clone(), Field::Kind, vec![format!("{:?}", operation.kind).to_lowercase()]));
        facts.push((subject.clone(), Field::Method, vec![operation.method.clone()]));
        facts.push((subject.clone(), Field::Response, vec![answer]));
        let urls = operation.urls.iter().map(|url| url.template.clone()).collect();
        facts.push((subject.clone(), Field::Urls, urls));
        facts.extend(operation.resource.iter().map(|name| (subject.clone(), Field::Resource, vec![name.clone()])));
        let statuses: Vec<String> = operation.response.statuses.iter().map(u16::to_string).collect();
        let lists = [
            (Field::Statuses, statuses),
            (Field::Headers, operation.headers.iter().map(|header| header.name.clone()).collect()),
            (Field::Query, operation.query.iter().map(|option| option.name.clone()).collect()),
            (Field::ListedBy, operation.listed_by.clone()),
        ];
        let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
        facts.extend(lists.map(|(field, list)| (subject.clone(), field, list)));
    }
    facts
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
