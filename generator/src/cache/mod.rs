//! What an earlier run found out: the facts of each page, and what the whole run came to.
//!
//! A value is found by a hash of all that it depends on, so it is never out of date. All of them have one mark of the generator and one
//! checksum, so what another version left, or a disk that failed, is as good as not there.
//!
//! This room does no IO: what it keeps is bytes, for others to read and write.

mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use borsh::{BorshDeserialize, BorshSerialize};

use store::Store;

pub use store::Hash;

/// The steps of an earlier run, and those of this one.
#[derive(Debug)]
pub struct Cache {
    mark: Hash,
    old: Store,
    steps: Mutex<Steps>,
}

/// What the next run may know: what this one found in the cache, and what it did not.
#[derive(Debug, Default)]
struct Steps {
    found: BTreeSet<Hash>,
    made: BTreeMap<Hash, Vec<u8>>,
}

impl Cache {
    /// Opens what [`Cache::into_bytes`] of an earlier run gave; no bytes, and any other ones, make an empty cache.
    /// `generator` tells programs apart that may come to other results.
    pub fn new(generator: &str, bytes: Vec<u8>) -> Self {
        let mark = mark(generator);
        Cache { mark, old: Store::open(&mark, bytes), steps: Mutex::default() }
    }

    /// The value that `make` makes, which must depend on nothing but what `of` holds.
    pub fn get<T: BorshSerialize + BorshDeserialize>(&self, of: &impl BorshSerialize, make: impl FnOnce() -> T) -> T {
        let key = key(of);
        self.find(&key).unwrap_or_else(|| {
            let value = make();
            self.keep(key, &value);
            value
        })
    }

    /// The value that an earlier run kept under a key, which is a hash of all that it depends on.
    pub fn find<T: BorshDeserialize>(&self, key: &Hash) -> Option<T> {
        let value = T::try_from_slice(self.old.get(key)?).ok()?;
        self.steps().found.insert(*key);
        Some(value)
    }

    /// Keeps a value under a key for the next run.
    pub fn keep(&self, key: Hash, value: &impl BorshSerialize) {
        let bytes = bytes(value);
        let mut steps = self.steps();
        steps.found.remove(&key);
        steps.made.insert(key, bytes);
    }

    /// All that was asked for since [`Cache::new`]; none if the next run may know no more and no less than this one did.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        let Steps { found, made } = self.steps.into_inner().unwrap_or_else(PoisonError::into_inner);
        if made.is_empty() && self.old.keys().eq(&found) {
            return None;
        }
        let new: usize = made.values().map(Vec::len).sum();
        let mut all = store::begin(&self.mark, self.old.len() + new + made.len() * store::HEAD);
        found.iter().filter_map(|key| self.old.raw(key)).for_each(|entry| all.extend_from_slice(entry));
        made.iter().for_each(|(key, bytes)| store::append(&mut all, key, bytes));
        Some(store::seal(all))
    }

    fn steps(&self) -> MutexGuard<'_, Steps> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a whole run came to, as bytes; `of` is all that this depends on.
pub fn run_to_bytes(generator: &str, of: &impl BorshSerialize, result: &impl BorshSerialize) -> Vec<u8> {
    let bytes = bytes(result);
    let mut entry = store::begin(&mark(generator), store::HEAD + bytes.len());
    store::append(&mut entry, &key(of), &bytes);
    store::seal(entry)
}

/// What a whole run came to, if the bytes tell of just this one.
pub fn run_from_bytes<T: BorshDeserialize>(generator: &str, of: &impl BorshSerialize, bytes: Vec<u8>) -> Option<T> {
    let store = Store::open(&mark(generator), bytes);
    store.get(&key(of)).and_then(|bytes| T::try_from_slice(bytes).ok())
}

/// The hash of a text.
pub fn hash(text: &str) -> Hash {
    store::hash(text.as_bytes())
}

fn mark(generator: &str) -> Hash {
    hash(generator)
}

fn key(of: &impl BorshSerialize) -> Hash {
    store::hash(&bytes(of))
}

#[expect(clippy::expect_used, reason = "writing to memory cannot fail")]
fn bytes(value: &impl BorshSerialize) -> Vec<u8> {
    borsh::to_vec(value).expect("memory takes all bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_once_is_not_made_again_by_the_same_program() {
        let first = Cache::new("1.0", Vec::new());
        assert_eq!(first.get(&"page", || "facts".to_owned()), "facts");
        let bytes = first.into_bytes().unwrap();

        let second = Cache::new("1.0", bytes.clone());
        let made_again = || -> String { panic!("made again") };
        assert_eq!(second.get(&"page", made_again), "facts");
        assert_eq!(second.into_bytes(), None, "nothing is new");

        let another = Cache::new("1.1", bytes.clone());
        assert_eq!(another.get(&"page", || "more facts".to_owned()), "more facts");

        let narrower = Cache::new("1.0", bytes);
        narrower.get(&"other page", String::new);
        let kept = Cache::new("1.0", narrower.into_bytes().unwrap());
        assert_eq!(kept.get(&"page", || "anew".to_owned()), "anew", "what is no longer asked for is dropped");
    }
}
