//! Permissions: from the page, or from the include files that stand in their place.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::Facts;

use super::Permissions;
use super::index::Index;

/// The permissions that the page states, or the include files that stand in their place.
pub(super) fn of_page(
    index: &Index<'_>,
    facts: &Facts,
    missing: &mut BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Permissions> {
    if !facts.permissions.is_empty() {
        return facts.permissions.clone();
    }
    let mut found = Vec::new();
    let mut visited: BTreeSet<usize> = BTreeSet::new();
    let mut is_explained = false;
    let mut open: Vec<(&Facts, usize)> = vec![(facts, 0)];
    while let Some((from, depth)) = open.pop() {
        for include in from.includes.iter().filter(|include| include.for_permissions || depth > 0) {
            let Some(path) = &include.path else { continue };
            match index.page(path) {
                Some(page) if visited.insert(page) => {
                    if let Some(included) = index.facts.get(page) {
                        found.extend(included.permissions.iter().cloned());
                        open.push((included, depth + 1));
                    }
                }
                Some(_) => {
                    let message = format!("`{path}` includes itself");
                    diagnostics.push(Diagnostic::new(Code::IncludeCycle, &from.path, include.span, message));
                }
                None => {
                    is_explained = true;
                    if missing.insert(path.clone()) {
                        let message = format!("the permissions stand in `{path}`, which is not there");
                        let code = Code::IncludeMissingPermissions;
                        diagnostics.push(Diagnostic::new(code, &from.path, include.span, message));
                    }
                }
            }
        }
    }
    if found.is_empty() && !is_explained {
        let message = format!("\"{}\" does not say which permissions it needs", facts.title.value);
        diagnostics.push(Diagnostic::new(Code::PermissionsUnknown, &facts.path, facts.title.span, message));
    }
    found
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
