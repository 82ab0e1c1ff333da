//! The sums at the end of a run: every page, table row and request line is accounted for.

use std::collections::BTreeMap;
use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::corpus::Corpus;
use crate::facts::{Facts, Ledger, PageKind};
use crate::schema::Schema;

/// What became of everything that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, BorshDeserialize, BorshSerialize)]
pub struct Summary {
    /// Files that were found: pages, include files, and files that were left out.
    pub files: usize,
    /// How many of them were left out because they cannot be read; each has a diagnostic.
    pub left_out: usize,
    /// How many there are of each kind. Together with `left_out` they are `files`.
    pub kinds: BTreeMap<PageKind, usize>,
    /// What became of the table rows and request lines.
    pub ledger: Ledger,
    /// Resources whose JSON representation can be read and names its type.
    pub representations: usize,
    /// Declarations of enumerations, before those of one name are joined.
    pub enum_declarations: usize,
    /// Rows of request body tables that state a type.
    pub typed_body_rows: usize,
    /// Responses in examples that follow a request.
    pub example_pairs: usize,
    /// Entity and complex types of the schema.
    pub types: usize,
    /// Enumerations of the schema.
    pub enums: usize,
    /// Operations of the schema.
    pub operations: usize,
    /// Forms of their URLs; each becomes a function.
    pub urls: usize,
    /// Pages that document operations of the schema.
    pub operation_pages: usize,
    /// How many of them say who may call, themselves or by an include file.
    pub pages_with_permissions: usize,
}

impl Summary {
    pub(crate) fn new(corpus: &Corpus, facts: &[Facts], schema: &Schema) -> Self {
        let mut told: BTreeMap<&str, bool> = BTreeMap::new();
        for operation in schema.operations.values() {
            *told.entry(&operation.page).or_default() |= !operation.permissions.is_empty();
        }
        let mut summary = Summary {
            files: corpus.sources.len() + corpus.left_out,
            left_out: corpus.left_out,
            types: schema.types.len(),
            enums: schema.enums.len(),
            operations: schema.operations.len(),
            urls: schema.operations.values().map(|operation| operation.urls.len()).sum(),
            operation_pages: told.len(),
            pages_with_permissions: told.values().filter(|told| **told).count(),
            ..Summary::default()
        };
        for page in facts {
            *summary.kinds.entry(page.kind).or_default() += 1;
            summary.ledger.add(&page.ledger);
            summary.enum_declarations += page.enums.len();
            let resource = page.resource.as_ref();
            let is_shown =
                resource.is_some_and(|found| found.annotated_name.is_some() && found.representation.is_some());
            summary.representations += usize::from(is_shown);
            let rows = page.operations.first().map_or(&[][..], |operation| &operation.body.rows);
            summary.typed_body_rows += rows.iter().filter(|row| row.ty.is_some()).count();
            let pairs = page.examples.iter().filter(|example| example.request.is_some() && example.response.is_some());
            summary.example_pairs += pairs.count();
        }
        summary
    }
}

/// What the kinds of pages are called.
const KINDS: [(PageKind, &str); 6] = [
    (PageKind::Resource, "resources"),
    (PageKind::Enumeration, "enumeration pages"),
    (PageKind::Operation, "operations"),
    (PageKind::Concept, "concept pages"),
    (PageKind::Include, "include files"),
    (PageKind::Unusable, "unusable"),
];

impl fmt::Display for Summary {
    /// Three sums, the size of the schema, and what is known of its calls, one line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = KINDS.iter().filter_map(|(kind, name)| Some((*name, *self.kinds.get(kind)?)));
        let pages = kinds.chain((self.left_out > 0).then_some(("left out", self.left_out)));
        writeln!(f, "files  {:>6} = {}", self.files, sum(pages))?;
        let used = self.ledger.used_rows.sum();
        let rows = [("used", used)].into_iter().chain(self.ledger.skipped_rows.iter());
        writeln!(f, "rows   {:>6} = {}", self.ledger.rows, sum(rows))?;
        let lines = [("URL forms", self.ledger.used_lines)].into_iter().chain(self.ledger.skipped_lines.iter());
        writeln!(f, "lines  {:>6} = {}", self.ledger.lines, sum(lines))?;
        writeln!(f, "schema {} types, {} enumerations, {} operations", self.types, self.enums, self.operations)?;
        let (known, pages) = (self.pages_with_permissions, self.operation_pages);
        write!(f, "calls  {} URLs, permissions on {known} of {pages} pages", self.urls)
    }
}

/// `3 apples + 4 pears`
fn sum<'a>(parts: impl Iterator<Item = (&'a str, usize)>) -> String {
    parts.map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(" + ")
}
