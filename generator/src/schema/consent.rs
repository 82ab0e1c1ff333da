//! Which permissions a program needs for a set of calls: as few as do, and no more privileged ones than necessary.
//!
//! For each kind of caller:
//!
//! 1. Calls with the fewest alternatives choose first; each that is not yet allowed takes its least privileged alternative.
//! 2. What the permissions of other calls make superfluous is given back, the most privileged permission first.
//!
//! Where a page tells cases apart, all of them are provided for.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::config::{Config, Pattern};
use crate::diagnostic::closest;

use super::resolve::area_of_call;
use super::{Operation, Permissions, Schema};

/// What a set of calls needs. Calls are named by their keys in the schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// The calls.
    pub calls: Vec<String>,
    /// Delegated, for a user with a work or school account.
    pub delegated_work: Needed,
    /// Delegated, for a user with a personal account.
    pub delegated_personal: Needed,
    /// Application: without a signed-in user.
    pub application: Needed,
    /// Calls whose pages do not say which permissions they need.
    pub unknown: Vec<String>,
}

/// What one kind of caller needs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Needed {
    /// The permissions, all of which are needed; least privileged first.
    pub permissions: Vec<String>,
    /// Calls that this kind of caller cannot make, in none of their cases.
    pub not_supported: Vec<String>,
}

/// The permissions for all calls that a pattern matches: by request (`METHOD path`), by page, by product area, by the file
/// name of the page, or by a type that lists the call.
///
/// # Errors
/// A message, when a text is no pattern or matches no call.
pub fn consent(schema: &Schema, config: &Config, patterns: &[String]) -> Result<Consent, String> {
    let mut calls = BTreeMap::new();
    for text in patterns {
        let pattern = Pattern::new(text).map_err(|message| format!("`{text}` is no pattern: {message}"))?;
        let matching = schema.operations.iter().filter(|(key, call)| matches(&pattern, key, call, config));
        let mut matching = matching.peekable();
        if matching.peek().is_none() {
            let known: BTreeSet<String> =
                schema.operations.iter().flat_map(|(key, call)| names(key, call, config)).collect();
            let close = closest(text, known.iter().map(String::as_str));
            let hint = close.map(|close| format!("; do you mean `{close}`?")).unwrap_or_default();
            return Err(format!("no call matches `{text}`{hint}"));
        }
        calls.extend(matching);
    }
    let is_unknown = |call: &Operation| call.permissions.is_empty();
    Ok(Consent {
        calls: calls.keys().map(|key| (*key).clone()).collect(),
        delegated_work: needed(&calls, |set| &set.delegated_work),
        delegated_personal: needed(&calls, |set| &set.delegated_personal),
        application: needed(&calls, |set| &set.application),
        unknown: calls.iter().filter(|(_, call)| is_unknown(call)).map(|(key, _)| (*key).clone()).collect(),
    })
}

fn matches(pattern: &Pattern, key: &str, call: &Operation, config: &Config) -> bool {
    pattern.is_page(&call.page)
        || call.urls.iter().any(|url| pattern.is_call(&call.method, &url.template))
        || area_of_call(call, config).is_some_and(|area| pattern.is_area(&area))
        || call.resource.iter().chain(&call.listed_by).any(|ty| pattern.is_type(ty))
        || pattern.is_type(key)
}

/// What a pattern without wildcards may be to match a call.
fn names(key: &str, call: &Operation, config: &Config) -> Vec<String> {
    let mut names = vec![key.to_owned(), call.page.clone()];
    names.extend(call.urls.iter().map(|url| format!("{} {}", call.method, url.template)));
    names.extend(call.resource.iter().chain(&call.listed_by).map(|ty| super::index::short_name(ty).to_owned()));
    names.extend(area_of_call(call, config).map(|area| format!("area:{area}")));
    names
}

/// One call in one case: each alternative is a set of permissions that are needed together.
type Demand<'a> = Vec<BTreeSet<&'a str>>;

fn needed(calls: &BTreeMap<&String, &Operation>, column: fn(&Permissions) -> &[String]) -> Needed {
    let mut not_supported = Vec::new();
    let mut demands: Vec<Demand<'_>> = Vec::new();
    let mut ranks: BTreeMap<&str, usize> = BTreeMap::new();
    for (key, call) in calls {
        let before = demands.len();
        for set in call.permissions.iter().map(column).filter(|set| !set.is_empty()) {
            let demand: Demand<'_> = set.iter().map(|names| names.split(" and ").collect()).collect();
            for (rank, name) in
                demand.iter().enumerate().flat_map(|(rank, names)| names.iter().map(move |it| (rank, it)))
            {
                let known = ranks.entry(name).or_default();
                *known = rank.max(*known);
            }
            demands.push(demand);
        }
        if before == demands.len() && !call.permissions.is_empty() {
            not_supported.push((*key).clone());
        }
    }
    demands.sort_by_key(Vec::len);
    let allowed = |demand: &Demand<'_>, chosen: &BTreeSet<&str>| demand.iter().any(|names| names.is_subset(chosen));
    let mut chosen = BTreeSet::new();
    for demand in &demands {
        if !allowed(demand, &chosen) {
            chosen.extend(demand.first().into_iter().flatten());
        }
    }
    let by_rank = |names: &BTreeSet<&'_ str>| {
        let mut names: Vec<(usize, String)> =
            names.iter().map(|name| (ranks.get(name).copied().unwrap_or_default(), (*name).to_owned())).collect();
        names.sort();
        names
    };
    for (_, name) in by_rank(&chosen).iter().rev() {
        let without: BTreeSet<&str> = chosen.iter().copied().filter(|other| other != name).collect();
        if demands.iter().all(|demand| allowed(demand, &without)) {
            chosen = without;
        }
    }
    Needed { permissions: by_rank(&chosen).into_iter().map(|(_, name)| name).collect(), not_supported }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Url;

    fn schema(calls: &[(&str, &[&[&str]])]) -> Schema {
        let mut schema = Schema::default();
        for (key, cases) in calls {
            let case = |names: &&[&str]| Permissions {
                application: names.iter().map(|name| (*name).to_owned()).collect(),
                ..Permissions::default()
            };
            let urls = vec![Url { template: format!("/{key}"), parameters: Vec::new() }];
            let permissions = cases.iter().map(case).collect();
            let call = Operation { urls, permissions, method: "GET".to_owned(), ..Operation::default() };
            schema.operations.insert((*key).to_owned(), call);
        }
        schema
    }

    fn application(calls: &[(&str, &[&[&str]])]) -> String {
        let consent = consent(&schema(calls), &Config::default(), &["GET /*".to_owned()]).unwrap();
        consent.application.permissions.join(", ")
    }

    #[test]
    fn as_few_as_do_and_the_least_privileged_ones() {
        let (read, write): (&[&str], &[&str]) = (&["A.Read", "A.Write"], &["A.Write"]);
        assert_eq!(application(&[("a", &[read])]), "A.Read");
        assert_eq!(application(&[("a", &[read]), ("b", &[write])]), "A.Write");
        assert_eq!(application(&[("a", &[read]), ("b", &[&["B.Read", "B.Write"]])]), "A.Read, B.Read");
        assert_eq!(application(&[("a", &[&["A.Read and B.Read", "A.Write"]])]), "A.Read, B.Read");
        assert_eq!(application(&[("a", &[read]), ("b", &[&["A.Write", "B.Write", "C.Write"]])]), "A.Write");
        // Every case counts.
        assert_eq!(application(&[("a", &[&["A.Read"], &["B.Read"]])]), "A.Read, B.Read");
    }

    #[test]
    fn unknown_is_not_the_same_as_not_supported() {
        let calls: [(&str, &[&[&str]]); 4] =
            [("half", &[&[], &["A.Read"]]), ("never", &[&[]]), ("silent", &[]), ("yes", &[&["A.Read"]])];
        let found = consent(&schema(&calls), &Config::default(), &["GET /*".to_owned()]).unwrap();
        assert_eq!(found.application.not_supported, ["never"]);
        assert_eq!(found.application.permissions, ["A.Read"]);
        assert_eq!(found.unknown, ["silent"]);
        let error = consent(&schema(&calls), &Config::default(), &["GET /hafl".to_owned()]).unwrap_err();
        assert_eq!(error, "no call matches `GET /hafl`; do you mean `GET /half`?");
    }
}
