//! Fixed phrases: a text is searched for all of them at once, in any case.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

/// Phrases that are searched for together.
pub(super) struct Phrases {
    words: Vec<&'static str>,
    automaton: AhoCorasick,
}

impl Phrases {
    /// The phrases, in lower case.
    #[expect(clippy::expect_used, reason = "only an automaton of thousands of phrases is too large")]
    pub(super) fn new(words: impl IntoIterator<Item = &'static str>) -> Self {
        let words: Vec<&str> = words.into_iter().collect();
        let automaton = AhoCorasickBuilder::new().ascii_case_insensitive(true).build(&words);
        Phrases { words, automaton: automaton.expect("a few phrases") }
    }

    /// Whether a text holds one of the phrases.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.automaton.is_match(text)
    }

    /// Which of the phrases a text holds, by their numbers; one that stands in it twice is given twice.
    pub(super) fn found_in(&self, text: &str) -> impl Iterator<Item = usize> {
        self.automaton.find_overlapping_iter(text).map(|found| found.pattern().as_usize())
    }

    /// The offset behind the phrase that ends last in a text.
    pub(super) fn end_in(&self, text: &str) -> Option<usize> {
        self.automaton.find_overlapping_iter(text).map(|found| found.end()).max()
    }

    /// The phrases themselves, in the order in which they count.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().copied()
    }
}

/// Whether a text starts with a phrase, in any case.
pub(super) fn starts_with(text: &str, phrase: &str) -> bool {
    text.get(..phrase.len()).is_some_and(|start| start.eq_ignore_ascii_case(phrase))
}
