//! What retires a page: its title, a notice below it, or the name of an include there.

use crate::page::{Block, BlockKind, Inline, Link, Page};

use super::outline::Outline;
use super::phrases::Phrases;
use super::prose;

/// The retirement of all that a page is about, in the words of its notice; empty where there are none.
pub(super) fn of_page(page: &Page<'_>, outline: &Outline<'_>, title: &str) -> Option<String> {
    match notice(page, outline).map(|block| &block.kind) {
        Some(BlockKind::Paragraph(text)) => Some(prose::markdown(&prose::without_notice_mark(text), &page.path)),
        Some(_) => Some(String::new()),
        None => RETIRED.are_in(title).then(String::new),
    }
}

/// What the title of something retired holds.
static RETIRED: Phrases = Phrases::new(&["(deprecated)"]);

/// The block below the title that retires the page.
pub(super) fn notice<'a>(page: &Page<'_>, outline: &Outline<'a>) -> Option<&'a Block<'a>> {
    outline.parts.first()?.section.blocks.iter().find(|block| match &block.kind {
        BlockKind::Paragraph(text) => prose::is_notice(text) && retires_subject(text, &page.path),
        BlockKind::Include(include) => says_deprecated(&include.target),
        _ => false,
    })
}

/// Whether a text speaks of retirement.
fn says_deprecated(text: &str) -> bool {
    RETIREMENT.are_in(text)
}

/// Whether a notice retires all that its page is about: neither a part of it ("The **size** property is deprecated."), nor
/// what another page is about. `page` is the path of its page.
fn retires_subject(notice: &Inline<'_>, page: &str) -> bool {
    let leads_away = |link: &&Link<'_>| link.path.as_deref().is_some_and(|path| !path.eq_ignore_ascii_case(page));
    let others: Vec<&Link<'_>> = notice.links().filter(leads_away).collect();
    let plain = notice.plain();
    let subjects = plain.split(". ").filter_map(|sentence| RETIREMENT.before(sentence));
    let is_other = |subject: &str| others.iter().any(|link| subject.contains(&*link.text));
    subjects.into_iter().any(|subject| !is_part(subject) && !is_other(subject))
}

/// What a page as a whole goes by.
const WHOLES: [&str; 12] = [
    "api",
    "apis",
    "resource",
    "resources",
    "type",
    "entity",
    "method",
    "function",
    "action",
    "endpoint",
    "operation",
    "version",
];

/// What is a part of it.
const PARTS: [&str; 16] = [
    "property",
    "properties",
    "relationship",
    "relationships",
    "parameter",
    "parameters",
    "field",
    "fields",
    "value",
    "values",
    "member",
    "members",
    "header",
    "headers",
    "permission",
    "permissions",
];

/// What separates a subject from what it belongs to.
const PREPOSITIONS: [&str; 6] = ["of", "on", "in", "for", "from", "with"];

/// Whether the start of a sentence speaks of a part of a page. The words before a preposition count first.
fn is_part(subject: &str) -> bool {
    let words: Vec<String> =
        subject.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let names = |words: &[String], known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let judge = |words: &[String]| match (names(words, &WHOLES), names(words, &PARTS)) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        (false, false) => None,
    };
    let head = words.iter().position(|word| PREPOSITIONS.contains(&word.as_str())).and_then(|at| words.get(..at));
    head.and_then(judge).or_else(|| judge(&words)).unwrap_or(false)
}

static RETIREMENT: Phrases = Phrases::new(&["deprecat", "will be retired", "stop returning data"]);

#[cfg(test)]
mod tests {
    use crate::corpus::Corpus;
    use crate::page::BlockKind;

    use super::retires_subject;

    #[test]
    fn a_notice_about_a_part_or_another_page_does_not_retire_the_page() {
        let cases = [
            ("The book API is deprecated and will stop returning data in May. Use the other one.", true),
            ("This version will be retired.", true),
            ("Deprecated.", true),
            ("Read on. The shelf property API is deprecated.", true),
            ("The legacy book API is deprecated. Move to [map](map.md).", true),
            ("The [book](book.md) API is deprecated.", true),
            ("The size property is deprecated.", false),
            ("The size property of the book resource type is deprecated.", false),
            ("Starting in May, the values a and b will be retired.", false),
            ("The legacy [map](map.md) API is deprecated. Move here.", false),
            ("Books are read.", false),
        ];
        for (notice, retires) in cases {
            let corpus = Corpus::from_texts([("resources/book.md", &*format!("> [!NOTE]\n> {notice}\n"))]);
            let page = crate::page::parse(&corpus.sources[0], &mut Vec::new());
            let found = page.blocks.iter().any(
                |block| matches!(&block.kind, BlockKind::Paragraph(text) if retires_subject(text, "resources/book.md")),
            );
            assert_eq!(found, retires, "{notice}");
        }
    }
}
