//! What a call leaves in the log. It is the only test of its process: `tracing` decides once for every place that logs
//! whether anybody listens, and a thread of another test, where nobody does, may be the one that asks.

#![allow(missing_docs, unreachable_pub, dead_code, reason = "a test is no library and needs a part of the server only")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test should fail where it is wrong"
)]

use std::io;
use std::sync::{Arc, Mutex};

use crate::server::{Body, Server, reply};
use crate::things::Thing;

#[path = "client/server.rs"]
mod server;
#[path = "client/things.rs"]
mod things;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_call_is_a_span_and_the_log_keeps_its_secrets() {
    let server = Server::replies([
        reply(503, r#"{"error":{"message":"secret-content"}}"#),
        reply(200, r#"{"id":"secret-content"}"#),
        reply(200, "").body(Body::Cut(b"secret-content".to_vec())),
    ])
    .await;
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    {
        let _guard = tracing::subscriber::set_default(subscriber);
        let call = things::get("1").query("sig", "secret-signature").header("client-request-id", "id-1");
        call.send(&server.client()).await.unwrap();
        let broken = things::create(&Thing::default()).query("sig", "secret-signature");
        broken.send(&server.client()).await.unwrap_err();
    }
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let closed = text.lines().find(|line| line.contains("graph_call") && line.contains("close")).unwrap();
    for part in ["GET", "localhost", "/v1.0/things/1", "id-1", "http.response.status_code=200"] {
        assert!(closed.contains(part), "{closed}");
    }
    assert!(text.contains("the call is repeated") && text.contains("status=503"), "{text}");
    assert!(!text.contains("secret-"), "{text}");
}
