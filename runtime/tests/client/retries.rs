use std::time::{Duration, Instant, SystemTime};

use azure_core::time::{OffsetDateTime, to_rfc7231};
use graphdoc_runtime::client::azure_core;
use graphdoc_runtime::{Client, Error, ErrorKind};

use crate::server::{Body, Reply, Server, Token, reply};
use crate::things::{self, Thing};

const OK: &str = r#"{"id":"1"}"#;

fn throttled() -> Reply {
    reply(429, r#"{"error":{"code":"tooManyRequests"}}"#)
}

fn cut() -> Reply {
    reply(200, "").body(Body::Cut(b"{\"id\":".to_vec()))
}

/// How often a call is sent whose first answer is this one, and what comes of it.
async fn sent(first: Reply, call: impl AsyncFnOnce(&Client) -> Result<(), Error>) -> (usize, Result<(), Error>) {
    let server = Server::replies([first, reply(200, OK)]).await;
    let result = call(&server.client()).await;
    (server.seen().len(), result)
}

async fn get(client: &Client) -> Result<(), Error> {
    things::get("1").send(client).await.map(drop)
}

async fn create(client: &Client) -> Result<(), Error> {
    things::create(&Thing::default()).send(client).await.map(drop)
}

async fn create_repeatable(client: &Client) -> Result<(), Error> {
    things::create(&Thing::default()).repeatable(true).send(client).await.map(drop)
}

#[tokio::test]
async fn the_method_decides_what_is_repeated() {
    for status in [408, 500, 502, 503, 504] {
        assert_eq!(sent(reply(status, "{}"), get).await, (2, Ok(())), "GET after {status}");
        let (times, result) = sent(reply(status, "{}"), create).await;
        assert_eq!((times, result.unwrap_err().status()), (1, Some(status)), "POST after {status}");
        assert_eq!(sent(reply(status, "{}"), create_repeatable).await, (2, Ok(())), "POST, allowed, after {status}");
    }
    assert_eq!(sent(throttled(), get).await, (2, Ok(())));
    assert_eq!(sent(throttled(), create).await, (2, Ok(())));
    for status in [400, 404, 409, 501] {
        assert_eq!(sent(reply(status, "{}"), get).await.0, 1, "{status}");
    }
    let (times, result) =
        sent(reply(503, "{}"), async |client| things::get("1").repeatable(false).send(client).await.map(drop)).await;
    assert_eq!((times, result.unwrap_err().status()), (1, Some(503)));
}

#[tokio::test]
async fn a_body_that_is_cut_is_asked_for_again_only_by_idempotent_calls() {
    assert_eq!(sent(cut(), get).await, (2, Ok(())));
    let (times, result) = sent(cut(), create).await;
    assert_eq!((times, result.unwrap_err().kind()), (1, ErrorKind::Transport));
    assert_eq!(sent(cut(), create_repeatable).await, (2, Ok(())));
}

#[tokio::test]
async fn the_body_of_a_repeated_call_is_whole() {
    let server = Server::replies([throttled(), reply(201, OK)]).await;
    things::create(&Thing { size: Some(7), ..Default::default() }).send(&server.client()).await.unwrap();
    let bodies: Vec<Vec<u8>> = server.seen().into_iter().map(http::Request::into_body).collect();
    assert_eq!(bodies, [br#"{"size":7}"#, br#"{"size":7}"#]);
}

#[tokio::test]
async fn retry_after_counts_seconds_on_every_status() {
    for status in [429, 500, 503] {
        let start = Instant::now();
        assert_eq!(sent(reply(status, "{}").header("retry-after", "1"), get).await, (2, Ok(())));
        assert!(start.elapsed() >= Duration::from_secs(1), "{status}: {:?}", start.elapsed());
    }
}

#[tokio::test]
async fn retry_after_may_be_a_date() {
    let date = OffsetDateTime::from(SystemTime::now() + Duration::from_secs(2));
    let start = Instant::now();
    assert_eq!(sent(throttled().header("retry-after", to_rfc7231(&date)), create).await, (2, Ok(())));
    assert!(start.elapsed() >= Duration::from_millis(900), "{:?}", start.elapsed()); // a date has whole seconds
    assert_eq!(sent(throttled().header("retry-after", "Fri, 01 Jan 2021 00:00:00 GMT"), get).await, (2, Ok(())));
}

#[tokio::test]
async fn nobody_waits_longer_than_is_allowed() {
    let (times, result) = sent(throttled().header("retry-after", "301"), get).await;
    let error = result.unwrap_err();
    assert_eq!((times, error.retry_after()), (1, Some(Duration::from_secs(301))));

    let server = Server::replies([throttled().header("retry-after", "5")]).await;
    let mut options = server.options();
    options.total_timeout = Duration::from_secs(3);
    let client = Client::with_options(std::sync::Arc::new(Token), options).unwrap();
    assert_eq!(things::get("1").send(&client).await.unwrap_err().status(), Some(429));
}

#[tokio::test]
async fn a_call_is_repeated_so_often_and_no_more() {
    let server = Server::start(|_| reply(503, r#"{"error":{"code":"down"}}"#)).await;
    let error = things::get("1").send(&server.client()).await.unwrap_err();
    assert_eq!((server.seen().len(), error.code()), (6, Some("down")));
}

#[tokio::test]
async fn a_connection_that_is_refused_is_told_from_one_that_broke() {
    let server = Server::replies([]).await;
    let mut options = server.options();
    options.endpoint = graphdoc_runtime::client::Endpoint::Url("https://localhost:1".to_owned());
    options.retry.max_retries = 1;
    let client = Client::with_options(std::sync::Arc::new(Token), options).unwrap();
    assert_eq!(create(&client).await.unwrap_err().kind(), ErrorKind::Connection);
}

#[tokio::test]
async fn a_slow_server_meets_a_timeout() {
    let slow = || reply(200, OK).delay(Duration::from_secs(30));
    let server = Server::replies([slow(), reply(200, OK)]).await;
    let mut options = server.options();
    options.try_timeout = Duration::from_millis(150);
    let client = Client::with_options(std::sync::Arc::new(Token), options.clone()).unwrap();
    assert_eq!(get(&client).await, Ok(()));
    assert_eq!(server.seen().len(), 2);

    let server = Server::replies([slow()]).await;
    options.endpoint = server.options().endpoint;
    let client = Client::with_options(std::sync::Arc::new(Token), options.clone()).unwrap();
    let error = create(&client).await.unwrap_err();
    assert_eq!((server.seen().len(), error.kind()), (1, ErrorKind::Timeout));

    let server = Server::start(move |_| slow()).await;
    options.endpoint = server.options().endpoint;
    options.total_timeout = Duration::from_millis(400);
    let client = Client::with_options(std::sync::Arc::new(Token), options).unwrap();
    let start = Instant::now();
    assert_eq!(get(&client).await.unwrap_err().kind(), ErrorKind::Timeout);
    assert!(start.elapsed() < Duration::from_secs(10));
}
