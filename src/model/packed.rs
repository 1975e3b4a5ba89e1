//! Records as few words of 16 bits, for notes whose numbers are small: nearly all.

use super::{ChannelNumber, Date, Done, Entry, Exchange, Kind, Link, LinkRole, Origin, Place, Run, Task, Text, Verb, Who};

/// What small numbers keep in few words.
pub trait Record: Copy {
    /// Its words.
    type Words: AsRef<[u16]> + Default + for<'a> TryFrom<&'a [u16]>;

    /// Words of one.
    const SIZE: usize = size_of::<Self::Words>() / size_of::<u16>();

    /// The same in a note whose records are narrow.
    const NARROW: usize = Self::SIZE;

    /// Its words; `None` when a number is too large.
    fn words(&self) -> Option<Self::Words>;

    /// The record of these words.
    fn of_words(words: Self::Words) -> Self;

    /// Its words where they are narrow and fewer; `None` when it does not fit.
    fn narrow(&self) -> Option<Narrow> {
        None
    }

    /// The record of these words, which are narrow and fewer.
    fn of_narrow(_: Narrow) -> Self {
        Self::of_words(Self::Words::default())
    }
}

/// Words of an entry or an exchange whose text was left in its file and whose numbers are smaller still.
pub type Narrow = [u16; 4];

/// Numbers of so many bits each, one behind the other; `None` when one is too large.
fn packed<const N: usize, const WORDS: usize>(widths: [u32; N], numbers: [u32; N]) -> Option<[u16; WORDS]> {
    let (mut all, mut taken) = (0_u128, 0);
    for (width, number) in widths.into_iter().zip(numbers) {
        if u64::from(number) >> width != 0 {
            return None;
        }
        all |= u128::from(number) << taken;
        taken += width;
    }
    Some(std::array::from_fn(|at| (all >> (16 * at)) as u16))
}

/// The numbers of these bits.
fn unpacked<const N: usize, const WORDS: usize>(widths: [u32; N], words: [u16; WORDS]) -> [u32; N] {
    let mut all = words.into_iter().rev().fold(0_u128, |all, word| all << 16 | u128::from(word));
    widths.map(|width| {
        let number = all as u32 & ((1 << width) - 1);
        all >>= width;
        number
    })
}

impl Record for u32 {
    type Words = [u16; 1];

    fn words(&self) -> Option<[u16; 1]> {
        Some([u16::try_from(*self).ok()?])
    }

    fn of_words([number]: [u16; 1]) -> u32 {
        number.into()
    }
}

/// Bits of a day, which is of the 128 years from 1920 on; no day is 0.
const DAY: u32 = 16;
const BEFORE: u32 = 1920 << 9;

/// A day in these bits; a larger number where it is not of these years.
fn day(day: Option<Date>) -> u32 {
    day.map_or(0, |day| day.word().wrapping_sub(BEFORE))
}

fn of_day(day: u32) -> Option<Date> {
    (day != 0).then(|| Date::of_word(day + BEFORE))
}

/// Bits of a line, of the place where a text begins, and of its length.
const LINE: u32 = 13;
const START: u32 = 16;
const LENGTH: u32 = 13;

/// Where a text begins that was left in its file.
const LEFT: u32 = (1 << START) - 1;

/// Where the text of an entry or exchange begins, in these bits; a larger number where it does not fit.
fn start(text: Text) -> u32 {
    match text {
        text if text.is_left() => LEFT,
        text if text.start == LEFT => u32::MAX,
        text => text.start,
    }
}

fn text(start: u32, len: u32) -> Text {
    if start == LEFT { Text::left(len) } else { Text { start, len } }
}

/// Day, channel, whether it is a plan, origin, who reached out, how many exchanges and people, line, text, the first exchange and the
/// first of the people.
const ENTRY: [u32; 12] = [DAY, 6, 1, 2, 2, 3, 4, LINE, START, LENGTH, 10, 10];

/// The same but for the text, of which it is told whether there is any.
const NARROW_ENTRY: [u32; 11] = [DAY, 6, 1, 2, 2, 2, 2, 9, 1, 11, 12];

impl Record for Entry {
    type Words = [u16; 6];

    const NARROW: usize = size_of::<Narrow>() / size_of::<u16>();

    fn words(&self) -> Option<[u16; 6]> {
        let (start, plan, by) = (start(self.text), self.done as u32, self.by.map_or(0, |by| 1 + by as u32));
        let (day, channel, origin) = (day(Some(self.date)), self.channel.number(), self.origin as u32);
        let (deals, people) = (self.exchanges, self.people);
        packed(ENTRY, [day, channel, plan, origin, by, deals.len, people.len, self.line, start, self.text.len, deals.start, people.start])
    }

    fn of_words(words: [u16; 6]) -> Entry {
        let [day, channel, plan, origin, by, deals, people, line, start, len, deal, one] = unpacked(ENTRY, words);
        Entry {
            date: of_day(day).unwrap_or(Date::FIRST),
            channel: ChannelNumber::of_number(channel as u16),
            done: plan_of(plan),
            origin: origin_of(origin),
            by: by_of(by),
            line,
            text: text(start, len),
            people: Run { start: one, len: people },
            exchanges: Run { start: deal, len: deals },
        }
    }

    fn narrow(&self) -> Option<Narrow> {
        let told = match self.text {
            text if text == Text::default() => 0,
            text if text.is_left() => text.len,
            _ => return None,
        };
        let (plan, by, day) = (self.done as u32, self.by.map_or(0, |by| 1 + by as u32), day(Some(self.date)));
        let (channel, origin, deals, people) = (self.channel.number(), self.origin as u32, self.exchanges, self.people);
        packed(NARROW_ENTRY, [day, channel, plan, origin, by, deals.len, people.len, self.line, told, deals.start, people.start])
    }

    fn of_narrow(words: Narrow) -> Entry {
        let [day, channel, plan, origin, by, deals, people, line, told, deal, one] = unpacked(NARROW_ENTRY, words);
        let text = if told == 0 { Text::default() } else { Text::left(told) };
        let (people, exchanges) = (Run { start: one, len: people }, Run { start: deal, len: deals });
        let (date, channel) = (of_day(day).unwrap_or(Date::FIRST), ChannelNumber::of_number(channel as u16));
        Entry { date, channel, done: plan_of(plan), origin: origin_of(origin), by: by_of(by), line, text, people, exchanges }
    }
}

fn plan_of(plan: u32) -> Done {
    if plan == 0 { Done::Yes } else { Done::Plan }
}

fn origin_of(origin: u32) -> Origin {
    [Origin::Own, Origin::Elsewhere, Origin::DatedNote, Origin::Meeting][(origin & 3) as usize]
}

fn by_of(by: u32) -> Option<Who> {
    [None, Some(Who::Me), Some(Who::Them), None][(by & 3) as usize]
}

/// Verb, kind, whether it is ticked, how many links and people, the day it is due, line, text, the first of the people and the first
/// link.
const EXCHANGE: [u32; 11] = [3, 7, 1, 4, 5, DAY, LINE, START, LENGTH, 9, 9];

/// Verb, kind, whether it is ticked, how many people and links, line, the trace of its text or 0, the first of the people and the first
/// link, where it is due on no day.
const NARROW_EXCHANGE: [u32; 9] = [3, 7, 1, 2, 3, 9, LENGTH, 11, 11];

impl Record for Exchange {
    type Words = [u16; 6];

    const NARROW: usize = size_of::<Narrow>() / size_of::<u16>();

    fn words(&self) -> Option<[u16; 6]> {
        let (verb, kind, ticked, due) = (self.verb as u32, self.kind.0.into(), self.ticked.into(), day(self.due));
        let (text, links, people) = (self.text, self.links, self.people);
        packed(EXCHANGE, [verb, kind, ticked, links.len, people.len, due, self.line, start(text), text.len, people.start, links.start])
    }

    fn of_words(words: [u16; 6]) -> Exchange {
        let [verb, kind, ticked, links, people, due, line, start, len, one, link] = unpacked(EXCHANGE, words);
        Exchange {
            verb: Verb::of_number(verb),
            kind: Kind(kind as u16),
            text: text(start, len),
            line,
            due: of_day(due),
            ticked: ticked != 0,
            people: Run { start: one, len: people },
            links: Run { start: link, len: links },
        }
    }

    fn narrow(&self) -> Option<Narrow> {
        let trace = match self.text {
            _ if self.due.is_some() => return None,
            text if text == Text::default() => 0,
            text if text.is_left() => text.len,
            _ => return None,
        };
        let (verb, kind, links, people) = (self.verb as u32, self.kind.0.into(), self.links, self.people);
        packed(NARROW_EXCHANGE, [verb, kind, self.ticked.into(), people.len, links.len, self.line, trace, people.start, links.start])
    }

    fn of_narrow(words: Narrow) -> Exchange {
        let [verb, kind, ticked, people, links, line, trace, one, link] = unpacked(NARROW_EXCHANGE, words);
        let text = if trace == 0 { Text::default() } else { Text::left(trace) };
        let (people, links) = (Run { start: one, len: people }, Run { start: link, len: links });
        Exchange { verb: Verb::of_number(verb), kind: Kind(kind as u16), text, line, due: None, ticked: ticked != 0, people, links }
    }
}

/// Role, text, line, column and width.
const LINK: [u32; 6] = [2, START, 9, LINE, 13, 9];

impl Record for Link {
    type Words = [u16; 4];

    fn words(&self) -> Option<[u16; 4]> {
        let Place { line, column, width } = self.place;
        packed(LINK, [self.role as u32, self.target.start, self.target.len, line, column, width])
    }

    fn of_words(words: [u16; 4]) -> Link {
        let [role, start, len, line, column, width] = unpacked(LINK, words);
        Link {
            target: Text { start, len },
            role: [LinkRole::Prose, LinkRole::People, LinkRole::FrontMatter, LinkRole::Bold][(role & 3) as usize],
            place: Place { line, column, width },
        }
    }
}

/// The day it is due, the day since when, its entry or 0, text, line, how many links and the first.
const TASK: [u32; 8] = [DAY, DAY, 14, START, LENGTH, LINE, 10, 14];

impl Record for Task {
    type Words = [u16; 7];

    fn words(&self) -> Option<[u16; 7]> {
        let (due, since, entry) = (day(Some(self.due)), day(self.since), self.entry.map_or(0, |entry| entry.saturating_add(1)));
        let (text, links) = (self.text, self.links);
        packed(TASK, [due, since, entry, text.start, text.len, self.line, links.len, links.start])
    }

    fn of_words(words: [u16; 7]) -> Task {
        let [due, since, entry, start, len, line, links, link] = unpacked(TASK, words);
        Task {
            text: Text { start, len },
            due: of_day(due).unwrap_or(Date::FIRST),
            since: of_day(since),
            line,
            links: Run { start: link, len: links },
            entry: entry.checked_sub(1),
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
        let few = (0..20_u32, 0..3_u32);
        prop_oneof![8 => few, 1 => (numbers(), numbers())].prop_map(|(start, len)| Run { start, len })
    }

    fn text() -> impl Strategy<Value = Text> {
        let some = (numbers(), numbers()).prop_map(|(start, len)| Text { start, len });
        let left = prop_oneof![Just(1), 1..=8191_u32, numbers()].prop_map(Text::left);
        prop_oneof![2 => Just(Text::default()), 4 => left, 1 => some]
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
        (text(), 0..4_usize, numbers(), numbers(), numbers()).prop_map(move |(target, role, line, column, width)| Link {
            target,
            role: roles[role],
            place: Place { line, column, width },
        })
    }

    fn task() -> impl Strategy<Value = Task> {
        (text(), date(), prop::option::of(date()), numbers(), run(), prop::option::of(numbers()))
            .prop_map(|(text, due, since, line, links, entry)| Task { text, due, since, line, links, entry })
    }

    #[test]
    fn the_bits_of_a_record_are_those_of_its_words() {
        fn room<T: Record>() -> u32 {
            T::SIZE as u32 * u16::BITS
        }
        let taken = [ENTRY.iter().sum::<u32>(), EXCHANGE.iter().sum(), LINK.iter().sum(), TASK.iter().sum()];
        let room = [room::<Entry>(), room::<Exchange>(), room::<Link>(), room::<Task>()];
        assert!([NARROW_ENTRY.iter().sum::<u32>(), NARROW_EXCHANGE.iter().sum()].iter().all(|taken| *taken <= 64));
        assert!(taken.iter().zip(room).all(|(taken, room)| (room - u16::BITS + 1..=room).contains(taken)), "{taken:?} {room:?}");
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
            prop_assert_eq!(records.entries().iter().collect::<Vec<_>>(), &entries[..]);
            prop_assert_eq!(records.exchanges().iter().rev().collect::<Vec<_>>(), exchanges.iter().rev().copied().collect::<Vec<_>>());
            prop_assert_eq!(records.links().iter().collect::<Vec<_>>(), links);
            prop_assert_eq!(records.tasks().iter().collect::<Vec<_>>(), tasks);
            for (at, entry) in (0..).zip(&entries) {
                prop_assert_eq!(records.entries().of(Run { start: at, len: 1 }).iter().next(), Some(*entry));
            }
            for (start, len) in [(0, people.len() as u32), (1, 2), (3, 9)] {
                let run = Run { start, len };
                prop_assert_eq!(records.people().of(run).iter().collect::<Vec<_>>(), run.of(&people).to_vec());
            }
        }
    }
}
