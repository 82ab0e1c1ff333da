//! Operations that go on after their first answer.

use std::fmt;
use std::time::Duration;

use azure_core::http::{Method, Request, Url};
use http::HeaderMap;
use serde_json::Value;

use super::{BoxFuture, Call, Client, is_idempotent, parse, transport};
use crate::redact::redact;
use crate::request::{Documented, Draft};
use crate::{Error, ErrorKind, ServiceError};

/// An operation that the service carries out in its own time.
pub struct LongRunning {
    client: Client,
    documented: Option<Documented>,
    /// Where the service tells how it goes on; none when the first answer was the last.
    monitor: Option<Url>,
    wait: Option<Duration>,
    last: Progress,
}

/// How far an operation has come.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// Whether it is over.
    pub done: bool,
    /// The service's word for its state, such as `inProgress`.
    pub status: Option<String>,
    /// How much of it is done.
    pub percentage: Option<f64>,
    /// What came of it: the link or the id of a resource.
    pub resource: Option<String>,
    /// All that the service says.
    pub body: Value,
}

impl LongRunning {
    pub(super) fn start(
        client: &Client,
        draft: Draft,
        documented: Documented,
    ) -> BoxFuture<'_, Result<LongRunning, Error>> {
        Box::pin(async move {
            let result = async {
                let call = client.prepare(&draft, documented)?;
                let sent_to = call.request.url().clone();
                let answer = client.exchange(call).await?.success().await?;
                let wait = answer.retry_after;
                let answer = answer.buffered().await?;
                let monitor = match monitor(answer.headers()) {
                    Some(location) if answer.status() == 202 => Some(locate(location, &sent_to, documented)?),
                    _ => None,
                };
                let mut last = Progress::read(answer.headers(), answer.body());
                last.done = monitor.is_none();
                let documented = Some(documented);
                Ok(LongRunning { client: client.clone(), documented, monitor, wait, last })
            };
            result.await.map_err(|error| documented.name(error))
        })
    }

    /// An operation whose monitor was stored, also by another run of the program.
    ///
    /// # Errors
    /// When the text is no URL with `https`.
    pub fn resume(client: &Client, monitor: &str) -> Result<Self, Error> {
        let monitor = Some(https(parse(monitor)?)?);
        let last = Progress::default();
        Ok(LongRunning { client: client.clone(), documented: None, monitor, wait: None, last })
    }

    /// Where the service tells how the operation goes on. Whoever has this link may need no token: treat it as a secret.
    pub fn monitor(&self) -> Option<&str> {
        self.monitor.as_ref().map(Url::as_str)
    }

    /// What was heard last.
    pub fn progress(&self) -> &Progress {
        &self.last
    }

    /// Asks once how far the operation has come. The token is sent only if the monitor is on the client's own endpoint.
    ///
    /// # Errors
    /// As [`Request::send`](crate::Request::send), and [`ErrorKind::Operation`] when the operation has failed.
    pub async fn poll(&mut self) -> Result<&Progress, Error> {
        if let Some(monitor) = self.monitor.clone().filter(|_| !self.last.done) {
            let polled = poll(&self.client, monitor).await.map_err(|error| self.name(error))?;
            (self.last, self.wait) = polled;
        }
        Ok(&self.last)
    }

    /// Waits until the operation is over, however long it takes.
    ///
    /// # Errors
    /// As [`LongRunning::poll`].
    pub async fn wait(mut self) -> Result<Progress, Error> {
        while !self.last.done {
            transport::sleep(self.wait.unwrap_or(self.client.0.limits.poll_interval)).await;
            self.poll().await?;
        }
        Ok(self.last)
    }

    fn name(&self, error: Error) -> Error {
        match self.documented {
            Some(documented) => documented.name(error),
            None => error,
        }
    }
}

async fn poll(client: &Client, monitor: Url) -> Result<(Progress, Option<Duration>), Error> {
    let request = Request::new(monitor, Method::Get);
    let repeatable = is_idempotent(request.method());
    let call = Call { request, token: true, repeatable, buffered: true, redirects: false };
    let answer = client.exchange(call).await?;
    let (status, wait) = (answer.status, answer.retry_after);
    // A monitor may send on to what came of the operation. To get it is the caller's business.
    let answer = if (300..400).contains(&status) { answer } else { answer.success().await? };
    let answer = answer.buffered().await?;
    let mut progress = Progress::read(answer.headers(), answer.body());
    let state = progress.status.as_deref().unwrap_or_default();
    if is_failed(state) {
        let service = ServiceError::from_json(status, progress.body.get("error").cloned().unwrap_or_default());
        let said = [service.code, service.message].into_iter().flatten().map(|text| format!(": {text}"));
        return Err(Error::new(
            ErrorKind::Operation,
            format!("the operation is `{state}`{}", said.collect::<String>()),
        ));
    }
    progress.done = if state.is_empty() { status != 202 } else { is_done(state) } || (300..400).contains(&status);
    Ok((progress, wait))
}

fn is_failed(status: &str) -> bool {
    ["failed", "deleteFailed", "cancelled", "canceled"].iter().any(|word| status.eq_ignore_ascii_case(word))
}

fn is_done(status: &str) -> bool {
    ["succeeded", "completed", "skipped"].iter().any(|word| status.eq_ignore_ascii_case(word))
}

impl Progress {
    fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |names: &[&str]| names.iter().find_map(|name| body.get(name)?.as_str().map(str::to_owned));
        let location = headers.get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        Progress {
            done: false,
            status: text(&["status"]),
            percentage: body.get("percentageComplete").and_then(Value::as_f64),
            resource: text(&["resourceLocation", "targetResourceLocation", "resourceId", "targetResourceId"])
                .or(location),
            body,
        }
    }
}

fn monitor(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get("location").or_else(|| headers.get("operation-location"))?;
    header.to_str().ok()
}

/// Some workloads leave out the version that all paths of the API stand below.
fn locate(location: &str, sent_to: &Url, documented: Documented) -> Result<Url, Error> {
    let root = parse(documented.service_root)?;
    let root = root.path().trim_end_matches('/');
    let below_root = location.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    let location = if location.starts_with('/') && !location.starts_with("//") && !below_root {
        format!("{root}{location}")
    } else {
        location.to_owned()
    };
    https(sent_to.join(&location).map_err(|error| Error::new(ErrorKind::Link, format!("no monitor: {error}")))?)
}

fn https(url: Url) -> Result<Url, Error> {
    if url.scheme() == "https" {
        Ok(url)
    } else {
        Err(Error::new(ErrorKind::Link, format!("the monitor is at {}, not at https", url.scheme())))
    }
}

/// Links to the result may need no token.
impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Progress { done, status, percentage, resource, body: _ } = self;
        let resource = resource.as_deref().map(redact);
        f.debug_struct("Progress")
            .field("done", done)
            .field("status", status)
            .field("percentage", percentage)
            .field("resource", &resource)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for LongRunning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.monitor.as_ref().and_then(Url::host_str);
        let (done, status) = (self.last.done, &self.last.status);
        f.debug_struct("LongRunning").field("host", &host).field("done", &done).field("status", status).finish()
    }
}
