"""The frozen output: Rust of the size and shape that graphdoc wrote for the v1.0 pages of July 2021 when this was counted,
in November 2026. What it costs to parse and print is a part of the floor, which a larger output must not raise: it is not to be changed.

    python3 benches/frozen.py DIR

`SHAPE` holds the counts, `write` spreads them evenly over as many files. Names and texts mean nothing; they have the usual lengths.
"""
import itertools, sys
from pathlib import Path

SHAPE = dict(
    # Models: files, and the rows of their tables.
    models=999, fields=7583, cfg_fields=170, hierarchies=95, variants=398, updates=251, setters=3298, docs_of_fields=12734,
    docs_of_models=7000,
    # Enumerations.
    enums=317, members=2533, docs_of_enums=2100,
    # Requests: files and operations, and what these have.
    modules=411, operations=2109, docs_of_operations=53030, functions=3737, docs_of_functions=7500, arguments=7298, parts=14381, bodies=1318,
    permissions=7699, permission_cases=226, options=308, answers=193, imports=370, names=3047,
)
DOC = "The value that a program reads here, with a [link](https://example.org/a) to more."
HEAD = "// Generated; frozen.\n\n"


def share(name, index, owners):
    """What of a count falls to one of its owners, as the numbers in a range."""
    total, of = SHAPE[name], SHAPE[owners]
    return range(total * index // of, total * (index + 1) // of)


def docs(name, index, owners, indent="", every=5):
    """Lines of documentation; one of `every` is empty."""
    return "".join(f"{indent}///\n" if n % every == 1 else f"{indent}/// {DOC}\n" for n in share(name, index, owners))


def feature(index, of, every, indent=""):
    """A condition on `of` items in `every`; a part of them names several features."""
    if index * of // every == (index + 1) * of // every:
        return ""
    return f'{indent}#[cfg(any(feature = "area-one", feature = "area-two"))]\n' if index % 5 == 0 else f'{indent}#[cfg(feature = "area")]\n'


def model(at):
    kinds = ["String", f"models::Model{at}", "bool", f"Vec<models::Model{at}>", "rt::DateTimeOffset", "i32", f"models::Model{at}"]
    fields = share("fields", at, "models")
    gates = [feature(n, SHAPE["cfg_fields"], SHAPE["fields"]) for n in fields]
    text = f"{HEAD}use graphdoc_runtime as rt;\nuse crate::models;\n\n{docs('docs_of_models', at, 'models')}pub struct Model{at} {{\n"
    for n, gate in zip(fields, gates):
        text += f"{docs('docs_of_fields', n, 'fields', '    ', 7)}{gate}    pub field_name_{n}: Option<{kinds[n % 7]}>,\n"
    text += f"    /// What the docs do not name.\n    pub additional: rt::Additional,\n}}\n\nrt::model! {{\n    Model{at} \"namespace.name{at}\" {{\n"
    for n, gate in zip(fields, gates):
        text += f'{gate}        {n % 64} field_name_{n} "fieldName{n}" plain;\n'
    text += "    }\n}\n"
    for n in share("hierarchies", at, "models"):
        variants = share("variants", n, "hierarchies")
        text += f"\n{docs('hierarchies', n, 'hierarchies')}#[derive(Clone)]\n#[non_exhaustive]\npub enum AnyModel{at} {{\n"
        text += "".join(f"    /// `#namespace.name{v}`\n    Variant{v}(Box<models::Variant{v}>),\n" for v in variants)
        text += f"}}\n\nrt::derived! {{\n    AnyModel{at} {{\n"
        text += "".join(f'        Variant{v} models::Variant{v}, "#namespace.name{v}";\n' for v in variants) + "    }\n}\n"
    for n in share("updates", at, "models"):
        text += f"\n/// A change.\n#[derive(Clone, Debug, Default, PartialEq)]\npub struct Model{at}Update {{\n"
        text += f"    /// The properties to set.\n    pub changes: rt::Changes,\n}}\n\nrt::update! {{\n    Model{at}Update {{\n"
        text += "".join(f'        set_field_name_{s} "fieldName{s}" {kinds[s % 7]};\n' for s in share("setters", n, "updates"))
        text += "    }\n}\n"
    return text


def enumeration(at):
    members = share("members", at, "enums")
    text = f"{HEAD}use graphdoc_runtime as rt;\n\n{docs('docs_of_enums', at, 'enums')}#[derive(Clone, Debug, PartialEq, Eq, Hash)]\n#[non_exhaustive]\n"
    text += f"pub enum Enum{at} {{\n" + "".join(f"    /// {DOC[:30]}\n    MemberName{n},\n" for n in members)
    text += f"    /// Another one.\n    UnknownValue(String),\n}}\n\nrt::open_enum! {{\n    Enum{at} {{\n"
    return text + "".join(f'        MemberName{n} "memberName{n}";\n' for n in members) + "    }\n}\n"


def index(modules):
    text = HEAD + "//! The types of the API.\n\n"
    text += "".join(feature(n, 96, 100) + f"mod {name};\n" for n, name in enumerate(modules))
    return text + "".join(feature(n, 96, 100) + f"pub use {name}::{{Type{n}, Other{n}}};\n" for n, name in enumerate(modules))


def operation(at):
    gate = feature(at, 3, 10)
    text = f"\n{docs('docs_of_operations', at, 'operations', '', 3)}{gate}pub struct Operation{at};\n\n{gate}impl Operation{at} {{\n"
    text += "    /// Who may call it.\n    pub const PERMISSIONS: rt::Permissions = rt::Permissions {\n"
    names = list(share("permissions", at, "operations"))
    for n, scheme in enumerate(["delegated_work", "delegated_personal", "application"]):
        listed = ", ".join(f'"Permission.Read{name}.All"' for name in names[n::2] if n < 2)
        text += f"        {scheme}: rt::PermissionSet::new(&[{listed}]),\n"
    text += f'    }};\n    /// The page that documents it.\n    pub const PAGE: &\'static str = "https://example.org/api/operation-{at}";\n'
    text += "    /// The documented status codes of success.\n    pub const STATUSES: &'static [u16] = &[200];\n"
    for n in share("options", at, "operations"):
        text += f"    /// {DOC}\n    pub fn option_{n}(value: &str) -> rt::Parameter<Self> {{\n        rt::Parameter::header(\"Option-{n}\", value)\n    }}\n"
    text += f"}}\n\n{gate}impl rt::Operation for Operation{at} {{\n    type Response = models::Model{at};\n    type Format = rt::Json;\n"
    text += "    const METHOD: &'static str = \"POST\";\n    const SERVICE_ROOT: &'static str = crate::SERVICE_ROOT;\n"
    text += "    const PAGE: &'static str = Self::PAGE;\n    const PERMISSIONS: rt::Permissions = Self::PERMISSIONS;\n"
    text += "".join(f'    const CASE_{n}: &\'static [rt::PermissionCase] = &[rt::PermissionCase {{ when: "Case", permissions: rt::Permissions::NONE }}];\n'
                    for n in share("permission_cases", at, "operations")) + "}\n"
    for n in share("functions", at, "operations"):
        arguments = [f"argument_{argument}" for argument in share("arguments", n, "functions")]
        values = itertools.cycle([f"rt::Part::Segment({name})" for name in arguments] or ['rt::Part::Text("/more")'])
        parts = [f'rt::Part::Text("/segment{part}/")' if part % 7 < 4 else next(values) for part in share("parts", n, "functions")]
        body = ".json(&rt::Writable::create(body))" if share("bodies", n, "functions") else ""
        listed = ", ".join([f"{name}: &str" for name in arguments])
        text += f"\n{docs('docs_of_functions', n, 'functions')}{gate}pub fn function_name_{n}({listed}) -> rt::Request<Operation{at}> {{\n"
        text += f"    let url = [{', '.join(parts)}];\n    rt::Request::new(&url){body}\n}}\n"
    return text


def requests(at):
    text = f"{HEAD}//! Calls.\n\nuse graphdoc_runtime as rt;\nuse crate::models;\n"
    for n in share("imports", at, "modules"):
        names = ", ".join(f"function_{name} as function_name_of_module_{name}" for name in share("names", n, "imports"))
        text += f'#[cfg(feature = "area")]\npub use super::module_{n}::{{{names}}};\n'
    text += "".join(operation(n) for n in share("operations", at, "modules"))
    for n in share("answers", at, "modules"):
        text += f"\n/// An answer.\npub struct Answer{n} {{\n    /// Its value.\n    pub value: Option<String>,\n    /// The rest.\n"
        text += f"    pub additional: rt::Additional,\n}}\n\nrt::model! {{\n    Answer{n} \"\" {{\n        0 value \"value\" plain;\n    }}\n}}\n"
    return text


def write(folder):
    """Writes the files; the folder must be new."""
    files = {f"model_{at}": model(at) for at in range(SHAPE["models"])} | {f"enum_{at}": enumeration(at) for at in range(SHAPE["enums"])}
    files["models"] = index(list(files))
    files |= {f"requests_{at}": requests(at) for at in range(SHAPE["modules"])}
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.rs").write_text(text)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
