//! Entries that count and their exchanges, as plain numbers: such a list begins as untouched memory, so that each thread fills the
//! part in which its notes stand, and nothing is copied afterwards.

use crate::model::{Date, Done, Kind, Purpose, Verb, Who};
use std::ops::Range;

/// An entry that counts for at least one contact, with what joining doubles asks of it. After that: an interaction, told by this entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Note of the entry.
    pub(super) note: u32,
    /// Its place among the entries of the note.
    pub(super) entry: u32,
    /// Its day.
    pub(super) date: Date,
    /// Who took part: a stretch of the list of people.
    pub(super) people: (u32, u32),
    /// Stretch of the deals.
    pub(super) deals: (u32, u32),
    /// Whether it took place, by its day at the latest.
    pub(super) done: Done,
    /// Whether one was in touch.
    pub(super) purpose: Purpose,
    /// Who reached out.
    pub(super) by: Option<Who>,
    /// Whether its channel is named; only `other` is not.
    pub(super) named: bool,
    /// Whether it stands in a contact's own note.
    pub(super) own: bool,
    /// Whether it has a text.
    pub(super) told: bool,
    /// What became of it.
    pub(super) fate: Fate,
}

/// What became of a row when doubles were joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is an interaction by itself.
    Alone,
    /// It is an interaction that several entries tell of.
    Leads,
    /// It is part of another one.
    Follows,
}

/// An exchange with the contacts it counts for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deal {
    pub(super) note: u32,
    pub(super) exchange: u32,
    pub(super) verb: Verb,
    pub(super) kind: Kind,
    pub(super) date: Date,
    pub(super) interaction: u32,
    pub(super) people: (u32, u32),
    /// Told before by another entry.
    pub(super) double: bool,
}

/// A list of records, each of `N` numbers.
#[derive(Debug)]
pub(super) struct Packed<const N: usize>(Vec<[u32; N]>);

/// Rows.
pub(super) type Rows = Packed<8>;
/// Deals.
pub(super) type Deals = Packed<7>;

impl<const N: usize> Default for Packed<N> {
    fn default() -> Self {
        Packed(Vec::new())
    }
}

impl<const N: usize> Packed<N> {
    /// So many records, all of them still to be written.
    pub(super) fn new(count: usize) -> Self {
        Packed(vec![[0; N]; count])
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// The numbers of all records.
    pub(super) fn numbers(&mut self) -> &mut [[u32; N]] {
        &mut self.0
    }
}

impl Rows {
    /// One of them.
    pub(super) fn get(&self, at: u32) -> Row {
        Row::unpacked(&self.0[at as usize])
    }

    /// Changes one of them.
    pub(super) fn set(&mut self, at: u32, row: Row) {
        self.0[at as usize] = row.packed();
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Row> + '_ {
        self.0.iter().map(Row::unpacked)
    }
}

impl Deals {
    /// One of them.
    pub(super) fn get(&self, at: u32) -> Deal {
        Deal::unpacked(&self.0[at as usize])
    }

    /// Changes one of them.
    pub(super) fn set(&mut self, at: u32, deal: Deal) {
        self.0[at as usize] = deal.packed();
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Deal> + '_ {
        self.0.iter().map(Deal::unpacked)
    }

    /// Puts the leader of its interaction, by its row, into the numbers of a deal.
    pub(super) fn led_by(deal: &mut [u32; 7], leader: impl Fn(u32) -> u32) {
        deal[3] = leader(deal[3]);
    }

    /// Those of a stretch.
    pub(super) fn of(&self, stretch: (u32, u32)) -> impl Iterator<Item = Deal> + '_ {
        self.0[stretch.0 as usize..stretch.1 as usize].iter().map(Deal::unpacked)
    }
}

const PLAN: u32 = 1;
const NEWS: u32 = 1 << 1;
const BY_ME: u32 = 1 << 2;
const BY_THEM: u32 = 1 << 3;
const NAMED: u32 = 1 << 4;
const OWN: u32 = 1 << 5;
const TOLD: u32 = 1 << 6;
const LEADS: u32 = 1 << 7;
const FOLLOWS: u32 = 1 << 8;

fn flag(flag: u32, set: bool) -> u32 {
    if set { flag } else { 0 }
}

impl Row {
    /// As numbers.
    pub(super) fn packed(&self) -> [u32; 8] {
        let flags = flag(PLAN, self.done == Done::Plan)
            | flag(NEWS, self.purpose == Purpose::News)
            | flag(BY_ME, self.by == Some(Who::Me))
            | flag(BY_THEM, self.by == Some(Who::Them))
            | flag(NAMED, self.named)
            | flag(OWN, self.own)
            | flag(TOLD, self.told)
            | flag(LEADS, self.fate == Fate::Leads)
            | flag(FOLLOWS, self.fate == Fate::Follows);
        [self.note, self.entry, self.date.word(), self.people.0, self.people.1, self.deals.0, self.deals.1, flags]
    }

    fn unpacked(&[note, entry, date, from, to, first, last, flags]: &[u32; 8]) -> Row {
        let is = |flag: u32| flags & flag != 0;
        Row {
            note,
            entry,
            date: Date::of_word(date),
            people: (from, to),
            deals: (first, last),
            done: if is(PLAN) { Done::Plan } else { Done::Yes },
            purpose: if is(NEWS) { Purpose::News } else { Purpose::Contact },
            by: if is(BY_ME) { Some(Who::Me) } else { is(BY_THEM).then_some(Who::Them) },
            named: is(NAMED),
            own: is(OWN),
            told: is(TOLD),
            fate: if is(LEADS) {
                Fate::Leads
            } else if is(FOLLOWS) {
                Fate::Follows
            } else {
                Fate::Alone
            },
        }
    }

    /// Its people.
    pub(super) fn people<'a>(&self, all: &'a [u32]) -> &'a [u32] {
        &all[range(self.people)]
    }
}

impl Deal {
    /// As numbers.
    pub(super) fn packed(&self) -> [u32; 7] {
        let what = u32::from(self.kind.0) << 16 | flag(1 << 8, self.double) | self.verb as u32;
        [self.note, self.exchange, self.date.word(), self.interaction, self.people.0, self.people.1, what]
    }

    fn unpacked(&[note, exchange, date, interaction, from, to, what]: &[u32; 7]) -> Deal {
        let verb = Verb::ALL[(what & 0xff) as usize % Verb::ALL.len()].0;
        let (date, kind, double) = (Date::of_word(date), Kind((what >> 16) as u16), what & 1 << 8 != 0);
        Deal { note, exchange, verb, kind, date, interaction, people: (from, to), double }
    }
}

/// A stretch as places in a list.
pub(super) fn range(stretch: (u32, u32)) -> Range<usize> {
    stretch.0 as usize..stretch.1 as usize
}

/// Cuts a list into parts of these lengths.
pub(super) fn cut<T>(mut all: &mut [T], lengths: impl Iterator<Item = usize>) -> Vec<&mut [T]> {
    let part = |length: usize| {
        let (part, rest) = std::mem::take(&mut all).split_at_mut(length);
        all = rest;
        part
    };
    lengths.map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_were_put() {
        let date = Date::new(2026, 11, 20).unwrap();
        let row = Row {
            note: 1,
            entry: 2,
            date,
            people: (3, 4),
            deals: (5, 6),
            done: Done::Yes,
            purpose: Purpose::Contact,
            by: None,
            named: false,
            own: false,
            told: false,
            fate: Fate::Alone,
        };
        let check = |row: Row| {
            let mut rows = Rows::new(2);
            rows.set(1, row);
            assert_eq!(format!("{:?}", rows.get(1)), format!("{row:?}"));
        };
        check(row);
        check(Row { done: Done::Plan, by: Some(Who::Me), own: true, fate: Fate::Leads, ..row });
        check(Row { purpose: Purpose::News, by: Some(Who::Them), named: true, told: true, fate: Fate::Follows, ..row });
    }

    #[test]
    fn deals_come_back_as_they_were_put() {
        for (verb, _) in Verb::ALL {
            let date = Date::new(9999, 12, 31).unwrap();
            let deal =
                Deal { note: 1, exchange: 2, verb, kind: Kind(999), date, interaction: 7, people: (3, 4), double: verb == Verb::Got };
            let mut deals = Deals::new(1);
            deals.set(0, deal);
            assert_eq!(format!("{:?}", deals.get(0)), format!("{deal:?}"));
        }
    }

    #[test]
    fn verbs_are_kept_by_their_place() {
        assert!(Verb::ALL.iter().enumerate().all(|(at, (verb, _))| *verb as usize == at));
    }
}
