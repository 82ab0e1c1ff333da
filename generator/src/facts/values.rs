//! Lists of values in sentences: "The possible values are: `a`, `b`, and `c`."

use std::collections::BTreeSet;

use crate::page::{Inline, Piece};

use super::phrases::Phrases;
use super::type_ref::is_identifier;

/// What introduces a list. What follows must be values up to the end of the sentence.
pub(super) static INTRODUCTIONS: Phrases = Phrases::new(&[
    "possible values are",
    "possible value are",
    "possible values is",
    "possible values include",
    "possible values:",
    "possible values for",
    "possible vaules",
    "valid values are",
    "valid values:",
    "valid values include",
    "supported values are",
    "supported values:",
    "allowed values are",
    "allowed values:",
    "acceptable values are",
    "accepted values are",
    "permitted values are",
    "values can be",
    "can be one of",
    "must be one of",
    "one of the following",
    "either one of",
    "is one of",
    "values are",
    "types include",
]);

/// What introduces the members that are sent only if they are asked for: "to get the following values in this enum: `c`."
static FURTHER: Phrases = Phrases::new(&["following value", "following member"]);

/// What ends a list before its sentence does.
static ENDS: Phrases = Phrases::new(&["note that", "you must use", "use the", "default", "for more", "see "]);

/// The values that a text lists. Empty if it lists none; a single one is no list.
pub(super) fn listed(text: &Inline<'_>) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut plain = String::new();
    let mut open = false;
    let mut is_further = false;
    for piece in text.pieces.iter() {
        match piece {
            Piece::Text(words) if !open && !values.is_empty() => {
                is_further |= FURTHER.are_in(words);
                open = is_further && words.trim_end().ends_with(':');
            }
            Piece::Text(words) => {
                let introduction = if values.is_empty() { INTRODUCTIONS.end_in(words) } else { None };
                if introduction.is_some() {
                    open = true;
                    plain.clear();
                }
                if open {
                    let rest = words.get(introduction.unwrap_or(0)..).unwrap_or("");
                    let stop = list_end(rest);
                    plain.push_str(rest.get(..stop.unwrap_or(rest.len())).unwrap_or(rest));
                    open = stop.is_none();
                    if stop.is_some() && values.is_empty() {
                        values = plain_list(&plain);
                    }
                }
            }
            Piece::Code(code) if open => {
                let value = code.trim().trim_matches(['"', '\'', ',', '.']);
                if !value.is_empty() && !value.starts_with('$') && seen.insert(value) {
                    values.push(value.to_owned());
                }
            }
            Piece::Link(_) if open && !values.is_empty() => open = false,
            Piece::Break if open => plain.push(','),
            _ => {}
        }
    }
    if open && values.is_empty() {
        values = plain_list(&plain);
    }
    if values.len() > 1 { values } else { Vec::new() }
}

/// Where a list ends in the text between its values: at the end of the sentence or where another thought starts.
fn list_end(text: &str) -> Option<usize> {
    let sentence = text.find(". ").or_else(|| text.trim_end().strip_suffix('.').map(str::len));
    let thought = || {
        let lower = text.to_ascii_lowercase();
        ENDS.iter().filter_map(|phrase| find_word(&lower, phrase)).min()
    };
    let thought = if ENDS.are_in(text) { thought() } else { None };
    match (sentence, thought) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Where a phrase stands that is no part of a longer word, nor a remark on a value: `a` (default).
fn find_word(text: &str, phrase: &str) -> Option<usize> {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut places = text.match_indices(phrase).map(|(at, _)| at);
    places.find(|at| {
        let (before, after) = text.split_at_checked(*at).unwrap_or((text, ""));
        let after = after.get(phrase.len()..).unwrap_or("");
        let first = before.chars().next_back();
        first != Some('(') && !is_letter(first) && (phrase.ends_with(' ') || !is_letter(after.chars().next()))
    })
}

/// A list without code marks: identifiers between commas, `and`, `or`, dashes of list items.
fn plain_list(text: &str) -> Vec<String> {
    let text = text.trim_matches([':', ' ', ',', '.']);
    let text = text.strip_prefix("values:").unwrap_or(text);
    let mut values: Vec<String> = Vec::new();
    for part in text.split([',', ';', '|']).flat_map(|part| part.split(" or ")).flat_map(|part| part.split(" and ")) {
        let mut part = part.trim();
        for word in ["- ", "and ", "or "] {
            part = part.strip_prefix(word).unwrap_or(part);
        }
        let value = part.trim_matches(['"', '\'', '.', ':', ' ', '“', '”']);
        let value = value.split([':', '(']).next().unwrap_or(value).trim();
        if value.is_empty() {
            continue;
        }
        if !is_identifier(value) {
            return Vec::new();
        }
        values.push(value.to_owned());
    }
    values
}

#[cfg(test)]
mod tests {
    use crate::corpus::Corpus;
    use crate::page::BlockKind;

    use super::listed;

    #[test]
    fn lists_are_read_and_other_code_is_not() {
        let cases = [
            ("The kind. Possible values are: `a`, `b`, or `c`. Supports `$filter` (`eq`).", "a b c"),
            ("Possible values are `a` and `b`", "a b"),
            ("Possible values are `a` (default) and `b`. Required.", "a b"),
            ("Possible values are: a (default), b. The default is b.", "a b"),
            ("Supports $filter (`eq`, `ne`).", ""),
            ("The possible values are: `a`, `z`. Note that you must use the `Prefer: x` header to get: `z`.", "a z"),
            (
                "Possible values are: `a`, `z`. Use the `x` header to get the following value(s) in [it](b.md): `y`.",
                "a z y",
            ),
            ("Possible values: _one_, _two_.", "one two"),
            ("Can be one of <ul><li>one: the first</li><li>two</li></ul>", "one two"),
            ("Possible values are \"on\", \"off\".", "on off"),
            ("Possible values are anything that you like.", ""),
            ("Possible values are: `only`.", ""),
        ];
        for (text, expected) in cases {
            let corpus = Corpus::from_texts([("a.md", text)]);
            let page = crate::page::parse(&corpus.sources[0], &mut Vec::new());
            let BlockKind::Paragraph(inline) = &page.blocks[0].kind else { panic!("a paragraph") };
            assert_eq!(listed(inline).join(" "), expected, "{text}");
        }
    }
}
