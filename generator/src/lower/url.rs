//! The forms of an operation's URL.

use super::Part;
use super::ident::{self, Role, Scope};
use crate::schema::{Url, UrlParameter, UrlPosition};

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Fixed text.
    Text(&'a str),
    /// The name of a parameter.
    Parameter(&'a str),
}

/// Takes a template apart. Braces that enclose nothing are text.
pub(super) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, inner)) = rest.split_once('{')
        && let Some((name, after)) = inner.split_once('}')
    {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Parameter(name));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// An argument of a function that makes a URL, and what the page says about it.
#[derive(Debug)]
pub(super) struct Argument<'a> {
    /// Its name in Rust.
    pub(super) name: String,
    /// Its name in the template.
    pub(super) wire: &'a str,
    /// What the page says, if it says something.
    pub(super) parameter: Option<&'a UrlParameter>,
}

/// The parts of a URL and the arguments that they need, in the order of the template. `taken` is the name of the
/// argument for the body.
pub(super) fn parts<'a>(url: &'a Url, taken: Option<&str>) -> (Vec<Part>, Vec<Argument<'a>>) {
    let mut scope = Scope::default();
    if let Some(taken) = taken {
        scope.take(taken.to_owned());
    }
    let mut arguments: Vec<Argument<'a>> = Vec::new();
    let mut parts = Vec::new();
    for piece in pieces(&url.template) {
        match piece {
            Piece::Text(text) => parts.push(Part::Text(text.to_owned())),
            Piece::Parameter(wire) => {
                let parameter = url.parameters.iter().find(|parameter| parameter.name == wire);
                let name = match arguments.iter().find(|argument| argument.wire == wire) {
                    Some(same) => same.name.clone(),
                    None => {
                        let name = scope.take(ident::ident(wire, Role::Argument)).0;
                        arguments.push(Argument { name: name.clone(), wire, parameter });
                        name
                    }
                };
                let position = match parameter.map(|parameter| parameter.position).unwrap_or_default() {
                    UrlPosition::Segment => "Segment",
                    UrlPosition::Path => "Path",
                    UrlPosition::Quoted => "Quoted",
                    UrlPosition::Query => "Query",
                };
                parts.push(Part::Argument(position, name));
            }
        }
    }
    (parts, arguments)
}

/// The words that tell each form of a URL from the first one: the fixed text that only it has, in the path if possible;
/// else all its fixed text, else its parameters. None for the first form.
pub(super) fn distinctions(urls: &[Url]) -> Vec<Vec<String>> {
    let Some((first, others)) = urls.split_first() else { return Vec::new() };
    let words = |texts: &Vec<&str>| texts.iter().flat_map(|text| ident::words(text)).collect::<Vec<String>>();
    let mut distinctions = vec![Vec::new()];
    if others.is_empty() {
        return distinctions;
    }
    let known: Vec<&str> = literals(first).collect();
    for url in others {
        let all: Vec<&str> = literals(url).collect();
        let own: Vec<&str> = all.iter().copied().filter(|literal| !known.contains(literal)).collect();
        let in_query: Vec<&str> = query_literals(url).collect();
        let in_path = own.iter().copied().filter(|literal| !in_query.contains(literal)).collect();
        let parameters = url.parameters.iter().map(|parameter| parameter.name.as_str());
        let choices = [in_path, own, all, std::iter::once("by").chain(parameters).collect()];
        let fresh = choices.iter().map(words).find(|words| !distinctions.contains(words));
        distinctions.push(fresh.or_else(|| choices.last().map(words)).unwrap_or_default());
    }
    distinctions
}

/// The first fixed segment of a path.
pub(super) fn first_literal(url: &Url) -> Option<&str> {
    literals(url).next()
}

/// The fixed texts of a URL's segments that have letters.
fn literals(url: &Url) -> impl Iterator<Item = &str> {
    let path = url.template.split('?').next().unwrap_or_default();
    fixed(path).chain(query_literals(url))
}

/// The names of the options in the query.
pub(super) fn query_literals(url: &Url) -> impl Iterator<Item = &str> {
    let query = url.template.split_once('?').map_or("", |(_, query)| query);
    query.split('&').flat_map(|option| fixed(option.split('=').next().unwrap_or_default()))
}

fn fixed(template: &str) -> impl Iterator<Item = &str> {
    let texts = pieces(template).into_iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text),
        Piece::Parameter(_) => None,
    });
    texts
        .flat_map(|text| text.split(['/', '(', ')', '\'', '=', ',', '?', '&', ':']))
        .filter(|text| text.contains(|c: char| c.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        let cases: [(&[&str], &[&str]); 4] = [
            (
                &["/mine/notes/{id}", "/shelves/{shelf}/notes/{id}", "/shelves/{name}/notes/{id}"],
                &["", "shelves", "shelves notes"],
            ),
            (&["/mine/boxes/{box}/notes", "/mine/notes"], &["", "mine notes"]),
            (&["/notes/{id}", "/notes(key='{key}')"], &["", "key"]),
            (&["/notes/{id}", "/notes/{key}"], &["", "notes"]),
        ];
        for (templates, expected) in cases {
            let urls: Vec<Url> =
                templates.iter().map(|text| Url { template: (*text).to_owned(), parameters: Vec::new() }).collect();
            let words: Vec<String> = distinctions(&urls).iter().map(|words| words.join(" ")).collect();
            assert_eq!(words, expected);
        }
    }
}
