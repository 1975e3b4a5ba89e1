//! Links to notes, and entries to the contacts who took part (format 4 and 5).

use super::dated::Dated;
use super::lists::{Filling, Lists, Other, Shelf, per_shelf};
use super::marks::Marks;
use super::names::{Names, NoteNames, Target, Targets};
use super::numbers::Numbers;
use super::share::in_parts;
use crate::model::{AT_ONCE, Entry, Exchange, Link, Note, Origin, Run, fetch, link_key};
use rayon::prelude::*;
use std::collections::HashSet;

/// Where links lead, and what follows from it for every entry: who took part.
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
    /// Numbers of all entries.
    pub(super) entries: Numbers,
    /// Numbers of all exchanges.
    pub(super) exchanges: Numbers,
}

/// Notes joined at a time by one thread.
const CHUNK: usize = 256;

/// Resolves every link.
pub(super) fn join(notes: &[Note], names: &NoteNames) -> Joined {
    let path = |number: u32| notes[number as usize].path();
    joined(notes, |number, _, link| {
        let note = &notes[number as usize];
        let written = note.str(link.target);
        if let Some(only) = names.only_file(link_key(written)) {
            return (Target::Note(only), Way::File);
        }
        match names.by_file(written, note.path(), path) {
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
    let count = |note: &Note| [note.links().len() as u32, note.entries().len() as u32, note.exchanges().len() as u32];
    let counts = in_parts(notes, CHUNK, |_, notes| notes.iter().map(count).collect::<Vec<[u32; 3]>>()).concat();
    let (mut contact_of, mut contacts) = (Vec::with_capacity(notes.len()), Vec::with_capacity(notes.len()));
    for (number, note) in (0_u32..).zip(notes) {
        contact_of.push(note.contact().map(|_| contacts.len() as u32));
        contacts.extend(note.contact().map(|_| number));
    }
    let numbers = |sort: usize| Numbers::new(counts.iter().map(|counts| counts[sort]));
    let (links, entries, exchanges) = (numbers(0), numbers(1), numbers(2));
    let mut words = vec![0; links.len() as usize];
    let (mut rest, mut parts) = (&mut words[..], Vec::with_capacity(notes.len() / CHUNK + 1));
    for (chunk, counts) in counts.chunks(CHUNK).enumerate() {
        let (own, others) = rest.split_at_mut(counts.iter().map(|counts| counts[0] as usize).sum());
        parts.push((chunk * CHUNK, own));
        rest = others;
    }
    let others = parts.into_par_iter().with_max_len(1).flat_map_iter(|(first, mut words)| {
        let (mut others, notes) = (Vec::new(), &notes[first..(first + CHUNK).min(notes.len())]);
        for (number, note) in (first as u32..).zip(notes) {
            if (number as usize - first).is_multiple_of(AT_ONCE) {
                fetch(notes[number as usize - first..].iter().take(AT_ONCE).map(|note| note.links().glance()));
            }
            let (own, rest) = std::mem::take(&mut words).split_at_mut(note.links().len());
            for (link, (word, facts)) in own.iter_mut().zip(note.links()).enumerate() {
                let (target, way) = resolve(number, link, &facts);
                others.extend((way == Way::Other).then_some((number, link as u32)));
                *word = target.word();
            }
            words = rest;
        }
        others
    });
    let others = others.collect();
    Joined { targets: Targets { starts: links.into_starts(), words }, others, contact_of, contacts, entries, exchanges }
}

/// Room for the people of an entry, and of an exchange.
#[derive(Default)]
struct Room {
    cast: Vec<u32>,
    named: Vec<u32>,
}

/// Who took part.
impl Joined {
    /// The contact to whose note a link leads.
    pub(super) fn contact(&self, note: u32, link: u32) -> Option<u32> {
        self.contact_of.get(self.targets.link(note, link)?.note()? as usize).copied().flatten()
    }

    /// The contact in whose own note an entry stands.
    pub(super) fn owner(&self, note: u32, entry: &Entry) -> Option<u32> {
        self.contact_of.get(note as usize).copied().flatten().filter(|_| entry.origin == Origin::Own)
    }

    fn linked(&self, number: u32, note: &Note, people: Run) -> impl Iterator<Item = u32> {
        note.people().of(people).iter().filter_map(move |link| self.contact(number, link))
    }

    /// Whether an entry counts for anybody.
    pub(super) fn has_cast(&self, number: u32, note: &Note, entry: &Entry) -> bool {
        self.owner(number, entry).is_some() || self.linked(number, note, entry.people).next().is_some()
    }

    /// Puts those who took part in an entry in the place of `people`, each once.
    pub(super) fn cast(&self, number: u32, note: &Note, entry: &Entry, people: &mut Vec<u32>) {
        people.clear();
        people.extend(self.owner(number, entry));
        if !entry.people.is_empty() {
            people.extend(self.linked(number, note, entry.people));
            each_once(people);
        }
    }

    /// Puts those whom an exchange names itself in the place of `people`, each once.
    pub(super) fn named(&self, number: u32, note: &Note, exchange: &Exchange, people: &mut Vec<u32>) {
        people.clear();
        people.extend(self.linked(number, note, exchange.people));
        each_once(people);
    }

    /// The exchanges of an entry with their numbers.
    pub(super) fn numbered<'n>(&self, number: u32, note: &'n Note, entry: &Entry) -> impl Iterator<Item = (u32, Exchange)> + use<'n> {
        // A stretch that somebody made up names none.
        let first = self.exchanges.of(number).start.wrapping_add(entry.exchanges.start);
        (0..).map(move |place| first.wrapping_add(place)).zip(note.exchanges().of(entry.exchanges))
    }

    /// Gathers what a note tells of others than the contact it is about.
    fn gather(&self, number: u32, note: &Note, room: &mut Room, told: &mut Told) {
        // Most notes of contacts name nobody else.
        if note.people().is_empty() {
            return;
        }
        let own = self.contact_of.get(number as usize).copied().flatten();
        for (at, entry) in self.entries.of(number).zip(note.entries()) {
            self.cast(number, note, &entry, &mut room.cast);
            if room.cast.is_empty() {
                continue;
            }
            push(&mut told.entries, own, &room.cast, Dated::of_entry(&entry, at));
            for (at, exchange) in self.numbered(number, note, &entry) {
                let thing = Dated::of_exchange(&entry, &exchange, at);
                if exchange.people.is_empty() {
                    push(&mut told.exchanges, own, &room.cast, thing);
                    continue;
                }
                self.named(number, note, &exchange, &mut room.named);
                push(&mut told.exchanges, own, &room.named, thing);
                told.of_nobody.extend(room.named.is_empty().then_some(thing));
            }
        }
    }

    /// Gathers what the note of a contact tells of that contact.
    fn gather_own(&self, contact: u32, note: &Note, (entries, exchanges): (&mut Filling<'_>, &mut Filling<'_>)) {
        let number = self.contacts[contact as usize];
        let names = |people: Run| self.linked(number, note, people).any(|one| one == contact);
        for (at, entry) in self.entries.of(number).zip(note.entries()) {
            let takes_part = entry.origin == Origin::Own || names(entry.people);
            if takes_part {
                entries.take(Dated::of_entry(&entry, at));
            } else if !self.has_cast(number, note, &entry) {
                continue;
            }
            for (at, exchange) in self.numbered(number, note, &entry) {
                if if exchange.people.is_empty() { takes_part } else { names(exchange.people) } {
                    exchanges.take(Dated::of_exchange(&entry, &exchange, at));
                }
            }
        }
        entries.end();
        exchanges.end();
    }
}

/// Puts a thing to those others for whom it counts. It is counted with the one in whose note it stands, else with the first of them.
fn push(others: &mut Vec<Other>, own: Option<u32>, people: &[u32], thing: Dated) {
    let with = own.filter(|own| people.contains(own)).or(people.first().copied());
    let all = people.iter().filter(|contact| Some(**contact) != own);
    others.extend(all.map(|&contact| Other::new(contact, thing.counted(Some(contact) == with))));
}

/// Leaves each number where it stands first.
fn each_once(people: &mut Vec<u32>) {
    /// More are looked up in a set.
    const FEW: usize = 32;
    match people.len() {
        0 | 1 => (),
        2..=FEW => {
            let mut kept = 1;
            for at in 1..people.len() {
                if !people[..kept].contains(&people[at]) {
                    people[kept] = people[at];
                    kept += 1;
                }
            }
            people.truncate(kept);
        }
        _ => {
            let mut seen = HashSet::with_capacity(people.len());
            people.retain(|contact| seen.insert(*contact));
        }
    }
}

/// What each contact is part of, before doubles are joined.
#[derive(Debug)]
pub(super) struct Shares {
    pub(super) entries: Lists,
    pub(super) exchanges: Lists,
    /// Exchanges that name only such as are no contacts.
    pub(super) of_nobody: Vec<Dated>,
    pub(super) marks: Marks,
}

impl Shares {
    /// What all these notes tell.
    pub(super) fn new(notes: &[Note], joined: &Joined) -> Shares {
        let parts = in_parts(notes, CHUNK, |first, notes| told(first as u32, notes, joined));
        let contacts = joined.contacts.len();
        let per_shelf = 1 << per_shelf(contacts);
        let shelves = in_parts(&joined.contacts, per_shelf, |first, own| shelved(first as u32, own, notes, joined, &parts));
        let (entries, exchanges) = shelves.into_iter().unzip();
        let (entries, exchanges) = (Lists::new(contacts, entries), Lists::new(contacts, exchanges));
        let of_nobody = parts.into_iter().flat_map(|part| part.of_nobody).collect();
        let marks = Marks::new(&joined.contacts, &entries, &exchanges);
        Shares { entries, exchanges, of_nobody, marks }
    }
}

/// What some notes tell of others than those in whose notes it stands, by contacts.
#[derive(Default)]
struct Told {
    entries: Vec<Other>,
    exchanges: Vec<Other>,
    /// Exchanges that count for nobody.
    of_nobody: Vec<Dated>,
}

/// What these notes tell of others, of which the first has this number.
fn told(first: u32, notes: &[Note], joined: &Joined) -> Told {
    let (mut told, mut room) = (Told::default(), Room::default());
    for (number, note) in (first..).zip(notes) {
        if (number - first).is_multiple_of(AT_ONCE as u32) {
            let some = notes[(number - first) as usize..].iter().take(AT_ONCE);
            fetch(some.filter(|note| !note.people().is_empty()).map(Note::glance));
        }
        joined.gather(number, note, &mut room, &mut told);
    }
    for others in [&mut told.entries, &mut told.exchanges] {
        others.sort_unstable_by_key(|other| other.contact);
        others.shrink_to_fit();
    }
    told
}

/// The shelves of some contacts, of which the first has this number and all have these notes, with what the parts tell of them.
fn shelved(first: u32, own: &[u32], notes: &[Note], joined: &Joined, parts: &[Told]) -> (Shelf, Shelf) {
    let room = |numbers: &Numbers| own.iter().map(|note| numbers.of(*note).len()).sum();
    let mut entries = Filling::new(first, own.len(), room(&joined.entries), parts.iter().map(|part| &part.entries[..]));
    let mut exchanges = Filling::new(first, own.len(), room(&joined.exchanges), parts.iter().map(|part| &part.exchanges[..]));
    for (at, number) in own.iter().enumerate() {
        if at.is_multiple_of(AT_ONCE) {
            fetch(own[at..].iter().take(AT_ONCE).map(|number| notes[*number as usize].glance()));
        }
        joined.gather_own(first + at as u32, &notes[*number as usize], (&mut entries, &mut exchanges));
    }
    (entries.finished(), exchanges.finished())
}

#[cfg(test)]
mod tests {
    use super::each_once;

    #[test]
    fn everybody_comes_once_in_the_order_they_came_first() {
        let check = |people: &[u32], want: &[u32]| {
            let mut people = people.to_vec();
            each_once(&mut people);
            assert_eq!(people, want);
        };
        check(&[], &[]);
        check(&[7, 7], &[7]);
        check(&[3, 1, 3, 2, 1], &[3, 1, 2]);
        let many: Vec<u32> = (0..100).map(|number| 49 - number % 50).collect();
        check(&many, &(0..50).rev().collect::<Vec<_>>());
    }
}
