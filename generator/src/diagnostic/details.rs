//! More about each kind of finding: since when it is told, how it looks on a page, and what API Doctor calls it.

use super::Code;

/// What a reference says of a code beside its headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Details {
    /// The first version that tells it.
    pub since: &'static str,
    /// A piece of a page that has it; empty where no page can show it.
    pub before: &'static str,
    /// The same piece without it.
    pub after: &'static str,
    /// The checks of API Doctor that find it too.
    pub api_doctor: &'static [&'static str],
    /// Whether `--fix` mends it, at least in the usual case.
    pub fixable: bool,
}

impl Code {
    /// Version, example and counterparts.
    pub fn details(self) -> Option<&'static Details> {
        DETAILS.iter().find(|(code, _)| *code == self).map(|(_, details)| details)
    }
}

const fn page(before: &'static str, after: &'static str, api_doctor: &'static [&'static str]) -> Details {
    Details { since: "0.1.0", before, after, api_doctor, fixable: false }
}

const fn fixed(before: &'static str, after: &'static str, api_doctor: &'static [&'static str]) -> Details {
    Details { since: "0.1.0", before, after, api_doctor, fixable: true }
}

/// Findings about files, not about what is written in them.
const fn outside(api_doctor: &'static [&'static str]) -> Details {
    Details { since: "0.1.0", before: "", after: "", api_doctor, fixable: false }
}

const DETAILS: &[(Code, Details)] = &[
    (Code::UnreadableFile, outside(&["ErrorOpeningFile", "ErrorReadingFile"])),
    (Code::NotUtf8, outside(&["ErrorReadingFile"])),
    (Code::PageTooLarge, outside(&[])),
    (Code::DuplicatePage, outside(&[])),
    (
        Code::IncludeRefused,
        page(
            "[!INCLUDE [x](../../../secrets/x.md)]",
            "[!INCLUDE [x](../includes/x.md)]",
            &["LinkDestinationOutsideDocSet"],
        ),
    ),
    (
        Code::FrontMatterMissing,
        page(
            "# book resource type",
            "---\ntitle: \"book resource type\"\n---\n\n# book resource type",
            &["RequiredYamlHeaderMissing"],
        ),
    ),
    (
        Code::FrontMatterInvalid,
        page(
            "title: \"Get book\"author: \"ana\"",
            "title: \"Get book\"\nauthor: \"ana\"",
            &["IncorrectYamlHeaderFormat"],
        ),
    ),
    (Code::HeadingUnspaced, fixed("##Properties", "## Properties", &[])),
    (
        Code::TableDelimiter,
        fixed(
            "|Property|Type|Description|\n|:---|:---|",
            "|Property|Type|Description|\n|---|---|---|",
            &["MarkdownParserError"],
        ),
    ),
    (Code::TableSurplusCells, page("|kind|String|One of a|b.|", "|kind|String|One of a\\|b.|", &[])),
    (
        Code::TableContinuation,
        page("|title|String|The title of\nthe book.|", "|title|String|The title of the book.|", &[]),
    ),
    (
        Code::TableSplit,
        page("|id|String|Key.|\n<!-- later -->\n|title|String|Title.|", "|id|String|Key.|\n|title|String|Title.|", &[]),
    ),
    (Code::TableTooWide, page("|a|a|a| ... 65 columns", "|Property|Type|Description|", &[])),
    (
        Code::TableWithoutHeader,
        page(
            "|id|String|Key.|",
            "|Property|Type|Description|\n|:---|:---|:---|\n|id|String|Key.|",
            &["MarkdownParserError"],
        ),
    ),
    (Code::HiddenRows, page("<!-- |shelf|String|Not yet.| -->", "|shelf|String|Where it stands.|", &[])),
    (
        Code::AnnotationRepaired,
        fixed("{ \"blockType\": \"resource\", }", "{ \"blockType\": \"resource\" }", &["AnnotationParserException"]),
    ),
    (
        Code::AnnotationBroken,
        page(
            "{ \"blockType: \"resource\" ",
            "{ \"blockType\": \"resource\" }",
            &["MarkdownParserError", "AnnotationParserException"],
        ),
    ),
    (Code::JsonRepaired, fixed("{ \"id\": \"String\", }", "{ \"id\": \"String\" }", &["JsonParserException"])),
    (Code::JsonBroken, page("{ \"id\": ] }", "{ \"id\": \"String\" }", &["JsonParserException"])),
    (
        Code::ReferenceUndefined,
        page(
            "[book][book-page]   (and no line that defines it)",
            "[book][book-page]\n\n[book-page]: book.md",
            &["MissingLinkSourceId"],
        ),
    ),
    (Code::UnclosedComment, page("<!-- to do", "<!-- to do -->", &[])),
    (
        Code::NothingDocumented,
        page(
            "## HTTP request\n\n(no block follows)",
            "## HTTP request\n\n``` http\nGET /books\n```",
            &["RequiredDocumentHeaderMissing"],
        ),
    ),
    (
        Code::DocTypeMismatch,
        fixed(
            "doc_type: resourcePageType   (on a page about a call)",
            "doc_type: apiPageType",
            &["RequiredDocumentHeaderMissing"],
        ),
    ),
    (Code::RowUnusable, page("|the title|String|Its title.|", "|title|String|Its title.|", &["ParameterParserError"])),
    (Code::DuplicateRow, page("|id|String|Key.|\n|id|String|Key.|", "|id|String|Key.|", &[])),
    (Code::TypeUnreadable, page("|size|see below|Pages.|", "|size|Int32|Pages.|", &["ResourceTypeNotFound"])),
    (Code::TypeAmbiguous, page("|size|Int32 or String|Pages.|", "|size|Int32|Pages.|", &[])),
    (
        Code::PropertiesHeadingInBody,
        page(
            "## Request body\n## Properties\n|Property|Type|Description|",
            "## Request body\n|Property|Type|Description|",
            &["ExtraDocumentHeaderFound", "UnmappedDocumentElements"],
        ),
    ),
    (Code::RequestUnreadable, page("Authorization: Bearer", "GET /books", &["HttpParserError", "InvalidHttpMethod"])),
    (Code::RequestRepaired, page("GET/books", "GET /books", &["HttpParserError", "AmbiguousExample"])),
    (
        Code::NoRequest,
        page(
            "(no HTTP request section)",
            "## HTTP request\n\n``` http\nGET /books\n```",
            &["RequiredDocumentHeaderMissing"],
        ),
    ),
    (
        Code::PermissionsUnknown,
        page(
            "## Permissions\n\nAsk your librarian.",
            "## Permissions\n\n|Permission type|Permissions|\n|:---|:---|\n|Application|Book.Read.All|",
            &[],
        ),
    ),
    (Code::PermissionsUnreadable, page("|Application|yes|", "|Application|Book.Read.All|", &[])),
    (
        Code::ExampleUnpaired,
        page("HTTP/1.1 200 OK   (and no request above)", "GET /books   (above the response)", &["UnpairedRequest"]),
    ),
    (
        Code::IncludeMissing,
        page(
            "[!INCLUDE [x](../includes/gone.md)]",
            "[!INCLUDE [x](../includes/here.md)]",
            &["LinkDestinationNotFound"],
        ),
    ),
    (
        Code::IncludeMissingPermissions,
        page(
            "## Permissions\n[!INCLUDE [x](../includes/gone.md)]",
            "## Permissions\n[!INCLUDE [x](../includes/here.md)]",
            &["LinkDestinationNotFound"],
        ),
    ),
    (Code::IncludeCycle, page("[!INCLUDE [x](itself.md)]   (in itself.md)", "(the text itself)", &[])),
    (
        Code::LinkCase,
        fixed("[book](../resources/Book.md)", "[book](../resources/book.md)", &["LinkDestinationNotFound"]),
    ),
    (
        Code::LinkFolder,
        fixed("[book](../resource/book.md)", "[book](../resources/book.md)", &["LinkDestinationNotFound"]),
    ),
    (
        Code::LinkTextMismatch,
        page("[boook](book.md)", "[book](book.md)", &["ResourceTypeNotFound", "ExpectedTypeDifferent"]),
    ),
    (
        Code::UnknownType,
        page("|cover|cloth|Its cover.|", "|cover|[cover](cover.md)|Its cover.|", &["ResourceTypeNotFound"]),
    ),
    (
        Code::UnknownBase,
        page(
            "\"baseType\": \"sample.nowhere.item\"",
            "\"baseType\": \"sample.library.item\"",
            &["ResourceTypeNotFound", "EmptyResourceBaseType"],
        ),
    ),
    (
        Code::BaseConflict,
        page(
            "Inherits from [item](item.md).   (annotation: \"baseType\": \"sample.library.thing\")",
            "Inherits from [item](item.md).   (annotation: \"baseType\": \"sample.library.item\")",
            &["ExpectedTypeDifferent"],
        ),
    ),
    (
        Code::BaseCycle,
        page(
            "\"@odata.type\": \"sample.library.a\", \"baseType\": \"sample.library.a\"",
            "\"@odata.type\": \"sample.library.a\"",
            &[],
        ),
    ),
    (Code::BaseTooDeep, page("(65 types that derive from each other)", "(fewer)", &[])),
    (
        Code::EnumByMembers,
        page(
            "### coverType values   (for a property of type coverKind)",
            "### coverKind values",
            &["ResourceTypeNotFound"],
        ),
    ),
    (
        Code::EnumConflict,
        page(
            "### coverKind values   (on two pages, with different members)",
            "### coverKind values   (on one of them)",
            &[],
        ),
    ),
    (
        Code::NameConflict,
        page(
            "# tome resource type   (annotation: sample.library.book)",
            "# book resource type",
            &["NamespaceMismatch"],
        ),
    ),
    (
        Code::TypeConflict,
        page(
            "|size|Int32|   and, on another page of the type, |size|String|",
            "|size|Int32|   on both",
            &["ExpectedTypeDifferent"],
        ),
    ),
    (
        Code::RepresentationConflict,
        page(
            "|size|Int32|   and { \"size\": true }",
            "|size|Int32|   and { \"size\": 1024 }",
            &["ExpectedTypeDifferent"],
        ),
    ),
    (Code::RelationshipConflict, page("(one property in two kinds of tables)", "(in one)", &[])),
    (
        Code::CaseConflict,
        page(
            "|printerID|String|   and { \"printerId\": \"String\" }",
            "|printerId|String|",
            &["TypeNameMismatch", "AdditionalPropertyDetected"],
        ),
    ),
    (
        Code::RepresentationExtra,
        page(
            "{ \"id\": \"String\", \"shelf\": \"String\" }   (no row for shelf)",
            "|shelf|String|Where it stands.|",
            &["AdditionalPropertyDetected"],
        ),
    ),
    (
        Code::BodyConflict,
        page(
            "Do not supply a request body.   (above a table of parameters)",
            "In the request body, supply the parameters.",
            &["HttpBodyExpected"],
        ),
    ),
    (
        Code::AnswerConflict,
        page(
            "returns a [book](book.md) object   (the example shows a loan)",
            "returns a [loan](loan.md) object",
            &["ExpectedTypeDifferent", "ResponseResourceTypeMissing"],
        ),
    ),
    (
        Code::BodyTypeUnknown,
        page(
            "In the request body, supply it.",
            "In the request body, supply a [book](book.md) object.",
            &["ResponseResourceTypeMissing"],
        ),
    ),
    (Code::InvalidFixup, outside(&[])),
    (Code::StaleFixup, outside(&[])),
    (Code::InvalidRemoval, outside(&[])),
    (Code::StaleRemoval, outside(&[])),
    (Code::UnmatchedEntry, outside(&[])),
    (Code::UnusableEntry, outside(&[])),
    (
        Code::NameCollision,
        page("(two properties that become one name in Rust)", "(a `rename` in the configuration)", &[]),
    ),
    (
        Code::LinkMissing,
        page("[book](../resources/tome.md)", "[book](../resources/book.md)", &["LinkDestinationNotFound"]),
    ),
    (
        Code::AnchorMissing,
        fixed("[cover](book.md#covr-values)", "[cover](book.md#cover-values)", &["LinkDestinationNotFound"]),
    ),
    (
        Code::ContextUrl,
        fixed("\"@odata.context\": \" /books\"", "\"@odata.context\": \"/books\"", &["InvalidUrlString"]),
    ),
    (
        Code::ExampleTypeCase,
        fixed(
            "\"@odata.type\": \"#sample.library.Book\"",
            "\"@odata.type\": \"#sample.library.book\"",
            &["TypeNameMismatch"],
        ),
    ),
    (
        Code::ExampleTypeUnknown,
        page(
            "\"@odata.type\": \"#sample.library.tome\"",
            "\"@odata.type\": \"#sample.library.book\"",
            &["ResourceTypeNotFound"],
        ),
    ),
    (
        Code::ExampleProperty,
        page("{ \"titel\": \"Emma\" }", "{ \"title\": \"Emma\" }", &["AdditionalPropertyDetected"]),
    ),
    (
        Code::ExampleKind,
        page(
            "{ \"size\": \"many\" }",
            "{ \"size\": 474 }",
            &["ExpectedTypeDifferent", "ArrayTypeMismatch", "ExpectedNonArrayValue", "ExpectedArrayValue"],
        ),
    ),
    (
        Code::ExampleMember,
        page("{ \"cover\": \"papper\" }", "{ \"cover\": \"paper\" }", &["InvalidEnumeratedValueString"]),
    ),
    (Code::ExampleTimestamp, page("\"2024-05-01T09-30-00Z\"", "\"2024-05-01T09:30:00Z\"", &["InvalidDateTimeString"])),
    (
        Code::ExampleCollection,
        page(
            "\"isCollection\": true   (the body is one object)",
            "\"isCollection\": true   (the body is { \"value\": [ ... ] })",
            &["MissingCollectionProperty", "ExpectedArrayValue", "ExpectedNonArrayValue"],
        ),
    ),
    (
        Code::ExampleNameTwice,
        page(
            "\"name\": \"get_book\"   (on two requests)",
            "\"name\": \"get_book_2\"   (on the second)",
            &["DuplicateMethodIdentifier"],
        ),
    ),
    (
        Code::BlockUnannotated,
        page(
            "``` http\nGET /books\n```",
            "<!-- { \"blockType\": \"request\", \"name\": \"list_books\" } -->\n``` http\nGET /books\n```",
            &["MissingMetadataBlock"],
        ),
    ),
    (
        Code::NamespaceMismatch,
        page(
            "Namespace: sample.shelves   (annotation: sample.library.book)",
            "Namespace: sample.library",
            &["NamespaceMismatch"],
        ),
    ),
    (Code::HeadingMisspelt, page("## Proprties", "## Properties", &["MisspeltDocumentHeader"])),
    (
        Code::SectionMissing,
        page("(a page about a call without a section Response)", "## Response", &["RequiredDocumentHeaderMissing"]),
    ),
    (
        Code::SectionOrder,
        page("## Response\n## Request body", "## Request body\n## Response", &["DocumentHeaderInWrongPosition"]),
    ),
    (
        Code::FrontMatterKeyMissing,
        page("title: \"Get book\"", "title: \"Get book\"\nauthor: \"ana\"", &["RequiredYamlHeaderMissing"]),
    ),
    (
        Code::PathParameterUndescribed,
        page(
            "GET /books/{book-id}   (and no table)",
            "## Path parameters\n|Parameter|Type|Description|\n|:---|:---|:---|\n|book-id|String|The book.|",
            &["UnmappedDocumentElements"],
        ),
    ),
    (
        Code::OrphanPage,
        page(
            "(a page that nothing links to)",
            "|[Get](../api/book-get.md)|[book](book.md)|Read it.|",
            &["OrphanedDocumentPage"],
        ),
    ),
    (
        Code::TabGroup,
        page("# [HTTP](#tab/http)\n# [HTTP](#tab/http)\n---", "# [HTTP](#tab/http)\n---", &["TabHeaderError"]),
    ),
    (
        Code::HeaderMisspelt,
        page("Contet-Type: application/json", "Content-Type: application/json", &["NonStandardHeaderUsed"]),
    ),
    (
        Code::UrlTooLong,
        page("GET /books?$filter=... (and 8,000 bytes more)", "GET /books?$filter=...", &["UrlLengthExceedsMaximum"]),
    ),
    (
        Code::SilenceInvalid,
        page("<!-- graphdoc-allow link-case -->", "<!-- graphdoc-allow link-case: the site ignores case -->", &[]),
    ),
    (
        Code::SilenceUnused,
        page(
            "<!-- graphdoc-allow link-case: the site ignores case -->   (before a block without such a link)",
            "(no comment)",
            &[],
        ),
    ),
    (Code::BaselineStale, outside(&[])),
    (Code::EditedFile, outside(&[])),
];
