//! The checks of API Doctor, the tool that the real docs are written for: which code finds the same, or why none does.

use std::collections::BTreeMap;

use super::Code;

/// Kinds of messages that have no code here, with the reason.
const WITHOUT: &[(&str, &[&str])] = &[
    ("A run without a page ends with exit code 2.", &["NoDocumentsFound"]),
    ("Text above the title is read like any other; nothing is lost.", &["MissingHeaderBlock"]),
    ("Headings are read in any case; which one is nicer is a matter of taste.", &["DocumentHeaderInWrongCase"]),
    (
        "What Markdown takes for a link has a target. What it does not take for one is text to every reader.",
        &["LinkFormatInvalid"],
    ),
    ("Links to other sites are not followed: a run needs no network.", &["LinkValidationSkipped"]),
    ("A type without a name in its annotation is named by its title.", &["MissingResourceName"]),
    ("Examples may be shortened, so what they leave out is no defect.", &["RequiredPropertiesMissing"]),
    (
        "An error in the place of an answer is seen by its form, whatever the annotation says.",
        &["JsonErrorObject", "JsonErrorObjectExpected"],
    ),
    ("An example may show an empty collection.", &["CollectionArrayEmpty", "CollectionArrayNotEmpty"]),
    ("The docs do not say which values may be null, so any may.", &["NullPropertyValue"]),
    (
        "What a body is, is seen by its first byte. Bodies that are not JSON are examples without values.",
        &["InvalidContentType", "UnsupportedContentType", "ContentFormatException", "UnsupportedLanguage"],
    ),
    ("Sample keys are not needed: placeholders and ids are told apart by their form.", &["IncorrectSampleKey"]),
    ("All findings are told, each by itself.", &["ConsolidatedError", "SkippedSimilarErrors", "Unknown"]),
    ("It is about files that API Doctor writes.", &["DeduplicationWasUnsuccessful", "ErrorCopyingFile"]),
    (
        "It is about API Doctor's way to metadata. What a call is bound to is known from its URL, or left open.",
        &["BindingParameterNotFound", "MissingRequiredArguments"],
    ),
    (
        "It needs the service, or a file of test cases for it.",
        &[
            "AllScenariosDisabled",
            "CustomValidationNotSupported",
            "ExceptionWhileValidatingMethod",
            "ExpectationConditionFailed",
            "HttpHeaderValueDifferent",
            "HttpRequestAndMethodSpecified",
            "HttpRequestParameterInvalid",
            "HttpRequiredHeaderMissing",
            "HttpStatusCodeDifferent",
            "HttpStatusMessageDifferent",
            "InvalidExpectationKey",
            "InvalidRequestFormat",
            "MissingCustomMembers",
            "OutputValueKeyNameIncorrect",
            "OutputValueValueIncorrect",
            "RequestWasRetried",
            "RequiredApiVersionsMissing",
            "RequiredScopesMissing",
            "RequiredTagsMissing",
            "RewriteRequestFailure",
            "SecondaryAccountMissing",
        ],
    ),
    (
        "API Doctor never tells it.",
        &[
            "BadPathTargetValue",
            "DuplicateResource",
            "ExtraFileDetected",
            "HttpMethodOutOfRange",
            "HttpRequestMissingAllowedStatusCodes",
            "HttpResponseFormatInvalid",
            "MethodDisabled",
            "MissingAccessToken",
            "NoCustomMembersFound",
            "ProhibitedDocumentHeaderFound",
            "RequestWasEmptyOrNull",
            "TypeConversionFailure",
        ],
    ),
];

/// The kinds that have codes, with these.
fn counterparts() -> BTreeMap<&'static str, Vec<Code>> {
    let mut kinds: BTreeMap<&str, Vec<Code>> = BTreeMap::new();
    for code in Code::ALL {
        for kind in code.details().map_or(&[][..], |details| details.api_doctor) {
            kinds.entry(kind).or_default().push(*code);
        }
    }
    kinds
}

/// A table of all kinds, in Markdown.
pub(super) fn table() -> String {
    let links =
        |codes: Vec<Code>| codes.iter().map(|code| format!("[`{code}`](#{code})")).collect::<Vec<_>>().join(", ");
    let mut rows: BTreeMap<&str, String> =
        counterparts().into_iter().map(|(kind, codes)| (kind, links(codes))).collect();
    for (reason, kinds) in WITHOUT {
        rows.extend(kinds.iter().map(|kind| (*kind, format!("none: {reason}"))));
    }
    let rows: String = rows.iter().map(|(kind, told)| format!("| `{kind}` | {told} |\n")).collect();
    format!(
        "\n## The checks of API Doctor\n\n\
         API Doctor is the tool that the real docs are written for. Each kind of message that it has, and the codes that find the\n\
         same here, or why there is none.\n\n| API Doctor | here |\n|---|---|\n{rows}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_once() {
        let with = counterparts();
        let without: Vec<&str> = WITHOUT.iter().flat_map(|(_, kinds)| kinds.iter().copied()).collect();
        let both: Vec<&&str> = without.iter().filter(|kind| with.contains_key(**kind)).collect();
        assert!(both.is_empty(), "{both:?}");
        let mut once = without.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), without.len());
        assert_eq!(with.len() + without.len(), 98, "API Doctor has 98 kinds of messages");
    }
}
