//! Pages that document the same request: one for each derived type, or for each resource that has a way to it.

use std::collections::{BTreeMap, BTreeSet};

use super::Operation;

/// Names to each operation the others that have one of its requests.
pub(super) fn link(operations: &mut BTreeMap<String, Operation>) {
    let mut requests: Vec<(String, &str)> = Vec::new();
    for (key, operation) in &*operations {
        requests.extend(operation.urls.iter().map(|url| (request(&operation.method, &url.template), key.as_str())));
    }
    requests.sort_unstable();
    let mut same: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for group in requests.chunk_by(|(one, _), (other, _)| one == other).filter(|group| group.len() > 1) {
        for (_, key) in group {
            let others = group.iter().map(|(_, other)| *other).filter(|other| other != key);
            same.entry((*key).to_owned()).or_default().extend(others.map(str::to_owned));
        }
    }
    for (key, operation) in operations {
        operation.same_request = same.remove(key).into_iter().flatten().collect();
    }
}

/// What two request lines have in common that ask for the same: neither the names of parameters nor the query count.
pub fn request(method: &str, template: &str) -> String {
    let path = template.split('?').next().unwrap_or(template).trim_end_matches('/');
    let mut request = String::with_capacity(method.len() + 1 + path.len());
    request.extend([method, " "]);
    let mut rest = path;
    while let Some((before, name)) = rest.split_once('{') {
        request.extend([before, "{"]);
        rest = name.find('}').and_then(|end| name.get(end..)).unwrap_or_default();
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
