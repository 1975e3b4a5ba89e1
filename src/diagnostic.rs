//! Findings: what the program could not use, where it stands, and the way out. The table of codes is in `code.rs`.

pub use crate::code::{Code, Codes, Severity};
use bitcode::{Decode, Encode};

/// Where a finding stands. Lines and columns count from 1; columns are Unicode scalar values; the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct Span {
    /// First line.
    pub line: u32,
    /// First column.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
}

impl Span {
    /// The very beginning of a file.
    pub const START: Span = Span { line: 1, column: 1, end_line: 1, end_column: 1 };

    /// The place of the bytes `range` in `source`; out-of-range ends are moved to the nearest place inside.
    pub fn of(source: &str, range: std::ops::Range<usize>) -> Span {
        let (line, column) = line_column(source, range.start);
        let (end_line, end_column) = line_column(source, range.end.max(range.start));
        Span { line, column, end_line, end_column }
    }
}

fn line_column(source: &str, offset: usize) -> (u32, u32) {
    let mut offset = offset.min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &source[..offset];
    let start = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |at| at + 1);
    let start = if start == 0 && before.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start };
    let line = 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count();
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(before[start..].chars().count() + 1).unwrap_or(u32::MAX))
}

/// A text put in place of a stretch of a note.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Replacement {
    /// What is replaced; empty where something is put in.
    pub span: Span,
    /// What stands there afterwards; empty where something is taken out.
    pub text: String,
}

/// What would mend a finding for certain.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Fix {
    /// What it does, as one would tell somebody to: `quote the link`.
    pub title: String,
    /// Replacements of one note, none of which touch another.
    pub edits: Vec<Replacement>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: Code,
    /// How bad it is, as the settings have it.
    pub severity: Severity,
    /// Path of the file relative to the vault, with `/`.
    pub path: Box<str>,
    /// Where it stands.
    pub span: Span,
    /// What is wrong, in lower case, values in backticks.
    pub message: String,
    /// The way out, as text that can be pasted where possible.
    pub hint: Option<String>,
    /// What mends it, where that is certain.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// A finding without a way out yet.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, severity: code.severity(), path: Box::default(), span, message: message.into(), hint: None, fix: None }
    }

    /// The same with a way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }

    /// The same with what mends it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Diagnostic {
        self.fix = Some(Box::new(fix));
        self
    }

    /// The same in this file.
    #[must_use]
    pub fn at(mut self, path: &str) -> Diagnostic {
        self.path = path.into();
        self
    }

    /// What findings are ordered by: file, place, code, words.
    pub fn order(&self) -> (&str, Span, Code, &str) {
        (&self.path, self.span, self.code, &self.message)
    }
}

/// How bad the settings say that findings are, where that is not the usual; `None` for those that are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(Vec<(Code, Option<Severity>)>);

impl Levels {
    /// Those of a table.
    pub fn new(levels: Vec<(Code, Option<Severity>)>) -> Levels {
        Levels(levels)
    }

    /// Every code of which the settings say something.
    pub fn all(&self) -> impl Iterator<Item = (Code, Option<Severity>)> + '_ {
        self.0.iter().copied()
    }

    /// How bad findings of a code are; `None` when they are left out.
    pub fn of(&self, code: Code) -> Option<Severity> {
        self.0.iter().find(|level| level.0 == code).map_or_else(|| Some(code.severity()), |level| level.1)
    }

    /// Whether findings of a code are worse than usual.
    pub fn raises(&self, code: Code) -> bool {
        self.of(code).is_some_and(|severity| severity < code.severity())
    }

    /// Gives findings of a note their severity, and drops those that the settings or the note's own comments (`skips`) leave out.
    pub fn judge(&self, findings: &mut Vec<Diagnostic>, skips: Codes) {
        if !(self.0.is_empty() && skips.is_empty()) {
            findings.retain_mut(|found| match self.of(found.code).filter(|_| !skips.has(found.code)) {
                Some(severity) => {
                    found.severity = severity;
                    true
                }
                None => false,
            });
        }
    }
}

/// The candidate nearest to `word`, if it is near enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = match word.chars().count() {
        0..=2 => return None,
        3..=4 => 1,
        _ => 2,
    };
    let letters = word.chars().count();
    let like = |c: &&str| c.chars().count().abs_diff(letters) <= allowed;
    let near = candidates.into_iter().filter(like).map(|c| (strsim::osa_distance(&word, &c.to_lowercase()), c));
    near.filter(|(distance, _)| *distance <= allowed).min_by_key(|(distance, _)| *distance).map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_not_bytes() {
        let source = "\u{feff}name: Zoë\r\nlast: x\n";
        let at = source.find("last").unwrap();
        assert_eq!(Span::of(source, at..at + 4), Span { line: 2, column: 1, end_line: 2, end_column: 5 });
        assert_eq!(Span::of(source, 3..7).column, 1);
    }

    #[test]
    fn levels_and_comments_leave_findings_out_or_make_them_worse() {
        let levels = Levels::new(vec![(Code::BadDate, Some(Severity::Error)), (Code::UnknownKey, None)]);
        let found = |code| Diagnostic::new(code, Span::START, "x");
        let mut findings = vec![found(Code::BadDate), found(Code::UnknownKey), found(Code::Placeholder), found(Code::BadValue)];
        levels.judge(&mut findings, [Code::Placeholder].into_iter().collect());
        assert_eq!(
            findings.iter().map(|f| (f.code, f.severity)).collect::<Vec<_>>(),
            [(Code::BadDate, Severity::Error), (Code::BadValue, Severity::Warning)]
        );
        assert!(levels.raises(Code::BadDate) && !levels.raises(Code::BadValue) && !levels.raises(Code::UnknownKey));
    }

    #[test]
    fn only_near_words_are_offered() {
        assert_eq!(nearest("cadnce", ["cadence", "circle"]), Some("cadence"));
        assert_eq!(nearest("hobby", ["cadence", "circle"]), None);
        assert_eq!(nearest("to", ["do"]), None);
    }
}
