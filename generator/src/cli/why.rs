//! `graphdoc why NAME`: which sources speak for a part of the schema, and who won.

use graphdoc::schema::evidence::{Found, Subject};
use graphdoc::schema::selection;

use super::args::Input;
use super::report::{Terminal, data};
use super::{Failure, configuration, read};

/// Prints what speaks for the part of the schema with a name.
pub(super) fn why(input: &Input, name: &str) -> Result<u8, Failure> {
    let config = configuration(input)?;
    let (corpus, _) = read(&config, &Terminal::new(input.quiet))?;
    let (schema, evidence) = graphdoc::evidence(&corpus, &config);
    let subject = match evidence.find(&schema, name) {
        Found::One(subject) => subject,
        Found::Several(subjects) => {
            let names: Vec<String> = subjects.iter().map(ToString::to_string).collect();
            return Err(Failure::Usage(format!(
                "several parts of the schema are named `{name}`: {}",
                names.join(", ")
            )));
        }
        Found::Nothing(names) => {
            let hint = if names.is_empty() { String::new() } else { format!("; do you mean {}?", names.join(", ")) };
            return Err(Failure::Usage(format!("nothing in the schema is named `{name}`{hint}")));
        }
    };
    let shown = |path: &str| super::report::shown(&config, &corpus, path);
    data(&evidence.explain(&schema, &subject, &|path| corpus.text(path), &shown));
    let selection = match &subject {
        Subject::Type(name) | Subject::Enum(name) | Subject::Operation(name) => selection(&schema, &config, name),
        Subject::Property { owner, .. } | Subject::Member { owner, .. } | Subject::Parameter { owner, .. } => {
            selection(&schema, &config, owner)
        }
        Subject::Root(_) => Vec::new(),
    };
    if let Some((headline, steps)) = selection.split_first() {
        data(&format!("\n{headline}\n"));
        steps.iter().for_each(|step| data(&format!("  {step}\n")));
    }
    Ok(0)
}
