//! Pages that document the same request: one for each derived type, or for each resource that has a way to it.

use std::collections::{BTreeMap, BTreeSet};

use super::Operation;

/// Names to each operation the others that have one of its requests.
pub(super) fn link(operations: &mut BTreeMap<String, Operation>) {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, operation) in &*operations {
        for request in requests(operation) {
            keys.entry(request).or_default().insert(key.clone());
        }
    }
    for (key, operation) in operations {
        let same = requests(operation).into_iter().filter_map(|request| keys.get(&request));
        let same: BTreeSet<&String> = same.flatten().filter(|other| *other != key).collect();
        operation.same_request = same.into_iter().cloned().collect();
    }
}

fn requests(operation: &Operation) -> Vec<String> {
    operation.urls.iter().map(|url| request(&operation.method, &url.template)).collect()
}

/// What two request lines have in common that ask for the same: neither the names of parameters nor the query count.
pub fn request(method: &str, template: &str) -> String {
    let path = template.split('?').next().unwrap_or(template).trim_end_matches('/');
    let mut request = format!("{method} ");
    let mut in_name = false;
    for c in path.chars() {
        in_name &= c != '}';
        if !in_name {
            request.push(c.to_ascii_lowercase());
        }
        in_name |= c == '{';
    }
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
