//! What is open: asks, needs and promises that nobody closed, and tasks (format 5 and 11).

use super::scope::Scope;
use crate::index::{ContactId, Given, Index, Mark, folded};
use crate::model::{Channel, Date, Origin, Verb, order};
use bitcode::{Decode, Encode};
use serde::Serialize;
use std::borrow::Cow;

/// What kind of loop is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum LoopKind {
    /// I asked for something.
    Asked,
    /// They need something.
    Needs,
    /// I said I would.
    Promised,
    /// A task, or a plan whose day has passed.
    Task,
}

/// An open loop with one contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loop<'a> {
    /// What kind it is.
    pub kind: LoopKind,
    /// With whom.
    pub id: ContactId,
    /// The note it stands in.
    pub path: &'a str,
    /// Its line there.
    pub line: u32,
    /// Since when it is open.
    pub since: Option<Date>,
    /// When it is due.
    pub due: Option<Date>,
    /// Its place among the exchanges or tasks of its note.
    pub place: u32,
    /// What it is about.
    pub text: Cow<'a, str>,
}

/// Every open loop with those in scope, in the order of [`Loop::order`].
pub fn loops<'a>(index: &'a Index, today: Date, scope: Scope<'_>) -> Vec<Loop<'a>> {
    let mut open = index.by_contacts(|some| loops_with(index, some, today, scope)).concat();
    order::sort_by(&mut open, |a, b| a.order(index).cmp(&b.order(index)));
    open
}

/// The open loops with those of some contacts who are in scope, contact after contact.
pub fn loops_with<'a>(index: &'a Index, some: &[ContactId], today: Date, scope: Scope<'_>) -> Vec<Loop<'a>> {
    let asked = some.iter().filter(|id| scope.has(**id) && index.may(**id, Mark::Opens));
    asked.flat_map(|id| loops_of(index, *id, today)).collect()
}

/// What open loops are ordered by: those with a due day first, soonest first, then the oldest; then by name and place.
pub type LoopOrder<'a> = ((bool, Option<Date>, Option<Date>), &'a str, (&'a str, u32), &'a str, (LoopKind, u32));

impl<'a> Loop<'a> {
    /// What it is ordered by first.
    pub fn days(&self) -> (bool, Option<Date>, Option<Date>) {
        (self.due.is_none(), self.due, self.since)
    }

    /// What it is ordered by.
    pub fn order(&self, index: &'a Index) -> LoopOrder<'a> {
        (self.days(), index.contact(self.id).name(), (self.path, self.line), index.path(self.id), (self.kind, self.place))
    }
}

/// The open loops with one contact, in the order they arose.
pub fn loops_of(index: &Index, id: ContactId, today: Date) -> Vec<Loop<'_>> {
    let open = closing(index, id, today, |_, _| {});
    let mut loops: Vec<Loop<'_>> = open.into_iter().filter_map(|given| exchange(given, id)).collect();
    loops.extend(tasks(index, id, today));
    loops
}

/// The asks, needs and promises with one contact that are open; `closed` is given each other one with what closed it.
pub(super) fn closing<'a>(index: &'a Index, id: ContactId, today: Date, mut closed: impl FnMut(Given<'a>, &Given<'a>)) -> Vec<Given<'a>> {
    let mut open: Vec<Given<'_>> = Vec::new();
    let happened: Vec<Given<'_>> = index.exchanges_of(id).filter(|given| given.happened(today)).collect();
    for day in happened.chunk_by(|a, b| a.date() == b.date()) {
        open.extend(day.iter().filter(|given| opens(given)).copied());
        for closer in day.iter().filter(|given| matches!(given.verb(), Verb::Gave | Verb::Got | Verb::Closed)) {
            if !open.is_empty() {
                close(&mut open, closer, index, |given| closed(*given, closer));
            }
        }
    }
    open
}

/// Whether it is open until something closes it; a ticked box is closed already.
pub(super) fn opens(given: &Given<'_>) -> bool {
    matches!(given.verb(), Verb::Asked | Verb::Needs | Verb::Promised) && !given.exchange().ticked
}

fn close<'a>(open: &mut Vec<Given<'a>>, closer: &Given<'a>, index: &Index, mut closed: impl FnMut(&Given<'a>)) {
    let kind = closer.kind();
    let other = kind == index.settings().kinds.other();
    let fits = |given: &Given<'_>| match closer.verb() {
        Verb::Gave => given.verb() == Verb::Needs,
        Verb::Got => given.verb() == Verb::Asked,
        _ => true,
    };
    let same_text = |given: &Given<'_>| closer.says(&folded(given.text()));
    let all = closer.verb() == Verb::Closed && closer.exchange().text.len == 0;
    let by_text = other && (closer.verb() != Verb::Closed || open.iter().any(same_text));
    let closes = |given: &Given<'_>| match by_text {
        _ if all => true,
        true => fits(given) && same_text(given),
        false => fits(given) && given.kind() == kind,
    };
    open.retain(|given| {
        let goes = closes(given);
        if goes {
            closed(given);
        }
        !goes
    });
}

fn exchange(given: Given<'_>, id: ContactId) -> Option<Loop<'_>> {
    let kind = match given.verb() {
        Verb::Asked => LoopKind::Asked,
        Verb::Needs => LoopKind::Needs,
        Verb::Promised => LoopKind::Promised,
        _ => return None,
    };
    let exchange = given.exchange();
    Some(Loop {
        kind,
        id,
        path: given.note().path(),
        line: exchange.line,
        since: Some(given.date()),
        due: exchange.due,
        place: given.place(),
        text: given.text().into(),
    })
}

/// Tasks, and dated plans of days gone by.
fn tasks(index: &Index, id: ContactId, today: Date) -> Vec<Loop<'_>> {
    let mut loops: Vec<Loop<'_>> = Vec::new();
    for (place, note, task) in index.tasks_of(id) {
        let text = Cow::Borrowed(note.str(task.text));
        let double = loops.iter().any(|other| other.text == text && other.due == Some(task.due));
        if !double {
            let (line, since, due) = (task.line, task.since, Some(task.due));
            loops.push(Loop { kind: LoopKind::Task, id, path: note.path(), line, since, due, place, text });
        }
    }
    for meeting in index.interactions_of(id).filter(|meeting| meeting.date() < today && meeting.is_plan()) {
        let entry = meeting.told_by();
        if matches!(entry.origin, Origin::Own | Origin::Elsewhere) {
            let text = told(meeting.channel(), meeting.text()).into();
            let (path, line, due) = (meeting.path(), entry.line, Some(entry.date));
            loops.push(Loop { kind: LoopKind::Task, id, path, line, since: None, due, place: 0, text });
        }
    }
    loops
}

/// A channel and a text in one: `lunch: the new office`.
pub(super) fn told(channel: &Channel, text: &str) -> String {
    match (channel == &Channel::OTHER, text.is_empty()) {
        (true, _) => text.to_owned(),
        (false, true) => channel.name().to_owned(),
        (false, false) => format!("{}: {text}", channel.name()),
    }
}
