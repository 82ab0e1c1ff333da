//! How right `diff` is: what it finds between two months of the real docs, against the difference of the service's own
//! metadata of these months. Both the metadata and what the pages mention are read here in the simplest way, by other
//! code than the generator's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use graphdoc::diff::{Change, Kind};
use graphdoc::{Config, Schema};
use graphdoc_tests::{named_by, real_docs};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

const MONTHS: [&str; 2] = ["2020-05", "2021-07"];

/// The rows: their name, and what they mean.
pub(crate) const ROWS: [(&str, &str); 4] = [
    ("diff.types", "Types that came or went."),
    ("diff.properties", "Properties and relationships that came to or went from a type that both months have."),
    ("diff.retyped", "Properties and relationships of another type than before."),
    ("diff.members", "Members that came to or went from an enumeration that both months have."),
];

/// Right claims, all claims, found differences, all differences.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) right: usize,
    pub(crate) claims: usize,
    pub(crate) found: usize,
    pub(crate) differences: usize,
}

impl Tally {
    /// In percent; none where nothing is claimed.
    pub(crate) fn precision(self) -> Option<f64> {
        percent(self.right, self.claims)
    }

    /// In percent; none where there is nothing to find.
    pub(crate) fn recall(self) -> Option<f64> {
        percent(self.found, self.differences)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of names")]
fn percent(part: usize, all: usize) -> Option<f64> {
    (all > 0).then(|| (part as f64 / all as f64 * 10_000.0).round() / 100.0)
}

/// What a row counts: where docs and metadata are about the same months, and all of it.
pub(crate) struct Row {
    pub(crate) documented: Tally,
    pub(crate) plain: Tally,
    /// Claims about what the metadata of neither month has.
    pub(crate) unknown: usize,
}

/// The rows, in their order; nothing without the inputs.
pub(crate) fn measure() -> Option<Vec<Row>> {
    let docs = MONTHS.map(|month| real_docs(&format!("{month}/v1.0")));
    let truth = MONTHS.map(|month| named_by("GRAPHDOC_TRUTH", Some(&format!("v1.0-{month}.csdl.xml"))));
    let ([Some(old), Some(new)], [Some(before), Some(after)]) = (docs, truth) else { return None };
    let api = [Api::read(&before), Api::read(&after)];
    let pages = [Pages::read(&old, &api[0]), Pages::read(&new, &api[1])];
    let changes = graphdoc::diff::diff(&schema(&old), &schema(&new)).changes;
    let types = Facts {
        api: api.each_ref().map(|api| api.types.keys().cloned().collect()),
        docs: pages.each_ref().map(|pages| pages.types.keys().cloned().collect()),
        claims: [claims(&changes, Kind::TypeRemoved, &[]), claims(&changes, Kind::TypeAdded, &[])],
    };
    let both = |name: &str| {
        api.iter().all(|api| api.types.contains_key(name)) && pages.iter().all(|pages| pages.types.contains_key(name))
    };
    let moved = [Kind::PropertyMoved];
    let properties = Facts {
        api: api.each_ref().map(|api| api.properties().filter(|(owner, _)| both(owner)).map(joined).collect()),
        docs: [0, 1].map(|at| {
            api[at]
                .properties()
                .chain(api[1 - at].properties())
                .filter(|(owner, name)| pages[at].mentions(owner, name))
                .map(joined)
                .collect()
        }),
        claims: [claims(&changes, Kind::PropertyRemoved, &moved), claims(&changes, Kind::PropertyAdded, &moved)]
            .map(|claims| of_owners(claims, &both)),
    };
    let both_enums = |name: &str| api.iter().all(|api| api.enums.contains_key(name));
    let members = Facts {
        api: api.each_ref().map(|api| api.members().filter(|(owner, _)| both_enums(owner)).map(joined).collect()),
        docs: [0, 1].map(|at| {
            api[at]
                .members()
                .chain(api[1 - at].members())
                .filter(|(owner, name)| pages[at].names(owner, name))
                .map(joined)
                .collect()
        }),
        claims: [claims(&changes, Kind::MemberRemoved, &[]), claims(&changes, Kind::MemberAdded, &[])]
            .map(|claims| of_owners(claims, &both_enums)),
    };
    let retyped = retyped(&api, &pages, &of_owners(claims(&changes, Kind::PropertyRetyped, &[]), &both), &changes);
    Some(vec![types.row(), properties.row(), retyped, members.row()])
}

fn schema(docs: &Path) -> Schema {
    let corpus = graphdoc::corpus::read(&[docs.to_owned()], &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"));
    let (config, mut ignored) = (Config::default(), Vec::new());
    let facts = graphdoc::facts(&corpus, &mut ignored);
    graphdoc::schema(&corpus, &facts, &config, &mut ignored)
}

/// What the changes of a kind are about. Of those that moved, the old place is gone and the new one has come.
fn claims(changes: &[Change], kind: Kind, moved: &[Kind]) -> BTreeSet<String> {
    let own = changes.iter().filter(|change| change.kind == kind).map(|change| Some(&change.subject));
    let moved = changes.iter().filter(|change| moved.contains(&change.kind));
    let moved =
        moved.map(|change| if kind == Kind::PropertyRemoved { change.was.as_ref() } else { change.is.as_ref() });
    own.chain(moved).flatten().map(|name| name.to_lowercase()).collect()
}

/// Claims about the contents of what both months have; what is in a new type is told with the type.
fn of_owners(claims: BTreeSet<String>, is_wanted: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    claims.into_iter().filter(|name| name.rsplit_once('.').is_some_and(|(owner, _)| is_wanted(owner))).collect()
}

fn joined((owner, name): (&str, &str)) -> String {
    format!("{owner}.{name}")
}

/// Names in both months: in the metadata, on the pages; and what `diff` says went and came.
struct Facts {
    api: [BTreeSet<String>; 2],
    docs: [BTreeSet<String>; 2],
    claims: [BTreeSet<String>; 2],
}

impl Facts {
    fn row(&self) -> Row {
        let Facts { api, docs, claims } = self;
        let (mut documented, mut plain, mut unknown) = (Tally::default(), Tally::default(), 0);
        // What went is there in the first month and not in the second; what came the other way round.
        for (there, not_there) in [(0, 1), (1, 0)] {
            let differs = |name: &String| api[there].contains(name) && !api[not_there].contains(name);
            let claimed = &claims[there];
            for name in claimed {
                let is_right = differs(name);
                plain.add_claim(is_right);
                unknown += usize::from(!api.iter().any(|api| api.contains(name)));
                // The metadata has it in both months: only the pages caught up, or withdrew it.
                if !api.iter().all(|api| api.contains(name)) {
                    documented.add_claim(is_right);
                }
            }
            for name in api[there].iter().filter(|name| differs(name) && docs[there].contains(*name)) {
                plain.add_difference(claimed.contains(name));
                // The pages of the other month have it as well: nothing came or went on the pages.
                if !docs[not_there].contains(name) {
                    documented.add_difference(claimed.contains(name));
                }
            }
        }
        Row { documented, plain, unknown }
    }
}

impl Tally {
    fn add_claim(&mut self, is_right: bool) {
        self.claims += 1;
        self.right += usize::from(is_right);
    }

    fn add_difference(&mut self, is_found: bool) {
        self.differences += 1;
        self.found += usize::from(is_found);
    }
}

fn retyped(api: &[Api; 2], pages: &[Pages; 2], claimed: &BTreeSet<String>, changes: &[Change]) -> Row {
    let ty = |at: usize, name: &str| {
        let (owner, name) = name.rsplit_once('.')?;
        api[at].types.get(owner)?.get(name).cloned()
    };
    let (mut documented, mut plain) = (Tally::default(), Tally::default());
    for name in claimed {
        let types = [ty(0, name), ty(1, name)];
        let is_right = types.iter().all(Option::is_some) && types[0] != types[1];
        plain.add_claim(is_right);
        // The metadata had the type all along that the pages have now: they were corrected.
        let change = changes
            .iter()
            .find(|change| change.kind == Kind::PropertyRetyped && change.subject.to_lowercase() == *name);
        let is = change.and_then(|change| change.is.as_ref()).map(|ty| ty.to_lowercase());
        if types[0] != types[1] || is != types[1] {
            documented.add_claim(is_right);
        }
    }
    for (owner, name) in api[0].properties() {
        let full = joined((owner, name));
        let (before, after) = (ty(0, &full), ty(1, &full));
        if after.is_some() && before != after && pages.iter().all(|pages| pages.mentions(owner, name)) {
            let is_found = claimed.contains(&full);
            plain.add_difference(is_found);
            documented.add_difference(is_found);
        }
    }
    Row { documented, plain, unknown: 0 }
}

/// What the metadata of a month declares, all names in lower case.
#[derive(Default)]
struct Api {
    /// Types with their own properties and the types of these.
    types: BTreeMap<String, BTreeMap<String, String>>,
    /// Enumerations with their members.
    enums: BTreeMap<String, BTreeSet<String>>,
}

impl Api {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut reader = Reader::from_str(&text);
        let (mut api, mut namespace, mut current) = (Api::default(), String::new(), String::new());
        let mut aliases: Vec<(String, String)> = Vec::new();
        loop {
            let (start, is_open) = match reader.read_event().unwrap_or_else(|error| panic!("{error}")) {
                Event::Start(start) => (start, true),
                Event::Empty(start) => (start, false),
                Event::End(end) if ["EntityType", "ComplexType", "EnumType"].contains(&end.name().as_ref()) => {
                    current.clear();
                    continue;
                }
                Event::Eof => break,
                _ => continue,
            };
            let get = |name: &str| attribute(&start, name);
            match start.name().as_ref() {
                "Schema" => {
                    namespace = get("Namespace");
                    if !get("Alias").is_empty() {
                        aliases.push((format!("{}.", get("Alias")), format!("{namespace}.")));
                    }
                }
                kind @ ("EntityType" | "ComplexType" | "EnumType") => {
                    let name = format!("{namespace}.{}", get("Name"));
                    if kind == "EnumType" {
                        api.enums.entry(name.clone()).or_default();
                    } else {
                        api.types.entry(name.clone()).or_default();
                    }
                    current = if is_open { name } else { String::new() };
                }
                "Property" | "NavigationProperty" => {
                    if let Some(ty) = api.types.get_mut(&current) {
                        let bare = get("Type");
                        let (element, is_list) = match bare.strip_prefix("collection(") {
                            Some(rest) => (rest.trim_end_matches(')').to_owned(), true),
                            None => (bare, false),
                        };
                        let alias = aliases
                            .iter()
                            .find_map(|(alias, full)| Some((element.strip_prefix(alias.as_str())?, full)));
                        let element = alias.map_or_else(|| element.clone(), |(rest, full)| format!("{full}{rest}"));
                        ty.insert(get("Name"), if is_list { format!("collection({element})") } else { element });
                    }
                }
                "Member" => {
                    if let Some(members) = api.enums.get_mut(&current) {
                        members.insert(get("Name"));
                    }
                }
                _ => {}
            }
        }
        api
    }

    fn properties(&self) -> impl Iterator<Item = (&str, &str)> {
        self.types.iter().flat_map(|(owner, names)| names.keys().map(|name| (owner.as_str(), name.as_str())))
    }

    fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        self.enums.iter().flat_map(|(owner, names)| names.iter().map(|name| (owner.as_str(), name.as_str())))
    }
}

/// The value of an attribute in lower case; empty if there is none.
fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let found = start.attributes().flatten().find(|attribute| attribute.key.as_ref() == name);
    found.map_or_else(String::new, |attribute| attribute.value.to_lowercase())
}

/// What the pages of a month mention, all in lower case.
#[derive(Default)]
struct Pages {
    /// Documented types, with the names in the first cells and the JSON keys of their pages.
    types: BTreeMap<String, BTreeSet<String>>,
    /// The words of each page.
    words: Vec<BTreeSet<String>>,
}

impl Pages {
    /// A page is about the type that its annotation names, or else its title in its namespace, if the metadata has it.
    fn read(docs: &Path, api: &Api) -> Self {
        let mut pages = Pages::default();
        for folder in ["resources", "api"] {
            let entries = std::fs::read_dir(docs.join(folder)).unwrap_or_else(|error| panic!("{error}"));
            for path in entries.flatten().map(|entry| entry.path()) {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap_or_default()).to_lowercase();
                if folder == "resources"
                    && let Some(ty) = type_of(&text, api)
                {
                    pages.types.entry(ty).or_default().extend(members_of(&text));
                }
                pages.words.push(words(&text).map(str::to_owned).collect());
            }
        }
        pages
    }

    /// Whether a page of the type has the property in a table or in JSON.
    fn mentions(&self, owner: &str, name: &str) -> bool {
        self.types.get(owner).is_some_and(|names| names.contains(name))
    }

    /// Whether a page names both an enumeration and the member.
    fn names(&self, owner: &str, name: &str) -> bool {
        let short = owner.rsplit('.').next().unwrap_or(owner);
        self.words.iter().any(|words| words.contains(name) && words.contains(short))
    }
}

fn type_of(text: &str, api: &Api) -> Option<String> {
    let annotated = text.split("<!--").skip(1).filter_map(|rest| rest.split("-->").next()).find_map(|comment| {
        let compact: String = comment.chars().filter(|c| !c.is_whitespace()).collect();
        let is_type = compact.contains("\"blocktype\":\"resource\"");
        let name = ["\"@odata.type\":\"", "\"@type\":\""].iter().find_map(|key| compact.split(key).nth(1));
        name.filter(|_| is_type)?.split('"').next().map(|name| name.trim_start_matches('#').to_owned())
    });
    let titled = || {
        let title = text.lines().find_map(|line| line.strip_prefix("# "))?;
        let (name, rest) = title.trim().split_once(' ')?;
        let namespace =
            text.lines().find_map(|line| line.strip_prefix("namespace: ")).map_or("microsoft.graph", str::trim);
        ["resource", "complex", "entity"]
            .iter()
            .any(|word| rest.starts_with(word))
            .then(|| format!("{namespace}.{name}"))
    };
    annotated.filter(|name| api.types.contains_key(name)).or_else(titled).filter(|name| api.types.contains_key(name))
}

fn members_of(text: &str) -> BTreeSet<String> {
    let cells = text.lines().filter(|line| line.contains('|'));
    let cells = cells.filter_map(|line| line.trim().trim_start_matches('|').split('|').next());
    let mut names: BTreeSet<String> = cells.flat_map(words).map(str::to_owned).collect();
    let quoted = text.split('"').collect::<Vec<_>>();
    let keys = quoted.windows(2).filter(|pair| pair[1].trim_start().starts_with(':'));
    names.extend(keys.map(|pair| pair[0].to_owned()));
    names
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '@' | '#')));
    parts.map(|word| word.trim_matches('.')).filter(|word| !word.is_empty())
}
