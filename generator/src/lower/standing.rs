//! Files that need not be made again: what they are made of is as it was, and they stand as they were written.
//!
//! Whoever makes a file is given a source and what all files depend on, and nothing else of the schema; so a hash of these tells
//! whether the file would be another one.

use borsh::BorshSerialize;
use twox_hash::XxHash3_128;

use crate::diagnostic::Diagnostic;

/// A hash of all that a file is made of.
pub type Fingerprint = u128;

/// Finds the file that was made of just this, if it stands as it was written: its path, and the hash of its text.
pub type Find<'a> = &'a (dyn Fn(&Fingerprint) -> Option<(String, String)> + Sync);

/// A file that stands, and what the index of its folder says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its path.
    pub path: String,
    /// The hash of its text.
    pub hash: String,
    /// Its module.
    pub module: String,
    /// The types in it that are re-exported.
    pub names: Vec<String>,
    /// The features that it is compiled with, any of them; always, when empty.
    pub features: Vec<String>,
}

/// Tells which files stand.
pub(super) struct Reuse<'a> {
    find: Find<'a>,
    common: Fingerprint,
}

/// What came of a file.
pub(super) enum File<T> {
    Standing(Standing),
    Made(T, Vec<Diagnostic>),
}

impl<'a> Reuse<'a> {
    /// `common` is what all files depend on, beside their sources.
    pub(super) fn new(find: Option<Find<'a>>, common: &impl BorshSerialize) -> Option<Self> {
        find.map(|find| Reuse { find, common: fingerprint(common) })
    }

    /// The same for files that depend on more.
    pub(super) fn and(&self, more: &impl BorshSerialize) -> Self {
        Reuse { find: self.find, common: fingerprint(&(self.common, more)) }
    }
}

/// The file that is made of a source, if it stands; or else its fingerprint, if somebody asks for it.
pub(super) fn find(
    reuse: Option<&Reuse<'_>>,
    source: &impl BorshSerialize,
) -> Result<(String, String), Option<Fingerprint>> {
    let Some(Reuse { find, common }) = reuse else { return Err(None) };
    let fingerprint = fingerprint(&(common, source));
    find(&fingerprint).ok_or(Some(fingerprint))
}

#[expect(clippy::expect_used, reason = "writing to memory cannot fail")]
fn fingerprint(of: &impl BorshSerialize) -> Fingerprint {
    XxHash3_128::oneshot(&borsh::to_vec(of).expect("memory takes all bytes"))
}
