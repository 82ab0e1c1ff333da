//! Where an entry stands in the file that it was read from.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Config;
use crate::diagnostic::{Location, Span};

/// The file of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// As it was named.
    pub path: Arc<str>,
    /// Its text.
    pub text: String,
}

impl Config {
    /// The place of an entry: the keys that lead to it; for an element of a list, its text is the last one. None if the
    /// configuration comes from no file or the file has no such entry.
    pub fn place(&self, keys: &[&str]) -> Option<Location> {
        let file = self.file.as_ref()?;
        let table = DeTable::parse(&file.text).ok()?;
        let span = find(table.get_ref(), keys)?;
        Some(Location { path: Arc::clone(&file.path), span })
    }
}

fn find(table: &DeTable<'_>, keys: &[&str]) -> Option<Span> {
    let (first, rest) = keys.split_first()?;
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == first)?;
    match (value.get_ref(), rest) {
        (_, []) => Some(Span::new(key.span())),
        (DeValue::Table(inner), rest) => find(inner, rest),
        (DeValue::Array(elements), [wanted]) => {
            let is_it = |element: &&Spanned<DeValue<'_>>| element.get_ref().as_str() == Some(*wanted);
            elements.iter().find(is_it).map(|element| Span::new(element.span()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found() {
        let text = "include = ['a', \"b\"]\n[types.'n.book'.properties]\ntitle.rename = 'x'\n";
        let file = ConfigFile { path: "f".into(), text: text.to_owned() };
        let config = Config { file: Some(file), ..Config::default() };
        let at = |keys: &[&str]| config.place(keys).map(|place| &text[place.span.range()]);
        assert_eq!(at(&["include", "b"]), Some("\"b\""));
        assert_eq!(at(&["include", "c"]), None);
        assert_eq!(at(&["types", "n.book"]), Some("'n.book'"));
        assert_eq!(at(&["types", "n.book", "properties", "title", "rename"]), Some("rename"));
        assert_eq!(Config::default().place(&["include"]), None);
    }
}
