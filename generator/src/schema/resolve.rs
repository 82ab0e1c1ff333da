//! The order in which the schema is put together: names, enumerations, bases, types, operations.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, closest};
use crate::facts::Facts;

use super::bases::Bases;
use super::caseless::Caseless;
use super::index::{Index, Names, short_name, stem};
use super::paths::Paths;
use super::{EnumType, Operation, Schema, bases, calls, enums, operations, paths, types, url_answers};

/// The qualified name of each enumeration that a page declares, by page and position on the page.
pub(super) type EnumNames = BTreeMap<(usize, usize), String>;

/// A schema, and what was found out on the way to it: evidence follows the references of the pages once more.
pub struct Resolved<'a> {
    /// The schema.
    pub schema: Schema,
    pub(super) index: Index<'a>,
    pub(super) enum_names: EnumNames,
    pub(super) bases: Bases,
}

/// Joins the claims of all pages. The facts must be sorted by path. Which operations document the same request is found
/// when it is known which of them stay.
pub fn resolve<'a>(facts: &'a [Facts], config: &'a Config, diagnostics: &mut Vec<Diagnostic>) -> Resolved<'a> {
    let mut index = Index::new(facts, &config.api.namespace);
    index.types = declare_types(&index);
    index.listings = operations::listings(&index);
    let (enums, enum_names) = declare_enums(&index, diagnostics);
    index.enums = enums;
    let area_of = |facts: &Facts| facts.area.as_deref().and_then(|area| area_name(area, config));
    let mut enums = enums::build(&index, &enum_names, &area_of, diagnostics);
    let bases = bases::decide(&index, diagnostics);
    let mut unknown = UnknownNames::default();
    let mut types = types::build(&index, &bases, &mut enums, &area_of, &mut unknown, diagnostics);
    enums::declare_of_calls(&index, &area_of, &mut enums);
    let mut operations = operations::build(&index, &bases, &types, &enums, &area_of, &mut unknown, diagnostics);
    unknown.forget(&enums);
    unknown.report(diagnostics);
    let container = paths::container(&types, &operations);
    let mut paths = Paths::new(&types, &container, &operations);
    calls::bind(&mut operations, &paths);
    paths.learn(&operations);
    let navigations = paths::navigations(&paths, &operations);
    unmatched_areas(facts, &operations, config, diagnostics);
    for (owner, property) in navigations {
        let Some(ty) = types.get_mut(&owner) else { continue };
        match ty.properties.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&property.name)) {
            Some(known) => (known.name, known.ty) = (property.name, property.ty),
            None => ty.properties.push(property),
        }
    }
    let paths = Paths::new(&types, &container, &operations);
    url_answers::add(&mut operations, &paths);
    let schema = Schema { namespace: config.api.namespace.clone(), types, enums, operations, container };
    Resolved { schema, index, enum_names, bases }
}

/// A type is named by its annotation; the title helps with the case, and stands in where there is no annotation.
fn declare_types<'a>(index: &Index<'a>) -> Names<'a> {
    let mut found = Vec::new();
    for (page, facts) in index.facts.iter().enumerate() {
        let Some(resource) = &facts.resource else { continue };
        let titled = resource.titled_name.as_ref().map(|name| name.value.as_str());
        let (short, name) = match (&resource.annotated_name, titled) {
            (Some(annotated), titled) => {
                let name = annotated.value.trim_start_matches('#');
                let short = short_name(name);
                let better = titled.filter(|title| {
                    let has_no_case = short.chars().all(|c| !c.is_uppercase());
                    has_no_case && *title != short && title.eq_ignore_ascii_case(short)
                });
                let better = better.filter(|title| title.starts_with(char::is_lowercase));
                let namespace = name.strip_suffix(short).unwrap_or("");
                match better {
                    Some(title) => (title, Cow::Owned(format!("{namespace}{title}"))),
                    None => (short, Cow::Borrowed(name)),
                }
            }
            (None, Some(titled)) => {
                let name = titled.trim_start_matches('#');
                (short_name(name), Cow::Borrowed(name))
            }
            (None, None) => continue,
        };
        let is_main = stem(&facts.path).eq_ignore_ascii_case(short);
        found.push((!is_main, (short, index.qualify(&name, page).into_owned(), page)));
    }
    // The page with the name of the type declares it; others add to it.
    found.sort_by_key(|(is_other, _)| *is_other);
    Names::new(index.facts.len(), found.into_iter().map(|(_, declaration)| declaration))
}

/// The enumerations, and the name of each declaration.
fn declare_enums<'a>(index: &Index<'a>, diagnostics: &mut Vec<Diagnostic>) -> (Names<'a>, EnumNames) {
    let mut names = EnumNames::new();
    let mut declarations = Vec::new();
    let texts = enums::text_properties_with_values(index.facts);
    for (page, facts) in index.facts.iter().enumerate() {
        for (position, declared) in facts.enums.iter().enumerate() {
            let is_of_text = !declared.own_page && texts.contains(&Caseless(&declared.name.value));
            if is_of_text || enums::property_of_values(facts, declared).is_some() || enums::is_aside(facts, declared) {
                continue; // no type, only the values of a text
            }
            let name = enums::declared_name(facts, declared, diagnostics).trim_start_matches('#');
            let qualified = index.qualify(name, page).into_owned();
            declarations.push((short_name(name), qualified.clone(), page));
            names.insert((page, position), qualified);
        }
    }
    (Names::new(index.facts.len(), declarations.into_iter()), names)
}

/// An area as the SDK names it: lower case, words joined by `-`, renamed by the configuration.
pub(super) fn area_name(area: &str, config: &Config) -> Option<String> {
    let name = normalised(area);
    let name = config.areas.get(&name).cloned().unwrap_or(name);
    (!name.is_empty()).then_some(name)
}

/// The product area of a call: that of its page, else the first fixed segment of its URL.
pub fn area_of_call(operation: &Operation, config: &Config) -> Option<String> {
    operation.area.clone().or_else(|| area_name(first_segment(operation)?, config))
}

fn normalised(area: &str) -> String {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    if area.split('-').all(is_word) {
        return area.to_owned();
    }
    let words = area.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn first_segment(operation: &Operation) -> Option<&str> {
    let path = operation.urls.first()?.template.split('?').next()?;
    path.split('/').find(|segment| segment.starts_with(char::is_alphabetic))
}

/// Entries of `areas` that rename nothing.
fn unmatched_areas(
    facts: &[Facts],
    operations: &BTreeMap<String, Operation>,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if config.areas.is_empty() {
        return;
    }
    let without = operations.values().filter(|operation| operation.area.is_none());
    let of_pages = facts.iter().filter_map(|facts| facts.area.as_deref());
    let known: BTreeSet<String> = of_pages.chain(without.filter_map(first_segment)).map(normalised).collect();
    for area in config.areas.keys().filter(|area| !known.contains(*area)) {
        let message = format!("no page is of the area `{area}`");
        let finding = Diagnostic::at(Code::UnmatchedEntry, config.place(&["areas", area]), message);
        diagnostics.push(match closest(area, known.iter().map(String::as_str)) {
            Some(close) => finding.with_help(format!("do you mean `{close}`?")),
            None => finding,
        });
    }
}

/// Names that are documented nowhere, each reported once, at its first place.
#[derive(Default)]
pub(super) struct UnknownNames {
    by_name: BTreeMap<String, (Diagnostic, usize)>,
}

impl UnknownNames {
    pub(super) fn add(&mut self, name: &str, facts: &Facts, span: crate::diagnostic::Span) {
        let entry = self.by_name.entry(name.to_owned()).or_insert_with(|| {
            let message = format!("the type `{name}` is documented nowhere; its name is kept");
            (Diagnostic::new(Code::UnknownType, &facts.path, span, message), 0)
        });
        entry.1 += 1;
    }

    /// Adds what is unknown to later pages.
    pub(super) fn append(&mut self, later: UnknownNames) {
        for (name, (finding, count)) in later.by_name {
            self.by_name.entry(name).or_insert((finding, 0)).1 += count;
        }
    }

    /// Takes the names back that lists of values declare, whichever page names them.
    fn forget(&mut self, enums: &BTreeMap<String, EnumType>) {
        self.by_name.retain(|name, _| !enums.contains_key(name));
    }

    fn report(self, diagnostics: &mut Vec<Diagnostic>) {
        for (finding, count) in self.by_name.into_values() {
            let help = format!("it is named in {count} places");
            diagnostics.push(if count > 1 { finding.with_help(help) } else { finding });
        }
    }
}
