//! Names and paths in maps and sets, told apart without regard to case: pages write one name in several ways.

use std::hash::{Hash, Hasher};

/// A text that is looked up without regard to case, and without a copy in lower case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caseless<'a>(pub(super) &'a str);

/// The bits in which small letters differ from capitals. What else they make equal is rare in names.
const SMALL: u64 = u64::from_le_bytes([b' '; 8]);

const NOT_ASCII: u64 = u64::from_le_bytes([0x80; 8]);

impl PartialEq for Caseless<'_> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (self.0, other.0);
        let is_ascii = || one.is_ascii() && other.is_ascii();
        // Most are spelled alike.
        one == other || one.eq_ignore_ascii_case(other) || (!is_ascii() && one.to_lowercase() == other.to_lowercase())
    }
}

impl Eq for Caseless<'_> {}

impl Hash for Caseless<'_> {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        let words = words(self.0);
        let write = |word| state.write_u64(word | SMALL);
        match words.clone().fold(0, |all, word| all | word) & NOT_ASCII {
            0 => words.for_each(write),
            _ => self::words(&self.0.to_lowercase()).for_each(write),
        }
    }
}

/// The bytes of a text, eight at a time; the last eight may begin in those before.
fn words(text: &str) -> impl Iterator<Item = u64> + Clone {
    let bytes = text.as_bytes();
    let (words, rest) = bytes.as_chunks();
    let end = match bytes.last_chunk() {
        Some(end) => u64::from_le_bytes(*end),
        None => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    words.iter().map(|word| u64::from_le_bytes(*word)).chain([end])
}

#[cfg(test)]
mod tests {
    use rustc_hash::FxHashSet;

    use super::Caseless;

    #[test]
    fn names_in_any_case_are_found() {
        let known = ["restorePoint", "café", "a", "", "restores"].map(Caseless);
        let known: FxHashSet<Caseless<'_>> = known.into_iter().collect();
        let is_known = |name: &str| known.contains(&Caseless(name));
        assert!(["RestorePoint", "RESTOREPOINT", "CAFÉ", "A", "", "Restores"].into_iter().all(is_known));
        assert!(!["restorePoints", "cafe", "b", "aa"].into_iter().any(is_known));
    }
}
