//! What an earlier run found out: the facts of each page, what files were made of, and what the whole run came to.
//!
//! A value is found by a hash of all that it depends on, so it is never out of date. Each has a checksum, and all of them one mark of the
//! generator, so what another version left, or a disk that failed, is as good as not there.
//!
//! This room opens no files: it is given the bytes of earlier runs, and a place to write to.

mod store;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use borsh::{BorshDeserialize, BorshSerialize};

use store::Store;

pub use store::Hash;

/// The steps of an earlier run, and those of this one.
pub struct Cache {
    mark: Hash,
    old: Store,
    steps: Mutex<Steps>,
}

/// What the next run may know: what this one found in the cache, and what it did not.
#[derive(Default)]
struct Steps {
    found: BTreeSet<Hash>,
    made: BTreeSet<Hash>,
    log: Option<Log>,
}

/// Where the new steps go.
type Log = Box<dyn Write + Send>;

impl Cache {
    /// Opens what earlier runs wrote; no bytes, and any other ones, make an empty cache.
    /// `generator` tells programs apart that may come to other results.
    pub fn new(generator: &str, bytes: Vec<u8>) -> Self {
        let mark = hash(generator);
        Cache { mark, old: Store::open(mark, bytes), steps: Mutex::default() }
    }

    /// Behind how many of the bytes that [`Cache::new`] was given more can be written. The others are to be cut off.
    pub fn log_start(&self) -> usize {
        self.old.len()
    }

    /// Writes what this run does, as soon as it is done, for the next one. It is to stand at
    /// [`Cache::log_start`]. Where writing fails, the next run knows less.
    pub fn log_to(&mut self, mut log: Log) {
        let begun = if self.log_start() == 0 { log.write_all(&store::begin(self.mark)) } else { Ok(()) };
        self.steps.get_mut().unwrap_or_else(PoisonError::into_inner).log = begun.ok().map(|()| log);
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
        steps.made.insert(key);
        if steps.log.as_mut().is_some_and(|log| log.write_all(&entry).is_err()) {
            steps.log = None;
        }
    }

    /// Ends the log. Whether the larger part of what [`Cache::new`] was given is of no use any more, so that [`Cache::write_used`]
    /// had better take its place.
    pub fn end(&self) -> bool {
        let mut steps = self.steps();
        let _ = steps.log.take().map(|mut log| log.flush());
        let used: usize = steps.found.iter().filter_map(|key| self.old.raw(*key)).map(<[u8]>::len).sum();
        self.log_start() > 2 * used
    }

    /// Writes what was asked for since [`Cache::new`] and stands in the bytes, which hold the log too.
    ///
    /// # Errors
    /// Those of writing.
    pub fn write_used(&self, bytes: Vec<u8>, to: &mut dyn Write) -> io::Result<()> {
        let (all, steps) = (Store::open(self.mark, bytes), self.steps());
        to.write_all(&store::begin(self.mark))?;
        let used = steps.found.union(&steps.made);
        used.filter_map(|key| all.raw(*key)).try_for_each(|entry| to.write_all(entry))
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
    use std::sync::Arc;

    use super::*;

    #[test]
    fn what_was_made_once_is_not_made_again_by_the_same_program() {
        let file = Disk::default();
        let first = file.open("1.0");
        assert_eq!(first.get(&"page", || "facts".to_owned()), "facts");
        file.close(first);

        let second = file.open("1.0");
        assert_eq!(second.get(&"page", made_again), "facts");
        assert_eq!(second.get(&"page 2", || "more facts".to_owned()), "more facts");
        file.close(second);

        let third = file.open("1.0");
        assert_eq!(third.get(&"page", made_again), "facts");
        assert_eq!(third.get(&"page 2", made_again), "more facts");
        file.close(third);

        let another = file.open("1.1");
        assert_eq!(another.get(&"page", || "other facts".to_owned()), "other facts");
    }

    #[test]
    fn what_is_no_longer_asked_for_is_dropped_when_it_is_the_larger_part() {
        let file = Disk::default();
        let first = file.open("1.0");
        first.get(&"long page", || "facts".repeat(100));
        first.get(&"page", || "facts".to_owned());
        file.close(first);
        let second = file.open("1.0");
        assert_eq!(second.get(&"page", made_again), "facts");
        assert_eq!(second.get(&"new page", || "new facts".to_owned()), "new facts");
        file.close(second);

        let third = file.open("1.0");
        assert_eq!(third.get(&"page", made_again), "facts");
        assert_eq!(third.get(&"new page", made_again), "new facts");
        assert_eq!(third.get(&"long page", || "anew".to_owned()), "anew");
    }

    #[test]
    fn an_entry_that_was_cut_off_is_not_there() {
        let file = Disk::default();
        let first = file.open("1.0");
        first.get(&"page", || "facts".to_owned());
        let whole = file.bytes().len();
        first.get(&"page 2", || "more facts".to_owned());
        file.close(first);
        let both = file.bytes().clone();
        for length in 0..both.len() {
            *file.bytes() = both.get(..length).unwrap().to_vec();
            let cut = file.open("1.0");
            let is_there = |page: &str| cut.get(&page, || "anew".to_owned()) != "anew";
            let there = u8::from(is_there("page")) + u8::from(is_there("page 2"));
            assert_eq!(there, u8::from(length >= whole), "{length} bytes of {}", both.len());
            file.close(cut);
            let next = file.open("1.0");
            next.get(&"page", made_again);
            next.get(&"page 2", made_again);
        }
    }

    /// A file in memory, which is used as that of a run is.
    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<Vec<u8>>>);

    impl Disk {
        fn open(&self, generator: &str) -> Cache {
            let mut cache = Cache::new(generator, self.bytes().clone());
            self.bytes().truncate(cache.log_start());
            cache.log_to(Box::new(self.clone()));
            cache
        }

        fn close(&self, cache: Cache) {
            if cache.end() {
                let mut used = Vec::new();
                cache.write_used(self.bytes().clone(), &mut used).unwrap();
                *self.bytes() = used;
            }
        }

        fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
            self.0.lock().unwrap()
        }
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.bytes().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn made_again() -> String {
        panic!("made again")
    }
}
