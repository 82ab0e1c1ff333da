use graphdoc_runtime::client::Batch;
use graphdoc_runtime::{ErrorKind, Part, Request};
use serde_json::{Value, json};

use crate::server::{Server, reply};
use crate::things::{self, Get, Thing};

#[tokio::test]
async fn calls_travel_together_and_each_gets_its_answer() {
    let answers = json!({ "responses": [
        { "id": "2", "status": 403, "body": { "error": { "code": "accessDenied", "message": "No." } } },
        { "id": "1", "status": 200, "headers": { "Content-Type": "application/octet-stream" }, "body": "aGVsbG8=" },
        { "id": "0", "status": 201, "headers": { "Content-Type": "application/json" }, "body": { "id": "7" } },
    ] });
    let server = Server::replies([reply(200, &answers.to_string())]).await;
    let mut batch = Batch::new();
    let created = batch.add(things::create(&Thing { size: Some(1), ..Default::default() })).unwrap();
    let content = batch.add(things::content("a b")).unwrap();
    let refused = batch.add_after(things::list().top(1), &[created.id(), content.id()]).unwrap();
    let left_out = batch.add(things::delete("1")).unwrap();
    let mut answers = batch.send(&server.client()).await.unwrap();

    assert_eq!(answers.take(&created).unwrap().id.as_deref(), Some("7"));
    assert_eq!(answers.take(&content).unwrap(), b"hello");
    let error = answers.take(&refused).unwrap_err();
    assert!(error.to_string().contains("`Thing.Read.All` for an application"), "{error}");
    assert_eq!(answers.take(&left_out).unwrap_err().kind(), ErrorKind::Batch);
    assert_eq!(answers.take(&created).unwrap_err().kind(), ErrorKind::Batch);

    let seen = server.seen();
    assert_eq!(server.lines(), ["POST /v1.0/$batch"]);
    let body: Value = serde_json::from_slice(seen[0].body()).unwrap();
    let json = json!({ "content-type": "application/json" });
    assert_eq!(
        body,
        json!({ "requests": [
            { "id": "0", "method": "POST", "url": "/things", "headers": json, "body": { "size": 1 } },
            { "id": "1", "method": "GET", "url": "/things/a%20b/content" },
            { "id": "2", "method": "GET", "url": "/things?$top=1", "dependsOn": ["0", "1"] },
            { "id": "3", "method": "DELETE", "url": "/things/1" },
        ] })
    );
}

#[test]
fn what_cannot_stand_in_a_batch_is_refused() {
    let mut batch = Batch::new();
    assert_eq!(batch.add_after(things::get("1"), &[0]).unwrap_err().kind(), ErrorKind::Batch);
    assert_eq!(batch.add(Request::<Get>::from_link("https://h/x")).unwrap_err().kind(), ErrorKind::Batch);
    assert_eq!(batch.add(Request::<Get>::new(&[Part::Segment("..")])).unwrap_err().kind(), ErrorKind::Path);
    for _ in 0..20 {
        batch.add(things::get("1")).unwrap();
    }
    assert_eq!(batch.add(things::get("1")).unwrap_err().kind(), ErrorKind::Batch);
}

#[tokio::test]
async fn a_batch_without_calls_is_not_sent() {
    let server = Server::replies([]).await;
    assert!(Batch::new().send(&server.client()).await.is_ok());
    assert_eq!(server.seen().len(), 0);
}
