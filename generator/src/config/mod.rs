//! The configuration: its keys, their defaults, and the file they are read from.

mod faults;
mod fixups;
mod keys;
mod lint;
mod pattern;
mod place;
mod read;
mod removed;

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::{Code, Level};

pub use faults::{ExampleFault, ExamplePart, example_faults};
pub use fixups::{Fixup, Placed, fixups};
pub use keys::json_schema;
pub use lint::{Levels, Lint, PageLevels};
pub use pattern::Pattern;
pub use place::ConfigFile;
pub use read::{ConfigError, Mistake};
pub use removed::{Removed, RemovedPart, Vanished, next_breaking, removed, with_removed};

/// What graphdoc can be told in `graphdoc.toml`. Relative paths are taken from the folder of the file.
// All fields are public, and the default works.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folders of pages.
    pub docs: Vec<PathBuf>,
    /// Files of fixups beside those in the docs folders.
    pub fixups: Vec<PathBuf>,
    /// The file that says what the docs no longer have and the SDK keeps; `removed.toml` in the docs folders when there
    /// is none.
    pub removed: Option<PathBuf>,
    /// The folder the SDK is written to.
    pub out: Option<PathBuf>,
    /// A local `graphdoc-runtime` that the SDK depends on, instead of the published one.
    pub runtime: Option<PathBuf>,
    /// Whether the SDK gets tests that read the examples of the pages into its types and write them back.
    pub conformance: bool,
    /// What the pages describe.
    pub api: Api,
    /// The emitted crate.
    pub package: Package,
    /// What the SDK holds, with all that it needs; everything when empty. A pattern with a blank names calls
    /// (`GET /books/**`), one with a slash pages (`api/book-*.md`), one that starts with `area:` product areas
    /// (`area:lending`), any other one types (`sample.library.*`, `book`).
    pub include: Vec<String>,
    /// What the SDK does not hold, in patterns like those of `include`. It wins over `include` and over what is needed:
    /// where a type is left out, its values are untyped JSON.
    pub exclude: Vec<String>,
    /// Adjustments of types and enumerations, by name or pattern.
    pub types: BTreeMap<String, TypeRules>,
    /// Adjustments of calls, by the name of their page.
    pub operations: BTreeMap<String, OperationRules>,
    /// Renames of areas: the normalised name in the docs on the left, the wanted one on the right.
    pub areas: BTreeMap<String, String>,
    /// Levels of diagnostics that differ from the defaults.
    #[schemars(schema_with = "keys::levels")]
    pub levels: BTreeMap<Code, Level>,
    /// Settings of `graphdoc lint`.
    pub lint: Lint,
    /// The form of the output; a build script sets it.
    #[serde(skip)]
    pub layout: Layout,
    /// Where all of this was read from, so that a finding can name the place.
    #[serde(skip)]
    pub file: Option<ConfigFile>,
}

/// The form of the output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// A crate: a file per type and resource, with a `Cargo.toml`.
    #[default]
    Crate,
    /// One file without inner attributes and cargo features, for `include!` inside of a module.
    Module,
}

/// Adjustments of a type or enumeration.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TypeRules {
    /// The name in Rust.
    pub rename: Option<String>,
    /// Leaves the type out; its values are untyped JSON.
    pub skip: bool,
    /// What the type derives beside the usual traits, as paths.
    pub derive: Vec<String>,
    /// Adjustments of properties, by their names in the JSON. Types that inherit them follow.
    pub properties: BTreeMap<String, PropertyRules>,
    /// Adjustments of the members of an enumeration, by their names in the JSON.
    pub members: BTreeMap<String, MemberRules>,
}

/// Adjustments of a property.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PropertyRules {
    /// The name of the field in Rust; the name in the JSON stays.
    pub rename: Option<String>,
    /// Leaves the field out; its value is kept among the unknown properties.
    pub skip: bool,
}

/// Adjustments of a member of an enumeration.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MemberRules {
    /// The name of the variant in Rust; the name in the JSON stays.
    pub rename: Option<String>,
}

/// Adjustments of a call.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OperationRules {
    /// The name of the function in Rust, in snake case; that of the marker type follows.
    pub rename: Option<String>,
}

/// What the pages describe.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Api {
    /// The namespace of types that are written without one.
    pub namespace: String,
    /// The URL that all paths stand below.
    pub service_root: String,
    /// Where the pages are published; links in the documentation lead there.
    pub docs_url: String,
}

/// The emitted crate.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Package {
    /// The name of the crate.
    pub name: String,
    /// Its version.
    pub version: String,
    /// One sentence about it.
    pub description: String,
    /// Its licence, as an SPDX expression.
    pub license: String,
    /// Crates that `derive` entries need, with their versions.
    pub dependencies: BTreeMap<String, String>,
    /// Whether each product area is a cargo feature; without, everything is always compiled.
    pub features: bool,
    /// The areas that are on by default; none when empty, all with `full`.
    pub default_areas: Vec<String>,
    /// Where the text of the pages comes from and under which licence; goes into `NOTICE` and the crate's documentation.
    pub attribution: Option<Attribution>,
}

/// Credit for the text of the pages.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Attribution {
    /// The work and its authors, such as the name of the repository.
    pub source: String,
    /// The address of the source.
    pub url: Option<String>,
    /// The commit or version of the source.
    pub commit: Option<String>,
    /// The licence of the text, such as `CC BY 4.0`.
    pub licence: String,
}

impl Default for Api {
    fn default() -> Self {
        Api {
            namespace: "microsoft.graph".to_owned(),
            service_root: "https://graph.microsoft.com/v1.0".to_owned(),
            docs_url: "https://learn.microsoft.com/graph/api".to_owned(),
        }
    }
}

impl Default for Package {
    fn default() -> Self {
        Package {
            name: "graph-sdk".to_owned(),
            version: "0.1.0".to_owned(),
            description: "Typed models and requests, generated from the API's reference pages".to_owned(),
            license: "MIT OR Apache-2.0".to_owned(),
            dependencies: BTreeMap::new(),
            features: true,
            default_areas: Vec::new(),
            attribution: None,
        }
    }
}
