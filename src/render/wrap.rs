//! Columns: the width of text, cutting, padding and breaking lines. Our own colour codes have no width.

use crate::model::MONTHS;
use unicode_width::UnicodeWidthChar;

/// The code that ends every look.
const RESET: &str = "\u{1b}[0m";

/// Columns a text takes.
pub(super) fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    let (mut total, mut before) = (0, ' ');
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            for code in chars.by_ref() {
                if code == 'm' {
                    break;
                }
            }
        } else {
            total += own_columns(c, before);
        }
        before = c;
    }
    total
}

/// Columns a character takes after another one.
fn own_columns(c: char, before: char) -> usize {
    match c {
        // The picture of the sign before it is wanted, which takes two.
        '\u{fe0f}' => 2_usize.saturating_sub(before.width().unwrap_or(2)),
        // A colour of skin is part of the picture before it.
        '\u{1f3fb}'..='\u{1f3ff}' if before.width() == Some(2) => 0,
        _ => c.width().unwrap_or(0),
    }
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
    let (mut in_code, mut coloured, mut before) = (false, false, ' ');
    for c in text.chars() {
        let own = if in_code || c == '\u{1b}' { 0 } else { own_columns(c, before) };
        if own > left {
            break;
        }
        left -= own;
        out.push(c);
        before = c;
        coloured |= c == '\u{1b}';
        in_code = c == '\u{1b}' || in_code && c != 'm';
    }
    out.trim_end().to_owned() + end + if coloured { RESET } else { "" }
}

/// A text broken into lines of at most `columns`: the first begins with `first`, the others with `rest`. No line ends inside a day
/// such as `3 Oct 2025`.
pub(super) fn wrapped(text: &str, columns: usize, first: &str, rest: &str) -> String {
    let mut out = first.to_owned();
    let mut used = width(first);
    let mut fresh = true;
    let (mut words, mut last) = (text.split_whitespace(), "");
    while let Some(word) = words.next() {
        let own = width(word);
        if !fresh && !is_one_day(last, word) && used + 1 + own + rest_of_day(word, words.clone()) > columns {
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
        last = word;
    }
    out
}

/// Whether a day goes on from one word to the next: `3` and `Oct`, `Oct` and `2025`, `(since 3` and `Oct)`.
fn is_one_day(word: &str, next: &str) -> bool {
    // Most words are no part of a day, which is to be seen at a glance.
    if word.len() != MONTHS[0].len() && !word.starts_with(|c: char| c == '(' || c.is_ascii_digit()) {
        return false;
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, next) = (word.trim_start_matches('('), next.trim_end_matches([')', ',', ';', ':', '.']));
    matches!(number.len(), 1 | 2) && digits(number) && MONTHS.contains(&next) || MONTHS.contains(&word) && next.len() == 4 && digits(next)
}

/// Columns of the words after this one that belong to the same day.
fn rest_of_day<'t>(word: &'t str, words: impl Iterator<Item = &'t str>) -> usize {
    let mut last = word;
    words.take_while(|next| is_one_day(std::mem::replace(&mut last, next), next)).map(|word| 1 + width(word)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_and_colours_are_measured() {
        assert_eq!(width("日本 \u{1b}[1mab\u{1b}[0m"), 7);
        assert_eq!(padded("日", 4), "日  ");
        assert_eq!(["❤\u{fe0f}", "👍🏽", "👍", "🇳🇴", "é", "1\u{fe0f}\u{20e3}"].map(width), [2, 2, 2, 2, 1, 2]);
        assert_eq!(cut("❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}", 5, "…"), "❤\u{fe0f}❤\u{fe0f}…");
        assert_eq!(cut("Ada Lovelace", 8, "…"), "Ada Lov…");
        assert_eq!(cut("\u{1b}[1mAda\u{1b}[0m Lovelace", 8, "…"), "\u{1b}[1mAda\u{1b}[0m Lov…\u{1b}[0m");
    }

    #[test]
    fn a_day_stays_in_one_line() {
        assert_eq!(wrapped("last on 12 Oct, or so", 10, "", ""), "last on\n12 Oct, or\nso");
        assert_eq!(wrapped("x (since 3 Oct)", 10, "", ""), "x (since\n3 Oct)");
        assert_eq!(wrapped("a 3 Oct 2025", 10, "", ""), "a\n3 Oct 2025");
        assert_eq!(wrapped("3 Oct 2025 a", 5, "", ""), "3 Oct 2025\na");
        assert_eq!(wrapped("a 12 Octopus", 8, "", ""), "a 12\nOctopus");
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrapped("one two three", 8, "- ", "  "), "- one\n  two\n  three");
        assert_eq!(wrapped("longer-than-a-line x", 6, "", ""), "longer-than-a-line\nx");
    }
}
