//! The list of what the generator wrote, and what it was made from.

use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use crate::emit::Origin;

/// Where it is, in the output folder.
pub(super) const NAME: &str = "manifest.json";

/// Files of the generator and the hashes of their texts, by path relative to the output folder, with `/`.
pub(super) type Hashes = BTreeMap<String, String>;

/// The text of a manifest. Nothing is said of where the files come from while they are being replaced.
pub(super) fn text(origin: Option<&Origin>, files: &Hashes) -> String {
    #[derive(Serialize)]
    struct Manifest<'a> {
        generator: &'static str,
        #[serde(flatten)]
        origin: Option<&'a Origin>,
        files: &'a Hashes,
    }

    let manifest = Manifest { generator: concat!("graphdoc ", env!("CARGO_PKG_VERSION")), origin, files };
    // A struct of strings is always JSON.
    serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n"
}

/// The files that a manifest lists; none if it is no manifest of this generator, whatever its version. Paths that lead out of
/// the folder are dropped: nothing outside is ever removed.
pub(super) fn listed(manifest: &[u8]) -> Option<Hashes> {
    #[derive(Deserialize)]
    struct Listing {
        generator: String,
        files: Hashes,
    }

    let Listing { generator, mut files } = serde_json::from_slice(manifest).ok()?;
    files.retain(|path, _| path != NAME && is_inside(path));
    generator.starts_with("graphdoc ").then_some(files)
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
