//! Pages that document the same request: one for each derived type, or for each resource that has a way to it.

use std::collections::BTreeMap;

use memchr::memchr;
use rustc_hash::FxHashMap;

use super::Operation;

/// Names to each operation the others that have one of its requests.
pub(super) fn link(operations: &mut BTreeMap<String, Operation>) {
    let mut last: FxHashMap<String, usize> = FxHashMap::default();
    // The operation of each request, and the request before that is the same.
    let mut requests: Vec<(usize, Option<usize>)> = Vec::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (number, operation) in operations.values().enumerate() {
        for url in &operation.urls {
            let before = last.insert(request(&operation.method, &url.template), requests.len());
            requests.push((number, before));
            let same = std::iter::successors(before, |before| requests.get(*before)?.1);
            let others = same.filter_map(|same| Some(requests.get(same)?.0)).filter(|other| *other != number);
            pairs.extend(others.flat_map(|other| [(number, other), (other, number)]));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let keys: Vec<&String> = operations.keys().collect();
    let same = pairs.into_iter().filter_map(|(number, other)| Some((number, keys.get(other).copied()?.clone())));
    let same: Vec<(usize, String)> = same.collect();
    let mut same = same.into_iter().peekable();
    for (number, operation) in operations.values_mut().enumerate() {
        let own = std::iter::from_fn(|| same.next_if(|(same, _)| *same == number));
        operation.same_request = own.map(|(_, key)| key).collect();
    }
}

/// What two request lines have in common that ask for the same: neither the names of parameters nor the query count.
pub fn request(method: &str, template: &str) -> String {
    let end = memchr(b'?', template.as_bytes()).unwrap_or(template.len());
    let mut rest = template.get(..end).unwrap_or(template).trim_end_matches('/');
    let mut request = String::with_capacity(method.len() + 1 + rest.len());
    request.push_str(method);
    request.push(' ');
    while let Some(open) = memchr(b'{', rest.as_bytes()) {
        let (before, name) = rest.split_at_checked(open + 1).unwrap_or((rest, ""));
        request.push_str(before);
        rest = memchr(b'}', name.as_bytes()).and_then(|end| name.get(end..)).unwrap_or_default();
    }
    request.push_str(rest);
    request.get_mut(method.len()..).unwrap_or_default().make_ascii_lowercase();
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Url;

    fn operation(method: &str, templates: &[&str]) -> Operation {
        let urls = templates.iter().map(|template| Url { template: (*template).to_owned(), parameters: Vec::new() });
        Operation { method: method.to_owned(), urls: urls.collect(), ..Operation::default() }
    }

    #[test]
    fn only_the_request_itself_counts() {
        let mut operations: BTreeMap<String, Operation> = [
            ("a", operation("GET", &["/mine", "/books/{id}"])),
            ("b", operation("GET", &["/Books/{book-id}?$expand=pages"])),
            ("c", operation("POST", &["/books/{id}"])),
            ("d", operation("GET", &["/books/{id}/pages", "/mine"])),
            ("e", operation("GET", &["/books(isbn='{isbn}')"])),
        ]
        .map(|(key, operation)| (key.to_owned(), operation))
        .into();
        link(&mut operations);
        let same = operations.values().map(|operation| operation.same_request.join(" "));
        assert_eq!(same.collect::<Vec<_>>(), ["b d", "a", "", "a", ""]);
    }
}
