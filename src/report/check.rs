//! Every finding.

use crate::diagnostic::{Diagnostic, Severity};
use serde::Serialize;

/// The page of `journal check`.
#[derive(Debug, Serialize)]
pub struct CheckPage<'a> {
    schema: &'static str,
    /// The findings.
    pub diagnostics: Vec<FindingRow<'a>>,
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
    /// How bad it is.
    pub severity: Severity,
    /// Its code.
    pub code: &'static str,
    /// What is wrong.
    pub message: &'a str,
    /// The way out.
    pub hint: Option<&'a str>,
    /// Text that mends it in place of the span.
    pub fix: Option<&'a str>,
}

/// The page of these findings.
pub fn check_page(findings: &[Diagnostic]) -> CheckPage<'_> {
    CheckPage { schema: "journal.check/1", diagnostics: findings.iter().map(finding_row).collect() }
}

pub(super) fn finding_row(found: &Diagnostic) -> FindingRow<'_> {
    FindingRow {
        path: &found.path,
        line: found.span.line,
        column: found.span.column,
        end_line: found.span.end_line,
        end_column: found.span.end_column,
        severity: found.code.severity(),
        code: found.code.name(),
        message: &found.message,
        hint: found.hint.as_deref(),
        fix: found.fix.as_deref(),
    }
}
