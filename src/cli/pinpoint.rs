//! What a finding needs the text of its note for, which the index does not keep: its exact place, or the exact words of a link.

use crate::diagnostic::{Code, Diagnostic, Fix, Replacement, Span};
use crate::edit::{Lines, LinkText};
use crate::index::Index;
use crate::parse::date::starts_with_day;
use crate::parse::{Context, Key, ValuePlace, places};
use crate::vault::Vault;

/// Codes of findings that are told more exactly with the text at hand.
const CODES: [Code; 4] = [Code::FutureEntry, Code::DueOutOfRange, Code::AliasLink, Code::AmbiguousLink];

/// Makes findings exact, which come in the order of their paths.
pub(super) fn pinpoint(found: &mut [Diagnostic], vault: &Vault, index: &Index, context: &Context) {
    for of_note in found.chunk_by_mut(|a, b| a.path == b.path) {
        if !of_note.iter().any(|found| CODES.contains(&found.code)) {
            continue;
        }
        let text = vault.text(&of_note[0].path).unwrap_or_default();
        let (lines, links) = (text.lines().collect::<Vec<_>>(), Lines::of(&text));
        for found in of_note {
            match found.code {
                Code::FutureEntry => day(found, &lines),
                Code::DueOutOfRange => cadence(found, &text, context),
                Code::AliasLink | Code::AmbiguousLink => link(found, &links, index),
                _ => {}
            }
        }
    }
}

/// Finds the day of an entry on its line.
fn day(found: &mut Diagnostic, lines: &[&str]) {
    let line = lines.get(found.span.line as usize - 1).copied().unwrap_or_default();
    let day = line.char_indices().position(|(at, _)| starts_with_day(&line[at..]));
    if let Some(column) = day.and_then(|at| u32::try_from(at + 1).ok()) {
        (found.span.column, found.span.end_column) = (column, column + 10);
    }
}

/// Finds the cadence that leads too far, if it is the note's own.
fn cadence(found: &mut Diagnostic, text: &str, context: &Context) {
    let keys = places(text, context).map(|places| places.keys).unwrap_or_default();
    let of_cadence = keys.into_iter().filter(|place| place.key == Some(Key::Cadence));
    let mut at = of_cadence.filter_map(|place| match place.value {
        ValuePlace::Plain(written, at) if found.message.contains(&format!("`{written}`")) => Some(at),
        _ => None,
    });
    if let Some(at) = at.next() {
        found.span = Span::of(text, at);
    }
}

/// Says how a link is written that names the file.
fn link(found: &mut Diagnostic, lines: &Lines<'_>, index: &Index) {
    let Some(link) = LinkText::at(found.span, lines) else { return };
    let bearers = index.bearers(link.name);
    let Some(&first) = bearers.first() else { return };
    let Some(file) = bearers.iter().find_map(|&id| index.name_in_links(&found.path, id)) else {
        let path = index.path(first);
        found.hint = Some(format!("rename `{path}`, for no link can hold such a name, and name the file in the link"));
        return;
    };
    let Some(exact) = link.to_file(file) else { return };
    found.hint = Some(match found.code {
        Code::AliasLink => format!("write it as `{exact}`"),
        _ => format!("name the file: `{exact}`"),
    });
    if found.code == Code::AliasLink && link.reads_the_same() {
        found.fix = Some(Box::new(Fix { title: "name the file".to_owned(), edits: vec![Replacement { span: found.span, text: exact }] }));
    }
}
