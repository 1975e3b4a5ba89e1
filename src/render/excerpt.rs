//! Findings as people and editors read them: `path:line:col: severity: message [code]`, with the line, a caret and a way out.

use super::escape::visible;
use super::wrap::width;
use super::{Colour, Look};
use crate::diagnostic::{Diagnostic, Severity};
use std::fmt::Write;

/// One finding on one line.
pub fn short(found: &Diagnostic) -> String {
    let span = found.span;
    format!(
        "{}:{}:{}: {}: {} [{}]\n",
        visible(&found.path),
        span.line,
        span.column,
        found.severity.name(),
        visible(&found.message),
        found.code.name()
    )
}

/// One finding with an excerpt of its note; `lines` are the note's lines, where they can be shown.
pub fn full(found: &Diagnostic, lines: &[&str], look: &Look) -> String {
    let paint = |code: &str, text: &str| if look.colour == Colour::On { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() };
    let colour = match found.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;34",
    };
    let span = found.span;
    let place = format!("{}:{}:{}", visible(&found.path), span.line, span.column);
    let mut out =
        format!("{}: {}: {} [{}]\n", paint("1", &place), paint(colour, found.severity.name()), visible(&found.message), found.code.name());
    if let Some(line) =
        lines.get(span.line as usize - 1).map(|line| if span.line == 1 { line.trim_start_matches('\u{feff}') } else { line })
    {
        let (shown, offset, caret) = cut_around(line, found, look.width.saturating_sub(8));
        let number = span.line.to_string();
        let gutter = " ".repeat(number.len());
        let _ = writeln!(out, "{gutter} {}", paint("34", "|"));
        let _ = writeln!(out, "{number} {} {shown}", paint("34", "|"));
        let _ = writeln!(out, "{gutter} {} {}{}", paint("34", "|"), " ".repeat(offset), paint(colour, &"^".repeat(caret)));
    }
    if let Some(hint) = &found.hint {
        let _ = writeln!(out, "  = hint: {}", visible(hint));
    }
    out
}

/// The part of a line around a finding, with the columns before its caret and of the caret.
fn cut_around(line: &str, found: &Diagnostic, columns: usize) -> (String, usize, usize) {
    let start = found.span.column.saturating_sub(1) as usize;
    let long =
        if found.span.end_line == found.span.line { found.span.end_column.saturating_sub(found.span.column) as usize } else { usize::MAX };
    let from = if start > columns / 2 && line.chars().nth(columns).is_some() { start - columns / 4 } else { 0 };
    let part = |from: usize, count: usize| visible(&line.chars().skip(from).take(count).collect::<String>()).into_owned();
    let before = part(from, start - from);
    let marked = part(start, long.min(columns));
    let caret = width(&marked).clamp(1, columns.saturating_sub(width(&before)).max(1));
    (part(from, columns), width(&before), caret)
}

/// One finding as an annotation of GitHub Actions.
pub fn github(found: &Diagnostic) -> String {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let data = |text: &str| {
        let lines: Vec<String> = text.split('\n').map(|line| visible(line).replace('%', "%25")).collect();
        lines.join("%0A")
    };
    let value = |text: &str| visible(text).replace('%', "%25").replace(',', "%2C").replace(':', "%3A");
    let span = found.span;
    let hint = found.hint.as_ref().map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    // An end column is only for what stands on one line.
    let end = if span.line == span.end_line { format!(",endColumn={}", span.end_column) } else { String::new() };
    format!(
        "::{level} file={},line={},col={},endLine={}{end},title={}::{}\n",
        value(&found.path),
        span.line,
        span.column,
        span.end_line,
        found.code.name(),
        data(&format!("{}{hint}", found.message))
    )
}
