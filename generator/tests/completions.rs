//! `graphdoc completions SHELL`: a script for each shell; and `graphdoc --version`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod docs;

use docs::Docs;

#[test]
fn shells_get_their_completions() {
    let docs = Docs::new();
    let expected = [
        ("bash", "complete -F _graphdoc"),
        ("zsh", "#compdef graphdoc"),
        ("fish", "complete -c graphdoc"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[graphdoc]"),
    ];
    for (shell, text) in expected {
        let output = docs.run(&["completions", shell]);
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && script.contains(text) && script.contains("exit-code"), "{shell}: {script}");
    }
    assert_eq!(docs.run(&["completions", "cmd"]).status.code(), Some(2));
}

#[test]
fn the_version_is_that_of_the_package() {
    let output = Docs::new().run(&["--version"]);
    let expected = concat!("graphdoc ", env!("CARGO_PKG_VERSION"), "\n");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}
