//! How a relationship stands: last contact, due day, level (format 6).

use crate::index::{ContactId, Index, Meeting};
use crate::model::{Cadence, Channel, Contact, Date, order};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// Where a cadence comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum CadenceFrom {
    /// The contact's own key.
    Contact,
    /// Its circle.
    Circle,
    /// One of its tags.
    Tag,
    /// The settings' default.
    Default,
}

/// How far past due somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not due.
    Fresh,
    /// Due: ratio of at least 1.
    Due,
    /// Ratio of at least 1.5.
    Overdue,
    /// Ratio of at least 3.
    Drifted,
    /// Never been in contact.
    Never,
    /// Never stale: cadence `none`, or paused, dormant, deceased.
    None,
}

impl Level {
    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Level::Fresh => "fresh",
            Level::Due => "due",
            Level::Overdue => "overdue",
            Level::Drifted => "drifted",
            Level::Never => "never",
            Level::None => "none",
        }
    }
}

/// How the relationship with one contact stands on a day.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// Whom it is about.
    pub id: ContactId,
    /// How often one wants to be in touch.
    pub cadence: Cadence,
    /// The cadence as written where it comes from.
    pub cadence_text: &'a str,
    /// Where it comes from.
    pub cadence_from: CadenceFrom,
    /// Whether they are between jobs now.
    pub in_transition: bool,
    /// Last contact.
    pub last: Option<Date>,
    /// Day from which they are due.
    pub due: Option<Date>,
    /// Days since the last contact.
    pub days_since: Option<i32>,
    /// Days past due; 0 when not due.
    pub days_overdue: Option<i32>,
    /// Days since ÷ days from last to due.
    pub ratio: Option<f64>,
    /// How far past due.
    pub level: Level,
    /// Contact interactions up to the day.
    pub interactions: u32,
    /// Whether a snooze still holds.
    pub snoozed: bool,
    /// Whether a follow-up of theirs is due.
    pub follow_up: Option<Date>,
    /// Whether the cadence is cut short by their transition.
    pub capped: bool,
    /// Whether the due day lies past the year 9999.
    pub beyond: bool,
    /// Whether the `last` key names a day to come.
    pub ahead: bool,
}

impl Standing<'_> {
    /// The channel of the last contact; `None` when only the `last` key knows of it.
    pub fn last_channel<'i>(&self, index: &'i Index) -> Option<&'i Channel> {
        let last = self.last?;
        let that_day = || index.interactions_since(self.id, last).filter(|meeting| meeting.date() == last && meeting.counts(last));
        let telling = that_day().find(Meeting::names_channel).or_else(|| that_day().next_back())?;
        Some(telling.channel())
    }

    /// Whether they are shown as stale: due, and not snoozed.
    pub fn is_stale(&self, today: Date) -> bool {
        !self.snoozed && self.due.is_some_and(|due| due <= today)
    }
}

/// Whether a contact is between jobs on a day (format 3, `transition`).
pub fn in_transition(contact: &Contact, today: Date) -> bool {
    contact.seldom.transition.now || contact.seldom.transition.spells.iter().any(|spell| spell.contains(today))
}

/// How the relationship with `id` stands on `today`.
pub fn standing(index: &Index, id: ContactId, today: Date) -> Standing<'_> {
    let contact = index.contact(id);
    let (cadence, cadence_text, cadence_from) = cadence(index, contact);
    let (last, interactions) = last(index, id, today);
    let mut standing = Standing {
        id,
        cadence,
        cadence_text,
        cadence_from,
        in_transition: in_transition(contact, today),
        last,
        due: None,
        days_since: last.map(|last| days_between(last, today)),
        days_overdue: None,
        ratio: None,
        level: Level::None,
        interactions,
        snoozed: contact.snooze.is_some_and(|until| today < until),
        follow_up: contact.next.filter(|&next| next <= today && last.is_none_or(|last| last < next)),
        capped: false,
        beyond: false,
        ahead: contact.last.is_some_and(|last| last > today),
    };
    if cadence != Cadence::Never && contact.status.can_be_stale() {
        settle(&mut standing, index, contact, today);
    }
    standing
}

/// Days from one day to another: the calendar has fewer than four million.
fn days_between(from: Date, to: Date) -> i32 {
    from.days_until(to) as i32
}

/// Works out due day, ratio and level of somebody who can be stale.
fn settle(standing: &mut Standing<'_>, index: &Index, contact: &Contact, today: Date) {
    let base = standing.last.or_else(|| contact.met.and_then(|met| met.first()));
    let from = base.unwrap_or(today);
    let full = standing.cadence.after(from);
    let cap = standing.in_transition.then(|| index.settings().in_transition.after(from)).flatten();
    standing.capped = cap.is_some_and(|cap| full.is_none_or(|full| cap < full));
    (standing.due, standing.ratio) = match base {
        None => (Some(today), Some(1.0)),
        Some(base) => {
            let due = if standing.capped { cap } else { full };
            (due, due.map(|due| base.days_until(today).max(0) as f64 / base.days_until(due).max(1) as f64))
        }
    };
    standing.beyond = standing.due.is_none();
    if let Some(next) = standing.follow_up {
        standing.due = Some(standing.due.map_or(next, |due| due.min(next)));
        standing.ratio = Some(standing.ratio.unwrap_or(1.0).max(1.0));
    }
    standing.days_overdue = standing.due.map(|due| days_between(due, today).max(0));
    standing.level = match standing.ratio {
        _ if standing.last.is_none() => Level::Never,
        Some(ratio) if ratio >= 3.0 => Level::Drifted,
        Some(ratio) if ratio >= 1.5 => Level::Overdue,
        Some(ratio) if ratio >= 1.0 => Level::Due,
        _ => Level::Fresh,
    };
}

/// The contact's own cadence, else its circle's, else that of its longest-named tag, else the default.
fn cadence<'a>(index: &'a Index, contact: &'a Contact) -> (Cadence, &'a str, CadenceFrom) {
    let settings = index.settings();
    if let Some((cadence, text)) = contact.cadence() {
        return (cadence, text, CadenceFrom::Contact);
    }
    let circle = contact.circle().and_then(|name| settings.circles.iter().find(|circle| circle.name == name));
    if let Some(circle) = circle {
        return (circle.cadence, &circle.text, CadenceFrom::Circle);
    }
    let has = |tag: &str| contact.tags().iter().any(|own| own.eq_ignore_ascii_case(tag));
    let tags = settings.tag_cadences.iter().filter(|(tag, ..)| has(tag));
    match tags.max_by(|a, b| a.0.chars().count().cmp(&b.0.chars().count()).then_with(|| b.0.cmp(&a.0))) {
        Some((_, cadence, text)) => (*cadence, text, CadenceFrom::Tag),
        None => (settings.cadence.0, &settings.cadence.1, CadenceFrom::Default),
    }
}

/// Whether somebody may be due past the year 9999, whatever the last contact was.
pub(super) fn may_be_beyond(index: &Index, contact: &Contact, today: Date) -> bool {
    let latest = contact.met.and_then(|met| met.first()).map_or(today, |met| met.max(today));
    let (cadence, ..) = cadence(index, contact);
    cadence != Cadence::Never && cadence.after(latest).is_none()
}

/// Last contact, and how many contacts there were up to `today`.
fn last(index: &Index, id: ContactId, today: Date) -> (Option<Date>, u32) {
    let (mut newest, mut count) = (None, 0);
    for meeting in index.interactions_of(id).filter(|meeting| meeting.counts(today)) {
        (newest, count) = (Some(meeting.date()), count + 1);
    }
    (newest.max(index.contact(id).last.filter(|&floor| floor <= today)), count)
}

/// How the relationship with every contact stands, in the order of their paths.
pub fn standings(index: &Index, today: Date) -> Vec<Standing<'_>> {
    index.by_contacts(|some| some.iter().map(|id| standing(index, *id, today)).collect::<Vec<_>>()).into_iter().flatten().collect()
}

/// Everyone who is due, most overdue first: by [`urgency`], then by name.
pub fn stale<'s, 'a>(index: &'a Index, standings: &'s [Standing<'a>], today: Date) -> Vec<&'s Standing<'a>> {
    let mut stale: Vec<((f64, bool), &Standing<'a>)> =
        standings.iter().filter(|standing| standing.is_stale(today)).map(|standing| (urgency(index, standing), standing)).collect();
    let name = |standing: &Standing<'_>| crate::index::folded(index.contact(standing.id).name());
    order::sort_by(&mut stale, |((a_ratio, a_unmet), a), ((b_ratio, b_unmet), b)| {
        let order = b_ratio.total_cmp(a_ratio).then(b_unmet.cmp(a_unmet));
        order.then_with(|| name(a).cmp(&name(b))).then(a.id.cmp(&b.id))
    });
    stale.into_iter().map(|(_, standing)| standing).collect()
}

/// How much somebody is due: the ratio, times the weight of the circle; and whether they were never contacted and no `met` is
/// known, which comes first among equals.
pub fn urgency(index: &Index, standing: &Standing<'_>) -> (f64, bool) {
    let unmet = standing.last.is_none() && index.contact(standing.id).met.is_none();
    (standing.ratio.unwrap_or(0.0) * circle_weight(index, standing.id), unmet)
}

fn circle_weight(index: &Index, id: ContactId) -> f64 {
    let circle = index.contact(id).circle();
    index.settings().circles.iter().find(|c| Some(c.name.as_str()) == circle).map_or(1.0, |circle| circle.weight)
}
