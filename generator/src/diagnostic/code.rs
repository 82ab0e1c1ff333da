//! The kinds of findings, declared once: name, default level, headline, and what the generator does about it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How much a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not shown.
    Allow,
    /// Shown.
    Warn,
    /// Shown, and the run ends with exit code 1.
    Deny,
}

macro_rules! codes {
    ($($variant:ident $name:literal $level:ident $headline:literal $explanation:literal)*) => {
        /// What kind of finding a diagnostic is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, borsh::BorshDeserialize, borsh::BorshSerialize)]
        pub enum Code {
            $(#[doc = $headline] $variant,)*
        }

        impl Code {
            /// All codes, in the order of their declaration: by room, left to right.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The name that configuration and command line use.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The level that counts unless the configuration says otherwise.
            pub fn default_level(self) -> Level {
                match self { $(Code::$variant => Level::$level,)* }
            }

            /// What it is, in one line.
            pub fn headline(self) -> &'static str {
                match self { $(Code::$variant => $headline,)* }
            }

            /// What it means and what the generator does about it.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => $explanation,)* }
            }
        }
    };
}

codes! {
    // corpus
    UnreadableFile "unreadable-file" Warn
        "A file or folder of the docs cannot be read."
        "The system refuses to open it, or a symbolic link leads in a circle. It is left out."
    NotUtf8 "not-utf8" Warn
        "A page is not UTF-8."
        "The bytes that are no UTF-8 are read as U+FFFD; the rest of the page counts."
    PageTooLarge "page-too-large" Warn
        "A page is larger than any reference page can be."
        "Pages of more than 8 MiB are left out."
    DuplicatePage "duplicate-page" Warn
        "Two docs folders hold a page with the same path."
        "The page of the folder that was named first counts."
    IncludeRefused "include-refused" Warn
        "An include leads out of the docs."
        "Includes are read from the docs folder and from `includes` folders beside it or beside its parent. Other paths are not opened."

    // page
    FrontMatterMissing "front-matter-missing" Allow
        "A page has no front matter."
        "The title is taken from the first heading."
    FrontMatterInvalid "front-matter-invalid" Warn
        "The front matter is not YAML."
        "Each line of the form `key: value` counts."
    HeadingUnspaced "heading-unspaced" Warn
        "A heading has no blank behind its `#`."
        "Markdown takes the line for a paragraph. It is read as a heading."
    TableDelimiter "table-delimiter" Warn
        "The delimiter row of a table does not match its header."
        "CommonMark sees no table there. It is read as one, with as many columns as the header has."
    TableSurplusCells "table-surplus-cells" Warn
        "A table row has more cells than the header."
        "Mostly a `|` in a text that should be written `\\|`. The surplus cells are joined to the last one."
    TableContinuation "table-continuation" Warn
        "A table cell goes on in the next line."
        "Markdown ends a row at the end of its line. The line is joined to the cell that it continues."
    TableSplit "table-split" Warn
        "A comment splits a table."
        "Markdown ends the table at the comment. The rows behind it are read as if it went on."
    TableTooWide "table-too-wide" Warn
        "A table has more columns than a reference page needs."
        "Tables of more than 64 columns are not read."
    TableWithoutHeader "table-without-header" Warn
        "Lines look like table rows but belong to no table."
        "Mostly a missing delimiter row, or a comment in the middle of a table. The lines are read as text."
    HiddenRows "hidden-rows" Warn
        "Table rows stand in a comment."
        "What a comment hides is not part of the page; the rows are not read."
    AnnotationRepaired "annotation-repaired" Warn
        "An annotation is not strict JSON."
        "It is read as if it were written correctly."
    AnnotationBroken "annotation-broken" Warn
        "An annotation cannot be read as JSON."
        "Its block type and its type name are searched for; the rest is lost."
    JsonRepaired "json-repaired" Warn
        "A JSON block is not strict JSON."
        "It is read as if it were written correctly."
    JsonBroken "json-broken" Warn
        "A JSON block cannot be read."
        "It is left out; a representation then says nothing about the properties."
    ReferenceUndefined "reference-undefined" Warn
        "A link refers to a definition that the page does not have."
        "Markdown takes `[text][label]` for plain text where no line `[label]: target` defines it. So does the generator; what the link would have said is lost."
    UnclosedComment "unclosed-comment" Warn
        "A comment is never closed."
        "Everything up to the end of the page is hidden."

    // facts
    NothingDocumented "nothing-documented" Warn
        "A page says that it documents something, but nothing can be read from it."
        "The page has the document type or the sections of a resource, an enumeration or an operation, and none of their content. It is left out."
    DocTypeMismatch "doc-type-mismatch" Warn
        "The document type in the front matter is not what the page is."
        "The content decides."
    RowUnusable "row-unusable" Warn
        "A table row names no property, parameter or member."
        "The row is left out."
    DuplicateRow "duplicate-row" Warn
        "A name stands twice on a page."
        "The first row counts."
    TypeUnreadable "type-unreadable" Warn
        "The text of a type cell is no type."
        "The value is kept as untyped JSON."
    TypeAmbiguous "type-ambiguous" Warn
        "A type cell names several types."
        "The first one counts."
    PropertiesHeadingInBody "properties-heading-in-body" Warn
        "The table of a request body stands under a heading of its own."
        "A Properties heading between Request body and Response belongs to the request body."
    RequestUnreadable "request-unreadable" Warn
        "A line in an HTTP request section is no request."
        "The line is left out."
    RequestRepaired "request-repaired" Warn
        "A request line has a defect."
        "It is read as if it were written correctly."
    NoRequest "no-request" Warn
        "An operation page shows no request."
        "The first example's request counts, if there is one; else the page is left out."
    PermissionsUnknown "permissions-unknown" Warn
        "The page does not say which permissions the call needs."
        "Neither a table nor an include that can be read names them. The operation has none in the SDK."
    PermissionsUnreadable "permissions-unreadable" Warn
        "A cell of a permission table names no permission."
        "Nor does it say that the kind of caller is not supported. It counts as empty."
    ExampleUnpaired "example-unpaired" Allow
        "A response example follows no request."
        "It is kept as an example without a request."

    // schema
    IncludeMissing "include-missing" Allow
        "An include names a file that is not there."
        "What it would say is unknown. Reported once per file."
    IncludeMissingPermissions "include-missing-permissions" Warn
        "The include with a page's permissions is not there."
        "The permissions are unknown unless the page names them otherwise. Reported once per file."
    IncludeCycle "include-cycle" Warn
        "An include includes itself."
        "The second visit is left out."
    LinkCase "link-case" Warn
        "The case of a link differs from that of the file."
        "The link is followed; on most web servers it would not be."
    LinkFolder "link-folder" Warn
        "A link names a folder that does not exist."
        "The page is found by its file name."
    LinkTextMismatch "link-text-mismatch" Warn
        "The text of a type link is not the type that its page declares."
        "The page that the link leads to counts."
    UnknownType "unknown-type" Warn
        "A type is documented nowhere in the docs."
        "The name is kept; the value is untyped JSON in the SDK."
    UnknownBase "unknown-base" Warn
        "A base type is documented nowhere in the docs."
        "The name is kept. The type has the properties that its own page lists."
    BaseConflict "base-conflict" Warn
        "A page names two base types."
        "The sentence counts more than the annotation, unless only the annotation's type exists."
    BaseCycle "base-cycle" Warn
        "A type derives from itself."
        "The base that closes the circle is dropped."
    BaseTooDeep "base-too-deep" Warn
        "A type has more ancestors than any API needs."
        "Chains of more than 64 types are cut."
    EnumByMembers "enum-by-members" Warn
        "An enumeration is known by its members only."
        "The name in the type cell is declared nowhere, but one table of the page lists the same members."
    EnumConflict "enum-conflict" Warn
        "An enumeration is declared twice with different members."
        "The union of the members counts, those of the first declaration first."
    NameConflict "name-conflict" Warn
        "Title and annotation of a page name different types."
        "The annotation counts; where it has no capitals, the title tells the case."
    TypeConflict "type-conflict" Warn
        "Two tables give a property different types."
        "The main page of the type that declares the property counts, then pages of derived types."
    RepresentationConflict "representation-conflict" Warn
        "The JSON representation shows a property with another type than its table."
        "The table counts. A text that the table knows more about is no conflict."
    RelationshipConflict "relationship-conflict" Warn
        "A property stands among the relationships of one table and among the properties of another."
        "It counts as a relationship where the type that declares it calls it one."
    CaseConflict "case-conflict" Warn
        "A name is written in different cases."
        "The table's spelling counts, unless it has no capitals and the URLs of calls do."
    RepresentationExtra "representation-extra" Allow
        "The JSON representation shows a property that no table lists."
        "The property counts; its type is taken from the placeholder."
    BodyConflict "body-conflict" Warn
        "The sentences about a request body do not fit what the page shows."
        "An action takes the parameters that a table or a JSON block lists; a path that ends in `$ref` takes a reference."
    AnswerConflict "answer-conflict" Warn
        "Sentences, Methods tables and examples give a call different answers."
        "The type with most votes counts; on a tie the sentence before the Methods table before the example."
    BodyTypeUnknown "body-type-unknown" Warn
        "A request body is promised, but not its shape."
        "The body is any JSON value."
    InvalidFixup "invalid-fixup" Deny
        "An entry of a fixups file cannot be used."
        "It is not written as an entry has to be, or the schema cannot hold the replacement. The entry is left out; the others count."
    StaleFixup "stale-fixup" Deny
        "An entry of a fixups file no longer applies."
        "There is no such target, the schema does not say what the entry expects, or the entry changes nothing. Mostly the page was repaired: remove the entry. It is left out; the others count."
    InvalidRemoval "invalid-removal" Deny
        "An entry of a file of removals cannot be used."
        "It is not written as an entry has to be, or the schema cannot hold what it says. The entry is left out; the others count."
    StaleRemoval "stale-removal" Deny
        "An entry of a file of removals no longer applies."
        "The docs have again what the entry keeps, what it belonged to is gone, or the release that it names is here. It is left out; the others count. Remove the entry."
    UnmatchedEntry "unmatched-entry" Deny
        "An entry of the configuration matches nothing."
        "A pattern, type, property, member, call or area in the configuration that the pages do not have: a slip, or a page has changed. The entry has no effect; all else is generated."
    UnusableEntry "unusable-entry" Deny
        "An entry of the configuration cannot be used."
        "The message says why: a pattern that is none, or a name that is no name in Rust. The entry has no effect; all else is generated."
    NameCollision "name-collision" Warn
        "Two names become the same name in Rust."
        "The later one gets a number."

    // lint
    LinkMissing "link-missing" Warn
        "A link leads to a page that is not there."
        "No page of the docs has this path or this file name. A type that is linked this way is looked up by the text of the link."
    AnchorMissing "anchor-missing" Warn
        "A link leads to a heading that is not there."
        "The page has no heading with this anchor. The generator looks for what the text of the link names."
    ContextUrl "context-url" Warn
        "The context URL of an example is no URL."
        "A blank in `@odata.context`, for instance. The SDK keeps the text and does not read it."
    ExampleTypeCase "example-type-case" Warn
        "An example writes the name of a type in another case than its page."
        "Names of types are compared by their exact spelling on the wire; a reader that trusts the example picks no type. The SDK compares without regard to case."
    ExampleTypeUnknown "example-type-unknown" Allow
        "An example names a type that no page describes."
        "The value is checked against the type that the place in the example should have."
    ExampleProperty "example-property" Allow
        "An example shows a property that its type does not document."
        "Neither the page of the type nor those of its bases list it, and the type is not open. The SDK keeps such a property among the unknown ones."
    ExampleKind "example-kind" Warn
        "A value of an example does not fit its documented type."
        "A text where a number is documented, an object where a collection is, and the like. The SDK keeps such values as they came."
    ExampleMember "example-member" Warn
        "A value of an example is no member of its enumeration."
        "The documented members do not hold it, whatever the case. The SDK keeps it as an unknown member."
    ExampleTimestamp "example-timestamp" Warn
        "A date or time of an example is none that a parser accepts."
        "Timestamps are written as RFC 3339 has them, such as `2024-05-01T09:30:00Z`. The SDK keeps the text and fails only when it is converted."
    ExampleCollection "example-collection" Warn
        "Annotation and body of a response disagree on whether there are several values."
        "`isCollection` belongs to a body with an array in `value`, and only to such a body. The body counts."
    ExampleNameTwice "example-name-twice" Allow
        "Two requests have the same name."
        "The names in annotations of requests are keys in the whole set of docs. The generator does not use them."
    BlockUnannotated "block-unannotated" Allow
        "An example has no annotation."
        "Nothing says what a block of HTTP is, so its first line decides."
    NamespaceMismatch "namespace-mismatch" Warn
        "The namespace below the title is not that of the annotation."
        "The annotation counts."
    HeadingMisspelt "heading-misspelt" Warn
        "A heading looks like a misspelling of one that every page has."
        "Sections are found by their headings; what stands below an unknown one is text."
    SectionMissing "section-missing" Allow
        "A page lacks a section that pages of its kind have."
        "What the section would say is unknown."
    SectionOrder "section-order" Allow
        "Sections stand in an unusual order."
        "The order means nothing to the generator; readers look for things where they always are."
    FrontMatterKeyMissing "front-matter-key-missing" Allow
        "The front matter lacks a key that every page has."
        "`title`, `description`, `author` and `doc_type` are expected, each with a value."
    PathParameterUndescribed "path-parameter-undescribed" Allow
        "No table describes a parameter of the path."
        "The parameter has no documentation in the SDK but its name."
    OrphanPage "orphan-page" Allow
        "No other page links to a page."
        "Readers find it by searching only. The generator does not care."
    TabGroup "tab-group" Warn
        "A group of tabs is not built as the site needs it."
        "Each tab stands once, one of them is `http`, and a `---` ends the group. Only the tab `http` is read."
    HeaderMisspelt "header-misspelt" Warn
        "A header field looks like a misspelling of a standard one."
        "The name is kept as it is written."
    UrlTooLong "url-too-long" Warn
        "The URL of an example is longer than servers must accept."
        "RFC 9110 asks for 8,000 bytes at least. The generator does not care."
    SilenceInvalid "silence-invalid" Warn
        "A comment that silences findings cannot be used."
        "It is written `<!-- graphdoc-allow CODE: reason -->` and stands directly before the block that it is about, or behind the front matter if it is about that. It has no effect."
    SilenceUnused "silence-unused" Warn
        "A comment silences a finding that is not there."
        "The block behind it has no such finding: remove the comment."
    BaselineStale "baseline-stale" Warn
        "The baseline counts more findings than there are."
        "Some were mended: `--update-baseline` writes the new counts, so that they do not come back unseen."

    // files
    EditedFile "edited-file" Warn
        "A generated file was edited by hand."
        "It is overwritten."
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.name() == text)
            .ok_or_else(|| format!("there is no diagnostic named `{text}`"))
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
