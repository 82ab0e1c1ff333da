//! Sends requests: on the pipeline of `azure_core`, with any of its credentials.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use azure_core::credentials::TokenCredential;
//! # use graphdoc_runtime::Client;
//! # use graphdoc_runtime::client::{ClientOptions, Endpoint};
//! # fn connect(credential: Arc<dyn TokenCredential>) -> Result<Client, graphdoc_runtime::Error> {
//! let options = ClientOptions { endpoint: Endpoint::UsGovernment, ..Default::default() };
//! let client = Client::with_options(credential, options)?;
//! # Ok(client) }
//! ```
//!
//! A call is made by a method of its request: [`Request::send`](crate::Request::send),
//! [`send_raw`](crate::Request::send_raw), [`pager`](crate::Request::pager), [`delta`](crate::Request::delta),
//! [`download`](crate::Request::download), [`upload`](crate::Request::upload), [`start`](crate::Request::start).
//!
//! - **Retries** as [`RetryOptions`] says, timeouts as [`ClientOptions`] says.
//! - **Redirects** of GET and HEAD are followed. The token goes to the client's own endpoint and nowhere else.
//! - **Tracing**: a span `graph_call` per call with method, host, path, status and `client_request_id`, which is also sent
//!   to the service. Bodies, tokens and query strings are not recorded.
//! - **Tests** of a program run on a client that answers from a list: [`testing`].

mod batch;
mod download;
mod long_running;
mod options;
mod paging;
mod retry;
mod send;
pub mod testing;
mod transport;
mod upload;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use async_lock::{Semaphore, SemaphoreGuardArc};
use azure_core::credentials::TokenCredential;
use azure_core::http::headers::{CONTENT_TYPE, HeaderName};
use azure_core::http::policies::Policy;
use azure_core::http::policies::auth::BearerTokenAuthorizationPolicy;
use azure_core::http::response::AsyncResponseBody;
use azure_core::http::{
    Body, ClientOptions as AzureOptions, Context, Method, Pipeline, PipelineStreamOptions, Request,
    RetryOptions as AzureRetryOptions, Transport, Url,
};
use http::HeaderMap;
use tracing::Instrument as _;

use self::retry::{Plan, Retry};
use crate::request::{Documented, Draft};
use crate::{Error, ErrorKind, ServiceError};

pub use self::batch::{Batch, BatchAnswers, BatchKey};
pub use self::download::Download;
pub use self::long_running::{LongRunning, Progress};
pub use self::options::{ClientOptions, Endpoint, RetryOptions};
pub use self::paging::{Element, Pager};
pub use self::upload::{UploadProgress, UploadSession};
pub use azure_core;

/// Sends requests. Clones share their connections, tokens and limits.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    endpoint: Url,
    /// Whether calls of any API go to the endpoint. A named one is that of a single API.
    any_root: bool,
    /// For the endpoint.
    own: Pipeline,
    /// For everything else: without a token.
    foreign: Pipeline,
    in_flight: Arc<Semaphore>,
    limits: Limits,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    total_timeout: std::time::Duration,
    idle_timeout: std::time::Duration,
    poll_interval: std::time::Duration,
}

const LOCATION: HeaderName = HeaderName::from_static("location");

/// How many redirects are followed one after the other.
const MAX_REDIRECTS: usize = 5;

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A request on its way.
struct Call {
    request: Request,
    /// Whether the client's token may go with it, if it goes to the client's endpoint.
    token: bool,
    repeatable: bool,
    buffered: bool,
    redirects: bool,
}

/// What comes back, whatever its status.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: AsyncResponseBody,
    retry_after: Option<std::time::Duration>,
    turn: SemaphoreGuardArc,
}

impl Client {
    /// A client of the global endpoint. `azure_identity` has credentials for every way to sign in.
    ///
    /// # Errors
    /// None; the options of [`Client::with_options`] may have some.
    pub fn new(credential: Arc<dyn TokenCredential>) -> Result<Self, Error> {
        Self::with_options(credential, ClientOptions::default())
    }

    /// A client with options.
    ///
    /// # Errors
    /// When the endpoint is no `https` URL, when the application id is longer than 24 characters or not made of letters,
    /// digits and ``!#$%&'*+-.^_`|~``, or when no call may be in flight.
    pub fn with_options(credential: Arc<dyn TokenCredential>, options: ClientOptions) -> Result<Self, Error> {
        let endpoint = options.endpoint.parse()?;
        check(&options)?;
        let scope = options.scope.unwrap_or_else(|| format!("{}/.default", options.endpoint.as_str()));
        let mut azure = options.azure;
        azure.retry = AzureRetryOptions::none();
        let transport = transport::DiscreetTransport(azure.transport.take().unwrap_or_default());
        azure.transport = Some(Transport::with_policy(Arc::new(transport)));

        let retry: Arc<dyn Policy> = Arc::new(Retry { options: options.retry, try_timeout: options.try_timeout });
        let token: Arc<dyn Policy> = Arc::new(BearerTokenAuthorizationPolicy::new(credential, [scope]));
        let pipeline = |azure: AzureOptions, per_try: Vec<Arc<dyn Policy>>| {
            let (name, version) = (option_env!("CARGO_PKG_NAME"), option_env!("CARGO_PKG_VERSION"));
            Pipeline::new(name, version, azure, Vec::new(), per_try, None)
        };
        // A policy of the program may add a key of its own, which is no stranger's business.
        let bare = AzureOptions { per_call_policies: Vec::new(), per_try_policies: Vec::new(), ..azure.clone() };
        Ok(Client(Arc::new(Inner {
            endpoint,
            any_root: matches!(options.endpoint, Endpoint::Url(_)),
            own: pipeline(azure, vec![retry.clone(), token]),
            foreign: pipeline(bare, vec![retry]),
            in_flight: Arc::new(Semaphore::new(options.max_in_flight)),
            limits: Limits {
                total_timeout: options.total_timeout,
                idle_timeout: options.idle_timeout,
                poll_interval: options.poll_interval,
            },
        })))
    }

    /// Makes a call and reads the whole body of its answer. All futures of a program are the same size here, and this
    /// code is compiled once, not once per operation.
    fn call(
        &self,
        draft: Draft,
        documented: Documented,
        body: Option<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, Error>> {
        Box::pin(async move {
            let result = async {
                let mut call = self.prepare(&draft, documented)?;
                if let Some(body) = body {
                    set_body(&mut call.request, body);
                }
                self.exchange(call).await?.success().await?.buffered().await
            };
            result.await.map_err(|error| documented.name(error))
        })
    }

    /// The request of a draft, at this client's endpoint.
    fn prepare(&self, draft: &Draft, documented: Documented) -> Result<Call, Error> {
        let request = draft.request(documented)?;
        let uri = request.uri().to_string();
        let url = if draft.is_link() { self.own_link(&uri)? } else { self.rebase(&uri)? };
        let request = transport::to_pipeline(request, url)?;
        let repeatable = draft.repeatable.unwrap_or(is_idempotent(request.method()));
        Ok(Call { request, token: true, repeatable, buffered: true, redirects: true })
    }

    /// The URL with this client's endpoint in place of the documented scheme, host and port.
    fn rebase(&self, url: &str) -> Result<Url, Error> {
        let documented = parse(url)?;
        let global = Endpoint::Global.parse()?;
        if !self.0.any_root && documented.origin() != global.origin() {
            let message = format!(
                "the call belongs to {} and the client to {}; name the endpoint in the client's options",
                documented.origin().ascii_serialization(),
                self.0.endpoint.origin().ascii_serialization(),
            );
            return Err(Error::new(ErrorKind::Options, message));
        }
        let mut rebased = self.0.endpoint.clone();
        let prefix = rebased.path().trim_end_matches('/').to_owned();
        rebased.set_path(&format!("{prefix}{}", documented.path()));
        rebased.set_query(documented.query());
        Ok(rebased)
    }

    /// A link from an answer, if it leads to this client's endpoint.
    fn own_link(&self, link: &str) -> Result<Url, Error> {
        let url = parse(link)?;
        if self.is_own(&url) {
            return Ok(url);
        }
        let (there, here) = (url.origin().ascii_serialization(), self.0.endpoint.origin().ascii_serialization());
        Err(Error::new(ErrorKind::Link, format!("the link leads to {there}, but the client's token is for {here}")))
    }

    fn is_own(&self, url: &Url) -> bool {
        url.origin() == self.0.endpoint.origin() && url.username().is_empty() && url.password().is_none()
    }

    /// Waits for its turn and makes a call, with all its tries and redirects.
    async fn exchange(&self, mut call: Call) -> Result<Answer, Error> {
        let id = client_request_id(&mut call.request);
        let span = tracing::info_span!(
            "graph_call",
            otel.kind = "client",
            http.request.method = call.request.method().as_str(),
            server.address = call.request.url().host_str(),
            url.path = call.request.url().path(),
            client_request_id = id,
            http.response.status_code = tracing::field::Empty,
        );
        async {
            let turn = self.0.in_flight.acquire_arc().await;
            let limit = self.0.limits.total_timeout;
            let result = transport::within(limit, self.follow(call, turn)).await;
            let answer = result.unwrap_or_else(|| Err(transport::timed_out(limit)))?;
            tracing::Span::current().record("http.response.status_code", answer.status);
            Ok(answer)
        }
        .instrument(span)
        .await
    }

    async fn follow(&self, call: Call, turn: SemaphoreGuardArc) -> Result<Answer, Error> {
        let Call { mut request, token, repeatable, buffered, redirects } = call;
        let plan = Plan { repeatable, buffered, started: Instant::now(), total_timeout: self.0.limits.total_timeout };
        let context = Context::new().with_value(plan);
        let mut own = token;
        for _ in 0..=MAX_REDIRECTS {
            // Who has left the endpoint once does not come back with a token: somebody else chose the URL.
            own = own && self.is_own(request.url());
            let pipeline = if own { &self.0.own } else { &self.0.foreign };
            let options = PipelineStreamOptions { skip_checks: true, ..Default::default() };
            let response = pipeline.stream(&context, &mut request, Some(options)).await;
            let (status, headers, body) = response.map_err(transport::failure)?.deconstruct();
            let location = headers.get_optional_str(&LOCATION);
            match (u16::from(status), location) {
                (301 | 302 | 303 | 307 | 308, Some(location)) if redirects && is_safe(request.method()) => {
                    request = redirected(&request, location)?;
                }
                (status, _) => {
                    let retry_after = retry::retry_after(&headers);
                    return Ok(Answer { status, headers: transport::to_header_map(&headers), body, retry_after, turn });
                }
            }
        }
        Err(Error::new(ErrorKind::Link, format!("the answer redirects more than {MAX_REDIRECTS} times")))
    }
}

impl Answer {
    /// The same answer, unless its status is no success.
    async fn success(self) -> Result<Self, Error> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let retry_after = self.retry_after;
        let answer = self.buffered().await?;
        let mut service = ServiceError::read(answer.status().as_u16(), answer.headers(), answer.body());
        service.retry_after = retry_after;
        Err(Error::refused(service))
    }

    /// The answer with its whole body, which the retry policy has read.
    async fn buffered(self) -> Result<http::Response<Vec<u8>>, Error> {
        let body = self.body.collect().await.map_err(transport::failure)?;
        let mut response = http::Response::new(body.into());
        *response.status_mut() = http::StatusCode::from_u16(self.status)
            .map_err(|_| Error::new(ErrorKind::Http, format!("{} is no status", self.status)))?;
        *response.headers_mut() = self.headers;
        Ok(response)
    }
}

fn check(options: &ClientOptions) -> Result<(), Error> {
    // The pipeline panics over what it cannot put into a header.
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if let Some(id) = &options.azure.user_agent.application_id
        && (id.len() > 24 || !id.chars().all(is_token))
    {
        return Err(Error::new(ErrorKind::Options, format!("`{id}` cannot be an application id")));
    }
    if options.max_in_flight == 0 {
        return Err(Error::new(ErrorKind::Options, "`max_in_flight` is zero, so no call could ever be made"));
    }
    Ok(())
}

fn parse(url: &str) -> Result<Url, Error> {
    Url::parse(url).map_err(|error| Error::new(ErrorKind::Http, format!("`{url}` is no URL: {error}")))
}

fn is_safe(method: Method) -> bool {
    matches!(method, Method::Get | Method::Head)
}

fn is_idempotent(method: Method) -> bool {
    is_safe(method) || matches!(method, Method::Put | Method::Delete)
}

/// One id under both names: the service reads the first, the pipeline would make another one for the second.
fn client_request_id(request: &mut Request) -> String {
    const NAMES: [&str; 2] = ["client-request-id", "x-ms-client-request-id"];
    let given = NAMES.iter().find_map(|name| request.headers().get_optional_string(&(*name).into()));
    let id = given.unwrap_or_else(|| azure_core::Uuid::new_v4().to_string());
    for name in NAMES {
        request.insert_header(name, id.clone());
    }
    id
}

fn set_body(request: &mut Request, body: Body) {
    if request.headers().get_optional_str(&CONTENT_TYPE).is_none() {
        request.insert_header(CONTENT_TYPE, "application/octet-stream");
    }
    request.set_body(body);
}

/// The request that a redirect asks for. Most headers of the first one are nobody else's business, the token least of all.
fn redirected(request: &Request, location: &str) -> Result<Request, Error> {
    let url = request.url().join(location);
    let url = url.map_err(|error| Error::new(ErrorKind::Link, format!("the answer redirects to no URL: {error}")))?;
    if url.scheme() != "https" {
        return Err(Error::new(ErrorKind::Link, format!("the answer redirects to {}, not to https", url.scheme())));
    }
    let mut next = Request::new(url, request.method());
    for name in ["accept", "range", "client-request-id", "x-ms-client-request-id"] {
        if let Some(value) = request.headers().get_optional_string(&name.into()) {
            next.insert_header(name, value);
        }
    }
    Ok(next)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoint = self.0.endpoint.as_str();
        f.debug_struct("Client").field("endpoint", &endpoint).field("limits", &self.0.limits).finish_non_exhaustive()
    }
}
