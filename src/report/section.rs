//! One section of a digest: the first of its rows and how many there are.

use super::rows::Row;
use crate::model::order;
use bitcode::{Decode, Encode};
use std::cell::OnceCell;
use std::cmp::Ordering;

/// The first rows of a section, in their order. Rows that were kept are taken up when they are first asked for: after a change most
/// sections of a page are as they were.
#[derive(Clone, Debug)]
pub(super) struct Section<'a, T> {
    /// How many rows there are.
    pub(super) total: usize,
    /// How many of these it knows.
    known: usize,
    /// The first of them, as far as it knows them.
    rows: OnceCell<Vec<T>>,
    /// The same as they were kept.
    kept: &'a [u8],
    /// How many of these, at least, are as they were before the last change.
    same: usize,
}

impl<T> Default for Section<'_, T> {
    fn default() -> Self {
        Section::new(0, Vec::new())
    }
}

impl<'a, T> Section<'a, T> {
    /// The section of so many rows, of which these are the first.
    pub(super) fn new(total: usize, rows: Vec<T>) -> Section<'a, T> {
        Section { total, known: rows.len(), rows: OnceCell::from(rows), kept: &[], same: 0 }
    }

    /// The section of these candidates, of which at most `most` are made rows.
    pub(super) fn of<C>(all: &[&C], most: Option<usize>, order: impl Fn(&C, &C) -> Ordering, row: impl Fn(&C) -> T) -> Section<'a, T> {
        let first = order::first(all.len(), most, &|a, b| order(all[a], all[b]));
        Section::new(all.len(), first.into_iter().map(|at| row(all[at])).collect())
    }

    /// The same of what is at the front of some parts.
    pub(super) fn of_fronts<C>(
        parts: &[&Front<C>],
        most: Option<usize>,
        order: impl Fn(&C, &C) -> Ordering,
        row: impl Fn(&C) -> T,
    ) -> Section<'a, T> {
        let near: Vec<&C> = parts.iter().flat_map(|part| &part.near).collect();
        Section { total: parts.iter().map(|part| part.total).sum(), ..Section::of(&near, most, order, row) }
    }

    /// How many rows a page with at most `limit` rows shows.
    pub(super) fn shown(&self, limit: Option<usize>) -> usize {
        limit.unwrap_or(self.known).min(self.known)
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

impl<'a, T: Decode<'a>> Section<'a, T> {
    /// The first rows, as far as it knows them.
    pub(super) fn rows(&self) -> &[T] {
        self.rows.get_or_init(|| bitcode::decode(self.kept).unwrap_or_default())
    }

    /// The same for good; `None` when they were not what was kept.
    fn into_rows(self) -> Option<Vec<T>> {
        self.rows();
        self.rows.into_inner().filter(|rows| rows.len() == self.known)
    }

    /// Those that a page with at most `limit` rows shows.
    pub(super) fn first(&self, limit: Option<usize>) -> &[T] {
        &self.rows()[..self.shown(limit).min(self.rows().len())]
    }
}

/// What is kept of a section.
pub(super) trait Kept<'a> {
    /// How many rows there are, how many it knows, and these.
    fn packed(&self) -> Vec<u8>;

    /// Takes over what was kept; `None` when it is none.
    fn take_over(&mut self, kept: &'a [u8]) -> Option<()>;

    /// Whether rows were what was kept, as far as they were asked for; what they told counts for nothing otherwise.
    fn is_sound(&self) -> bool;
}

impl<'a, T: Encode + Decode<'a>> Kept<'a> for Section<'a, T> {
    fn packed(&self) -> Vec<u8> {
        let sizes = [self.total, self.known].map(|size| (size as u64).to_le_bytes());
        [sizes.as_flattened(), &bitcode::encode(self.rows())].concat()
    }

    fn take_over(&mut self, kept: &'a [u8]) -> Option<()> {
        let (sizes, kept) = kept.split_first_chunk::<16>()?;
        let (sizes, _) = sizes.as_chunks();
        let [total, known] = [*sizes.first()?, *sizes.get(1)?].map(|size| usize::try_from(u64::from_le_bytes(size)).unwrap_or(usize::MAX));
        *self = Section { total, known, rows: OnceCell::new(), kept, same: 0 };
        (known <= total).then_some(())
    }

    fn is_sound(&self) -> bool {
        self.rows.get().is_none_or(|rows| rows.len() == self.known)
    }
}

impl<'a, T: Decode<'a> + PartialEq> PartialEq for Section<'a, T> {
    fn eq(&self, other: &Self) -> bool {
        self.total == other.total && self.rows() == other.rows()
    }
}

impl<'a, T: Row + Clone + PartialEq + Decode<'a>> Section<'a, T> {
    /// The same when all of `gone` went and all of `come` came, of which every row is given. `None` when it does not tell the
    /// first `least` rows any more.
    pub(super) fn changed(mut self, gone: Section<'a, T>, come: Section<'a, T>, least: usize) -> Option<Section<'a, T>> {
        self.same = usize::MAX;
        if gone != come {
            let (total, mut rows, mut same) = (self.total, self.into_rows()?, usize::MAX);
            let last = if rows.len() < total { Some(rows.last()?.clone()) } else { None };
            let known = |row: &&T| last.as_ref().is_none_or(|last| row.order() <= last.order());
            for row in gone.rows().iter().filter(known) {
                let at = rows.binary_search_by(|own| own.order().cmp(&row.order())).ok()?;
                rows.remove(at);
                same = same.min(at);
            }
            let total = (total + come.total).checked_sub(gone.total)?;
            for row in come.into_rows()?.into_iter().filter(|row| known(&row)) {
                let at = rows.binary_search_by(|own| own.order().cmp(&row.order())).err()?;
                rows.insert(at, row);
                same = same.min(at);
            }
            self = Section { same, ..Section::new(total, rows) };
        }
        (self.known >= least.min(self.total)).then_some(self)
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
        let kept = section(all, Some(most)).packed();
        let mut taken_over = Section::default();
        taken_over.take_over(&kept).unwrap();
        let changed = taken_over.changed(section(gone, None), section(come, None), 2);
        assert_eq!(changed.as_ref().map(Section::rows), want);
        if let Some(after) = changed {
            assert_eq!(after.total, all.len() - gone.len() + come.len());
            let before = section(all, Some(most));
            for limit in 0..=2 {
                let is_same = before.first(Some(limit)) == after.first(Some(limit));
                assert!(is_same || !after.shows_the_same(limit), "{limit} of {all:?}");
            }
            assert_eq!(gone == come, after.shows_the_same(usize::MAX));
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
    fn rows_that_were_kept_are_taken_up_when_they_are_asked_for_and_others_are_told_of() {
        let kept = Section::new(5, vec![1_u32, 2, 3]).packed();
        let mut section: Section<'_, u32> = Section::default();
        section.take_over(&kept).unwrap();
        assert!(section.rows.get().is_none() && section.is_sound());
        assert_eq!((section.total, section.left_out(Some(2)), section.first(Some(2))), (5, 3, &[1, 2][..]));
        assert!(section.rows.get().is_some() && section.is_sound());
        for broken in [&kept[..16], &kept[..17], &[&kept[..8], &[9; 8], &kept[16..]].concat()] {
            let mut section: Section<'_, u32> = Section::default();
            if section.take_over(broken).is_some() {
                assert!(section.first(Some(2)).is_empty() && !section.is_sound());
            }
        }
        assert_eq!(Section::<'_, u32>::default().take_over(&kept[..15]), None);
        let mut fewer: Section<'_, u32> = Section::default();
        let kept = [&kept[..16], &Section::new(5, vec![1_u32, 2]).packed()[16..]].concat();
        fewer.take_over(&kept).unwrap();
        assert_eq!(fewer.changed(Section::new(1, vec![2]), Section::default(), 1), None);
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
