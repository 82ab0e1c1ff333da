//! The exported CSDL is well-formed, and valid as far as its rules can be checked without its readers; where node is
//! there, a public reader of CSDL reads it too.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use graphdoc::{Config, Corpus};
use graphdoc_tests::{docs_input, real_docs, say, workspace, workspace_config};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An XML element.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
}

impl Element {
    fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    fn children<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| names.contains(&child.name.as_str()))
    }

    fn all(&self) -> Vec<&Element> {
        let below = self.children.iter().flat_map(Element::all);
        std::iter::once(self).chain(below).collect()
    }
}

fn parse(text: &str) -> Element {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(element(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(element(&start)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut document = open.pop().unwrap();
    assert!(open.is_empty(), "an element is not closed");
    document.children.pop().unwrap()
}

fn element(start: &BytesStart<'_>) -> Element {
    let mut element = Element { name: text(start.name().as_ref()), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.unwrap();
        let raw = text(attribute.value.as_ref());
        let value = quick_xml::escape::unescape(&raw).unwrap().into_owned();
        let known = element.attributes.insert(text(attribute.key.as_ref()), value);
        assert_eq!(known, None, "an attribute twice");
    }
    element
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    String::from_utf8(bytes.as_ref().to_vec()).unwrap()
}

const PROPERTIES: [&str; 2] = ["Property", "NavigationProperty"];
const STRUCTURED: [&str; 2] = ["EntityType", "ComplexType"];
const TYPES: [&str; 4] = ["EntityType", "ComplexType", "EnumType", "TypeDefinition"];
const CALLS: [&str; 2] = ["Action", "Function"];

/// Types by qualified name, and what is wrong.
#[derive(Default)]
struct Checker<'a> {
    types: BTreeMap<String, &'a Element>,
    problems: Vec<String>,
}

impl<'a> Checker<'a> {
    fn problem(&mut self, text: String) {
        self.problems.push(text);
    }

    /// The type and its ancestors, nearest first.
    fn chain(&self, name: &str) -> Vec<&'a Element> {
        let (mut chain, mut next) = (Vec::new(), name.to_owned());
        while let Some(ty) = self.types.get(&next).filter(|_| chain.len() < 100) {
            chain.push(*ty);
            next = ty.get("BaseType").to_owned();
        }
        chain
    }

    fn namespace(&mut self, schema: &'a Element) {
        let mut known: BTreeMap<&str, &str> = BTreeMap::new();
        for child in schema.children.iter().filter(|child| child.attributes.contains_key("Name")) {
            let (name, kind) = (child.get("Name"), child.name.as_str());
            let other = known.insert(name, kind);
            if other.is_some_and(|other| other != kind || !CALLS.contains(&kind)) {
                self.problem(format!("{name} is declared as {} and as {kind}", other.unwrap_or("")));
            }
            if TYPES.contains(&kind) {
                self.types.insert(format!("{}.{name}", schema.get("Namespace")), child);
            }
        }
    }

    fn ty(&mut self, name: &str) {
        let ty = self.types[name];
        let mut names = BTreeSet::new();
        for child in ty.children.iter().filter(|child| child.attributes.contains_key("Name")) {
            if !names.insert(child.get("Name")) {
                self.problem(format!("{name}/{} is declared twice", child.get("Name")));
            }
        }
        if ty.name == "EnumType" {
            let members: Vec<_> = ty.children(&["Member"]).collect();
            let numbered = members.iter().filter(|member| member.attributes.contains_key("Value")).count();
            if members.is_empty() || (numbered != 0 && numbered != members.len()) {
                self.problem(format!("{name} has no members, or numbers for some of them"));
            }
        }
        if !STRUCTURED.contains(&ty.name.as_str()) {
            return;
        }
        let chain = self.chain(name);
        if chain.len() == 100 || chain.last().is_none_or(|top| !top.get("BaseType").is_empty()) {
            self.problem(format!("the bases of {name} do not end in a type without one"));
        }
        for above in chain.iter().skip(1) {
            if above.name != ty.name {
                self.problem(format!("{name} is no {}", above.name));
            }
            if above.get("OpenType") == "true" && ty.get("OpenType") != "true" {
                self.problem(format!("{name} derives from an open type and is not open"));
            }
            for again in above.children(&PROPERTIES).filter(|own| names.contains(own.get("Name"))) {
                self.problem(format!("{name}/{} is inherited", again.get("Name")));
            }
        }
        let keys: Vec<_> = chain.iter().flat_map(|ty| ty.children(&["Key"]).map(move |key| (ty, key))).collect();
        let may_lack = ty.name == "ComplexType" || ty.get("Abstract") == "true";
        if keys.len() > 1 || (keys.is_empty() && !may_lack) || (ty.name == "ComplexType" && !keys.is_empty()) {
            self.problem(format!("{name} has {} keys", keys.len()));
        }
        for (ty, key) in keys {
            for reference in key.children(&["PropertyRef"]) {
                let property = ty.children(&["Property"]).find(|own| own.get("Name") == reference.get("Name"));
                if property.is_none_or(|own| own.get("Nullable") != "false" || !own.get("Type").starts_with("Edm.")) {
                    self.problem(format!("the key of {name} is no property that is a primitive and never null"));
                }
            }
        }
    }

    fn references(&mut self, root: &Element) {
        for element in root.all() {
            for attribute in ["Type", "BaseType", "EntityType"] {
                let written = element.get(attribute);
                let inner = written.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
                let name = inner.unwrap_or(written);
                if name.is_empty() {
                    continue;
                }
                let target = self.types.get(name).map(|ty| ty.name.as_str());
                let fits = match element.name.as_str() {
                    "NavigationProperty" | "EntitySet" | "Singleton" => target == Some("EntityType"),
                    "Property" => target != Some("EntityType"),
                    _ => true,
                };
                let is_declared = name.starts_with("Edm.") || target.is_some();
                let may_be_stream = inner.is_none() && element.name != "Parameter";
                if !fits || !is_declared || (name == "Edm.Stream" && !may_be_stream) {
                    self.problem(format!("{} {} has the type {written}", element.name, element.get("Name")));
                }
                if name == "Edm.Untyped" && root.get("Version") != "4.01" {
                    self.problem("Edm.Untyped exists since 4.01".to_owned());
                }
            }
        }
    }

    fn calls(&mut self, schema: &Element) {
        let mut known = BTreeSet::new();
        for call in schema.children(&CALLS) {
            let parameters: Vec<_> = call.children(&["Parameter"]).collect();
            let mut names: Vec<&str> = parameters.iter().map(|parameter| parameter.get("Name")).collect();
            names.sort_unstable();
            let is_bound = call.get("IsBound") == "true";
            let binding = if is_bound { parameters.first().map_or("", |first| first.get("Type")) } else { "" };
            let is_function = call.name == "Function";
            let overload = (call.get("Name"), binding, if is_function { names.clone() } else { Vec::new() });
            let what = format!("{} {} of {binding}", call.name, call.get("Name"));
            if !known.insert(overload) {
                self.problem(format!("{what} is declared twice"));
            }
            if names.windows(2).any(|pair| pair.first() == pair.last()) {
                self.problem(format!("{what} has a parameter twice"));
            }
            let returns = call.children(&["ReturnType"]).count();
            if returns > 1 || (is_function && returns == 0) || (is_bound && binding.is_empty()) {
                self.problem(format!("{what} returns {returns} values, or is bound to nothing"));
            }
        }
    }

    /// Terms of declared vocabularies, each once on an element and where it may stand; paths that lead somewhere.
    fn annotations(&mut self, root: &Element) {
        let aliases: Vec<&str> =
            root.children(&["edmx:Reference"]).flat_map(|own| &own.children).map(|own| own.get("Alias")).collect();
        for element in root.all() {
            let mut terms = BTreeSet::new();
            for annotation in element.children(&["Annotation"]) {
                let term = annotation.get("Term");
                let alias = term.split('.').next().unwrap_or("");
                if !aliases.contains(&alias) || !terms.insert(term) || !may_stand(term, &element.name) {
                    self.problem(format!("{term} on {} {}", element.name, element.get("Name")));
                }
            }
        }
        let containers: Vec<&Element> = root.all().into_iter().filter(|own| own.name == "EntityContainer").collect();
        if containers.len() > 1 || containers.iter().any(|own| own.children.is_empty()) {
            self.problem("one container, which holds something".to_owned());
        }
        for target in root.all().into_iter().filter(|own| own.name == "Annotations").map(|own| own.get("Target")) {
            let mut path = target.split('/').skip(1);
            let root = path.next().unwrap_or("");
            let root = containers.iter().flat_map(|own| &own.children).find(|own| own.get("Name") == root);
            let mut ty = root.map(|root| format!("{}{}", root.get("EntityType"), root.get("Type")));
            for segment in path {
                let chain = ty.map(|ty| self.chain(&ty)).unwrap_or_default();
                let mut properties = chain.iter().flat_map(|ty| ty.children(&["NavigationProperty"]));
                let property = properties.find(|own| own.get("Name") == segment);
                ty = property
                    .map(|own| own.get("Type").trim_start_matches("Collection(").trim_end_matches(')').to_owned());
            }
            if ty.is_none() {
                self.problem(format!("{target} leads nowhere"));
            }
        }
    }
}

/// As the vocabularies say.
fn may_stand(term: &str, element: &str) -> bool {
    match term {
        "Core.Permissions" => ["Property", "NavigationProperty"].contains(&element),
        "Core.DefaultNamespace" => element == "Schema",
        "Validation.AllowedValues" => ["Property", "TypeDefinition"].contains(&element),
        "Capabilities.OperationRestrictions" => CALLS.contains(&element),
        "Capabilities.InsertRestrictions" => ["EntitySet", "Annotations"].contains(&element),
        _ if term.starts_with("Capabilities.") => ["EntitySet", "Singleton", "Annotations"].contains(&element),
        "Core.Description" | "Core.LongDescription" | "Core.Revisions" => true,
        _ => false,
    }
}

fn problems(text: &str) -> Vec<String> {
    let root = parse(text);
    let mut checker = Checker::default();
    let services: Vec<&Element> = root.children(&["edmx:DataServices"]).collect();
    let schemas: Vec<&Element> = services.iter().flat_map(|own| own.children(&["Schema"])).collect();
    assert!(!schemas.is_empty(), "no schema");
    schemas.iter().for_each(|schema| checker.namespace(schema));
    let names: Vec<String> = checker.types.keys().cloned().collect();
    names.iter().for_each(|name| checker.ty(name));
    checker.references(&root);
    schemas.iter().for_each(|schema| checker.calls(schema));
    checker.annotations(&root);
    checker.problems
}

fn export(corpus: &Corpus, config: &Config) -> String {
    graphdoc::export::csdl(&graphdoc::generate(corpus, config).schema)
}

fn real(release: &str) -> Option<String> {
    let folder = real_docs(release)?;
    let corpus = graphdoc::corpus::read(&[folder], &mut Vec::new()).unwrap();
    Some(export(&corpus, &Config::default()))
}

fn assert_valid(text: &str) {
    let problems = problems(text);
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn the_export_of_docs_input_is_valid() {
    let text = export(&docs_input(), &workspace_config());
    assert_valid(&text);
    assert!(text.contains(r#"Version="4.0""#) && text.contains("Capabilities.OperationRestrictions"));
}

#[test]
fn the_export_of_the_real_docs_is_valid() {
    for release in ["2021-07/v1.0", "2020-05/v1.0"] {
        if let Some(text) = real(release) {
            assert_valid(&text);
        }
    }
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let good = export(&docs_input(), &workspace_config());
    let cases = [
        (r#"<PropertyRef Name="id"/>"#, r#"<PropertyRef Name="no"/>"#),
        (r#"Type="Edm.String""#, r#"Type="Edm.Untyped""#),
        (r#"<ComplexType Name="timePeriod""#, r#"<ComplexType Name="restorePoint""#),
        ("Term=\"Core.Description\"", "Term=\"Capabilities.OperationRestrictions\""),
    ];
    for (from, to) in cases {
        assert!(good.contains(from), "{from}");
        assert!(!problems(&good.replacen(from, to, 1)).is_empty(), "{from} -> {to}");
    }
}

const READER: &str = r#"
const csdl = require("odata-csdl"), fs = require("fs");
for (const file of process.argv.slice(1)) {
  const messages = [];
  csdl.xml2json(fs.readFileSync(file), { messages });
  for (const { message } of messages.slice(0, 20)) console.log(message);
}
"#;

/// The converter that the makers of the standard publish reports what it finds odd. It is installed below the target
/// folder.
#[test]
fn a_public_reader_of_csdl_finds_nothing_odd() {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from);
    let folder = target.join("odata-csdl");
    if !installed(&folder) {
        return;
    }
    let texts = [Some(export(&docs_input(), &workspace_config())), real("2021-07/v1.0")];
    for (index, text) in texts.into_iter().flatten().enumerate() {
        let file = folder.join(format!("{index}.xml"));
        std::fs::write(&file, text).unwrap();
        let mut node = Command::new("node");
        let output = node.current_dir(&folder).args(["-e", READER]).arg(&file).output().unwrap();
        let said = [text_of(&output.stdout), text_of(&output.stderr)].concat();
        assert!(output.status.success() && said.trim().is_empty(), "{}: {said}", file.display());
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether the reader is there, now or already.
fn installed(folder: &Path) -> bool {
    let runs = |program: &str| {
        let mut command = Command::new(program);
        command
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if folder.join("node_modules/odata-csdl/package.json").exists() && runs("node") {
        return true;
    }
    if !runs("node") || !runs("npm") {
        say("skipped: node and npm are needed for the public reader of CSDL");
        return false;
    }
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("package.json"), "{\"private\": true}\n").unwrap();
    let mut npm = Command::new("npm");
    npm.current_dir(folder).args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"]);
    let output = npm.arg("odata-csdl@0.11.2").output().unwrap();
    if !output.status.success() {
        say("skipped: npm cannot install odata-csdl");
    }
    output.status.success()
}
