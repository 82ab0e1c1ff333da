//! What requests can look like: a crate is made of the case `request_forms`. Its own tests make the requests that the
//! pages show, and a program uses what the pages document beside them.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::process::Command;

use graphdoc::{Config, Corpus, files};
use graphdoc_tests::{pages, workspace};

/// What a program does with the crate.
const USER: &str = r##"
use graph_sdk::Error;
use graph_sdk::models::{AtlasUpdate, Book, BookUpdate};
use graph_sdk::requests::book::{self, Update};
use graph_sdk::requests::atlas;

#[test]
fn documented_parameters_are_functions_of_their_operation() {
    let request = book::update("7", &BookUpdate::default())
        .with(Update::if_match("W/\"1\""))
        .with(Update::requires_review(true))
        .with(Update::prefer_library_zone("UTC"))
        .with(Update::prefer_library_format("text"))
        .header("X-Other", "y");
    let request = request.request().unwrap();
    assert_eq!(request.uri(), "https://library.example/v1.0/books/7?requiresReview=true");
    assert_eq!(request.headers()["If-Match"], "W/\"1\"");
    assert_eq!(request.headers()["Prefer"], "library.zone=\"UTC\", library.format=\"text\"");
    assert_eq!(request.headers()["X-Other"], "y");
}

#[test]
fn the_page_of_a_change_knows_what_may_change() {
    let mut changes = BookUpdate::default();
    changes.set_shelf("north"); // of a model it is not sent: elsewhere the docs call it read-only
    assert_eq!(book::update("7", &changes).request().unwrap().body(), br#"{"shelf":"north"}"#);
    let fetched = Book { shelf: Some("south".to_owned()), copies: Some(2), ..Book::default() };
    assert_eq!(book::update("7", &BookUpdate::from(&fetched)).request().unwrap().body(), b"{}");
}

#[test]
fn one_request_of_two_pages_has_two_functions() {
    let (book, atlas) = (book::update("7", &BookUpdate::default()), atlas::update("7", &AtlasUpdate::default()));
    assert_eq!(book.request().unwrap().uri(), atlas.request().unwrap().uri());
}

#[test]
fn the_form_of_the_url_decides_about_the_answer() {
    let picture: Vec<u8> = book::get_cover("7").response(b"\xff\xd8").unwrap();
    assert_eq!(picture, b"\xff\xd8");
    assert_eq!(book::count().response(b"42").unwrap(), 42);
}

#[test]
fn a_value_stays_in_its_place() {
    let uri = |request: Result<graph_sdk::http::Request<Vec<u8>>, Error>| request.map(|it| it.uri().to_string());
    let odd = "a/b#c%d 'e' \u{e9}?";
    assert_eq!(
        uri(book::search(odd, "x").request()).unwrap(),
        "https://library.example/v1.0/books/search(q='a%2Fb%23c%25d%20%27%27e%27%27%20%C3%A9%3F',zone='x')"
    );
    let path = uri(book::get_content_shelf_root("a/b c/d:e.txt").request()).unwrap();
    assert_eq!(path, "https://library.example/v1.0/shelf/root:/a/b%20c/d%3Ae.txt:/content");
    for id in ["", ".", ".."] {
        assert!(book::get_cover(id).request().is_err(), "{id:?}");
        assert!(book::remove_reader("7", id).request().is_err(), "{id:?}");
    }
    assert!(book::get_content_shelf_root("a/../b").request().is_err());
    assert!(book::search("..", ".").request().is_ok()); // a text in quotes is no segment
}
"##;

#[test]
fn requests_are_those_that_the_pages_show() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().canonicalize().unwrap();
    let case = std::fs::read_to_string(workspace().join("tests/cases/request_forms.md")).unwrap();
    let mut config = Config { conformance: true, runtime: Some(workspace().join("runtime")), ..Config::default() };
    config.out = Some(out.clone());
    config.api.namespace = "sample.library".to_owned();
    config.api.service_root = "https://library.example/v1.0".to_owned();
    let output = graphdoc::generate(&Corpus::from_texts(pages(&case)), &config);
    files::write(&output.files, &out).unwrap();
    std::fs::copy(workspace().join("Cargo.lock"), out.join("Cargo.lock")).unwrap();
    std::fs::write(out.join("tests/user.rs"), USER).unwrap();
    let test = |arguments: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["test", "--no-default-features", "--offline"]).args(arguments).current_dir(&out);
        let target = workspace().join("target/emitted");
        let output = cargo.env("CARGO_TARGET_DIR", target).output().unwrap();
        let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(output.status.success(), "{text}");
        text
    };
    let report = test(&["--test", "examples", "--", "--nocapture", "--test-threads=1"]);
    assert!(report.contains("requests: 8 of 8\n"), "{report}");
    test(&["--test", "user"]);
}
