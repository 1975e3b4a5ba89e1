//! A person's own rhythm, beside the cadence: how long the silences between us usually are, and whether this one is longer.
//!
//! It never moves the due day. It is measured from the last twelve gaps between days of contact, so that it is how things have been
//! lately; and half a cadence is the least that counts as a silence, so that an intense season is no yardstick for ever.

use super::standing::{Level, Standing};
use crate::index::Index;
use crate::model::{Cadence, Date};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// Fewest gaps that make a rhythm.
const FEWEST: usize = 3;

/// Most gaps that are looked at, the newest.
const MOST: usize = 12;

/// How often one has been in touch, by what is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
pub struct Rhythm {
    /// The usual gap between two days of contact (days): the median, between half the cadence and twice it.
    pub days: i64,
    /// The median itself (days).
    pub measured: i64,
    /// From how many gaps.
    pub gaps: usize,
    /// How long it has been silent now (days).
    pub silent_for: i64,
    /// Whether this silence is longer than usual although the cadence is not over: as long as `days`, and one and a half times
    /// as long as the median.
    pub drifting: bool,
}

/// The rhythm with somebody; `None` with fewer than three gaps.
pub fn rhythm(index: &Index, standing: &Standing<'_>, today: Date) -> Option<Rhythm> {
    let (last, silent_for) = (standing.last?, i64::from(standing.days_since?));
    let cadence = standing.cadence.after(last).map(|due| last.days_until(due)).filter(|_| standing.cadence != Cadence::Never);
    let mut gaps = gaps(index, standing, today);
    if gaps.len() < FEWEST {
        return None;
    }
    let measured = median(&mut gaps);
    let days = cadence.map_or(measured, |cadence| measured.clamp(cadence.div_euclid(2).max(1), cadence.max(1) * 2));
    let open = standing.level != Level::None && !standing.snoozed && standing.due.is_some_and(|due| today < due);
    let drifting = open && days <= silent_for && measured * 3 <= silent_for * 2;
    Some(Rhythm { days, measured, gaps: gaps.len(), silent_for, drifting })
}

/// The rhythm with somebody who drifts from it; looks at nobody's log who cannot.
pub fn drift(index: &Index, standing: &Standing<'_>, today: Date) -> Option<Rhythm> {
    let (last, due, silent) = (standing.last?, standing.due?, i64::from(standing.days_since?));
    let may = standing.interactions as usize >= FEWEST && !standing.snoozed && today < due && last.days_until(due) <= silent * 2 + 1;
    if may { rhythm(index, standing, today).filter(|rhythm| rhythm.drifting) } else { None }
}

/// The newest gaps between days of contact (days).
fn gaps(index: &Index, standing: &Standing<'_>, today: Date) -> Vec<i64> {
    let mut later = standing.last;
    let mut gaps = Vec::with_capacity(MOST);
    for meeting in index.interactions_of(standing.id).rev().filter(|meeting| meeting.counts(today)) {
        let day = meeting.date();
        if let Some(later) = later.filter(|later| day < *later) {
            gaps.push(day.days_until(later));
        }
        later = Some(day);
        if gaps.len() == MOST {
            break;
        }
    }
    gaps
}

/// The middle of some numbers; of an even count the mean of the two in the middle, rounded down.
fn median(numbers: &mut [i64]) -> i64 {
    numbers.sort_unstable();
    let (half, count) = (numbers.len() / 2, numbers.len());
    let at = |place: usize| numbers.get(place).copied().unwrap_or(0);
    if count % 2 == 1 { at(half) } else { (at(half.saturating_sub(1)) + at(half)) / 2 }
}
