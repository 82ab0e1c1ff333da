//! `graphdoc init`: the files of a repository that keeps an SDK up to date.

use std::path::Path;

use graphdoc::files;

use super::{CONFIG_FILE, Failure, report};

/// The files, and their texts. `{version}` stands for that of this program.
const FILES: [(&str, &str); 6] = [
    (CONFIG_FILE, include_str!("../../templates/graphdoc.toml")),
    ("fixups.toml", include_str!("../../templates/fixups.toml")),
    ("removed.toml", include_str!("../../templates/removed.toml")),
    (".gitattributes", include_str!("../../templates/gitattributes")),
    (".gitignore", include_str!("../../templates/gitignore")),
    (".github/workflows/regenerate.yml", include_str!("../../templates/regenerate.yml")),
];

/// What is left to do, below the folder.
const NEXT: &str = "git clone --depth 1 --filter=blob:none --sparse https://github.com/microsoftgraph/microsoft-graph-docs-contrib docs
  git -C docs sparse-checkout set api-reference/v1.0 api-reference/includes
  graphdoc generate
";

/// Writes the files that are not there yet.
pub(super) fn init(folder: &Path) -> Result<u8, Failure> {
    for (name, text) in FILES {
        let path = folder.join(name);
        let text = text.replace("{version}", env!("CARGO_PKG_VERSION"));
        let told = if files::create_file(&path, &text)? {
            format!("created  {}", path.display())
        } else {
            format!("kept     {}{}", path.display(), lacking(&path, &text))
        };
        report::data(&format!("{told}\n"));
    }
    let step = if folder == Path::new(".") { String::new() } else { format!("  cd {}\n", folder.display()) };
    report::data(&format!("\nnext, with the pages of your choice:\n{step}  {NEXT}"));
    Ok(0)
}

/// The entries of a list for git that a file with other entries does not have.
fn lacking(path: &Path, text: &str) -> String {
    let is_list = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".git"));
    let present = files::read_file(path).unwrap_or_default();
    let is_missing = |line: &&str| !line.starts_with('#') && !present.lines().any(|known| known == *line);
    let missing: Vec<&str> = text.lines().filter(is_missing).collect();
    if is_list && !missing.is_empty() { format!("; it lacks `{}`", missing.join("`, `")) } else { String::new() }
}
