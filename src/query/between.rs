//! My own time between jobs (format 8, `me.transition`): whom to turn to, in which order, and for what.

use super::asks::{Ask, Outcome, asks_of};
use super::career::{colleagues, everyone, told_stints};
use super::closeness::closeness;
use super::help::what_fits;
use super::patterns::THANKFUL;
use super::standing::{CadenceFrom, Level, Standing};
use super::words::{Trait, Wish, fits};
use crate::index::{ContactId, Given, Index};
use crate::model::{Again, Cadence, Date, OwnTransition, Status, Verb, order};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A silence after which one reconnects before one asks for anything (months).
const LONG_SILENCE: i64 = 6;

/// Where a time between jobs stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// It is still to begin.
    Ahead,
    /// It goes on.
    Open,
    /// It is over.
    Ended,
}

/// Where it stands on `today`.
pub fn stage(own: &OwnTransition, today: Date) -> Stage {
    match (own.since, own.until) {
        (_, Some(until)) if until < today => Stage::Ended,
        (Some(since), _) if today < since => Stage::Ahead,
        _ => Stage::Open,
    }
}

/// How strong a tie is: how recent, how frequent and how mutual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bond {
    /// Often, lately, both ways.
    Close,
    /// In between.
    Steady,
    /// Seldom, or long ago.
    Loose,
}

/// What to do next with somebody.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// An answer, an introduction, a referral or a recommendation of theirs has had no word of thanks yet.
    Thank(Given<'a>),
    /// Something was asked, and nothing has come back yet.
    Wait(Given<'a>),
    /// It has been long: reconnect first, ask later.
    Reconnect,
    /// They know; now they can be asked.
    Ask,
    /// They have not been told yet.
    Tell,
}

/// What somebody could be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The need, as the settings say it.
    pub need: String,
    /// The day on which they gave such a thing before; `None` when it is what they do that speaks for it.
    pub before: Option<Date>,
}

/// Somebody of the plan.
#[derive(Clone, Debug)]
pub struct Planned<'s, 'a> {
    /// How the relationship stands.
    pub standing: &'s Standing<'a>,
    /// The organization where one worked together.
    pub stint: Option<String>,
    /// Whether one would work together again.
    pub again: Option<Again>,
    /// How strong the tie is.
    pub bond: Bond,
    /// Whether it has been silent for long.
    pub silent: bool,
    /// The last contact since it began.
    pub in_touch: Option<Date>,
    /// Whether that followed a long silence.
    pub after_silence: bool,
    /// What of them fits what I look for.
    pub fits: Option<String>,
    /// What to do next.
    pub step: Step<'a>,
    /// What they could be asked for.
    pub wanted: Option<Wanted>,
}

/// The plan of a time between jobs.
#[derive(Clone, Debug)]
pub struct Plan<'s, 'a> {
    /// Everyone to turn to: first with whom one would work again, then by bond, then the least silent.
    pub people: Vec<Planned<'s, 'a>>,
    /// How many are left in peace: paused, dormant, snoozed.
    pub resting: usize,
}

/// The plan on `today` of a time that began on `since`: everyone from the whole career, everyone in a circle, everyone with a
/// cadence of their own or of a tag, with whom one would work again, or who was asked since. Organizations, and people not met
/// yet, are no part of it.
pub fn plan<'s, 'a>(index: &'a Index, standings: &'s [Standing<'a>], own: &OwnTransition, since: Date, today: Date) -> Plan<'s, 'a> {
    let stints = stints_of(index, today);
    let wish = Wish::of(own.seeking.as_deref().unwrap_or_default());
    let traits = [Trait::Role, Trait::Company, Trait::Skill, Trait::Offer, Trait::Tag];
    let found = fits(index, std::slice::from_ref(&wish), &traits).into_iter().next().unwrap_or_default();
    // A single common word of many is no reason to ask somebody.
    let least = found.first().map_or(0.0, |best| best.weight / 2.0);
    let found = order::map(found.into_iter().filter(|fit| fit.weight >= least).map(|fit| (fit.id, fit)));
    let (mut people, mut resting) = (Vec::new(), 0);
    for standing in standings {
        let (id, contact) = (standing.id, index.contact(standing.id));
        let stint = stints.get(&id).cloned().or_else(|| contact.seldom.worked_together.first().map(|stint| stint.organization.to_string()));
        let chosen = contact.circle().is_some() || standing.cadence_from != CadenceFrom::Default && standing.cadence != Cadence::Never;
        let met = standing.last.is_some() || contact.met.and_then(|met| met.first()).is_none_or(|met| met <= today);
        let part = || chosen || stint.is_some() || contact.would_work_again == Some(Again::Yes) || asked_since(index, id, since, today);
        if contact.organization || contact.status == Status::Deceased || !met || !part() {
            continue;
        }
        if standing.snoozed || !contact.status.can_be_stale() {
            resting += 1;
            continue;
        }
        let fits = found.get(&id).map(|fit| what_fits(contact, &wish, fit));
        people.push(planned(index, standing, (stint, fits), own, (since, today)));
    }
    order::sort_by(&mut people, |a, b| order(index, a).cmp(&order(index, b)));
    Plan { people, resting }
}

/// Whether somebody was asked for anything since.
fn asked_since(index: &Index, id: ContactId, since: Date, today: Date) -> bool {
    index.exchanges_of(id).any(|given| given.verb() == Verb::Asked && given.date() >= since && given.happened(today))
}

/// The organization of each person from the career of the settings, else from what notes say of common work.
fn stints_of(index: &Index, today: Date) -> BTreeMap<ContactId, String> {
    let career = &index.settings().me.career;
    let told = if career.is_empty() { told_stints(index) } else { Vec::new() };
    let stints = if career.is_empty() { &told } else { career };
    let all = colleagues(index, stints, today);
    order::map(everyone(&all).into_iter().map(|(stint, colleague)| (colleague.id, stints[stint].organization.clone())))
}

type Order<'o> = (u8, Bond, bool, i64, std::borrow::Cow<'o, str>, ContactId);

fn order<'o>(index: &'o Index, one: &Planned<'_, '_>) -> Order<'o> {
    let again = match one.again {
        Some(Again::Yes) => 0,
        None | Some(Again::Unsure) => 1,
        Some(Again::No) => 2,
    };
    let silent = one.standing.days_since.map_or(i64::MAX, i64::from);
    (again, one.bond, one.silent, silent, crate::index::folded(index.contact(one.standing.id).name()), one.standing.id)
}

fn planned<'s, 'a>(
    index: &'a Index,
    standing: &'s Standing<'a>,
    (stint, fits): (Option<String>, Option<String>),
    own: &OwnTransition,
    (since, today): (Date, Date),
) -> Planned<'s, 'a> {
    let id = standing.id;
    let bond = match closeness(index, id, today).map_or(0.0, |close| close.strength) {
        strength if strength >= 0.5 => Bond::Close,
        strength if strength >= 0.2 => Bond::Steady,
        _ => Bond::Loose,
    };
    let long = |from: Date, to: Date| from.plus_months(LONG_SILENCE).is_some_and(|end| end <= to);
    let silent = standing.level == Level::Drifted || standing.last.is_none_or(|last| long(last, today));
    let days = || index.interactions_of(id).filter(|meeting| meeting.counts(today)).map(|meeting| meeting.date());
    let first = days().find(|day| *day >= since);
    let met = index.contact(id).met.and_then(|met| met.first());
    let before = days().take_while(|day| *day < since).last().max(met);
    let in_touch = first.and(standing.last);
    let step = step(index, standing, (silent, in_touch.is_some()), (since, today));
    let wanted = wanted(index, standing, (fits.is_some(), bond), own, today);
    let after_silence = first.zip(before).is_some_and(|(first, before)| long(before, first));
    Planned { standing, stint, again: index.contact(id).would_work_again, bond, silent, in_touch, after_silence, fits, step, wanted }
}

fn step<'a>(index: &'a Index, standing: &Standing<'a>, (silent, in_touch): (bool, bool), (since, today): (Date, Date)) -> Step<'a> {
    let lately: Vec<Given<'a>> = index.exchanges_of(standing.id).filter(|given| given.date() >= since && given.happened(today)).collect();
    let thanked = lately.iter().filter(|given| given.verb() == Verb::Thanked).map(Given::date).max();
    let asks: Vec<Ask<'a>> = asks_of(index, standing.id, today).into_iter().filter(|ask| ask.given.date() >= since).collect();
    let open = asks.iter().filter(|ask| matches!(ask.outcome, Outcome::Open)).map(|ask| ask.given).max_by_key(Given::date);
    let answers = asks.iter().filter_map(|ask| if let Outcome::Got(got) = ask.outcome { Some(got) } else { None });
    let gifts = lately.iter().copied().filter(|given| given.verb() == Verb::Got && THANKFUL.contains(&given.kind_name()));
    let got = answers.chain(gifts).filter(|given| thanked.is_none_or(|thanked| thanked < given.date())).max_by_key(Given::date);
    match (got, open) {
        (Some(got), _) => Step::Thank(got),
        (None, Some(open)) => Step::Wait(open),
        _ if silent => Step::Reconnect,
        _ if in_touch => Step::Ask,
        _ => Step::Tell,
    }
}

/// Kinds of help for which it matters what somebody does and where.
const BY_WORK: [&str; 5] = ["introduction", "referral", "recommendation", "information", "advice"];

/// Kinds of help that those give who are close.
const BY_HEART: [&str; 4] = ["listening", "encouragement", "coffee", "feedback"];

/// The first of my needs for which somebody is the right one to ask: they gave such a thing before, or what they do fits, or they
/// are close.
fn wanted(index: &Index, standing: &Standing<'_>, (fits, bond): (bool, Bond), own: &OwnTransition, today: Date) -> Option<Wanted> {
    let kinds = &index.settings().kinds;
    let got = |kind| {
        let given = index.exchanges_of(standing.id).filter(|given| given.verb() == Verb::Got && given.kind() == kind);
        given.filter(|given| kind != kinds.other() && given.happened(today)).map(|given| given.date()).next_back()
    };
    let named = |need: &&String, list: &[&str]| list.contains(&kinds.name(kinds.of(need)));
    let given_before = own.needs.iter().filter_map(|need| got(kinds.of(need)).map(|day| (Reverse(day), need))).min();
    if let Some((Reverse(day), need)) = given_before {
        return Some(Wanted { need: need.clone(), before: Some(day) });
    }
    let by_work = own.needs.iter().find(|need| fits && named(need, &BY_WORK));
    let by_heart = || own.needs.iter().find(|need| bond == Bond::Close && named(need, &BY_HEART));
    by_work.or_else(by_heart).map(|need| Wanted { need: need.clone(), before: None })
}

/// How one was in touch over a time: how many contacts there were, and how many carried an ask of mine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// Contact interactions.
    pub contacts: usize,
    /// Those with an `asked`, or begun by me with nothing but things got.
    pub with_ask: usize,
}

/// How one was in touch from `since` to `today`.
pub fn asking(index: &Index, since: Date, today: Date) -> Asking {
    let mut asking = Asking::default();
    for meeting in index.interactions().filter(|meeting| meeting.counts(today) && meeting.date() >= since) {
        let verbs = || meeting.exchanges().map(|given| given.verb());
        let only_got = meeting.by() == Some(crate::model::Who::Me) && verbs().next().is_some() && verbs().all(|verb| verb == Verb::Got);
        asking.contacts += 1;
        asking.with_ask += usize::from(only_got || verbs().any(|verb| verb == Verb::Asked));
    }
    asking
}
