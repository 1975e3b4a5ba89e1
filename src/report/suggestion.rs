//! Somebody to turn to: how you stand, why, and what could be the next gesture.

use super::contact::{ContactRow, contact_row, why};
use crate::index::Index;
use crate::model::{Date, DateRange, Period, lasting};
use crate::query::{Gesture, Rhythm, Standing, gesture, rhythm, topic};
use bitcode::{Decode, Encode};
use serde::Serialize;

/// Somebody to turn to.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub struct Suggestion<'a> {
    /// The contact.
    #[serde(flatten)]
    pub contact: ContactRow<'a>,
    /// Why they are shown.
    pub why: String,
    /// The next gesture in one line.
    pub suggestion: String,
    /// The same in its parts.
    pub gesture: Gesture<'a>,
    /// The rhythm one has with them; null with fewer than three gaps.
    pub rhythm: Option<Rhythm>,
    /// What they look for.
    pub seeking: Option<&'a str>,
    /// Since when they are between jobs.
    pub transition_since: Option<Date>,
    /// What one last talked about.
    pub topic: Option<&'a str>,
}

/// What to do next towards somebody; `period` is the balance period.
pub fn suggestion<'a>(index: &'a Index, standing: &Standing<'a>, period: Period, today: Date) -> Suggestion<'a> {
    let contact = index.contact(standing.id);
    let spell = contact.seldom.transition.spells.iter().find(|spell: &&DateRange| spell.contains(today));
    let gesture = gesture(index, standing, today);
    Suggestion {
        contact: contact_row(index, standing, period, today),
        why: why(index, standing, today),
        suggestion: gesture.line(),
        gesture,
        rhythm: rhythm(index, standing, today),
        seeking: contact.seeking(),
        transition_since: spell.and_then(|spell| spell.since),
        topic: topic(index, standing.id, today).map(|meeting| meeting.text()),
    }
}

/// A rhythm in words: `usually every 3 weeks or so, silent for 7 weeks`.
pub fn rhythm_words(rhythm: &Rhythm) -> String {
    let silence = if rhythm.silent_for == 0 { "in touch today".to_owned() } else { format!("silent for {}", lasting(rhythm.silent_for)) };
    format!("usually {} or so, {silence}", every(rhythm.measured))
}

/// `every 9 days`, `every 3 weeks`, `every 5 months`.
fn every(days: i64) -> String {
    match days {
        ..=1 => "every day".to_owned(),
        2..=13 => format!("every {days} days"),
        14..=62 => format!("every {} weeks", (days + 3) / 7),
        63..=700 => format!("every {} months", (days * 12 + 182) / 365),
        _ => format!("every {} years", (days + 182) / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rhythm_is_said_in_the_nearest_round_span() {
        let said = [0, 1, 9, 14, 30, 62, 63, 91, 365, 800].map(every);
        let want = ["day", "day", "9 days", "2 weeks", "4 weeks", "9 weeks", "2 months", "3 months", "12 months", "2 years"];
        assert_eq!(said, want.map(|span| format!("every {span}")));
    }
}
