//! Comments that silence findings: `<!-- graphdoc-allow CODE: reason -->` is about the block behind it; directly behind the
//! front matter, where nothing else could be said about that, it is about the front matter too.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Docs, Page};
use crate::diagnostic::{Code, Diagnostic, Span};

/// What stands behind the start of such a comment.
const MARK: &str = "graphdoc-allow";

/// A comment that silences one kind of finding in one block.
struct Silence {
    code: Code,
    /// From the comment, or from the start of the page, to the end of the block.
    reach: Span,
    comment: Span,
    is_used: bool,
}

/// Leaves the findings that no comment silences; comments that silence nothing are findings themselves.
pub(super) fn apply(docs: &Docs<'_>, found: &mut Vec<Diagnostic>) {
    let mut invalid = Vec::new();
    let mut silences: BTreeMap<Arc<str>, Vec<Silence>> = BTreeMap::new();
    for page in docs.pages.iter().filter(|page| has_mark(page)) {
        silences.insert(Arc::clone(&page.facts.path), read(page, &mut invalid));
    }
    found.retain(|finding| {
        let known = finding.location.as_ref().and_then(|place| Some((silences.get_mut(&*place.path)?, place.span)));
        let silence = known.and_then(|(silences, span)| {
            let reaches = |silence: &Silence| silence.reach.start <= span.start && span.start < silence.reach.end;
            silences.iter_mut().find(|silence| silence.code == finding.code && reaches(silence))
        });
        silence.map(|silence| silence.is_used = true).is_none()
    });
    found.append(&mut invalid);
    for (path, silences) in &silences {
        for silence in silences.iter().filter(|silence| !silence.is_used) {
            let message = format!("there is no `{}` in the block behind the comment", silence.code);
            found.push(Diagnostic::new(Code::SilenceUnused, path, silence.comment, message));
        }
    }
}

fn has_mark(page: &Page<'_>) -> bool {
    let mut comments = page.structure.blocks.iter().filter(|block| block.is_comment);
    comments.any(|block| page.text.get(block.span.range()).is_some_and(|text| text.contains(MARK)))
}

fn read(page: &Page<'_>, found: &mut Vec<Diagnostic>) -> Vec<Silence> {
    let blocks = &page.structure.blocks;
    let mut silences = Vec::new();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.is_comment) {
        let Some(text) = page.text.get(block.span.range()) else { continue };
        let inner = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
        let Some(rest) = inner.strip_prefix(MARK) else { continue };
        let (code, reason) = rest.split_once(':').unwrap_or((rest, ""));
        let code: Result<Code, String> = code.trim().parse();
        let message = match code {
            Ok(_) if reason.trim().is_empty() => "the comment gives no reason".to_owned(),
            Err(error) => error,
            Ok(code) => {
                let behind = blocks.iter().skip(index + 1).find(|block| !block.is_comment);
                let is_first = blocks.iter().take(index).all(|block| block.is_comment);
                let start = if is_first { Span::default() } else { block.span };
                let reach = start.to(behind.map_or(block.span, |block| block.span));
                silences.push(Silence { code, reach, comment: block.span, is_used: false });
                continue;
            }
        };
        found.push(Diagnostic::new(Code::SilenceInvalid, &page.facts.path, block.span, message));
    }
    silences
}
