//! Without the feature `client` nothing that knows HTTP is built.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use std::process::Command;

#[test]
fn models_and_requests_need_no_http_stack() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for package in ["graphdoc-runtime", "graph-backup-storage"] {
        let tree = |features: &[&str]| {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.args(["tree", "-p", package, "-e", "normal", "--prefix", "none", "--locked", "--offline"]);
            let output = cargo.args(features).current_dir(&root).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let stack = ["azure_core", "reqwest", "hyper", "tokio", "rustls", "futures-util", "tracing"];
        let known = |tree: &str| {
            let names: Vec<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
            stack.into_iter().filter(|name| names.contains(name)).collect::<Vec<_>>()
        };
        assert_eq!(known(&tree(&["--no-default-features"])), [""; 0], "{package}");
        assert_eq!(known(&tree(&[])), stack, "{package}"); // with the client all of it is there
    }
}
