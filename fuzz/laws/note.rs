//! Any bytes can be a note: reading never panics, and every place it names lies inside the text.
use journal::diagnostic::Diagnostic;
use journal::model::{Contact, ContactWord, Date, Done, Note, Settings, Text, Verb, outcome};
use journal::parse::{Context, Everyone, Leaving, Scratch, note as read_note, places};
use std::ops::Range;

/// The first byte says where the note lies, and so what its dates mean.
const PATHS: [&str; 4] = ["people/x.md", "2026-10-02.md", "notes/2026-10-02 walk.md", "x.md"];

/// Reads any bytes as a note.
pub(crate) fn note(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let text = String::from_utf8_lossy(rest);
    let everyone = if first & 4 == 0 { Everyone::ByRule } else { Everyone::WithFrontMatter };
    let context = Context::new(Settings::default(), None, everyone);
    let (read, findings) = read_note(PATHS[usize::from(first & 3)], &text, &context, &mut Scratch::default());
    let lines: Vec<usize> = text.split('\n').map(|line| line.chars().count()).collect();
    findings.iter().for_each(|found| finding_lies_inside(found, &lines));
    records_lie_inside(&read, &lines);
    leaves_nothing_but_texts(&read, PATHS[usize::from(first & 3)], &text, everyone);
    if let Ok(found) = places(&text, &context) {
        let headings = found.headings.iter().map(|heading| &heading.at);
        let items = found.items.iter().map(|item| &item.at);
        let keys = found.keys.iter().map(|key| &key.at);
        headings.chain(items).chain(keys).chain(&found.front_matter).for_each(|at| stretch_lies_inside(at, &text));
        assert!(text.is_char_boundary(found.body), "body at {}", found.body);
    }
}

fn finding_lies_inside(found: &Diagnostic, lines: &[usize]) {
    let span = found.span;
    place_lies_inside(span.line, span.column, lines);
    place_lies_inside(span.end_line, span.end_column, lines);
    assert!((span.line, span.column) <= (span.end_line, span.end_column), "{found:?}");
}

fn records_lie_inside(note: &Note, lines: &[usize]) {
    note.links().iter().for_each(|link| place_lies_inside(link.place.line, link.place.column, lines));
    let written = note.entries().iter().map(|entry| entry.line).chain(note.exchanges().iter().map(|exchange| exchange.line));
    written.chain(note.tasks().iter().map(|task| task.line)).for_each(|line| place_lies_inside(line, 1, lines));
    let texts = note.entries().iter().map(|entry| entry.text).chain(note.exchanges().iter().map(|exchange| exchange.text));
    for text in texts.chain(note.links().iter().map(|link| link.target)) {
        assert_eq!(note.str(text).len(), text.len as usize, "{text:?}");
    }
}

/// A note that leaves texts in its file is the same but for these.
fn leaves_nothing_but_texts(whole: &Note, path: &str, text: &str, everyone: Everyone) {
    let (since, today) = (Date::new(2026, 10, 2).unwrap(), Date::new(2026, 10, 20).unwrap());
    let context = Context::new(Settings::default(), None, everyone).leaving(Leaving { since, today });
    let (note, _) = read_note(path, text, &context, &mut Scratch::default());
    for (own, entry) in note.entries().iter().zip(whole.entries()) {
        assert!(!own.text.is_left() || own.date < today && own.done == Done::Yes && own.text.len > 0, "{own:?}");
        assert!(own.text.is_left() || note.str(own.text) == whole.str(entry.text), "{own:?}");
        assert!(!own.text.is_left() || own.date < since || outcome(whole.str(entry.text)).is_none(), "{own:?}");
        for (own, exchange) in note.exchanges().of(own.exchanges).iter().zip(whole.exchanges().of(entry.exchanges)) {
            assert!(!own.text.is_left() || matches!(own.verb, Verb::Gave | Verb::Got) && entry.date < today, "{own:?}");
            assert!(own.text.is_left() || note.str(own.text) == whole.str(exchange.text), "{own:?}");
        }
    }
    assert_eq!(told(&note), told(whole));
}

/// What a note tells, of the texts of its entries whether there are any, and of those of its exchanges the trace.
fn told(note: &Note) -> String {
    let entries: Vec<_> = note
        .entries()
        .iter()
        .map(|own| (own.date, note.channel(&own), own.done, own.origin, own.by, own.line, own.text.len > 0, own.people, own.exchanges))
        .collect();
    let trace = |text: Text| if text.is_left() || text.len == 0 { text.len } else { Text::trace(note.str(text)) };
    let exchanges: Vec<_> = note
        .exchanges()
        .iter()
        .map(|own| (own.verb, own.kind, trace(own.text), own.line, own.due, own.ticked, own.people, own.links))
        .collect();
    let links: Vec<_> = note.links().iter().map(|own| (note.str(own.target), own.role, own.place)).collect();
    let tasks: Vec<_> = note.tasks().iter().map(|own| (note.str(own.text), own.due, own.since, own.line, own.links, own.entry)).collect();
    let contact = note.contact().map(|contact| Contact {
        fields_left: false,
        words: contact.words.clone().with(ContactWord::Fields, ""),
        ..contact.clone()
    });
    let is_digest = note.is_digest();
    let names = (&note.keys, note.people(), note.latest, is_digest);
    format!("{names:?} {contact:?} {entries:?} {exchanges:?} {links:?} {tasks:?}")
}

fn place_lies_inside(line: u32, column: u32, lines: &[usize]) {
    let inside = line >= 1 && column >= 1 && lines.get(line as usize - 1).is_some_and(|length| column as usize <= length + 2);
    assert!(inside, "{line}:{column} in lines of {lines:?}");
}

fn stretch_lies_inside(at: &Range<usize>, text: &str) {
    assert!(text.get(at.clone()).is_some(), "{at:?} in {} bytes", text.len());
}
