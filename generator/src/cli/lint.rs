//! `graphdoc lint`: findings in the formats that people and services read, known ones left out, simple ones mended.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use graphdoc::Diagnostic;
use graphdoc::config::{Config, Levels};
use graphdoc::corpus::Corpus;
use graphdoc::diagnostic::{Edit, Format, Level, Report as Rendered};
use graphdoc::files::{self, Draft};
use graphdoc::lint::Baseline;

use super::args::{Input, LintOptions};
use super::report::{self, Terminal, data};
use super::{Failure, configuration, read};

pub(super) fn lint(input: &Input, options: &LintOptions) -> Result<u8, Failure> {
    let config = configuration(input)?;
    let terminal = Terminal::new(input.quiet);
    let (mut corpus, mut early) = read(&config, &terminal)?;
    let levels = Levels::new(&config, &mut early);
    let spinner = terminal.spinner("checking pages");
    let mut findings = visible(&corpus, &config, &levels, &early);
    let drafts = match options.fix {
        true => fix(&mut corpus, &config, &mut findings, |corpus| visible(corpus, &config, &levels, &early))?,
        false => BTreeMap::new(),
    };
    spinner.finish_and_clear();
    for (path, draft) in &drafts {
        match options.diff {
            true => data(&draft.diff(path)),
            false => draft.write()?,
        }
    }
    let baseline = options.baseline.as_deref().or(config.lint.baseline.as_deref());
    if options.update_baseline {
        let Some(path) = baseline else {
            let message = "there is no baseline to update: name it with --baseline FILE or in the configuration";
            return Err(Failure::Usage(message.to_owned()));
        };
        files::write_file(path, &Baseline::of(&findings).text())?;
    }
    let known = baseline.map(known).transpose()?;
    if let Some(known) = &known {
        findings = known.baseline.apply(findings, &known.path, &known.text);
        findings.retain(|finding| levels.of(finding) > Level::Allow);
    }
    if let Some(count) = options.sample {
        findings = graphdoc::lint::sample(findings, count, options.seed);
    }
    let text_of = |path: &str| {
        let own = known.as_ref().filter(|known| &*known.path == path).map(|known| known.text.as_str());
        let of_config = config.file.as_ref().filter(|file| &*file.path == path).map(|file| file.text.as_str());
        own.or(of_config).or_else(|| corpus.text(path))
    };
    let shown = |path: &str| match &known {
        Some(known) if &*known.path == path => path.to_owned(),
        _ => report::shown(&config, &corpus, path),
    };
    let leveled = findings.iter().map(|finding| (finding, levels.of(finding))).collect();
    let rendered = Rendered { findings: leveled, text_of: &text_of, shown: &shown };
    // The diff of the changes takes the place of the findings.
    if !options.diff {
        data(&options.format.render(&rendered, report::is_terminal()));
    }
    for (format, path) in &options.output {
        files::write_file(path, &format.render(&rendered, false))?;
    }
    if !input.quiet && options.format == Format::Human {
        report::note(&format!("{} pages, {} findings", corpus.sources.len(), findings.len()));
    }
    Ok(u8::from(rendered.findings.iter().any(|(_, level)| *level == Level::Deny)))
}

/// The findings that are not allowed, sorted by place.
fn visible(corpus: &Corpus, config: &Config, levels: &Levels, early: &[Diagnostic]) -> Vec<Diagnostic> {
    let mut findings = graphdoc::lint(corpus, config);
    findings.extend(early.iter().cloned());
    findings.sort();
    findings.retain(|finding| levels.of(finding) > Level::Allow);
    findings
}

/// A baseline with its file.
struct Known {
    path: Arc<str>,
    text: String,
    baseline: Baseline,
}

fn known(path: &Path) -> Result<Known, Failure> {
    let text = files::read_file(path)?;
    let failed = |error| Failure::Usage(format!("{}: {error}", path.display()));
    let baseline = Baseline::parse(&text).map_err(failed)?;
    Ok(Known { path: path.display().to_string().into(), text, baseline })
}

/// One edit may make room for the next; more rounds than this are a circle.
const MOST_ROUNDS: usize = 16;

/// Applies the edits of the findings until none is left. What remains to be told is in `findings` then.
fn fix(
    corpus: &mut Corpus,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
    check: impl Fn(&Corpus) -> Vec<Diagnostic>,
) -> Result<BTreeMap<String, Draft>, Failure> {
    let mut drafts: BTreeMap<String, Draft> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let mut is_changed = false;
        for (path, edits) in by_page(findings) {
            let shown = report::shown(config, corpus, path);
            let Some(source) = corpus.sources.iter_mut().find(|source| &*source.path == path) else { continue };
            let draft = match drafts.remove(&shown) {
                Some(draft) => Some(draft),
                None => Draft::open(Path::new(&shown), &source.text)?,
            };
            // A page that cannot be written as it was read keeps its findings.
            let Some(mut draft) = draft else { continue };
            draft.apply(&edits);
            for edit in edits.iter().rev() {
                source.text.replace_range(edit.span.range(), &edit.text);
            }
            drafts.insert(shown, draft);
            is_changed = true;
        }
        if !is_changed {
            break;
        }
        *findings = check(corpus);
    }
    Ok(drafts)
}

/// The edits of each page, in order. Of edits that overlap, the first one counts; the next round has the others.
fn by_page(findings: &[Diagnostic]) -> BTreeMap<&str, Vec<Edit>> {
    let mut pages: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
    for finding in findings {
        if let (Some(location), Some(edit)) = (&finding.location, &finding.edit) {
            pages.entry(&location.path).or_default().push(edit.clone());
        }
    }
    for edits in pages.values_mut() {
        edits.sort();
        let mut end = 0;
        edits.retain(|edit| {
            let is_free = edit.span.start >= end;
            if is_free {
                end = edit.span.end.max(edit.span.start + 1);
            }
            is_free
        });
    }
    pages
}
