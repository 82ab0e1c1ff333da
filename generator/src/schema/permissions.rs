//! Permissions: from the page, or from the include files that stand in their place.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{Facts, IncludeClaim};

use super::Permissions;
use super::index::Index;

/// The permissions that the page states, and those of the include files that stand in their place. `missing` are the
/// files that were reported as not there.
pub(super) fn of_page(
    index: &Index<'_>,
    facts: &Facts,
    missing: &mut BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Permissions> {
    let mut found = facts.permissions.clone();
    let mut unread = Vec::new();
    let included = included(index, facts, |fault, from, include, path| match fault {
        Fault::Missing => unread.push((from, include, path)),
        Fault::Cycle => {
            let message = format!("`{path}` includes itself");
            diagnostics.push(Diagnostic::new(Code::IncludeCycle, &from.path, include.span, message));
        }
    });
    for Included { page, case, .. } in included {
        for set in index.facts.get(page).into_iter().flat_map(|facts| &facts.permissions) {
            let case = if set.case.is_empty() { case } else { &set.case };
            let set = Permissions { case: case.clone(), ..set.clone() };
            if !found.contains(&set) {
                found.push(set);
            }
        }
    }
    if found.is_empty() && unread.is_empty() {
        let message = format!("\"{}\" does not say which permissions it needs", facts.title.value);
        diagnostics.push(Diagnostic::new(Code::PermissionsUnknown, &facts.path, facts.title.span, message));
    }
    for (from, include, path) in unread {
        // Where permissions were found, the file may hold no more than a note.
        if found.is_empty() && missing.insert(path.to_owned()) {
            let message = format!("the permissions stand in `{path}`, which is not there");
            let code = Code::IncludeMissingPermissions;
            diagnostics.push(Diagnostic::new(code, &from.path, include.span, message));
        }
    }
    found
}

/// An include file that stands where permissions stand.
pub(super) struct Included<'a> {
    /// The number of its page.
    pub(super) page: usize,
    /// The case that the heading above the include names; empty where it names none.
    pub(super) case: &'a String,
    /// The place in the list of the file that includes it; none for the page itself.
    from: Option<usize>,
}

/// Why an include is not followed.
pub(super) enum Fault {
    Missing,
    Cycle,
}

/// The include files with the permissions of a page, and the files that those include, each once for a case. What is not
/// followed goes to `fault`: why, the page that includes, the include and its path.
pub(super) fn included<'a>(
    index: &Index<'a>,
    facts: &'a Facts,
    mut fault: impl FnMut(Fault, &'a Facts, &'a IncludeClaim, &'a str),
) -> Vec<Included<'a>> {
    let mut found: Vec<Included<'a>> = Vec::new();
    let (mut from, mut reader) = (facts, None);
    for next in 0.. {
        for include in &from.includes {
            let case_above = reader.and_then(|at| found.get(at)).map(|one: &Included<'_>| one.case);
            let (Some(case), Some(path)) =
                (case_above.or(include.for_permissions.then_some(&include.case)), &include.path)
            else {
                continue;
            };
            match index.page(path) {
                None => fault(Fault::Missing, from, include, path),
                Some(page) if index.page(&facts.path) == Some(page) || is_above(&found, reader, page) => {
                    fault(Fault::Cycle, from, include, path);
                }
                Some(page) if found.iter().any(|one| one.page == page && one.case == case) => {}
                Some(page) => found.push(Included { page, case, from: reader }),
            }
        }
        let Some(included) = found.get(next).and_then(|one| index.facts.get(one.page)) else { break };
        (from, reader) = (included, Some(next));
    }
    found
}

/// Whether a page is the one at a place of the list, or one that this stands in.
fn is_above(found: &[Included<'_>], place: Option<usize>, page: usize) -> bool {
    let mut above = std::iter::successors(place, |place| found.get(*place)?.from);
    above.any(|place| found.get(place).is_some_and(|one| one.page == page))
}

/// Includes that are not there, once per file.
pub(super) fn report_missing_includes(
    index: &Index<'_>,
    known: &mut BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for facts in index.facts {
        for include in &facts.includes {
            if let Some(path) = &include.path
                && index.page(path).is_none()
                && known.insert(path.clone())
            {
                let message = format!("the include `{path}` is not there");
                diagnostics.push(Diagnostic::new(Code::IncludeMissing, &facts.path, include.span, message));
            }
        }
    }
}
