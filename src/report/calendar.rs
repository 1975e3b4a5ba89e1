//! The coming year as days of a calendar: who is due when, birthdays, follow-ups, plans, tasks.

use crate::index::{ContactId, Index};
use crate::model::{Date, fingerprint, order};
use crate::query::{ComingKind, Filter, LoopKind, Scope, Standing, calendar_days, loops, matches, standings};
use std::collections::BTreeMap;

/// Days of a calendar, in their order.
#[derive(Debug)]
pub struct CalendarPage {
    /// The day it is of.
    pub today: Date,
    /// What falls on which day.
    pub events: Vec<Event>,
}

/// One thing on one day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// Its day.
    pub day: Date,
    /// What it is, in few words.
    pub summary: String,
    /// Tells it from every other; the same thing keeps it when it moves to another day.
    pub uid: String,
}

/// The year from `today` on, both ends in, of everyone the filters let through. What is past due stands on today. Nobody who is
/// snoozed before their day; 29 February falls on the 28th in common years (format 11, Coming).
pub fn calendar_page(index: &Index, today: Date, filters: &[Filter]) -> CalendarPage {
    let until = today.plus_months(12).and_then(|day| day.plus_days(-1)).or_else(|| Date::new(9999, 12, 31)).unwrap_or(today);
    let standings = standings(index, today);
    let wanted: Vec<bool> = standings.iter().map(|standing| matches(index, standing, filters)).collect();
    let has = |id: ContactId| wanted.get(id.place()).copied().unwrap_or(false);
    let mut events: Vec<Event> = standings.iter().filter(|standing| has(standing.id)).filter_map(|one| due(index, one, today)).collect();
    events.extend(dated(index, (today, until), &has));
    events.extend(open(index, today, &has));
    events.retain(|event| event.day <= until);
    order::sort(&mut events);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for event in &mut events {
        let times = seen.entry(event.uid.clone()).or_default();
        *times += 1;
        if *times > 1 {
            event.uid = format!("{}-{times}", event.uid);
        }
    }
    CalendarPage { today, events }
}

/// A name for something, made of what makes it that.
fn uid(kind: &str, parts: &[&str]) -> String {
    format!("{kind}-{}@journal", fingerprint(parts.join("\n").as_bytes()))
}

/// When somebody is due; on today when they are already.
fn due(index: &Index, standing: &Standing<'_>, today: Date) -> Option<Event> {
    let contact = index.contact(standing.id);
    let day = standing.due?.max(contact.snooze.unwrap_or(Date::FIRST)).max(today);
    Some(Event { day, summary: format!("Reconnect with {}", contact.name()), uid: uid("due", &[index.path(standing.id)]) })
}

/// Plans, birthdays, follow-ups and anniversaries.
fn dated(index: &Index, (today, until): (Date, Date), has: &(impl Fn(ContactId) -> bool + Sync)) -> Vec<Event> {
    let mut events = Vec::new();
    for row in calendar_days(index, today, until, has) {
        let (name, path) = (index.contact(row.id).name(), index.path(row.id));
        let year = row.date.year().to_string();
        let (summary, uid) = match row.kind {
            // Tasks come with what is open.
            ComingKind::Task => continue,
            ComingKind::Birthday if row.text == "birthday" => (format!("{name}: birthday"), uid("birthday", &[path, &year])),
            ComingKind::Birthday => (format!("{name} {}", row.text), uid("birthday", &[path, &year])),
            ComingKind::Next => (format!("Follow up with {name}"), uid("next", &[path])),
            ComingKind::Anniversary => (format!("{name}: {}", row.text), uid("anniversary", &[path, &year])),
            ComingKind::Plan => (format!("{name}: {}", row.text), uid("plan", &[path, &row.date.to_string(), &row.text])),
        };
        events.push(Event { day: row.date, summary, uid });
    }
    events
}

/// What is open and has a day; on today when that is past.
fn open(index: &Index, today: Date, has: &impl Fn(ContactId) -> bool) -> Vec<Event> {
    let event = |open: &crate::query::Loop<'_>| {
        let (name, path, due) = (index.contact(open.id).name(), index.path(open.id), open.due?);
        let (kind, word) = match open.kind {
            LoopKind::Asked => ("asked", "you asked for "),
            LoopKind::Needs => ("needs", "they need "),
            LoopKind::Promised => ("promised", "you promised "),
            LoopKind::Task => ("task", ""),
        };
        let uid = uid(kind, &[path, &due.to_string(), &open.text]);
        Some(Event { day: due.max(today), summary: format!("{name}: {word}{}", open.text), uid })
    };
    loops(index, today, Scope::Everyone).iter().filter(|open| has(open.id)).filter_map(event).collect()
}
