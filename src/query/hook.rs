//! Something to hook on when one writes to somebody: a promise, a birthday, their news, what one last talked about.

use super::coming::{anniversary, birthday};
use super::loops::{LoopKind, loops_of};
use super::patterns::{self, unthanked};
use super::place::written;
use crate::index::{ContactId, Index, Mark, Meeting};
use crate::model::{Date, Purpose};
use bitcode::{Decode, Encode};
use serde::Serialize;
use std::borrow::Cow;

/// How near a birthday or anniversary has to be (days).
const NEAR: i64 = 14;

/// How old news may be to write about (months).
const FRESH: i64 = 12;

/// Longest text told in a suggestion (characters); a longer one is cut after a sentence or a word.
const TOLD: usize = 140;

/// What kind of thing one can hook on, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum HookKind {
    /// Something I promised them and have not done yet.
    Promise,
    /// A birthday within two weeks.
    Birthday,
    /// A round anniversary of having met within two weeks.
    Anniversary,
    /// An introduction, referral or recommendation got, and no thanks written down since.
    Thanks,
    /// They moved, and one has not been in touch since.
    Moved,
    /// Other news of them since the last contact.
    News,
    /// Something they need.
    Need,
    /// What one last talked about.
    Topic,
    /// How one met.
    Met,
}

/// Something to hook on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Encode, Decode)]
pub struct Hook {
    /// What kind of thing it is.
    pub kind: HookKind,
    /// What was written of it.
    pub text: String,
    /// Its day, where it has one.
    pub date: Option<Date>,
}

impl Hook {
    fn new(kind: HookKind, text: impl Into<String>, date: Option<Date>) -> Hook {
        Hook { kind, text: text.into(), date }
    }

    /// In words: `they moved on 30 Oct: to Lisbon`.
    pub fn spoken(&self, today: Date) -> String {
        let (text, day) = (short(&self.text), self.date.map(|day| day.spoken(today)).unwrap_or_default());
        let is_today = self.date == Some(today);
        match self.kind {
            HookKind::Promise => format!("you promised: {text}"),
            HookKind::Birthday => {
                let day = if is_today { "today".to_owned() } else { format!("on {day}") };
                text.strip_prefix("turns ").map_or_else(|| format!("their birthday is {day}"), |age| format!("they turn {age} {day}"))
            }
            HookKind::Anniversary if is_today => format!("today it is {text}"),
            HookKind::Anniversary => format!("on {day} it is {text}"),
            HookKind::Thanks => format!("thank them for: {text}"),
            HookKind::Moved => format!("they moved on {day}: {text}"),
            HookKind::News => format!("their news of {day}: {text}"),
            HookKind::Need => format!("they need: {text}"),
            HookKind::Topic => format!("you last talked about: {text}"),
            HookKind::Met => format!("how you met: {text}"),
        }
    }
}

/// The best thing to hook on with somebody whose last contact was on `last`.
pub(super) fn hook(index: &Index, id: ContactId, last: Option<Date>, today: Date) -> Option<Hook> {
    let contact = index.contact(id);
    let near = |day: Date| today.days_until(day) <= NEAR;
    let open = if index.may(id, Mark::Opens) { loops_of(index, id, today) } else { Vec::new() };
    let oldest = |kind: LoopKind| open.iter().find(|open| open.kind == kind);
    let promise = || oldest(LoopKind::Promised).map(|open| Hook::new(HookKind::Promise, open.text.clone(), open.since));
    let birthday =
        || birthday(contact, today).filter(|(day, _)| near(*day)).map(|(day, text)| Hook::new(HookKind::Birthday, text, Some(day)));
    let met = || {
        let (day, years) = anniversary(contact, today).filter(|(day, _)| near(*day))?;
        Some(Hook::new(HookKind::Anniversary, format!("{years} year{} since you met", if years == 1 { "" } else { "s" }), Some(day)))
    };
    let thanks =
        || unthanked(index, id, patterns::since(today), today).map(|given| Hook::new(HookKind::Thanks, given.text(), Some(given.date())));
    let heard = || {
        let news = news(index, id, last, today.plus_months(-FRESH)?, today)?;
        let kind = if news.channel().name() == "moved" { HookKind::Moved } else { HookKind::News };
        Some(Hook::new(kind, news.text(), Some(news.date())))
    };
    let need = || oldest(LoopKind::Needs).map(|open| Hook::new(HookKind::Need, open.text.clone(), open.since));
    let topic = || topic(index, id, today).map(|meeting| Hook::new(HookKind::Topic, meeting.text(), Some(meeting.date())));
    let how = || written(index.whole_contact(id), "how_we_met").map(|text| Hook::new(HookKind::Met, text, None));
    promise().or_else(birthday).or_else(met).or_else(thanks).or_else(heard).or_else(need).or_else(topic).or_else(how)
}

/// What one last talked about.
pub fn topic(index: &Index, id: ContactId, today: Date) -> Option<Meeting<'_>> {
    index.interactions_of(id).rev().find(|meeting| meeting.counts(today) && meeting.has_text())
}

/// The newest of their news since a day, when one has not been in touch since: `last` is the last contact.
pub fn news(index: &Index, id: ContactId, last: Option<Date>, since: Date, today: Date) -> Option<Meeting<'_>> {
    if !index.may(id, Mark::News) {
        return None;
    }
    let mut lately =
        index.interactions_of(id).rev().take_while(|meeting| since <= meeting.date() && last.is_none_or(|last| last < meeting.date()));
    lately.find(|meeting| meeting.happened(today) && is_news(meeting) && meeting.has_text())
}

/// Whether it tells of them, and is no contact and no private note.
pub fn is_news(meeting: &Meeting<'_>) -> bool {
    meeting.channel().purpose() == Purpose::News && meeting.channel().name() != "note"
}

/// As many whole sentences of a text as can be told, else as many words.
fn short(text: &str) -> Cow<'_, str> {
    let Some((end, next)) = text.char_indices().nth(TOLD) else { return Cow::Borrowed(text) };
    let told = &text[..end];
    let stops = told.char_indices().zip(text.chars().skip(1)).filter(|((_, c), next)| matches!(c, '.' | '!' | '?') && next.is_whitespace());
    if let Some(((at, stop), _)) = stops.last().filter(|((at, _), _)| *at >= TOLD / 4) {
        return Cow::Borrowed(&text[..at + stop.len_utf8()]);
    }
    let whole = if next.is_whitespace() { end } else { told.rfind(char::is_whitespace).unwrap_or(end) };
    Cow::Owned(format!("{}...", told[..whole].trim_end_matches(|c: char| !c.is_alphanumeric())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &str) {
        assert_eq!(short(text), want);
    }

    #[test]
    fn a_long_text_is_cut_after_a_sentence_or_a_word() {
        check("her new team", "her new team");
        let first = "She was about to take a year off and try out as a baker.";
        check(&format!("{first} {}", "Sourdough ".repeat(20)), first);
        check(&"sourdough, ".repeat(20), &format!("{}...", "sourdough, ".repeat(12).trim_end_matches(", ")));
        check(&"粉".repeat(200), &format!("{}...", "粉".repeat(140)));
    }
}
