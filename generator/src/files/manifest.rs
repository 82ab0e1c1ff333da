//! The list of what the generator wrote, and what it was made from.

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use crate::emit::Origin;

/// Where it is, in the output folder.
pub(super) const NAME: &str = "manifest.json";

/// Files and the hashes of their texts.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The generator and its version.
    pub(super) generator: String,
    /// What the files were made from.
    #[serde(flatten)]
    pub(super) origin: Origin,
    /// Hashes by path, relative to the output folder, with `/`.
    pub(super) files: BTreeMap<String, String>,
}

impl Default for Manifest {
    fn default() -> Self {
        let generator = concat!("graphdoc ", env!("CARGO_PKG_VERSION")).to_owned();
        Manifest { generator, origin: Origin::default(), files: BTreeMap::new() }
    }
}

impl Manifest {
    /// Reads a manifest. Paths that lead out of the folder are dropped: nothing outside is ever removed.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut manifest: Manifest = serde_json::from_slice(bytes).ok()?;
        manifest.files.retain(|path, _| path != NAME && is_inside(path));
        Some(manifest)
    }

    /// The text of the file.
    pub(super) fn text(&self) -> String {
        // A struct of strings is always JSON.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The hash of a text. It tells whether somebody changed it, and need not withstand anybody.
pub(super) fn hash(bytes: &[u8]) -> String {
    shown(XxHash3_128::oneshot(bytes))
}

/// [`hash`] of what is read. Large files need no room of their own.
pub(super) fn hash_read(mut bytes: impl BufRead) -> io::Result<String> {
    let mut hasher = XxHash3_128::new();
    loop {
        let part = match bytes.fill_buf() {
            Ok([]) => return Ok(shown(hasher.finish_128())),
            Ok(part) => part,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.write(part);
        let length = part.len();
        bytes.consume(length);
    }
}

fn shown(hash: u128) -> String {
    format!("{hash:032x}")
}

fn is_inside(path: &str) -> bool {
    !path.contains('\\')
        && Path::new(path).components().all(|component| matches!(component, Component::Normal(_)))
        && !path.is_empty()
}
