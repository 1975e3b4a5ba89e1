//! Interactions, newest first.

use super::interaction::{InteractionRow, interaction_row};
use crate::index::{ContactId, Index, Meeting};
use crate::model::{Date, Period, order};
use serde::Serialize;

/// The page of `journal timeline`.
#[derive(Debug, Serialize)]
pub struct TimelinePage<'a> {
    schema: &'static str,
    today: Date,
    since: Option<Date>,
    until: Option<Date>,
    /// The interactions.
    pub interactions: Vec<InteractionRow<'a>>,
    /// How many more there are than are shown.
    pub more: usize,
}

/// Interactions of a period with everybody in `with` (everyone's when empty) by one of `channels` (any when empty).
pub fn timeline_page<'a>(
    index: &'a Index,
    today: Date,
    period: Option<Period>,
    with: &[ContactId],
    channels: &[String],
    limit: Option<usize>,
) -> TimelinePage<'a> {
    let wanted = |meeting: &Meeting<'a>| {
        period.is_none_or(|period| period.contains(meeting.date()))
            && with.iter().all(|id| meeting.contacts().any(|other| other == *id))
            && (channels.is_empty() || channels.iter().any(|channel| channel.eq_ignore_ascii_case(meeting.channel().name())))
    };
    let mut all: Vec<Meeting<'a>> = match with.first() {
        Some(&id) => index.interactions_of(id).filter(wanted).collect(),
        None => index.interactions().filter(wanted).collect(),
    };
    order::sort_by(&mut all, |a, b| {
        b.date().cmp(&a.date()).then_with(|| a.path().cmp(b.path())).then_with(|| a.told_by().line.cmp(&b.told_by().line))
    });
    let shown = limit.unwrap_or(all.len()).min(all.len());
    TimelinePage {
        schema: "journal.timeline/1",
        today,
        since: period.and_then(|period| period.since),
        until: period.map(|period| period.until),
        interactions: all[..shown].iter().map(|meeting| interaction_row(index, meeting, today)).collect(),
        more: all.len() - shown,
    }
}
