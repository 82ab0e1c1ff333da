//! What each column of a table is: the header cells of the docs, as a table.

use std::borrow::Cow;

use crate::page::{Inline, Row, Table};

/// The columns of a table that lists properties, parameters, headers or query options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) name: usize,
    pub(super) ty: Option<usize>,
    /// Whether the type column is headed as one of values, which may be samples.
    pub(super) ty_is_value: bool,
    pub(super) description: Option<usize>,
    pub(super) required: Option<usize>,
}

/// Header cells in lower case, the clearest first.
const NAME: &[&str] = &[
    "property",
    "property name",
    "properties",
    "relationship",
    "relationship name",
    "relationships",
    "navigation property",
    "parameter",
    "parameter name",
    "parameters",
    "query parameter",
    "query option",
    "header",
    "header name",
    "header field",
    "request header",
    "name",
    "attribute",
    "field",
    "member",
];
const TYPE: &[&str] = &["type", "data type", "value type", "property type"];
const DESCRIPTION: &[&str] = &["description", "descriptions", "notes", "remarks", "details"];
const REQUIRED: &[&str] = &["required", "required?", "required (y/n)"];
/// A table with such a column tells by which properties `$filter` can filter (two pages), and claims nothing itself.
const OPERATORS: &[&str] = &["supported operators"];

impl Columns {
    /// The columns of a table. None if no column looks like one of names, or if it tells what filters take.
    pub(super) fn of(table: &Table<'_>) -> Option<Self> {
        let header = header(table);
        let header: Vec<&str> = header.iter().map(|cell| cell.trim_matches(['*', ':'])).collect();
        let find = |names: &[&str]| names.iter().find_map(|name| column(&header, name));
        let name = find(NAME).filter(|_| find(OPERATORS).is_none())?;
        let stated = find(TYPE);
        let ty = stated.or_else(|| find(&["value"])).filter(|column| *column != name);
        let description = find(DESCRIPTION);
        Some(Columns { name, ty, ty_is_value: stated.is_none(), description, required: find(REQUIRED) })
    }
}

/// The columns of a table of enumeration members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MemberColumns {
    pub(super) name: usize,
    pub(super) number: Option<usize>,
    pub(super) description: Option<usize>,
}

const MEMBER: &[&str] =
    &["member", "members", "member name", "name", "value", "values", "enum value", "enumeration", "possible values"];
const NUMBER: &[&str] = &["value", "int value", "numeric value", "integer value", "number"];

impl MemberColumns {
    /// The columns of a table of members. None if it is no such table.
    pub(super) fn of(table: &Table<'_>) -> Option<Self> {
        let header = header(table);
        let find = |names: &[&str]| names.iter().find_map(|name| column(&header, name));
        let name = find(MEMBER)?;
        let number = find(NUMBER).filter(|column| *column != name);
        Some(MemberColumns { name, number, description: find(DESCRIPTION) })
    }
}

fn header<'a>(table: &'a Table<'_>) -> Vec<Cow<'a, str>> {
    table.header.iter().map(|cell| cell.plain()).collect()
}

/// The column with a header, in any case.
fn column(header: &[impl AsRef<str>], name: &str) -> Option<usize> {
    header.iter().position(|cell| cell.as_ref().eq_ignore_ascii_case(name))
}

/// The cell of a row, if the table has the column.
pub(super) fn cell<'a>(row: &'a Row<'a>, column: Option<usize>) -> Option<&'a Inline<'a>> {
    row.cells.get(column?)
}
