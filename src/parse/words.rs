//! The channel words of a vault: the built-in table and the settings' own, ready for looking up phrases.

use crate::model::lexicon::Known;
use crate::model::{
    CHANNELS, Channel, ChannelNumber, ChannelRow, Layout, Lexicon, Lower, Meaning, NOTHING, Purpose, Settings, Spelt, known,
};

/// Phrases that name a channel.
#[derive(Debug)]
pub(super) struct ChannelWords {
    /// Words mean the number of a channel, or [`NOTHING`], and perhaps [`GOES_ON`].
    phrases: Lexicon,
    /// Channels of the settings.
    own: Vec<Channel>,
}

/// What words mean beside their channel when longer phrases start with them.
const GOES_ON: Meaning = 1 << 15;

static KNOWN: Known = known!(built_in());

/// The words of the built-in table, but for those of its first row, `other`.
const fn built_in() -> Layout {
    let (mut layout, mut row) = (Layout::new(), 1);
    while row < CHANNELS.len() {
        let ChannelRow { name, mut variants, purpose } = CHANNELS[row];
        add(&mut layout, name.as_bytes(), row as Meaning, purpose);
        while let [first, rest @ ..] = variants {
            add(&mut layout, first.as_bytes(), row as Meaning, purpose);
            variants = rest;
        }
        row += 1;
    }
    layout
}

const fn add(layout: &mut Layout, phrase: &[u8], channel: Meaning, purpose: Purpose) {
    let mut end = 0;
    while end < phrase.len() {
        if phrase[end] == b' ' {
            *layout.meaning(Spelt::new().and(phrase.split_at(end).0)) |= GOES_ON;
        }
        end += 1;
    }
    if let Some(ending) = plural(phrase, purpose) {
        name(layout, Spelt::new().and(phrase).and(ending.as_bytes()), channel);
    }
    name(layout, Spelt::new().and(phrase), channel);
}

const fn name(layout: &mut Layout, phrase: Spelt, channel: Meaning) {
    let meaning = layout.meaning(phrase);
    if *meaning & !GOES_ON == NOTHING {
        *meaning = *meaning & GOES_ON | channel;
    }
}

/// The ending that makes a phrase more than one.
const fn plural(phrase: &[u8], purpose: Purpose) -> Option<&'static str> {
    match (purpose, phrase) {
        (Purpose::Contact, [.., b's' | b'h' | b'x']) => Some("es"),
        (Purpose::Contact, [.., b'a'..=b'z']) => Some("s"),
        _ => None,
    }
}

impl ChannelWords {
    /// Longest channel phrase in words; longer ones in the settings are cut to their first words' reach.
    pub(super) const LONGEST: usize = 4;

    /// The words of the built-in table and those `settings` adds.
    pub(super) fn new(settings: &Settings) -> ChannelWords {
        let mut words = ChannelWords { phrases: Lexicon::new(&KNOWN), own: Vec::new() };
        let mut phrases = Vec::new();
        for word in &settings.channels {
            let (channel, number) = words.of_settings(&word.name);
            for phrase in std::iter::once(&word.name).chain(&word.variants) {
                let phrase = phrase.trim().to_lowercase();
                if let Some(ending) = plural(phrase.as_bytes(), channel.purpose()) {
                    words.name([&phrase, ending].concat(), number);
                }
                words.name(&phrase, number);
                phrases.push(phrase);
            }
        }
        for start in phrases.iter().flat_map(|phrase| phrase.match_indices(' ').map(|(end, _)| &phrase[..end])) {
            let meaning = words.phrases.get(start).unwrap_or(NOTHING);
            words.phrases.set(start, meaning | GOES_ON);
        }
        words
    }

    /// The channel of this name in the settings, and its number; that of `other` where they have more than thirty thousand.
    fn of_settings(&mut self, name: &str) -> (Channel, Meaning) {
        if let Some(Channel::Known(row)) = Channel::known(name) {
            return (Channel::Known(row), row.into());
        }
        let number = u16::try_from(CHANNELS.len() + self.own.len()).ok().filter(|number| *number < NOTHING).unwrap_or(0);
        let channel = Channel::Own(name.to_lowercase().into());
        self.own.push(channel.clone());
        (channel, number)
    }

    fn name(&mut self, phrase: impl AsRef<str>, channel: Meaning) {
        let phrase = phrase.as_ref();
        if self.phrases.own(phrase).is_none() {
            let goes_on = self.phrases.get(phrase).unwrap_or(NOTHING) & GOES_ON;
            self.phrases.set(phrase, channel | goes_on);
        }
    }

    fn channel(&self, meaning: Meaning) -> Option<&Channel> {
        let number = meaning & !GOES_ON;
        (number != NOTHING).then(|| ChannelNumber::of_number(number).channel(&self.own))
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
            best = self.channel(found).map(|channel| (channel, end)).or(best);
            if found & GOES_ON == 0 {
                break;
            }
            from = end;
        }
        best
    }

    /// The channel of exactly these words in lower case, and whether longer phrases start with them; `None` when they begin nothing.
    pub(super) fn phrase(&self, words: &[u8]) -> Option<(Option<&Channel>, bool)> {
        self.phrases.get(words).map(|found| (self.channel(found), found & GOES_ON != 0))
    }

    /// The channel of exactly this phrase, else the phrase as a channel of its own.
    pub(super) fn exact_or_own(&self, phrase: &str) -> Channel {
        let phrase = phrase.trim().to_lowercase();
        self.phrases.get(&phrase).and_then(|found| self.channel(found)).cloned().unwrap_or_else(|| Channel::Own(phrase.into()))
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
    use crate::model::Word;

    fn check(text: &str, want: Option<(&str, usize)>) {
        let words = ChannelWords::new(&Settings::default());
        assert_eq!(words.longest_at_start(text).map(|(c, n)| (c.name(), n)), want, "{text}");
    }

    #[test]
    fn every_word_of_the_table_names_its_row() {
        let words = ChannelWords::new(&Settings::default());
        for row in CHANNELS.iter().skip(1) {
            for phrase in row.variants.iter().chain([&row.name]) {
                let ending = plural(phrase.as_bytes(), row.purpose).unwrap_or_default();
                for phrase in [(*phrase).to_owned(), [phrase, ending].concat()] {
                    let (channel, _) = words.phrase(phrase.as_bytes()).unwrap();
                    assert_eq!(channel.map(Channel::name), Some(row.name), "{phrase}");
                }
                for (end, _) in phrase.match_indices(' ') {
                    assert!(words.phrase(&phrase.as_bytes()[..end]).is_some_and(|(_, goes_on)| goes_on), "{phrase}");
                }
            }
        }
        assert_eq!((CHANNELS[0].name, words.phrase(b"other").is_none()), ("other", true));
    }

    #[test]
    fn words_of_the_settings_go_before_those_of_the_table_and_longer_phrases_start_with_both() {
        let word =
            |name: &str, variants: &[&str]| Word { name: name.to_owned(), variants: variants.iter().map(|&v| v.to_owned()).collect() };
        let channels = vec![word("Choir", &["text", "voice"]), word("email", &["choir", "call me later"]), word("Sauna", &["call"])];
        let words = ChannelWords::new(&Settings { channels, ..Settings::default() });
        let check = |text: &str, want: &str| {
            assert_eq!(words.longest_at_start(text).map(|(channel, length)| (channel.name(), length)), Some((want, text.len())), "{text}");
        };
        check("choir", "choir");
        check("texts", "choir");
        check("text message", "message");
        check("voice", "choir");
        check("voice call", "call");
        check("call", "sauna");
        check("call me later", "email");
        check("e-mail", "email");
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
