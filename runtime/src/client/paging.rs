//! Collections that come in pages.

use std::{fmt, vec};

use super::Client;
use crate::request::{Documented, Draft};
use crate::{Change, Collection, Error, ErrorKind, Format, Json, model};

/// Reads a collection page by page. Links are followed as they are, and only to the client's own endpoint. After an error
/// the next attempt asks for the same page again.
pub struct Pager<T> {
    client: Client,
    documented: Documented,
    /// The request for the next page, if there is one.
    next: Option<Draft>,
    next_link: Option<String>,
    delta_link: Option<String>,
    count: Option<i64>,
    items: vec::IntoIter<T>,
}

impl<T: Element> Pager<T> {
    pub(super) fn new(client: &Client, draft: Draft, documented: Documented) -> Self {
        Pager {
            client: client.clone(),
            documented,
            next: Some(draft),
            next_link: None,
            delta_link: None,
            count: None,
            items: Vec::new().into_iter(),
        }
    }

    /// The next element; none at the end.
    ///
    /// # Errors
    /// As [`Request::send`](crate::Request::send), and [`ErrorKind::Link`] for a link that leads elsewhere or in a circle.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        loop {
            if let Some(item) = self.items.next() {
                return Ok(Some(item));
            }
            match self.next_page().await? {
                Some(page) => self.items = page.value.into_iter(),
                None => return Ok(None),
            }
        }
    }

    /// The next page; none at the end. Elements that [`Pager::try_next`] has yet to give are not on it.
    ///
    /// # Errors
    /// As [`Pager::try_next`].
    pub async fn next_page(&mut self) -> Result<Option<Collection<T>>, Error> {
        let Some(draft) = &self.next else { return Ok(None) };
        let answer = self.client.call(draft.clone(), self.documented, None).await?;
        let page = T::page(answer.body()).map_err(|error| self.documented.name(error))?;
        let (next, delta, count) = (page.next_link.clone(), page.delta_link.clone(), page.count);
        self.turn(next, delta, count)?;
        Ok(Some(page))
    }
}

/// What a page is made of.
pub trait Element: Sized {
    /// Reads a page.
    ///
    /// # Errors
    /// When the body is no page of such elements.
    fn page(body: &[u8]) -> Result<Collection<Self>, Error>;
}

impl<T: model::Json> Element for T {
    fn page(body: &[u8]) -> Result<Collection<T>, Error> {
        Json::read(body)
    }
}

impl<T: model::Json> Element for Change<T> {
    fn page(body: &[u8]) -> Result<Collection<Change<T>>, Error> {
        let Collection { value, next_link, delta_link, count, additional } =
            <Json as Format<Collection<T>>>::read(body)?;
        let value = value.into_iter().map(Change::of).collect();
        Ok(Collection { value, next_link, delta_link, count, additional })
    }
}

impl<T> Pager<T> {
    /// The link of the page that would be read next. [`Request::from_link`](crate::Request::from_link) goes on from there,
    /// also in another run of the program.
    pub fn next_link(&self) -> Option<&str> {
        self.next_link.as_deref()
    }

    /// After the last page of a delta query: the link that later leads to what has changed since.
    pub fn delta_link(&self) -> Option<&str> {
        self.delta_link.as_deref()
    }

    /// How many elements all pages have together, if the request asked for it and a page has said it.
    pub fn count(&self) -> Option<i64> {
        self.count
    }

    fn turn(&mut self, next: Option<String>, delta: Option<String>, count: Option<i64>) -> Result<(), Error> {
        if next.is_some() && next == self.next_link {
            let error = Error::new(ErrorKind::Link, "the page names itself as the next one");
            return Err(self.documented.name(error));
        }
        self.next = match (self.next.take(), &next) {
            (Some(draft), Some(link)) => Some(draft.follow(link)),
            _ => None,
        };
        self.documented.method = "GET";
        self.next_link = next;
        self.delta_link = delta.or(self.delta_link.take());
        self.count = count.or(self.count);
        Ok(())
    }
}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager").field("next", &self.next).field("count", &self.count).finish_non_exhaustive()
    }
}
