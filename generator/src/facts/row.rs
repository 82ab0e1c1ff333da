//! A table row that names a property, parameter, header or query option.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::diagnostic::{Code, Span};
use crate::page::{Piece, Row, Table};

use super::columns::{Columns, cell};
use super::phrases::{PhraseSets, has_word};
use super::traits::{self, Hints, Traits};
use super::type_ref::{self, TypeClaim, TypeRef};
use super::values;
use super::{Context, NameRef, prose};

/// What a row claims.
#[derive(Debug, Clone, Default, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct RowClaim {
    /// The name on the wire, as written.
    pub name: String,
    /// The bytes of the name.
    pub span: Span,
    /// The type cell; none if the table has no such column or the cell is empty.
    pub ty: Option<TypeRef>,
    /// The sentences, as documentation.
    pub doc: String,
    /// What they say in fixed words.
    pub traits: Traits,
    /// The values that they list.
    pub values: Vec<String>,
    /// The type that they say the property is inherited from. Few rows do.
    pub inherited_from: Option<Box<NameRef>>,
}

/// A kind of table.
pub(super) struct Kind {
    /// What its rows are called in the ledger.
    what: &'static str,
    /// What can stand in the name column.
    is_name: fn(&str) -> bool,
    /// Whether there is a type column; the value column of headers holds samples.
    typed: bool,
}

pub(super) const PROPERTY: Kind = Kind { what: "property", is_name: is_wire_name, typed: true };
pub(super) const RELATIONSHIP: Kind = Kind { what: "relationship", is_name: is_wire_name, typed: true };
pub(super) const BODY_PARAMETER: Kind = Kind { what: "body parameter", is_name: is_wire_name, typed: true };
pub(super) const FUNCTION_PARAMETER: Kind =
    Kind { what: "function parameter", is_name: is_parameter_name, typed: true };
pub(super) const HEADER: Kind = Kind { what: "header", is_name: is_header_name, typed: false };
pub(super) const QUERY_OPTION: Kind = Kind { what: "query option", is_name: is_option_name, typed: true };

/// Reads the rows of a table. Rows that name nothing are reported or counted.
pub(super) fn read(context: &mut Context<'_>, table: &Table<'_>, span: Span, kind: &Kind, known: &mut Vec<RowClaim>) {
    let Some(columns) = Columns::of(table) else { return };
    if !context.ledger.visit(span) {
        return;
    }
    let first_here = known.len();
    known.reserve_exact(table.rows.len());
    for row in &table.rows {
        let name_cell = cell(row, Some(columns.name));
        let cell_text = name_cell.map(|cell| cell.plain()).unwrap_or_default();
        let place = name_cell.map_or(row.span, |cell| cell.span);
        let type_cell = cell(row, columns.ty.filter(|_| kind.typed));
        let (name, marks) = name(&cell_text);
        if name.is_empty() || is_group(row, columns, name) {
            context.ledger.skipped("heading inside a table", 1);
        } else if !(kind.is_name)(name) {
            // A path is no option but what an option can be about.
            if kind.typed || !cell_text.contains('/') {
                let message = format!("`{cell_text}` is no name; the row is left out");
                context.report(Code::RowUnusable, place, message);
            }
            context.ledger.skipped("no name in the first cell", 1);
        } else if known.iter().any(|other| other.name == name) {
            // A header may be given twice, and cases of a body that have tables of their own may share a row.
            let is_here = known.iter().skip(first_here).any(|other| other.name == name);
            if kind.typed && (is_here || kind.what != BODY_PARAMETER.what) {
                context.report(Code::DuplicateRow, place, format!("`{name}` stands twice; the first row counts"));
            }
            context.ledger.skipped("name stands twice", 1);
        } else {
            let ty = type_cell.and_then(type_ref::parse).filter(|ty| !columns.ty_is_value || is_certain(ty));
            check_type(context, name, ty.as_ref());
            known.push(RowClaim { span: place, ..claim(context, name, marks, row, columns, ty) });
            context.ledger.used(kind.what, 1);
        }
    }
}

/// What a description may hold, told before anything is read from it.
static SENTENCES: PhraseSets<9> = PhraseSets::new([
    &traits::READ_ONLY,
    &traits::WRITE_ONLY,
    &traits::SELECT_ONLY,
    &traits::NOT_NULLABLE,
    &traits::JUDGEMENTS,
    &traits::DEFAULT,
    &traits::SUPPORT,
    &values::INTRODUCTIONS,
    &prose::INHERITED,
]);

fn claim(
    context: &Context<'_>,
    name: &str,
    marks: &str,
    row: &Row<'_>,
    columns: Columns,
    ty: Option<TypeRef>,
) -> RowClaim {
    let description = cell(row, columns.description);
    let plain = description.map(|cell| cell.plain()).unwrap_or_default();
    let [read_only, write_only, select_only, not_nullable, judgements, default, support, has_values, has_base] =
        SENTENCES.are_in(&plain);
    let hints = Hints { read_only, write_only, select_only, not_nullable, judgements, default, support };
    let mut traits = traits::read(name, &plain, hints);
    traits.deprecated |= has_word(marks, "deprecated");
    traits.required |= has_word(marks, "required");
    if let Some(answer) = cell(row, columns.required) {
        let answer = answer.plain().to_lowercase();
        traits.required |= answer.starts_with('y') || answer.starts_with("required") || answer == "true";
    }
    RowClaim {
        name: name.to_owned(),
        span: row.span,
        ty,
        doc: description.map(|cell| prose::markdown(cell, &context.page.path)).unwrap_or_default(),
        traits,
        values: description.filter(|_| has_values).map(values::listed).unwrap_or_default(),
        inherited_from: description
            .filter(|_| has_base)
            .and_then(|cell| prose::reference_after(cell, &plain, &prose::INHERITED))
            .map(Box::new),
    }
}

/// A primitive or a link: what cannot be a sample value.
fn is_certain(ty: &TypeRef) -> bool {
    match &ty.claim {
        TypeClaim::Primitive(_) => true,
        TypeClaim::Named(name) => name.path.is_some(),
        TypeClaim::Unreadable(_) => false,
    }
}

fn check_type(context: &mut Context<'_>, name: &str, ty: Option<&TypeRef>) {
    match ty {
        Some(TypeRef { claim: TypeClaim::Unreadable(text), span, .. }) => {
            let message = format!("`{text}` is not a type; `{name}` is any JSON value");
            context.report(Code::TypeUnreadable, *span, message);
        }
        Some(ty) if !ty.alternatives.is_empty() => {
            let count = ty.alternatives.len() + 1;
            let message =
                format!("the cell names {count} types for `{name}`; what all derive from counts, or else the first");
            context.report(Code::TypeAmbiguous, ty.span, message);
        }
        _ => {}
    }
}

/// The name in a cell, and the remarks behind it: `name (deprecated)`.
fn name(cell: &str) -> (&str, &str) {
    let (name, marks) = cell.split_once('(').unwrap_or((cell, ""));
    // `Prefer: name=value`: the value is a sample.
    let name = name.split_once('=').map_or(name, |(before, _)| if before.contains(':') { before } else { name });
    (name.trim().trim_matches(['`', '*', ':', '"', ',', ' ', '_']), marks)
}

/// A row that is a heading for those below it: several words or bold ones, and all other cells empty.
fn is_group(row: &Row<'_>, columns: Columns, name: &str) -> bool {
    let is_bold = || cell(row, Some(columns.name)).is_some_and(|cell| cell.pieces.contains(&Piece::Mark("**")));
    let mut others = row.cells.iter().enumerate().filter(|(index, _)| *index != columns.name);
    (name.contains(' ') || is_bold()) && others.all(|(_, cell)| cell.is_empty())
}

/// A property name, perhaps with an annotation: `name`, `@odata.type`, `name@odata.bind`, `@sample.library.x`.
pub(super) fn is_wire_name(name: &str) -> bool {
    let (property, annotation) = match name.split_once('@') {
        Some((property, annotation)) => (property, Some(annotation)),
        None => (name, None),
    };
    let property_fits = type_ref::is_identifier(property) || (property.is_empty() && annotation.is_some());
    property_fits && annotation.is_none_or(type_ref::is_name)
}

/// A header field or query option: `Content-Type`, `If-Match`, `$filter`, `startDateTime`.
pub(super) fn is_option_name(name: &str) -> bool {
    let bare = name.trim_start_matches('$');
    bare.starts_with(|c: char| c.is_ascii_alphabetic())
        && bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@'))
}

/// A header field, or one preference of such a field: `Prefer: some.preference`.
fn is_header_name(name: &str) -> bool {
    name.split(": ").all(is_option_name)
}

/// The parameter of a function or path, as pages write it: `name`, `{name}`, `user-id`.
fn is_parameter_name(name: &str) -> bool {
    is_option_name(name.trim_matches(['{', '}'])) || is_wire_name(name)
}
