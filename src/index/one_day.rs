//! Which entries of one contact and one day tell of the same (format 11, Doubles).

use super::dated::Dated;
use super::ground::Ground;
use crate::model::{Channel, Done, Purpose, folded};
use foldhash::HashMap;
use std::hash::BuildHasher;

/// Joins the entries of one contact and day that have the same channel; `other` goes into the first named one. Of plans, which are to-dos
/// as often as appointments, only those that may be the same: see [`Plans`].
pub(super) fn one_day(ground: Ground<'_>, near: u32, day: &[Dated], mut join: impl FnMut(u32, u32), mut absorb: impl FnMut(u32, u32)) {
    let channel = |at: Dated| ground.channel(at.number(), near);
    let mut firsts: Vec<Dated> = Vec::new();
    let mut plans = 0;
    for &at in day {
        if at.done() == Done::Plan {
            plans += 1;
            continue;
        }
        match firsts.iter().find(|&&first| first.purpose() == at.purpose() && channel(first) == channel(at)) {
            Some(first) => join(first.number(), at.number()),
            None => firsts.push(at),
        }
    }
    for other in firsts.iter().filter(|at| !at.is_named()) {
        if let Some(named) = firsts.iter().find(|at| at.is_named() && at.purpose() == other.purpose()) {
            absorb(other.number(), named.number());
        }
    }
    if plans > 1 {
        let mut own = Plans::default();
        day.iter().filter(|at| at.done() == Done::Plan).for_each(|at| own.take(ground, near, *at, &mut join));
        own.absorb(&mut absorb);
    }
}

/// The plans of a day. Those of one channel are the same when they say the same, or one says nothing; or when they stand in two notes and
/// name their channel: then the first of one note is the first of the other, and so on.
#[derive(Default)]
struct Plans<'a> {
    /// Plans that are no other's double, by channel, with the note each stands in, and whether it says anything.
    firsts: HashMap<&'a Channel, Vec<First>>,
    /// How many there were of a channel in a note that said something else each.
    counts: HashMap<(&'a Channel, u32), usize>,
    /// The plan that says this.
    saying: HashMap<(&'a Channel, u64), Dated>,
    /// Those without a channel, with what they say.
    others: Vec<(Dated, Option<u64>)>,
    /// The first of those with one, and the first that says this.
    named: Option<Dated>,
    named_saying: HashMap<u64, Dated>,
}

/// A plan that is no other's double.
struct First {
    plan: Dated,
    note: u32,
    says: bool,
}

impl<'a> Plans<'a> {
    fn take(&mut self, ground: Ground<'a>, near: u32, plan: Dated, join: &mut impl FnMut(u32, u32)) {
        let (note, at, entry) = ground.entry(plan.number(), near);
        let (channel, text) = (note.channel(&entry), note.str(entry.text));
        let says = (!text.is_empty()).then(|| foldhash::fast::FixedState::default().hash_one(folded(text)));
        let firsts = self.firsts.entry(channel).or_default();
        let double = match says {
            None => firsts.first().map(|first| first.plan),
            Some(says) => self.saying.get(&(channel, says)).copied().or_else(|| {
                let count = self.counts.entry((channel, at.0)).or_default();
                let other = firsts.get_mut(*count).filter(|other| !other.says || plan.is_named() && other.note != at.0);
                *count += 1;
                other.map(|other| {
                    other.says = true;
                    other.plan
                })
            }),
        };
        let first = match double {
            Some(first) => {
                join(first.number(), plan.number());
                first
            }
            None => {
                firsts.push(First { plan, note: at.0, says: says.is_some() });
                plan
            }
        };
        if let Some(says) = says {
            self.saying.entry((channel, says)).or_insert(first);
        }
        if !plan.is_named() {
            self.others.extend(double.is_none().then_some((plan, says)));
        } else if plan.purpose() == Purpose::Contact {
            self.named.get_or_insert(first);
            if let Some(says) = says {
                self.named_saying.entry(says).or_insert(first);
            }
        }
    }

    /// Those without a channel go into one with a channel that says the same, or into the first where they say nothing.
    fn absorb(&self, absorb: &mut impl FnMut(u32, u32)) {
        for (other, says) in &self.others {
            let named = says.map_or(self.named.as_ref(), |says| self.named_saying.get(&says));
            named.into_iter().for_each(|named| absorb(other.number(), named.number()));
        }
    }
}
