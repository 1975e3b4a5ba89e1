//! One section of a digest: the first of its rows and how many there are.

use super::rows::Row;
use crate::model::order;
use bitcode::{Decode, Encode};
use std::cmp::Ordering;

/// The first rows of a section, in their order.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(super) struct Section<T> {
    /// How many rows there are.
    pub(super) total: usize,
    /// The first of them.
    pub(super) rows: Vec<T>,
    /// How many of these, at least, are as they were before the last change.
    #[bitcode(skip)]
    same: usize,
}

impl<T> Section<T> {
    /// The section of so many rows, of which these are the first.
    pub(super) fn new(total: usize, rows: Vec<T>) -> Section<T> {
        Section { total, rows, same: 0 }
    }

    /// The section of these candidates, of which at most `most` are made rows.
    pub(super) fn of<C>(all: &[&C], most: Option<usize>, order: impl Fn(&C, &C) -> Ordering, row: impl Fn(&C) -> T) -> Section<T> {
        let first = order::first(all.len(), most, &|a, b| order(all[a], all[b]));
        Section::new(all.len(), first.into_iter().map(|at| row(all[at])).collect())
    }

    /// The same of what is at the front of some parts.
    pub(super) fn of_fronts<C>(
        parts: &[&Front<C>],
        most: Option<usize>,
        order: impl Fn(&C, &C) -> Ordering,
        row: impl Fn(&C) -> T,
    ) -> Section<T> {
        let near: Vec<&C> = parts.iter().flat_map(|part| &part.near).collect();
        Section { total: parts.iter().map(|part| part.total).sum(), ..Section::of(&near, most, order, row) }
    }

    /// How many rows a page with at most `limit` rows shows.
    pub(super) fn shown(&self, limit: Option<usize>) -> usize {
        limit.unwrap_or(self.rows.len()).min(self.rows.len())
    }

    /// Whether the rows that a page with at most `limit` rows shows are as they were before the last change.
    pub(super) fn shows_the_same(&self, limit: usize) -> bool {
        self.same >= limit
    }

    /// How many it leaves out.
    pub(super) fn left_out(&self, limit: Option<usize>) -> usize {
        self.total - self.shown(limit)
    }
}

impl<T: Row + Clone + PartialEq> Section<T> {
    /// The same when all of `gone` went and all of `come` came, of which every row is given. `None` when it does not tell the
    /// first `least` rows any more.
    pub(super) fn changed(mut self, gone: Section<T>, come: Section<T>, least: usize) -> Option<Section<T>> {
        self.same = usize::MAX;
        if gone == come {
            return (self.rows.len() >= least.min(self.total)).then_some(self);
        }
        let last = if self.rows.len() < self.total { Some(self.rows.last()?.clone()) } else { None };
        let known = |row: &T| last.as_ref().is_none_or(|last| row.order() <= last.order());
        for row in gone.rows.iter().filter(|row| known(row)) {
            let at = self.rows.binary_search_by(|own| own.order().cmp(&row.order())).ok()?;
            self.rows.remove(at);
            self.same = self.same.min(at);
        }
        for row in come.rows.into_iter().filter(|row| known(row)) {
            let at = self.rows.binary_search_by(|own| own.order().cmp(&row.order())).err()?;
            self.rows.insert(at, row);
            self.same = self.same.min(at);
        }
        self.total = (self.total + come.total).checked_sub(gone.total)?;
        (self.rows.len() >= least.min(self.total)).then_some(self)
    }
}

/// Of some candidates for a section those that may be among its first rows.
#[derive(Debug)]
pub(super) struct Front<T> {
    /// How many candidates there were.
    total: usize,
    /// Those that may be among the first; until they are [settled](Front::settle), all of them.
    pub(super) near: Vec<T>,
}

impl<T> Default for Front<T> {
    fn default() -> Front<T> {
        Front { total: 0, near: Vec::new() }
    }
}

impl<T> Front<T> {
    /// Of these candidates.
    pub(super) fn of<K: Ord>(near: Vec<T>, most: Option<usize>, key: impl Fn(&T) -> K) -> Front<T> {
        let mut front = Front { total: 0, near };
        front.settle(most, key);
        front
    }

    /// Leaves only such as may be among the first `most` by a `key` with which their order begins, and which is quick to have and to
    /// compare.
    pub(super) fn settle<K: Ord>(&mut self, most: Option<usize>, key: impl Fn(&T) -> K) {
        self.total = self.near.len();
        if let Some(behind) = most.filter(|most| *most < self.total) {
            let mut keys: Vec<K> = self.near.iter().map(&key).collect();
            let last = keys.select_nth_unstable(behind).1;
            self.near.retain(|one| key(one) <= *last);
        }
        self.near.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::start_of;

    impl Row for u32 {
        type Order<'k> = u32;

        fn order(&self) -> u32 {
            *self
        }
    }

    fn check(all: &[u32], most: usize, gone: &[u32], come: &[u32], want: Option<&[u32]>) {
        let section = |rows: &[u32], most| Section::of(&rows.iter().collect::<Vec<_>>(), most, u32::cmp, |row| *row);
        let changed = section(all, Some(most)).changed(section(gone, None), section(come, None), 2);
        assert_eq!(changed.as_ref().map(|section| &section.rows[..]), want);
        if let Some(section) = changed {
            assert_eq!(section.total, all.len() - gone.len() + come.len());
            let before = Section::of(&all.iter().collect::<Vec<_>>(), Some(most), u32::cmp, |row| *row);
            for limit in 0..=2 {
                let is_same = before.rows.iter().take(limit).eq(section.rows.iter().take(limit));
                assert!(is_same || !section.shows_the_same(limit), "{limit} of {all:?}");
            }
            assert_eq!(gone == come, section.shows_the_same(usize::MAX));
        }
    }

    #[test]
    fn a_key_that_the_order_begins_with_changes_nothing() {
        let all = ["b", "abcdefghij", "abcdefghi", "", "abcdefgh", "c", "a"].each_ref();
        for most in (0..9).map(Some).chain([None]) {
            let whole = Section::of(&all, most, Ord::cmp, |name| name.len());
            for cut in 0..=all.len() {
                let (some, others) = all.split_at(cut);
                let fronts = [Front::of(some.to_vec(), most, |name| start_of(name)), Front::of(others.to_vec(), most, |_| 0)];
                assert_eq!(Section::of_fronts(&fronts.each_ref(), most, Ord::cmp, |name| name.len()), whole);
                assert!(most != Some(0) || fronts[0].near.len() <= 1, "only the first is left");
            }
        }
    }

    #[test]
    fn rows_go_and_come_as_far_as_they_are_known() {
        check(&[5, 1, 3, 9], 9, &[3], &[4, 10], Some(&[1, 4, 5, 9, 10]));
        check(&[5, 1, 3, 9], 3, &[3], &[4, 10], Some(&[1, 4, 5]));
        check(&[5, 1, 3, 9], 3, &[9], &[2], Some(&[1, 2, 3, 5]));
        check(&[5, 1, 3, 9], 2, &[3], &[], None);
        check(&[5, 1], 2, &[1, 5], &[7], Some(&[7]));
        check(&[5, 1], 2, &[4], &[], None);
    }
}
