//! One's own time between jobs, as the digest names it in a line.

use crate::model::{Date, Settings};
use crate::query::{Stage, stage};
use serde::Serialize;

/// How long after its end it is still named (days): time to tell and thank those who helped.
const AFTERWARDS: i64 = 60;

/// One's own time between jobs.
#[derive(Debug, Serialize)]
pub(super) struct OwnRow {
    /// Where it stands.
    stage: Stage,
    since: Option<Date>,
    until: Option<Date>,
    /// Which day of it this is, from 1; null before it begins, after it ends, and without a first day.
    day: Option<i64>,
    seeking: Option<String>,
    /// The line, and the command that tells more.
    words: String,
}

/// Where one's own time between jobs stands on `today`; `None` when there is none, or when it ended long ago.
pub(super) fn own_row(settings: &Settings, today: Date) -> Option<OwnRow> {
    let own = settings.me.transition.as_ref()?;
    let stage = stage(own, today);
    if stage == Stage::Ended && own.until.is_none_or(|until| until.days_until(today) > AFTERWARDS) {
        return None;
    }
    let day = own.since.filter(|_| stage == Stage::Open).map(|since| since.days_until(today) + 1);
    let spoken = |day: Option<Date>| day.map(|day| format!(" on {}", day.spoken(today))).unwrap_or_default();
    let words = match stage {
        Stage::Ahead => format!("Your own time between jobs begins{}, and a plan for it is there", spoken(own.since)),
        Stage::Open => format!("You are between jobs yourself{}", day.map(|day| format!(", day {day}")).unwrap_or_default()),
        Stage::Ended => format!("Your time between jobs ended{}, and there may be somebody to tell and to thank", spoken(own.until)),
    };
    let words = format!("{words}: journal transition");
    Some(OwnRow { stage, since: own.since, until: own.until, day, seeking: own.seeking.clone(), words })
}
