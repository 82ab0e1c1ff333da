#!/usr/bin/env python3
"""What the generated models cost to compile and to run, beside a frozen baseline.

    python3 benches/compile.py --docs DIR [--table docs/performance.md]

DIR holds `resources/` and `api/`. Two crates are made from the models that graphdoc writes for it: `tables`, as they
are, and `derives`, the same structs with the derives of the standard library and of serde, `skip_serializing_if` and one
flattened map. Both are checked, built, and linked to a program that reads and writes the models `user` and `message`.
Times are CPU time of one cargo run without its dependencies, in one run on one machine: quote the ratios.
"""
import argparse, os, re, resource, shutil, subprocess, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STD = "Clone, Debug, Default, PartialEq"
DERIVES_RUNTIME = '''pub use serde; pub use serde::{Deserialize, Serialize}; pub use serde_json::Value;
pub type Additional = std::collections::BTreeMap<String, Value>;
macro_rules! texts { ($($name:ident)*) => {$(
    #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct $name(pub String);
)*} }
texts! { Binary Date DateTimeOffset Decimal Duration Guid TimeOfDay }
pub type Int64 = i64;
'''
ENUM = '''impl rt::Serialize for {0} {{
    fn serialize<S: rt::serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {{ s.serialize_str(self.as_str()) }}
}}
impl<'de> rt::Deserialize<'de> for {0} {{
    fn deserialize<D: rt::serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {{
        <String as rt::Deserialize>::deserialize(d).map(|text| Self::from(text.as_str()))
    }}
}}
impl {0} {{ pub fn as_str(&self) -> &str {{ match self {{ {1} Self::UnknownValue(text) => text }} }} }}
impl From<&str> for {0} {{ fn from(text: &str) -> Self {{ match text {{ {2} _ => Self::UnknownValue(text.to_owned()) }} }} }}
'''


def run(*args, cwd=ROOT, env=None):
    return subprocess.run(args, cwd=cwd, env=env, check=True, capture_output=True, text=True).stdout


def measured(target, cwd, *args):
    """CPU seconds and peak megabytes of a command."""
    env = dict(os.environ, CARGO_TARGET_DIR=str(target), CARGO_INCREMENTAL="0")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    log = subprocess.run(["/usr/bin/time", "-f", "%M", *args], cwd=cwd, env=env, capture_output=True, text=True)
    if log.returncode:
        raise SystemExit(log.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, int(log.stderr.split()[-1]) / 1024


def derives(text):
    """The baseline of a file of the generated crate."""
    text = text.replace("graphdoc_runtime", "derives_runtime")
    text = re.sub(r"(?s)/// [^\n]*\n(///[^\n]*\n)*#\[derive\(Clone\)\]\n#\[non_exhaustive\]\npub enum Any.*?\n}\n", "", text)
    text = re.sub(r"(?s)rt::derived! \{.*?\n\}\n", "", text)
    # The baseline has no choice between derived types; a box in its place keeps the sizes of the types.
    text = re.sub(r"models::((?:\w+::)?)Any(\w+)", r"Box<models::\1\2>", text)
    table = re.search(r'(?s)rt::model! \{\n    \w+ "[^"]*" \{(.*?)\n    \}\n\}\n', text)
    if table:
        wires = re.findall(r'\d+ ((?:r#)?\w+) "([^"]*)" \w+;', table[1])
        text = text.replace(table[0], "").replace(
            "#[derive(Clone, Default)]", f'#[derive({STD}, rt::Serialize, rt::Deserialize)]\n#[serde(crate = "rt::serde")]')
        text = text.replace('"rt::serde"', '"derives_runtime::serde"')
        for name, wire in wires:
            at = f'    #[serde(rename = "{wire}", skip_serializing_if = "Option::is_none")]\n    pub {name}: '
            text = text.replace(f"    pub {name}: ", at, 1)
        text = text.replace("    pub additional: rt", "    #[serde(flatten)]\n    pub additional: rt")
    table = re.search(r"(?s)rt::open_enum! \{\n    (\w+) \{(.*?)\n    \}\n\}\n", text)
    if table:
        rows = re.findall(r'(\w+) ("[^"]*");', table[2])
        to = " ".join(f"Self::{name} => {wire}," for name, wire in rows)
        of = " ".join(f"{wire} => Self::{name}," for name, wire in rows)
        text = text.replace(table[0], ENUM.format(table[1], to, of))
    return re.sub(r"\{\s*Any\w+,\s*(\w+),?\s*\}|\{\s*(\w+),\s*Any\w+,?\s*\}", lambda names: names[1] or names[2], text)


def crate(folder, models, runtime, change=lambda text: text):
    for source in sorted(models.rglob("*.rs")):
        to = folder / "src/models" / source.relative_to(models)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(change(source.read_text()))
    (folder / "src/lib.rs").write_text("#![allow(warnings)]\npub mod models;\n")
    (folder / "Cargo.toml").write_text(
        f'[package]\nname = "{folder.name}"\nversion = "0.1.0"\nedition = "2024"\n[lib]\nname = "sdk"\n'
        f"[dependencies]\n{runtime}\n[workspace]\n")


def program(folder, library):
    (folder / "src").mkdir(parents=True)
    for source, to in [("program.rs", "main.rs"), ("user.json", "user.json"), ("message.json", "message.json")]:
        shutil.copy(ROOT / "benches" / source, folder / "src" / to)
    (folder / "Cargo.toml").write_text(
        f'[package]\nname = "{folder.name}"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\n'
        f'sdk = {{ package = "{library.name}", path = "{library}" }}\n'
        'serde = { version = "1", features = ["derive"] }\nserde_json = "1"\n[workspace]\n')


def measure(work, library):
    figures, target = {}, work / "target"
    program(work / f"use-{library.name}", library)
    using = work / f"use-{library.name}"
    steps = [("cargo check, models", library, ["check"], None),
             ("debug build, models", library, ["build"], "debug/libsdk.rlib"),
             ("release build, models and program", using, ["build", "--release"], f"release/{using.name}")]
    for name, cwd, step, file in steps:
        run("cargo", *step, "-q", cwd=cwd, env=dict(os.environ, CARGO_TARGET_DIR=str(target), CARGO_INCREMENTAL="0"))
        for crate in {library, cwd}:
            for source in (crate / "src").glob("*.rs"):
                source.touch()
        cpu, peak = measured(target, cwd, "cargo", *step, "-q", "-j1")
        figures[f"{name}: CPU s"], figures[f"{name}: peak MB"] = cpu, peak
        if file:
            if step[-1] == "--release":
                run("strip", str(target / file))
            figures["rlib MB" if file.endswith("rlib") else "program MB"] = (target / file).stat().st_size / 1e6
    for line in run(str(target / f"release/{using.name}")).splitlines():
        name, microseconds = line.rsplit(" ", 1)
        figures[f"{name}: µs"] = float(microseconds)
    return figures


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--docs", required=True, type=Path)
    arguments.add_argument("--table", type=Path, help="the document whose table is replaced")
    arguments.add_argument("--graphdoc", help="a built program; without it, it is built")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        graphdoc = [options.graphdoc] if options.graphdoc else ["cargo", "run", "--release", "-q", "-p", "graphdoc", "--"]
        run(*graphdoc, "generate", "-q", "--docs", str(options.docs.resolve()), "--out", str(work / "sdk"),
            "--runtime", str(ROOT / "runtime"))
        (work / "derives_runtime/src").mkdir(parents=True)
        (work / "derives_runtime/src/lib.rs").write_text(DERIVES_RUNTIME)
        (work / "derives_runtime/Cargo.toml").write_text(
            '[package]\nname = "derives_runtime"\nversion = "0.1.0"\nedition = "2024"\n[dependencies]\n'
            'serde = { version = "1", features = ["derive"] }\nserde_json = "1"\n[workspace]\n')
        models = work / "sdk/src/models"
        crate(work / "tables", models, f'graphdoc-runtime = {{ path = "{ROOT / "runtime"}" }}')
        crate(work / "derives", models, f'derives_runtime = {{ path = "{work / "derives_runtime"}" }}', derives)
        tables, baseline = measure(work, work / "tables"), measure(work, work / "derives")
    rows = ["| | derives | tables | ratio |", "|---|---:|---:|---:|"]
    for name, value in baseline.items():
        ours = tables[name]
        rows.append(f"| {name} | {value:,.1f} | {ours:,.1f} | {ours / value:.2f} |")
    table = "\n".join(rows)
    print(table)
    if options.table:
        text = options.table.read_text()
        begin, end = "<!-- begin: benches/compile.py -->", "<!-- end: benches/compile.py -->"
        head, tail = text.split(begin)[0], text.split(end)[1]
        options.table.write_text(f"{head}{begin}\n{table}\n{end}{tail}")


if __name__ == "__main__":
    main()
