//! Query options: in tables, and in sentences that offer some and deny others.

use super::outline::Topic;
use super::row::{self, RowClaim};
use super::{Context, operation};

/// OData's own query options, as sentences name them.
const SYSTEM_OPTIONS: [&str; 10] =
    ["$select", "$filter", "$expand", "$orderby", "$top", "$skip", "$count", "$search", "$skiptoken", "$deltatoken"];

/// The query options of a page: those of its tables, and OData's own that its sentences offer.
pub(super) fn options(context: &mut Context<'_>) -> Vec<RowClaim> {
    let mut options = operation::rows(context, Topic::Query, &row::QUERY_OPTION);
    let outline = context.outline;
    for part in outline.about(Topic::Query) {
        for text in part.section.paragraphs() {
            let plain = text.plain();
            if !plain.contains('$') {
                continue;
            }
            let lower = plain.to_lowercase();
            let named =
                |option: &&str| lower.split('$').skip(1).any(|rest| rest.starts_with(option.trim_start_matches('$')));
            for option in SYSTEM_OPTIONS.into_iter().filter(named) {
                let is_known = options.iter().any(|known| known.name.eq_ignore_ascii_case(option));
                if !is_known && lower.split(". ").any(|sentence| offers(sentence, option)) {
                    options.push(RowClaim { name: option.to_owned(), span: text.span, ..RowClaim::default() });
                }
            }
        }
    }
    options
}

/// Whether a sentence in lower case names a query option and does not say that it is not supported.
fn offers(sentence: &str, option: &str) -> bool {
    let is_whole = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    sentence.match_indices(option).any(|(at, _)| {
        let (before, after) = sentence.split_at_checked(at).unwrap_or((sentence, ""));
        after.get(option.len()..).is_some_and(is_whole)
            && !DENIALS.iter().any(|denial| before.contains(denial))
            && !REFUSALS.iter().any(|refusal| after.split_once(refusal).is_some_and(|(between, _)| is_list(between)))
    })
}

/// Whether a text holds query options and the words between them, and no more: what follows speaks of all of them.
fn is_list(text: &str) -> bool {
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words.into_iter().all(|word| word.starts_with('$') || LIST_WORDS.contains(&word))
}

const LIST_WORDS: [&str; 8] = ["and", "or", "the", "query", "parameter", "parameters", "option", "options"];

/// What denies the options behind it.
const DENIALS: [&str; 4] = ["does not support", "doesn't support", "do not support", "don't support"];

/// What denies the options before it.
const REFUSALS: [&str; 4] = [" is not supported", " are not supported", " isn't supported", " aren't supported"];

#[cfg(test)]
mod tests {
    use super::{SYSTEM_OPTIONS, offers};

    #[test]
    fn a_denial_is_about_the_options_beside_it() {
        let cases = [
            (
                "this method supports `$orderby`, `$skip`, and `$top`. it doesn't support `$filter`.",
                "$orderby $top $skip",
            ),
            ("supports `$filter`. the `$filter` parameter doesn't support the `ne` operator.", "$filter"),
            ("supports $select; other options are not supported.", "$select"),
            ("$top and the $skip query parameter aren't supported.", ""),
            ("this method does not support the $select option.", ""),
        ];
        for (text, expected) in cases {
            let plain = text.replace('`', "");
            let offered = SYSTEM_OPTIONS.into_iter().filter(|option| plain.split(". ").any(|one| offers(one, option)));
            assert_eq!(offered.collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }
}
