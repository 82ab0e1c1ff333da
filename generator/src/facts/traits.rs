//! The fixed phrases of sentences that state a fact about a property or parameter.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::phrases::Phrases;

/// What the sentences about a property or parameter say in fixed words. Nothing here is a guess: a flag that is false
/// means that the page does not say so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, BorshDeserialize, BorshSerialize)]
pub struct Traits {
    /// "Read-only": the service sets it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// "Write-only": never sent back.
    #[serde(default, skip_serializing_if = "is_false")]
    pub write_only: bool,
    /// "Required": must be there when an object is created or an action is called.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// "Optional".
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// "Returned only on $select".
    #[serde(default, skip_serializing_if = "is_false")]
    pub select_only: bool,
    /// "Not nullable".
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_nullable: bool,
    /// "The default value is ...", as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// "Supports $filter (eq, ne)": query options with the operators listed for them, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supports: Vec<String>,
    /// Marked as deprecated.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

// What states a fact wherever it stands.
pub(super) static READ_ONLY: Phrases = Phrases::new(&["read-only", "read only", "readonly"]);
pub(super) static WRITE_ONLY: Phrases = Phrases::new(&["write-only", "write only"]);
pub(super) static SELECT_ONLY: Phrases = Phrases::new(&["returned only on", "only returned on"]);
pub(super) static NOT_NULLABLE: Phrases =
    Phrases::new(&["not nullable", "non-nullable", "cannot be null", "can't be null"]);

/// Words that state a fact in some places of a sentence.
pub(super) static JUDGEMENTS: Phrases = Phrases::new(&["required", "optional", "deprecated"]);

/// What a sentence about the default value holds.
pub(super) static DEFAULT: Phrases = Phrases::new(&["default"]);

/// What a sentence about query options holds.
pub(super) static SUPPORT: Phrases = Phrases::new(&["support"]);

/// Which of the phrases above a description holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hints {
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) select_only: bool,
    pub(super) not_nullable: bool,
    pub(super) judgements: bool,
    pub(super) default: bool,
    pub(super) support: bool,
}

/// The phrases of a description, read from its plain text.
pub(super) fn read(plain: &str, hints: Hints) -> Traits {
    let Hints { read_only, write_only, select_only, not_nullable, judgements, default, support } = hints;
    let mut traits = Traits { read_only, write_only, not_nullable, ..Traits::default() };
    if !(select_only || judgements || default || support) {
        return traits;
    }
    let lower = plain.to_ascii_lowercase();
    traits.select_only = select_only && lower.contains("$select");
    if judgements {
        for sentence in lower.split(['.', ';']).map(str::trim) {
            traits.required |= says_required(sentence);
            traits.optional |= sentence.trim_start_matches('(').starts_with("optional");
            traits.deprecated |= says_retired(sentence);
        }
    }
    if default {
        traits.default = default_value(plain, &lower);
    }
    if support {
        traits.supports = supports(plain, &lower);
    }
    traits
}

fn says_retired(sentence: &str) -> bool {
    sentence.starts_with("deprecated") || sentence.starts_with("(deprecated") || sentence.ends_with("is deprecated")
}

/// "Required", "Required on create", "This property is required when ..."; not "Required if ...": that is a condition on
/// other properties.
fn says_required(sentence: &str) -> bool {
    let sentence = sentence.trim_start_matches('(');
    let rest = sentence.strip_prefix("required").or_else(|| {
        let subjects = ["this property is required", "this parameter is required", "the property is required"];
        subjects.iter().find_map(|subject| sentence.strip_prefix(subject))
    });
    rest.is_some_and(|rest| {
        let next = rest.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("");
        let starts_so = sentence.starts_with("required");
        !matches!(next, "if" | "only" | "for" | "unless") && (next != "when" || !starts_so)
    })
}

const DEFAULT_PHRASES: [&str; 4] = ["default value is ", "default value: ", "defaults to ", "default is "];

fn default_value(plain: &str, lower: &str) -> Option<String> {
    let start = DEFAULT_PHRASES.iter().find_map(|phrase| lower.find(phrase).map(|at| at + phrase.len()))?;
    let rest = plain.get(start..)?;
    let end = rest.find([',', ';']).into_iter().chain(rest.find(". ")).min().unwrap_or(rest.len());
    let value = rest.get(..end)?.trim().trim_end_matches('.');
    let quoted = value.strip_prefix(['\'', '"', '“']).and_then(|rest| rest.split_once(['\'', '"', '”']));
    let value = quoted.map_or(value, |(inside, _)| inside).trim_matches([':', ' ']);
    // Several words without quotes are a sentence about the value, not the value.
    (!value.is_empty() && (quoted.is_some() || !value.contains(' '))).then(|| value.to_owned())
}

/// `$filter (eq, ne)` from "Supports $filter (eq, ne) and $orderby."
fn supports(plain: &str, lower: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = lower.get(from..).and_then(|rest| rest.find("support")) {
        let start = from + at;
        let sentence = plain.get(start..).unwrap_or("");
        let sentence = sentence.split(". ").next().unwrap_or(sentence);
        from = start + "support".len();
        if lower.get(..start).is_some_and(|before| before.ends_with("not ") || before.ends_with("n't ")) {
            continue;
        }
        for option in sentence.split('$').skip(1) {
            let name: String = option.chars().take_while(char::is_ascii_alphabetic).collect();
            let after = option.get(name.len()..).unwrap_or("").trim_start();
            let operators =
                after.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(inner, _)| inner.trim());
            let text = match operators {
                Some(operators) if !name.is_empty() => format!("${name} ({operators})"),
                _ => format!("${name}"),
            };
            if !name.is_empty() && !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found
}
