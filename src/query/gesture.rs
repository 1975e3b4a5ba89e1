//! The next gesture towards somebody who is due: light where it has been long, warm where it is close. Deterministic.

use super::standing::{Level, Standing};
use crate::index::Index;
use crate::model::Date;

/// What to do next, in words.
pub fn gesture(index: &Index, standing: &Standing<'_>, today: Date) -> String {
    let contact = index.contact(standing.id);
    let hook = index
        .interactions_of(standing.id)
        .rev()
        .find(|meeting| meeting.counts(today) && !meeting.text().is_empty())
        .map(|meeting| meeting.text());
    if standing.in_transition {
        return match &contact.seeking {
            Some(seeking) => format!("call and ask how you can help; they look for {seeking}"),
            None => "call and ask how you can help".to_owned(),
        };
    }
    let usual = standing.last_channel.map(|channel| channel.name()).unwrap_or("other");
    let how = match (standing.level, usual) {
        (Level::Never, _) => return "send a first hello".to_owned(),
        (Level::Drifted, _) | (_, "other" | "social" | "message" | "event" | "met") => "send a short message",
        (_, "email") => "write an e-mail",
        (_, "letter") => "write a letter",
        (_, "call" | "video") => "give them a call",
        (_, "coffee" | "lunch" | "dinner" | "drinks" | "walk") => return with_hook(&format!("suggest another {usual}"), hook),
        _ => "send a short message",
    };
    with_hook(how, hook)
}

fn with_hook(how: &str, hook: Option<&str>) -> String {
    match hook {
        Some(hook) => format!("{how}; you last talked about: {hook}"),
        None => how.to_owned(),
    }
}
