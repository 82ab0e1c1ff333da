//! The frame of the crate: its manifest and the text at its top.

use std::ffi::OsStr;
use std::path::{Component, Path};

use super::{Areas, Links, Package, doc};
use crate::config::{Attribution, Config};
use crate::diagnostic::Diagnostic;

/// What the manifest says.
pub(super) fn package(config: &Config, areas: &Areas<'_>, diagnostics: &mut Vec<Diagnostic>) -> Package {
    let package = &config.package;
    Package {
        name: package.name.clone(),
        version: package.version.clone(),
        description: package.description.clone(),
        license: package.license.clone(),
        runtime_version: env!("CARGO_PKG_VERSION").to_owned(),
        runtime_path: config.runtime.as_deref().map(|runtime| relative(config.out.as_deref(), runtime)),
        dependencies: package.dependencies.clone().into_iter().collect(),
        features: areas.features(),
        default_features: areas.on_by_default(config, diagnostics),
        notice: package.attribution.as_ref().map(notice),
    }
}

/// The text of `NOTICE`: who wrote the texts of the pages, which state of them was used, and under which licence.
fn notice(credit: &Attribution) -> String {
    let line = |name: &str, text: &str| format!("{name}: {}\n", text.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut text = "The documentation in this crate is adapted from the work of others.\n\n".to_owned();
    text += &line("Source", &credit.source);
    text.extend(credit.url.as_deref().map(|url| line("Address", url)));
    text.extend(credit.commit.as_deref().map(|commit| line("Commit", commit)));
    text += &line("Licence", &credit.licence);
    text + "Changes: the texts were taken apart and put together anew by graphdoc.\n"
}

/// What the crate says about itself.
pub(super) fn docs(config: &Config, areas: &Areas<'_>, links: &Links) -> Vec<String> {
    let mut lines = vec![format!(" {}", doc::plain(&config.package.description))];
    let frame = [
        " - [`models`]: the types, as plain structs and open enumerations.",
        " - [`requests`]: the calls, one module per resource. A call is data that becomes an [`http::Request`].",
        " - `Client`: sends them. It is there with the feature `client`, which is on by default.",
    ];
    doc::append(&mut lines, frame.map(str::to_owned).to_vec());
    let features: Vec<String> = areas.features().iter().map(|feature| doc::code(feature)).collect();
    if !features.is_empty() {
        let text = " Each product area is a cargo feature, and `full` is all of them. What belongs to an area that is off is not \
            compiled; the values of such properties are kept in `additional`.";
        doc::append(&mut lines, vec![text.to_owned(), format!(" The areas: {}.", features.join(", "))]);
    }
    if let Some(credit) = &config.package.attribution {
        let source = doc::plain(&credit.source);
        let source = match credit.url.as_deref().and_then(|url| links.resolve(url)) {
            Some(url) => format!("[{source}]({url})"),
            None => source,
        };
        let commit = credit.commit.as_deref().map(|commit| format!(", {}", doc::code(commit))).unwrap_or_default();
        let licence = doc::plain(&credit.licence);
        doc::append(
            &mut lines,
            vec![format!(" The texts are adapted from {source}{commit}, licensed under {licence}.")],
        );
    }
    lines
}

/// The way from one folder to another, by their names alone. Folders that share no root cannot be compared; then the
/// target is given as it is.
fn relative(from: Option<&Path>, to: &Path) -> String {
    let as_given = || to.to_string_lossy().replace('\\', "/");
    let Some(from) = from.filter(|from| from.has_root() == to.has_root()) else {
        return as_given();
    };
    let (from, to) = (normal(from), normal(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    // The way out of a folder is `..`; the way out of `..` has a name that is not known here.
    if from.iter().skip(common).any(|part| *part == "..") {
        return as_given();
    }
    let up = from.iter().skip(common).map(|_| OsStr::new(".."));
    let way: Vec<_> = up.chain(to.iter().skip(common).copied()).map(OsStr::to_string_lossy).collect();
    if way.is_empty() { ".".to_owned() } else { way.join("/") }
}

/// The parts of a path without `.` and, where that is possible, without `..`.
fn normal(path: &Path) -> Vec<&OsStr> {
    let mut parts: Vec<&OsStr> = Vec::new();
    for component in path.components() {
        match component {
            Component::CurDir | Component::RootDir => {}
            Component::ParentDir if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other.as_os_str()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_the_runtime() {
        let cases = [
            (Some("generated"), "runtime", "../runtime"),
            (Some("./sdk/generated/"), "sdk/runtime", "../runtime"),
            (Some("/a/b/out"), "/a/runtime", "../../runtime"),
            (Some("../out"), "runtime", "runtime"),
            (Some("../out"), "../runtime", "../runtime"),
            (Some("out"), "/a/runtime", "/a/runtime"),
            (None, "runtime", "runtime"),
            (Some("x"), "x", "."),
        ];
        for (from, to, expected) in cases {
            assert_eq!(relative(from.map(Path::new), Path::new(to)), expected, "{from:?} {to}");
        }
    }
}
