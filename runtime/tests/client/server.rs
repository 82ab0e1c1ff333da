//! A real HTTP/1.1 server over TLS on loopback, with a certificate authority of its own.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::http::Transport;
use azure_core::time::OffsetDateTime;
use bytes::Bytes;
use futures_util::stream;
use graphdoc_runtime::Client;
use graphdoc_runtime::client::{ClientOptions, Endpoint, RetryOptions, azure_core};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A request as the server saw it.
pub type Seen = http::Request<Vec<u8>>;

/// What the server does with a request.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
    pub delay: Duration,
}

#[derive(Debug, Clone)]
pub enum Body {
    Whole(Vec<u8>),
    /// The connection is cut after these bytes of a longer body.
    Cut(Vec<u8>),
    /// Nothing comes after these bytes, and the connection stays open.
    Stall(Vec<u8>),
    /// So many pieces of 64 KiB.
    Pieces(usize),
}

pub const PIECE: usize = 64 * 1024;

pub fn reply(status: u16, body: &str) -> Reply {
    let headers = vec![("content-type", "application/json".to_owned())];
    Reply { status, headers, body: Body::Whole(body.as_bytes().to_vec()), delay: Duration::ZERO }
}

impl Reply {
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }
}

type Handler = dyn Fn(&Seen) -> Reply + Send + Sync;

#[derive(Clone)]
pub struct Server {
    pub port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    handler: Box<Handler>,
    seen: Mutex<Vec<Seen>>,
    running: AtomicUsize,
    peak: AtomicUsize,
}

impl Server {
    /// Answers every request by a function of it.
    pub async fn start(handler: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            seen: Mutex::default(),
            running: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
        });
        let server = Server { port, shared };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(accepting.clone().serve(stream));
            }
        });
        server
    }

    /// Answers from a list, in its order.
    pub async fn replies(replies: impl IntoIterator<Item = Reply>) -> Server {
        let replies = Mutex::new(replies.into_iter().collect::<VecDeque<_>>());
        let none = || reply(500, r#"{"error":{"code":"noReplyLeft"}}"#);
        Server::start(move |_| replies.lock().unwrap().pop_front().unwrap_or_else(none)).await
    }

    async fn serve(self, stream: TcpStream) {
        let Ok(stream) = TlsAcceptor::from(authority().server.clone()).accept(stream).await else { return };
        let service = service_fn(|request| self.answer(request));
        let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
    }

    async fn answer(
        &self,
        request: http::Request<Incoming>,
    ) -> Result<http::Response<BoxBody<Bytes, io::Error>>, hyper::Error> {
        let running = self.shared.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.shared.peak.fetch_max(running, Ordering::SeqCst);
        let (parts, body) = request.into_parts();
        let seen = http::Request::from_parts(parts, body.collect().await?.to_bytes().to_vec());
        let reply = (self.shared.handler)(&seen);
        self.shared.seen.lock().unwrap().push(seen);
        tokio::time::sleep(reply.delay).await;
        let mut response = http::Response::builder().status(reply.status);
        for (name, value) in &reply.headers {
            response = response.header(*name, value);
        }
        let length = match &reply.body {
            Body::Whole(bytes) => bytes.len(),
            Body::Cut(bytes) | Body::Stall(bytes) => bytes.len() + 100,
            Body::Pieces(count) => count * PIECE,
        };
        let response = response.header("content-length", length).body(body_of(reply.body)).unwrap();
        self.shared.running.fetch_sub(1, Ordering::SeqCst);
        Ok(response)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// Method, path and query of all requests.
    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(|seen| format!("{} {}", seen.method(), seen.uri())).collect()
    }

    /// How many requests it had at the same time.
    pub fn peak(&self) -> usize {
        self.shared.peak.load(Ordering::SeqCst)
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// Options of a client of this server that loses no time.
    pub fn options(&self) -> ClientOptions {
        let mut options = ClientOptions {
            endpoint: Endpoint::Url(self.url("")),
            retry: RetryOptions { initial_delay: Duration::from_millis(1), ..Default::default() },
            poll_interval: Duration::from_millis(1),
            ..Default::default()
        };
        options.azure.transport = Some(transport());
        options
    }

    pub fn client(&self) -> Client {
        Client::with_options(Arc::new(Token), self.options()).unwrap()
    }
}

fn body_of(body: Body) -> BoxBody<Bytes, io::Error> {
    let frame = |bytes: Vec<u8>| Ok(Frame::data(Bytes::from(bytes)));
    match body {
        Body::Whole(bytes) => StreamBody::new(stream::iter([frame(bytes)])).boxed(),
        Body::Cut(bytes) => {
            let cut = stream::once(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Err(io::Error::other("cut"))
            });
            let body: stream::BoxStream<'static, _> =
                Box::pin(stream::StreamExt::chain(stream::iter([frame(bytes)]), cut));
            boxed(body)
        }
        Body::Stall(bytes) => {
            boxed(Box::pin(stream::StreamExt::chain(stream::iter([frame(bytes)]), stream::pending())))
        }
        Body::Pieces(count) => {
            let piece = Bytes::from(vec![7; PIECE]);
            StreamBody::new(stream::iter((0..count).map(move |_| Ok(Frame::data(piece.clone()))))).boxed()
        }
    }
}

fn boxed(stream: stream::BoxStream<'static, Result<Frame<Bytes>, io::Error>>) -> BoxBody<Bytes, io::Error> {
    // The streams are only ever read by the task of their connection.
    StreamBody::new(SyncStream(Mutex::new(stream))).boxed()
}

struct SyncStream(Mutex<stream::BoxStream<'static, Result<Frame<Bytes>, io::Error>>>);

impl stream::Stream for SyncStream {
    type Item = Result<Frame<Bytes>, io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.get_mut().0.get_mut().unwrap().as_mut().poll_next(context)
    }
}

struct Authority {
    certificate: reqwest::Certificate,
    server: Arc<ServerConfig>,
}

fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let server = ServerConfig::builder().with_no_client_auth();
        let server = server.with_single_cert(vec![certificate.der().clone()], key).unwrap();
        Authority { certificate: reqwest::Certificate::from_der(issuer.der()).unwrap(), server: Arc::new(server) }
    })
}

/// A transport that trusts the authority.
pub fn transport() -> Transport {
    let client = reqwest::Client::builder()
        .tls_certs_only([authority().certificate.clone()])
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    Transport::new(Arc::new(client))
}

/// Gives the same token to everybody.
#[derive(Debug)]
pub struct Token;

#[async_trait::async_trait]
impl TokenCredential for Token {
    async fn get_token(
        &self,
        scopes: &[&str],
        _options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        assert!(scopes.iter().all(|scope| scope.ends_with("/.default")), "{scopes:?}");
        Ok(AccessToken::new("secret-token", OffsetDateTime::now_utc() + azure_core::time::Duration::hours(1)))
    }
}
