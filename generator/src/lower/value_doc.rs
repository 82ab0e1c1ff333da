//! What a page says about a value, as rustdoc text: its sentences, then one line per fact.

use std::cell::LazyCell;

use super::{Links, doc};
use crate::schema::{Parameter, Property, Traits};

/// The documentation of a property.
pub(super) fn property(property: &Property, links: &Links) -> Vec<String> {
    lines(&property.name, &property.doc, &property.values, &property.traits, links)
}

/// The documentation of a parameter that is a field.
pub(super) fn parameter(parameter: &Parameter, links: &Links) -> Vec<String> {
    lines(&parameter.name, &parameter.doc, &[], &parameter.traits, links)
}

/// A parameter as a line of a list, with the facts that its text does not state.
pub(super) fn list_item(parameter: &Parameter, links: &Links) -> String {
    let mut text = doc::lines(&parameter.doc, links).join("");
    let said = said(&parameter.doc);
    let unsaid = facts(&parameter.doc, &[], &parameter.traits);
    for fact in unsaid.into_iter().filter(|fact| !fact.words.iter().any(|word| said.contains(word))) {
        text.extend([" ", &fact.sentence]);
    }
    let colon = if text.is_empty() { "" } else { ":" };
    format!(" - {}{colon}{text}", name_of(&parameter.name))
}

/// The text of a page, or the bare name where it says nothing.
pub(super) fn described(text: &str, name: &str, links: &Links) -> Vec<String> {
    let lines = doc::lines(text, links);
    if lines.is_empty() { vec![format!(" {}", name_of(name))] } else { lines }
}

fn lines(name: &str, text: &str, values: &[String], traits: &Traits, links: &Links) -> Vec<String> {
    let prose = without_facts(text, traits);
    let mut docs = described(prose, name, links);
    let facts = facts(prose, values, traits).into_iter().map(|fact| format!(" - {}", fact.sentence));
    doc::append(&mut docs, facts.collect());
    docs
}

fn name_of(text: &str) -> String {
    let code = doc::code(text);
    if code.is_empty() { "(no name)".to_owned() } else { code }
}

/// A fact, and the words by which a text is known to state it.
struct Fact {
    sentence: String,
    words: &'static [&'static str],
}

/// What is known about a value beside its text. Conditions are best told in the page's own words: a requirement is a fact
/// of its own only where the text does not tell it.
fn facts(text: &str, values: &[String], traits: &Traits) -> Vec<Fact> {
    let said = said(text);
    let fact = |sentence: String, words| Fact { sentence, words };
    let flags: [(bool, &str, &[&str]); 6] = [
        (traits.deprecated, "**Deprecated.**", &["deprecated"]),
        (traits.required && !said.contains("required"), "Required.", &["required"]),
        (traits.read_only, "Read-only.", &["read-only", "read only"]),
        (traits.write_only, "Write-only.", &["write-only", "write only"]),
        (traits.not_nullable, "Not nullable.", &["nullable"]),
        (traits.select_only, "Returned only on `$select`.", &["only on", "only when", "only if"]),
    ];
    let holding = flags.into_iter().filter(|(holds, ..)| *holds);
    let mut facts: Vec<Fact> = holding.map(|(_, sentence, words)| fact(sentence.to_owned(), words)).collect();
    if !traits.supports.is_empty() {
        let options: Vec<String> = traits.supports.iter().map(|option| supported(option)).collect();
        facts.push(fact(format!("Supports {}.", options.join(", ")), &["support"]));
    }
    if let Some(default) = traits.default.as_deref().filter(|default| !default.trim().is_empty()) {
        facts.push(fact(format!("Default: {}.", doc::code(default)), &["default"]));
    }
    if values.iter().any(|value| !said.contains(&value.to_lowercase())) {
        let values: Vec<String> = values.iter().map(|value| name_of(value)).collect();
        facts.push(fact(format!("Possible values: {}.", values.join(", ")), &[]));
    }
    facts
}

/// A text as words are looked for in it, made when the first one is: in lower case, without backslashes.
fn said(text: &str) -> LazyCell<String, impl FnOnce() -> String> {
    LazyCell::new(move || text.to_lowercase().replace('\\', ""))
}

/// `$filter (eq, ne)` with the option as code.
fn supported(option: &str) -> String {
    match option.split_once(' ') {
        Some((name, operators)) => format!("{} {}", doc::code(name), doc::plain(operators)),
        None => doc::code(option),
    }
}

/// A text without the sentences at its end that say nothing but a fact, which has a line of its own.
fn without_facts<'a>(text: &'a str, traits: &Traits) -> &'a str {
    let flags: [(bool, &[&str]); 3] = [
        (traits.read_only, &["Read-only.", "Read only."]),
        (traits.not_nullable, &["Not nullable.", "Non-nullable."]),
        (traits.select_only, &["Returned only on `$select`.", "Returned only on $select."]),
    ];
    let mut rest = text.trim_end();
    loop {
        let sentences = flags.iter().filter(|(holds, _)| *holds).flat_map(|(_, sentences)| *sentences);
        let mut shorter = sentences.filter_map(|sentence| rest.strip_suffix(sentence));
        let shorter = shorter.next().or_else(|| {
            let (before, options) = rest.rsplit_once("Supports ").filter(|_| !traits.supports.is_empty())?;
            let is_list = options.starts_with(['`', '$']) && options.strip_suffix('.')?.rfind(['.', '\n']).is_none();
            is_list.then_some(before)
        });
        // Only whole sentences.
        match shorter.map(str::trim_end) {
            Some(before) if before.is_empty() || before.ends_with(['.', ')', '!', '?']) => rest = before,
            _ => return rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_that_are_facts_have_lines_of_their_own() {
        let supports = vec!["$filter (eq only)".to_owned(), "$orderby".to_owned()];
        let traits = Traits { read_only: true, select_only: true, supports, ..Traits::default() };
        let facts = "\n\n - Read-only.\n - Returned only on `$select`.\n - Supports `$filter` (eq only), `$orderby`.";
        let all = Traits { required: true, deprecated: true, default: Some("7".to_owned()), ..Traits::default() };
        let cases = [
            (
                "The size. Read-only. Returned only on `$select`. Supports `$filter` (`eq` only).",
                &traits,
                " The size.",
                facts,
            ),
            ("The size. Supports `$filter`.Read-only.", &traits, " The size.", facts),
            ("The size is Read-only.", &traits, " The size is Read-only.", facts),
            ("Read-only.", &traits, " `size`", facts),
            ("Required on create.", &all, " Required on create.", "\n\n - **Deprecated.**\n - Default: `7`."),
            ("", &all, " `size`", "\n\n - **Deprecated.**\n - Required.\n - Default: `7`."),
        ];
        for (text, traits, prose, facts) in cases {
            let docs = lines("size", text, &[], traits, &Links::new("https://example.com")).join("\n");
            assert_eq!(docs, format!("{prose}{facts}"), "{text}");
        }
    }
}
