//! Some of many findings, for a person to judge: the same ones for the same seed.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};

/// So many findings, sorted by place. Every code gives one before any gives two, and so on, so that rare codes are not
/// drowned by frequent ones. Which ones a code gives follows from the seed and from what the findings say; it does not
/// change when lines move or other codes come and go.
pub fn sample(findings: Vec<Diagnostic>, count: usize, seed: u64) -> Vec<Diagnostic> {
    let mut by_code: BTreeMap<Code, Vec<Diagnostic>> = BTreeMap::new();
    for finding in findings {
        by_code.entry(finding.code).or_default().push(finding);
    }
    for group in by_code.values_mut() {
        // The one that is drawn first stands last. Equal keys stay in the order of their places.
        group.sort_by_cached_key(|finding| std::cmp::Reverse(key(finding, seed)));
    }
    let mut drawn = Vec::new();
    while drawn.len() < count && by_code.values().any(|group| !group.is_empty()) {
        drawn.extend(by_code.values_mut().filter_map(Vec::pop).take(count - drawn.len()));
    }
    drawn.sort();
    drawn
}

/// A number that is as good as random: FNV-1a over what the finding says.
fn key(finding: &Diagnostic, seed: u64) -> u64 {
    let path = finding.location.as_ref().map_or("", |location| &location.path);
    let bytes = seed.to_le_bytes().into_iter().chain(path.bytes()).chain([0]).chain(finding.message.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    fn finding(code: Code, message: &str) -> Diagnostic {
        Diagnostic::new(code, &"api/book-get.md".into(), Span::default(), message)
    }

    #[test]
    fn rare_codes_are_drawn_too() {
        let many = (0..100).map(|number| finding(Code::LinkCase, &number.to_string()));
        let all: Vec<Diagnostic> = many.chain([finding(Code::LinkFolder, "one")]).collect();
        let drawn = sample(all.clone(), 4, 1);
        assert_eq!(drawn.iter().filter(|finding| finding.code == Code::LinkFolder).count(), 1);
        assert_eq!(drawn.len(), 4);
        assert_eq!(drawn, sample(all.clone(), 4, 1), "the same seed draws the same");
        assert_ne!(drawn, sample(all.clone(), 4, 2));
        assert_eq!(sample(all.clone(), 500, 1).len(), all.len());
    }
}
