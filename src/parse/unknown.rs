//! What counts as nothing known: empty values, words that say so, and what a template left (format 3).

/// How a text stands in the front matter.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// In quotes: it means what it says.
    Quoted,
    /// The value of a key.
    Plain,
    /// One of several.
    Item,
}

impl Sort {
    pub(super) fn of(quoted: bool, item: bool) -> Sort {
        match (quoted, item) {
            (true, _) => Sort::Quoted,
            (false, true) => Sort::Item,
            (false, false) => Sort::Plain,
        }
    }
}

/// Whether a text says nothing. Words that say so might be tags, so that they count in a value alone.
pub(super) fn unknown(text: &str, sort: Sort) -> bool {
    let telling = |first: &u8| first.is_ascii_alphanumeric() && !matches!(first.to_ascii_lowercase(), b'n' | b't' | b'u' | b'y');
    if text.as_bytes().first().is_some_and(telling) {
        return false;
    }
    let text = text.trim();
    text.is_empty() || sort != Sort::Quoted && unknown_words(text, sort)
}

fn unknown_words(text: &str, sort: Sort) -> bool {
    let words: &[&str] = if sort == Sort::Item { &["null", "n/a"] } else { &UNKNOWN };
    let signs = text.chars().all(|c| matches!(c, '~' | '-' | '?' | '–' | '—' | '…' | '.'));
    signs && !text.is_empty() || words.iter().any(|word| text.eq_ignore_ascii_case(word)) || angled(text)
}

/// Words that stand where nothing is known.
const UNKNOWN: [&str; 8] = ["null", "n/a", "tbd", "tba", "t.b.d.", "unknown", "yyyy-mm-dd", "yyyy-mm"];

/// Whether a text that stands where a date belongs says that none is known: by a word, or by the shape of a date without one
/// (`dd/mm/yyyy`, `0000-00-00`).
pub(super) fn no_date(text: &str) -> bool {
    let text = text.trim();
    let blank = |part: &str| {
        let first = part.bytes().next().map_or(b' ', |byte| byte.to_ascii_lowercase());
        matches!(part.len(), 2 | 4) && b"xymd?_0".contains(&first) && part.bytes().all(|byte| byte.to_ascii_lowercase() == first)
    };
    NO_DATE.iter().any(|word| text.eq_ignore_ascii_case(word)) || text.split(['-', '/', '.']).all(blank)
}

/// Words that stand where no date is known.
const NO_DATE: [&str; 5] = ["todo", "none", "never", "no", "nil"];

/// Whether a text is a template's `<name>`, and neither an address nor markup around something.
pub(super) fn angled(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| {
        inner.starts_with(char::is_alphabetic) && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'))
    })
}

/// Whether a value counts as nothing known when it is written without quotes.
pub fn says_nothing(text: &str) -> bool {
    unknown(text, Sort::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_may_be_left_open() {
        for text in ["TODO", "none", "never", "XXXX-XX-XX", "dd/mm/yyyy", "0000-00-00", "YYYY", "??.??.????", "0000"] {
            assert!(no_date(text), "{text}");
        }
        for text in ["2026-XX-XX", "soon", "x", "2026-00-00", "0000-05-12", ""] {
            assert!(!no_date(text), "{text}");
        }
    }

    #[test]
    fn what_says_nothing_is_unknown_and_what_might_say_something_is_not() {
        for text in
            ["", " ", "~", "-", "--", "—", "?", "???", "...", "null", "N/A", "TBD", "tba", "Unknown", "<name>", "<Your Name>", "YYYY-MM-DD"]
        {
            assert!(unknown(text, Sort::Plain), "{text}");
            assert!(text.trim().is_empty() || !unknown(text, Sort::Quoted), "{text}");
        }
        for text in [
            "<ada@example.org>",
            "<https://x.org>",
            "<b>x</b>",
            "Na",
            "None",
            "0",
            "No",
            "-x",
            "Unknown Worlds",
            "Todo",
            "Nil",
            "X",
            "1970-01-01",
        ] {
            assert!(!unknown(text, Sort::Plain), "{text}");
        }
        assert!(!unknown("tbd", Sort::Item) && !unknown("unknown", Sort::Item) && unknown("-", Sort::Item));
    }
}
