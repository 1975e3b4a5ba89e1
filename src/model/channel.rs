//! The channel table (format 5): how one met, with the words people use for it.

use bitcode::{Decode, Encode};
use serde::{Serialize, Serializer};
use std::sync::LazyLock;

/// Whether a channel refreshes a relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// One was in touch.
    Contact,
    /// One heard something; never counts as contact.
    News,
}

/// One row of the channel table.
#[derive(Debug)]
pub struct ChannelRow {
    /// The channel's name.
    pub name: &'static str,
    /// Other words for it, in lower case; plurals are understood without being listed.
    pub variants: &'static [&'static str],
    /// Whether it counts as contact.
    pub purpose: Purpose,
}

const fn contact(name: &'static str, variants: &'static [&'static str]) -> ChannelRow {
    ChannelRow { name, variants, purpose: Purpose::Contact }
}

const fn news(name: &'static str, variants: &'static [&'static str]) -> ChannelRow {
    ChannelRow { name, variants, purpose: Purpose::News }
}

/// Every built-in channel; the settings may add more.
pub static CHANNELS: &[ChannelRow] = &[
    contact("other", &[]),
    contact("email", &["e-mail", "mail", "emailed", "e-mailed", "mailed"]),
    contact(
        "message",
        &[
            "messaged",
            "text",
            "texted",
            "text message",
            "sms",
            "chat",
            "chatted",
            "dm",
            "direct message",
            "slack",
            "whatsapp",
            "signal",
            "telegram",
        ],
    ),
    contact("call", &["called", "phone call", "phone-call", "phone", "phoned", "telephone", "voice call"]),
    contact("video", &["video call", "video-call", "video chat", "videocall", "zoom", "zoom call", "facetime", "skype"]),
    contact("coffee", &["coffee chat"]),
    contact("lunch", &["lunched"]),
    contact("dinner", &["dined"]),
    contact("drinks", &["drink"]),
    contact("walk", &["walked"]),
    contact("meeting", &["1:1", "1-1", "one-on-one", "one on one"]),
    contact("visit", &["visited"]),
    contact("event", &["conference", "seminar", "meetup", "workshop", "webinar"]),
    contact("letter", &["postcard"]),
    contact("social", &["linkedin", "linkedin message", "mastodon", "facebook", "instagram", "bluesky"]),
    contact("met", &["met up", "meet up", "ran into", "bumped into"]),
    news("news", &[]),
    news("moved", &[]),
    news("note", &["notes"]),
];

/// The channel of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub enum Channel {
    /// A row of [`CHANNELS`], by its place.
    Known(u8),
    /// A word of the user's own, from the settings or from the entry itself.
    Own(Box<str>),
}

impl Channel {
    /// No channel was named.
    pub const OTHER: Channel = Channel::Known(0);

    /// The row of the table with this name, if there is one.
    pub fn known(name: &str) -> Option<Channel> {
        CHANNELS.iter().position(|row| row.name == name).and_then(|at| u8::try_from(at).ok()).map(Channel::Known)
    }

    /// The channel's name as shown and as in JSON.
    pub fn name(&self) -> &str {
        match self {
            Channel::Known(row) => CHANNELS.get(usize::from(*row)).map_or("other", |row| row.name),
            Channel::Own(name) => name,
        }
    }

    /// Whether it refreshes a relationship.
    pub fn purpose(&self) -> Purpose {
        match self {
            Channel::Known(row) => CHANNELS.get(usize::from(*row)).map_or(Purpose::Contact, |row| row.purpose),
            Channel::Own(_) => Purpose::Contact,
        }
    }
}

/// The channel of an entry in few bytes: a row of [`CHANNELS`], else one of its note's own channels. What it names, [`super::Note::channel`] tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ChannelNumber(u16);

/// Every row of [`CHANNELS`] as a channel.
static KNOWN: LazyLock<Vec<Channel>> = LazyLock::new(|| (0..=u8::MAX).map(Channel::Known).take(CHANNELS.len()).collect());

impl ChannelNumber {
    /// No channel was named.
    pub const OTHER: ChannelNumber = ChannelNumber(0);

    /// The number of a channel in a note whose own channels these are, to which it is added if need be. A note with more than
    /// sixty thousand of its own has `other` for the rest.
    pub fn of(channel: &Channel, own: &mut Vec<Channel>) -> ChannelNumber {
        if let Channel::Known(row) = channel {
            return ChannelNumber((*row).into());
        }
        let at = own.iter().position(|other| other == channel).unwrap_or_else(|| {
            own.push(channel.clone());
            own.len() - 1
        });
        ChannelNumber(u16::try_from(CHANNELS.len() + at).unwrap_or(0))
    }

    /// As one number, for lists of numbers.
    pub(super) fn number(self) -> u32 {
        self.0.into()
    }

    /// The channel whose number this is.
    pub(crate) fn of_number(number: u16) -> ChannelNumber {
        ChannelNumber(number)
    }

    /// Whether it refreshes a relationship.
    pub fn purpose(self) -> Purpose {
        CHANNELS.get(usize::from(self.0)).map_or(Purpose::Contact, |row| row.purpose)
    }

    /// The channel.
    pub fn channel(self, own: &[Channel]) -> &Channel {
        let number = usize::from(self.0);
        KNOWN.get(number).or_else(|| own.get(number - CHANNELS.len())).unwrap_or(&Channel::OTHER)
    }
}

impl Serialize for Channel {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
