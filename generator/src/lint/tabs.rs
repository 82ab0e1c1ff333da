//! Groups of tabs: the same example in several languages.

use std::collections::BTreeSet;

use super::Page;
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::TabGroup;

/// The tab that the generator reads.
const HTTP: &str = "http";

pub(super) fn check(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    for group in &page.structure.tab_groups {
        group_of(page, group, found);
    }
}

fn group_of(page: &Page<'_>, group: &TabGroup<'_>, found: &mut Vec<Diagnostic>) {
    let mut report = |span, message: String| {
        found.push(Diagnostic::new(Code::TabGroup, &page.facts.path, span, message));
    };
    let Some(first) = group.tabs.first() else { return };
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for tab in &group.tabs {
        if !seen.insert(&tab.value) {
            report(tab.span, format!("the group has two tabs `{}`; readers see one of them", tab.value));
        }
    }
    if !seen.contains(HTTP) {
        report(first.span, "the group has no tab `http`; nothing in it is read".to_owned());
    }
    if !group.is_closed {
        report(first.span, "no `---` ends the group; what follows is part of its last tab".to_owned());
    }
}
