//! Fixed phrases: a text is searched for all of them at once, in any case.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

/// Phrases that are searched for together.
pub(super) struct Phrases {
    words: Vec<&'static str>,
    automaton: AhoCorasick,
}

impl Phrases {
    /// The phrases, in lower case.
    pub(super) fn new(words: impl IntoIterator<Item = &'static str>) -> Self {
        let words: Vec<&str> = words.into_iter().collect();
        let automaton = automaton(&words);
        Phrases { words, automaton }
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

/// Several sets of phrases that are searched for in one pass.
pub(super) struct PhraseSets<const N: usize> {
    automaton: AhoCorasick,
    /// The set that each phrase belongs to.
    sets: Vec<usize>,
}

impl<const N: usize> PhraseSets<N> {
    pub(super) fn new(sets: [&Phrases; N]) -> Self {
        let numbered = sets.into_iter().enumerate();
        let phrases = numbered.flat_map(|(set, phrases)| phrases.iter().map(move |phrase| (phrase, set)));
        let (words, sets): (Vec<_>, Vec<_>) = phrases.unzip();
        PhraseSets { automaton: automaton(&words), sets }
    }

    /// For each set, whether a text holds one of its phrases.
    pub(super) fn are_in(&self, text: &str) -> [bool; N] {
        let mut are_in = [false; N];
        for found in self.automaton.find_overlapping_iter(text) {
            let set = self.sets.get(found.pattern().as_usize());
            if let Some(is_in) = set.and_then(|set| are_in.get_mut(*set)) {
                *is_in = true;
            }
        }
        are_in
    }
}

#[expect(clippy::expect_used, reason = "only an automaton of thousands of phrases is too large")]
fn automaton(words: &[&str]) -> AhoCorasick {
    AhoCorasickBuilder::new().ascii_case_insensitive(true).build(words).expect("a few phrases")
}

/// Whether a text starts with a phrase, in any case.
pub(super) fn starts_with(text: &str, phrase: &str) -> bool {
    text.get(..phrase.len()).is_some_and(|start| start.eq_ignore_ascii_case(phrase))
}
