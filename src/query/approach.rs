//! How to reach somebody one has not called for a while: in person where both live in the same city, else by phone, e-mail or
//! LinkedIn, whichever is written down and was used last.

use super::between::Bond;
use super::place::{city, location, same_place, written};
use super::standing::Standing;
use crate::index::Index;
use crate::model::Contact;

/// A way to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approach {
    /// The channel; `None` when no way is written down.
    pub channel: Option<&'static str>,
    /// The number or address it needs, where one is written down.
    pub address: Option<String>,
    /// The city where one could meet.
    pub city: Option<String>,
}

/// Channels of meeting in person.
const IN_PERSON: [&str; 6] = ["coffee", "lunch", "dinner", "drinks", "walk", "visit"];

/// How to reach somebody. After a long silence one writes before one meets.
pub fn approach(index: &Index, standing: &Standing<'_>, bond: Bond, silent: bool) -> Approach {
    let contact = index.contact(standing.id);
    let city = shared_city(index.settings().me.location.as_deref(), contact);
    let last = standing.last_channel(index).map_or("", |channel| channel.name());
    if city.is_some() && !silent {
        let usual = IN_PERSON.into_iter().find(|channel| *channel == last);
        return Approach { channel: Some(usual.unwrap_or("coffee")), address: None, city };
    }
    let [phone, email, linkedin] = ["phone", "email", "linkedin"].map(|key| written(contact, key));
    let by = |channel: &'static str, address: Option<&str>| address.map(|address| (channel, address.to_owned()));
    let spoken = bond == Bond::Close || matches!(last, "call" | "video");
    let called = || by("call", phone);
    let wrote = || match last {
        "social" => by("linkedin", linkedin).or_else(|| by("email", email)),
        _ => by("email", email).or_else(|| by("linkedin", linkedin)),
    };
    let chosen = if spoken && !silent { called().or_else(wrote) } else { wrote().or_else(called) };
    let as_last = match last {
        "message" | "social" => Some("message"),
        "call" | "video" => Some("call"),
        "letter" => Some("letter"),
        _ => None,
    };
    let (channel, address) = chosen.map_or((as_last, None), |(channel, address)| (Some(channel), Some(address)));
    Approach { channel, address, city }
}

/// The city in which both live, as the contact's note has it.
fn shared_city(mine: Option<&str>, contact: &Contact) -> Option<String> {
    let theirs = location(contact)?;
    same_place(mine?, theirs).then(|| city(theirs).to_owned())
}
