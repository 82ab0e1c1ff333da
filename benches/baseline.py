"""The frozen baseline: the generated models with derives in place of tables.

The same structs and enumerations, with the derives of the standard library and of serde, `skip_serializing_if` and one
flattened map; enumerations are read and written by their text. Nothing else. Every other figure is a ratio to this, so it is not
to be improved.
"""
import re

STD = "Clone, Debug, Default, PartialEq"
RUNTIME = '''pub use serde; pub use serde::{Deserialize, Serialize}; pub use serde_json::Value;
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


def of(text):
    """The baseline of a file of the generated crate."""
    text = text.replace("graphdoc_runtime", "derives_runtime")
    # What has no counterpart: the choice between derived types, and the setters of changes.
    text = re.sub(r"(?s)/// [^\n]*\n(///[^\n]*\n)*#\[derive\(Clone\)\]\n#\[non_exhaustive\]\npub enum Any.*?\n}\n", "", text)
    text = re.sub(r"(?s)(///[^\n]*\n)+#\[derive\([^\n]*\)\]\npub struct \w+ \{\n[^}]*\n    pub changes: rt::Changes,\n\}\n", "", text)
    text = re.sub(r"(?s)rt::(derived|update)! \{.*?\n\}\n", "", text)
    # A box in place of the choice keeps the sizes of the types.
    text = re.sub(r"models::((?:\w+::)?)Any(\w+)", r"Box<models::\1\2>", text)
    table = re.search(r'(?s)rt::model! \{\n    \w+ "[^"]*" \{(.*?)\n    \}\n\}\n', text)
    if table:
        wires = re.findall(r'\d+ ((?:r#)?\w+) "([^"]*)" \w+;', table[1])
        derives = f'#[derive({STD}, rt::Serialize, rt::Deserialize)]\n#[serde(crate = "derives_runtime::serde")]'
        text = text.replace(table[0], "").replace("\npub struct ", f"\n{derives}\npub struct ", 1)
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
    return re.sub(r"(pub use \w+::)\{([^}]*)\};", plain_names, text)


def plain_names(use):
    names = [name for name in re.findall(r"\w+", use[2]) if not re.fullmatch(r"Any[A-Z]\w*", name)]
    plain = min(names, key=len)
    return f"{use[1]}{plain};"
