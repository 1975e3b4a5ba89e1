//! Which texts of a note are left in its file, where they can be read again: in a large vault of which a page shows little, all that
//! are not asked of everybody.

use super::draft::Draft;
use super::keys::Key;
use super::note::Context;
use crate::model::{Date, Done, Kind, Purpose, Text, Verb, outcome};

/// Leaves texts in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The first day of which news, and what came of referrals, are asked of everybody.
    pub since: Date,
    /// The day on which questions are asked: nothing is left of what is told of it or of a later one.
    pub today: Date,
}

impl Leaving {
    /// The text of an entry, which was kept last, unless it is left.
    fn entry(self, (date, done): (Date, Done), purpose: impl Fn() -> Purpose, text: Text, draft: &mut Draft<'_>) -> Text {
        let is_asked = |draft: &Draft<'_>| purpose() == Purpose::News || outcome(draft.kept(text)).is_some();
        if text.len == 0 || done == Done::Plan || date >= self.today || date >= self.since && is_asked(draft) {
            return text;
        }
        draft.forget(text);
        Text::LEFT
    }

    /// The text of an exchange of an entry, which was kept last, unless it is left. What is asked for or promised may be open still; time
    /// that was given is added up.
    fn exchange(self, (date, verb, kind): (Date, Verb, &str), text: Text, draft: &mut Draft<'_>) -> Text {
        let is_asked = kind == "time" || kind == "referral" && date >= self.since;
        if text.len == 0 || !matches!(verb, Verb::Gave | Verb::Got) || date >= self.today || is_asked {
            return text;
        }
        let trace = Text::trace(draft.kept(text));
        draft.forget(text);
        Text::left(trace)
    }
}

/// Keys without a place of their own in a contact that are asked of everybody: for what somebody between jobs seeks.
const ASKED: &[Key] = &[Key::Skills, Key::Offers, Key::Location];

impl Context {
    /// Of the keys without a place of their own in a contact those that are kept, where others are left in files.
    pub(super) fn keys_kept(&self) -> Option<&'static [Key]> {
        self.leaving.map(|_| ASKED)
    }

    /// The text of an entry, which was kept last, or that it was left.
    pub(super) fn told(&self, date: Date, done: Done, purpose: impl Fn() -> Purpose, text: Text, draft: &mut Draft<'_>) -> Text {
        self.leaving.map_or(text, |leaving| leaving.entry((date, done), purpose, text, draft))
    }

    /// Whether all texts are left of what took place on a day.
    pub(super) fn leaves_all(&self, date: Date) -> bool {
        self.leaving.is_some_and(|leaving| date < leaving.since.min(leaving.today))
    }

    /// The text of an exchange of an entry, which was kept last, or that it was left.
    pub(super) fn exchanged(&self, entry: u32, verb: Verb, kind: Kind, text: Text, draft: &mut Draft<'_>) -> Text {
        let date = draft.entries.get(entry as usize).map(|entry| entry.date);
        let told = |leaving: Leaving| Some(leaving.exchange((date?, verb, self.settings.kinds.name(kind)), text, draft));
        self.leaving.and_then(told).unwrap_or(text)
    }
}
