//! Names of OData in maps and sets, told apart without regard to case: pages write one name in several ways.

use std::cmp::Ordering;

/// A name that is looked up without regard to case, and without a copy in lower case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caseless<'a>(pub(super) &'a str);

impl Ord for Caseless<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // Any order does. Most names differ in their length, and most of the others are the same.
        let by_length = self.0.len().cmp(&other.0.len());
        if by_length.is_ne() || self.0 == other.0 {
            return by_length;
        }
        let folded = |byte: u8| byte.to_ascii_lowercase();
        self.0.bytes().map(folded).cmp(other.0.bytes().map(folded))
    }
}

impl PartialOrd for Caseless<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Caseless<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Caseless<'_> {}
