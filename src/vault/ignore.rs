//! What the setting `ignore:` leaves out (format 1 and 8).

use super::find::SETTINGS;
use crate::diagnostic::Diagnostic;
use crate::parse::settings;
use fast_glob::{ErrorKind, glob_match, validate};

/// The globs of `ignore:`, as they are held against paths inside the vault.
#[derive(Debug, Default)]
pub(super) struct Ignore(Vec<String>);

impl Ignore {
    /// These globs of the settings `text`; one without a `/` fits at any depth. And the last that is no glob, which is left out.
    pub(super) fn of(patterns: &[String], text: &str) -> (Ignore, Option<Diagnostic>) {
        let mut globs = Vec::new();
        let mut fault = None;
        for pattern in patterns {
            let glob = whole(pattern);
            match validate(&glob) {
                Ok(()) => globs.push(glob),
                Err(error) => fault = Some(settings::bad_glob(text, pattern, reason(&error.kind), SETTINGS)),
            }
        }
        (Ignore(globs), fault)
    }

    /// Whether any fits this path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.iter().any(|glob| glob_match(glob, path))
    }
}

/// The glob for whole paths. A `!` in front is a letter here, and takes nothing back.
fn whole(pattern: &str) -> String {
    let bare = pattern.trim_start_matches("./").trim_end_matches('/');
    match bare.trim_start_matches('/') {
        _ if !bare.contains('/') => format!("**/{bare}"),
        glob if glob.starts_with('!') => format!("\\{glob}"),
        glob => glob.to_owned(),
    }
}

fn reason(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UnclosedBrace => "a `{` is not closed",
        ErrorKind::UnclosedBracket => "a `[` is not closed",
        ErrorKind::TrailingBackslash => "nothing stands behind the `\\` at its end",
        ErrorKind::BraceNestingTooDeep => "more than ten `{` stand inside each other",
        ErrorKind::TooManyBraceGroups => "it has more than ten `{…}`",
        _ => "it cannot be read",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_fit_whole_paths() {
        let check = |glob: &str, fits: &[&str], others: &[&str]| {
            let (ignore, fault) = Ignore::of(&[glob.to_owned()], "");
            assert!(fault.is_none(), "{glob}");
            fits.iter().for_each(|path| assert!(ignore.has(path), "`{glob}` should fit `{path}`"));
            others.iter().for_each(|path| assert!(!ignore.has(path), "`{glob}` should not fit `{path}`"));
        };
        check("attic", &["attic", "people/attic"], &["attic/ada.md", "attics", "people/attic.md"]);
        check("attic/", &["attic", "people/attic"], &["attic.md"]);
        check("*-draft.md", &["ada-draft.md", "people/old/ada-draft.md"], &["draft.md", "ada-draft.md/x"]);
        check("archive/**", &["archive/ada.md", "archive/a/b.md"], &["archive.md", "people/archive/ada.md"]);
        check("./people/left", &["people/left"], &["left", "people/left.md", "old/people/left"]);
        check("/people/*.md", &["people/ada.md"], &["people/old/ada.md", "ada.md"]);
        check("people/**/old.md", &["people/old.md", "people/a/b/old.md"], &["old.md"]);
        check("{a,b*}.md", &["a.md", "x/bob.md"], &["ab.md", "c.md"]);
        check("[a-c]?.md", &["ax.md", "x/by.md"], &["dx.md", "a.md"]);
        check("[!a]*", &["bob.md"], &["ada.md"]);
        check("!a.md", &["!a.md", "x/!a.md"], &["a.md", "b.md"]);
        check("!x/a.md", &["!x/a.md"], &["x/a.md", "b.md"]);
        check("\\*.md", &["*.md"], &["a.md"]);
        check("Zoë (old)+.md", &["Zoë (old)+.md"], &["Zoe (old)+.md", "Zoë (old).md"]);
    }

    #[test]
    fn a_glob_that_is_none_is_told_and_left_out() {
        let (deep, many) = (format!("{}a{}", "{".repeat(11), "}".repeat(11)), "{a,b}".repeat(11));
        for glob in ["[a", "{a,b", "a\\", &deep, &many] {
            let (ignore, fault) = Ignore::of(&["*.old".to_owned(), glob.to_owned()], "");
            let message = fault.map(|fault| fault.message).unwrap_or_default();
            assert!(message.contains(" is no glob: "), "{glob}: {message}");
            assert!(ignore.has("a.old") && !ignore.has("a"));
        }
    }
}
