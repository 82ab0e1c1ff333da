//! Fixed phrases: a text is searched for all of them at once, in any case.

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

/// Phrases that are searched for together.
pub(super) struct Phrases {
    words: &'static [&'static str],
    automaton: OnceLock<AhoCorasick>,
}

impl Phrases {
    /// The phrases, in lower case and in the order in which they count.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        Phrases { words, automaton: OnceLock::new() }
    }

    /// Whether a text holds one of the phrases.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.automaton().is_match(text)
    }

    /// What stands in a text behind the first place of each phrase, in the order of the phrases.
    pub(super) fn behind<'a>(&self, text: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        let places = self.automaton().find_overlapping_iter(text);
        let mut ends: Vec<_> = places.map(|found| (found.pattern(), found.end())).collect();
        ends.sort_by_key(|(phrase, _)| *phrase);
        ends.dedup_by_key(|(phrase, _)| *phrase);
        ends.into_iter().filter_map(|(_, end)| text.get(end..))
    }

    /// What stands in a text before the first of the phrases; none if it holds none.
    pub(super) fn before<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.automaton().find(text).and_then(|found| text.get(..found.start()))
    }

    /// Where the phrases stand in a text; none of the places overlap.
    pub(super) fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        self.automaton().find_iter(text).map(|found| found.range())
    }

    /// The offset behind the phrase that ends last in a text.
    pub(super) fn end_in(&self, text: &str) -> Option<usize> {
        self.automaton().find_overlapping_iter(text).map(|found| found.end()).max()
    }

    /// The phrases themselves, in the order in which they count.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().copied()
    }

    fn automaton(&self) -> &AhoCorasick {
        self.automaton.get_or_init(|| automaton(self.words))
    }
}

/// Several sets of phrases that are searched for in one pass.
pub(super) struct PhraseSets<const N: usize> {
    sets: [&'static Phrases; N],
    /// All phrases, and the set that each belongs to.
    automaton: OnceLock<(AhoCorasick, Vec<usize>)>,
}

impl<const N: usize> PhraseSets<N> {
    pub(super) const fn new(sets: [&'static Phrases; N]) -> Self {
        PhraseSets { sets, automaton: OnceLock::new() }
    }

    /// For each set, whether a text holds one of its phrases.
    pub(super) fn are_in(&self, text: &str) -> [bool; N] {
        let (automaton, sets) = self.automaton.get_or_init(|| self.joined());
        let mut are_in = [false; N];
        for found in automaton.find_overlapping_iter(text) {
            let set = sets.get(found.pattern().as_usize());
            if let Some(is_in) = set.and_then(|set| are_in.get_mut(*set)) {
                *is_in = true;
            }
        }
        are_in
    }

    fn joined(&self) -> (AhoCorasick, Vec<usize>) {
        let numbered = self.sets.iter().enumerate();
        let phrases = numbered.flat_map(|(set, phrases)| phrases.iter().map(move |phrase| (phrase, set)));
        let (words, sets): (Vec<_>, Vec<_>) = phrases.unzip();
        (automaton(&words), sets)
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

/// Whether a text ends with a phrase, in any case.
pub(super) fn ends_with(text: &str, phrase: &str) -> bool {
    let end = text.len().checked_sub(phrase.len()).and_then(|start| text.get(start..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(phrase))
}

/// Whether a text holds a word, in any case.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|found| found.eq_ignore_ascii_case(word))
}
