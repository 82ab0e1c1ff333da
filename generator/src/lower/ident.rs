//! Every name in the emitted crate is made here: words, cases, keywords, digits, collisions.

use std::collections::BTreeSet;
use std::sync::Arc;

use borsh::BorshSerialize;

use crate::diagnostic::{Code, Diagnostic, Location, Span};

/// What a name is for; this decides its case and which names are taken from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A struct, an enum or a marker type.
    Type,
    /// A variant of an enumeration.
    Variant,
    /// A field of a struct.
    Field,
    /// A function.
    Function,
    /// An argument of a function.
    Argument,
    /// A module, and with it a file.
    Module,
}

/// Longer names make file names that no disk takes. All letters are ASCII.
const MAX_LENGTH: usize = 120;
/// Most names are shorter.
const USUAL_LENGTH: usize = 32;

/// The field that keeps what the docs do not name.
pub(super) const ADDITIONAL: &str = "additional";
/// The variant that keeps what the docs do not name.
pub(super) const UNKNOWN_VALUE: &str = "UnknownValue";

/// Cannot be written as they are. Sorted.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
/// Not even as raw identifiers.
const RESERVED: [&str; 4] = ["crate", "self", "super", "Self"];
/// Names that Windows gives to devices, whatever the extension.
const DEVICES: [&str; 4] = ["aux", "con", "nul", "prn"];
/// Files of their own kind in a folder of modules.
const FILES: [&str; 3] = ["lib", "main", "mod"];

/// Written with capitals of their own; each is one word.
const BRANDS: [&str; 10] = ["EBook", "ETag", "GHz", "IPv", "MHz", "OAuth", "OData", "iOS", "iPadOS", "macOS"];
/// A small letter of these belongs to the capital after it: `iPad`, `eMail`, `oAuth`.
const PREFIXES: [u8; 3] = *b"eio";

/// The name for a text, in the case of its role. The text may be anything.
pub(super) fn ident(text: &str, role: Role) -> String {
    from_words(split(text), role)
}

/// The name that is made of words, in the case of its role, whatever the case of the words.
pub(super) fn from_words<S: AsRef<str>>(words: impl IntoIterator<Item = S>, role: Role) -> String {
    let camel = matches!(role, Role::Type | Role::Variant);
    let mut name = String::with_capacity(USUAL_LENGTH);
    for word in words {
        let word = word.as_ref();
        let digits_meet =
            name.ends_with(|c: char| c.is_ascii_digit()) && word.starts_with(|c: char| c.is_ascii_digit());
        if !name.is_empty() && (!camel || digits_meet) {
            name.push('_');
        }
        let start = name.len();
        name.push_str(word);
        name.get_mut(start..).unwrap_or_default().make_ascii_lowercase();
        if camel {
            name.get_mut(start..=start).unwrap_or_default().make_ascii_uppercase();
        }
    }
    if name.is_empty() {
        name.push_str(if camel { "Unnamed" } else { "unnamed" });
    }
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        // Types, functions and arguments with the same words live in one namespace: `_1` must not be two of them.
        let prefix = match role {
            Role::Type => "N",
            Role::Function => "call_",
            _ => "_",
        };
        name.insert_str(0, prefix);
    }
    name.truncate(MAX_LENGTH);
    reserve(name, role)
}

/// A name that somebody chose, if it is one: letters, digits and `_`, no digit at the start. Keywords are made usable.
pub(super) fn given(text: &str, role: Role) -> Option<String> {
    let is_name = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && text.contains(|c: char| c != '_');
    let fits = is_name && !text.starts_with(|c: char| c.is_ascii_digit()) && text.len() <= MAX_LENGTH;
    fits.then(|| reserve(text.to_owned(), role))
}

/// The words of a text in lower case. Words end at blanks and signs, where the case changes (`bigThing`), and before
/// the last capital of several (`URLPath`); digits belong to the word before them.
pub(super) fn words(text: &str) -> Vec<String> {
    split(text).map(str::to_ascii_lowercase).collect()
}

/// [`words`] in the case in which they are written.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(|run| {
        let mut rest = run;
        std::iter::from_fn(move || {
            let (word, others) = rest.split_at_checked(first_word(rest))?;
            rest = others;
            (!word.is_empty()).then_some(word)
        })
    })
}

/// The words of a text as one, to compare names that are written differently.
pub(super) fn squash(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The length of the first word.
fn first_word(text: &str) -> usize {
    // Most words are in small letters; a brand has a capital behind its first letter.
    let may_be_brand = text.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    for brand in BRANDS.iter().filter(|_| may_be_brand) {
        let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
        match text.strip_prefix(brand) {
            Some(rest) if brand.ends_with('S') || !goes_on(rest) => return with_digits(text, brand.len()),
            Some(rest) if rest.strip_prefix('s').is_some_and(|rest| !goes_on(rest)) => {
                return with_digits(text, brand.len() + 1);
            }
            _ => {}
        }
    }
    let bytes = text.as_bytes();
    let count = |from: usize, test: fn(&u8) -> bool| bytes.iter().skip(from).take_while(|byte| test(byte)).count();
    if let [first, second, third, ..] = bytes
        && PREFIXES.contains(first)
        && second.is_ascii_uppercase()
        && third.is_ascii_lowercase()
    {
        return with_digits(text, 2 + count(2, u8::is_ascii_lowercase));
    }
    let capitals = count(0, u8::is_ascii_uppercase);
    let small = count(capitals, u8::is_ascii_lowercase);
    let length = match (capitals, small) {
        (0 | 1, _) | (_, 0) => capitals + small,
        // `IDs` is a plural.
        (_, 1) if bytes.get(capitals) == Some(&b's') => capitals + 1,
        _ => capitals - 1,
    };
    with_digits(text, length)
}

/// The length of a word with the digits after it and the small letters after those (`3d`).
fn with_digits(text: &str, length: usize) -> usize {
    let rest = text.get(length..).unwrap_or_default();
    let mut more = rest.bytes().take_while(u8::is_ascii_digit).count();
    if more > 0 {
        more += rest.bytes().skip(more).take_while(u8::is_ascii_lowercase).count();
    }
    length + more
}

fn reserve(name: String, role: Role) -> String {
    let keyword = KEYWORDS.binary_search(&name.as_str()).is_ok();
    let port = name.strip_prefix("com").or(name.strip_prefix("lpt"));
    let suffix = RESERVED.contains(&name.as_str())
        || match role {
            Role::Field => name == ADDITIONAL,
            Role::Variant => name == UNKNOWN_VALUE,
            Role::Module => {
                keyword
                    || DEVICES.contains(&name.as_str())
                    || FILES.contains(&name.as_str())
                    || port.is_some_and(|port| port.len() == 1 && port.bytes().all(|byte| byte.is_ascii_digit()))
            }
            Role::Type | Role::Function | Role::Argument => false,
        };
    match (suffix, keyword) {
        (true, _) => format!("{name}_"),
        (false, true) => format!("r#{name}"),
        (false, false) => name,
    }
}

/// Two names that become one: on which page the later one is, and the entry of the configuration that gives it another.
pub(super) fn collision(page: Option<&String>, message: String, entry: &str) -> Diagnostic {
    let place = page.map(|page| Location { path: Arc::from(page.as_str()), span: Span::default() });
    let help = format!("another name is given with `rename` below `{entry}` in the configuration");
    Diagnostic::at(Code::NameCollision, place, message).with_help(help)
}

/// The names of one scope. Each is given once.
#[derive(Debug, Default, BorshSerialize)]
pub(super) struct Scope {
    taken: BTreeSet<String>,
}

impl Scope {
    /// Whether a name is still to be had.
    pub(super) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name)
    }

    /// Takes a name, or with a number the first free one that it starts. Also says whether a number was needed.
    pub(super) fn take(&mut self, name: String) -> (String, bool) {
        if self.taken.insert(name.clone()) {
            return (name, false);
        }
        let stem = name.trim_start_matches("r#").trim_end_matches('_');
        let separator = if stem.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
        let mut number = 2_u32;
        loop {
            let numbered = format!("{stem}{separator}{number}");
            if self.taken.insert(numbered.clone()) {
                return (numbered, true);
            }
            number += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let cases = [
            ("bigThingParts", Role::Field, "big_thing_parts"),
            ("type", Role::Field, "r#type"),
            ("self", Role::Field, "self_"),
            ("Self", Role::Type, "Self_"),
            ("type", Role::Module, "type_"),
            ("mod", Role::Module, "mod_"),
            ("con", Role::Module, "con_"),
            ("com1", Role::Module, "com1_"),
            ("additional", Role::Field, "additional_"),
            ("unknownValue", Role::Variant, "UnknownValue_"),
            ("unknownFutureValue", Role::Variant, "UnknownFutureValue"),
            ("iOSxyz", Role::Field, "ios_xyz"),
            ("iOSVersion", Role::Type, "IosVersion"),
            ("macOS", Role::Variant, "Macos"),
            ("oAuth2Token", Role::Field, "oauth2_token"),
            ("OData", Role::Type, "Odata"),
            ("eTag", Role::Field, "etag"),
            ("iPv4Range", Role::Type, "Ipv4Range"),
            ("newEBooks", Role::Field, "new_ebooks"),
            ("speedInMHz", Role::Field, "speed_in_mhz"),
            ("@odata.type", Role::Field, "odata_type"),
            ("URLPath", Role::Field, "url_path"),
            ("knownIDs", Role::Field, "known_ids"),
            ("3dModel", Role::Field, "_3d_model"),
            ("365", Role::Variant, "_365"),
            ("v1.2", Role::Variant, "V1_2"),
            ("v12", Role::Variant, "V12"),
            ("not applicable (yet)", Role::Variant, "NotApplicableYet"),
            ("null", Role::Variant, "Null"),
            ("SCREAMING_CASE", Role::Variant, "ScreamingCase"),
            ("", Role::Variant, "Unnamed"),
            ("é", Role::Field, "unnamed"),
            ("gen", Role::Field, "r#gen"),
        ];
        for (text, role, expected) in cases {
            assert_eq!(ident(text, role), expected, "{text:?} as {role:?}");
        }
        for word in KEYWORDS {
            assert_eq!(ident(word, Role::Function), format!("r#{word}"));
        }
    }

    #[test]
    fn a_scope_gives_each_name_once() {
        let mut scope = Scope::default();
        let taken: Vec<String> =
            ["a", "a", "a", "r#type", "r#type", "v1", "v1"].map(|name| scope.take(name.to_owned()).0).into();
        assert_eq!(taken, ["a", "a2", "a3", "r#type", "type2", "v1", "v1_2"]);
    }
}
