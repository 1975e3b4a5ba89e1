//! Findings: what the program could not use, where it stands, and the way out. The table of codes is data in one place.

use bitcode::{Decode, Encode};
use serde::Serialize;

/// How bad a finding is. Errors make `check` exit with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something written could not be used, or other programs would refuse it.
    Error,
    /// Something is probably not what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $about:literal;)*) => {
        /// What kind of finding it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        pub enum Code {
            $(#[doc = $about] $variant,)*
        }

        impl Code {
            /// Every code, in the order the manual lists them.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The name in brackets: `[impossible-date]`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),* }
            }

            /// One sentence for the manual.
            pub fn about(self) -> &'static str {
                match self { $(Code::$variant => $about),* }
            }
        }
    };
}

codes! {
    InvalidYaml "invalid-yaml" Error "The front matter is no valid YAML; its plain `key: value` lines are read all the same.";
    DuplicateKey "duplicate-key" Error "A key stands twice in one front matter; the first one counts.";
    FrontMatterTooLarge "front-matter-too-large" Error "The front matter is over 64 KiB; only plain lines of its beginning are read.";
    TooLarge "too-large" Error "The file is over 32 MiB and is not read.";
    Encoding "encoding" Error "Some bytes are no UTF-8 text; the rest is read.";
    ConflictMarkers "conflict-markers" Error "A merge left conflict markers; both sides are read.";
    ImpossibleDate "impossible-date" Error "A date names a day the calendar does not have.";
    BadSetting "bad-setting" Error "A setting in `.journal/config.yaml` is unknown or has a value of the wrong kind.";
    Unreadable "unreadable" Error "The file or folder could not be read.";
    BadDate "bad-date" Warning "A value that should be a date could not be read as one.";
    UnknownCadence "unknown-cadence" Error "A cadence could not be understood; the circle's or the default is used.";
    UnknownCircle "unknown-circle" Warning "A circle is not in the settings.";
    UnknownStatus "unknown-status" Warning "A status is none of active, paused, dormant, deceased, in transition.";
    BadValue "bad-value" Warning "A value could not be understood and counts as unknown.";
    UnknownKey "unknown-key" Warning "A key is no known one but spelt almost like one.";
    SeveralSpellings "several-spellings" Warning "One key stands under several spellings.";
    UnquotedLink "unquoted-link" Warning "A link in the front matter lacks its quotes, which makes it a nested list in YAML.";
    Placeholder "placeholder" Warning "A template left a placeholder that nobody filled in.";
    UnresolvedLink "unresolved-link" Warning "A link that names somebody leads to no note.";
    AmbiguousLink "ambiguous-link" Warning "A link fits several contacts and counts for none of them.";
    StolenLink "stolen-link" Warning "A note that is no contact has the name of one, and links to the contact lead there.";
    SyncConflict "sync-conflict" Warning "A copy that a sync tool made in a conflict; it is not read.";
    FutureEntry "future-entry" Warning "An entry of a day to come tells of something past.";
    FutureLast "future-last" Warning "The last contact lies in the future and is ignored.";
    DueOutOfRange "due-out-of-range" Warning "The due day lies past the year 9999.";
    NotAFile "not-a-file" Warning "Something named like a note is no regular file and is not read.";
    OutsideVault "outside-vault" Warning "A symbolic link leads out of the vault and is not followed.";
    MissingNote "missing-note" Info "A link in prose leads to no note.";
}

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

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: Code,
    /// Path of the file relative to the vault, with `/`.
    pub path: Box<str>,
    /// Where it stands.
    pub span: Span,
    /// What is wrong, in lower case, values in backticks.
    pub message: String,
    /// The way out, as text that can be pasted where possible.
    pub hint: Option<String>,
    /// The text that would mend it, in place of the span, where that is certain.
    pub fix: Option<String>,
}

impl Diagnostic {
    /// A finding without a way out yet.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, path: Box::default(), span, message: message.into(), hint: None, fix: None }
    }

    /// The same with a way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Diagnostic {
        self.hint = Some(hint.into());
        self
    }

    /// The same with the text that mends it.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Diagnostic {
        self.fix = Some(fix.into());
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

/// The candidate nearest to `word`, if it is near enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = match word.chars().count() {
        0..=2 => return None,
        3..=4 => 1,
        _ => 2,
    };
    let near = candidates.into_iter().map(|c| (strsim::osa_distance(&word, &c.to_lowercase()), c));
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
    fn only_near_words_are_offered() {
        assert_eq!(nearest("cadnce", ["cadence", "circle"]), Some("cadence"));
        assert_eq!(nearest("hobby", ["cadence", "circle"]), None);
        assert_eq!(nearest("to", ["do"]), None);
    }
}
