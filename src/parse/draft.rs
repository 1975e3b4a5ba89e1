//! A note under construction: records, the string they share, and where things stand in the source.

use super::blocks::Stretch;
use super::entry::Attach;
use super::flat::Flat;
use super::link;
use super::overview::Overview;
use crate::diagnostic::{Code, Codes, Diagnostic, Fix, Replacement, Span};
use crate::model::{
    Channel, ChannelNumber, Contact, Entry, Exchange, Link, LinkRole, NameKeys, Note, Packing, Place, Records, Run, SeldomOfNote, Task,
    Text, order,
};
use std::cell::Cell;
use std::ops::Range;

/// Largest note in bytes of text that positions can name.
const LARGEST: usize = u32::MAX as usize;

/// Room that one note after another is read in, or some at a time.
#[derive(Debug, Default)]
pub struct Scratch {
    /// For the notes being read.
    rooms: Vec<Room>,
    packing: Packing,
    /// For the text of the block being read.
    pub(super) flat: Flat,
    /// For the blocks of the body.
    pub(super) stretches: Vec<Stretch>,
    /// For the columns of open items.
    pub(super) items: Vec<usize>,
    /// For what the fields of open items belong to.
    pub(super) attached: Vec<Attach>,
}

/// Room for what is read of one note.
#[derive(Debug, Default)]
struct Room {
    ends: Vec<u32>,
    text: String,
    links: Vec<Link>,
    channels: Vec<Channel>,
    entries: Vec<Entry>,
    attendance: Vec<(u32, u32)>,
    exchanges: Vec<(u32, Exchange)>,
    people: Vec<u32>,
}

/// A byte of the source, the start of its line, and its column.
#[derive(Clone, Copy)]
struct Cursor {
    at: usize,
    start: usize,
    column: u32,
}

/// What has been read of a note so far.
pub(super) struct Draft<'a> {
    pub(super) path: &'a str,
    pub(super) source: &'a str,
    pub(super) overview: Overview,
    /// Whether bold stretches are kept, since they may be names.
    pub(super) bold_names: bool,
    /// Whether the note is a contact's own.
    pub(super) owned: bool,
    /// Where the first line starts.
    first: usize,
    /// The place last asked for.
    cursor: Cell<Cursor>,
    pub(super) text: String,
    pub(super) links: Vec<Link>,
    channels: Vec<Channel>,
    pub(super) entries: Vec<Entry>,
    /// Who took part: entry and link.
    pub(super) attendance: Vec<(u32, u32)>,
    /// Exchanges with the entry they belong to.
    pub(super) exchanges: Vec<(u32, Exchange)>,
    /// Whom single exchanges count for.
    pub(super) people: Vec<u32>,
    pub(super) tasks: Vec<Task>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Findings that its own comments ask to leave out.
    pub(super) skips: Codes,
}

impl<'a> Draft<'a> {
    /// Takes room of `scratch`, until [`Draft::finish`] gives it back.
    pub(super) fn new(path: &'a str, source: &'a str, scratch: &mut Scratch) -> Draft<'a> {
        let source = if source.len() < LARGEST { source } else { "" };
        let first = if source.starts_with('\u{feff}') { 3 } else { 0 };
        let room = scratch.rooms.pop().unwrap_or_default();
        Draft {
            path,
            source,
            overview: Overview::new(source, room.ends),
            bold_names: false,
            owned: false,
            first,
            cursor: Cell::new(Cursor { at: first, start: first, column: 1 }),
            text: room.text,
            links: room.links,
            channels: room.channels,
            entries: room.entries,
            attendance: room.attendance,
            exchanges: room.exchanges,
            people: room.people,
            tasks: Vec::new(),
            diagnostics: Vec::new(),
            skips: Codes::default(),
        }
    }

    /// Keeps a text and says where.
    pub(super) fn keep(&mut self, text: &str) -> Text {
        let start = self.text.len();
        self.text.push_str(text);
        Text { start: number(start), len: number(text.len()) }
    }

    /// Keeps what `write` appends and says where.
    pub(super) fn keep_with(&mut self, write: impl FnOnce(&mut String)) -> Text {
        let start = self.text.len();
        write(&mut self.text);
        if self.text.len() == start { Text::default() } else { Text { start: number(start), len: number(self.text.len() - start) } }
    }

    /// Forgets the text that was kept last.
    pub(super) fn forget(&mut self, text: Text) {
        self.text.truncate(text.start as usize);
    }

    /// A text that was kept.
    pub(super) fn kept(&self, text: Text) -> &str {
        let start = text.start as usize;
        self.text.get(start..start + text.len as usize).unwrap_or_default()
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> u32 {
        self.line_column(at).0
    }

    /// The place of some bytes of one line.
    pub(super) fn place(&self, range: Range<usize>) -> Place {
        let (line, column) = self.line_column(range.start);
        let width = self.source.get(range.clone()).map_or(range.len(), |text| text.chars().count());
        Place { line, column, width: number(width) }
    }

    /// The span of some bytes, for a finding.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let (line, column) = self.line_column(range.start);
        let (end_line, end_column) = self.line_column(range.end.max(range.start));
        Span { line, column, end_line, end_column }
    }

    /// Line and column of a byte; the column counted on from the last place asked for.
    fn line_column(&self, at: usize) -> (u32, u32) {
        let mut at = at.min(self.source.len());
        while !self.source.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.overview.line(at);
        let start = self.overview.line_start(line).max(self.first).min(at);
        let near = self.cursor.get();
        let (from, column) = if start == near.start && near.at <= at { (near.at, near.column) } else { (start, 1) };
        let column = column + number(self.source[from..at].chars().count());
        self.cursor.set(Cursor { at, start, column });
        (number(line) + 1, column)
    }

    /// The number that an entry keeps of its channel.
    pub(super) fn channel(&mut self, channel: &Channel) -> ChannelNumber {
        ChannelNumber::of(channel, &mut self.channels)
    }

    /// Keeps a link; `None` when it leads nowhere outside its own note. Its number otherwise.
    pub(super) fn link(&mut self, written: &str, role: LinkRole, range: Range<usize>) -> Option<u32> {
        let target = link::target(written);
        if target.is_empty() {
            return None;
        }
        self.plain_link(target, role, self.place(range));
        Some(number(self.links.len() - 1))
    }

    /// Keeps a link whose target needs nothing taken off, and whose place is known.
    pub(super) fn plain_link(&mut self, target: &str, role: LinkRole, place: Place) {
        let target = self.keep(target);
        self.links.push(Link { target, role, place });
    }

    /// Marks a link as naming people.
    pub(super) fn names_people(&mut self, link: u32) {
        if let Some(link) = self.links.get_mut(link as usize).filter(|link| link.role != LinkRole::Bold) {
            link.role = LinkRole::People;
        }
    }

    pub(super) fn report(&mut self, code: Code, range: Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        let found = Diagnostic::new(code, self.span(range), message).hint(hint);
        self.diagnostics.push(found);
    }

    /// What puts texts in place of some bytes.
    pub(super) fn fix(&self, title: impl Into<String>, edits: impl IntoIterator<Item = (Range<usize>, String)>) -> Fix {
        let edits = edits.into_iter().map(|(range, text)| Replacement { span: self.span(range), text });
        Fix { title: title.into(), edits: edits.collect() }
    }

    /// The finished note and its findings.
    pub(super) fn finish(mut self, contact: Option<Box<Contact>>, scratch: &mut Scratch) -> (Note, Vec<Diagnostic>) {
        if !self.exchanges.is_sorted_by_key(|(entry, _)| *entry) {
            order::sort_by_key(&mut self.exchanges, |(entry, _)| *entry);
        }
        if !self.attendance.is_sorted_by_key(|(entry, _)| *entry) {
            order::sort_by_key(&mut self.attendance, |(entry, _)| *entry);
        }
        let (mut deal, mut guest, mut latest) = (0, 0, None);
        for (own, entry) in self.entries.iter_mut().enumerate() {
            let (first, start) = (deal, self.people.len());
            while self.exchanges.get(deal).is_some_and(|(of, _)| *of as usize == own) {
                deal += 1;
            }
            while let Some((_, link)) = self.attendance.get(guest).filter(|(of, _)| *of as usize == own) {
                self.people.push(*link);
                guest += 1;
            }
            entry.exchanges = Run { start: number(first), len: number(deal - first) };
            entry.people = Run { start: number(start), len: number(self.people.len() - start) };
            latest = latest.max(Some(entry.date));
        }
        let path = self.path;
        let exchanges = self.exchanges.iter().map(|(_, exchange)| *exchange);
        let note = Note {
            keys: NameKeys::new(path, contact.as_deref()),
            contact,
            records: Records::new(&self.entries, exchanges, &self.links, &self.people, &self.tasks, &mut scratch.packing),
            latest,
            ..Note::new(path, &self.text)
        };
        let note = note.with(SeldomOfNote { channels: self.channels.drain(..).collect(), skips: self.skips, is_digest: false });
        scratch.packing.clear();
        scratch.packing.shrink_to(KEPT_TEXT);
        self.text.clear();
        self.text.shrink_to(KEPT_TEXT);
        scratch.rooms.push(Room {
            ends: emptied(self.overview.into_room()),
            text: self.text,
            links: emptied(self.links),
            channels: emptied(self.channels),
            entries: emptied(self.entries),
            attendance: emptied(self.attendance),
            exchanges: emptied(self.exchanges),
            people: emptied(self.people),
        });
        (note, self.diagnostics.into_iter().map(|found| found.at(path)).collect())
    }
}

/// Bytes or words of room kept for the next note; a larger one gives back what it took.
const KEPT_TEXT: usize = 16 * 1024;

/// Records of each sort for which room is kept: some notes are read at a time, each in a room of its own.
const KEPT: usize = 1024;

fn emptied<T>(mut list: Vec<T>) -> Vec<T> {
    list.clear();
    list.shrink_to(KEPT);
    list
}

/// A position as the records keep it; notes of 4 GiB and more are never read.
pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
