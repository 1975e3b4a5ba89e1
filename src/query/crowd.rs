//! The crowd: contacts about whom nobody has decided yet how close they are, as an import leaves them; and first days for a crowd,
//! so that not all of it is due at once.

use super::standing::{CadenceFrom, Standing, stale};
use crate::index::{ContactId, Index};
use crate::model::{Cadence, Date, Status, order};
use std::collections::BTreeMap;

/// Whether somebody is of the crowd: a person, active, without a circle; no contact written down; and with a cadence that nobody
/// chose (the default), or `none`, their own or that of a tag.
pub fn in_crowd(index: &Index, standing: &Standing<'_>) -> bool {
    let contact = index.contact(standing.id);
    !contact.organization
        && contact.status == Status::Active
        && !standing.in_transition
        && contact.circle().is_none()
        && standing.last.is_none()
        && (standing.cadence == Cadence::Never || standing.cadence_from == CadenceFrom::Default)
}

/// A first day for somebody who was never contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstDay {
    /// Whom it is about.
    pub id: ContactId,
    /// The day from which they are shown as due.
    pub day: Date,
}

/// First days for those who were never contacted and would be due together, evenly over the cadence of each.
///
/// Together are those of the same cadence who are due by `today`, or on the same day to come. In the order of `stale` (those not due
/// yet by path) the first keeps that day and the others follow, over one cadence. Left alone is whoever has a `next` or a `snooze`, is
/// between jobs, or whose cadence or status never makes them due. In the order of their paths.
pub fn first_days(index: &Index, standings: &[Standing<'_>], chosen: impl Fn(&Standing<'_>) -> bool, today: Date) -> Vec<FirstDay> {
    let untouched = |standing: &&Standing<'_>| {
        let contact = index.contact(standing.id);
        standing.last.is_none() && contact.next.is_none() && contact.snooze.is_none() && !standing.in_transition && chosen(standing)
    };
    let due = stale(index, standings, today);
    let later = standings.iter().filter(|standing| standing.due.is_some_and(|due| due > today));
    let mut together: BTreeMap<(Date, Date), Vec<ContactId>> = BTreeMap::new();
    for standing in due.into_iter().chain(later).filter(untouched) {
        let first = standing.due.map_or(today, |due| due.max(today));
        if let Some(end) = standing.cadence.after(first) {
            together.entry((first, end)).or_default().push(standing.id);
        }
    }
    let mut days: Vec<FirstDay> = together.into_iter().flat_map(|((first, end), people)| spread(first, end, &people)).collect();
    order::sort_by_key(&mut days, |first| first.id);
    days
}

/// Days from `first` to the one before `end` for these people, evenly; those who keep the first are left out.
fn spread(first: Date, end: Date, people: &[ContactId]) -> Vec<FirstDay> {
    let after = evenly(first.days_until(end), people.len() as i64);
    let day = |(&id, after): (&ContactId, i64)| first.plus_days(after).map(|day| FirstDay { id, day });
    people.iter().zip(after).filter(|(_, after)| *after > 0).filter_map(day).collect()
}

/// For each of `count` people a day, from 0 to `days` less 1, evenly and in order.
fn evenly(days: i64, count: i64) -> impl Iterator<Item = i64> {
    (0..count).map(move |place| place * days / count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_crowd_lies_evenly_over_its_cadence(count in 1_i64..400, days in 1_i64..800) {
            let places: Vec<i64> = evenly(days, count).collect();
            let mut of_day = vec![0_usize; days as usize];
            places.iter().for_each(|&place| of_day[place as usize] += 1);
            prop_assert_eq!(places[0], 0, "the first keeps the day");
            prop_assert!(of_day.iter().max().unwrap() - of_day.iter().min().unwrap() <= 1, "{:?}", of_day);
            prop_assert!(places.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }
}
