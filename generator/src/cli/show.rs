//! `show`: what one page is at each stage.

use graphdoc::corpus::{Corpus, Source};
use graphdoc::lower::Crate;
use graphdoc::schema::Examples;
use graphdoc::{Schema, emit, facts, lower, page};
use serde::Serialize;

use super::args::{Input, Stage};
use super::report::{Report, Terminal, data};
use super::{Failure, configuration, read};

/// Prints a page at a stage. The findings about it go to standard error.
pub(super) fn show(input: &Input, name: &str, stage: Stage) -> Result<u8, Failure> {
    let config = configuration(input)?;
    let (corpus, mut diagnostics) = read(&config, &Terminal::new(input.quiet))?;
    let source = find(&corpus, name)?;
    let page = page::parse(source, &mut diagnostics);
    let text = match stage {
        Stage::Page => json(&page),
        Stage::Facts => json(&facts::extract(&page, &mut diagnostics)),
        Stage::Schema | Stage::Crate | Stage::Rust => {
            let facts = graphdoc::facts(&corpus, &mut diagnostics);
            let schema = graphdoc::schema(&corpus, &facts, &config, &mut diagnostics);
            match stage {
                Stage::Schema => json(&schema_of(&schema, &source.path)),
                _ => {
                    let krate =
                        crate_of(lower::lower(&schema, &Examples::default(), &config, &mut diagnostics), &source.path);
                    if stage == Stage::Crate { format!("{krate:#?}\n") } else { rust(krate) }
                }
            }
        }
    };
    diagnostics.sort();
    diagnostics.dedup();
    diagnostics.retain(|finding| finding.location.as_ref().is_some_and(|place| place.path == source.path));
    let levels = graphdoc::config::Levels::new(&config, &mut diagnostics);
    let denied = Report { config: &config, levels: &levels, corpus: &corpus, input }.diagnostics(&diagnostics);
    data(&text);
    Ok(u8::from(denied))
}

/// The page with a path, or else the only one with a file name.
fn find<'a>(corpus: &'a Corpus, name: &str) -> Result<&'a Source, Failure> {
    let wanted = name.trim_end_matches(".md").to_lowercase();
    let path = |source: &Source| source.path.to_lowercase().trim_end_matches(".md").to_owned();
    if let Some(found) = corpus.sources.iter().find(|source| path(source) == wanted) {
        return Ok(found);
    }
    let suffix = format!("/{wanted}");
    let found: Vec<&Source> = corpus.sources.iter().filter(|source| path(source).ends_with(&suffix)).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Failure::Usage(format!("there is no page `{name}`"))),
        several => {
            let paths: Vec<&str> = several.iter().map(|source| &*source.path).collect();
            Err(Failure::Usage(format!("several pages are named `{name}`: {}", paths.join(", "))))
        }
    }
}

fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// What the schema has from a page.
fn schema_of(schema: &Schema, path: &str) -> Schema {
    let mut part = schema.clone();
    part.types.retain(|_, ty| ty.pages.iter().any(|page| page == path));
    part.enums.retain(|_, ty| ty.pages.iter().any(|page| page == path));
    part.operations.retain(|_, operation| operation.page == path);
    part
}

/// What the crate has from a page.
fn crate_of(mut krate: Crate, path: &str) -> Crate {
    for module in &mut krate.models {
        module.items.retain(|item| item.sources.iter().any(|page| page == path));
    }
    krate.models.retain(|module| !module.items.is_empty());
    for module in &mut krate.requests {
        module.operations.retain(|operation| operation.source == path);
        module.reexports.clear();
    }
    krate.requests.retain(|module| !module.operations.is_empty());
    krate
}

/// The files of a crate without those that only hold it together.
fn rust(krate: Crate) -> String {
    let texts = emit::emit(krate).texts;
    let files = texts.iter().filter(|(path, _)| path.matches('/').count() > 1 && !path.ends_with("/mod.rs"));
    files.map(|(path, text)| format!("// {path}\n{text}")).collect::<Vec<_>>().join("\n")
}
