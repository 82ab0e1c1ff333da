#!/usr/bin/env python3
"""What graphdoc costs to run, beside generators that make Rust from OpenAPI, for the same API.

    python3 benches/peers.py --docs DIR --csdl FILE --folder DIR [--table docs/performance.md]

Nobody else reads the pages. The peers get an OpenAPI document of about the same size, which odata-openapi makes from the service's
own metadata (`--csdl`, of the same day as the docs): paths of two segments, and what `normalised` does so that all of them can
read it. They are installed into `--folder` if they are not there, which takes long; one that cannot be is left out. Needs
npm, Python with pip and venv, Java, cargo.
"""
import argparse, json, re, shutil, sys, tempfile
from pathlib import Path

from generate import build, generate
from process import least, measure, replace_table

ROUNDS = 2
GRAPHDOC = "graphdoc"


def programs(folder):
    """The programs by name: where each is, and the commands that install it."""
    npm, venv, cargo = folder / "npm", folder / "venv", folder / "cargo"

    def crate(name):
        return ["cargo", "install", "--quiet", "--locked", "-j1", "--root", cargo, "--target-dir", folder / "target", name]

    return {
        "odata-openapi 0.29.0": (npm / "node_modules/.bin/odata-openapi3",
                                 [["npm", "install", "--silent", "--prefix", npm, "odata-openapi@0.29.0"]]),
        "OpenAPI Generator 7.26.0": (venv / "bin/openapi-generator-cli",
                                     [[sys.executable, "-m", "venv", venv],
                                      [venv / "bin/pip", "install", "--quiet", "openapi-generator-cli==7.26.0"]]),
        "oas3-gen 0.29.0": (cargo / "bin/oas3-gen", [crate("oas3-gen@0.29.0")]),
        "openapi-to-rust 0.23.0": (cargo / "bin/openapi-to-rust", [crate("openapi-to-rust@0.23.0")]),
    }


def commands(name, program, api, out):
    """What makes a client and its types of an OpenAPI document of version 3.0, or of 3.1 beside it."""
    return {
        "OpenAPI Generator 7.26.0": [program, "generate", "-g", "rust", "-i", api["3.0.3"], "-o", out],
        "oas3-gen 0.29.0": [program, "generate", "client-mod", "-i", api["3.1.0"], "-o", out],
        "openapi-to-rust 0.23.0": [program, "generate", api["3.0.3"]],
    }[name]


def installed(folder, may_install):
    """The programs that are there or can be installed."""
    found = {}
    for name, (program, steps) in programs(folder).items():
        reason = ""
        try:
            for step in steps if may_install and not program.exists() else []:
                print(f"{name}: {' '.join(map(str, step))}", flush=True)
                measure(*step)
        except (OSError, SystemExit) as error:
            reason = error
        if program.exists():
            found[name] = program
        else:
            print(f"{name} is missing, it goes on without. {reason}", flush=True)
    if may_install:
        shutil.rmtree(folder / "target", ignore_errors=True)
    return found


def normalised(text):
    """The document with one schema per type in place of three, options `$select` as plain strings, and what generators want to see:
    an identifier for each operation, a version, no default that is none."""
    api = json.loads(re.sub(r'("#/components/schemas/[^"]+?)-(?:create|update)"', r'\1"', text))
    api["info"]["version"] = "0.1.0"
    schemas = api["components"]["schemas"]
    for name in [name for name in schemas if name.endswith(("-create", "-update"))]:
        del schemas[name]
    for path, item in api["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            operation["operationId"] = re.sub(r"\W+", "_", f"{method}{path}").strip("_")
            for parameter in operation.get("parameters", []):
                schema = parameter.get("schema", {})
                if parameter.get("name") == "$select":
                    schema["items"].pop("enum", None)
                # One that does not fit its own format makes a document invalid.
                if schema.get("default") == "null":
                    del schema["default"]
    return json.dumps(api)


def documents(converter, csdl, work):
    """The normalised document, by version of OpenAPI."""
    files = {}
    for version in ("3.0.3", "3.1.0"):
        raw, files[version] = work / "raw.json", work / f"openapi-{version}.json"
        measure(converter, "-o", version, "--levels", "2", "-p", "--skipBatchPath", "-t", raw, csdl)
        files[version].write_text(normalised(raw.read_text()))
    return files


def lines(folder):
    return sum(source.read_text().count("\n") for source in folder.rglob("*.rs"))


def table(costs, written):
    ours, fastest = costs[GRAPHDOC], min(cost.cpu for name, cost in costs.items() if name != GRAPHDOC)
    rows = ["| generator | CPU s | wall s | peak MB | lines of Rust | CPU of graphdoc, part of it | target |", "|---|---:|---:|---:|---:|---:|---:|"]
    for name, cost in costs.items():
        target = "0.033" if name.startswith("OpenAPI Generator") else "0.333" if cost.cpu == fastest else ""
        part = "" if name == GRAPHDOC else f"{ours.cpu / cost.cpu:.3f}"
        rows.append(f"| {name} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.peak:,.0f} | {written[name]:,} | {part} | {target} |")
    return "\n".join(rows)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--docs", required=True, type=Path)
    arguments.add_argument("--csdl", required=True, type=Path, help="the metadata of the service")
    arguments.add_argument("--folder", required=True, type=Path, help="where the peers are installed")
    arguments.add_argument("--no-install", action="store_true", help="only those that are there")
    arguments.add_argument("--table", type=Path, help="the document whose table is replaced")
    options = arguments.parse_args()
    found = installed(options.folder.absolute(), not options.no_install)
    converter = found.pop("odata-openapi 0.29.0", None)
    if not (converter and found):
        raise SystemExit("there is no peer, or no odata-openapi to make its input")
    graphdoc, _ = build()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        api = documents(converter, options.csdl.absolute(), work)
        costs = {name: [] for name in [GRAPHDOC, *found]}
        written = {}
        for turn in range(ROUNDS):
            for index, name in enumerate(list(costs)):
                out = work / f"out-{turn}-{index}"
                out.mkdir()
                try:
                    cost, _ = (generate(graphdoc, options.docs.absolute(), out) if name == GRAPHDOC
                               else measure(*commands(name, found[name], api, out), cwd=out))
                    costs[name].append(cost)
                    written[name] = lines(out)
                except SystemExit as error:
                    print(f"{name} fails, it goes on without: {error}"[:2000], flush=True)
                    del costs[name]
    result = table({name: least(of) for name, of in costs.items()}, written)
    print(f"\n{result}")
    if options.table:
        replace_table(options.table, "peers", result)


if __name__ == "__main__":
    main()
