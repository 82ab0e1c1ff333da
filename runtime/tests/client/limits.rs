use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use graphdoc_runtime::Client;

use crate::server::{Server, Token, reply};
use crate::things;

const CHILD: &str = "GRAPHDOC_TEST_CHILD";

/// Runs a test in a process of its own, after a command of the shell.
pub fn alone<F: Future<Output = ()>>(name: &str, setup: &str, test: impl FnOnce() -> F) {
    if std::env::var_os(CHILD).is_some() {
        return tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(test());
    }
    let script = format!("{setup}\nexec \"$0\" --exact {name} --nocapture");
    let shell = Command::new("sh").args(["-c", &script]).arg(std::env::current_exe().unwrap()).env(CHILD, "1").output();
    let output = shell.unwrap();
    print!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[test]
fn a_thousand_calls_pass_with_few_open_files() {
    alone("limits::a_thousand_calls_pass_with_few_open_files", "ulimit -n 1024", || async {
        let server = Server::start(|_| reply(200, r#"{"id":"1"}"#).delay(Duration::from_millis(20))).await;
        let client = server.client();
        let calls = (0..1000).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { things::get("1").send(&client).await })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        println!("{} calls, {} at the same time", server.seen().len(), server.peak());
        assert_eq!(server.seen().len(), 1000);
        assert!(server.peak() <= 64, "{}", server.peak());
    });
}

#[tokio::test]
async fn so_many_calls_are_under_way_and_no_more() {
    let server = Server::start(|_| reply(200, r#"{"id":"1"}"#).delay(Duration::from_millis(30))).await;
    let mut options = server.options();
    options.max_in_flight = 3;
    let client = Client::with_options(Arc::new(Token), options).unwrap();
    let calls: Vec<_> = (0..12).map(|_| things::get("1").send(&client)).collect();
    for result in futures_util::future::join_all(calls).await {
        result.unwrap();
    }
    assert_eq!((server.seen().len(), server.peak()), (12, 3));
}

#[tokio::test]
async fn a_download_counts_until_it_is_dropped() {
    let server = Server::start(|_| reply(200, r#"{"id":"1"}"#)).await;
    let mut options = server.options();
    options.max_in_flight = 1;
    let client = Client::with_options(Arc::new(Token), options).unwrap();
    let download = things::content("1").download(&client).await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(100), things::get("1").send(&client)).await;
    assert!(waiting.is_err());
    drop(download);
    things::get("1").send(&client).await.unwrap();
}
