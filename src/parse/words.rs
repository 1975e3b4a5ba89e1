//! The channel words of a vault: the built-in table and the settings' own, ready for looking up phrases.

use crate::model::{CHANNELS, Channel, Lexicon, Lower, Purpose, Settings};

/// Phrases that name a channel.
#[derive(Debug)]
pub(super) struct ChannelWords {
    phrases: Lexicon<Phrase>,
}

/// What some words mean together.
#[derive(Debug, Default)]
struct Phrase {
    channel: Option<Channel>,
    /// Whether longer phrases start with them.
    goes_on: bool,
}

/// Room for the words of the built-in table.
const ROOM: usize = 160;

impl ChannelWords {
    /// Longest channel phrase in words; longer ones in the settings are cut to their first words' reach.
    pub(super) const LONGEST: usize = 4;

    /// The words of the built-in table and those `settings` adds.
    pub(super) fn new(settings: &Settings) -> ChannelWords {
        let mut words = ChannelWords { phrases: Lexicon::with_room(ROOM) };
        for word in &settings.channels {
            let channel = Channel::known(&word.name).unwrap_or_else(|| Channel::Own(word.name.to_lowercase().into()));
            words.add(&word.name, &channel);
            word.variants.iter().for_each(|variant| words.add(variant, &channel));
        }
        for row in CHANNELS.iter().filter(|row| row.name != "other") {
            let Some(channel) = Channel::known(row.name) else { continue };
            words.add(row.name, &channel);
            row.variants.iter().for_each(|variant| words.add(variant, &channel));
        }
        words
    }

    /// The longest channel phrase at the start of `text` and its length in bytes.
    pub(super) fn longest_at_start(&self, text: &str) -> Option<(&Channel, usize)> {
        let mut phrase = Lower::default();
        let mut best = None;
        let mut from = 0;
        for end in word_ends(text).take(ChannelWords::LONGEST) {
            if from > 0 {
                phrase.push(" ");
            }
            phrase.push(text[from..end].trim_start());
            let Some(found) = phrase.bytes().and_then(|phrase| self.phrases.get(phrase)) else { break };
            best = found.channel.as_ref().map(|channel| (channel, end)).or(best);
            if !found.goes_on {
                break;
            }
            from = end;
        }
        best
    }

    /// The channel of exactly these words in lower case, and whether longer phrases start with them; `None` when they begin nothing.
    pub(super) fn phrase(&self, words: &[u8]) -> Option<(Option<&Channel>, bool)> {
        self.phrases.get(words).map(|found| (found.channel.as_ref(), found.goes_on))
    }

    /// The channel of exactly this phrase, else the phrase as a channel of its own.
    pub(super) fn exact_or_own(&self, phrase: &str) -> Channel {
        let phrase = phrase.trim().to_lowercase();
        self.phrases.get(&phrase).and_then(|found| found.channel.clone()).unwrap_or_else(|| Channel::Own(phrase.into()))
    }

    fn add(&mut self, phrase: &str, channel: &Channel) {
        let phrase = phrase.trim().to_lowercase();
        for (end, _) in phrase.match_indices(' ') {
            self.phrases.or_insert_with(&phrase[..end], Phrase::default).goes_on = true;
        }
        let plural = channel.purpose() == Purpose::Contact && phrase.ends_with(|c: char| c.is_ascii_lowercase());
        if plural {
            let ending = if phrase.ends_with(['s', 'h', 'x']) { "es" } else { "s" };
            self.name(&[&phrase, ending].concat(), channel);
        }
        self.name(&phrase, channel);
    }

    fn name(&mut self, phrase: &str, channel: &Channel) {
        self.phrases.or_insert_with(phrase, Phrase::default).channel.get_or_insert_with(|| channel.clone());
    }
}

/// Ends of the words at the start of `text`; a word is letters, digits and what joins them (`-`, `'`, `:` between digits).
fn word_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = &text[from..];
        let start = from + rest.len() - rest.trim_start_matches([' ', '\n']).len();
        if start > 0 && start == from {
            return None;
        }
        let end = start + word_length(&text[start..])?;
        from = end;
        Some(end)
    })
}

/// Length of the word at the start of `text`; `None` when there is none.
pub(super) fn word_length(text: &str) -> Option<usize> {
    let plain = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let ends = text.as_bytes().get(plain).is_none_or(|b| b.is_ascii() && !JOINERS.contains(&char::from(*b)));
    if ends {
        return (plain > 0).then_some(plain);
    }
    let mut end = plain;
    let mut chars = text[plain..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let at = plain + at;
        let joins = JOINERS.contains(&c) && at > 0 && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !(c.is_alphanumeric() || joins) {
            break;
        }
        end = at + c.len_utf8();
    }
    (end > 0).then_some(end)
}

/// What joins letters and digits to one word, between them.
const JOINERS: [char; 5] = ['-', '\'', '’', ':', '/'];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: Option<(&str, usize)>) {
        let words = ChannelWords::new(&Settings::default());
        assert_eq!(words.longest_at_start(text).map(|(c, n)| (c.name(), n)), want, "{text}");
    }

    #[test]
    fn the_longest_phrase_wins_and_words_stay_whole() {
        check("Video Call about X", Some(("video", 10)));
        check("video: x", Some(("video", 5)));
        check("e-mails: x", Some(("email", 7)));
        check("coffee-break: x", None);
        check("coffeehouse", None);
        check("1:1 with", Some(("meeting", 3)));
        check("phone  call", Some(("call", 11)));
        check("", None);
        check("lunches", Some(("lunch", 7)));
    }
}
