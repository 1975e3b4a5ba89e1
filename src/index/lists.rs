//! For each contact the things it is part of, in the order of their days, all in one list.

use super::dated::Dated;
use crate::model::Date;
use rayon::prelude::*;
use std::ops::Range;

/// For each of some contacts, the things it is part of, oldest first; those of one day by their numbers.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// On which shelf the things of each contact are.
    shelf_of: Vec<u8>,
    shelves: Vec<Shelf>,
}

/// Parts into which the contacts are divided at most: each is filled by one thread, in memory that is near.
const SHELVES: usize = 64;

/// The things of some contacts, one after the other.
#[derive(Debug)]
struct Shelf {
    /// The first of them.
    first: u32,
    /// Where the things of each begin and end.
    stretches: Vec<(u32, u32)>,
    items: Vec<Dated>,
}

/// What some notes tell, one after the other: things of their own contacts, and things of others.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Where the things of each own contact end.
    ends: Vec<u32>,
    own: Vec<Dated>,
    /// In the order of the contacts, once everything is gathered.
    others: Vec<(u32, Dated)>,
}

impl Gathered {
    /// Nothing yet, with room for so many things of own contacts.
    pub(super) fn with_room(things: usize) -> Gathered {
        Gathered { own: Vec::with_capacity(things), ..Gathered::default() }
    }

    /// Takes in a thing that counts for these, told in the note of `own`. It is counted with the one in whose note it stands, else with
    /// the first of them.
    pub(super) fn take(&mut self, own: Option<u32>, people: &[u32], thing: Dated) {
        if let ([only], Some(own)) = (people, own)
            && *only == own
        {
            return self.own.push(thing.counted(true));
        }
        let with = own.filter(|own| people.contains(own)).or(people.first().copied());
        for &contact in people {
            let thing = thing.counted(Some(contact) == with);
            if Some(contact) == own { self.own.push(thing) } else { self.others.push((contact, thing)) }
        }
    }

    /// The note of a contact ends.
    pub(super) fn end(&mut self) {
        self.ends.push(self.own.len() as u32);
    }

    /// Everything is gathered.
    pub(super) fn finished(mut self) -> Gathered {
        // Those of one contact are put in order with its own.
        self.others.sort_unstable_by_key(|(contact, _)| *contact);
        self.others.shrink_to_fit();
        self.own.shrink_to_fit();
        self
    }
}

/// Where the things of others begin that belong on each shelf, from the first contact of each, and where the last ones end.
fn cuts(others: &[(u32, Dated)], firsts: &[u32]) -> Vec<usize> {
    let mut from = 0;
    let cut = |first: &u32| {
        from += others[from..].partition_point(|(other, _)| other < first);
        from
    };
    firsts.iter().map(cut).chain([others.len()]).collect()
}

impl Shelf {
    /// The shelf that begins with this contact: what the own notes of its contacts tell, which is gone then, and what all notes tell of
    /// them.
    fn filled(first: u32, own: Vec<Gathered>, others: &[&[(u32, Dated)]]) -> Shelf {
        let counts = own.iter().flat_map(|part| part.ends.iter().scan(0, |start, end| Some(end - std::mem::replace(start, *end))));
        let mut stretches: Vec<(u32, u32)> = counts.map(|count| (0, count)).collect();
        let others = || others.iter().copied().flatten();
        others().for_each(|(contact, _)| stretches[(contact - first) as usize].1 += 1);
        let mut end = 0;
        for stretch in &mut stretches {
            let count = std::mem::replace(&mut stretch.1, end);
            stretch.0 = end;
            end += count;
        }
        let (mut items, mut contact) = (vec![Dated::default(); end as usize], 0);
        for part in own {
            let mut start = 0;
            for &end in &part.ends {
                let (things, place) = (&part.own[range((start, end))], &mut stretches[contact].1);
                items[range((*place, *place + (end - start)))].copy_from_slice(things);
                *place += end - start;
                (contact, start) = (contact + 1, end);
            }
        }
        for (contact, thing) in others() {
            let place = &mut stretches[(contact - first) as usize].1;
            items[*place as usize] = *thing;
            *place += 1;
        }
        stretches.iter().for_each(|stretch| items[range(*stretch)].sort_unstable());
        Shelf { first, stretches, items }
    }
}

impl Lists {
    /// The lists of all contacts, from what the parts of a vault tell.
    pub(super) fn new(mut parts: Vec<Gathered>) -> Lists {
        let others: Vec<Vec<(u32, Dated)>> = parts.iter_mut().map(|part| std::mem::take(&mut part.others)).collect();
        let per_shelf = parts.len().div_ceil(SHELVES).max(1);
        let (mut own, mut shelf_of, mut firsts) = (Vec::new(), Vec::new(), Vec::new());
        let mut parts = parts.into_iter().peekable();
        while parts.peek().is_some() {
            let some: Vec<Gathered> = parts.by_ref().take(per_shelf).collect();
            firsts.push(shelf_of.len() as u32);
            shelf_of.extend(some.iter().flat_map(|part| &part.ends).map(|_| own.len() as u8));
            own.push(some);
        }
        let cuts: Vec<Vec<usize>> = others.par_iter().map(|others| cuts(others, &firsts)).collect();
        let shelf = |(at, own): (usize, Vec<Gathered>)| {
            let others: Vec<&[(u32, Dated)]> = others.iter().zip(&cuts).map(|(others, cuts)| &others[cuts[at]..cuts[at + 1]]).collect();
            Shelf::filled(firsts[at], own, &others)
        };
        Lists { shelves: own.into_par_iter().enumerate().with_max_len(1).map(shelf).collect(), shelf_of }
    }

    /// The lists of so many contacts, of which each thing names one.
    pub(super) fn of_things(count: usize, things: Vec<(u32, Dated)>) -> Lists {
        let gathered = Gathered { ends: vec![0; count], own: Vec::new(), others: things };
        Lists::new(vec![gathered.finished()])
    }

    /// Of how many contacts they are.
    pub(super) fn len(&self) -> usize {
        self.shelf_of.len()
    }

    /// The things of one contact.
    pub(super) fn of(&self, contact: u32) -> &[Dated] {
        let shelf = self.shelf_of.get(contact as usize).and_then(|shelf| self.shelves.get(usize::from(*shelf)));
        shelf.and_then(|shelf| shelf.items.get(range(*shelf.stretches.get((contact - shelf.first) as usize)?))).unwrap_or_default()
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
        self.shelves.par_iter_mut().with_max_len(1).for_each(|Shelf { first, stretches, items }| {
            for (contact, stretch) in (*first..).zip(stretches) {
                let kept = change(contact, &mut items[range(*stretch)]);
                stretch.1 = stretch.0 + kept as u32;
            }
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
        assert!(Lists::new(Vec::new()).of(0).is_empty());
    }

    #[test]
    fn what_many_parts_tell_of_their_own_and_of_others_comes_in_order() {
        let item = |at: u32| Dated::new(Date::of_word(5000 - at % 7), at, 0);
        let parts = |count: u32| 3 * count;
        let mut all: Vec<Vec<Dated>> = vec![Vec::new(); parts(100) as usize];
        let mut gathered = Vec::new();
        for part in 0..100 {
            let mut own = Gathered::default();
            for contact in parts(part)..parts(part + 1) {
                for at in 0..contact % 5 {
                    let (thing, other) = (item(contact * 10 + at), contact * 37 % parts(100));
                    let people = if other == contact { &[contact][..] } else { &[contact, other] };
                    own.take(Some(contact), people, thing);
                    people.iter().for_each(|one| all[*one as usize].push(thing.counted(*one == contact)));
                }
                own.end();
            }
            gathered.push(own.finished());
        }
        all.iter_mut().for_each(|own| own.sort_unstable());
        let lists = Lists::new(gathered);
        assert_eq!((0..parts(100)).map(|contact| lists.of(contact).to_vec()).collect::<Vec<_>>(), all);
    }
}
