//! Findings as SARIF 2.1.0, which code hosts and editors read.

use super::escape::destination;
use super::json::json;
use crate::diagnostic::{Code, Diagnostic, Fix, Severity, Span};
use crate::error::Error;
use serde::Serialize;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    help: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Mending<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Place,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mending<'a> {
    description: Message,
    artifact_changes: [Change<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacing<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacing<'a> {
    deleted_region: Region,
    inserted_content: Content<'a>,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

/// These findings as one SARIF log; paths are relative to the vault.
///
/// # Errors
/// Never for values of ours; kept for the library's sake.
pub fn sarif(found: &[&Diagnostic]) -> Result<String, Error> {
    let rules = Code::ALL.iter().map(|code| rule(*code)).collect();
    let driver = Driver { name: "journal", version: env!("CARGO_PKG_VERSION"), rules };
    let results = found.iter().map(|found| outcome(found)).collect();
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    json(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

fn rule(code: Code) -> Rule {
    let text = |text: &str| Message { text: text.to_owned() };
    Rule {
        id: code.name(),
        short_description: text(code.about()),
        help: text(code.way_out()),
        default_configuration: Configuration { level: level(code.severity()) },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn outcome(found: &Diagnostic) -> Outcome<'_> {
    let hint = found.hint.as_ref().map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    Outcome {
        rule_id: found.code.name(),
        rule_index: Code::ALL.iter().position(|code| *code == found.code).unwrap_or(0),
        level: level(found.severity),
        message: Message { text: format!("{}{hint}", found.message) },
        locations: [Location { physical_location: Place { artifact_location: artifact(found), region: region(found.span) } }],
        fixes: found.fix.iter().map(|fix| mending(found, fix)).collect(),
    }
}

fn mending<'a>(found: &Diagnostic, fix: &'a Fix) -> Mending<'a> {
    let replacing =
        fix.edits.iter().map(|edit| Replacing { deleted_region: region(edit.span), inserted_content: Content { text: &edit.text } });
    Mending {
        description: Message { text: fix.title.clone() },
        artifact_changes: [Change { artifact_location: artifact(found), replacements: replacing.collect() }],
    }
}

fn artifact(found: &Diagnostic) -> Artifact {
    Artifact { uri: destination(&found.path) }
}

fn region(span: Span) -> Region {
    Region { start_line: span.line, start_column: span.column, end_line: span.end_line, end_column: span.end_column }
}
