//! Bringing a folder up to date.
//!
//! A manifest in the output folder lists what was written, with hashes. It tells the generator's files from those of
//! others, which are never touched, and shows which were edited by hand.
//!
//! 1. The manifest comes first and lists what is there and what will be: after an interruption, the next run still
//!    knows its files.
//! 2. Every file that differs is written anew, atomically; files that are the same are not touched.
//! 3. Files that the old manifest lists and the new set lacks are removed, and folders that this empties; then the
//!    manifest forgets them.

use std::path::Path;

use rayon::prelude::*;

use super::claim::Claim;
use super::disk::{self, Links, drafts, failed, prune, read, replace};
use super::manifest::{self, Hashes};
use super::{FilesError, Written};
use crate::emit::Files;

impl Claim {
    /// Brings the folder up to date.
    ///
    /// # Errors
    /// When a file cannot be read, written or removed; and, after everything else is done, when files are in the way
    /// that no manifest lists.
    pub fn write(&self, files: &Files) -> Result<Written, FilesError> {
        let (out, aside) = (self.out(), self.workshop());
        let at = out.join(manifest::NAME);
        let on_disk = read(&at)?;
        let known = on_disk.as_deref().and_then(manifest::listed);
        let is_ours = on_disk.is_none() || known.is_some();
        let old = known.unwrap_or_default();
        let Plan { outdated, stale, mut foreign, after, mut report } = plan(files, &old, out)?;

        let is_changed = !outdated.is_empty() || !stale.is_empty();
        if !is_ours {
            foreign.push(manifest::NAME.to_owned());
        } else if is_changed {
            // Files that are replaced keep their old hashes until all are: after an interruption, nobody seems to have edited them.
            let during = after.iter().chain(&old).map(|(path, hash)| (path.clone(), hash.clone())).collect();
            replace(&at, manifest::text(None, &during).as_bytes(), &aside)?;
        }
        // A folder takes one new file at a time, so each thread has its own.
        let share = outdated.len().div_ceil(rayon::current_num_threads()).max(1);
        outdated.par_chunks(share).try_for_each(|files| {
            let aside = drafts(&aside)?;
            files.iter().try_for_each(|(path, text)| replace(&out.join(path), text.as_bytes(), aside.path()))
        })?;
        report.written = outdated.into_iter().map(|(path, _)| path.to_owned()).collect();
        for (path, hash) in stale {
            let target = out.join(&path);
            let Some(present) = disk::hash(&target)? else { continue };
            if present != hash {
                report.edited.push(path.clone());
            }
            std::fs::remove_file(&target).map_err(failed("remove", &target))?;
            prune(out, &target);
            report.removed.push(path);
        }
        let text = manifest::text(Some(&files.origin), &after);
        if is_ours && (is_changed || on_disk.as_deref() != Some(text.as_bytes())) {
            replace(&at, text.as_bytes(), &aside)?;
        }
        report.hashes = after;
        report.hashes.insert(manifest::NAME.to_owned(), manifest::hash(text.as_bytes()));
        if foreign.is_empty() { Ok(report) } else { Err(FilesError::Foreign { paths: foreign }) }
    }

    /// Brings the files up to date, and nothing else in the folder: it keeps no manifest.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn update(&self, files: &Files) -> Result<Written, FilesError> {
        let mut report = Written::default();
        for (path, text) in &files.texts {
            let target = self.out().join(path);
            if read(&target)?.as_deref() == Some(text.as_bytes()) {
                report.unchanged += 1;
            } else {
                replace(&target, text.as_bytes(), &self.workshop())?;
                report.written.push(path.clone());
            }
            report.hashes.insert(path.clone(), manifest::hash(text.as_bytes()));
        }
        Ok(report)
    }
}

/// What a run is going to do.
struct Plan<'a> {
    outdated: Vec<(&'a str, &'a str)>,
    /// Listed, but no longer generated; with the listed hashes.
    stale: Vec<(String, String)>,
    foreign: Vec<String>,
    /// The files of the finished folder.
    after: Hashes,
    report: Written,
}

fn plan<'a>(files: &'a Files, old: &Hashes, out: &Path) -> Result<Plan<'a>, FilesError> {
    let is_generated = |path: &String| files.texts.contains_key(path) || files.standing.contains_key(path);
    let links = Links::new(out, old.keys().chain(files.texts.keys()).chain(files.standing.keys()));
    let stale = old.iter().filter(|(path, _)| !is_generated(path) && !links.is_behind(path));
    let stale = stale.map(|(path, hash)| (path.clone(), hash.clone())).collect();
    let (outdated, foreign, after) = (Vec::new(), Vec::new(), Hashes::new());
    let mut plan = Plan { outdated, stale, foreign, after, report: Written::default() };
    let compared =
        files.texts.par_iter().map(|(path, text)| compare(&out.join(path), text, old.get(path), links.is_behind(path)));
    let compared: Vec<(State, String)> = compared.collect::<Result<_, _>>()?;
    for ((path, text), (state, hash)) in files.texts.iter().zip(compared) {
        match state {
            State::Foreign => {
                plan.foreign.push(path.clone());
                continue;
            }
            State::Same => plan.report.unchanged += 1,
            State::Outdated => plan.outdated.push((path, text)),
            State::Edited => {
                plan.report.edited.push(path.clone());
                plan.outdated.push((path, text));
            }
        }
        plan.after.insert(path.clone(), hash);
    }
    for (path, hash) in &files.standing {
        if links.is_behind(path) {
            plan.foreign.push(path.clone());
        } else {
            plan.report.unchanged += 1;
            plan.after.insert(path.clone(), hash.clone());
        }
    }
    plan.foreign.sort();
    Ok(plan)
}

/// What stands where a file is to be written.
enum State {
    /// The same text.
    Same,
    /// Another text of ours, or nothing.
    Outdated,
    /// A text of ours that somebody changed.
    Edited,
    /// Somebody else's file.
    Foreign,
}

/// Compares a file with the text that it is to have; also gives the hash of that.
fn compare(
    file: &Path,
    text: &str,
    listed: Option<&String>,
    is_behind_link: bool,
) -> Result<(State, String), FilesError> {
    let hash = manifest::hash(text.as_bytes());
    if is_behind_link {
        return Ok((State::Foreign, hash));
    }
    let state = match (disk::hash(file)?, listed) {
        (Some(present), _) if present == hash => State::Same,
        (Some(_), None) => State::Foreign,
        (Some(present), Some(listed)) if present != *listed => State::Edited,
        _ => State::Outdated,
    };
    Ok((state, hash))
}

/// Whether the files of a folder still have these hashes.
pub fn are_intact(out: &Path, hashes: &Hashes) -> bool {
    hashes.par_iter().all(|(path, hash)| is_intact(out, path, hash))
}

/// Whether a file of a folder still has this hash.
pub fn is_intact(out: &Path, path: &str, hash: &str) -> bool {
    let present = disk::hash(&out.join(path)).ok().flatten();
    present.is_some_and(|present| present == hash)
}
