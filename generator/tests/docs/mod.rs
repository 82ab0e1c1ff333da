//! A folder of docs that a test makes, and the program that runs on it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A good page.
pub(crate) const PAGE: &str = "---\ntitle: \"book resource type\"\ndoc_type: resourcePageType\n---\n# book resource type\n\n\
    ## Properties\n|Property|Type|Description|\n|:---|:---|:---|\n|id|String|Key.|\n\n## JSON representation\n\
    <!-- { \"blockType\": \"resource\", \"keyProperty\": \"id\", \"@odata.type\": \"microsoft.graph.book\" } -->\n\
    ``` json\n{ \"id\": \"String (identifier)\" }\n```\n";

/// A folder with one good page, and what a test adds.
pub(crate) struct Docs {
    folder: tempfile::TempDir,
}

impl Docs {
    pub(crate) fn new() -> Self {
        let docs = Docs { folder: tempfile::tempdir().unwrap() };
        docs.add("docs/resources/book.md", PAGE);
        docs
    }

    pub(crate) fn add(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_graphdoc"));
        command.current_dir(self.path()).args(arguments).output().unwrap()
    }
}
