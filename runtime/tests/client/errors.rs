use std::error::Error as _;
use std::sync::Arc;

use graphdoc_runtime::{Error, ErrorKind};

use crate::server::{Body, Server, reply};
use crate::things::{self, Thing};

/// Everything that a program could print of an error.
fn all_of(error: &Error) -> String {
    assert!(error.source().is_none());
    format!("{error} {error:?} {error:#?} {:?}", error.service())
}

#[tokio::test]
async fn an_error_says_all_that_the_service_says() {
    let body = r#"{"error":{"code":"badRequest","message":"Say \"please\".","target":"size","details":[{"code":"range",
        "message":"too large","target":"size"}],"innerError":{"code":"sizeTooLarge","request-id":"other","date":"then"}}}"#;
    let server =
        Server::replies([reply(400, body).header("request-id", "r-1").header("client-request-id", "c-1")]).await;
    let error = things::create(&Thing::default()).send(&server.client()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "400 Bad Request: badRequest: Say \"please\". (target `size`) (request-id r-1) [https://example.com/docs/Create]"
    );
    let service = error.service().unwrap();
    assert_eq!((service.innermost_code(), service.client_request_id.as_deref()), (Some("sizeTooLarge"), Some("c-1")));
    assert!(service.date.is_some());
    assert_eq!(service.details[0].message.as_deref(), Some("too large"));
}

#[tokio::test]
async fn a_403_names_the_least_privileged_permission() {
    let server = Server::replies([reply(403, r#"{"error":{"code":"accessDenied","message":"No."}}"#)]).await;
    let error = things::list().send(&server.client()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "403 Forbidden: accessDenied: No.; the least privileged permission is `Thing.Read` for a work or school account, \
         `Thing.Read.All` for an application [https://example.com/docs/List]"
    );
    assert_eq!(error.permissions().unwrap().application.least, Some("Thing.Read.All"));
}

#[tokio::test]
async fn success_without_a_body_is_an_error_of_its_own() {
    let server = Server::replies([reply(204, ""), reply(204, ""), reply(204, "")]).await;
    let client = server.client();
    let error = things::update("1", &Thing::default()).send(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.page()), (ErrorKind::NoContent, Some("https://example.com/docs/Update")));
    assert_eq!(things::delete("1").send(&client).await, Ok(()));
    assert_eq!(things::update("1", &Thing::default()).send_raw(&client).await.unwrap().status(), 204);
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_located_but_not_shown() {
    let server = Server::replies([reply(200, r#"{"value":[{"id":"1"},{"id":"2","size":"confidential"}]}"#)]).await;
    let error = things::list().send(&server.client()).await.unwrap_err();
    let text = all_of(&error);
    assert_eq!(error.kind(), ErrorKind::Response);
    assert!(
        text.contains("does not fit: value[1].size: found a string, expected integer") && text.contains("Thing"),
        "{text}"
    );
    assert!(text.contains("https://example.com/docs/List") && !text.contains("confidential"), "{text}");
}

#[tokio::test]
async fn no_error_tells_a_token_or_a_query_string() {
    // A pre-authenticated link to a host that refuses connections, one that breaks them, and one that says no.
    let link = "https://localhost:1/file?sig=secret-signature#secret-fragment".to_owned();
    let cuts = Server::start(|_| reply(200, "").body(Body::Cut(b"secret-content".to_vec()))).await;
    let stalls = Server::start(|_| reply(200, "").delay(std::time::Duration::from_secs(9))).await;
    let refuses = Server::start(|_| {
        let body = r#"{"error":{"code":"x","message":"Bearer secret-token at https://h/p?sig=secret-signature","innerError":{"url":"/p?sig=secret-signature"}}}"#;
        reply(403, body).header("request-id", "https://h/?sig=secret-signature")
    })
    .await;
    for target in [
        link,
        cuts.url("/file?sig=secret-signature"),
        stalls.url("/file?sig=secret-signature"),
        refuses.url("/file?sig=secret-signature"),
        "http://localhost/file?sig=secret-signature".to_owned(),
        "https://%/?sig=secret-signature".to_owned(),
    ] {
        let server = Server::start(move |_| reply(302, "").header("location", target.clone())).await;
        let mut options = server.options();
        (options.retry.max_retries, options.try_timeout) = (0, std::time::Duration::from_millis(300));
        let client = graphdoc_runtime::Client::with_options(Arc::new(crate::server::Token), options).unwrap();
        let request = things::content("1").query("secret", "secret-signature").header("x", "secret-token");
        let shown = format!("{request:?} {client:?}");
        let text = format!("{shown} {}", all_of(&request.send(&client).await.unwrap_err()));
        assert!(!text.contains("secret-"), "{text}");
    }
}
