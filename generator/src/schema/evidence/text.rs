//! Evidence as a person reads it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::diagnostic::{Location, line_column};

use super::super::Schema;
use super::conflicts::disagrees;
use super::{Evidence, Fact, Field, Subject, Witness, rules};

/// Longer texts are cut off; the place has the rest.
const LONGEST: usize = 72;

/// Fields that name the fact itself, in the order of the headline.
const HEADLINE: [Field; 8] =
    [Field::Kind, Field::Type, Field::Base, Field::Value, Field::Members, Field::Method, Field::Urls, Field::Response];

impl Evidence {
    /// Everything that speaks about a part of the schema: what it is, then each fact with its sources, then what they
    /// disagree about. `text` gives the text of a page, to count lines in it; `shown` is how a path is written.
    pub fn explain<'a>(
        &self,
        schema: &Schema,
        subject: &Subject,
        text: &dyn Fn(&str) -> Option<&'a str>,
        shown: &dyn Fn(&str) -> String,
    ) -> String {
        let Some(facts) = self.subjects.get(subject) else { return String::new() };
        let place = |location: &Location| {
            let (line, column) = line_column(text(&location.path).unwrap_or(""), location.span.range().start);
            format!("{}:{line}:{column}", shown(&location.path))
        };
        let short = |text: &str| shorten(schema, text);
        let mut out = String::new();
        let headline = HEADLINE.iter().filter_map(|field| facts.get(field));
        let headline = headline.map(|fact| short(&fact.values.join(" | ")));
        let headline: Vec<String> = noun(subject).map(str::to_owned).into_iter().chain(headline).collect();
        let _ = writeln!(out, "{subject}: {}", headline.join(", "));
        for (field, fact) in facts {
            let _ = writeln!(out, "\n{field} = {}", short(&fact.values.join(" | ")));
            let lines: Vec<(String, String, &Witness)> =
                fact.witnesses.iter().map(|one| (place(&one.location), short(&one.says), one)).collect();
            let widest = |width: fn(&(String, String, &Witness)) -> usize| lines.iter().map(width).max().unwrap_or(0);
            let (places, says) = (widest(|line| line.0.chars().count()), widest(|line| line.1.chars().count()));
            // Repeating what the line above has says nothing.
            let says = if is_alike(fact) { 0 } else { says };
            for (place, what, witness) in &lines {
                let what = if says == 0 { "" } else { what.as_str() };
                let gap = if says == 0 { "" } else { "  " };
                let (source, mark) = (witness.source, mark(witness));
                // The mark says it.
                let rule = if mark == '=' { "" } else { &*witness.rule };
                let line = format!("  {mark} {source:<13}  {place:<places$}{gap}{what:<says$}  {rule}");
                let _ = writeln!(out, "{}", line.trim_end());
            }
        }
        let conflicts: Vec<String> = facts.iter().filter_map(|(field, fact)| conflict(*field, fact, &short)).collect();
        if !conflicts.is_empty() {
            let _ = writeln!(out, "\nthe sources disagree\n{}", conflicts.join("\n"));
        }
        let _ = writeln!(out, "\n* counts   = says the same   - is overruled");
        out
    }
}

/// What a subject is, where none of its facts says so.
fn noun(subject: &Subject) -> Option<&'static str> {
    match subject {
        Subject::Enum(_) => Some("enumeration"),
        Subject::Member { .. } => Some("member"),
        Subject::Type(_)
        | Subject::Property { .. }
        | Subject::Operation(_)
        | Subject::Parameter { .. }
        | Subject::Root(_) => None,
    }
}

/// `*` decided, `=` says the same, `-` was overruled.
fn mark(witness: &Witness) -> char {
    match (witness.won, witness.rule == rules::AGREES) {
        (true, false) => '*',
        (true, true) => '=',
        (false, _) => '-',
    }
}

/// Whether all witnesses say the one value of a fact.
fn is_alike(fact: &Fact) -> bool {
    fact.values.len() == 1 && fact.witnesses.iter().all(|witness| witness.won)
}

/// `  type: a, but the JSON says b`
fn conflict(field: Field, fact: &Fact, short: &dyn Fn(&str) -> String) -> Option<String> {
    let others = fact.witnesses.iter().filter(|one| disagrees(one));
    let mut seen = BTreeSet::new();
    let others: Vec<String> = others
        .filter(|one| seen.insert((one.source, &one.says)))
        .map(|one| format!("{} says {}", one.source, short(&one.says)))
        .collect();
    (!others.is_empty()).then(|| format!("  {field}: {}, but {}", short(&fact.values.join(" | ")), others.join("; ")))
}

/// A text on one line, without the namespace that needs no name, and not too long.
fn shorten(schema: &Schema, text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.replace(&format!("{}.", schema.namespace), "");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}...", line.get(..at).unwrap_or(&line)),
        None => line,
    }
}
