//! From the parts of a URL template to a URL: the only place that percent-encodes.

use crate::{Error, ErrorKind};

/// A piece of a documented URL: its fixed text, or the value of a parameter. Where the parameter stands decides how
/// its value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text of the page.
    Text(&'a str),
    /// A path segment or a part of one: `/` is encoded.
    Segment(&'a str),
    /// A path of several segments: `/` is kept.
    Path(&'a str),
    /// Inside quotes: quotes are doubled, then everything is encoded as in a segment.
    Quoted(&'a str),
    /// A value of the query string.
    Query(&'a str),
}

// Letters, digits and `-._~` are never encoded. These are kept besides: where a character has no meaning of its own,
// the URL stays as readable as the ones on the pages.
const IN_SEGMENT: &[u8] = b"!$,:=@";
const IN_PATH: &[u8] = b"!$,=@/"; // a colon would end the path
const IN_QUERY: &[u8] = b"!$'()*,:/=?@";
const IN_LINK: &[u8] = b"!#$%&'()*+,:;=?@/[]{}|^`\\";
const IN_TEXT: &[u8] = b"!$&'()*+,:;=?@/[]%";

/// Writes the path and query of a URL.
pub(crate) fn path(parts: &[Part<'_>]) -> Result<String, Error> {
    let mut url = String::new();
    for part in parts {
        match part {
            Part::Text(text) => encode(&mut url, text, IN_TEXT),
            Part::Segment("") | Part::Path("") => {
                return Err(Error::new(ErrorKind::Path, format!("the parameter after `{url}` is empty")));
            }
            Part::Segment(value) => encode(&mut url, value, IN_SEGMENT),
            Part::Path(value) => encode(&mut url, value, IN_PATH),
            Part::Quoted(value) => encode(&mut url, &value.replace('\'', "''"), IN_SEGMENT),
            Part::Query(value) => encode(&mut url, value, IN_QUERY),
        }
    }
    // Servers and proxies resolve dot segments, also encoded ones: such a URL would name another resource.
    let before_query = url.split('?').next().unwrap_or_default();
    match before_query.split('/').find(|segment| matches!(*segment, "." | "..")) {
        Some(segment) => Err(Error::new(ErrorKind::Path, format!("`{segment}` cannot stand in the path `{url}`"))),
        None => Ok(url),
    }
}

/// A whole URL that the service gave: everything that is encoded, or may stand as it is, stays.
pub(crate) fn link(link: &str) -> String {
    let mut url = String::new();
    encode(&mut url, link, IN_LINK);
    url
}

/// Appends a value of the query string.
pub(crate) fn query(url: &mut String, value: &str) {
    encode(url, value, IN_QUERY);
}

/// Appends the name of a query option.
pub(crate) fn query_name(url: &mut String, name: &str) {
    encode(url, name, b"$@");
}

fn encode(url: &mut String, text: &str, kept: &[u8]) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push('%');
            for digit in [byte >> 4, byte & 15] {
                url.extend(char::from_digit(u32::from(digit), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_decides_how_a_value_is_written() {
        let odd = "a/b#c%d 'e' é";
        let cases = [
            (Part::Segment(odd), "/x/a%2Fb%23c%25d%20%27e%27%20%C3%A9"),
            (Part::Path(odd), "/x/a/b%23c%25d%20%27e%27%20%C3%A9"),
            (Part::Quoted(odd), "/x/a%2Fb%23c%25d%20%27%27e%27%27%20%C3%A9"),
            (Part::Query("a&b=c+d 'e'"), "/x/a%26b=c%2Bd%20'e'"),
            (Part::Segment("19:ab@thread.v2"), "/x/19:ab@thread.v2"),
            (Part::Path("a:b/c"), "/x/a%3Ab/c"),
            (Part::Text("y(a='b c')?$top=1#<é>"), "/x/y(a='b%20c')?$top=1%23%3C%C3%A9%3E"),
            (Part::Segment("..."), "/x/..."),
            (Part::Quoted(""), "/x/"),
        ];
        for (part, expected) in cases {
            assert_eq!(path(&[Part::Text("/x/"), part]).unwrap(), expected, "{part:?}");
        }
    }

    #[test]
    fn a_value_cannot_climb_out_of_its_place() {
        for part in [Part::Segment("."), Part::Segment(".."), Part::Segment(""), Part::Path("a/../b"), Part::Path("")] {
            assert_eq!(
                path(&[Part::Text("/x/"), part, Part::Text("/y")]).unwrap_err().kind(),
                ErrorKind::Path,
                "{part:?}"
            );
        }
        assert_eq!(path(&[Part::Text("/x?a="), Part::Query("/../")]).unwrap(), "/x?a=/../");
    }
}
