use graphdoc_runtime::ErrorKind;
use graphdoc_runtime::client::LongRunning;

use crate::server::{Server, reply};
use crate::things::{self, Thing};

#[tokio::test]
async fn an_operation_is_watched_to_its_end() {
    let server = Server::replies([
        reply(202, "").header("location", "/operations('1')"),
        reply(200, r#"{"status":"notStarted"}"#),
        reply(200, r#"{"status":"running","percentageComplete":40.5}"#),
        reply(200, r#"{"status":"succeeded","resourceLocation":"https://h/r?t=secret"}"#),
    ])
    .await;
    let mut operation = things::create(&Thing::default()).start(&server.client()).await.unwrap();
    assert_eq!(operation.poll().await.unwrap().status.as_deref(), Some("notStarted"));
    assert_eq!(operation.poll().await.unwrap().percentage, Some(40.5));
    let end = operation.wait().await.unwrap();
    assert_eq!((end.done, end.resource.as_deref()), (true, Some("https://h/r?t=secret")));
    assert!(!format!("{end:?}").contains("secret"));
    // The version was missing in the monitor.
    assert_eq!(server.lines()[1], "GET /v1.0/operations('1')");
    assert!(server.seen()[1].headers().contains_key("authorization"));
}

#[tokio::test]
async fn a_monitor_elsewhere_gets_no_token_and_can_be_stored() {
    let elsewhere = Server::replies([
        reply(202, r#"{"status":"inProgress"}"#),
        reply(303, "").header("location", "https://h/result"),
        reply(200, r#"{"status":"failed","error":{"code":"nameAlreadyExists","message":"Bearer secret"}}"#),
    ])
    .await;
    let monitor = elsewhere.url("/monitor?sig=secret");
    let server = Server::start(move |_| reply(202, "").header("location", monitor.clone())).await;
    let operation = things::create(&Thing::default()).start(&server.client()).await.unwrap();
    let stored = operation.monitor().unwrap().to_owned();
    assert!(stored.ends_with("/monitor?sig=secret") && !format!("{operation:?}").contains("secret"));
    let end = operation.wait().await.unwrap();
    assert_eq!(end.resource.as_deref(), Some("https://h/result"));
    let error = LongRunning::resume(&server.client(), &stored).unwrap().wait().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Operation);
    assert_eq!(error.to_string(), "the operation is `failed`: nameAlreadyExists: Bearer ***");
    assert!(elsewhere.seen().iter().all(|request| !request.headers().contains_key("authorization")));
}

#[tokio::test]
async fn an_operation_that_is_over_at_once_is_not_watched() {
    let server = Server::replies([reply(201, r#"{"id":"1"}"#)]).await;
    let operation = things::create(&Thing::default()).start(&server.client()).await.unwrap();
    assert_eq!(operation.wait().await.unwrap().body["id"], "1");
    assert_eq!(server.seen().len(), 1);
}
