//! A note's text with what is certain to mend its findings, and nothing else of it different.
//!
//! Each fix says which bytes it changes. Before it is believed, the new text is read: the finding must be gone, no other may have
//! come, and what the note tells must be the same but for what the fix is about.

use crate::diagnostic::{Code, Diagnostic, Fix, Replacement, Span};
use crate::model::{Entry, Exchange, Note, Task, order};
use crate::parse::{Context, Scratch, note};
use std::ops::Range;

/// What came of mending a note.
#[derive(Clone, Debug, PartialEq)]
pub struct Mended {
    /// Its text now.
    pub text: String,
    /// Findings that are mended.
    pub fixed: Vec<Diagnostic>,
}

/// More rounds than these are not needed: each mends what the one before could not because two fixes touched.
const ROUNDS: usize = 4;

/// Mends those of a note's findings that are `wanted` and carry a fix. `found` are findings that reading the note alone does not
/// give, such as those about where its links lead.
pub fn mend(path: &str, text: &str, found: &[Diagnostic], wanted: impl Fn(&Diagnostic) -> bool, context: &Context) -> Mended {
    let mut mended = Mended { text: text.to_owned(), fixed: Vec::new() };
    for round in 0..ROUNDS {
        let seen = Seen::of(path, &mended.text, context);
        let lines: Vec<&str> = text.lines().collect();
        let beside = found.iter().filter(|found| round == 0 && fits(found, &lines));
        let all = beside.chain(&seen.findings).filter(|found| found.fix.is_some() && wanted(found));
        let mut trial = Trial { path, text: &mended.text, context, seen: &seen, chosen: Vec::new() };
        trial.choose(&all.collect::<Vec<_>>());
        let Some(after) = trial.applied(&trial.chosen) else { break };
        let fixed: Vec<Diagnostic> = trial.chosen.iter().copied().cloned().collect();
        if fixed.is_empty() {
            break;
        }
        mended.text = after;
        mended.fixed.extend(fixed);
    }
    mended
}

/// Whether a link still stands where it was found.
fn fits(found: &Diagnostic, lines: &[&str]) -> bool {
    let span = found.span;
    let Some(line) = lines.get((span.line as usize).wrapping_sub(1)).map(|line| line.trim_start_matches('\u{feff}')) else { return false };
    let link: String = line.chars().skip(span.column as usize - 1).take((span.end_column - span.column) as usize).collect();
    link.starts_with("[[") && link.ends_with("]]")
}

/// A note as it is read.
struct Seen {
    note: Note,
    findings: Vec<Diagnostic>,
}

impl Seen {
    fn of(path: &str, text: &str, context: &Context) -> Seen {
        let (note, findings) = note(path, text, context, &mut Scratch::default());
        Seen { note, findings }
    }
}

/// Fixes of one text, tried together and, where that does not do, in halves.
struct Trial<'t> {
    path: &'t str,
    text: &'t str,
    context: &'t Context,
    seen: &'t Seen,
    /// Those that do.
    chosen: Vec<&'t Diagnostic>,
}

impl<'t> Trial<'t> {
    /// Chooses all of these that do.
    fn choose(&mut self, fixes: &[&'t Diagnostic]) {
        if fixes.is_empty() {
            return;
        }
        let all: Vec<&Diagnostic> = self.chosen.iter().chain(fixes).copied().collect();
        if self.does(&all) {
            self.chosen = all;
        } else if fixes.len() > 1 {
            let (first, second) = fixes.split_at(fixes.len() / 2);
            self.choose(first);
            self.choose(second);
        }
    }

    /// Whether these fixes together mend what they are about, and change nothing else.
    fn does(&self, fixes: &[&Diagnostic]) -> bool {
        let Some(after) = self.applied(fixes) else { return false };
        let after = Seen::of(self.path, &after, self.context);
        let mut left: Vec<(Code, &str)> = self.seen.findings.iter().map(key).collect();
        for fixed in fixes {
            // What reading the note alone does not find is not among them.
            if let Some(at) = left.iter().position(|found| *found == key(fixed)) {
                left.swap_remove(at);
            }
        }
        let mut known = |found: &Diagnostic| left.iter().position(|left| *left == key(found)).map(|at| left.swap_remove(at)).is_some();
        after.findings.iter().all(&mut known) && tells_the_same(&self.seen.note, &after.note, fixes)
    }

    /// The text with these fixes; `None` when two of them touch, or one is not of this text.
    fn applied(&self, fixes: &[&Diagnostic]) -> Option<String> {
        let fixes = fixes.iter().filter_map(|found| found.fix.as_deref());
        replaced(self.text, &fixes.flat_map(|fix: &Fix| &fix.edits).collect::<Vec<_>>())
    }
}

fn key(found: &Diagnostic) -> (Code, &str) {
    (found.code, &found.message)
}

/// A text with these replacements; `None` when two of them overlap, or one lies outside.
pub fn replaced(text: &str, edits: &[&Replacement]) -> Option<String> {
    let lines = Lines::of(text);
    let mut places: Vec<(Range<usize>, &str)> =
        edits.iter().map(|edit| Some((lines.range(text, edit.span)?, edit.text.as_str()))).collect::<Option<_>>()?;
    order::sort_by_key(&mut places, |(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for (range, new) in places {
        out.push_str(text.get(at..range.start)?);
        out.push_str(new);
        at = range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// Where the lines of a text start.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Lines {
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Lines(std::iter::once(first).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1)).collect())
    }

    fn range(&self, text: &str, span: Span) -> Option<Range<usize>> {
        let (start, end) = (self.at(text, span.line, span.column)?, self.at(text, span.end_line, span.end_column)?);
        (start <= end).then_some(start..end)
    }

    fn at(&self, text: &str, line: u32, column: u32) -> Option<usize> {
        let start = *self.0.get(line.checked_sub(1)? as usize)?;
        let mut places = text.get(start..)?.char_indices().map(|(at, _)| start + at).chain(std::iter::once(text.len()));
        places.nth(column.checked_sub(1)? as usize)
    }
}

/// Whether a note tells the same as before, but for what the fixes are about.
fn tells_the_same(before: &Note, after: &Note, fixes: &[&Diagnostic]) -> bool {
    let any = |codes: &[Code]| fixes.iter().any(|found| codes.contains(&found.code));
    // A value that could not be used before is used now, or is used whole; and perhaps a name.
    let (keys, values) = (any(&[Code::UnknownKey]), any(&[Code::UnknownKey, Code::BadDate, Code::CommentedTags, Code::InvalidYaml]));
    let same_role = match (before.contact(), after.contact()) {
        (Some(old), Some(new)) => {
            let (mut old, mut new) = (old.clone(), new.clone());
            (old.last_place, new.last_place) = Default::default();
            let kept = keys || (old.name(), old.aliases()) == (new.name(), new.aliases());
            kept && old.by_rule == new.by_rule && (values || old == new)
        }
        (old, new) => old.is_some() == new.is_some() && before.is_digest() == after.is_digest(),
    };
    let named = |note: &Note| {
        let mut named: Vec<String> = note.links().iter().map(|link| note.str(link.target).to_owned()).collect();
        order::sort(&mut named);
        named
    };
    let same_links = before.links().len() == after.links().len() && (any(&[Code::AliasLink]) || named(before) == named(after));
    same_role && same_links && told(before) == told(after)
}

/// All that a note's body tells, without where it stands and whom its links name.
fn told(note: &Note) -> Vec<String> {
    let exchange =
        |one: Exchange| format!("{:?} {:?} {} {:?} {} {}", one.verb, one.kind, note.str(one.text), one.due, one.ticked, one.people.len);
    let entry = |one: Entry| {
        let exchanges: Vec<String> = note.exchanges().of(one.exchanges).iter().map(exchange).collect();
        let Entry { date, done, origin, by, text, people, .. } = one;
        let channel = note.channel(&one);
        format!("{date} {channel:?} {done:?} {origin:?} {by:?} {} {} {exchanges:?}", note.str(text), people.len)
    };
    let task = |one: Task| format!("{} {} {:?} {:?}", note.str(one.text), one.due, one.since, one.entry);
    note.entries().iter().map(entry).chain(note.tasks().iter().map(task)).collect()
}
