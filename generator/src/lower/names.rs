//! The names of operations: one written rule.
//!
//! An operation's name is made from the title of its page.
//!
//! 1. What stands in parentheses is left out, and so are the articles `a`, `an` and `the`.
//! 2. `thing: verb` is `verb` in the module of `thing` or of a type that derives from it, and `thing_verb` elsewhere.
//! 3. Words are split where their case changes: `Get bigThings` is `get_big_things`.
//! 4. In the module of a resource, the first mention of the resource or of one of its bases after the verb is left out,
//!    in singular or plural, with `object` or `resource` after it, and with a preposition before it that would be left at
//!    the end: `List things` is `list` and `Search for thing objects` is `search` in the module `thing`.
//! 5. The words `action`, `function` and `method` at the end are left out: `Assign action` is `assign`.
//!
//! When the name is taken, the whole title is tried, then the name of the page's file without its first part, then all
//! of it, then numbers. Operations of pages whose file names start with the resource's name have the first choice, in
//! the order of the alphabet.

use std::borrow::Cow;
use std::iter::once_with;

use borsh::BorshSerialize;

use super::ident::{self, Role, Scope};

const ARTICLES: [&str; 3] = ["a", "an", "the"];
const KINDS: [&str; 3] = ["action", "function", "method"];
const FILLERS: [&str; 4] = ["object", "objects", "resource", "resources"];
const PREPOSITIONS: [&str; 9] = ["at", "by", "for", "from", "in", "of", "on", "to", "with"];

/// The names that an operation may have in the module of a resource, the best one first, as words. Never empty. `own`
/// has the names of the resource and of its bases, [squashed](ident::squash).
pub(super) fn candidates(title: &str, stem: &str, own: &[String]) -> impl Iterator<Item = Vec<String>> {
    // The first one is nearly always free, so the others are made when they are asked for.
    let tail = stem.split_once(['-', '#']).map_or("", |(_, tail)| tail);
    let all = once_with(move || short(title, own)).chain(once_with(move || full(title)));
    let all = all.chain([tail, stem].into_iter().map(ident::words));
    let mut all = all.filter(|words| !words.is_empty()).peekable();
    let unnamed = all.peek().is_none().then(|| vec!["call".to_owned()]);
    all.chain(unnamed)
}

/// The type and the function of an operation.
#[derive(Debug, Clone, BorshSerialize)]
pub(super) struct Claimed {
    /// The words of the first candidate.
    pub(super) wanted: Vec<String>,
    /// The words of both.
    pub(super) words: Vec<String>,
    /// The marker type.
    pub(super) ty: String,
    /// The function.
    pub(super) function: String,
}

/// The names of a module: types and functions do not get in each other's way.
#[derive(Debug, Default, BorshSerialize)]
pub(super) struct ModuleScope {
    types: Scope,
    functions: Scope,
}

impl ModuleScope {
    /// Takes the first candidate that is free. The type of a body has its place beside the marker type.
    pub(super) fn claim(&mut self, candidates: impl IntoIterator<Item = Vec<String>>) -> Claimed {
        let names = |words: &[String]| [Role::Type, Role::Function].map(|role| ident::from_words(words, role));
        let named = |words: Vec<String>| (names(&words), words);
        let is_free = |([ty, function], _): &([String; 2], _)| {
            self.types.is_free(ty) && self.types.is_free(&body_type(ty)) && self.functions.is_free(function)
        };
        let mut candidates = candidates.into_iter();
        let wanted = candidates.next().unwrap_or_default();
        let free = std::iter::once(wanted.clone()).chain(candidates).map(named).find(is_free);
        let ([ty, function], words) = free.unwrap_or_else(|| named(wanted.clone()));
        let mut ty = self.types.take(ty).0;
        while !self.types.is_free(&body_type(&ty)) {
            ty = self.types.take(ty).0;
        }
        self.types.take(body_type(&ty));
        let function = self.functions.take(function).0;
        Claimed { wanted, words, ty, function }
    }

    /// Takes the name of a function for another form of the URL.
    pub(super) fn form(&mut self, words: &[String], distinction: &[String]) -> String {
        self.functions.take(ident::from_words(words.iter().chain(distinction), Role::Function)).0
    }
}

/// The struct for a body that only one operation has.
pub(super) fn body_type(ty: &str) -> String {
    format!("{ty}Parameters")
}

fn short(title: &str, own: &[String]) -> Vec<String> {
    let title = without_asides(title);
    // Titles may shorten the resource's name, as `Row: add` for `tableRow`.
    let is_own =
        |owner: &str| own.first().is_some_and(|name| name.ends_with(owner)) || own.iter().any(|name| name == owner);
    let rest = match title.split_once(':') {
        Some((owner, rest)) if has_words(rest) && is_own(&ident::squash(owner)) => rest,
        _ => &title,
    };
    without_kind(without_resource(words(rest), own))
}

fn full(title: &str) -> Vec<String> {
    without_kind(words(&without_asides(title)))
}

fn words(text: &str) -> Vec<String> {
    let mut words = ident::words(text);
    words.retain(|word| !ARTICLES.contains(&word.as_str()));
    words
}

fn has_words(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_alphanumeric())
}

fn without_asides(title: &str) -> Cow<'_, str> {
    if !title.contains(['(', '\'', '\u{2019}']) {
        return Cow::Borrowed(title);
    }
    let mut depth = 0_u32;
    let mut text = String::new();
    for c in title.replace("'s ", " ").replace("\u{2019}s ", " ").chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => text.push(c),
            _ => {}
        }
    }
    if has_words(&text) { Cow::Owned(text) } else { Cow::Borrowed(title) }
}

fn without_kind(mut words: Vec<String>) -> Vec<String> {
    if words.len() > 1 && words.last().is_some_and(|last| KINDS.contains(&last.as_str())) {
        words.pop();
    }
    words
}

/// Leaves out the first mention of the resource. The first word is the verb and stays.
fn without_resource(words: Vec<String>, own: &[String]) -> Vec<String> {
    let names = || own.iter().filter(|name| !name.is_empty());
    let is_form = |mention: &str, name: &str| {
        let plurals = [(name, ""), (name, "s"), (name, "es"), (name.strip_suffix('y').unwrap_or(name), "ies")];
        plurals.iter().any(|(stem, end)| mention.strip_suffix(end) == Some(stem))
    };
    for start in 1..words.len() {
        let mut mention = String::new();
        for (end, word) in words.iter().enumerate().skip(start) {
            mention.push_str(word);
            if names().any(|name| is_form(&mention, name)) {
                let mut kept: Vec<String> = words.iter().take(start).cloned().collect();
                let after = words.iter().skip(end + 1).skip_while(|word| FILLERS.contains(&word.as_str()));
                kept.extend(after.cloned());
                while kept.len() > 1
                    && kept.len() <= start
                    && kept.last().is_some_and(|last| PREPOSITIONS.contains(&last.as_str()))
                {
                    kept.pop();
                }
                return kept;
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        let cases = [
            ("List things", "thing", "list"),
            ("Create bigThing", "bigThing", "create"),
            ("Create big thing objects", "bigThing", "create"),
            ("Create bigThing", "root", "create_big_thing"),
            ("thing: move", "thing", "move"),
            ("thing: move", "folder", "thing_move"),
            ("Thing: doIt", "bigThing", "do_it"),
            ("Assign action", "thing", "assign"),
            ("Count function (deprecated)", "thing", "count"),
            ("Get a thing's parts", "thing", "get_parts"),
            ("Search for things", "thing", "search"),
            ("Add thing to folder", "folder", "add_thing"),
            ("List lists", "list", "list"),
            ("List entries", "entry", "list"),
            ("thing", "thing", "thing"),
            ("List boxes", "box", "list"),
            ("Delete payment method", "paymentMethod", "delete"),
            ("baseThing: start", "thing", "start"),
            ("Delete baseThing", "thing", "delete"),
        ];
        for (title, resource, expected) in cases {
            let own = [resource, "baseThing"].map(ident::squash);
            assert_eq!(candidates(title, "thing-x", &own).next().unwrap().join("_"), expected, "{title} in {resource}");
        }
    }

    #[test]
    fn a_taken_name_makes_way() {
        let mut scope = ModuleScope::default();
        let mut claim = |title: &str, stem: &str| scope.claim(candidates(title, stem, &["thing".to_owned()])).function;
        assert_eq!(claim("Get thing", "thing-get"), "get");
        assert_eq!(claim("Get thing", "thing-get-part"), "get_thing");
        assert_eq!(claim("Get thing", "thing-read"), "read");
        assert_eq!(claim("Get thing", "thing-read"), "thing_read");
        assert_eq!(claim("Get thing", "thing-read"), "get2");
        assert_eq!(claim("", ""), "call");
    }
}
