//! The fixed phrases of sentences that state a fact about a property or parameter.

use std::ops::Range;

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
pub(super) static WRITE_ONLY: Phrases = Phrases::new(&["write-only", "write only"]);
pub(super) static SELECT_ONLY: Phrases = Phrases::new(&[
    "returned only on",
    "only returned on",
    "returned only with",
    "only returned with",
    "requires $select",
]);
pub(super) static NOT_NULLABLE: Phrases =
    Phrases::new(&["not nullable", "non-nullable", "cannot be null", "can't be null"]);

// What states a fact in some places of a sentence.
pub(super) static READ_ONLY: Phrases = Phrases::new(&["read-only", "read only", "readonly"]);
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

/// The phrases of a description, read from its plain text. `name` is what it describes.
pub(super) fn read(name: &str, plain: &str, hints: Hints) -> Traits {
    let Hints { read_only, write_only, select_only, not_nullable, judgements, default, support } = hints;
    let mut traits = Traits { write_only, not_nullable, ..Traits::default() };
    if !(read_only || select_only || judgements || default || support) {
        return traits;
    }
    traits.read_only = read_only && READ_ONLY.places(plain).any(|place| says_read_only(name, plain, place));
    if !(select_only || judgements || default || support) {
        return traits;
    }
    let lower = plain.to_ascii_lowercase();
    traits.select_only = select_only && lower.contains("$select");
    if judgements {
        for sentence in lower.split(['.', ';']).map(str::trim) {
            traits.required |= says_required(sentence);
            traits.optional |= sentence.trim_start_matches('(').starts_with("optional");
            traits.deprecated |= says_retired(name, sentence);
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

/// "Read-only", "Key, read-only", "This property is read-only and ...". Not "read-only for some", not a value of that name,
/// and not where the description is about something else that is read-only.
fn says_read_only(name: &str, plain: &str, place: Range<usize>) -> bool {
    let ends = ['.', ';', '\n'];
    let before = plain.get(..place.start).and_then(|before| before.rsplit(ends).next()).unwrap_or("");
    let after = plain.get(place.end..).and_then(|after| after.split(ends).next()).unwrap_or("");
    let is_word = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
    if !is_word || NOT_BEHIND_READ_ONLY.iter().any(|word| first_word(after).eq_ignore_ascii_case(word)) {
        return false;
    }
    let is_first = first_word(before).is_empty();
    let phrase = plain.get(place).unwrap_or("");
    if phrase.eq_ignore_ascii_case("readonly") {
        return is_first && first_word(after).is_empty();
    }
    let is_mark = phrase.starts_with('R');
    is_first || is_mark || before.trim_end().ends_with([',', '(']) || is_said_of(name, &before.to_ascii_lowercase())
}

/// What makes it read-only for some, or at some times, or another thing.
const NOT_BEHIND_READ_ONLY: [&str; 9] =
    ["for", "if", "when", "while", "unless", "until", "access", "mode", "permissions"];

/// "This property is", "These are", "This", "The x property is", "X is currently"
fn is_said_of(name: &str, before: &str) -> bool {
    let ends = ["is ", "are ", "is a ", "this ", "these ", "is currently ", "are currently "];
    is_subject(name, before) && ends.iter().any(|end| before.ends_with(end))
}

/// Whether the sentence that starts so is about what is described.
fn is_subject(name: &str, start: &str) -> bool {
    let mut words = start.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    match words.next() {
        Some("this" | "these" | "it") => true,
        Some("the") => words.next().is_some_and(|word| word == "property" || word.eq_ignore_ascii_case(name)),
        Some(word) => word.eq_ignore_ascii_case(name),
        None => false,
    }
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("")
}

/// "Deprecated", "This property has been deprecated and ..."
fn says_retired(name: &str, sentence: &str) -> bool {
    let is_mark = sentence.starts_with("deprecated") || sentence.starts_with("(deprecated");
    let says_so = || RETIREMENTS.before(sentence).is_some_and(|before| is_subject(name, before));
    is_mark || sentence.ends_with("is deprecated") || says_so()
}

static RETIREMENTS: Phrases = Phrases::new(&[
    " is deprecated",
    " has been deprecated",
    " is being deprecated",
    " is now deprecated",
    " will be deprecated",
]);

/// "Required", "Required on create", "This property is required when ..."; not "Required if ...": that is a condition on
/// other properties.
fn says_required(sentence: &str) -> bool {
    let sentence = sentence.trim_start_matches('(');
    let rest = sentence.strip_prefix("required").or_else(|| {
        let subjects = ["this property is required", "this parameter is required", "the property is required"];
        subjects.iter().find_map(|subject| sentence.strip_prefix(subject))
    });
    rest.is_some_and(|rest| {
        let next = first_word(rest);
        let starts_so = sentence.starts_with("required");
        !matches!(next, "if" | "only" | "for" | "unless") && (next != "when" || !starts_so)
    })
}

const DEFAULT_PHRASES: [&str; 5] = ["default value is ", "default value: ", "defaults to ", "default is ", "default: "];

fn default_value(plain: &str, lower: &str) -> Option<String> {
    let start = DEFAULT_PHRASES.iter().find_map(|phrase| lower.find(phrase).map(|at| at + phrase.len()))?;
    let rest = plain.get(start..)?;
    let ends = [rest.find([',', ';']), rest.find(". "), unopened(rest)];
    let end = ends.into_iter().flatten().min().unwrap_or(rest.len());
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
        let mut rest = sentence;
        while let Some((_, option)) = rest.split_once('$') {
            let name: String = option.chars().take_while(char::is_ascii_alphabetic).collect();
            rest = option.get(name.len()..).unwrap_or("");
            let list = rest.trim_start().strip_prefix('(');
            let list = list.and_then(|list| list.split_at_checked(unopened(list)?));
            let text = match list {
                Some((operators, _)) if !name.is_empty() => format!("${name} ({})", operators.trim()),
                _ => format!("${name}"),
            };
            rest = list.map_or(rest, |(_, behind)| behind);
            if !name.is_empty() && !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found
}

/// Where a text has a closing parenthesis that it does not open.
fn unopened(text: &str) -> Option<usize> {
    let mut open = 0;
    text.bytes().position(|byte| {
        match byte {
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        open < 0
    })
}

#[cfg(test)]
mod tests {
    use super::{Hints, Traits, read};

    fn traits(plain: &str) -> Traits {
        let (read_only, select_only, judgements, default, support) = (true, true, true, true, true);
        let hints =
            Hints { read_only, select_only, judgements, default, support, write_only: false, not_nullable: false };
        read("size", plain, hints)
    }

    #[test]
    fn read_only_is_said_of_the_property_and_without_a_condition() {
        let cases = [
            ("Its size. Read-only.", true),
            ("Key, read-only. Not nullable.", true),
            ("Optional and Read-only and for some plans only.", true),
            ("This property is read-only and calculated.", true),
            ("This is a read-only attribute.", true),
            ("This read-only property tells the age.", true),
            ("readonly", true),
            ("The possible values are: readOnly, readWrite.", false),
            ("One of unlocked, lockedReadOnly.", false),
            ("Whether it is in read-only mode.", false),
            ("If true, the shelf becomes read-only for all members.", false),
            ("For a synced user, this set of properties is mastered elsewhere and is read-only.", false),
            ("Read-only for users from elsewhere.", false),
            ("Size is currently read-only - it cannot be changed.", true),
            ("The weight property is read-only.", false),
        ];
        for (plain, expected) in cases {
            assert_eq!(traits(plain).read_only, expected, "{plain}");
        }
    }

    #[test]
    fn retirement_is_said_of_the_property() {
        let cases = [
            ("(deprecated) Its size.", true),
            ("This property is deprecated and will be removed in May.", true),
            ("The size property has been deprecated and returns nothing.", true),
            ("The weight property has been deprecated and returns nothing.", false),
            ("If the shelf is deprecated and gone, this is empty.", false),
            ("Whether it was deprecated.", false),
        ];
        for (plain, expected) in cases {
            assert_eq!(traits(plain).deprecated, expected, "{plain}");
        }
    }

    #[test]
    fn values_end_where_their_parenthesis_does() {
        let cases = [
            ("Items per page (default is 100).", Some("100")),
            ("Default: false.", Some("false")),
            ("The default value is 'a b'. More.", Some("a b")),
            ("The default value is what the shelf has.", None),
        ];
        for (plain, expected) in cases {
            assert_eq!(traits(plain).default.as_deref(), expected, "{plain}");
        }
    }

    #[test]
    fn operators_may_hold_options() {
        let plain = "Supports $filter (eq, not, /$count eq 0, in (a)), $orderby. Requires $select to retrieve.";
        let traits = traits(plain);
        assert_eq!(traits.supports, ["$filter (eq, not, /$count eq 0, in (a))", "$orderby"]);
        assert!(traits.select_only);
    }
}
