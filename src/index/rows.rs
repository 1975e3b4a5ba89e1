//! Entries that count and their exchanges, as plain numbers: such a list begins as untouched memory, so that each thread fills the
//! part in which its notes stand, and nothing is copied afterwards.

use super::lists::Dated;
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
    /// Whether its interaction is a plan.
    pub(super) planned: bool,
}

/// The numbers of a row. The deals of each row stand behind those of the row before, so that where they begin is enough.
pub(super) type RowNumbers = [u32; 6];

/// The numbers of a deal.
pub(super) type DealNumbers = [u32; 7];

/// Rows, and gaps between them: such follow nothing and have no people.
#[derive(Debug, Default)]
pub(super) struct Rows {
    numbers: Vec<RowNumbers>,
    /// Where the deals of the last one end.
    end: u32,
}

impl Rows {
    /// So many rows with so many deals in all, every row still to be written.
    pub(super) fn new(count: usize, deals: usize) -> Rows {
        Rows { numbers: vec![[0; 6]; count], end: deals as u32 }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.numbers.len() as u32
    }

    /// The numbers of all rows.
    pub(super) fn numbers(&mut self) -> &mut [RowNumbers] {
        &mut self.numbers
    }

    /// One of them.
    pub(super) fn get(&self, at: u32) -> Row {
        let end = self.numbers.get(at as usize + 1).map_or(self.end, |next| next[5]);
        Row::unpacked(&self.numbers[at as usize], end)
    }

    /// Changes one of them, all but its deals.
    pub(super) fn set(&mut self, at: u32, row: Row) {
        let own = &mut self.numbers[at as usize];
        *own = Row { deals: (own[5], own[5]), ..row }.packed();
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Row> + '_ {
        (0..self.len()).map(|at| self.get(at))
    }
}

/// Deals, and gaps between them: doubles of nothing without people.
#[derive(Debug, Default)]
pub(super) struct Deals(Vec<DealNumbers>);

impl Deals {
    /// So many deals, all of them still to be written.
    pub(super) fn new(count: usize) -> Deals {
        Deals(vec![[0; 7]; count])
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// The numbers of all deals.
    pub(super) fn numbers(&mut self) -> &mut [DealNumbers] {
        &mut self.0
    }

    /// One of them.
    pub(super) fn get(&self, at: u32) -> Deal {
        Deal::unpacked(&self.0[at as usize])
    }

    /// What a deal does and what it was, as one number.
    pub(super) fn sort(&self, at: u32) -> u32 {
        self.0[at as usize][6] & !(DOUBLE | PLANNED)
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
    pub(super) fn led_by(deal: &mut DealNumbers, leader: impl Fn(u32) -> u32) {
        deal[3] = leader(deal[3]);
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

/// Marks a deal that was told before, beside its verb.
const DOUBLE: u32 = 1 << 8;

/// Marks one of a plan.
const PLANNED: u32 = 1 << 9;

/// Marks a dated deal of a plan, beside its verb.
const OF_A_PLAN: u32 = 1 << 3;

/// Where the kind of a dated deal begins, behind these.
const OF_KIND: u32 = 4;

/// What stands there for kinds that do not fit.
const OTHER_KIND: u32 = 31;

/// Where the day begins in the number that it shares with the flags: days take 23 bits.
const DAY: u32 = 9;

fn flag(flag: u32, set: bool) -> u32 {
    if set { flag } else { 0 }
}

impl Row {
    /// As numbers.
    pub(super) fn packed(&self) -> RowNumbers {
        let flags = flag(PLAN, self.done == Done::Plan)
            | flag(NEWS, self.purpose == Purpose::News)
            | flag(BY_ME, self.by == Some(Who::Me))
            | flag(BY_THEM, self.by == Some(Who::Them))
            | flag(NAMED, self.named)
            | flag(OWN, self.own)
            | flag(TOLD, self.told)
            | flag(LEADS, self.fate == Fate::Leads)
            | flag(FOLLOWS, self.fate == Fate::Follows);
        [self.note, self.entry, self.date.word() << DAY | flags, self.people.0, self.people.1, self.deals.0]
    }

    fn unpacked(&[note, entry, flags, from, to, first]: &RowNumbers, last: u32) -> Row {
        let is = |flag: u32| flags & flag != 0;
        Row {
            note,
            entry,
            date: Date::of_word(flags >> DAY),
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

    /// The numbers of no row at all, before which so many deals stand.
    pub(super) fn gap(deals: u32) -> RowNumbers {
        [0, 0, FOLLOWS, 0, 0, deals]
    }

    /// With its day and what all rows of an interaction share: whether it is a plan, and whether news.
    pub(super) fn dated(&self, number: u32) -> Dated {
        Dated::new(self.date, number, flag(PLAN, self.done == Done::Plan) | flag(NEWS, self.purpose == Purpose::News))
    }

    /// Its people.
    pub(super) fn people<'a>(&self, all: &'a [u32]) -> &'a [u32] {
        &all[range(self.people)]
    }
}

impl Deal {
    /// The numbers of no deal at all.
    pub(super) const GAP: DealNumbers = [0, 0, 0, 0, 0, 0, DOUBLE];

    /// As numbers.
    pub(super) fn packed(&self) -> DealNumbers {
        let what = u32::from(self.kind.0) << 16 | flag(DOUBLE, self.double) | flag(PLANNED, self.planned) | self.verb as u32;
        [self.note, self.exchange, self.date.word(), self.interaction, self.people.0, self.people.1, what]
    }

    fn unpacked(&[note, exchange, date, interaction, from, to, what]: &DealNumbers) -> Deal {
        let (date, kind) = (Date::of_word(date), Kind((what >> 16) as u16));
        let (verb, double, planned) = (Verb::of_number(what & 0xff), what & DOUBLE != 0, what & PLANNED != 0);
        Deal { note, exchange, verb, kind, date, interaction, people: (from, to), double, planned }
    }

    /// With its day, what it does, whether it is part of a plan, and its kind.
    pub(super) fn dated(&self, number: u32) -> Dated {
        let kind = u32::from(self.kind.0).min(OTHER_KIND) << OF_KIND;
        Dated::new(self.date, number, kind | flag(OF_A_PLAN, self.planned) | self.verb as u32)
    }
}

/// What a dated row tells: whether it is a plan, and whether one was in touch.
pub(super) fn sort(dated: Dated) -> (Done, Purpose) {
    let is = |flag: u32| dated.traits() & flag != 0;
    (if is(PLAN) { Done::Plan } else { Done::Yes }, if is(NEWS) { Purpose::News } else { Purpose::Contact })
}

/// What a dated deal tells: what it does, and whether it is part of a plan.
pub(super) fn deed(dated: Dated) -> (Verb, Done) {
    let plan = dated.traits() & OF_A_PLAN != 0;
    (Verb::of_number(dated.traits() & (OF_A_PLAN - 1)), if plan { Done::Plan } else { Done::Yes })
}

/// The kind of a dated deal; `None` where the deal has to be asked.
pub(super) fn kind(dated: Dated) -> Option<Kind> {
    let kind = dated.traits() >> OF_KIND;
    (kind != OTHER_KIND).then_some(Kind(kind as u16))
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
        let date = Date::new(9999, 12, 31).unwrap();
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
            let mut rows = Rows::new(3, 6);
            rows.numbers().copy_from_slice(&[row.packed(), row.packed(), Row { deals: (6, 6), ..row }.packed()]);
            assert_eq!(format!("{:?}", rows.get(1)), format!("{row:?}"));
            assert_eq!(rows.get(2).deals, (6, 6));
            assert_eq!(sort(row.dated(3)), (row.done, row.purpose));
            rows.set(1, Row { note: 7, deals: (9, 9), ..row });
            assert_eq!(format!("{:?}", rows.get(1)), format!("{:?}", Row { note: 7, ..row }));
        };
        check(row);
        check(Row { done: Done::Plan, by: Some(Who::Me), own: true, fate: Fate::Leads, ..row });
        check(Row { purpose: Purpose::News, by: Some(Who::Them), named: true, told: true, fate: Fate::Follows, ..row });
    }

    #[test]
    fn deals_come_back_as_they_were_put() {
        for (verb, _) in Verb::ALL {
            let date = Date::new(9999, 12, 31).unwrap();
            let deal = Deal {
                note: 1,
                exchange: 2,
                verb,
                kind: Kind(999),
                date,
                interaction: 7,
                people: (3, 4),
                double: verb == Verb::Got,
                planned: verb == Verb::Gave,
            };
            let mut deals = Deals::new(1);
            deals.set(0, deal);
            assert_eq!(format!("{:?}", deals.get(0)), format!("{deal:?}"));
            for number in [0, 13, 30, 31, 999] {
                let dated = Deal { kind: Kind(number), ..deal }.dated(3);
                assert_eq!((kind(dated), deed(dated)), (Some(Kind(number)).filter(|_| number < 31), deed(deal.dated(3))));
            }
            assert_eq!(deed(deal.dated(3)), (verb, if deal.planned { Done::Plan } else { Done::Yes }));
        }
    }

    #[test]
    fn verbs_are_kept_by_their_place() {
        assert!(Verb::ALL.iter().enumerate().all(|(at, (verb, _))| *verb as usize == at));
    }
}
