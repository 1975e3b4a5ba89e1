//! The tables of the manual, from the tables the program reads by.

use crate::diagnostic::Code;
use crate::model::{CHANNELS, KINDS, Purpose};
use crate::parse::keys::KEYS;

/// The tables as Markdown, each with the name of the mark it stands under: `keys`, `channels`, `kinds`, `codes`.
pub fn tables() -> [(&'static str, String); 4] {
    [("keys", keys()), ("channels", channels()), ("kinds", kinds()), ("codes", codes())]
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = head.iter().map(|_| "---".to_owned()).collect();
    [line(head), line(rule)].into_iter().chain(rows.map(line)).collect()
}

fn code(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn keys() -> String {
    table(&["Key", "Also read as", "Holds"], KEYS.iter().map(|row| vec![format!("`{}`", row.name), code(row.also), row.holds.to_owned()]))
}

fn channels() -> String {
    let counts = |purpose| if purpose == Purpose::Contact { "contact" } else { "news, before a separator only" };
    table(
        &["Channel", "Also", "Counts as"],
        CHANNELS.iter().map(|row| vec![row.name.to_owned(), row.variants.join(", "), counts(row.purpose).to_owned()]),
    )
}

fn kinds() -> String {
    table(&["Kind", "Also"], KINDS.iter().map(|row| vec![row.name.to_owned(), row.synonyms.join(", ")]))
}

fn codes() -> String {
    let row = |code: &Code| {
        let mends = code.mends().unwrap_or_default();
        vec![format!("`{}`", code.name()), code.severity().name().to_owned(), code.about().to_owned(), mends.to_owned()]
    };
    table(&["Code", "Severity", "What it means", "`--fix`"], Code::ALL.iter().map(row))
}
