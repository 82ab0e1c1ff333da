//! From pages to a folder that is up to date, doing again only what a change asks for.
//!
//! What an earlier run found out is kept in the output folder. If nothing changed, neither the pages nor the configuration
//! nor the folder, its findings are told again. Else pages that are as they were are not read anew, and files that
//! stand are not made anew if what they are made of is as it was. All other steps are taken as if for the first time, so the result is the
//! same with and without what was kept.

use std::collections::BTreeMap;
use std::path::Path;

use borsh::BorshSerialize;
use rayon::prelude::*;

use crate::cache::{self, Cache, Hash};
use crate::config::{Config, Layout};
use crate::corpus::{Corpus, Source};
use crate::diagnostic::Diagnostic;
use crate::files::{self, Claim, Drift, FilesError, Written};
use crate::lower::Fingerprint;
use crate::{Output, Summary, generate_with, read_source};

/// The names of what is kept: what the last run came to, and its steps.
const RUN: &str = "run";
const STEPS: &str = "steps";

/// What a run found and did.
#[derive(Debug)]
pub struct Run<T> {
    /// All findings, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of every page, row and request line.
    pub summary: Summary,
    /// What was done; or why not everything could be done.
    pub result: Result<T, FilesError>,
}

/// Brings a folder up to date with the pages. `page_done` is called after each page that is read.
pub fn update(corpus: &Corpus, config: &Config, claim: &Claim, page_done: &(dyn Fn() + Sync)) -> Run<Written> {
    let (generator, input) = (generator(), Input::new(corpus, config));
    if let Some(Kept { diagnostics, summary, hashes, files }) = kept(claim.out(), &generator, &input) {
        let written = Written { unchanged: files, hashes, ..Written::default() };
        return Run { diagnostics, summary, result: Ok(written) };
    }
    let mut cache = Cache::new(&generator, files::kept(claim.out(), STEPS));
    claim.log(STEPS, cache.log_start()).into_iter().for_each(|log| cache.log_to(log));
    let output = generate(corpus, config, &input, &cache, claim.out(), page_done);
    let Output { diagnostics, summary, files, .. } = output;
    let result = match config.layout {
        Layout::Crate => claim.write(&files),
        Layout::Module => claim.update(&files),
    };
    if let Ok(Written { hashes, .. }) = &result {
        for (path, made_of) in &files.made_of {
            hashes.get(path).inspect(|hash| cache.keep(*made_of, &(path, hash)));
        }
        let kept = (&diagnostics, &summary, hashes, files.texts.len() + files.standing.len());
        let run = cache::run_to_bytes(&generator, &input, &kept);
        claim.keep(RUN, |file| file.write_all(&run));
    }
    if cache.end() {
        let all = files::kept(claim.out(), STEPS);
        claim.keep(STEPS, |file| cache.write_used(all, file));
    }
    Run { diagnostics, summary, result }
}

/// Compares a folder with what [`update`] would make of it, and writes nothing.
pub fn check(corpus: &Corpus, config: &Config, out: &Path, page_done: &(dyn Fn() + Sync)) -> Run<Vec<Drift>> {
    let (generator, input) = (generator(), Input::new(corpus, config));
    if let Some(Kept { diagnostics, summary, .. }) = kept(out, &generator, &input) {
        return Run { diagnostics, summary, result: Ok(Vec::new()) };
    }
    let cache = Cache::new(&generator, files::kept(out, STEPS));
    let output = generate(corpus, config, &input, &cache, out, page_done);
    let Output { diagnostics, summary, files, .. } = output;
    Run { diagnostics, summary, result: files::check(&files, out) }
}

fn generate(
    corpus: &Corpus,
    config: &Config,
    input: &Input,
    cache: &Cache,
    out: &Path,
    page_done: &(dyn Fn() + Sync),
) -> Output {
    let read = |source: &Source| {
        let hash = input.pages.get(&*source.path);
        let reading = cache.get(&(&*source.path, source.role, hash), || read_source(source));
        page_done();
        reading
    };
    let find = |made_of: &Fingerprint| {
        let file: (String, String) = cache.find(*made_of)?;
        files::is_intact(out, &file.0, &file.1).then_some(file)
    };
    // Nobody asks for the examples here; without them there is more room.
    generate_with(corpus, config, &read, Some(&find), &|_| Vec::new())
}

/// All that a run depends on, beside the generator.
#[derive(BorshSerialize)]
struct Input {
    // A form that all settings have, whatever they are.
    config: String,
    left_out: usize,
    pages: BTreeMap<String, Hash>,
    beside: Vec<(String, String)>,
}

impl Input {
    fn new(corpus: &Corpus, config: &Config) -> Self {
        Input {
            config: format!("{config:?}"),
            left_out: corpus.left_out,
            pages: corpus
                .sources
                .par_iter()
                .map(|source| (source.path.to_string(), cache::hash(&source.text)))
                .collect(),
            beside: corpus.beside().map(|source| (source.path.to_string(), source.text.clone())).collect(),
        }
    }
}

/// What a run came to, for the next one.
#[derive(borsh::BorshDeserialize)]
struct Kept {
    diagnostics: Vec<Diagnostic>,
    summary: Summary,
    hashes: BTreeMap<String, String>,
    files: usize,
}

/// What the last run came to, if this one would come to the same and the folder is as it was left.
fn kept(out: &Path, generator: &str, input: &Input) -> Option<Kept> {
    let kept: Kept = cache::run_from_bytes(generator, input, files::kept(out, RUN))?;
    files::are_intact(out, &kept.hashes).then_some(kept)
}

/// What tells this program from others that may come to other results; while the generator is being worked on, its version says too little.
fn generator() -> String {
    let program = std::env::current_exe().and_then(std::fs::metadata).ok();
    let built = program.map(|program| (program.len(), program.modified().ok()));
    format!("{} {built:?}", env!("CARGO_PKG_VERSION"))
}
