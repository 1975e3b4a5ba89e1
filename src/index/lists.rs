//! For each contact the things it is part of, in the order of their days, all in one list.

use crate::model::Date;
use rayon::prelude::*;
use std::ops::Range;

/// A thing with its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dated {
    pub(super) day: Date,
    pub(super) number: u32,
}

/// For each of some contacts, the things it is part of, oldest first; those of one day by their numbers.
#[derive(Debug, Default)]
pub(super) struct Lists {
    starts: Vec<u32>,
    items: Vec<Dated>,
}

/// Contacts whose things one thread sees to at least.
const CHUNK: usize = 1024;

impl Lists {
    /// The lists of `count` contacts; `pairs` gives (contact, thing) as often as it is asked, in any order.
    pub(super) fn new<I: Iterator<Item = (u32, Dated)>>(count: usize, pairs: impl Fn() -> I) -> Lists {
        let mut starts = vec![0_u32; count + 1];
        let mut any = None;
        for (contact, item) in pairs() {
            starts[contact as usize + 1] += 1;
            any = Some(item);
        }
        let Some(any) = any else { return Lists { starts, items: Vec::new() } };
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![any; starts[count] as usize];
        for (contact, item) in pairs() {
            items[next[contact as usize] as usize] = item;
            next[contact as usize] += 1;
        }
        let mut lists = Lists { starts, items };
        lists.each(|_, own| {
            own.sort_unstable();
            own.len()
        });
        lists
    }

    /// The things of one contact.
    pub(super) fn of(&self, contact: u32) -> &[Dated] {
        self.items.get(self.range(contact)).unwrap_or_default()
    }

    /// Those of them from a day on.
    pub(super) fn since(&self, contact: u32, day: Date) -> &[Dated] {
        let all = self.of(contact);
        &all[all.partition_point(|item| item.day < day)..]
    }

    fn range(&self, contact: u32) -> Range<usize> {
        let at = |contact: usize| self.starts.get(contact).map_or(0, |at| *at as usize);
        at(contact as usize)..at(contact as usize + 1)
    }

    /// Puts other things in the place of those of each contact, of which `day` keeps so many at the front: it is given the contact
    /// and its things of one day.
    pub(super) fn replace(&mut self, day: impl Fn(u32, &mut [Dated]) -> usize + Sync) {
        self.each(|contact, own| {
            let (mut kept, mut from) = (0, 0);
            while from < own.len() {
                let length = own[from..].iter().take_while(|item| item.day == own[from].day).count();
                let left = day(contact, &mut own[from..from + length]);
                own.copy_within(from..from + left, kept);
                (kept, from) = (kept + left, from + length);
            }
            kept
        });
    }

    /// Hands the things of each contact to `change`, which says how many of them are kept.
    fn each(&mut self, change: impl Fn(u32, &mut [Dated]) -> usize + Sync) {
        let count = self.starts.len().saturating_sub(1);
        let (mut rest, mut chunks) = (&mut self.items[..], Vec::new());
        for first in (0..count).step_by(CHUNK) {
            let last = (first + CHUNK).min(count);
            let (own, others) = rest.split_at_mut((self.starts[last] - self.starts[first]) as usize);
            chunks.push((first, last, own));
            rest = others;
        }
        let starts = &self.starts;
        let changed = |(first, last, mut own): (usize, usize, &mut [Dated])| {
            let kept = (first..last).map(|contact| {
                let (one, others) = std::mem::take(&mut own).split_at_mut((starts[contact + 1] - starts[contact]) as usize);
                own = others;
                change(contact as u32, one) as u32
            });
            kept.collect::<Vec<u32>>()
        };
        let kept: Vec<u32> = chunks.into_par_iter().map(changed).collect::<Vec<_>>().concat();
        let mut end = 0;
        for (contact, kept) in kept.into_iter().enumerate() {
            let from = self.starts[contact] as usize;
            self.items.copy_within(from..from + kept as usize, end);
            self.starts[contact] = end as u32;
            end += kept as usize;
        }
        self.items.truncate(end);
        if let Some(last) = self.starts.last_mut() {
            *last = end as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_by_day_and_can_be_replaced() {
        let item = |day: i8, number| Dated { day: Date::new(2026, 11, day).unwrap(), number };
        let pairs = [(1, item(3, 0)), (0, item(9, 1)), (1, item(2, 2)), (1, item(3, 3)), (3, item(1, 4))];
        let mut lists = Lists::new(4, || pairs.iter().copied());
        let numbers = |lists: &Lists| (0..4).map(|at| lists.of(at).iter().map(|item| item.number).collect()).collect::<Vec<Vec<u32>>>();
        assert_eq!(numbers(&lists), [vec![1], vec![2, 0, 3], vec![], vec![4]]);
        lists.replace(|contact, own| {
            own.iter_mut().for_each(|item| item.number += 10);
            if contact == 1 && own.len() > 1 { 1 } else { own.len() }
        });
        assert_eq!(numbers(&lists), [vec![11], vec![12, 10], vec![], vec![14]]);
    }

    #[test]
    fn contacts_without_anything_have_empty_lists() {
        let lists = Lists::new(3, std::iter::empty);
        assert!((0..4).all(|contact| lists.of(contact).is_empty()));
    }
}
