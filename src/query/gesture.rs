//! The next gesture towards somebody: from light (a message) to warm (a coffee), by what one last did, how long one has been
//! silent and whether both are in the same city, with something to hook on.
//!
//! The steps, the first that fits: between jobs, a call; never in touch, a first hello; silent for very long, something light;
//! else what one did last, a step warmer where one has only written or called for three times, and by phone where they live
//! elsewhere now.

use super::hook::{Hook, HookKind, hook};
use super::place::{city, location, same_place};
use super::standing::{Level, Standing};
use crate::index::Index;
use crate::model::{Channel, Date, lasting};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// A silence after which one begins light, whatever the cadence (days): a year and a half.
const LONG: i64 = 540;

/// The same for somebody who has drifted (days).
const DRIFTED: i64 = 180;

/// How warm a gesture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum Warmth {
    /// Written: a message, an e-mail, a letter.
    Light,
    /// Spoken: a call, a video call.
    Closer,
    /// In person.
    Warm,
}

/// What to do next, why, and what to hook on.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub struct Gesture<'a> {
    /// The channel it goes by.
    pub channel: &'a str,
    /// How warm it is.
    pub warmth: Warmth,
    /// What to do: `suggest another lunch`.
    pub action: &'a str,
    /// Why this gesture: `you are both in Portland`.
    pub reason: String,
    /// Something to hook on.
    pub hook: Option<Hook>,
    /// Reason and hook in words.
    pub why: String,
}

impl Gesture<'_> {
    /// All of it in one line: `suggest another lunch: you are both in Portland; you last talked about: …`.
    pub fn line(&self) -> String {
        format!("{}{} {}", self.action, if self.reason == AS_LAST { "," } else { ":" }, self.why)
    }
}

/// The reason for doing what one did last.
const AS_LAST: &str = "as last time";

/// The reason for no more than a line.
const A_LINE: &str = "a line is enough";

/// A row of the gestures: channel, warmth, what to do, and the same once more.
type Row = (&'static str, Warmth, &'static str, &'static str);

/// Every gesture, from light to warm.
const GESTURES: [Row; 13] = [
    ("message", Warmth::Light, "send a short message", "send another short message"),
    ("social", Warmth::Light, "leave a note online", "leave another note online"),
    ("email", Warmth::Light, "write an e-mail", "write another e-mail"),
    ("letter", Warmth::Light, "write a letter", "write another letter"),
    ("call", Warmth::Closer, "give them a call", "give them another call"),
    ("video", Warmth::Closer, "suggest a video call", "suggest another video call"),
    ("meeting", Warmth::Warm, "ask for a meeting", "ask for another meeting"),
    ("walk", Warmth::Warm, "suggest a walk", "suggest another walk"),
    ("coffee", Warmth::Warm, "suggest a coffee", "suggest another coffee"),
    ("drinks", Warmth::Warm, "suggest drinks", "suggest drinks again"),
    ("lunch", Warmth::Warm, "suggest lunch", "suggest another lunch"),
    ("dinner", Warmth::Warm, "suggest dinner", "suggest another dinner"),
    ("visit", Warmth::Warm, "plan a visit", "plan another visit"),
];

/// Where somebody lives, seen from oneself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place<'a> {
    /// In the same city, by its name.
    Same(&'a str),
    /// Elsewhere: in this city, told apart from one of the same name.
    Elsewhere(&'a str),
    /// One of the two is not written down.
    Unknown,
}

/// What to do next towards somebody.
pub fn gesture<'a>(index: &'a Index, standing: &Standing<'_>, today: Date) -> Gesture<'a> {
    let hook = hook(index, standing.id, standing.last, today);
    let besides = |hook: Option<Hook>| hook.filter(|hook| hook.kind != HookKind::Topic);
    if standing.in_transition {
        let seeking = index.contact(standing.id).seeking();
        let reason = seeking.map_or_else(|| "hard times are when to call".to_owned(), |what| format!("they look for {what}"));
        return told("call", Warmth::Closer, "call and ask how you can help", reason, besides(hook), today);
    }
    if standing.last.is_none() {
        return told("message", Warmth::Light, "send a first hello", A_LINE.to_owned(), besides(hook), today);
    }
    let ((channel, warmth, action, again), once_more, reason) = choice(index, standing, today);
    told(channel, warmth, if once_more { again } else { action }, reason, hook, today)
}

fn told<'a>(channel: &'a str, warmth: Warmth, action: &'a str, reason: String, hook: Option<Hook>, today: Date) -> Gesture<'a> {
    let why = hook.as_ref().map_or_else(|| reason.clone(), |hook| format!("{reason}; {}", hook.spoken(today)));
    Gesture { channel, warmth, action, reason, hook, why }
}

/// The gesture towards somebody one has been in touch with: its row, whether it is said as one more of them, and why it is this one.
fn choice(index: &Index, standing: &Standing<'_>, today: Date) -> (Row, bool, String) {
    let recent: Vec<&Channel> =
        index.interactions_of(standing.id).rev().filter(|meeting| meeting.counts(today)).map(|meeting| meeting.channel()).take(3).collect();
    let warmth = |channel: &&Channel| row(channel).map(|row| row.1);
    let three = |most: Warmth| recent.len() == 3 && recent.iter().all(|channel| warmth(channel).is_some_and(|own| own <= most));
    let silent = i64::from(standing.days_since.unwrap_or(0));
    if silent >= LONG || standing.level == Level::Drifted && silent >= DRIFTED {
        let light = recent.iter().find_map(|channel| row(channel).filter(|row| row.1 == Warmth::Light));
        return (light.unwrap_or(GESTURES[0]), false, format!("{} is long, so begin light", lasting(silent)));
    }
    let near = named(if index.contact(standing.id).organization { "visit" } else { "coffee" });
    let meet_anyway = recent.len() >= 2 && recent.iter().take(2).all(|channel| warmth(channel) == Some(Warmth::Warm));
    let last = standing.last_channel(index).and_then(row);
    match (last, last.map(|row| row.1), place(index, standing)) {
        (_, Some(Warmth::Light | Warmth::Closer), Place::Same(city)) if three(Warmth::Closer) => {
            (near, false, format!("you are both in {city}, and have not met the last three times"))
        }
        (_, Some(Warmth::Light), _) if three(Warmth::Light) => (named("call"), false, "the last three times you wrote".to_owned()),
        (_, Some(Warmth::Warm), Place::Elsewhere(city)) if !meet_anyway => (named("call"), false, format!("they are in {city}")),
        (Some(row), Some(Warmth::Warm), Place::Same(city)) => (row, true, format!("you are both in {city}")),
        (Some(row), ..) => (row, false, AS_LAST.to_owned()),
        (None, _, Place::Same(city)) => (near, false, format!("you are both in {city}")),
        (None, ..) => (GESTURES[0], false, A_LINE.to_owned()),
    }
}

/// The gesture of a channel, where it names one; chance and occasions (`met`, `event`), `other` and words of one's own do not.
fn row(channel: &Channel) -> Option<Row> {
    GESTURES.iter().find(|row| Channel::known(row.0).as_ref() == Some(channel)).copied()
}

fn named(channel: &str) -> Row {
    GESTURES.iter().find(|row| row.0 == channel).copied().unwrap_or(GESTURES[0])
}

fn place<'a>(index: &'a Index, standing: &Standing<'_>) -> Place<'a> {
    let (mine, theirs) = (index.settings().me.location.as_deref(), location(index.contact(standing.id)));
    let named = |place: &&str| !city(place).is_empty();
    match (mine.filter(named), theirs.filter(named)) {
        (Some(mine), Some(theirs)) if same_place(mine, theirs) => Place::Same(city(mine)),
        (Some(mine), Some(theirs)) if same_place(city(mine), city(theirs)) => Place::Elsewhere(theirs),
        (Some(_), Some(theirs)) => Place::Elsewhere(city(theirs)),
        _ => Place::Unknown,
    }
}
