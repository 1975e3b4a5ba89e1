//! For each contact the things it is part of, in the order of their days, all in one list.

use super::rows::range;
use crate::model::Date;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// A thing with its day and what is asked of it most, so that most questions need not fetch it: as one number, the day before the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dated(u64);

/// How many bits tell more of a thing.
const TRAITS: u32 = 9;

impl Dated {
    /// The thing of this number; `traits` take nine bits.
    pub(super) fn new(day: Date, number: u32, traits: u32) -> Dated {
        Dated(u64::from(day.word()) << (TRAITS + 32) | u64::from(number) << TRAITS | u64::from(traits))
    }

    /// Its day.
    pub(super) fn day(self) -> Date {
        Date::of_word((self.0 >> (TRAITS + 32)) as u32)
    }

    /// Its number.
    pub(super) fn number(self) -> u32 {
        (self.0 >> TRAITS) as u32
    }

    /// What more is told of it.
    pub(super) fn traits(self) -> u32 {
        self.0 as u32 & ((1 << TRAITS) - 1)
    }

    /// Another thing of its day with the same traits.
    pub(super) fn renumbered(self, number: u32) -> Dated {
        Dated::new(self.day(), number, self.traits())
    }
}

/// For each of some contacts, the things it is part of, oldest first; those of one day by their numbers.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Where the things of each contact begin and end.
    stretches: Vec<(u32, u32)>,
    items: Vec<Dated>,
}

/// Contacts whose things one thread sees to at least.
const CHUNK: usize = 1024;

/// Things that one thread sees to at least.
const THINGS: usize = 8192;

impl Lists {
    /// The lists of `count` contacts; `of` gives each of so many things with the contacts that are part of it. It is asked twice.
    pub(super) fn new<I: Iterator<Item = u32>>(count: usize, things: usize, of: impl Fn(usize) -> (Dated, I) + Sync) -> Lists {
        // Threads that fill the lists side by side leave the things of one contact in any order, which sorting ends.
        let places: Vec<AtomicU32> = std::iter::repeat_with(AtomicU32::default).take(count).collect();
        each(things, |thing| {
            for contact in of(thing).1 {
                places[contact as usize].fetch_add(1, Ordering::Relaxed);
            }
        });
        let mut end = 0;
        for place in &places {
            end += place.swap(end, Ordering::Relaxed);
        }
        let starts: Vec<u32> = places.iter().map(|place| place.load(Ordering::Relaxed)).collect();
        let items: Vec<AtomicU64> = std::iter::repeat_with(AtomicU64::default).take(end as usize).collect();
        each(things, |thing| {
            let (dated, contacts) = of(thing);
            for contact in contacts {
                let place = places[contact as usize].fetch_add(1, Ordering::Relaxed);
                items[place as usize].store(dated.0, Ordering::Relaxed);
            }
        });
        let ends = places.into_iter().map(AtomicU32::into_inner);
        let stretches = starts.into_iter().zip(ends).collect();
        let items = items.into_iter().map(|item| Dated(item.into_inner())).collect();
        let mut lists = Lists { stretches, items };
        lists.each(|_, own| {
            own.sort_unstable();
            own.len()
        });
        lists
    }

    /// The things of one contact.
    pub(super) fn of(&self, contact: u32) -> &[Dated] {
        self.stretches.get(contact as usize).and_then(|stretch| self.items.get(range(*stretch))).unwrap_or_default()
    }

    /// Those of them from a day on.
    pub(super) fn since(&self, contact: u32, day: Date) -> &[Dated] {
        let all = self.of(contact);
        &all[all.partition_point(|item| item.day() < day)..]
    }

    /// Puts other things in the place of those of each contact, of which `day` keeps so many at the front: it is given the contact
    /// and its things of one day.
    pub(super) fn replace(&mut self, day: impl Fn(u32, &mut [Dated]) -> usize + Sync) {
        self.each(|contact, own| {
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
        let (mut rest, mut from, mut chunks) = (&mut self.items[..], 0, Vec::new());
        for (at, stretches) in self.stretches.chunks_mut(CHUNK).enumerate() {
            let end = stretches.last().map_or(from, |last| last.1);
            let (own, others) = rest.split_at_mut((end - from) as usize);
            chunks.push((at * CHUNK, from, stretches, own));
            (rest, from) = (others, end);
        }
        chunks.into_par_iter().for_each(|(first, from, stretches, own)| {
            for (contact, stretch) in (first as u32..).zip(stretches) {
                let kept = change(contact, &mut own[range((stretch.0 - from, stretch.1 - from))]);
                stretch.1 = stretch.0 + kept as u32;
            }
        });
    }
}

/// Hands each of so many things to `see`, on several threads where there are many.
pub(super) fn each(things: usize, see: impl Fn(usize) + Sync) {
    match things {
        0..=THINGS => (0..things).for_each(&see),
        _ => (0..things).into_par_iter().with_min_len(THINGS).for_each(&see),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_by_day_and_can_be_replaced() {
        let item = |day: i8, number| Dated::new(Date::new(2026, 11, day).unwrap(), number, 0);
        let pairs = [(1, item(3, 0)), (0, item(9, 1)), (1, item(2, 2)), (1, item(3, 3)), (3, item(1, 4))];
        let mut lists = Lists::new(4, pairs.len(), |at| (pairs[at].1, std::iter::once(pairs[at].0)));
        let numbers = |lists: &Lists| (0..4).map(|at| lists.of(at).iter().map(|item| item.number()).collect()).collect::<Vec<Vec<u32>>>();
        assert_eq!(numbers(&lists), [vec![1], vec![2, 0, 3], vec![], vec![4]]);
        lists.replace(|contact, own| {
            own.iter_mut().for_each(|item| *item = item.renumbered(item.number() + 10));
            if contact == 1 && own.len() > 1 { 1 } else { own.len() }
        });
        assert_eq!(numbers(&lists), [vec![11], vec![12, 10], vec![], vec![14]]);
    }

    #[test]
    fn a_thing_comes_back_as_it_was_put() {
        let last = Date::new(9999, 12, 31).unwrap();
        for (day, number, traits) in [(last, u32::MAX, 511), (Date::FIRST, 7, 0), (last, 0, 1)] {
            let dated = Dated::new(day, number, traits);
            assert_eq!((dated.day(), dated.number(), dated.traits()), (day, number, traits));
        }
        assert!(Dated::new(Date::FIRST, 9, 9) < Dated::new(last, 1, 1) && Dated::new(last, 1, 9) < Dated::new(last, 2, 1));
    }

    #[test]
    fn contacts_without_anything_have_empty_lists() {
        let lists = Lists::new(3, 0, |_| (Dated::new(Date::FIRST, 0, 0), std::iter::empty()));
        assert!((0..4).all(|contact| lists.of(contact).is_empty()));
    }

    #[test]
    fn many_things_come_in_order_whichever_thread_puts_them() {
        let item = |at: usize| Dated::new(Date::of_word(5000 - (at % 7) as u32), at as u32, 0);
        let lists = Lists::new(3, 10 * THINGS, |at| (item(at), [0, 1 + at as u32 % 2].into_iter()));
        assert_eq!((0..3).map(|at| lists.of(at).len()).collect::<Vec<_>>(), [10 * THINGS, 5 * THINGS, 5 * THINGS]);
        assert!((0..3).all(|at| lists.of(at).is_sorted()));
    }
}
