//! `graphdoc watch`: a round of `generate` whenever something that it reads has changed.
//!
//! Each round starts with watches of its own, made before anything is read. So no change is missed, and a folder that
//! vanished and came back is watched again.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use graphdoc::Config;
use graphdoc::corpus;
use notify::event::{CreateKind, EventKind, ModifyKind, RemoveKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use super::args::Input;
use super::{CONFIG_FILE, Failure, Target, configuration, generate, report};

/// An editor is done when so long nothing has happened: it writes, renames and removes several files to save one.
const SETTLED: Duration = Duration::from_millis(100);

/// Regenerates until the program is ended. What is wrong with a file is told, and may be mended; only arguments that
/// cannot work end it.
pub(super) fn watch(input: &Input, target: &Target) -> Result<u8, Failure> {
    let (changed, changes) = channel();
    let mut watched = Watched::new(None, input, target);
    let mut watcher;
    let mut is_first = true;
    loop {
        if let Ok(config) = configuration(input) {
            watched = Watched::new(Some(&config), input, target);
        }
        // The watches of the last round end only when there are new ones.
        watcher = watched.watcher(changed.clone())?;
        match generate(input, target.clone()) {
            Err(error @ Failure::Usage(_)) if is_first => return Err(error),
            Err(error) => report::error(&error.to_string()),
            Ok(_) => {}
        }
        if is_first && !input.quiet {
            report::note("watching; Ctrl-C ends it");
        }
        is_first = false;
        if changes.recv().is_err() {
            return Err(Failure::Usage("the system no longer tells about changes".to_owned()));
        }
        while changes.recv_timeout(SETTLED).is_ok() {}
        drop(watcher);
    }
}

/// What a run reads, whether it is there or not.
#[derive(Clone)]
struct Watched {
    /// Folders of pages and of include files.
    folders: Vec<PathBuf>,
    /// The configuration, and what it names.
    files: Vec<PathBuf>,
    /// What is written, in case it lies in one of the folders.
    out: Option<PathBuf>,
}

impl Watched {
    fn new(config: Option<&Config>, input: &Input, target: &Target) -> Self {
        let by_default = || input.docs.is_empty().then(|| PathBuf::from(CONFIG_FILE));
        let file = input.config.clone().or_else(by_default);
        let docs = config.map_or(&input.docs, |config| &config.docs);
        let named = config.into_iter().flat_map(|config| config.fixups.iter().chain(&config.removed));
        let out = target.out.as_ref().or(config.and_then(|config| config.out.as_ref()));
        Watched {
            folders: corpus::folders(docs).iter().map(|folder| real(folder)).collect(),
            files: file.iter().chain(named).map(|file| real(file)).collect(),
            out: out.map(|out| real(out)),
        }
    }

    /// Sends a message for each change that concerns a run.
    fn watcher(&self, changed: Sender<()>) -> Result<RecommendedWatcher, Failure> {
        let watched = self.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| watched.is_concerned(&event)) {
                // Without a receiver the program is ending.
                let _ = changed.send(());
            }
        })
        .map_err(|error| Failure::Usage(format!("cannot watch: {error}")))?;
        let (there, missing): (Vec<_>, Vec<_>) = self.folders.iter().partition(|folder| folder.is_dir());
        // Folders are watched from above too: they may vanish, and what is missing may come.
        let above = there.iter().chain(&missing).copied().chain(&self.files);
        let above: BTreeSet<&Path> = above.filter_map(|path| path.ancestors().skip(1).find(|up| up.is_dir())).collect();
        for folder in above.into_iter().filter(|above| !there.iter().any(|folder| above.starts_with(folder))) {
            // One that may not be watched is above what may.
            let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
        }
        for folder in there {
            match watcher.watch(folder, RecursiveMode::Recursive) {
                Err(error) if folder.is_dir() => {
                    return Err(Failure::Usage(format!("cannot watch {}: {error}", folder.display())));
                }
                _ => {}
            }
        }
        Ok(watcher)
    }

    fn is_concerned(&self, event: &notify::Event) -> bool {
        if event.need_rescan() {
            return true;
        }
        let may_be_folder = match event.kind {
            EventKind::Access(_) => return false,
            EventKind::Create(kind) => matches!(kind, CreateKind::Folder | CreateKind::Any),
            EventKind::Remove(kind) => matches!(kind, RemoveKind::Folder | RemoveKind::Any),
            EventKind::Modify(kind) => matches!(kind, ModifyKind::Name(_)),
            EventKind::Any | EventKind::Other => false,
        };
        event.paths.iter().any(|path| {
            let leads_there = self.folders.iter().chain(&self.files).any(|known| known.starts_with(path));
            let is_inside =
                self.folders.iter().any(|folder| path.starts_with(folder) && !self.is_written(path, folder));
            leads_there || (is_inside && (may_be_folder || corpus::is_input(path)))
        })
    }

    /// Whether a file in a folder of pages belongs to the output.
    fn is_written(&self, path: &Path, folder: &Path) -> bool {
        self.out.as_ref().is_some_and(|out| out.starts_with(folder) && path.starts_with(out))
    }
}

/// The path in the form in which the system tells about it: absolute, without links, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    path.components().fold(PathBuf::new(), |mut real, part| {
        if part == Component::ParentDir {
            real.pop();
        } else {
            real.push(part);
        }
        real.canonicalize().unwrap_or(real)
    })
}
