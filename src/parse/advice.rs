//! The way out of invalid YAML: the line as it should be written where that is certain, else what is wrong in words.
//!
//! A line is only offered when the parser reads it as the text that is meant, and gets further with it than without.

use super::front_matter::line_end;
use super::yaml::{self, Data};
use std::ops::Range;

/// A way out, and the byte that it is about.
pub(super) type Advice = (String, usize);

/// Lines with an open quote that are looked at; each costs a reading of the block.
const QUOTES: usize = 8;

/// What to do about a block that the parser gives up at a byte. `mended` is the block as `check --fix` would write it.
pub(super) fn advice(yaml: &str, at: usize, mended: Option<&str>) -> Advice {
    let line = line_around(yaml, at);
    if let Some(written) = mended.and_then(|mended| changed_line(yaml, mended, &line)) {
        return (format!("write it as `{}`", written.trim()), at);
    }
    if let Some(advice) = tabs(yaml, at) {
        return advice;
    }
    if let Some(open) = open_quote(yaml, at) {
        return ("close the quote that opens here".to_owned(), open);
    }
    if yaml[line.clone()].starts_with(' ') && reads(&format!("{}{}", &yaml[..line.start], yaml[line.start..].trim_start()), line.end) {
        return ("take away the blanks before the key; it begins its line".to_owned(), line.start);
    }
    (of_line(yaml, &line).unwrap_or_else(|| GENERAL.to_owned()), at)
}

/// What is mostly wrong.
const GENERAL: &str = "put values that hold `: `, `#`, `[` or quotes between double quotes";

/// The line of a byte, without its end.
fn line_around(yaml: &str, at: usize) -> Range<usize> {
    let at = (0..=at.min(yaml.len())).rev().find(|&at| yaml.is_char_boundary(at)).unwrap_or(0);
    let start = memchr::memrchr(b'\n', &yaml.as_bytes()[..at]).map_or(0, |end| end + 1);
    start..line_end(yaml, start)
}

/// A line as a mended block has it, if it is another there.
fn changed_line<'m>(yaml: &str, mended: &'m str, line: &Range<usize>) -> Option<&'m str> {
    let number = yaml.get(..line.start)?.matches('\n').count();
    mended.lines().nth(number).filter(|new| Some(new.trim_end()) != yaml.get(line.clone()).map(str::trim_end))
}

/// Whether the parser reads a block, or gets further than a byte of it.
fn reads(yaml: &str, beyond: usize) -> bool {
    yaml::read(yaml).map_or_else(|fault| fault.at > beyond, |_| true)
}

/// Tabs before the text of a line.
fn tabs(yaml: &str, at: usize) -> Option<Advice> {
    let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let tab = |line: &Range<usize>| yaml[line.start..line.start + blanks(&yaml[line.clone()])].find('\t').map(|tab| line.start + tab);
    let line = line_around(yaml, at);
    let next = line_around(yaml, (line.end + 1).min(yaml.len()));
    let at = tab(&line).or_else(|| tab(&next))?;
    let lines = |indent: &str| {
        let indented = |line: &str| match line[..blanks(line)].contains('\t') {
            true => format!("{}{}\n", line[..blanks(line)].replace('\t', indent), &line[blanks(line)..]),
            false => format!("{line}\n"),
        };
        yaml.lines().map(indented).collect::<String>()
    };
    let hint = match () {
        () if yaml::read(&lines("  ")).is_ok() => "write blanks instead of the tab; YAML allows none there",
        () if yaml::read(&lines("")).is_ok() => "take away the tab; a key begins its line",
        () => "indent with blanks; YAML allows no tabs there",
    };
    Some((hint.to_owned(), at))
}

/// A quote that a value up to a byte begins with and its line does not close, and that makes the block invalid.
fn open_quote(yaml: &str, at: usize) -> Option<usize> {
    let last = line_around(yaml, at).end;
    let mut from = 0;
    let mut looked = 0;
    while from < last && looked < QUOTES {
        let line = from..line_end(yaml, from);
        from = line.end + 1;
        let Some(value) = value_of(&yaml[line.clone()]) else { continue };
        let start = line.end - value.len();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
        if value[1..].contains(quote) {
            continue;
        }
        looked += 1;
        let without = format!("{}x{}", &yaml[..start], &yaml[line.end..]);
        if reads(&without, at) {
            return Some(start);
        }
    }
    None
}

/// What stands behind the key or the dash of a line, up to its end.
fn value_of(line: &str) -> Option<&str> {
    let after = match line.trim_start().strip_prefix("- ") {
        Some(item) => item,
        None => &line[colon(line)? + 1..],
    };
    Some(after.trim_start()).filter(|value| !value.is_empty())
}

/// The first colon with white space behind it.
fn colon(line: &str) -> Option<usize> {
    line.match_indices(':').map(|(at, _)| at).find(|at| line[at + 1..].starts_with([' ', '\t']))
}

/// How a line has to be written, or what is wrong with its value.
fn of_line(yaml: &str, place: &Range<usize>) -> Option<String> {
    let line = yaml.get(place.clone())?.trim_end();
    let value = value_of(line)?.trim_end();
    let before = line[..line.len() - value.len()].trim();
    if before.starts_with('-') && value.contains(": ") {
        return None;
    }
    let words = match value.as_bytes() {
        [first @ (b'"' | b'\''), .., last] if first == last => {
            let (inner, whole) = if *first == b'"' { ("`\\\"`", "'…'") } else { ("`''`", "\"…\"") };
            return Some(format!(
                "write a quote inside the value as {inner}; if the outer ones belong to the text, put all of it in `{whole}`"
            ));
        }
        [b'*', ..] if !value.contains([' ', '/']) => return Some("write the value itself, in quotes if it begins with `*`".to_owned()),
        [b'[', ..] => "put the items that hold `: `, `#`, `[` or quotes between double quotes, and close the bracket",
        [b'{', ..] => "put the values that hold `: `, `#`, `[` or quotes between double quotes, and close the brace",
        _ if value.contains(" #") => "put the value between quotes, and a comment behind them",
        _ => GENERAL,
    };
    let (new, read): (String, Vec<&str>) = match value.strip_prefix('[') {
        Some(items) => {
            let items: Vec<&str> = items.strip_suffix(']').unwrap_or_default().split(',').map(str::trim).collect();
            (format!("[{}]", items.iter().map(|item| as_item(item)).collect::<Vec<_>>().join(", ")), items)
        }
        None if value.starts_with('{') || value.contains(" #") => return Some(words.to_owned()),
        None => (quoted(value), vec![value]),
    };
    let new = format!("{before} {new}");
    let indent = &line[..line.len() - line.trim_start().len()];
    let all = format!("{}{indent}{new}{}", &yaml[..place.start], &yaml[place.end..]);
    let certain = texts(&new).is_some_and(|texts| texts == read) && reads(&all, place.end);
    Some(if certain { format!("put the value in quotes: `{new}`") } else { words.to_owned() })
}

/// A text in the quotes that take the least away from how it looks.
fn quoted(text: &str) -> String {
    match () {
        () if !text.contains(['"', '\\']) => format!("\"{text}\""),
        () if !text.contains('\'') => format!("'{text}'"),
        () => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// A text as an item of `[ ]`.
fn as_item(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/')) && !text.starts_with(['-', ' ']);
    if plain { text.to_owned() } else { quoted(text) }
}

/// The texts of the value that a line alone is read with.
fn texts(line: &str) -> Option<Vec<String>> {
    let scalar = |value: yaml::Value<'_>| match value.data {
        Data::Scalar { text, .. } => Some(text.into_owned()),
        _ => None,
    };
    let value = match yaml::read(line).ok()??.data {
        Data::Map(pairs) => pairs.into_iter().next()?.1,
        Data::List(items) => items.into_iter().next()?,
        Data::Scalar { .. } => return None,
    };
    match value.data {
        Data::List(items) => items.into_iter().map(scalar).collect(),
        _ => Some(vec![scalar(value)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hint about a block, and where it points.
    fn check(yaml: &str, hint: &str, at: &str) {
        let fault = yaml::read(yaml).unwrap_err();
        let (found, place) = advice(yaml, fault.at, None);
        assert_eq!(found, hint, "{yaml}");
        assert!(yaml[place..].starts_with(at), "{yaml}: {place}");
    }

    #[test]
    fn a_line_is_offered_where_it_is_certain() {
        check("role: head of data: Europe\n", "put the value in quotes: `role: \"head of data: Europe\"`", ": Europe");
        check("role:\ta: b\n", "put the value in quotes: `role: \"a: b\"`", ": b");
        check("role: a \"b\": c\n", "put the value in quotes: `role: 'a \"b\": c'`", ": c");
        check("name: Ada\ngithub: @ada\n", "put the value in quotes: `github: \"@ada\"`", "@ada");
        check("aliases:\n  - `ada\n", "put the value in quotes: `- \"`ada\"`", "`ada");
        check("name: \"Ada\" King\n", "put the value in quotes: `name: '\"Ada\" King'`", "");
    }

    #[test]
    fn where_several_texts_may_be_meant_there_is_none_to_paste() {
        let inner = "write a quote inside the value as `\\\"`; if the outer ones belong to the text, put all of it in `'…'`";
        check("role: \"he said \"hi\"\"\n", inner, "");
        check("name: \"he\" or \"she\"\n", inner, "");
        check("role: a: b # or c\n", "put the value between quotes, and a comment behind them", ": b");
    }

    #[test]
    fn tabs_and_open_quotes_are_named_where_they_stand() {
        check("name: Tab\n\trole: x\n", "take away the tab; a key begins its line", "\trole");
        check("name: J\n  role: y\n", "take away the blanks before the key; it begins its line", "  role");
        check("me:\n  role: a: b\n", "put the value in quotes: `role: \"a: b\"`", ": b");
        check("tags:\n\t- a\n\t- b\n", "write blanks instead of the tab; YAML allows none there", "\t- a");
        check("role: \"abc\nname: Q\n", "close the quote that opens here", "\"abc");
        check("name: Q\nrole: 'abc\n", "close the quote that opens here", "'abc");
        check("bio: \"abc\n  def\"\nrole: a: b\n", "put the value in quotes: `role: \"a: b\"`", ": b");
    }

    #[test]
    fn items_of_a_list_stay_items() {
        check("tags: [#mentor, choir]\n", "put the value in quotes: `tags: [\"#mentor\", choir]`", "");
    }
}
