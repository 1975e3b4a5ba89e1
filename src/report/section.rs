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
}

impl<T> Section<T> {
    /// The section of these candidates, of which at most `most` are made rows.
    pub(super) fn of<C>(all: &[&C], most: Option<usize>, order: impl Fn(&C, &C) -> Ordering, row: impl Fn(&C) -> T) -> Section<T> {
        let first = order::first(all.len(), most, &|a, b| order(all[a], all[b]));
        Section { total: all.len(), rows: first.into_iter().map(|at| row(all[at])).collect() }
    }

    /// The same where the order begins with a `key` that is quick to have and to compare: only those that may be among the first by
    /// it are looked at any further.
    pub(super) fn keyed<C, K: Ord>(
        all: &[&C],
        most: Option<usize>,
        key: impl Fn(&C) -> K,
        order: impl Fn(&C, &C) -> Ordering,
        row: impl Fn(&C) -> T,
    ) -> Section<T> {
        let Some(behind) = most.filter(|most| *most < all.len()) else { return Section::of(all, most, order, row) };
        let mut keys: Vec<K> = all.iter().map(|one| key(one)).collect();
        let last = keys.select_nth_unstable(behind).1;
        let near: Vec<&C> = all.iter().copied().filter(|one| key(one) <= *last).collect();
        Section { total: all.len(), ..Section::of(&near, most, order, row) }
    }

    /// How many rows a page with at most `limit` rows shows.
    pub(super) fn shown(&self, limit: Option<usize>) -> usize {
        limit.unwrap_or(self.rows.len()).min(self.rows.len())
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
        let last = if self.rows.len() < self.total { Some(self.rows.last()?.clone()) } else { None };
        let known = |row: &T| last.as_ref().is_none_or(|last| row.order() <= last.order());
        for row in gone.rows.iter().filter(|row| known(row)) {
            let at = self.rows.binary_search_by(|own| own.order().cmp(&row.order())).ok()?;
            self.rows.remove(at);
        }
        for row in come.rows.into_iter().filter(|row| known(row)) {
            let at = self.rows.binary_search_by(|own| own.order().cmp(&row.order())).err()?;
            self.rows.insert(at, row);
        }
        self.total = (self.total + come.total).checked_sub(gone.total)?;
        (self.rows.len() >= least.min(self.total)).then_some(self)
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
        }
    }

    #[test]
    fn a_key_that_the_order_begins_with_changes_nothing() {
        let all = ["b", "abcdefghij", "abcdefghi", "", "abcdefgh", "c", "a"].each_ref();
        for most in (0..9).map(Some).chain([None]) {
            let whole = Section::of(&all, most, Ord::cmp, |name| name.len());
            assert_eq!(Section::keyed(&all, most, |name| start_of(name), Ord::cmp, |name| name.len()), whole);
            assert_eq!(Section::keyed(&all, most, |_| 0, Ord::cmp, |name| name.len()), whole);
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
