//! What the body of a note tells: entries, exchanges, tasks, and who took part (format 5).

use super::draft::{Draft, Scratch, number};
use super::entry::{Attach, Reader};
use super::flat::Flat;
use super::markdown::{self, Block, Visitor};
use super::{Context, field, lead};
use crate::model::Date;

/// What a body is read for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kindred<'a> {
    /// The body stands in a contact's own note.
    pub(super) owned: bool,
    /// The day of a dated note.
    pub(super) day: Option<Date>,
    /// The entry that the front matter of a meeting note makes.
    pub(super) meeting: Option<u32>,
    pub(super) context: &'a Context,
}

/// Reads the body from the byte `base` on; returns the first level-1 heading.
pub(super) fn read(draft: &mut Draft<'_>, base: usize, text: &str, kindred: Kindred<'_>, scratch: &mut Scratch) -> Option<String> {
    let mut body = Body { reader: Reader { kindred }, title: None, section: None, items: Vec::new(), wants_text: kindred.meeting };
    markdown::read(&text[base..], base, draft, &mut body, scratch);
    body.title
}

struct Body<'a> {
    reader: Reader<'a>,
    title: Option<String>,
    /// The dated heading under which we are: its level and entry.
    section: Option<(u8, u32)>,
    items: Vec<Attach>,
    /// The entry that still has no text of its own.
    wants_text: Option<u32>,
}

impl Visitor for Body<'_> {
    fn item_begins(&mut self) {
        let inherited = self.attach();
        self.items.push(inherited);
    }

    fn item_ends(&mut self) {
        self.items.pop();
    }

    fn aside(&mut self, _: &Flat, _: &mut Draft<'_>) {}

    fn block(&mut self, block: Block, flat: &Flat, draft: &mut Draft<'_>) {
        match block {
            Block::Heading(level) => self.heading(level, flat, draft),
            Block::Item => self.item(flat, draft),
            Block::Paragraph => self.paragraph(flat, draft),
        }
    }
}

impl Body<'_> {
    /// What fields and tasks at this place belong to.
    fn attach(&self) -> Attach {
        let outer = self.section.map(|(_, entry)| entry).or(self.reader.kindred.meeting);
        self.items.last().cloned().unwrap_or(Attach { entry: outer, people: Vec::new() })
    }

    fn heading(&mut self, level: u8, flat: &Flat, draft: &mut Draft<'_>) {
        if self.section.is_some_and(|(open, _)| level <= open) {
            self.section = None;
        }
        if level == 1 && self.title.is_none() {
            let mut title = String::new();
            flat.fold_into(&mut title, 0..flat.text.len(), &[]);
            self.title = Some(title);
        }
        if level >= 2
            && self.reader.kindred.owned
            && let Some(entry) = self.reader.dated(flat, 0, None, draft)
        {
            self.section = entry.map(|entry| (level, entry));
            self.watch(entry, draft);
        } else {
            self.give_text(flat, draft);
        }
    }

    fn item(&mut self, flat: &Flat, draft: &mut Draft<'_>) {
        let attach = self.attach();
        let tick = lead::checkbox(flat);
        let from = tick.map_or(0, |(_, end)| end);
        let mark = tick.map(|(mark, _)| mark);
        let own = match self.reader.dated(flat, from, mark, draft) {
            Some(entry) => Some(Attach { entry, people: Vec::new() }),
            None => self.reader.keyed(flat, from, mark, &attach, draft).then(|| attach.clone()),
        };
        let own = own.or_else(|| {
            let entry = self.reader.dated_note(flat, from, mark, draft)?;
            Some(Attach { entry, people: Vec::new() })
        });
        match own {
            Some(own) => {
                if own.entry != attach.entry {
                    self.watch(own.entry, draft);
                }
                self.set(own);
            }
            None => {
                let inner = self.reader.inside(flat, from, mark, attach, draft);
                self.set(inner);
                if mark.is_none() {
                    self.give_text(flat, draft);
                }
            }
        }
    }

    fn paragraph(&mut self, flat: &Flat, draft: &mut Draft<'_>) {
        if self.items.is_empty()
            && let Some(entry) = self.reader.dated_note(flat, 0, None, draft)
        {
            return self.watch(entry, draft);
        }
        let attach = self.attach();
        self.reader.lines(flat, &attach, draft);
        self.give_text(flat, draft);
    }

    fn set(&mut self, attach: Attach) {
        if let Some(item) = self.items.last_mut() {
            *item = attach;
        }
    }

    fn watch(&mut self, entry: Option<u32>, draft: &Draft<'_>) {
        self.wants_text = entry.filter(|&at| draft.entries.get(at as usize).is_some_and(|entry| entry.text.len == 0));
    }

    /// An entry without text of its own takes the first text that stands under it.
    fn give_text(&mut self, flat: &Flat, draft: &mut Draft<'_>) {
        if self.wants_text.is_none() || self.attach().entry != self.wants_text {
            return;
        }
        let fields = field::inline_fields(flat);
        let text = draft.keep_with(|out| flat.fold_into(out, 0..flat.text.len(), &fields));
        if let Some(entry) = self.wants_text.take_if(|_| text.len > 0) {
            draft.entries[entry as usize].text = text;
        }
    }
}

/// The number the next entry will get.
pub(super) fn next_entry(draft: &Draft<'_>) -> u32 {
    number(draft.entries.len())
}
