//! Whatever a text holds, it becomes harmless documentation and a name that Rust accepts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use graphdoc::Config;
use graphdoc::lower::{Crate, Item, lower};
use graphdoc::schema::{EnumType, Examples, Member, Schema, StructuredType};
use pulldown_cmark::{BrokenLink, Event, Options, Parser, Tag, TagEnd};

/// Texts of a few pieces each, the same ones in every run.
fn texts(pieces: &[&str], length: usize, count: usize) -> Vec<String> {
    let mut seed = 1_u64;
    let mut piece = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        pieces[(seed >> 33) as usize % pieces.len()]
    };
    (0..count).map(|_| (0..length).map(|_| piece()).collect()).collect()
}

fn lowered(schema: &Schema) -> Crate {
    lower(schema, &Examples::default(), &Config::default(), &mut Vec::new())
}

#[test]
fn no_text_is_code_or_html_or_a_link_to_an_item() {
    let pieces = [
        "`",
        "``",
        "```",
        "~~~",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "!",
        "*",
        "_",
        "\\",
        "h",
        "https://a.b",
        "http://x_y?z",
        "text",
        "- ",
        "1. ",
        "> ",
        "#",
        "|",
        "&lt;",
        "](",
        "[x](resources/a.md)",
        "rust",
        "<https://a.b>",
        "://",
        ":",
        "\r",
        "\u{202e}",
        "[x]: y",
        "\"",
        "+ ",
        "<b>",
        "[a](b c)",
        "[`x`](/y)",
        "=",
        "---",
    ];
    let texts = texts(&pieces, 12, 20_000);
    let named = texts.into_iter().enumerate();
    let types = named.map(|(at, doc)| (format!("n.t{at}"), StructuredType { doc, ..StructuredType::default() }));
    let schema = Schema { namespace: "n".to_owned(), types: types.collect(), ..Schema::default() };
    for item in &lowered(&schema).models[0].items {
        let Item::Struct(item) = &item.item else { continue };
        assert!(item.docs.iter().all(|line| !line.contains(['\n', '\r', '\u{202e}'])), "{:?}", item.docs);
        let lines: Vec<&str> = item.docs.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        assert_harmless(&lines.join("\n"));
    }
}

/// Reads a text as rustdoc does.
fn assert_harmless(markdown: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut to_items = Vec::new();
    let callback = |link: BrokenLink<'_>| {
        to_items.push(link.reference.to_string());
        None
    };
    let mut in_link = 0;
    for event in Parser::new_with_broken_link_callback(markdown, options, Some(callback)) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                in_link += 1;
                assert!(dest_url.starts_with("http"), "a link to {dest_url} in {markdown:?}");
            }
            Event::End(TagEnd::Link) => in_link -= 1,
            Event::Text(text) if in_link == 0 => {
                let bare = ["http://a", "http://x", "https://a"].iter().any(|url| text.contains(url));
                assert!(!bare, "a bare URL in {markdown:?}");
            }
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Image { .. } | Tag::FootnoteDefinition(_))
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_) => panic!("{event:?} in {markdown:?}"),
            _ => {}
        }
    }
    assert_eq!(to_items, Vec::<String>::new(), "in {markdown:?}");
}

#[test]
fn every_text_has_a_name() {
    let pieces = [
        "a",
        "Z",
        "7",
        "_",
        " ",
        "-",
        "\u{e9}",
        "type",
        "Self",
        "iOS",
        "IDs",
        "\n",
        "@",
        "\u{1d7d8}",
        "EBook",
        "s",
        "",
    ];
    let texts = texts(&pieces, 5, 3_000);
    let members = texts.iter().map(|name| Member { name: name.clone(), ..Member::default() }).collect();
    let mut schema = Schema { namespace: "n".to_owned(), ..Schema::default() };
    schema.enums.insert("n.e".to_owned(), EnumType { members, ..EnumType::default() });
    schema.types.extend(texts.iter().map(|name| (format!("n.{name}"), StructuredType::default())));
    let is_name = |name: &str| assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{name:?}");
    for item in &lowered(&schema).models[0].items {
        is_name(&item.module);
        match &item.item {
            Item::Struct(item) => is_name(&item.name),
            Item::Enum(item) => item.variants.iter().for_each(|variant| is_name(&variant.name)),
        }
    }
}
