//! Links to notes, and entries to the contacts who took part (format 4 and 5).

use super::names::{Names, NoteNames, Target, Targets};
use super::rows::{Deal, DealNumbers, Deals, Fate, Row, RowNumbers, Rows, cut};
use crate::model::{ChannelNumber, Done, Entry, Exchange, Link, Note, Origin};
use rayon::prelude::*;

/// Who took part in what, before doubles are joined.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// Where each link leads.
    pub(super) targets: Targets,
    /// Links that lead to no note by the name or path of its file: note and place, in order.
    pub(super) others: Vec<(u32, u32)>,
    /// For each note, its number among the contacts.
    pub(super) contact_of: Vec<Option<u32>>,
    /// Notes of the contacts, by number.
    pub(super) contacts: Vec<u32>,
    /// Entries that count for somebody.
    pub(super) rows: Rows,
    /// Exchanges of all rows; the interaction of each is its row.
    pub(super) deals: Deals,
    /// Contacts of all rows, and of exchanges that count for others. It begins with every contact once, so that nobody's stretch is
    /// needed where somebody is alone. Not every place is used.
    pub(super) people: Vec<u32>,
}

/// Notes joined at a time by one thread.
const CHUNK: usize = 256;

/// Resolves every link, and says for every entry who took part.
pub(super) fn join(notes: &[Note], names: &NoteNames) -> Joined {
    let path = |number: u32| &*notes[number as usize].path;
    joined(notes, |number, _, link| {
        if let Some(only) = names.only_file(link.key) {
            return (Target::Note(only), Way::File);
        }
        let note = &notes[number as usize];
        let written = note.str(link.target);
        match names.by_file(written, &note.path, path) {
            Some(Target::Note(to)) => (Target::Note(to), Way::File),
            found => (found.unwrap_or_else(|| names.named(written)), Way::Other),
        }
    })
}

/// How it was found where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By the name or path of a file.
    File,
    /// By the name of a contact, or not at all.
    Other,
}

/// The same where `resolve` tells where a link leads, by number of the note and place among its links.
pub(super) fn joined(notes: &[Note], resolve: impl Fn(u32, usize, &Link) -> (Target, Way) + Sync) -> Joined {
    let (mut contact_of, mut contacts) = (Vec::with_capacity(notes.len()), Vec::with_capacity(notes.len()));
    let mut starts = vec![0; notes.len()];
    let sizes: Vec<Size> =
        notes.par_chunks(CHUNK).zip(starts.par_chunks_mut(CHUNK)).map(|(notes, starts)| Size::of(notes, starts)).collect();
    for (number, note) in (0_u32..).zip(notes) {
        contact_of.push(note.contact().map(|_| contacts.len() as u32));
        contacts.extend(note.contact().map(|_| number));
    }
    let mut links = 0;
    starts.iter_mut().for_each(|start| links += std::mem::replace(start, links));
    starts.push(links);
    let total = |of: fn(&Size) -> usize| sizes.iter().map(of).sum::<usize>();
    let (mut rows, mut deals) = (Rows::new(total(|size| size.rows), total(|size| size.deals)), Deals::new(total(|size| size.deals)));
    let (mut words, mut people) = (vec![0; links as usize], vec![0; contacts.len() + total(|size| size.people)]);
    let (everybody, invited) = people.split_at_mut(contacts.len());
    everybody.iter_mut().zip(0..).for_each(|(place, contact)| *place = contact);
    let each = |of: fn(&Size) -> usize| sizes.iter().map(of);
    let rooms = cut(rows.numbers(), each(|size| size.rows)).into_iter();
    let rooms = rooms.zip(cut(deals.numbers(), each(|size| size.deals))).zip(cut(invited, each(|size| size.people)));
    let rooms = rooms.zip(cut(&mut words, each(|size| size.links)));
    let mut start = Size { people: contacts.len(), ..Size::default() };
    let parts = rooms.zip(&sizes).map(|((((rows, deals), people), words), size)| {
        let part = Part { start, words, rows, deals, people, end: Size::default() };
        start = start.and(size);
        part
    });
    let parts: Vec<(usize, Part)> = parts.enumerate().collect();
    let others = parts.into_par_iter().flat_map_iter(|(chunk, part)| {
        let first = chunk * CHUNK;
        part.filled(first as u32, &notes[first..(first + CHUNK).min(notes.len())], &contact_of, &resolve)
    });
    let others = others.collect();
    Joined { targets: Targets { starts, words }, others, contact_of, contacts, rows, deals, people }
}

/// How much there is of each.
#[derive(Clone, Copy, Default)]
struct Size {
    links: usize,
    rows: usize,
    deals: usize,
    people: usize,
}

impl Size {
    /// What notes come to at most, and the number of the links of each.
    fn of(notes: &[Note], links: &mut [u32]) -> Size {
        let mut size = Size::default();
        for (note, links) in notes.iter().zip(links) {
            *links = note.links().len() as u32;
            size.make_room(note);
        }
        size
    }

    /// Adds what a note comes to at most. Each of its entries and exchanges has a stretch of [`Note::people`] of its own; to that of an
    /// entry its owner may be added.
    fn make_room(&mut self, note: &Note) {
        self.links += note.links().len();
        self.rows += note.entries().len();
        self.deals += note.exchanges().len();
        self.people += note.people().len() * 2;
    }

    fn and(self, other: &Size) -> Size {
        Size {
            links: self.links + other.links,
            rows: self.rows + other.rows,
            deals: self.deals + other.deals,
            people: self.people + other.people,
        }
    }
}

/// Room for what some notes come to. What is left over is made gaps, which count for nobody.
struct Part<'a> {
    /// How much stands before it in the lists.
    start: Size,
    /// How much of it is filled.
    end: Size,
    words: &'a mut [u32],
    rows: &'a mut [RowNumbers],
    deals: &'a mut [DealNumbers],
    people: &'a mut [u32],
}

impl Part<'_> {
    /// Resolves the links of notes, of which the first has this number, and writes down who took part; links that no file's name or
    /// path settled.
    fn filled(
        mut self,
        first: u32,
        notes: &[Note],
        contact_of: &[Option<u32>],
        resolve: &impl Fn(u32, usize, &Link) -> (Target, Way),
    ) -> Vec<(u32, u32)> {
        let (all, mut others) = (std::mem::take(&mut self.words), Vec::new());
        for (number, note) in (first..).zip(notes) {
            let links = note.links();
            let words = &mut all[self.end.links..self.end.links + links.len()];
            for (link, (word, facts)) in words.iter_mut().zip(links).enumerate() {
                let (target, way) = resolve(number, link, &facts);
                others.extend((way == Way::Other).then_some((number, link as u32)));
                *word = target.word();
            }
            for (entry, facts) in (0_u32..).zip(note.entries()) {
                let everybody = owner(number, &facts, contact_of).into_iter().chain(contacts(&facts, note, words, contact_of));
                let people = self.invite(everybody);
                if people.0 < people.1 {
                    self.row((number, entry), &facts, note, people, |link| contact(words.get(link as usize).copied(), contact_of));
                }
            }
            self.end.links += links.len();
        }
        let deals = (self.start.deals + self.end.deals) as u32;
        self.rows[self.end.rows..].fill(Row::gap(deals));
        self.deals[self.end.deals..].fill(Deal::GAP);
        others
    }
}

/// The contact in whose own note an entry stands.
fn owner(note: u32, entry: &Entry, contact_of: &[Option<u32>]) -> Option<u32> {
    contact_of[note as usize].filter(|_| entry.origin == Origin::Own)
}

/// The contacts whom an entry names, in order; some may come twice.
fn contacts<'a>(entry: &'a Entry, note: &'a Note, words: &'a [u32], contact_of: &'a [Option<u32>]) -> impl Iterator<Item = u32> + 'a {
    note.people().of(entry.people).iter().filter_map(|link| contact(words.get(link as usize).copied(), contact_of))
}

fn contact(word: Option<u32>, contact_of: &[Option<u32>]) -> Option<u32> {
    contact_of.get(Target::of_word(word?).note()? as usize).copied().flatten()
}

impl Part<'_> {
    /// Takes people in, each once; their stretch.
    fn invite(&mut self, mut everybody: impl Iterator<Item = u32>) -> (u32, u32) {
        let Some(first) = everybody.next() else { return (0, 0) };
        let mut others = everybody.filter(|contact| *contact != first).peekable();
        if others.peek().is_none() {
            return (first, first + 1);
        }
        let from = self.end.people;
        self.person(first);
        for contact in others {
            if !self.people[from..self.end.people].contains(&contact) {
                self.person(contact);
            }
        }
        ((self.start.people + from) as u32, (self.start.people + self.end.people) as u32)
    }

    fn row(&mut self, (number, entry): (u32, u32), facts: &Entry, note: &Note, people: (u32, u32), contact: impl Fn(u32) -> Option<u32>) {
        let (first, interaction) = (self.end.deals, (self.start.rows + self.end.rows) as u32);
        for (exchange, at) in note.exchanges().of(facts.exchanges).iter().zip(facts.exchanges.start..) {
            let own = note.people().of(exchange.people).iter().filter_map(&contact);
            let people = if exchange.people.is_empty() { people } else { self.list(own) };
            let Exchange { verb, kind, .. } = exchange;
            let deal = Deal {
                note: number,
                exchange: at,
                verb,
                kind,
                date: facts.date,
                interaction,
                people,
                double: false,
                planned: facts.done == Done::Plan,
            };
            // A cache that somebody made up may tell of one exchange twice, and then there is no room.
            let Some(room) = self.deals.get_mut(self.end.deals) else { break };
            *room = deal.packed();
            self.end.deals += 1;
        }
        let row = Row {
            note: number,
            entry,
            date: facts.date,
            people,
            deals: ((self.start.deals + first) as u32, (self.start.deals + self.end.deals) as u32),
            done: facts.done,
            purpose: facts.channel.purpose(),
            by: facts.by,
            named: facts.channel != ChannelNumber::OTHER,
            own: facts.origin == Origin::Own,
            told: facts.text.len > 0,
            fate: Fate::Alone,
        };
        self.rows[self.end.rows] = row.packed();
        self.end.rows += 1;
    }

    fn person(&mut self, contact: u32) {
        if let Some(room) = self.people.get_mut(self.end.people) {
            *room = contact;
            self.end.people += 1;
        }
    }

    /// Takes people in as they come; their stretch.
    fn list(&mut self, everybody: impl Iterator<Item = u32>) -> (u32, u32) {
        let from = self.end.people;
        for contact in everybody {
            self.person(contact);
        }
        ((self.start.people + from) as u32, (self.start.people + self.end.people) as u32)
    }
}

impl Joined {
    /// The contact to whose note a link leads.
    pub(super) fn contact(&self, note: u32, link: u32) -> Option<u32> {
        self.contact_of.get(self.targets.link(note, link)?.note()? as usize).copied().flatten()
    }
}
