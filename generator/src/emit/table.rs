//! Tables of the runtime's macros as text, a row per line. The formatter does not know them.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;

/// Prints `path! { head { row; row; } }` below its attributes.
pub(super) fn print(item: &syn::ItemMacro) -> String {
    let table = &item.mac;
    let attributes = item.attrs.iter().map(|attribute| format!("#[{}]\n", line(attribute.meta.to_token_stream())));
    let mut text: String = attributes.collect();
    text.push_str(&format!("{}! {{\n    ", line(table.path.to_token_stream())));
    let mut head = TokenStream::new();
    for token in table.tokens.clone() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                text.push_str(&line(std::mem::take(&mut head)));
                text.push_str(" {\n");
                for row in rows(group.stream()) {
                    text.push_str(&format!("        {};\n", line(row)));
                }
                text.push_str("    }\n");
            }
            token => head.extend([token]),
        }
    }
    text.push_str("}\n");
    text
}

fn rows(tokens: TokenStream) -> Vec<TokenStream> {
    let mut rows = Vec::new();
    let mut row = TokenStream::new();
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ';' => rows.push(std::mem::take(&mut row)),
            _ => row.extend([token]),
        }
    }
    rows
}

/// Tokens with blanks between words and around `=`; an attribute has a line of its own.
fn line(tokens: TokenStream) -> String {
    let mut text = String::new();
    let mut tight = true;
    for token in tokens {
        let sign = match &token {
            TokenTree::Punct(punct) => Some(punct.as_char()),
            _ => None,
        };
        if !tight && matches!(sign, None | Some('#' | '=')) && !is_arguments(&token) {
            text.push(' ');
        }
        tight = sign.is_some_and(|sign| !matches!(sign, ',' | '='));
        match token {
            TokenTree::Group(group) if is_attribute(&group) => {
                text.push_str(&format!("[{}]\n        ", line(group.stream())));
                tight = true;
            }
            TokenTree::Group(group) => text.push_str(&format!("({})", line(group.stream()))),
            token => text.push_str(&token.to_string()),
        }
    }
    text
}

fn is_attribute(group: &Group) -> bool {
    group.delimiter() == Delimiter::Bracket
}

fn is_arguments(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(_))
}
