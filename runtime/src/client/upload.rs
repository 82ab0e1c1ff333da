//! Content that goes up in ranges, to a URL that the service gives for it.

use std::fmt;

use azure_core::Bytes;
use azure_core::http::{Method, Request, Url};
use serde::Deserialize;
use serde_json::Value;

use super::{BoxFuture, Call, Client, parse};
use crate::redact::Discreet;
use crate::{Error, ErrorKind};

/// The upload of one large file: what the `uploadUrl` of an upload session stands for. The URL needs no token and gets
/// none.
pub struct UploadSession {
    client: Client,
    url: Url,
}

/// What the service has received.
#[derive(Clone, PartialEq)]
pub enum UploadProgress {
    /// It waits for the bytes from this one on.
    Next(u64),
    /// It has all, and answers with what became of them.
    Done(Value),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expected {
    next_expected_ranges: Vec<String>,
}

impl UploadSession {
    /// An upload to the URL that the service gave.
    ///
    /// # Errors
    /// When the text is no URL with `https`.
    pub fn new(client: &Client, upload_url: &str) -> Result<Self, Error> {
        let url = parse(upload_url)?;
        if url.scheme() == "https" {
            Ok(UploadSession { client: client.clone(), url })
        } else {
            Err(Error::new(ErrorKind::Link, format!("the upload is to go to {}, not to https", url.scheme())))
        }
    }

    /// Sends a range: these bytes, the first of which stands at `offset`, of `total`. Most services want all ranges but
    /// the last to be multiples of 320 KiB.
    ///
    /// # Errors
    /// As [`Request::send`](crate::Request::send).
    pub async fn put(&self, offset: u64, bytes: impl Into<Bytes>, total: u64) -> Result<UploadProgress, Error> {
        self.range(offset, bytes.into(), total).await
    }

    /// Asks what the service has received, such as after a failure.
    ///
    /// # Errors
    /// As [`Request::send`](crate::Request::send).
    pub async fn progress(&self) -> Result<UploadProgress, Error> {
        self.send(Request::new(self.url.clone(), Method::Get)).await
    }

    /// Gives the upload up. The service drops what it has received.
    ///
    /// # Errors
    /// As [`Request::send`](crate::Request::send).
    pub async fn cancel(self) -> Result<(), Error> {
        self.send(Request::new(self.url.clone(), Method::Delete)).await.map(drop)
    }

    fn range(&self, offset: u64, bytes: Bytes, total: u64) -> BoxFuture<'_, Result<UploadProgress, Error>> {
        let mut request = Request::new(self.url.clone(), Method::Put);
        let last = offset.saturating_add(bytes.len() as u64).saturating_sub(1);
        request.insert_header("content-range", format!("bytes {offset}-{last}/{total}"));
        request.insert_header("content-type", "application/octet-stream");
        request.set_body(bytes);
        self.send(request)
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<UploadProgress, Error>> {
        Box::pin(async move {
            let call = Call { request, token: false, repeatable: true, buffered: true, redirects: false };
            let answer = self.client.exchange(call).await?.success().await?.buffered().await?;
            let next = serde_json::from_slice::<Expected>(answer.body()).ok().and_then(|expected| expected.next());
            Ok(match next {
                Some(next) => UploadProgress::Next(next),
                None => UploadProgress::Done(serde_json::from_slice(answer.body()).unwrap_or_default()),
            })
        })
    }
}

impl Expected {
    fn next(&self) -> Option<u64> {
        self.next_expected_ranges.first()?.split('-').next()?.parse().ok()
    }
}

/// The answer may hold links that need no token.
impl fmt::Debug for UploadProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UploadProgress::Next(offset) => f.debug_tuple("Next").field(offset).finish(),
            UploadProgress::Done(answer) => f.debug_tuple("Done").field(&Discreet(answer)).finish(),
        }
    }
}

impl fmt::Debug for UploadSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadSession").field("host", &self.url.host_str()).finish()
    }
}
