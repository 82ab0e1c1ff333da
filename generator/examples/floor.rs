//! The least that a run can do, as programs to measure graphdoc by: `floor PART DIR...`
//!
//! - `read`: all files of the folders are read.
//! - `hash`: they are read and hashed.
//! - `markdown`: they are read, and each event of the Markdown parser is looked at once, with the options that graphdoc has.
//! - `tokens`: the Rust files are read and become tokens.
//! - `rust`: the tokens are also parsed and printed. What it takes longer than `tokens` is the floor of making Rust.
//!
//! All on one core. Nothing is kept or written, and hidden files are left alone.

use std::error::Error;
use std::hint::black_box;

use proc_macro2::TokenStream;
use pulldown_cmark::{Options, Parser};
use walkdir::{DirEntry, WalkDir};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let part: fn(&[u8]) -> Result<()> = match arguments.next().as_deref() {
        Some("read") => read,
        Some("hash") => hash,
        Some("markdown") => markdown,
        Some("tokens") => |bytes| tokens(bytes).map(drop),
        Some("rust") => rust,
        _ => return Err("usage: floor read|hash|markdown|tokens|rust DIR...".into()),
    };
    for folder in arguments {
        for entry in WalkDir::new(folder).into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
            let entry = entry?;
            if entry.file_type().is_file() {
                part(&std::fs::read(entry.path())?)?;
            }
        }
    }
    Ok(())
}

/// What helps the next run is no part of the output.
fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn read(bytes: &[u8]) -> Result<()> {
    black_box(bytes);
    Ok(())
}

fn hash(bytes: &[u8]) -> Result<()> {
    black_box(blake3::hash(bytes));
    Ok(())
}

fn markdown(bytes: &[u8]) -> Result<()> {
    let events = Parser::new_ext(std::str::from_utf8(bytes)?, Options::ENABLE_TABLES);
    events.for_each(|event| drop(black_box(event)));
    Ok(())
}

fn tokens(bytes: &[u8]) -> Result<TokenStream> {
    std::str::from_utf8(bytes)?.parse().map_err(|error: proc_macro2::LexError| error.to_string().into())
}

fn rust(bytes: &[u8]) -> Result<()> {
    let file = syn::parse2(tokens(bytes)?)?;
    black_box(prettyplease::unparse(&file));
    Ok(())
}
