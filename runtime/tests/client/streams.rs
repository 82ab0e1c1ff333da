use std::sync::Arc;
use std::time::Duration;

use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{Context, Request};
use azure_core::stream::{BytesStream, SeekableStream};
use graphdoc_runtime::client::{UploadProgress, UploadSession, azure_core};
use graphdoc_runtime::{Client, ErrorKind};

use crate::server::{Body, PIECE, Server, Token, reply};
use crate::things;

#[tokio::test]
async fn a_redirect_to_another_host_is_followed_without_the_token() {
    let elsewhere = Server::replies([reply(200, "content"), reply(200, "content")]).await;
    let location = elsewhere.url("/file?sig=1");
    let server = Server::start(move |_| reply(302, "").header("location", location.clone())).await;
    let request = || things::content("1").header("Range", "bytes=0-6").header("x-private", "x");
    assert_eq!(request().send(&server.client()).await.unwrap(), b"content");
    let mut download = request().download(&server.client()).await.unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "content");
    assert_eq!(download.try_next().await.unwrap(), None);
    assert!(
        server.seen().iter().all(|request| request.headers().get("authorization").unwrap() == "Bearer secret-token")
    );
    for request in elsewhere.seen() {
        assert_eq!(request.uri(), "/file?sig=1");
        assert_eq!(request.headers().get("range").unwrap(), "bytes=0-6");
        assert!(!request.headers().contains_key("authorization") && !request.headers().contains_key("x-private"));
    }
}

#[tokio::test]
async fn a_redirect_back_to_the_endpoint_gets_no_token_either() {
    let home = Arc::new(std::sync::OnceLock::new());
    let known = home.clone();
    let elsewhere =
        Server::start(move |_| reply(302, "").header("location", String::clone(known.get().unwrap()))).await;
    let away = elsewhere.url("/away");
    let server = Server::start(move |request| match request.uri().path() {
        "/home" => reply(200, "content"),
        _ => reply(302, "").header("location", away.clone()),
    })
    .await;
    home.set(server.url("/home")).unwrap();
    things::content("1").send(&server.client()).await.unwrap();
    let tokens: Vec<bool> = server.seen().iter().map(|seen| seen.headers().contains_key("authorization")).collect();
    assert_eq!(tokens, [true, false]);
}

/// What a program may add to all calls.
#[derive(Debug)]
struct Key;

#[async_trait::async_trait]
impl Policy for Key {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        request.insert_header("x-key", "secret");
        next[0].send(ctx, request, &next[1..]).await
    }
}

#[tokio::test]
async fn policies_of_the_program_do_not_go_elsewhere() {
    let elsewhere = Server::replies([reply(200, "content")]).await;
    let location = elsewhere.url("/file");
    let server = Server::start(move |_| reply(302, "").header("location", location.clone())).await;
    let mut options = server.options();
    options.azure.per_call_policies.push(Arc::new(Key));
    let client = Client::with_options(Arc::new(Token), options).unwrap();
    things::content("1").send(&client).await.unwrap();
    assert!(server.seen()[0].headers().contains_key("x-key"));
    assert!(!elsewhere.seen()[0].headers().contains_key("x-key"));
}

#[tokio::test]
async fn redirects_end_somewhere_and_only_reads_follow_them() {
    let server = Server::start(|_| reply(307, "").header("location", "/again")).await;
    assert_eq!(things::content("1").send(&server.client()).await.unwrap_err().kind(), ErrorKind::Link);
    assert_eq!(server.seen().len(), 6);
    assert_eq!(things::delete("1").send(&server.client()).await.unwrap_err().status(), Some(307));
}

#[tokio::test]
async fn a_stream_that_breaks_or_pauses_is_an_error() {
    let server = Server::replies([
        reply(200, "").body(Body::Cut(b"part".to_vec())),
        reply(200, "").body(Body::Stall(b"part".to_vec())),
    ])
    .await;
    let mut options = server.options();
    options.idle_timeout = Duration::from_millis(150);
    let client = Client::with_options(Arc::new(Token), options).unwrap();
    for kind in [ErrorKind::Transport, ErrorKind::Timeout] {
        let mut download = things::content("1").download(&client).await.unwrap();
        assert_eq!(download.try_next().await.unwrap().unwrap(), "part");
        assert_eq!(download.try_next().await.unwrap_err().kind(), kind);
        assert_eq!(download.try_next().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_refused_download_says_why() {
    let server = Server::replies([reply(404, r#"{"error":{"code":"itemNotFound"}}"#)]).await;
    let error = things::content("1").download(&server.client()).await.unwrap_err();
    assert_eq!(error.code(), Some("itemNotFound"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_hundred_megabytes_fit_into_little_memory() {
    crate::limits::alone("streams::a_hundred_megabytes_fit_into_little_memory", "", || async {
        const PIECES: usize = 1600;
        let server = Server::start(|_| reply(200, "").body(Body::Pieces(PIECES))).await;
        let client = server.client();
        let mut first = things::content("1").download(&client).await.unwrap();
        assert!(first.try_next().await.unwrap().is_some());
        drop(first);
        let before = peak_memory();
        let mut download = things::content("1").download(&client).await.unwrap();
        let mut read = 0;
        while let Some(piece) = download.try_next().await.unwrap() {
            read += piece.len();
        }
        assert_eq!(read, PIECES * PIECE);
        let more = peak_memory() - before;
        println!("{} MB read with {more} kB more memory", read / 1_048_576);
        assert!(more < 10_000, "{more} kB");
    });
}

/// In kB.
#[cfg(target_os = "linux")]
fn peak_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_stream_goes_up_whole_also_when_it_is_sent_again() {
    let server = Server::replies([reply(503, "{}"), reply(201, r#"{"id":"1"}"#)]).await;
    let body: Box<dyn SeekableStream> = Box::new(BytesStream::new(vec![9; 300_000]));
    let thing = things::put_content("1").upload(&server.client(), body).await.unwrap();
    assert_eq!(thing.id.as_deref(), Some("1"));
    for request in server.seen() {
        assert_eq!((request.body().len(), request.method().as_str()), (300_000, "PUT"));
        assert_eq!(request.headers().get("content-type").unwrap(), "application/octet-stream");
    }
}

#[tokio::test]
async fn a_large_file_goes_up_in_ranges_without_the_token() {
    let server = Server::replies([
        reply(202, r#"{"nextExpectedRanges":["4-"]}"#),
        reply(200, r#"{"nextExpectedRanges":["4-5","7-"]}"#),
        reply(201, r#"{"id":"1"}"#),
        reply(204, ""),
    ])
    .await;
    let session = UploadSession::new(&server.client(), &server.url("/up?t=secret")).unwrap();
    assert_eq!(session.put(0, vec![1; 4], 6).await.unwrap(), UploadProgress::Next(4));
    assert_eq!(session.progress().await.unwrap(), UploadProgress::Next(4));
    let UploadProgress::Done(item) = session.put(4, vec![1; 2], 6).await.unwrap() else { panic!("not done") };
    assert_eq!(item["id"], "1");
    assert!(!format!("{session:?}").contains("secret"));
    session.cancel().await.unwrap();
    let seen = server.seen();
    let ranges: Vec<_> = seen.iter().filter_map(|request| request.headers().get("content-range")).collect();
    assert_eq!(ranges, ["bytes 0-3/6", "bytes 4-5/6"]);
    assert!(seen.iter().all(|request| !request.headers().contains_key("authorization")));
}
