//! Bodies that come piece by piece.

use std::fmt;
use std::time::Duration;

use async_lock::SemaphoreGuardArc;
use azure_core::Bytes;
use azure_core::http::response::AsyncResponseBody;
use futures_util::StreamExt as _;
use http::HeaderMap;

use super::{Answer, BoxFuture, Client, transport};
use crate::Error;
use crate::request::{Documented, Draft};

/// The body of an answer, read as far as it is asked for. It counts as a call in flight until its end or until it is
/// dropped.
pub struct Download {
    status: u16,
    headers: HeaderMap,
    /// What is left of the body; none after its end or an error.
    body: Option<(AsyncResponseBody, SemaphoreGuardArc)>,
    idle_timeout: Duration,
    documented: Documented,
}

impl Client {
    pub(super) fn download(&self, draft: Draft, documented: Documented) -> BoxFuture<'_, Result<Download, Error>> {
        Box::pin(async move {
            let result = async {
                let mut call = self.prepare(&draft, documented)?;
                call.buffered = false;
                self.exchange(call).await?.success().await
            };
            let answer = result.await.map_err(|error| documented.name(error))?;
            let Answer { status, headers, body, turn, .. } = answer;
            let idle_timeout = self.0.limits.idle_timeout;
            Ok(Download { status, headers, body: Some((body, turn)), idle_timeout, documented })
        })
    }
}

impl Download {
    /// The status of the answer: 200, or 206 for a part of the content.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The next piece of the body; none at its end.
    ///
    /// # Errors
    /// When the connection breaks ([`ErrorKind::Transport`](crate::ErrorKind::Transport)) or the stream pauses for longer than
    /// the client allows ([`ErrorKind::Timeout`](crate::ErrorKind::Timeout)). The header `Range` of another request can ask
    /// for the rest.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        let Some((body, _)) = &mut self.body else { return Ok(None) };
        let error = match transport::within(self.idle_timeout, body.next()).await {
            Some(Some(Ok(piece))) => return Ok(Some(piece)),
            Some(Some(Err(error))) => transport::failure(error),
            Some(None) => {
                self.body = None;
                return Ok(None);
            }
            None => transport::timed_out(self.idle_timeout),
        };
        self.body = None;
        Err(self.documented.name(error))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("status", &self.status).finish_non_exhaustive()
    }
}
