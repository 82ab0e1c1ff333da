//! `graphdoc export` as a script sees it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod docs;

use std::fs;

use docs::Docs;

#[test]
fn every_format_goes_to_standard_output_or_a_file() {
    let docs = Docs::new();
    for (format, part) in
        [("csdl", "<EntityType Name=\"book\">"), ("openapi", "\"microsoft.graph.book\": {"), ("schema", "\"types\": {")]
    {
        let printed = docs.run(&["export", format, "--docs", "docs"]);
        assert_eq!(printed.status.code(), Some(0), "{format}");
        assert!(String::from_utf8_lossy(&printed.stdout).contains(part), "{format}: {printed:?}");
        let written = docs.run(&["export", format, "--docs", "docs", "--output", "out/api"]);
        assert!(written.status.success() && written.stdout.is_empty(), "{format}: {written:?}");
        assert!(fs::read(docs.path().join("out/api")).unwrap() == printed.stdout, "{format}");
    }
}

#[test]
fn openapi_has_what_the_configuration_says_about_the_service() {
    let docs = Docs::new();
    docs.add(
        "graphdoc.toml",
        "docs = [\"docs\"]\n[api]\nservice_root = \"https://example.org/v3\"\n[package]\nversion = \"2.1.0\"\n",
    );
    let printed = docs.run(&["export", "openapi"]);
    let document: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(document["openapi"], "3.1.1");
    assert_eq!(document["servers"][0]["url"], "https://example.org/v3");
    assert_eq!(document["info"]["version"], "2.1.0");
}
