//! Names and paths in maps and sets, told apart without regard to case: pages write one name in several ways.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

/// A text that is looked up without regard to case, and without a copy in lower case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caseless<'a>(pub(super) &'a str);

/// The bit in which small letters differ from capitals. What else it makes equal is rare in names.
const SMALL: u8 = b' ';

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
        let text = if self.0.is_ascii() { Cow::Borrowed(self.0) } else { Cow::Owned(self.0.to_lowercase()) };
        let bytes = text.as_bytes();
        let mut write = |word: &[u8; 8]| state.write_u64(u64::from_le_bytes(*word) | u64::from_le_bytes([SMALL; 8]));
        let (words, rest) = bytes.as_chunks();
        words.iter().for_each(&mut write);
        match bytes.last_chunk() {
            Some(end) => write(end),
            None => state.write_u64(rest.iter().fold(0, |word, byte| word << 8 | u64::from(byte | SMALL))),
        }
    }
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
