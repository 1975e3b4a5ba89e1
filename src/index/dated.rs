//! Entries and exchanges as one number each: the day, which one, and what is asked of it most, so that most questions need not look
//! at its note.

use crate::model::{ChannelNumber, Date, Done, Entry, Exchange, Kind, Purpose, Verb, Who};

/// A thing with its day and its traits: as one number, the day before the thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dated(u64);

/// How many bits tell more of a thing.
const TRAITS: u32 = 9;

impl Dated {
    /// The thing of this number; `traits` take nine bits.
    pub(super) fn new(day: Date, number: u32, traits: u32) -> Dated {
        Dated(u64::from(day.word()) << (TRAITS + 32) | u64::from(number) << TRAITS | u64::from(traits))
    }

    /// Both halves of it: beside another number of 32 bits they leave no gap.
    pub(super) fn halves(self) -> [u32; 2] {
        [(self.0 >> 32) as u32, self.0 as u32]
    }

    /// The thing of these halves.
    pub(super) fn of_halves([high, low]: [u32; 2]) -> Dated {
        Dated(u64::from(high) << 32 | u64::from(low))
    }

    /// Its day.
    pub(super) fn day(self) -> Date {
        Date::of_word((self.0 >> (TRAITS + 32)) as u32)
    }

    /// Its number.
    pub(super) fn number(self) -> u32 {
        (self.0 >> TRAITS) as u32
    }

    /// What more is told of it.
    pub(super) fn traits(self) -> u32 {
        self.0 as u32 & ((1 << TRAITS) - 1)
    }

    fn is(self, trait_: u32) -> bool {
        self.traits() & trait_ != 0
    }

    /// Whether it is counted with the contact in whose list it stands, where each thing is counted once.
    pub(super) fn is_counted(self) -> bool {
        self.is(COUNTED)
    }

    /// The same for the list of a contact with whom it is counted or is not.
    pub(super) fn counted(self, is: bool) -> Dated {
        Dated(self.0 & !u64::from(COUNTED) | u64::from(flag(COUNTED, is)))
    }
}

/// Of everybody it counts for, this is the one with whom it is counted: the last of the traits.
const COUNTED: u32 = 1 << (TRAITS - 1);

/// An entry is a plan.
const PLAN: u32 = 1;
/// One was not in touch.
const NEWS: u32 = 1 << 1;
const BY_ME: u32 = 1 << 2;
const BY_THEM: u32 = 1 << 3;
/// Its channel is named; only `other` is not.
const NAMED: u32 = 1 << 4;
/// Several entries tell of it, of which this is the first.
const LEADS: u32 = 1 << 5;

/// An exchange is part of a plan; its verb stands below.
const OF_A_PLAN: u32 = 1 << 3;

/// Where the kind of an exchange begins, behind these.
const OF_KIND: u32 = 4;

/// What stands there, in four bits, for kinds that do not fit.
const OTHER_KIND: u32 = 15;

fn flag(flag: u32, set: bool) -> u32 {
    if set { flag } else { 0 }
}

/// Entries.
impl Dated {
    /// The entry of this number.
    pub(super) fn of_entry(entry: &Entry, number: u32) -> Dated {
        let traits = flag(PLAN, entry.done == Done::Plan)
            | flag(NEWS, entry.channel.purpose() == Purpose::News)
            | flag(BY_ME, entry.by == Some(Who::Me))
            | flag(BY_THEM, entry.by == Some(Who::Them))
            | flag(NAMED, entry.channel != ChannelNumber::OTHER);
        Dated::new(entry.date, number, traits)
    }

    /// Whether it took place, by its day at the latest.
    pub(super) fn done(self) -> Done {
        if self.is(PLAN) { Done::Plan } else { Done::Yes }
    }

    /// Whether one was in touch.
    pub(super) fn purpose(self) -> Purpose {
        if self.is(NEWS) { Purpose::News } else { Purpose::Contact }
    }

    /// Who reached out.
    pub(super) fn by(self) -> Option<Who> {
        if self.is(BY_ME) { Some(Who::Me) } else { self.is(BY_THEM).then_some(Who::Them) }
    }

    /// Whether its channel is named.
    pub(super) fn is_named(self) -> bool {
        self.is(NAMED)
    }

    /// Whether several entries tell of it, of which this is the first.
    pub(super) fn leads(self) -> bool {
        self.is(LEADS)
    }

    /// The same as the first of several, under the number of the one by which they are known.
    pub(super) fn leading(self, number: u32) -> Dated {
        Dated::new(self.day(), number, self.traits() | LEADS)
    }
}

/// Exchanges.
impl Dated {
    /// The exchange of this number, which stands in this entry.
    pub(super) fn of_exchange(entry: &Entry, exchange: &Exchange, number: u32) -> Dated {
        let kind = u32::from(exchange.kind.0).min(OTHER_KIND) << OF_KIND;
        Dated::new(entry.date, number, kind | flag(OF_A_PLAN, entry.done == Done::Plan) | exchange.verb as u32)
    }

    /// What it does.
    pub(super) fn verb(self) -> Verb {
        Verb::of_number(self.traits() & (OF_A_PLAN - 1))
    }

    /// Whether it is part of a plan.
    pub(super) fn is_planned(self) -> bool {
        self.is(OF_A_PLAN)
    }

    /// What it was; `None` where the exchange has to be asked.
    pub(super) fn kind(self) -> Option<Kind> {
        let kind = self.traits() >> OF_KIND & OTHER_KIND;
        (kind != OTHER_KIND).then_some(Kind(kind as u16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, Run, Text};

    fn entry(done: Done, by: Option<Who>, channel: ChannelNumber) -> Entry {
        let date = Date::new(9999, 12, 31).unwrap();
        let (text, people, exchanges) = (Text::default(), Run::default(), Run::default());
        Entry { date, channel, done, origin: Origin::Own, by, line: 1, text, people, exchanges }
    }

    #[test]
    fn a_thing_comes_back_as_it_was_put() {
        let last = Date::new(9999, 12, 31).unwrap();
        for (day, number, traits) in [(last, u32::MAX, 511), (Date::FIRST, 7, 0), (last, 0, 1)] {
            let dated = Dated::new(day, number, traits);
            assert_eq!((dated.day(), dated.number(), dated.traits()), (day, number, traits));
            assert_eq!(Dated::of_halves(dated.halves()), dated);
        }
        assert!(Dated::new(Date::FIRST, 9, 9) < Dated::new(last, 1, 1) && Dated::new(last, 1, 9) < Dated::new(last, 2, 1));
    }

    #[test]
    fn an_entry_tells_what_is_asked_of_it() {
        for done in [Done::Yes, Done::Plan] {
            for by in [None, Some(Who::Me), Some(Who::Them)] {
                for number in 0..30 {
                    let entry = entry(done, by, ChannelNumber::of_number(number));
                    for dated in [Dated::of_entry(&entry, 7), Dated::of_entry(&entry, 9).leading(7)] {
                        assert_eq!((dated.day(), dated.number(), dated.done(), dated.by()), (entry.date, 7, done, by));
                        let named = entry.channel != ChannelNumber::OTHER;
                        assert_eq!((dated.purpose(), dated.is_named()), (entry.channel.purpose(), named));
                        assert!(!dated.is_counted() && dated.counted(true).by() == by);
                    }
                    assert!(!Dated::of_entry(&entry, 7).leads() && Dated::of_entry(&entry, 7).leading(7).leads());
                }
            }
        }
    }

    #[test]
    fn an_exchange_tells_what_is_asked_of_it() {
        for (place, (verb, _)) in Verb::ALL.into_iter().enumerate() {
            assert_eq!(verb as usize, place);
            for (kind, done) in [(0, Done::Yes), (13, Done::Plan), (14, Done::Yes), (15, Done::Plan), (999, Done::Yes)] {
                let text = Text::default();
                let (people, links) = (Run::default(), Run::default());
                let exchange = Exchange { verb, kind: Kind(kind), text, line: 1, due: None, ticked: false, people, links };
                let dated = Dated::of_exchange(&entry(done, None, ChannelNumber::OTHER), &exchange, u32::MAX);
                for dated in [dated, dated.counted(true)] {
                    assert_eq!((dated.number(), dated.verb(), dated.is_planned()), (u32::MAX, verb, done == Done::Plan));
                    assert_eq!(dated.kind(), Some(Kind(kind)).filter(|_| kind < 15));
                }
                assert_eq!((dated.is_counted(), dated.counted(true).is_counted()), (false, true));
                assert_eq!(dated.counted(true).counted(false), dated);
            }
        }
    }
}
