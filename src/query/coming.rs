//! What comes up: plans, birthdays, follow-ups, tasks, anniversaries (format 11, Coming).

use super::loops::told;
use super::scope::Scope;
use crate::index::{ContactId, Index, Meeting};
use crate::model::{Contact, Date, PartialDate, Status, order};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// What kind of thing comes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum ComingKind {
    /// Something planned.
    Plan,
    /// A birthday.
    Birthday,
    /// A follow-up day.
    Next,
    /// A task's due day.
    Task,
    /// A round anniversary of having met.
    Anniversary,
}

/// One thing that comes up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// Its day.
    pub date: Date,
    /// What kind it is.
    pub kind: ComingKind,
    /// Whom it is about.
    pub id: ContactId,
    /// In words.
    pub text: String,
}

/// Everything from `today` to `until`, both in, that touches those in scope, in order of day. Nobody who is snoozed or deceased.
pub fn coming(index: &Index, today: Date, until: Date, scope: Scope<'_>) -> Vec<Coming> {
    coming_in_order(index, index.by_contacts(|some| coming_with(index, some, (today, until), scope, |_| true)).into_iter().flatten())
}

/// What comes up with those of some contacts who are `wanted` within these days, both in; in no order. A plan with several people is
/// told of the first of them who is.
pub fn coming_with(
    index: &Index,
    some: &[ContactId],
    days: (Date, Date),
    scope: Scope<'_>,
    wanted: impl Fn(ContactId) -> bool,
) -> Vec<Coming> {
    between(index, some, days, scope, |id, _| wanted(id) && index.contact(id).snooze.is_none_or(|snooze| snooze <= days.0))
}

/// The same of everybody `wanted` for a calendar, which looks far ahead: somebody who is snoozed is left out until that day only.
pub fn calendar_days(index: &Index, today: Date, until: Date, wanted: impl Fn(ContactId) -> bool + Sync) -> Vec<Coming> {
    let awake = |id: ContactId, day: Date| wanted(id) && index.contact(id).snooze.is_none_or(|snooze| snooze <= day);
    coming_in_order(index, index.by_contacts(|some| between(index, some, (today, until), Scope::Everyone, awake)).into_iter().flatten())
}

/// What comes up with some contacts, with whoever is `awake` on the day.
fn between(
    index: &Index,
    some: &[ContactId],
    days: (Date, Date),
    scope: Scope<'_>,
    awake: impl Fn(ContactId, Date) -> bool,
) -> Vec<Coming> {
    let awake = |id: ContactId, day: Date| index.contact(id).status != Status::Deceased && awake(id, day);
    some.iter().filter(|id| awake(**id, days.1)).flat_map(|id| coming_of(index, *id, days, scope, awake)).collect()
}

/// All that comes up, in order of day.
pub fn coming_in_order(index: &Index, all: impl Iterator<Item = Coming>) -> Vec<Coming> {
    let mut all: Vec<Coming> = all.collect();
    order::sort_by(&mut all, |a, b| {
        (a.date, a.kind)
            .cmp(&(b.date, b.kind))
            .then_with(|| index.contact(a.id).name().cmp(index.contact(b.id).name()))
            .then_with(|| a.text.cmp(&b.text))
            .then_with(|| a.id.cmp(&b.id))
    });
    all.dedup();
    all
}

/// What comes up with one contact.
fn coming_of(
    index: &Index,
    id: ContactId,
    (today, until): (Date, Date),
    scope: Scope<'_>,
    awake: impl Fn(ContactId, Date) -> bool,
) -> Vec<Coming> {
    let (contact, mut all) = (index.contact(id), Vec::new());
    let inside = |day: Date| today <= day && day <= until && awake(id, day);
    let mut add = |date: Date, kind, text: String| all.push(Coming { date, kind, id, text });
    for meeting in index.interactions_since(id, today).rev() {
        let first = meeting.contacts().find(|&other| awake(other, meeting.date()));
        if first == Some(id) && is_plan(&meeting, today) && inside(meeting.date()) && scope.touches(meeting.date(), || meeting.contacts()) {
            add(meeting.date(), ComingKind::Plan, plan(index, &meeting, id));
        }
    }
    if !scope.has(id) {
        return all;
    }
    if let Some((day, text)) = birthday(contact, today).filter(|(day, _)| inside(*day)) {
        add(day, ComingKind::Birthday, text);
    }
    if let Some(next) = contact.next.filter(|&next| inside(next)) {
        add(next, ComingKind::Next, "follow up".to_owned());
    }
    if let Some((day, years)) = anniversary(contact, today).filter(|(day, _)| inside(*day)) {
        add(day, ComingKind::Anniversary, format!("{years} year{} since you met", if years == 1 { "" } else { "s" }));
    }
    for (_, note, task) in index.tasks_of(id).filter(|(_, _, task)| inside(task.due)) {
        add(task.due, ComingKind::Task, note.str(task.text).to_owned());
    }
    all
}

fn is_plan(meeting: &Meeting<'_>, today: Date) -> bool {
    meeting.is_plan() || meeting.date() > today
}

fn plan(index: &Index, meeting: &Meeting<'_>, owner: ContactId) -> String {
    let others: Vec<&str> = meeting.contacts().filter(|&id| id != owner).map(|id| index.contact(id).name()).collect();
    let with = if others.is_empty() { String::new() } else { format!("with {}", others.join(", ")) };
    let said = told(meeting.channel(), meeting.text());
    match (said.split_once(": "), with.is_empty()) {
        (_, true) if said.is_empty() => "a plan".to_owned(),
        (_, true) => said,
        (Some((channel, text)), false) => format!("{channel} {with}: {text}"),
        (None, false) => format!("{said} {with}").trim().to_owned(),
    }
}

/// The next birthday from `today` on, in words.
pub(super) fn birthday(contact: &Contact, today: Date) -> Option<(Date, String)> {
    let birthday = contact.birthday?;
    let day = [today.year(), today.year() + 1].into_iter().filter_map(|year| birthday.in_year(year)).find(|day| *day >= today)?;
    let text = match birthday.year.map(|born| day.year().saturating_sub(born)).filter(|age| (1..130).contains(age)) {
        Some(age) => format!("turns {age}"),
        None => "birthday".to_owned(),
    };
    Some((day, text))
}

/// The next round anniversary of having met: the first year, then every fifth; its day and how many years it is.
pub(super) fn anniversary(contact: &Contact, today: Date) -> Option<(Date, i16)> {
    let Some(PartialDate::Day(met)) = contact.met else { return None };
    let mut years = [today.year(), today.year() + 1].into_iter().filter_map(|year| Some((met.in_year(year)?, year - met.year())));
    years.find(|(day, _)| *day >= today).filter(|(_, years)| *years == 1 || *years > 0 && years % 5 == 0)
}
