#!/usr/bin/env python3
"""What the generated models cost to compile and to run, beside a frozen baseline.

    python3 benches/compile.py --docs DIR [--table docs/performance.md]

DIR holds `resources/` and `api/`. Two crates are made from the models that graphdoc writes for it: `tables`, as they
are, and `derives`, which `baseline.py` makes of them. Both are checked, built, and linked to a program that reads and
writes the models `user` and `message`. Then `tables` is checked with one area at a time, and with and without the
requests.
Compile times are CPU time of one cargo run without its dependencies; run times are the best of rounds in which the two
programs take turns. All in one run on one machine: quote the ratios.
"""
import argparse, json, os, re, statistics, tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import baseline
from process import ROOT, measure, replace_table

ROUNDS = 9
# An area is small and there are many: the best of so many runs.
REPEATS = 1


def cargo(target, cwd, *args):
    """CPU seconds and peak megabytes of a cargo command."""
    env = dict(os.environ, CARGO_TARGET_DIR=str(target), CARGO_INCREMENTAL="0")
    cost, _ = measure("cargo", *args, "-q", "-j1", cwd=cwd, env=env)
    return cost.cpu, cost.peak


def manifest(folder, name, dependencies, more=""):
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text(
        f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2024"\n{more}[dependencies]\n{dependencies}\n[workspace]\n')


def library(folder, sdk, runtime, change=lambda text: text):
    """A crate of the models alone, with the features of the SDK, all on."""
    features = re.search(r"(?ms)^\[features\]\n.*?(?=^\[)", (sdk / "Cargo.toml").read_text())
    features = re.sub(r'(?m)^(client|jiff|time|chrono) = .*\n|"(client|jiff|time|chrono)",? ?', "", features[0]) if features else ""
    features = re.sub(r"(?ms)^default = \[.*?\]", 'default = ["full"]', features)
    manifest(folder, folder.name, runtime, f'[lib]\nname = "sdk"\n{features}')
    for source in sorted((sdk / "src/models").rglob("*.rs")):
        to = folder / "models" / source.relative_to(sdk / "src/models")
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(change(source.read_text()))


SERDE = 'serde = { version = "1", features = ["derive"] }\nserde_json = "1"'
EMPTY = {"lib.rs": "", "main.rs": "fn main() {}\n"}
MODELS = {"lib.rs": '#![allow(warnings)]\n#[path = "../models/mod.rs"]\npub mod models;\n'}
REQUESTS = {"lib.rs": MODELS["lib.rs"] + '#[path = "../requests/mod.rs"]\npub mod requests;\npub const SERVICE_ROOT: &str = "";\n'}
PROGRAM = {
    to: (ROOT / "benches" / source).read_text()
    for source, to in [("program.rs", "main.rs"), ("user.json", "user.json"), ("message.json", "message.json")]
}


def write(folder, files):
    for name, text in files.items():
        (folder / "src" / name).write_text(text)


STEPS = {"cargo check, models": ["check"], "debug build, models": ["build"],
         "release build, models and program": ["build", "--release"]}


def build(work, names, jobs):
    """Figures of compiling each library, and the programs that were built with them."""
    for name in names:
        manifest(work / f"use-{name}", f"use-{name}", f'sdk = {{ package = "{name}", path = "{work / name}" }}\n{SERDE}')
    places = {(name, step): (work / f"target/{name}-{at}", work / (f"use-{name}" if "program" in step else name))
              for name in names for at, step in enumerate(STEPS)}

    def compile_place(place):
        target, cwd = places[place]
        cpu, peak = cargo(target, cwd, *STEPS[place[1]])
        return place, cpu, peak

    figures = {name: {} for name in names}
    with ThreadPoolExecutor(jobs) as pool:
        # With empty crates first, so that only their dependencies are there.
        for files, using in [(EMPTY, {"main.rs": EMPTY["main.rs"]}), (MODELS, PROGRAM)]:
            for name in names:
                write(work / name, {"lib.rs": files["lib.rs"]})
                write(work / f"use-{name}", using)
            for (name, step), cpu, peak in pool.map(compile_place, places):
                print(f"{name}, {step}: {cpu:.1f} s, {peak:.0f} MB", flush=True)
                figures[name] |= {f"{step}: CPU s": cpu, f"{step}: peak MB": peak}
    programs = {}
    for name in names:
        figures[name]["rlib MB"] = (work / f"target/{name}-1/debug/libsdk.rlib").stat().st_size / 1e6
        programs[name] = work / f"target/{name}-2/release/use-{name}"
        measure("strip", programs[name])
        figures[name]["program MB"] = programs[name].stat().st_size / 1e6
    return figures, programs


def run_times(programs):
    """Microseconds of each measurement of each program, the best of rounds in which they take turns."""
    best = {name: {} for name in programs}
    for _ in range(ROUNDS):
        for name, program in programs.items():
            for line in measure(program)[1].splitlines():
                what, microseconds = line.rsplit(" ", 1)
                best[name][what] = min(best[name].get(what, float("inf")), float(microseconds))
    return best


def areas(work, library, schema):
    """The CPU seconds of checking all areas, and of each its name, the share of the fields that is its own, the share that is
    compiled with it, and the CPU seconds of checking it alone."""
    manifest_text = (library / "Cargo.toml").read_text()
    full = re.search(r"(?ms)^full = \[(.*?)\]", manifest_text)
    names = re.findall(r'"([^"]+)"', full[1]) if full else []
    target = work / "target/areas"

    def check(*features):
        times = []
        for _ in range(REPEATS):
            write(library, EMPTY)
            cargo(target, library, "check", "--lib", *features)
            write(library, MODELS)
            times.append(cargo(target, library, "check", "--lib", *features)[0])
        return min(times)

    held, total = compiled(library, names)
    own = own_fields(schema)
    whole = check()
    figures = []
    for name in names:
        seconds = check("--no-default-features", "--features", name)
        figures.append((name, own.get(name, 0) / total, held[name] / total, seconds))
        print(*figures[-1], seconds / whole, flush=True)
    return whole, figures


def requests(work, names, sdk):
    """How many functions make requests, and the CPU seconds of checking the models of `names`, and of the last of them with the requests."""
    library = work / names[-1]
    for source in sorted((sdk / "src/requests").glob("*.rs")):
        (library / "requests").mkdir(exist_ok=True)
        (library / "requests" / source.name).write_text(source.read_text())
    seconds = {}
    for name, files in [*((name, MODELS) for name in names), ("requests", REQUESTS)]:
        crate = library if name == "requests" else work / name
        target = work / f"target/requests-{crate.name}"
        times = []
        for _ in range(REPEATS):
            write(crate, {"lib.rs": EMPTY["lib.rs"]})
            cargo(target, crate, "check", "--lib")
            write(crate, {"lib.rs": files["lib.rs"]})
            times.append(cargo(target, crate, "check", "--lib")[0])
        seconds[name] = min(times)
        print(f"{name}: {seconds[name]:.1f} s", flush=True)
    text = "".join(source.read_text() for source in (library / "requests").glob("*.rs"))
    return len(re.findall(r"^pub fn ", text, re.M)), seconds


def own_fields(schema):
    """How many fields the types have that a page puts into an area, inherited ones included."""
    types = schema["types"]

    def names(name):
        ty = types.get(name, {})
        return {property["name"] for property in ty.get("properties", [])} | (names(ty["base"]) if ty.get("base") else set())

    own = {}
    for name, ty in types.items():
        own[ty.get("area")] = own.get(ty.get("area"), 0) + len(names(name))
    return own


def gates(text):
    """The features of the item that follows a `#[cfg]`; None for an item that is always there."""
    return set(re.findall(r'feature = "([^"]+)"', text)) or None


def compiled(library, names):
    """How many fields are compiled with each feature alone, and how many there are."""
    held, total = dict.fromkeys(names, 0), 0
    for index in sorted((library / "models").rglob("mod.rs")):
        for gate, module in re.findall(r"((?:#\[cfg\([^\]]*\)\]\s*)?)mod ((?:r#)?\w+);", index.read_text()):
            source = index.parent / f"{module.removeprefix('r#')}.rs"
            # The module of a namespace is a folder with an index of its own.
            text = source.read_text() if source.exists() else ""
            table = re.search(r"(?s)rt::model! \{.*?\n\}\n", text)
            rows = re.findall(r'((?:#\[cfg\([^\]]*\)\]\s*)?)\d+ (?:r#)?\w+ "', table[0]) if table else []
            total += len(rows)
            for name in gates(gate) or names:
                held[name] += sum(name in (gates(row) or names) for row in rows)
    return held, total


def models_table(figures, times):
    derives, tables = figures["derives"], figures["tables"]
    rows = ["| | derives | tables | ratio | target |", "|---|---:|---:|---:|---:|"]
    targets = {"cargo check, models: CPU s": 1 / 4, "debug build, models: CPU s": 1 / 4, "cargo check, models: peak MB": 1 / 3,
               "debug build, models: peak MB": 1 / 3, "rlib MB": 1 / 3, "release build, models and program: CPU s": 1 / 3,
               "program MB": 1}
    for name, value in derives.items():
        target = f"{targets[name]:.2f}" if name in targets else ""
        rows.append(f"| {name} | {value:,.1f} | {tables[name]:,.1f} | {tables[name] / value:.2f} | {target} |")
    rows += ["", "Reading and writing once, in µs; `Value` is the same text by way of `serde_json::Value`.", "",
             "| | derives | tables | ratio | target | Value | ratio to Value |", "|---|---:|---:|---:|---:|---:|---:|"]
    for name in [name for name in times["tables"] if not name.endswith(" as Value")]:
        before, ours, value = times["derives"][name], times["tables"][name], times["tables"][f"{name} as Value"]
        rows.append(f"| {name} | {before:,.1f} | {ours:,.1f} | {ours / before:.2f} | 1.10 | {value:,.1f} | {ours / value:.2f} |")
    return "\n".join(rows)


def areas_table(whole, by_area):
    over = {name: seconds / whole - 1.2 * own for name, own, _, seconds in by_area}
    worst = max(over, key=over.get)
    median = statistics.median(seconds for *_, seconds in by_area) / whole
    rows = [f"| {len(by_area)} areas; all together {whole:.1f} s | | target |", "|---|---:|---:|",
            f"| median area, part of the whole | {median:.3f} | 0.100 |",
            f"| most above 1.2 times its own share of the fields: `{worst}` | {over[worst]:+.3f} | +0.050 |",
            f"| areas above that target | {sum(value > 0.05 for value in over.values())} | 0 |", "",
            "| area | fields of its own | fields compiled with it | part of the time |", "|---|---:|---:|---:|"]
    rows += [f"| {name} | {own:.3f} | {held:.3f} | {seconds / whole:.3f} |" for name, own, held, seconds in by_area]
    return "\n".join(rows)


def requests_table(functions, seconds):
    derives, tables, both = seconds["derives"], seconds["tables"], seconds["requests"]
    return "\n".join([
        "| cargo check | CPU s | target |", "|---|---:|---:|", f"| models, derives | {derives:.1f} | |",
        f"| models, tables | {tables:.1f} | |", f"| the same and {functions:,} functions that make requests | {both:.1f} | |",
        f"| what these add, part of models with derives | {(both - tables) / derives:.2f} | 0.25 |"])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--docs", required=True, type=Path)
    arguments.add_argument("--table", type=Path, help="the document whose table is replaced")
    arguments.add_argument("--graphdoc", help="a built program; without it, it is built")
    arguments.add_argument("--only", choices=["models", "areas", "requests"], help="a part of it")
    arguments.add_argument("--jobs", type=int, default=1, help="how many crates are compiled at once")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        sdk = work / "sdk"
        graphdoc = [options.graphdoc] if options.graphdoc else ["cargo", "run", "--release", "-q", "-p", "graphdoc", "--"]
        measure(*graphdoc, "generate", "-q", "--docs", options.docs.resolve(), "--out", sdk, "--runtime", ROOT / "runtime")
        manifest(work / "derives_runtime", "derives_runtime", SERDE)
        write(work / "derives_runtime", {"lib.rs": baseline.RUNTIME})
        library(work / "tables", sdk, f'graphdoc-runtime = {{ path = "{ROOT / "runtime"}", default-features = false }}')
        library(work / "derives", sdk, f'derives_runtime = {{ path = "{work / "derives_runtime"}" }}', baseline.of)
        tables = {}
        if options.only in (None, "models"):
            figures, programs = build(work, ["derives", "tables"], options.jobs)
            tables["models"] = models_table(figures, run_times(programs))
        if options.only in (None, "requests"):
            tables["requests"] = requests_table(*requests(work, ["derives", "tables"], sdk))
        if options.only in (None, "areas"):
            tables["areas"] = areas_table(*areas(work, work / "tables", json.loads((sdk / "schema.json").read_text())))
    for part, table in tables.items():
        print(f"\n{table}")
        if options.table:
            replace_table(options.table, part, table)


if __name__ == "__main__":
    main()
