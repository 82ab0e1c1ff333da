//! One line per finding: `path:line:column: level[code]: message`.

use super::Level;
use super::report::Report;

pub(super) fn render(report: &Report<'_>) -> String {
    let mut text = String::new();
    for (finding, level) in &report.findings {
        if let Some(location) = &finding.location {
            let place = report.place(location);
            text.push_str(&format!("{}:{}:{}: ", place.path, place.line, place.column));
        }
        let word = if *level == Level::Deny { "error" } else { "warning" };
        text.push_str(&format!("{word}[{}]: {}\n", finding.code, finding.message.replace('\n', " ")));
    }
    text
}
