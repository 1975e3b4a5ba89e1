//! What the codes of findings mean.

use crate::diagnostic::{Code, Severity};
use serde::Serialize;

/// The page of `journal explain --format json`.
#[derive(Debug, Serialize)]
pub struct ExplainPage {
    schema: &'static str,
    codes: Vec<CodeRow>,
}

#[derive(Debug, Serialize)]
struct CodeRow {
    code: &'static str,
    severity: Severity,
    about: &'static str,
    way_out: &'static str,
    mends: Option<&'static str>,
    example: &'static str,
}

/// The page of these codes.
pub fn explain_page(codes: &[Code]) -> ExplainPage {
    let row = |code: &Code| CodeRow {
        code: code.name(),
        severity: code.severity(),
        about: code.about(),
        way_out: code.way_out(),
        mends: code.mends(),
        example: code.example(),
    };
    ExplainPage { schema: "journal.explain/1", codes: codes.iter().map(row).collect() }
}
