//! What would mend a front matter for certain, as replacements of bytes: quotes around a link, a doubled key taken out, a slip in
//! a key corrected, `#` taken off tags. Where there is any doubt there is none.

use super::draft::Draft;
use super::front_matter::{Pair, line_end};
use super::keys::folded;
use crate::diagnostic::{Code, Diagnostic, Fix};
use std::ops::Range;

/// Bytes and what stands in their place.
type Edits = Vec<(Range<usize>, String)>;

/// Puts the text of a range in quotes; `None` when no kind of quotes does it without escapes.
pub(super) fn quotes(source: &str, range: &Range<usize>) -> Option<Edits> {
    let text = source.get(range.clone())?;
    let quote = ['"', '\''].into_iter().find(|quote| !(text.contains(*quote) || *quote == '"' && text.contains('\\')))?;
    let put = |at: usize| (at..at, quote.to_string());
    (!text.contains(['\n', '\r'])).then(|| vec![put(range.start), put(range.end)])
}

/// Puts in quotes what no YAML parser accepts: whatever begins with a link and goes on behind it (`knows: [[Bob]], [[Eve]]`), and
/// values that begin with `@` or a backtick. `block` is where the front matter stands. `None` when there is no such value, or that
/// does not make it valid.
pub(super) fn quoted_lines(source: &str, block: &Range<usize>) -> Option<Quoted> {
    let (mut title, mut edits) = ("quote the links", Edits::new());
    let mut at = block.start;
    while at < block.end {
        let end = line_end(source, at);
        let line = source.get(at..end)?;
        if let Some(value) = bare_links(line, at) {
            edits.extend(value);
        } else if let Some(value) = reserved(line, at) {
            title = "put it in quotes";
            edits.extend(value);
        }
        at = end + 1;
    }
    let mut text = String::new();
    let mut from = block.start;
    for (range, new) in &edits {
        text.push_str(source.get(from..range.start)?);
        text.push_str(new);
        from = range.end;
    }
    text.push_str(source.get(from..block.end)?);
    (!edits.is_empty() && matches!(super::yaml::read(&text), Ok(Some(_)))).then_some(Quoted { title, edits, text })
}

/// A front matter with quotes where they alone make it valid.
pub(super) struct Quoted {
    /// What was done.
    pub(super) title: &'static str,
    pub(super) edits: Edits,
    /// The front matter now.
    pub(super) text: String,
}

/// Quotes around the value of a line that starts at a byte, when it begins with a sign that YAML keeps for itself: `- @ada`.
fn reserved(line: &str, start: usize) -> Option<Edits> {
    let from = line.find(['@', '`']).filter(|at| line[..*at].ends_with(": ") || line[..*at].trim_start() == "- ")?;
    let value = line[from..].trim_end();
    let plain = !value.contains(['"', '\\']) && !value.contains(" #") && !value.contains(": ") && !value.ends_with(':');
    let put = |at: usize| (start + at..start + at, "\"".to_owned());
    plain.then(|| vec![put(from), put(from + value.len())])
}

/// Quotes around the links of a line that starts at a byte, when its value begins with one and goes on behind it.
fn bare_links(line: &str, start: usize) -> Option<Edits> {
    let from = line.find("[[").filter(|at| line[..*at].ends_with(": ") || line[..*at].trim_start() == "- ")?;
    let value = line[from..].trim_end();
    let links = super::link::find_all(value);
    let first = links.first().filter(|link| link.range.start == 0 && link.range.end < value.len())?;
    let plain = value.contains([',', ';']) && !line[..from].trim_start().starts_with('-');
    let between = |range: Range<usize>| value[range].chars().all(|c| matches!(c, ',' | ';' | ' '));
    let gaps = links.windows(2).all(|pair| between(pair[0].range.end..pair[1].range.start));
    let last = links.last().map_or(first.range.end, |link| link.range.end);
    if value.contains(['"', '\\']) || value[first.range.end..].contains(" #") {
        return None;
    }
    let (open, close, at) = if plain && gaps && between(last..value.len()) { ("[\"", "\"]", last) } else { ("\"", "\"", value.len()) };
    let mut edits = vec![(start + from..start + from, open.to_owned())];
    if open.starts_with('[') {
        edits.extend(
            links.windows(2).map(|pair| (start + from + pair[0].range.end..start + from + pair[1].range.start, "\", \"".to_owned())),
        );
    }
    edits.push((start + from + at..start + from + value.len(), close.to_owned()));
    Some(edits)
}

/// Where a pair stands with everything on its lines, the last line's end included; `None` when something else stands there.
/// Whether it is one line.
fn lines_of(source: &str, pair: &Pair<'_>) -> Option<(Range<usize>, bool)> {
    let start = pair.span.start;
    if !(start == 0 || source.as_bytes().get(start - 1) == Some(&b'\n')) {
        return None;
    }
    let end = pair.span.end.max(pair.value.span.end);
    let last = start + source.get(start..end)?.trim_end().len();
    let line_end = line_end(source, last);
    let behind = source.get(last..line_end)?.trim();
    let bare = behind.is_empty() || behind == ":" && last == pair.span.end;
    bare.then(|| (start..(line_end + 1).min(source.len()), !source[start..last].contains('\n')))
}

/// Takes out a pair whose key stood above with the same value. `same` says whether both are read as the same texts.
pub(super) fn without_double(source: &str, first: &Pair<'_>, again: &Pair<'_>, same: bool) -> Option<Edits> {
    let (of_first, of_again) = (lines_of(source, first)?, lines_of(source, again)?);
    let bytes = |range: &Range<usize>| source.get(range.clone()).map(str::trim_end);
    let alike = bytes(&of_first.0)? == bytes(&of_again.0)?;
    // A last line without an end takes the one before with it, so that the note ends as it did.
    let before = || source[..of_again.0.start].strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text).len());
    let start = if source.ends_with('\n') || of_again.0.end < source.len() { of_again.0.start } else { before()? };
    (alike || same && of_first.1 && of_again.1).then(|| vec![(start..of_again.0.end, String::new())])
}

/// Whether `written` is surely the known key `near` with one slip of a letter inside.
pub(super) fn is_slip(written: &str, near: &str) -> bool {
    let (written, near) = (folded(written), folded(near));
    let ends = |word: &str| (word.chars().next(), word.chars().next_back());
    let letters = written.chars().all(char::is_alphabetic);
    letters && written.chars().count() >= 5 && ends(&written) == ends(&near) && super::keys::distance(&written, &near) == 1
}

/// Reports tags that begin with `#`: those that are read all the same (`texts`), and those that YAML takes for a comment. `key` is
/// where the key stands.
pub(super) fn report_tags<'a>(key: Range<usize>, texts: impl Iterator<Item = (&'a str, Range<usize>)>, draft: &mut Draft<'_>) {
    if let Some((at, edits)) = commented(draft.source, key.end) {
        let fix = draft.fix("remove the `#`", edits);
        let shown = draft.source.get(at.clone()).filter(|shown| !shown.contains('\n')).map(|shown| shown.replace('#', ""));
        let hint = shown.map_or_else(|| "write them without `#`".to_owned(), |shown| format!("write `{shown}`, without `#`"));
        let found = Diagnostic::new(Code::CommentedTags, draft.span(at), "the `#` makes a comment of these tags");
        draft.diagnostics.push(found.hint(hint).fix(fix));
        return;
    }
    for (tag, at) in texts.filter(|(tag, _)| tag.contains('#')) {
        if let Some(found) = several(tag, &at, draft) {
            draft.diagnostics.push(found);
            continue;
        }
        let bare = tag.trim_start_matches('#');
        if bare.len() < tag.len() && is_tag(bare) {
            let fix = draft.fix("remove the `#`", [(at.start..at.start + tag.len() - bare.len(), String::new())]);
            let found = Diagnostic::new(Code::HashTag, draft.span(at), format!("the tag `{tag}` begins with `#`"));
            draft.diagnostics.push(found.hint(format!("write it as `{bare}`")).fix(fix));
        }
    }
}

/// Whether a text is several tags, each of which begins with `#`.
pub(super) fn all_hash(text: &str) -> bool {
    let mut tags = tags_of(text).peekable();
    tags.next().is_some_and(|tag| tag.starts_with('#') && tags.peek().is_some()) && tags.all(|tag| tag.starts_with('#'))
}

fn tags_of(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ']).filter(|tag| !tag.is_empty())
}

/// The finding of a text that is several tags, each with `#`: in quotes, or as one item of a list.
fn several(text: &str, at: &Range<usize>, draft: &Draft<'_>) -> Option<Diagnostic> {
    let bare: Vec<&str> = tags_of(text).map(|tag| tag.trim_start_matches('#')).collect();
    if !all_hash(text) || !bare.iter().all(|tag| is_tag(tag)) {
        return None;
    }
    let list = format!("[{}]", bare.join(", "));
    let quoted = at.start.checked_sub(1)?..at.end + 1;
    let found = Diagnostic::new(Code::HashTag, draft.span(at.clone()), format!("the tags `{text}` begin with `#`"));
    let value = draft.source.get(quoted.clone()).is_some_and(|quoted| quoted.starts_with(['"', '\'']) && quoted.ends_with(['"', '\'']));
    let fix = match value && draft.source.get(..quoted.start)?.trim_end_matches(' ').ends_with(':') {
        true => draft.fix("remove the `#`", [(quoted, list.clone())]),
        false => draft.fix("remove the `#`", hashes_in(text, at.start)?.into_iter().map(|hash| (hash, String::new()))),
    };
    Some(found.hint(format!("write them as `{list}`")).fix(fix))
}

/// Tags that a `#` makes a comment, behind a key that ends at a byte or as items below it: where they stand, and without `#`.
fn commented(source: &str, key_end: usize) -> Option<(Range<usize>, Edits)> {
    let end = line_end(source, key_end);
    let rest = source.get(key_end..end)?.strip_prefix(':')?;
    let start = key_end + 1;
    let mut hashes = Vec::new();
    match rest.trim() {
        "" => {
            let mut at = end + 1;
            while let Some(line) = source.get(at..line_end(source, at)).filter(|line| line.trim_start().starts_with("- ")) {
                let item = line.trim_start().strip_prefix("- ").unwrap_or_default();
                if item.trim_start().starts_with('#') || ends_in_hashes(item.trim()) {
                    hashes.extend(hashes_in(item, at + line.len() - item.len()).into_iter().flatten());
                }
                at += line.len() + 1;
            }
        }
        text => {
            let list = text.starts_with('[') && text.ends_with(']');
            let inner = rest.trim().trim_start_matches('[').trim_end_matches(']');
            if !(list && tags_of(inner).all(|word| is_tag(word.trim_start_matches('#'))) || ends_in_hashes(text)) {
                return None;
            }
            hashes.extend(hashes_in(rest, start)?);
        }
    }
    let (first, last) = (hashes.first()?.start, hashes.last()?.end);
    let behind = source[last..].find(|c: char| !is_tag_letter(c)).map_or(source.len(), |at| last + at);
    Some((first..behind, hashes.into_iter().map(|at| (at, String::new())).collect()))
}

/// Whether a text ends in tags with `#`, with nothing but tags before them: what else is a comment is more than that.
fn ends_in_hashes(text: &str) -> bool {
    let Some((before, hashes)) = text.find('#').map(|at| text.split_at(at)) else { return false };
    let apart = before.is_empty() || before.ends_with(' ');
    apart && tags_of(before).all(is_tag) && tags_of(hashes).all(|tag| tag.starts_with('#') && is_tag(tag.trim_start_matches('#')))
}

/// The `#` before each tag of a text that starts at a byte; `None` when one stands elsewhere.
fn hashes_in(text: &str, start: usize) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split([',', ' ', '[', ']', '\r']) {
        let bare = word.trim_start_matches('#');
        if bare.len() < word.len() {
            found.push(start + at..start + at + word.len() - bare.len());
        }
        if !bare.is_empty() && !is_tag(bare) || bare.is_empty() && !word.is_empty() {
            return None;
        }
        at += word.len() + 1;
    }
    Some(found)
}

fn is_tag(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric()) && text.chars().all(is_tag_letter)
}

fn is_tag_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '/')
}

/// The finding of a key that stands twice.
pub(super) fn doubled(draft: &Draft<'_>, first: &Pair<'_>, again: &Pair<'_>, same: bool) -> Diagnostic {
    let message = format!("the key `{}` stands twice", again.key);
    let found = Diagnostic::new(Code::DuplicateKey, draft.span(again.span.clone()), message).hint("keep one of them; the first one counts");
    match without_double(draft.source, first, again, same) {
        Some(edits) => {
            let fix: Fix = draft.fix(format!("remove the second `{}`, which says the same", again.key), edits);
            found.fix(fix)
        }
        None => found,
    }
}
