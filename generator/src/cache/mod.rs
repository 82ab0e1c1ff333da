//! What an earlier run found out: the facts of each page, what files were made of, and what the whole run came to.
//!
//! A value is found by a hash of all that it depends on, so it is never out of date. Each has a checksum, and all of them one mark of the
//! generator, so what another version left, or a disk that failed, is as good as not there.
//!
//! This room does no IO: what it keeps is bytes, for others to read and write.

mod store;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
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
    /// Whole entries.
    made: BTreeMap<Hash, Vec<u8>>,
}

/// What is to become of what an earlier run left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It stays: this run made nothing new.
    None,
    /// [`Cache::write_new`] gives what is to stand behind it.
    Longer,
    /// [`Cache::write`] gives what is to stand in its place.
    Another,
}

impl Cache {
    /// Opens what earlier runs wrote; no bytes, and any other ones, make an empty cache.
    /// `generator` tells programs apart that may come to other results.
    pub fn new(generator: &str, bytes: Vec<u8>) -> Self {
        let mark = hash(generator);
        Cache { mark, old: Store::open(mark, bytes), steps: Mutex::default() }
    }

    /// The value that `make` makes, which must depend on nothing but what `of` holds.
    pub fn get<T: BorshSerialize + BorshDeserialize>(&self, of: &impl BorshSerialize, make: impl FnOnce() -> T) -> T {
        let key = key(of);
        self.find(key).unwrap_or_else(|| {
            let value = make();
            self.keep(key, &value);
            value
        })
    }

    /// The value that an earlier run kept under a key, which is a hash of all that it depends on.
    pub fn find<T: BorshDeserialize>(&self, key: Hash) -> Option<T> {
        let value = T::try_from_slice(self.old.get(key)?).ok()?;
        self.steps().found.insert(key);
        Some(value)
    }

    /// Keeps a value under a key for the next run.
    pub fn keep(&self, key: Hash, value: &impl BorshSerialize) {
        let entry = store::entry(key, value);
        let mut steps = self.steps();
        steps.found.remove(&key);
        steps.made.insert(key, entry);
    }

    /// What is to become of what [`Cache::new`] was given, so that the next run may know what this one does.
    pub fn change(&self) -> Change {
        let Steps { found, made } = &*self.steps();
        let used: usize = found.iter().filter_map(|key| self.old.raw(*key)).map(<[u8]>::len).sum();
        match self.old.len() {
            // What nobody asks for any more may stay until it is the larger part.
            Some(length) if length <= 2 * used => {
                if made.is_empty() {
                    Change::None
                } else {
                    Change::Longer
                }
            }
            _ => Change::Another,
        }
    }

    /// Writes all that was asked for since [`Cache::new`].
    ///
    /// # Errors
    /// Those of writing.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(&store::begin(self.mark))?;
        let steps = self.steps();
        steps.found.iter().filter_map(|key| self.old.raw(*key)).try_for_each(|entry| to.write_all(entry))?;
        drop(steps);
        self.write_new(to)
    }

    /// Writes what was asked for since [`Cache::new`] and was not there.
    ///
    /// # Errors
    /// Those of writing.
    pub fn write_new(&self, to: &mut dyn Write) -> io::Result<()> {
        self.steps().made.values().try_for_each(|entry| to.write_all(entry))
    }

    fn steps(&self) -> MutexGuard<'_, Steps> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a whole run came to, as bytes; `of` is all that this depends on.
pub fn run_to_bytes(generator: &str, of: &impl BorshSerialize, result: &impl BorshSerialize) -> Vec<u8> {
    [store::begin(hash(generator)).as_slice(), &store::entry(key(of), result)].concat()
}

/// What a whole run came to, if the bytes tell of just this one.
pub fn run_from_bytes<T: BorshDeserialize>(generator: &str, of: &impl BorshSerialize, bytes: Vec<u8>) -> Option<T> {
    let store = Store::open(hash(generator), bytes);
    store.get(key(of)).and_then(|bytes| T::try_from_slice(bytes).ok())
}

/// The hash of a text.
pub fn hash(text: &str) -> Hash {
    store::hash(text.as_bytes())
}

fn key(of: &impl BorshSerialize) -> Hash {
    store::hash(&store::bytes(of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_once_is_not_made_again_by_the_same_program() {
        let first = Cache::new("1.0", Vec::new());
        assert_eq!(first.get(&"page", || "facts".to_owned()), "facts");
        assert_eq!(first.change(), Change::Another);
        let mut bytes = written(&first);

        let second = Cache::new("1.0", bytes.clone());
        assert_eq!(second.get(&"page", made_again), "facts");
        assert_eq!(second.change(), Change::None);
        assert_eq!(second.get(&"page 2", || "more facts".to_owned()), "more facts");
        assert_eq!(second.change(), Change::Longer);
        second.write_new(&mut bytes).unwrap();

        let third = Cache::new("1.0", bytes.clone());
        assert_eq!(third.get(&"page", made_again), "facts");
        assert_eq!(third.get(&"page 2", made_again), "more facts");

        let another = Cache::new("1.1", bytes.clone());
        assert_eq!(another.get(&"page", || "other facts".to_owned()), "other facts");
        assert_eq!(another.change(), Change::Another);
    }

    #[test]
    fn what_is_no_longer_asked_for_is_dropped_when_it_is_the_larger_part() {
        let first = Cache::new("1.0", Vec::new());
        first.get(&"long page", || "facts".repeat(100));
        first.get(&"page", || "facts".to_owned());
        let second = Cache::new("1.0", written(&first));
        assert_eq!(second.get(&"page", made_again), "facts");
        assert_eq!(second.change(), Change::Another);

        let third = Cache::new("1.0", written(&second));
        assert_eq!(third.get(&"long page", || "anew".to_owned()), "anew");
    }

    #[test]
    fn an_entry_that_was_cut_off_is_not_there() {
        let first = Cache::new("1.0", Vec::new());
        first.get(&"page", || "facts".to_owned());
        let whole = written(&first);
        first.get(&"page 2", || "more facts".to_owned());
        let both = written(&first);
        for length in 0..both.len() {
            let cut = Cache::new("1.0", both.get(..length).unwrap().to_vec());
            let is_there = |page: &str| cut.get(&page, || "anew".to_owned()) != "anew";
            let there = u8::from(is_there("page")) + u8::from(is_there("page 2"));
            assert_eq!(there, u8::from(length >= whole.len()), "{length} bytes of {}", both.len());
            assert_ne!(cut.change(), Change::None);
        }
    }

    fn written(cache: &Cache) -> Vec<u8> {
        let mut bytes = Vec::new();
        cache.write(&mut bytes).unwrap();
        bytes
    }

    fn made_again() -> String {
        panic!("made again")
    }
}
