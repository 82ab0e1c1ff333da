use graphdoc_runtime::{Change, Collection, ErrorKind, Parameter, Part, Request, Returning};

use crate::server::{Server, reply};
use crate::things::{self, Get, List, Thing};

fn thing(id: &str) -> Thing {
    Thing { id: Some(id.to_owned()), ..Default::default() }
}

/// Three pages; the links carry what a service puts into them.
async fn three_pages() -> Server {
    let port = std::sync::Arc::new(std::sync::OnceLock::new());
    let known = port.clone();
    let server = Server::start(move |request| {
        let link =
            |token: &str| format!("https://localhost:{}/v1.0/things?$top=1&$skiptoken={token}", known.get().unwrap());
        match request.uri().query().unwrap_or_default() {
            "$top=1&$count=true" => reply(
                200,
                &format!(r#"{{"@odata.count":3,"value":[{{"id":"a"}}],"@odata.nextLink":"{}"}}"#, link("X'1%202'%2f")),
            ),
            "$top=1&$skiptoken=X%271%202%27%2f" => {
                reply(200, &format!(r#"{{"value":[],"@odata.nextLink":"{}"}}"#, link("last")))
            }
            "$top=1&$skiptoken=last" => reply(200, r#"{"value":[{"id":"b"},{"id":"c"}]}"#),
            other => reply(400, &format!(r#"{{"error":{{"code":"unexpected","message":"{other}"}}}}"#)),
        }
    })
    .await;
    port.set(server.port).unwrap();
    server
}

#[tokio::test]
async fn items_come_over_all_pages() {
    let server = three_pages().await;
    let mut all = things::list().top(1).count(true).header("Prefer", "x").pager(&server.client());
    let mut ids = Vec::new();
    while let Some(thing) = all.try_next().await.unwrap() {
        ids.push(thing.id.unwrap());
    }
    assert_eq!((ids.join(""), all.count(), all.try_next().await), ("abc".to_owned(), Some(3), Ok(None)));
    let seen = server.seen();
    assert_eq!(seen.len(), 3);
    // The headers of the first request are those of all of them.
    assert!(seen.iter().all(|request| request.headers().get("prefer").unwrap() == "x"));
}

#[tokio::test]
async fn a_list_at_another_form_of_a_call_has_pages_and_the_parameters_of_the_call() {
    let server = three_pages().await;
    let find = || Request::<Returning<Get, Collection<Thing>>>::new(&[Part::Text("/things")]);
    let wish = Parameter::<Get>::header("Prefer", "x");
    let mut all = find().top(1).with(Parameter::<Get>::query("$count", "true")).with(wish).pager(&server.client());
    let mut ids = Vec::new();
    while let Some(thing) = all.try_next().await.unwrap() {
        ids.push(thing.id.unwrap());
    }
    assert_eq!(ids.join(""), "abc");
    assert_eq!(server.seen()[0].headers().get("prefer").unwrap(), "x");
}

#[tokio::test]
async fn a_stored_link_goes_on_where_another_program_stopped() {
    let server = three_pages().await;
    let mut first = things::list().top(1).count(true).pager(&server.client());
    assert_eq!(first.next_page().await.unwrap().unwrap().value, [thing("a")]);
    let stored = first.next_link().unwrap().to_owned();
    let mut rest = Request::<List>::from_link(&stored).pager(&server.client());
    assert_eq!(rest.next_page().await.unwrap().unwrap().value, []);
    assert_eq!(rest.try_next().await.unwrap(), Some(thing("b")));
    assert!(!format!("{rest:?} {first:?}").contains("skiptoken"));
}

#[tokio::test]
async fn a_link_to_a_stranger_is_refused_before_anything_is_sent() {
    let stranger = Server::replies([]).await;
    let server = Server::replies([]).await;
    let same_port = format!(":{}/v1.0/things?$skiptoken=secret", server.port);
    let links = [
        stranger.url("/v1.0/things?$skiptoken=secret"),
        format!("https://127.0.0.1{same_port}"),
        format!("http://localhost{same_port}"),
        format!("https://localhost@127.0.0.1{same_port}"),
        format!("https://user:pass@localhost{same_port}"),
        format!("https://localhost.example.com{same_port}"),
    ];
    for link in links {
        let page = format!(r#"{{"value":[{{"id":"a"}}],"@odata.nextLink":"{link}"}}"#);
        let from_link = Request::<List>::from_link(&link).send(&server.client()).await.unwrap_err();
        assert_eq!(from_link.kind(), ErrorKind::Link, "{link}");
        assert!(!format!("{from_link} {from_link:?}").contains("secret"));

        let paged = Server::replies([reply(200, &page)]).await;
        let mut pager = things::list().pager(&paged.client());
        assert_eq!(pager.try_next().await.unwrap(), Some(thing("a")));
        assert_eq!(pager.try_next().await.unwrap_err().kind(), ErrorKind::Link, "{link}");
        assert_eq!(paged.seen().len(), 1);
    }
    assert_eq!((stranger.seen().len(), server.seen().len()), (0, 0));
}

#[tokio::test]
async fn a_page_that_names_itself_is_no_endless_loop() {
    let port = std::sync::Arc::new(std::sync::OnceLock::new());
    let known = port.clone();
    let server = Server::start(move |_| {
        reply(200, &format!(r#"{{"value":[],"@odata.nextLink":"https://localhost:{}/x"}}"#, known.get().unwrap()))
    })
    .await;
    port.set(server.port).unwrap();
    assert_eq!(things::list().pager(&server.client()).try_next().await.unwrap_err().kind(), ErrorKind::Link);
}

#[tokio::test]
async fn an_error_does_not_lose_the_page() {
    let server = Server::replies([reply(404, "{}"), reply(200, r#"{"value":[{"id":"a"}]}"#)]).await;
    let mut pager = things::list().pager(&server.client());
    assert_eq!(pager.try_next().await.unwrap_err().status(), Some(404));
    assert_eq!(pager.try_next().await.unwrap(), Some(thing("a")));
}

#[tokio::test]
async fn a_delta_query_tells_what_is_gone_and_where_to_ask_later() {
    let server = Server::replies([
        reply(200, r#"{"value":[{"id":"a"},{"id":"b","@removed":{"reason":"deleted"}}],"@odata.deltaLink":"https://h/d?$deltatoken=1"}"#),
    ])
    .await;
    let mut changes = things::list().delta(&server.client());
    assert_eq!(changes.try_next().await.unwrap(), Some(Change::Changed(thing("a"))));
    let Some(Change::Removed(gone)) = changes.try_next().await.unwrap() else { panic!("nothing is gone") };
    assert_eq!((gone.id.as_deref(), gone.reason.as_deref()), (Some("b"), Some("deleted")));
    assert_eq!(changes.try_next().await.unwrap(), None);
    assert_eq!(changes.delta_link(), Some("https://h/d?$deltatoken=1"));
}
