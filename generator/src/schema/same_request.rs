//! Pages that document the same request: one for each derived type, or for each resource that has a way to it.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memchr;

use super::Operation;

/// Names to each operation the others that have one of its requests.
pub(super) fn link(operations: &mut BTreeMap<String, Operation>) {
    let mut requests: Vec<(String, usize)> = Vec::new();
    for (number, operation) in operations.values().enumerate() {
        requests.extend(operation.urls.iter().map(|url| (request(&operation.method, &url.template), number)));
    }
    requests.sort_unstable();
    let mut same: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); operations.len()];
    for group in requests.chunk_by(|(one, _), (other, _)| one == other).filter(|group| group.len() > 1) {
        for (_, number) in group {
            let others = group.iter().map(|(_, other)| *other).filter(|other| other != number);
            if let Some(same) = same.get_mut(*number) {
                same.extend(others);
            }
        }
    }
    let keys: Vec<&String> = operations.keys().collect();
    let key = |number: usize| keys.get(number).map(|key| (*key).clone());
    let same: Vec<Vec<String>> =
        same.into_iter().map(|numbers| numbers.into_iter().filter_map(key).collect()).collect();
    for (operation, same) in operations.values_mut().zip(same) {
        operation.same_request = same;
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
