//! Changes as a person reads them in a terminal.

use std::fmt::Write as _;

use super::{Change, Changes, Kind, Place, Release, Section};

/// How many changes of a kind are shown when not all are wanted.
pub(super) const SHOWN: usize = 10;

/// Groups by kind, what breaks programs first, one line per change, and the verdict. Without `all`, only the first few
/// changes of each kind.
pub fn human(changes: &Changes, all: bool) -> String {
    let mut text = String::new();
    let mut is_cut = false;
    for release in [Release::Major, Release::Minor, Release::Patch, Release::None] {
        for kind in Kind::ALL.iter().filter(|kind| kind.release() == release) {
            let list = if *kind == Kind::TextChanged { &changes.texts } else { &changes.changes };
            let list: Vec<&Change> = list.iter().filter(|change| change.kind == *kind).collect();
            if list.is_empty() {
                continue;
            }
            let _ = writeln!(text, "{}: {} ({})", kind.headline(), list.len(), release.name());
            let shown = if all { list.len() } else { SHOWN };
            list.iter().take(shown).for_each(|change| line(&mut text, change));
            if list.len() > shown {
                is_cut = true;
                let _ = writeln!(text, "    and {} more", list.len() - shown);
            }
            text.push('\n');
        }
    }
    if is_cut {
        text.push_str("--verbose shows all\n");
    }
    text.push_str(&verdict(changes));
    text.push('\n');
    text
}

/// The release that is needed, and how many changes need which.
pub(super) fn verdict(changes: &Changes) -> String {
    let release = changes.release();
    let words = [(Release::Major, "breaking"), (Release::Minor, "new or deprecated"), (Release::Patch, "other")];
    let counts = words.map(|(release, word)| {
        let count = changes.changes.iter().filter(|change| change.kind.release() == release).count();
        (count, word)
    });
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let counts: Vec<String> = counts.collect();
    match counts.is_empty() {
        true => release.verdict().to_owned(),
        false => format!("{} needed: {}", release.verdict(), counts.join(", ")),
    }
}

fn line(text: &mut String, change: &Change) {
    let mark = match change.kind.section() {
        Section::Removed => '-',
        Section::Changed => '~',
        Section::Deprecated => '!',
        Section::Added => '+',
    };
    let _ = write!(text, "  {mark} {}", change.subject);
    if let Some(values) = values(change) {
        let _ = write!(text, ": {values}");
    }
    if let Some(place) = change.new.as_ref().or(change.old.as_ref()) {
        let _ = write!(text, "  [{}]", shown(place));
    }
    text.push('\n');
    if let Some(hint) = &change.hint {
        let _ = writeln!(text, "      {hint}");
    }
}

/// What was and what is, as far as that says more than the name.
pub(super) fn values(change: &Change) -> Option<String> {
    match (&change.was, &change.is) {
        (Some(was), Some(is)) if *was == change.subject => Some(format!("now {is}")),
        (Some(was), Some(is)) => Some(format!("{was} -> {is}")),
        (Some(was), None) => Some(was.clone()),
        (None, Some(is)) if change.kind == Kind::ItemGone => Some(format!("now {is}")),
        (None, Some(is)) => Some(is.clone()),
        (None, None) => None,
    }
}

/// `page.md:12:3`, as editors open it.
pub(super) fn shown(place: &Place) -> String {
    match place.position {
        Some((line, column)) => format!("{}:{line}:{column}", place.page),
        None => place.page.clone(),
    }
}
