//! Links as text (format 4): their targets, their display text, and finding them in front-matter values.

use std::borrow::Cow;
use std::ops::Range;

/// A link found in a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found<'a> {
    /// From bracket to bracket.
    pub(super) range: Range<usize>,
    /// The target as written, decoded.
    pub(super) target: Cow<'a, str>,
    /// What a reader sees.
    pub(super) display: &'a str,
}

/// The target without display text, heading, block and white space.
pub(super) fn target(written: &str) -> &str {
    let end = memchr::memchr3(b'|', b'#', b'^', written.as_bytes()).unwrap_or(written.len());
    let target = &written[..end];
    match target.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'[' | b']'..=b'~'] => target,
        _ => target.trim().trim_end_matches('\\').trim(),
    }
}

/// The target of `[text](destination)` if it leads to a note of the vault.
pub(super) fn of_destination(destination: &str) -> Option<Cow<'_, str>> {
    let path = destination.split(['#', '?']).next().unwrap_or_default();
    let scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if scheme || path.starts_with("//") || path.is_empty() {
        return None;
    }
    Some(percent_decoded(path))
}

/// Every link of a text: `[[Target|text]]` and `[text](Target.md)`.
pub(super) fn find_all(text: &str) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'[', &text.as_bytes()[at..]).map(|n| at + n) {
        let link = wikilink(text, open).or_else(|| markdown_link(text, open));
        at = link.as_ref().map_or(open + 1, |link| link.range.end);
        found.extend(link);
    }
    found
}

/// Whether a text is links and nothing else, with commas or blanks between them.
pub(super) fn is_list(text: &str) -> bool {
    let links = find_all(text);
    let ends = [0].into_iter().chain(links.iter().map(|link| link.range.end));
    let starts = links.iter().map(|link| link.range.start).chain([text.len()]);
    !links.is_empty() && ends.zip(starts).all(|(end, start)| text[end..start].chars().all(|c| c == ',' || c.is_whitespace()))
}

/// What a reader sees of a text with links in it.
pub(super) fn displayed(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'[', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut at = 0;
    for link in find_all(text) {
        out.push_str(&text[at..link.range.start]);
        out.push_str(link.display);
        at = link.range.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

fn wikilink(text: &str, open: usize) -> Option<Found<'_>> {
    let rest = text[open..].strip_prefix("[[")?;
    let length = rest.find(['[', ']', '\n']).filter(|&at| rest[at..].starts_with("]]"))?;
    let inner = &rest[..length];
    let display = inner.split_once('|').map_or(inner, |(_, display)| display).trim();
    Some(Found { range: open..open + length + 4, target: Cow::Borrowed(inner), display })
}

fn markdown_link(text: &str, open: usize) -> Option<Found<'_>> {
    let inside = open + 1;
    let close = inside + text[inside..].find(['\n', '[', ']']).filter(|&at| text[inside + at..].starts_with("]("))?;
    let end = close + 2 + text[close + 2..].find([')', '\n']).filter(|&at| text[close + 2 + at..].starts_with(')'))?;
    let destination = text[close + 2..end].trim().trim_start_matches('<').trim_end_matches('>');
    Some(Found { range: open..end + 1, target: of_destination(destination)?, display: &text[open + 1..close] })
}

fn percent_decoded(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digits = path.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let decoded = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit())).and_then(|d| u8::from_str_radix(d, 16).ok());
        out.push(decoded.unwrap_or(bytes[at]));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).map_or(Cow::Borrowed(path), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_lose_display_heading_and_block() {
        let check = |written, want| assert_eq!(target(written), want);
        check("people/ada|Ada", "people/ada");
        check("ada#Log", "ada");
        check("ada\\|Ada", "ada");
        check("#Log", "");
    }

    #[test]
    fn links_in_values_are_found_and_displayed() {
        assert_eq!(displayed("at [[Initech|the co]] with [Bob](people/bob%20stone.md)"), "at the co with Bob");
        let found = find_all("[[Ada]] and [B](x/b%20c.md) and [web](https://example.org)");
        let targets: Vec<_> = found.iter().map(|f| f.target.as_ref()).collect();
        assert_eq!(targets, ["Ada", "x/b c.md"]);
        assert_eq!(find_all(&"[".repeat(50)).len(), 0);
    }
}
