//! Bytes by key, in one text of bytes: what is wrong or cut off is not there.

use std::collections::BTreeMap;
use std::ops::Range;

/// What something is found by: a hash of all that it depends on. Marks and checksums have the same form.
pub(super) type Hash = [u8; 32];

/// Entries, each of which is `key, checksum, length, bytes`. The checksum covers key and bytes.
#[derive(Debug, Default)]
pub(super) struct Store {
    bytes: Vec<u8>,
    entries: BTreeMap<Hash, Range<usize>>,
}

impl Store {
    /// Finds the entries. What stands behind the first one that is cut off is left out.
    pub(super) fn parse(bytes: Vec<u8>) -> Self {
        let mut entries = BTreeMap::new();
        let mut rest = bytes.as_slice();
        while let Some((entry, after)) = split(rest) {
            let start = bytes.len() - rest.len();
            entries.insert(entry.key, start..bytes.len() - after.len());
            rest = after;
        }
        Store { bytes, entries }
    }

    /// The bytes that were put there under a key, if it was with this mark and nothing happened to them.
    pub(super) fn get(&self, mark: &Hash, key: &Hash) -> Option<&[u8]> {
        let (entry, _) = split(self.raw(key)?)?;
        (checksum(mark, key, entry.bytes) == entry.checksum).then_some(entry.bytes)
    }

    /// A whole entry, as [`append`] wrote it.
    pub(super) fn raw(&self, key: &Hash) -> Option<&[u8]> {
        self.bytes.get(self.entries.get(key)?.clone())
    }

    /// The keys, sorted.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Hash> {
        self.entries.keys()
    }
}

/// Appends an entry.
pub(super) fn append(all: &mut Vec<u8>, mark: &Hash, key: &Hash, bytes: &[u8]) {
    // An entry belongs to one file, or lists all of them; that is far below 4 GiB.
    let Ok(length) = u32::try_from(bytes.len()) else { return };
    all.extend_from_slice(key);
    all.extend_from_slice(&checksum(mark, key, bytes));
    all.extend_from_slice(&length.to_le_bytes());
    all.extend_from_slice(bytes);
}

struct Entry<'a> {
    key: Hash,
    checksum: Hash,
    bytes: &'a [u8],
}

/// The first entry, and what stands behind it.
fn split(bytes: &[u8]) -> Option<(Entry<'_>, &[u8])> {
    let (key, rest) = bytes.split_first_chunk()?;
    let (checksum, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (bytes, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((Entry { key: *key, checksum: *checksum, bytes }, rest))
}

fn checksum(mark: &Hash, key: &Hash, bytes: &[u8]) -> Hash {
    *blake3::Hasher::new_keyed(mark).update(key).update(bytes).finalize().as_bytes()
}
