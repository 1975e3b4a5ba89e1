//! Every finding.

use crate::diagnostic::{Diagnostic, Fix, Replacement, Severity};
use serde::Serialize;

/// The page of `journal check`.
#[derive(Debug, Serialize)]
pub struct CheckPage<'a> {
    schema: &'static str,
    /// The findings.
    pub diagnostics: Vec<FindingRow<'a>>,
    /// Those that `--fix` has just mended; they are not among the others.
    pub fixed: Vec<FindingRow<'a>>,
    /// Keys that `--adopt` has just written into front matter.
    pub adopted: &'a [AdoptedRow],
}

/// A key that was told by a note's text, and now is by its front matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdoptedRow {
    /// Path of the note.
    pub path: String,
    /// The key, by its canonical name where it is a known one.
    pub key: String,
    /// Its value as written; items of a list are parted by commas.
    pub value: String,
}

/// One finding of the JSON contract.
#[derive(Debug, Serialize)]
pub struct FindingRow<'a> {
    /// Path of the note.
    pub path: &'a str,
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1, in characters.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
    /// How bad it is, as the settings have it.
    pub severity: Severity,
    /// Its code.
    pub code: &'static str,
    /// What is wrong.
    pub message: &'a str,
    /// The way out.
    pub hint: Option<&'a str>,
    /// What mends it, where that is certain.
    pub fix: Option<FixRow<'a>>,
}

/// What mends a finding.
#[derive(Debug, Serialize)]
pub struct FixRow<'a> {
    /// What it does.
    pub title: &'a str,
    /// Texts to put in place of stretches of the note; none touches another.
    pub edits: Vec<EditRow<'a>>,
}

/// A text in place of a stretch of the note.
#[derive(Debug, Serialize)]
pub struct EditRow<'a> {
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1, in characters.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character; that of the first where something is put in.
    pub end_column: u32,
    /// What stands there afterwards.
    pub text: &'a str,
}

/// The page of these findings, of those that were `fixed` just now, and of what was `adopted` with them.
pub fn check_page<'a>(findings: &'a [Diagnostic], fixed: &'a [Diagnostic], adopted: &'a [AdoptedRow]) -> CheckPage<'a> {
    let rows = |findings: &'a [Diagnostic]| findings.iter().map(finding_row).collect();
    CheckPage { schema: "journal.check/1", diagnostics: rows(findings), fixed: rows(fixed), adopted }
}

pub(super) fn finding_row(found: &Diagnostic) -> FindingRow<'_> {
    FindingRow {
        path: &found.path,
        line: found.span.line,
        column: found.span.column,
        end_line: found.span.end_line,
        end_column: found.span.end_column,
        severity: found.severity,
        code: found.code.name(),
        message: &found.message,
        hint: found.hint.as_deref(),
        fix: found.fix.as_deref().map(fix_row),
    }
}

fn fix_row(fix: &Fix) -> FixRow<'_> {
    FixRow { title: &fix.title, edits: fix.edits.iter().map(edit_row).collect() }
}

fn edit_row(edit: &Replacement) -> EditRow<'_> {
    EditRow {
        line: edit.span.line,
        column: edit.span.column,
        end_line: edit.span.end_line,
        end_column: edit.span.end_column,
        text: &edit.text,
    }
}
