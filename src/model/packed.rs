//! Records as words of 16 bits, for notes whose numbers are small: nearly all.

use super::{ChannelNumber, Date, Done, Entry, Exchange, Kind, Link, LinkRole, Origin, Place, Run, Task, Text, Verb, Who};

/// What small numbers keep in few words.
pub trait Record: Copy {
    /// Its words.
    type Words: AsRef<[u16]> + Default + for<'a> TryFrom<&'a [u16]>;

    /// Words of one.
    const SIZE: usize = size_of::<Self::Words>() / size_of::<u16>();

    /// Its words; `None` when a number is too large.
    fn words(&self) -> Option<Self::Words>;

    /// The record of these words.
    fn of_words(words: Self::Words) -> Self;
}

/// A number as one word.
fn word(number: u32) -> Option<u16> {
    u16::try_from(number).ok()
}

/// A number as the upper byte of a word, beside another one.
fn bytes(upper: u32, lower: u32) -> Option<u16> {
    (upper < 0x100 && lower < 0x100).then_some((upper << 8 | lower) as u16)
}

impl Record for u32 {
    type Words = [u16; 1];

    fn words(&self) -> Option<[u16; 1]> {
        Some([word(*self)?])
    }

    fn of_words([number]: [u16; 1]) -> u32 {
        number.into()
    }
}

/// Bits of a day; no day is 0.
const DAY: u32 = 23;

/// Two words as a day, and what stands above it.
fn day([low, high]: [u16; 2]) -> (u32, u32) {
    let both = u32::from(low) | u32::from(high) << 16;
    (both & ((1 << DAY) - 1), both >> DAY)
}

/// A day and a number of nine bits above it, as two words.
fn day_words(day: u32, above: u32) -> [u16; 2] {
    let both = day | above << DAY;
    [both as u16, (both >> 16) as u16]
}

fn known(day: u32) -> Option<Date> {
    (day != 0).then_some(Date::of_word(day))
}

fn run(start: u16, len: u32) -> Run {
    Run { start: start.into(), len }
}

fn text(start: u16, len: u16) -> Text {
    Text { start: start.into(), len: len.into() }
}

/// Where the text of an entry begins that was left in its file.
const LEFT: u16 = u16::MAX;

/// Where the text of an entry begins, as one word.
fn start_word(text: Text) -> Option<u16> {
    if text.is_left() { Some(LEFT) } else { word(text.start).filter(|start| *start != LEFT) }
}

impl Record for Entry {
    type Words = [u16; 8];

    fn words(&self) -> Option<[u16; 8]> {
        let by = self.by.map_or(0, |by| 1 + by as u32);
        let what = self.done as u32 | (self.origin as u32) << 1 | by << 3;
        let [low, high] = day_words(self.date.word(), what | self.exchanges.len.min(15) << 5);
        let whom = bytes(self.channel.number(), self.people.len)?;
        let (text, people, exchanges) = (self.text, word(self.people.start)?, word(self.exchanges.start)?);
        let words = [low, high, whom, word(self.line)?, start_word(text)?, word(text.len)?, people, exchanges];
        (self.exchanges.len < 16).then_some(words)
    }

    fn of_words([low, high, whom, line, start, len, people, exchanges]: [u16; 8]) -> Entry {
        let (date, what) = day([low, high]);
        Entry {
            date: Date::of_word(date),
            channel: ChannelNumber::of_number(whom >> 8),
            done: if what & 1 == 0 { Done::Yes } else { Done::Plan },
            origin: [Origin::Own, Origin::Elsewhere, Origin::DatedNote, Origin::Meeting][(what >> 1 & 3) as usize],
            by: [None, Some(Who::Me), Some(Who::Them), None][(what >> 3 & 3) as usize],
            line: line.into(),
            text: if start == LEFT { Text::left(len.into()) } else { text(start, len) },
            people: run(people, (whom & 0xff).into()),
            exchanges: run(exchanges, what >> 5),
        }
    }
}

impl Record for Exchange {
    type Words = [u16; 8];

    fn words(&self) -> Option<[u16; 8]> {
        let what = self.verb as u32 | u32::from(self.ticked) << 3 | self.links.len.min(15) << 4;
        let [low, high] = day_words(self.due.map_or(0, Date::word), self.people.len.min(0x1ff));
        let (text, people, links) = (self.text, word(self.people.start)?, word(self.links.start)?);
        let kind = bytes(self.kind.0.into(), what)?;
        let words = [kind, low, high, word(self.line)?, word(text.start)?, word(text.len)?, people, links];
        (self.links.len < 16 && self.people.len < 0x200).then_some(words)
    }

    fn of_words([kind, low, high, line, start, len, people, links]: [u16; 8]) -> Exchange {
        let (what, (due, count)) = (u32::from(kind & 0xff), day([low, high]));
        Exchange {
            verb: Verb::of_number(what & 7),
            kind: Kind(kind >> 8),
            text: text(start, len),
            line: line.into(),
            due: known(due),
            ticked: what & 8 != 0,
            people: run(people, count),
            links: run(links, what >> 4),
        }
    }
}

impl Record for Link {
    type Words = [u16; 8];

    fn words(&self) -> Option<[u16; 8]> {
        let Place { line, column, width } = self.place;
        let column = (column < 1 << 14).then_some(column << 2 | self.role as u32)?;
        let key = |shift: u32| (self.key >> shift) as u16;
        let (start, len) = (word(self.target.start)?, bytes(self.target.len, width)?);
        Some([start, len, word(line)?, word(column)?, key(0), key(16), key(32), key(48)])
    }

    fn of_words([start, len, line, column, a, b, c, d]: [u16; 8]) -> Link {
        Link {
            target: text(start, len >> 8),
            role: [LinkRole::Prose, LinkRole::People, LinkRole::FrontMatter, LinkRole::Bold][usize::from(column & 3)],
            place: Place { line: line.into(), column: (column >> 2).into(), width: (len & 0xff).into() },
            key: u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48,
        }
    }
}

impl Record for Task {
    type Words = [u16; 9];

    fn words(&self) -> Option<[u16; 9]> {
        let [low, high] = day_words(self.due.word(), self.links.len.min(0x1ff));
        let [since, since_high] = day_words(self.since.map_or(0, Date::word), 0);
        let entry = word(self.entry.map_or(0, |entry| entry.saturating_add(1)))?;
        let (text, links) = (self.text, word(self.links.start)?);
        let words = [low, high, since, since_high, entry, word(text.start)?, word(text.len)?, word(self.line)?, links];
        (self.links.len < 0x200).then_some(words)
    }

    fn of_words([low, high, since, since_high, entry, start, len, line, links]: [u16; 9]) -> Task {
        let (due, count) = day([low, high]);
        Task {
            text: text(start, len),
            due: Date::of_word(due),
            since: known(day([since, since_high]).0),
            line: line.into(),
            links: run(links, count),
            entry: u32::from(entry).checked_sub(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Packing, Records};
    use proptest::prelude::*;

    fn numbers() -> impl Strategy<Value = u32> {
        prop_oneof![8 => 0..200_u32, 1 => 200..70_000_u32, 1 => Just(u16::MAX.into()), 1 => 0..=u32::MAX]
    }

    fn date() -> impl Strategy<Value = Date> {
        (1..=9999_i16, 1..=12_i8, 1..=28_i8).prop_filter_map("a day", |(year, month, day)| Date::new(year, month, day))
    }

    fn run() -> impl Strategy<Value = Run> {
        (numbers(), numbers()).prop_map(|(start, len)| Run { start, len })
    }

    fn text() -> impl Strategy<Value = Text> {
        (numbers(), numbers()).prop_map(|(start, len)| Text { start, len })
    }

    fn entry() -> impl Strategy<Value = Entry> {
        let origin = [Origin::Own, Origin::Elsewhere, Origin::DatedNote, Origin::Meeting];
        let by = [None, Some(Who::Me), Some(Who::Them)];
        (date(), 0..u16::MAX, any::<bool>(), 0..4_usize, 0..3_usize, numbers(), text(), run(), run()).prop_map(
            move |(date, channel, plan, from, who, line, text, people, exchanges)| Entry {
                date,
                channel: ChannelNumber::of_number(if plan { channel } else { channel % 30 }),
                done: if plan { Done::Plan } else { Done::Yes },
                origin: origin[from],
                by: by[who],
                line,
                text,
                people,
                exchanges,
            },
        )
    }

    fn exchange() -> impl Strategy<Value = Exchange> {
        (0..7_usize, 0..400_u16, text(), numbers(), prop::option::of(date()), any::<bool>(), run(), run()).prop_map(
            |(verb, kind, text, line, due, ticked, people, links)| Exchange {
                verb: Verb::ALL[verb].0,
                kind: Kind(kind),
                text,
                line,
                due,
                ticked,
                people,
                links,
            },
        )
    }

    fn link() -> impl Strategy<Value = Link> {
        let roles = [LinkRole::Prose, LinkRole::People, LinkRole::FrontMatter, LinkRole::Bold];
        (text(), 0..4_usize, numbers(), numbers(), numbers(), any::<u64>()).prop_map(move |(target, role, line, column, width, key)| Link {
            target,
            role: roles[role],
            place: Place { line, column, width },
            key,
        })
    }

    fn task() -> impl Strategy<Value = Task> {
        (text(), date(), prop::option::of(date()), numbers(), run(), prop::option::of(numbers()))
            .prop_map(|(text, due, since, line, links, entry)| Task { text, due, since, line, links, entry })
    }

    proptest! {
        #[test]
        fn records_come_back_as_they_were_given(
            entries in prop::collection::vec(entry(), 0..4),
            exchanges in prop::collection::vec(exchange(), 0..4),
            links in prop::collection::vec(link(), 0..4),
            people in prop::collection::vec(numbers(), 0..4),
            tasks in prop::collection::vec(task(), 0..3),
        ) {
            let mut packing = Packing::default();
            let records = Records::new(&entries, exchanges.iter().copied(), &links, &people, &tasks, &mut packing);
            prop_assert_eq!(records.entries().iter().collect::<Vec<_>>(), entries);
            prop_assert_eq!(records.exchanges().iter().rev().collect::<Vec<_>>(), exchanges.iter().rev().copied().collect::<Vec<_>>());
            prop_assert_eq!(records.links().iter().collect::<Vec<_>>(), links);
            prop_assert_eq!(records.tasks().iter().collect::<Vec<_>>(), tasks);
            for (start, len) in [(0, people.len() as u32), (1, 2), (3, 9)] {
                let run = Run { start, len };
                prop_assert_eq!(records.people().of(run).iter().collect::<Vec<_>>(), run.of(&people).to_vec());
            }
        }
    }
}
