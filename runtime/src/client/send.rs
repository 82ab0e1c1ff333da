//! The methods of a request that need a client.

use azure_core::http::Body;

use super::{Client, Download, LongRunning, Pager};
use crate::model::Json;
use crate::request::{Documented, read};
use crate::{Change, Collection, Error, Operation, Request};

impl<O: Operation> Request<O> {
    /// Sends the request and reads the answer.
    ///
    /// # Errors
    /// Whatever [`ErrorKind`](crate::ErrorKind) says. When the service may answer without the body that the page documents,
    /// [`ErrorKind::NoContent`](crate::ErrorKind::NoContent) tells this success from failures.
    pub async fn send(self, client: &Client) -> Result<O::Response, Error> {
        let answer = client.call(self.draft, Documented::of::<O>(), None).await?;
        read::<O>(answer.body())
    }

    /// Sends the request and gives the answer as it is, with its status and headers. [`Request::response`] can read its
    /// body.
    ///
    /// # Errors
    /// As [`Request::send`], but for those of reading.
    pub async fn send_raw(self, client: &Client) -> Result<http::Response<Vec<u8>>, Error> {
        client.call(self.draft, Documented::of::<O>(), None).await
    }

    /// Sends the request with a body that is a stream, instead of the one it has, and reads the answer. The body's media
    /// type is `application/octet-stream` unless the header `Content-Type` says otherwise.
    ///
    /// # Errors
    /// As [`Request::send`].
    pub async fn upload(self, client: &Client, body: impl Into<Body>) -> Result<O::Response, Error> {
        let answer = client.call(self.draft, Documented::of::<O>(), Some(body.into())).await?;
        read::<O>(answer.body())
    }

    /// Sends the request and gives the body of the answer piece by piece, so that a large one does not have to fit into
    /// memory.
    ///
    /// # Errors
    /// As [`Request::send`], but for those of reading.
    pub async fn download(self, client: &Client) -> Result<Download, Error> {
        client.download(self.draft, Documented::of::<O>()).await
    }

    /// Sends the request and keeps the link by which the service tells how the operation goes on after its first answer.
    ///
    /// # Errors
    /// As [`Request::send`], but for those of reading.
    pub async fn start(self, client: &Client) -> Result<LongRunning, Error> {
        LongRunning::start(client, self.draft, Documented::of::<O>()).await
    }
}

impl<T: Json, O: Operation<Response = Collection<T>>> Request<O> {
    /// Reads the collection page by page, as far as it is asked for. Nothing is sent yet.
    pub fn pager(self, client: &Client) -> Pager<T> {
        Pager::new(client, self.draft, Documented::of::<O>())
    }

    /// The same for a delta query: its elements may say that something is gone, and its last page has a link that later
    /// leads to what has changed since.
    pub fn delta(self, client: &Client) -> Pager<Change<T>> {
        Pager::new(client, self.draft, Documented::of::<O>())
    }
}
