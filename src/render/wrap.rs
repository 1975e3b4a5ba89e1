//! Columns: the width of text, cutting, padding and breaking lines. Our own colour codes have no width.

use unicode_width::UnicodeWidthChar;

/// Columns a text takes.
pub(super) fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    let mut total = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            for code in chars.by_ref() {
                if code == 'm' {
                    break;
                }
            }
        } else {
            total += c.width().unwrap_or(0);
        }
    }
    total
}

/// A text filled up with blanks to `columns`.
pub(super) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A text of at most `columns`, with `end` where it was cut.
pub(super) fn cut(text: &str, columns: usize, end: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut left = columns.saturating_sub(width(end));
    for c in text.chars() {
        let own = c.width().unwrap_or(0);
        if own > left {
            break;
        }
        left -= own;
        out.push(c);
    }
    out.trim_end().to_owned() + end
}

/// A text broken into lines of at most `columns`: the first begins with `first`, the others with `rest`.
pub(super) fn wrapped(text: &str, columns: usize, first: &str, rest: &str) -> String {
    let mut out = first.to_owned();
    let mut used = width(first);
    let mut fresh = true;
    for word in text.split_whitespace() {
        let own = width(word);
        if !fresh && used + 1 + own > columns {
            out.push('\n');
            out.push_str(rest);
            used = width(rest);
            fresh = true;
        }
        if !fresh {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += own;
        fresh = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_and_colours_are_measured() {
        assert_eq!(width("日本 \u{1b}[1mab\u{1b}[0m"), 7);
        assert_eq!(padded("日", 4), "日  ");
        assert_eq!(cut("Ada Lovelace", 8, "…"), "Ada Lov…");
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrapped("one two three", 8, "- ", "  "), "- one\n  two\n  three");
        assert_eq!(wrapped("longer-than-a-line x", 6, "", ""), "longer-than-a-line\nx");
    }
}
