//! For each contact the things it is part of, in the order of their days, all in one list.

use super::dated::Dated;
use crate::model::Date;
use rayon::prelude::*;
use std::ops::Range;

/// For each of some contacts, the things it is part of, oldest first; those of one day by their numbers.
#[derive(Debug, Default)]
pub(super) struct Lists {
    shelves: Vec<Shelf>,
    /// How many contacts there are to a shelf, as a power of two.
    per_shelf: u32,
}

/// The things of some contacts, one after the other.
#[derive(Debug)]
pub(super) struct Shelf {
    /// Where the things of each end.
    ends: Vec<u32>,
    items: Vec<Dated>,
}

/// Contacts of a shelf at least, and shelves at most, as powers of two.
const FEW: u32 = 9;
const SHELVES: u32 = 6;

/// How many of so many contacts there are to a shelf, as a power of two: few enough to be filled in memory that is near.
pub(super) fn per_shelf(contacts: usize) -> u32 {
    contacts.next_power_of_two().ilog2().saturating_sub(SHELVES).max(FEW)
}

/// A thing of a contact in whose note it does not stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Other {
    /// The contact.
    pub(super) contact: u32,
    thing: [u32; 2],
}

impl Other {
    /// A thing of a contact.
    pub(super) fn new(contact: u32, thing: Dated) -> Other {
        Other { contact, thing: thing.halves() }
    }
}

/// A shelf that is being filled: for one contact after the other, what its own note tells of it. What others tell is known.
#[derive(Debug)]
pub(super) struct Filling<'o> {
    first: u32,
    others: Vec<&'o [Other]>,
    /// How many things others tell of each contact; once what its own note tells is there, where they go.
    places: Vec<u32>,
    shelf: Shelf,
}

impl<'o> Filling<'o> {
    /// A shelf of so many contacts from the `first` one on, with room for so many things of their own notes. Others are in the order
    /// of the contacts.
    pub(super) fn new(first: u32, contacts: usize, own: usize, others: impl Iterator<Item = &'o [Other]>) -> Filling<'o> {
        let before = |end: u32, all: &[Other]| all.partition_point(|other| other.contact < end);
        let own_of = |all: &'o [Other]| &all[before(first, all)..before(first.saturating_add(contacts as u32), all)];
        let others: Vec<&[Other]> = others.map(own_of).filter(|all| !all.is_empty()).collect();
        let mut places = vec![0; contacts];
        others.iter().copied().flatten().for_each(|other| places[(other.contact - first) as usize] += 1);
        let room = own + others.iter().map(|all| all.len()).sum::<usize>();
        Filling { first, others, places, shelf: Shelf { ends: Vec::with_capacity(contacts), items: Vec::with_capacity(room) } }
    }

    /// Takes in a thing that the next contact's own note tells of it.
    pub(super) fn take(&mut self, thing: Dated) {
        self.shelf.items.push(thing.counted(true));
    }

    /// The note of a contact ends.
    pub(super) fn end(&mut self) {
        let Shelf { ends, items } = &mut self.shelf;
        let others = std::mem::replace(&mut self.places[ends.len()], items.len() as u32);
        items.resize(items.len() + others as usize, Dated::default());
        ends.push(items.len() as u32);
    }

    /// The notes of all contacts have ended.
    pub(super) fn finished(mut self) -> Shelf {
        let Shelf { ends, items } = &mut self.shelf;
        for other in self.others.iter().copied().flatten() {
            let place = &mut self.places[(other.contact - self.first) as usize];
            items[*place as usize] = Dated::of_halves(other.thing);
            *place += 1;
        }
        items.shrink_to_fit();
        stretches(ends).for_each(|stretch| items[stretch].sort_unstable());
        self.shelf
    }
}

fn stretches(ends: &[u32]) -> impl Iterator<Item = Range<usize>> {
    ends.iter().scan(0, |start, end| Some(std::mem::replace(start, *end as usize)..*end as usize))
}

impl Lists {
    /// The lists of so many contacts, from these shelves.
    pub(super) fn new(contacts: usize, shelves: Vec<Shelf>) -> Lists {
        Lists { shelves, per_shelf: per_shelf(contacts) }
    }

    /// The lists of so many contacts, of which each thing names one.
    pub(super) fn of_things(contacts: usize, mut things: Vec<Other>) -> Lists {
        things.sort_unstable();
        let per_shelf = 1 << per_shelf(contacts);
        let shelf = |first: usize| {
            let count = per_shelf.min(contacts - first);
            let mut filling = Filling::new(first as u32, count, 0, std::iter::once(&things[..]));
            (0..count).for_each(|_| filling.end());
            filling.finished()
        };
        Lists::new(contacts, (0..contacts).step_by(per_shelf).map(shelf).collect())
    }

    /// The things of one contact.
    pub(super) fn of(&self, contact: u32) -> &[Dated] {
        let Some(Shelf { ends, items }) = self.shelves.get(contact as usize >> self.per_shelf) else { return &[] };
        let place = contact as usize & ((1 << self.per_shelf) - 1);
        let start = place.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied());
        start.zip(ends.get(place)).and_then(|(start, end)| items.get(range((start, *end)))).unwrap_or_default()
    }

    /// Those of them from a day on.
    pub(super) fn since(&self, contact: u32, day: Date) -> &[Dated] {
        let all = self.of(contact);
        &all[all.partition_point(|item| item.day() < day)..]
    }

    /// Puts other things in the place of those of each contact `wanted`, of which `day` keeps so many at the front: it is given the
    /// contact and its things of one day.
    pub(super) fn replace(&mut self, wanted: impl Fn(u32) -> bool + Sync, day: impl Fn(u32, &mut [Dated]) -> usize + Sync) {
        self.each(|contact, own| {
            if !wanted(contact) {
                return own.len();
            }
            let (mut kept, mut from) = (0, 0);
            while from < own.len() {
                let length = own[from..].iter().take_while(|item| item.day() == own[from].day()).count();
                let left = day(contact, &mut own[from..from + length]);
                own.copy_within(from..from + left, kept);
                (kept, from) = (kept + left, from + length);
            }
            kept
        });
    }

    /// Hands the things of each contact to `change`, which says how many of them are kept, at the front.
    fn each(&mut self, change: impl Fn(u32, &mut [Dated]) -> usize + Sync) {
        let per_shelf = self.per_shelf;
        self.shelves.par_iter_mut().enumerate().with_max_len(1).for_each(|(shelf, Shelf { ends, items })| {
            let (mut start, mut kept) = (0, 0);
            for (contact, end) in ((shelf << per_shelf) as u32..).zip(ends) {
                let left = change(contact, &mut items[range((start, *end))]);
                items.copy_within(start as usize..start as usize + left, kept);
                kept += left;
                start = std::mem::replace(end, kept as u32);
            }
            items.truncate(kept);
        });
    }
}

/// A stretch as places in a list.
pub(super) fn range(stretch: (u32, u32)) -> Range<usize> {
    stretch.0 as usize..stretch.1 as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_by_day_and_can_be_replaced() {
        let item = |day: i8, number| Dated::new(Date::new(2026, 11, day).unwrap(), number, 0);
        let pairs = [(1, item(3, 0)), (0, item(9, 1)), (1, item(2, 2)), (1, item(3, 3)), (3, item(1, 4))];
        let pairs = pairs.map(|(contact, thing)| Other::new(contact, thing));
        let mut lists = Lists::of_things(4, pairs.to_vec());
        let numbers = |lists: &Lists| (0..4).map(|at| lists.of(at).iter().map(|item| item.number()).collect()).collect::<Vec<Vec<u32>>>();
        assert_eq!(numbers(&lists), [vec![1], vec![2, 0, 3], vec![], vec![4]]);
        let wanted = |contact| contact != 3;
        lists.replace(wanted, |contact, own| {
            own.iter_mut().for_each(|item| *item = Dated::new(item.day(), item.number() + 10, 0));
            if contact == 1 && own.len() > 1 { 1 } else { own.len() }
        });
        assert_eq!(numbers(&lists), [vec![11], vec![12, 10], vec![], vec![4]]);
    }

    #[test]
    fn contacts_without_anything_have_empty_lists() {
        let lists = Lists::of_things(3, Vec::new());
        assert!((0..4).all(|contact| lists.of(contact).is_empty()));
        assert!(Lists::default().of(0).is_empty());
    }

    #[test]
    fn what_many_notes_tell_of_their_own_and_of_others_comes_in_order() {
        let item = |at: u32| Dated::new(Date::of_word(5000 - at % 7), at, 0);
        for count in [1, 511, 512, 513, 1500_u32] {
            let (mut all, mut others) = (vec![Vec::new(); count as usize], [Vec::new(), Vec::new(), Vec::new()]);
            for contact in 0..count {
                for at in 0..contact % 5 {
                    let (thing, other) = (item(contact * 10 + at), contact * 37 % count);
                    all[contact as usize].push(thing.counted(true));
                    if other != contact {
                        all[other as usize].push(thing);
                        others[at as usize % 3].push(Other::new(other, thing));
                    }
                }
            }
            others.iter_mut().for_each(|others| others.sort_unstable());
            let per_shelf = 1 << per_shelf(count as usize);
            let shelf = |first: u32| {
                let contacts = first..count.min(first + per_shelf);
                let mut filling = Filling::new(first, contacts.len(), 1, others.iter().map(Vec::as_slice));
                for contact in contacts {
                    (0..contact % 5).for_each(|at| filling.take(item(contact * 10 + at)));
                    filling.end();
                }
                filling.finished()
            };
            let lists = Lists::new(count as usize, (0..count).step_by(per_shelf as usize).map(shelf).collect());
            all.iter_mut().for_each(|own| own.sort_unstable());
            assert_eq!((0..count).map(|contact| lists.of(contact).to_vec()).collect::<Vec<_>>(), all);
            assert!(lists.of(count).is_empty() && lists.of(u32::MAX).is_empty());
        }
    }

    #[test]
    fn what_is_left_of_a_list_is_found_where_it_moved() {
        let item = |number| Dated::new(Date::FIRST, number, 0);
        let mut lists = Lists::of_things(700, (0..1400).map(|number| Other::new(number % 700, item(number))).collect());
        lists.each(|contact, own| if contact % 3 == 0 { 1 } else { own.len() });
        for contact in 0..700 {
            let want = if contact % 3 == 0 { vec![item(contact)] } else { vec![item(contact), item(contact + 700)] };
            assert_eq!(lists.of(contact), want);
        }
    }
}
