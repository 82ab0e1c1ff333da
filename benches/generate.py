#!/usr/bin/env python3
"""What graphdoc costs to run, beside the least that such a run can cost.

    python3 benches/generate.py --docs DIR [--table docs/performance.md]

DIR holds `resources/` and `api/`. The commands and the parts of the floor (`generator/examples/floor.rs`) take turns; each
figure is the best of the rounds. Then copies of the docs under other names are read, to see how the costs grow.
CPU time is that of user and system together. All in one run on one machine: quote the ratios.
"""
import argparse, json, re, shutil, tempfile
from pathlib import Path

import frozen, scaled
from process import ROOT, least, measure, replace_table

ROUNDS = 7
SIZES = [1, 2, 4, 8]
# The page with a row that is changed: one of the larger ones, with a body of changes and many requests.
CHANGED = "resources/message.md"
# What a run keeps in the output for the next one.
CACHE = ".graphdoc"


def build():
    """The two programs, as a user builds them."""
    measure("cargo", "build", "--release", "-q", "-p", "graphdoc", "--bin", "graphdoc", "--example", "floor")
    metadata = json.loads(measure("cargo", "metadata", "--no-deps", "--format-version=1")[1])
    release = Path(metadata["target_directory"]) / "release"
    return release / "graphdoc", release / "examples/floor"


def generate(graphdoc, docs, out):
    return measure(graphdoc, "generate", "--docs", docs, "--out", out, "--runtime", ROOT / "runtime")


def check(graphdoc, docs, out):
    return measure(graphdoc, "check", "--docs", docs, "--out", out, "--runtime", ROOT / "runtime")


def change(page):
    """Adds a word to the description of a property, or takes it away again."""
    text = page.read_text()
    row = re.search(r"(?ms)^## Properties.*?^\|[-: |]+\|$\n^\|[^|\n]*\|[^|\n]*\|[^|\n]*", text)[0]
    other = row.removesuffix(" Changed.") if row.endswith(" Changed.") else f"{row} Changed."
    page.write_text(text.replace(row, other, 1))


def rounds(graphdoc, floor, work):
    """The costs of all commands and of all parts of the floor, by name."""
    docs, rust = work / "docs", work / "frozen"
    frozen.write(rust)

    def checked():
        shutil.rmtree(out / CACHE)
        return check(graphdoc, docs, out)

    def changed():
        change(docs / CHANGED)
        return generate(graphdoc, docs, out)

    commands = {
        "generate, cold": lambda: generate(graphdoc, docs, out),
        "generate, nothing changed": lambda: generate(graphdoc, docs, out),
        "generate, one page changed": changed,
        "check, nothing changed": lambda: check(graphdoc, docs, out),
        "check, cold": checked,
        "lint": lambda: measure(graphdoc, "lint", "--docs", docs),
        "read": lambda: measure(floor, "read", docs),
        "read + hash, docs and output": lambda: measure(floor, "hash", docs, out),
        "read + Markdown": lambda: measure(floor, "markdown", docs),
        "tokens of the frozen output": lambda: measure(floor, "tokens", rust),
        "tokens + parse + print": lambda: measure(floor, "rust", rust),
    }
    costs = {name: [] for name in commands}
    for turn in range(ROUNDS):
        # A new folder each time: some file systems take long to make files where others were just removed.
        out = work / f"sdk-{turn}"
        for name, command in commands.items():
            costs[name].append(command()[0])
    return {name: least(of) for name, of in costs.items()}


def sizes(graphdoc, docs, work):
    """The cost of a cold run on so many copies of the docs, and how many types it found."""
    run = {}
    schema = work / "schema.json"
    measure(graphdoc, "export", "schema", "-q", "--docs", docs, "--output", schema)
    schema = json.loads(schema.read_text())
    names = {name.rsplit(".", 1)[-1] for kind in ("types", "enums") for name in schema[kind]}
    for times in SIZES:
        scaled.copies(docs, names, times, work / f"docs-{times}")
        run[times] = []
    types = {}
    for turn in range(ROUNDS):
        for times in SIZES:
            cost, text = generate(graphdoc, work / f"docs-{times}", work / f"sdk-{times}-{turn}")
            run[times].append(cost)
            types[times] = int(re.search(r"^schema (\d+) types", text, re.M)[1])
            if types[times] != times * types[1]:
                raise SystemExit(f"{times} copies make {types[times]} types of {types[1]}")
    return {times: (types[times], least(run[times])) for times in SIZES}


def costs_table(costs):
    cold, markdown, nothing = costs["generate, cold"], costs["read + Markdown"], costs["read + hash, docs and output"]
    rust, tokens = costs["tokens + parse + print"], costs["tokens of the frozen output"]
    floor_cpu, floor_wall = (markdown[n] + rust[n] - tokens[n] for n in range(2))
    rows = ["| | CPU s | wall s | peak MB |", "|---|---:|---:|---:|"]
    rows += [f"| {name} | {cost.cpu:.3f} | {cost.wall:.3f} | {cost.peak:.0f} |" for name, cost in costs.items()]
    rows += [f"| read + Markdown + parse + print, **the floor** | {floor_cpu:.3f} | {floor_wall:.3f} | |", "",
             "| | | target |", "|---|---:|---:|"]
    rows += [f"| {name} | {value:.2f} | {target} |" for name, value, target in [
        ("cold: CPU, times the floor", cold.cpu / floor_cpu, "2.00"),
        ("cold: wall, times the floor on one core", cold.wall / floor_wall, "1.30"),
        ("nothing changed: CPU, times read + hash", costs["generate, nothing changed"].cpu / nothing.cpu, "2.50"),
        ("one page changed: CPU, part of cold", costs["generate, one page changed"].cpu / cold.cpu, "0.35"),
        ("check, cold: CPU, times the floor", costs["check, cold"].cpu / floor_cpu, "2.00"),
        ("lint: CPU, times read + Markdown", costs["lint"].cpu / markdown.cpu, "3.00")]]
    return "\n".join([*rows, f"| cold: peak MB | {cold.peak:.0f} | 250 |"])


def sizes_table(by_size):
    _, one = by_size[1]
    rows = ["| docs | types | CPU s | peak MB | CPU, times one | peak, times one | target |", "|---|---:|---:|---:|---:|---:|---:|"]
    for times, (types, cost) in by_size.items():
        target = f"{1.1 * times:.1f}" if times == SIZES[-1] else ""
        rows.append(f"| {times} | {types:,} | {cost.cpu:.2f} | {cost.peak:,.0f} | {cost.cpu / one.cpu:.2f} | {cost.peak / one.peak:.2f} | {target} |")
    return "\n".join(rows)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--docs", required=True, type=Path)
    arguments.add_argument("--table", type=Path, help="the document whose tables are replaced")
    arguments.add_argument("--only", choices=["run", "sizes"], help="a part of it")
    options = arguments.parse_args()
    graphdoc, floor = build()
    tables = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        docs = options.docs.resolve()
        # Without the modes: docs may be read-only.
        shutil.copytree(docs, work / "docs", copy_function=shutil.copyfile)
        if options.only in (None, "run"):
            tables["run"] = costs_table(rounds(graphdoc, floor, work))
        if options.only in (None, "sizes"):
            tables["sizes"] = sizes_table(sizes(graphdoc, docs, work))
    for part, table in tables.items():
        print(f"\n{table}")
        if options.table:
            replace_table(options.table, part, table)


if __name__ == "__main__":
    main()
