//! Bytes by key, in one text of bytes: a mark, entries of `key, length, bytes`, and a hash of them all. What is not whole, or has
//! another mark, is as good as not there.

use std::collections::BTreeMap;
use std::ops::Range;

use twox_hash::XxHash3_128;

/// XXH3, of 128 bits: it tells whether something changed, and need not withstand anybody.
pub type Hash = u128;

/// What an earlier run left.
#[derive(Debug, Default)]
pub(super) struct Store {
    bytes: Vec<u8>,
    entries: BTreeMap<Hash, Range<usize>>,
}

impl Store {
    /// Finds the entries in bytes that [`seal`] gave for this mark. Other bytes have none.
    pub(super) fn open(mark: &Hash, bytes: Vec<u8>) -> Self {
        let mut entries = BTreeMap::new();
        if let Some((all, sum)) = bytes.split_last_chunk()
            && *sum == hash(all).to_le_bytes()
            && let Some(mut rest) = all.strip_prefix(&mark.to_le_bytes())
        {
            while let Some((entry, after)) = split(rest) {
                entries.insert(entry.key, all.len() - rest.len()..all.len() - after.len());
                rest = after;
            }
        }
        Store { bytes, entries }
    }

    /// The bytes under a key.
    pub(super) fn get(&self, key: &Hash) -> Option<&[u8]> {
        split(self.raw(key)?).map(|(entry, _)| entry.bytes)
    }

    /// A whole entry, as [`append`] wrote it.
    pub(super) fn raw(&self, key: &Hash) -> Option<&[u8]> {
        self.bytes.get(self.entries.get(key)?.clone())
    }

    /// How long all entries are.
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The keys, sorted.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Hash> {
        self.entries.keys()
    }
}

/// How long an entry is without its bytes.
pub(super) const HEAD: usize = size_of::<Hash>() + size_of::<u32>();

/// Begins a text of entries that are so long together.
pub(super) fn begin(mark: &Hash, length: usize) -> Vec<u8> {
    let mut all = Vec::with_capacity(size_of::<Hash>() + length + size_of::<Hash>());
    all.extend_from_slice(&mark.to_le_bytes());
    all
}

/// Appends an entry.
pub(super) fn append(entries: &mut Vec<u8>, key: &Hash, bytes: &[u8]) {
    // An entry belongs to one page, or lists all of them; that is far below 4 GiB.
    let Ok(length) = u32::try_from(bytes.len()) else { return };
    entries.extend_from_slice(&key.to_le_bytes());
    entries.extend_from_slice(&length.to_le_bytes());
    entries.extend_from_slice(bytes);
}

/// Ends a text of entries.
pub(super) fn seal(mut entries: Vec<u8>) -> Vec<u8> {
    let sum = hash(&entries);
    entries.extend_from_slice(&sum.to_le_bytes());
    entries
}

struct Entry<'a> {
    key: Hash,
    bytes: &'a [u8],
}

/// The first entry, and what stands behind it.
fn split(bytes: &[u8]) -> Option<(Entry<'_>, &[u8])> {
    let (key, rest) = bytes.split_first_chunk::<{ size_of::<Hash>() }>()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (bytes, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((Entry { key: Hash::from_le_bytes(*key), bytes }, rest))
}

pub(super) fn hash(bytes: &[u8]) -> Hash {
    XxHash3_128::oneshot(bytes)
}
