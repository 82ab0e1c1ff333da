//! Everything that a client can be told.

use std::time::Duration;

use azure_core::http::Url;

use crate::{Error, ErrorKind};

/// Where the service is. Tokens are asked for there, and go nowhere else.
///
/// The clouds of other nations sign in elsewhere too: give the credential the same cloud.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Endpoint {
    /// `https://graph.microsoft.com`
    #[default]
    Global,
    /// `https://graph.microsoft.us`: the government of the United States, level 4.
    UsGovernment,
    /// `https://dod-graph.microsoft.us`: its Department of Defense, level 5.
    UsGovernmentDod,
    /// `https://microsoftgraph.chinacloudapi.cn`: China, operated by 21Vianet.
    China,
    /// Any other: scheme, host and, if need be, port and a path that goes before all others.
    Url(String),
}

impl Endpoint {
    /// The URL, without a slash at its end.
    pub fn as_str(&self) -> &str {
        match self {
            Endpoint::Global => "https://graph.microsoft.com",
            Endpoint::UsGovernment => "https://graph.microsoft.us",
            Endpoint::UsGovernmentDod => "https://dod-graph.microsoft.us",
            Endpoint::China => "https://microsoftgraph.chinacloudapi.cn",
            Endpoint::Url(url) => url.trim_end_matches('/'),
        }
    }

    pub(super) fn parse(&self) -> Result<Url, Error> {
        let options = |message: &str| Error::new(ErrorKind::Options, format!("`{}` {message}", self.as_str()));
        let url = Url::parse(self.as_str()).map_err(|error| options(&format!("is no URL: {error}")))?;
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        match url.scheme() {
            "https" if plain && url.password().is_none() => Ok(url),
            "https" => Err(options("has parts that an endpoint cannot have")),
            _ => Err(options("does not start with https://, and a token goes over nothing else")),
        }
    }
}

/// The options of a [`Client`](super::Client).
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Where the service is.
    pub endpoint: Endpoint,
    /// What tokens are asked for; without it `.default` of the endpoint.
    pub scope: Option<String>,
    /// When and how often a call is repeated.
    pub retry: RetryOptions,
    /// How long one try may take: up to the end of the body, or up to its start if it is streamed.
    pub try_timeout: Duration,
    /// How long all tries of a call and the waits between them may take together. The time that a call waits for
    /// its turn does not count.
    pub total_timeout: Duration,
    /// How long a streamed body may pause.
    pub idle_timeout: Duration,
    /// How many calls may be under way at the same time, so that a program does not run out of sockets. The others wait
    /// for their turn. A download counts until it is read to its end or dropped.
    pub max_in_flight: usize,
    /// How long to wait between two looks at a long running operation whose answers do not say it.
    pub poll_interval: Duration,
    /// The options that all clients of the Azure SDK have: transport, policies, user agent, instrumentation, logging. Its
    /// `retry` is not used, and its policies are for calls to the endpoint only.
    pub azure: azure_core::http::ClientOptions,
}

impl Default for ClientOptions {
    /// The global endpoint, 100 s per try, 10 min in total, 60 s of silence in a stream, 64 calls at the same time,
    /// a look every 5 s.
    fn default() -> Self {
        ClientOptions {
            endpoint: Endpoint::default(),
            scope: None,
            retry: RetryOptions::default(),
            try_timeout: Duration::from_secs(100),
            total_timeout: Duration::from_secs(600),
            idle_timeout: Duration::from_secs(60),
            max_in_flight: 64,
            poll_interval: Duration::from_secs(5),
            azure: azure_core::http::ClientOptions::default(),
        }
    }
}

/// When and how often a call is repeated.
///
/// After status 429 or a failed connection, any call is: it has not taken effect. After 408, 500, 502, 503, 504, a broken
/// connection or the timeout of a try, only a call that may be repeated ([`Request::repeatable`](crate::Request::repeatable)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryOptions {
    /// How often at most; zero turns it off.
    pub max_retries: u32,
    /// How long to wait before the first repetition when the service does not say it. The wait doubles every time.
    pub initial_delay: Duration,
    /// How long these waits get at most.
    pub max_delay: Duration,
    /// The longest `Retry-After` that is waited for. When the service asks for more, or for more than the timeout of the
    /// call has left, its answer becomes the error at once.
    pub max_retry_after: Duration,
}

impl Default for RetryOptions {
    /// Five times, after 0.5 s to 30 s; up to 5 min where the service asks for it.
    fn default() -> Self {
        RetryOptions {
            max_retries: 5,
            initial_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(30),
            max_retry_after: Duration::from_secs(300),
        }
    }
}
