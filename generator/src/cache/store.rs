//! Bytes by key, in one text of bytes: a mark, and entries of `key, length, bytes, checksum`. With another mark, nothing is there; behind
//! an entry that is not whole, nothing more. So entries can be added at the end, by whoever may be interrupted.

use std::collections::BTreeMap;
use std::ops::Range;

use borsh::BorshSerialize;
use twox_hash::XxHash3_128;

/// XXH3, of 128 bits: it tells whether something changed, and need not withstand anybody.
pub type Hash = u128;

const HASH: usize = size_of::<Hash>();

/// Where the length stands in an entry.
const LENGTH: Range<usize> = HASH..HASH + size_of::<u64>();

/// How long an entry is without its bytes.
const FRAME: usize = LENGTH.end + HASH;

/// What an earlier run left.
#[derive(Debug, Default)]
pub(super) struct Store {
    bytes: Vec<u8>,
    entries: BTreeMap<Hash, Range<usize>>,
    /// How long the mark and the entries are that are whole.
    end: usize,
}

impl Store {
    /// Finds the entries in bytes that begin with this mark. Other bytes have none.
    pub(super) fn open(mark: Hash, bytes: Vec<u8>) -> Self {
        let (mut entries, mut end) = (BTreeMap::new(), 0);
        if let Some(mut rest) = bytes.strip_prefix(&mark.to_le_bytes()) {
            end = HASH;
            while let Some((key, after)) = split(rest) {
                let start = std::mem::replace(&mut end, bytes.len() - after.len());
                // Of two entries with one key, the later one counts.
                entries.insert(key, start..end);
                rest = after;
            }
        }
        Store { bytes, entries, end }
    }

    /// The bytes under a key.
    pub(super) fn get(&self, key: Hash) -> Option<&[u8]> {
        let entry = self.raw(key)?;
        entry.get(LENGTH.end..entry.len() - HASH)
    }

    /// A whole entry.
    pub(super) fn raw(&self, key: Hash) -> Option<&[u8]> {
        self.bytes.get(self.entries.get(&key)?.clone())
    }

    /// How long the mark and the entries are that are whole; more entries can be added there.
    pub(super) fn len(&self) -> usize {
        self.end
    }
}

/// What stands before all entries.
pub(super) fn begin(mark: Hash) -> [u8; HASH] {
    mark.to_le_bytes()
}

/// An entry.
pub(super) fn entry(key: Hash, value: &impl BorshSerialize) -> Vec<u8> {
    let mut entry = bytes(&(key, 0_u64, value));
    let length = (entry.len() + HASH - FRAME) as u64;
    if let Some(place) = entry.get_mut(LENGTH) {
        place.copy_from_slice(&length.to_le_bytes());
    }
    entry.extend_from_slice(&hash(&entry).to_le_bytes());
    entry
}

/// The key of the first entry, and what stands behind the entry.
fn split(bytes: &[u8]) -> Option<(Hash, &[u8])> {
    let (key, rest) = bytes.split_first_chunk::<HASH>()?;
    let (length, _) = rest.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?.checked_add(FRAME)?;
    let (entry, after) = bytes.split_at_checked(length)?;
    let (all, sum) = entry.split_last_chunk::<HASH>()?;
    (hash(all).to_le_bytes() == *sum).then_some((Hash::from_le_bytes(*key), after))
}

pub(super) fn hash(bytes: &[u8]) -> Hash {
    XxHash3_128::oneshot(bytes)
}

#[expect(clippy::expect_used, reason = "writing to memory cannot fail")]
pub(super) fn bytes(value: &impl BorshSerialize) -> Vec<u8> {
    borsh::to_vec(value).expect("memory takes all bytes")
}
