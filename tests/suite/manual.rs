//! The manual of the format: its tables are the program's own, and every example in it is parsed.

use journal::diagnostic::{Diagnostic, Severity};
use journal::model::Settings;
use journal::parse::{Context, Everyone, Scratch, note, settings};
use std::fs;
use std::path::{Path, PathBuf};

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault/README.md")
}

fn manual() -> String {
    fs::read_to_string(path()).unwrap()
}

#[test]
fn its_tables_are_the_programs_own() {
    let mut text = manual();
    for (name, table) in journal::report::tables() {
        let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let start = text.find(&open).unwrap_or_else(|| panic!("no mark for {name}")) + open.len();
        let end = start + text[start..].find(&close).unwrap();
        text.replace_range(start..end, &format!("\n{table}\n"));
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path(), &text).unwrap();
    }
    assert!(text == manual(), "the tables of the manual are old; run the tests with UPDATE_EXPECT=1");
}

/// Fenced blocks: what follows the fence, the line it stands on, and its text.
fn blocks() -> Vec<(String, usize, String)> {
    let text = manual();
    let mut blocks = Vec::new();
    let mut open: Option<(String, usize, String)> = None;
    for (line, content) in text.lines().enumerate() {
        match (&mut open, content.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.to_owned(), line + 1, String::new())),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some((_, _, body)), _) => {
                body.push_str(content);
                body.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(blocks.len() > 20, "the manual lost its examples");
    blocks
}

/// What the example says when it stands in a contact's note, but for links whose notes are not shown.
fn findings(text: &str) -> Vec<Diagnostic> {
    let context = Context::new(Settings::default(), None, Everyone::ByRule);
    let whole = if text.starts_with("---") { text.to_owned() } else { format!("---\ntype: person\nname: Somebody\n---\n\n{text}") };
    let (_, findings) = note("people/somebody.md", &whole, &context, &mut Scratch::default());
    findings.into_iter().filter(|found| found.code.severity() != Severity::Info).collect()
}

#[test]
fn every_example_is_read_without_a_finding() {
    for (info, line, text) in blocks().into_iter().filter(|(info, ..)| info == "markdown") {
        assert_eq!(findings(&text), [], "the {info} of line {line}");
    }
}

#[test]
fn every_mistake_shown_is_found() {
    let mut seen = 0;
    for (info, line, text) in blocks() {
        let Some(code) = info.strip_prefix("markdown fault=") else { continue };
        let found = findings(&text);
        assert!(found.iter().any(|found| found.code.name() == code), "line {line} should show {code}, and shows {found:?}");
        seen += 1;
    }
    assert!(seen >= 5, "the manual shows {seen} mistakes");
}

#[test]
fn every_settings_example_can_be_used() {
    for (_, line, text) in blocks().into_iter().filter(|(info, ..)| info == "yaml") {
        let read = settings::settings(&text, "config.yaml");
        assert!(read.is_ok(), "line {line}: {:?}", read.err());
    }
}

#[test]
fn whole_notes_in_it_are_contacts_or_dated_notes() {
    let context = Context::new(Settings::default(), None, Everyone::ByRule);
    for (_, line, text) in blocks().into_iter().filter(|(info, _, text)| info == "markdown" && text.starts_with("---")) {
        let (note, _) = note("people/somebody.md", &text, &context, &mut Scratch::default());
        assert!(note.contact().is_some() || !note.entries().is_empty(), "line {line}");
    }
}
