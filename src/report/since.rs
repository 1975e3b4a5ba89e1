//! What is different since an earlier day: who came due, with whom one is in touch again, what was opened, what was closed.
//! Both days are asked of the notes as they are; what was written down later for a day before is not seen.

use super::contact::why;
use crate::index::{ContactId, Index};
use crate::model::{Date, order};
use crate::query::{Filter, Loop, LoopKind, Scope, Standing, loops, matches, stale, standing, standings};
use serde::Serialize;

/// What is different since a day.
#[derive(Debug, Serialize)]
pub struct Changes<'a> {
    since: Date,
    what: Vec<ChangeRow<'a>>,
    /// How many rows are left out.
    more: usize,
}

/// One difference.
#[derive(Debug, Serialize)]
struct ChangeRow<'a> {
    change: ChangeKind,
    name: &'a str,
    path: &'a str,
    text: String,
}

/// What kind of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum ChangeKind {
    /// They were not due then and are now.
    CameDue,
    /// They were due then, and one was in touch.
    InTouch,
    /// An ask, need, promise or task of a day since.
    Opened,
    /// It was open then and is not now.
    Closed,
}

/// What is different on `today` since `since`, for everyone the filters let through; at most `limit` rows. What took place on
/// `since` itself counts: it may have come after the digest of that day.
pub fn changes<'a>(index: &'a Index, (since, today): (Date, Date), filters: &[Filter], limit: Option<usize>) -> Changes<'a> {
    let standings = standings(index, today);
    let wanted: Vec<bool> = standings.iter().map(|standing| matches(index, standing, filters)).collect();
    let has = |id: ContactId| wanted.get(id.place()).copied().unwrap_or(false);
    let row = |change, id: ContactId, text: String| ChangeRow { change, name: index.contact(id).name(), path: index.path(id), text };
    let was_due = |id: ContactId| standing(index, id, since).is_stale(since);
    let due = stale(index, &standings, today).into_iter().filter(|now| has(now.id) && !was_due(now.id));
    let mut what: Vec<ChangeRow<'a>> = due.map(|now| row(ChangeKind::CameDue, now.id, why(index, now, today))).collect();
    let met = |now: &&Standing<'a>| {
        has(now.id) && !now.is_stale(today) && now.last.is_some_and(|last| last >= since) && was_before(index, now, since)
    };
    what.extend(standings.iter().filter(met).map(|now| row(ChangeKind::InTouch, now.id, why(index, now, today))));
    let (then, now) = (loops(index, since, Scope::Everyone), loops(index, today, Scope::Everyone));
    let key = |open: &Loop<'a>| (open.kind, open.id, open.path, open.line, open.place);
    let still = order::set(now.iter().map(key));
    let opened = now.iter().filter(|open| has(open.id) && open.since.is_some_and(|day| day >= since));
    what.extend(opened.map(|open| row(ChangeKind::Opened, open.id, told(open, "need"))));
    let closed = then.iter().filter(|open| has(open.id) && !still.contains(&key(open)));
    what.extend(closed.map(|open| row(ChangeKind::Closed, open.id, told(open, "needed"))));
    let all = what.len();
    what.truncate(limit.unwrap_or(all));
    Changes { since, more: all - what.len(), what }
}

/// Whether somebody would be due by now without the contacts from `since` on.
fn was_before(index: &Index, now: &Standing<'_>, since: Date) -> bool {
    let eve = since.plus_days(-1).unwrap_or(since);
    let mut before = standing(index, now.id, eve);
    before.snoozed = false;
    before.is_stale(since)
}

/// A loop in words, with `need` in its tense.
fn told(open: &Loop<'_>, need: &str) -> String {
    match open.kind {
        LoopKind::Asked => format!("you asked for {}", open.text),
        LoopKind::Needs => format!("they {need} {}", open.text),
        LoopKind::Promised => format!("you promised {}", open.text),
        LoopKind::Task => open.text.to_string(),
    }
}
