//! Takes out of a text what must not be shown.

use std::fmt;

use serde_json::Value;

/// The text without the query strings of its URLs, which may open what they lead to, and without tokens.
pub(crate) fn redact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut after_scheme = false;
    for word in text.split_inclusive(is_boundary) {
        let (body, boundary) = match word.char_indices().next_back() {
            Some((at, last)) if is_boundary(last) => word.split_at(at),
            _ => (word, ""),
        };
        if (after_scheme && !body.is_empty()) || body.contains("eyJ") {
            out.push_str("***");
        } else {
            out.push_str(without_query(body));
        }
        out.push_str(boundary);
        after_scheme = body.eq_ignore_ascii_case("bearer") || (after_scheme && body.is_empty());
    }
    out
}

/// JSON whose texts are shown without what opens something.
pub(crate) struct Discreet<'a>(pub(crate) &'a Value);

impl fmt::Debug for Discreet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) => redact(text).fmt(f),
            Value::Array(elements) => f.debug_list().entries(elements.iter().map(Discreet)).finish(),
            Value::Object(members) => discreet_members(members, f),
            other => write!(f, "{other}"),
        }
    }
}

/// Shows the members of an object so.
pub(crate) fn discreet_members<'a>(
    members: impl IntoIterator<Item = (&'a String, &'a Value)>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.debug_map().entries(members.into_iter().map(|(name, value)| (name, Discreet(value)))).finish()
}

/// Quotes and brackets may stand in a query, so only these end a URL.
fn is_boundary(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '`' | '<' | '>' | '\\')
}

fn without_query(word: &str) -> &str {
    let Some(slash) = word.find('/') else { return word };
    let (before, path) = word.split_at(slash);
    match path.find(['?', '#']) {
        Some(at) => word.split_at(before.len() + at).0,
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_something_is_not_shown() {
        let cases = [
            ("sending (https://h/p?sig=a'b(c)&x=1) failed", "sending (https://h/p failed"),
            ("{\"u\":\"https://h?sig=1\"}", "{\"u\":\"https://h\"}"),
            ("see `/me/x?$skiptoken=1`, or why?", "see `/me/x`, or why?"),
            ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
            ("token eyJhbGci.x.y is expired", "token *** is expired"),
            ("nothing here", "nothing here"),
        ];
        for (text, expected) in cases {
            assert_eq!(redact(text), expected);
        }
    }
}
