//! What was given and got, added up (format 7): by kind, by season, and with each.

use super::balance::Sum;
use super::hours::minutes;
use super::scope::Scope;
use crate::index::{ContactId, Given, Index};
use crate::model::{Date, Kind, Period, Verb, order};
use bitcode::{Decode, Encode};

/// What was given and got over a period, added up.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub struct Sums {
    /// In all; an exchange with several people once.
    pub total: Sum,
    /// By kind, in the order of the table.
    pub kinds: Vec<Sum>,
    /// By season.
    pub seasons: Vec<Sum>,
    /// With organizations; an exchange with several of them counts for each.
    pub organizations: Sum,
    /// Time given to organizations, as far as the words tell (minutes).
    pub minutes: i64,
}

/// What of all exchanges a balance looks at.
#[derive(Clone, Copy, Debug)]
pub struct Looking<'l> {
    /// The days.
    pub period: Period,
    /// The seasons, which follow one another.
    pub seasons: &'l [Period],
    /// These kinds only; all when empty.
    pub kinds: &'l [Kind],
    /// Those it is about.
    pub scope: Scope<'l>,
    /// The one contact whose exchanges these are, where it is about one.
    pub only: Option<ContactId>,
}

impl Looking<'_> {
    /// Whether it looks at an exchange.
    pub(super) fn at(&self, given: &Given<'_>, today: Date) -> bool {
        matches!(given.verb(), Verb::Gave | Verb::Got)
            && given.happened(today)
            && (self.period.contains(given.date()) || season_of(self.seasons, given.date()).is_some())
            && (self.kinds.is_empty() || self.kinds.contains(&given.kind()))
    }
}

/// The sums of everything looked at with somebody `wanted`; and those of each with whom there was anything, in the order of paths.
pub fn sums(index: &Index, today: Date, looking: Looking<'_>, wanted: impl Fn(ContactId) -> bool + Sync) -> (Sums, Vec<(ContactId, Sum)>) {
    let adding = Adding::new(index, looking);
    // Sums of whole numbers are the same in whatever order they are added.
    let whole = index.settings().kinds.all().all(|kind| index.settings().kinds.weight(kind).fract() == 0.0);
    let parts = match looking.only {
        Some(id) => vec![adding.of(index.exchanges_of(id), today, &wanted).finish()],
        None if whole => index.by_contacts(|some| adding.of_shares(some, today, &wanted).finish()),
        None => vec![adding.of(index.exchanges(), today, &wanted).finish()],
    };
    let (mut all, mut contacts) = (adding.sums, Vec::with_capacity(parts.iter().map(|(_, contacts)| contacts.len()).sum()));
    for (sums, own) in parts {
        all.join(&sums);
        contacts.extend(own);
    }
    (all, contacts)
}

/// What is being added up.
#[derive(Clone)]
struct Adding<'i, 'l> {
    index: &'i Index,
    looking: Looking<'l>,
    sums: Sums,
    /// What was given to or got from each.
    contacts: Vec<(ContactId, Verb, f64)>,
}

impl<'i, 'l> Adding<'i, 'l> {
    fn new(index: &'i Index, looking: Looking<'l>) -> Adding<'i, 'l> {
        let none = |count: usize| vec![Sum::default(); count];
        let sums = Sums { kinds: none(index.settings().kinds.all().count()), seasons: none(looking.seasons.len()), ..Sums::default() };
        Adding { index, looking, sums, contacts: Vec::new() }
    }

    /// The same with these exchanges.
    fn of<'g>(&self, all: impl Iterator<Item = Given<'g>>, today: Date, wanted: &impl Fn(ContactId) -> bool) -> Adding<'i, 'l> {
        let mut part = self.clone();
        for given in all.filter(|given| self.looking.at(given, today)) {
            if self.concerns(&given, wanted) {
                part.count(&given);
                given.contacts().filter(|&id| wanted(id)).for_each(|id| part.share(&given, id));
            }
        }
        part
    }

    /// The same with what each of some contacts has a share in. What is known without looking at a note is not looked up there.
    fn of_shares(&self, some: &[ContactId], today: Date, wanted: &impl Fn(ContactId) -> bool) -> Adding<'i, 'l> {
        let mut part = self.clone();
        for &id in some {
            let is_own = wanted(id) && self.looking.scope.has(id);
            for given in self.index.exchanges_of(id).filter(|given| self.looking.at(given, today)) {
                if is_own {
                    part.share(&given, id);
                }
                if given.is_counted() && (is_own || self.concerns(&given, wanted)) {
                    part.count(&given);
                }
            }
        }
        part
    }

    fn concerns(&self, given: &Given<'_>, wanted: &impl Fn(ContactId) -> bool) -> bool {
        let people = || given.contacts();
        self.looking.scope.touches(given.date(), || people().chain(given.meeting().contacts())) && people().any(wanted)
    }

    /// Adds what counts once, however many people took part.
    fn count(&mut self, given: &Given<'_>) {
        let (verb, weight, Kind(kind), sums) = (given.verb(), given.weight(), given.kind(), &mut self.sums);
        if let Some(sum) = season_of(self.looking.seasons, given.date()).and_then(|at| sums.seasons.get_mut(at)) {
            sum.add(verb, weight);
        }
        if self.looking.period.contains(given.date()) {
            sums.total.add(verb, weight);
            sums.kinds[usize::from(kind)].add(verb, weight);
        }
    }

    /// Adds what counts for each of them.
    fn share(&mut self, given: &Given<'_>, id: ContactId) {
        if !self.looking.period.contains(given.date()) || !self.looking.scope.has(id) {
            return;
        }
        let (verb, weight, sums) = (given.verb(), given.weight(), &mut self.sums);
        self.contacts.push((id, verb, weight));
        if self.index.contact(id).organization {
            sums.organizations.add(verb, weight);
            let time = verb == Verb::Gave && given.kind_name() == "time";
            sums.minutes += if time { minutes(given.text()) } else { 0 };
        }
    }

    /// The sums, and those of each, in the order of paths.
    fn finish(mut self) -> (Sums, Vec<(ContactId, Sum)>) {
        if !self.contacts.is_sorted_by_key(|(id, ..)| *id) {
            order::sort_by_key(&mut self.contacts, |(id, ..)| *id);
        }
        let of_one = |own: &[(ContactId, Verb, f64)]| {
            let mut sum = Sum::default();
            own.iter().for_each(|(_, verb, weight)| sum.add(*verb, *weight));
            (own[0].0, sum)
        };
        let mut contacts = self.contacts.chunk_by(|a, b| a.0 == b.0).map(of_one).collect::<Vec<_>>();
        contacts.shrink_to_fit();
        (self.sums, contacts)
    }
}

impl Sums {
    fn join(&mut self, part: &Sums) {
        self.minutes += part.minutes;
        self.each().zip(part.all()).for_each(|(own, part)| {
            own.gave += part.gave;
            own.got += part.got;
            own.count += part.count;
        });
    }

    /// Each of the sums.
    pub fn all(&self) -> impl Iterator<Item = &Sum> {
        [&self.total, &self.organizations].into_iter().chain(&self.kinds).chain(&self.seasons)
    }

    /// The same, to be changed.
    pub fn each(&mut self) -> impl Iterator<Item = &mut Sum> {
        [&mut self.total, &mut self.organizations].into_iter().chain(&mut self.kinds).chain(&mut self.seasons)
    }
}

impl Sums {
    /// The same after some of what was added up went and other came; `None` when weights are no whole numbers, whose sums
    /// depend on their order.
    pub fn changed(mut self, gone: &Sums, come: &Sums) -> Option<Sums> {
        let alike = self.kinds.len() == gone.kinds.len() && self.seasons.len() == gone.seasons.len();
        self.minutes = self.minutes + come.minutes - gone.minutes;
        let (gone, come) = (gone.all(), come.all());
        let done = self.each().zip(gone).zip(come).all(|((own, gone), come)| {
            let next = Sum {
                gave: own.gave - gone.gave + come.gave,
                got: own.got - gone.got + come.got,
                count: own.count + come.count - gone.count,
            };
            let whole = [own.gave, own.got, gone.gave, gone.got, come.gave, come.got].iter().all(|weight| weight.fract() == 0.0);
            *own = next;
            whole
        });
        (alike && done).then_some(self)
    }
}

/// The place of the period that holds a day, among such as follow one another.
pub fn season_of(seasons: &[Period], day: Date) -> Option<usize> {
    let after = seasons.partition_point(|season| season.until < day);
    seasons.get(after).filter(|season| season.contains(day)).map(|_| after)
}

#[cfg(test)]
mod tests {
    use super::super::scope::Chosen;
    use super::*;
    use crate::model::Settings;
    use crate::parse::{Context, Everyone, Scratch, note};

    #[test]
    fn shares_come_to_what_the_exchanges_come_to_whoever_is_asked_about() {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let read = |path: &str, text: &str| note(path, text, &context, &mut Scratch::default()).0;
        let person = |name: &str, log: &str| read(&format!("people/{name}.md"), &format!("---\nname: {name}\n---\n\n{log}\n"));
        let notes = vec![
            read(
                "daily/2026-05-01.md",
                "- call with [[ana]] and [[bob]] [gave:: advice] [got:: intro to [[eve]]]\n- [[eve]] [got:: tip]\n",
            ),
            person(
                "ana",
                "- 2026-05-01 call [gave:: advice] [gave:: feedback to [[bob]] and [[bob]]]\n- 2026-06-02 walk with [[bob]] [got:: gift]",
            ),
            person(
                "bob",
                "- 2026-06-02 walk with [[ana]] [got:: gift]\n- 2025-01-01 call [gave:: money]\n- 2026-06-03 [[ana]] [[ana]] [gave:: help]",
            ),
            person("eve", "- [ ] 2026-07-01 call [gave:: help]\n- 2026-05-01 call with [[zoe]] [gave:: advice]"),
            person("zoe", "- 2026-06-09 with [[eve]] and [[nobody]] [gave:: tip] [got:: time [[eve]]]"),
        ];
        let index = Index::new(notes, Vec::new(), Settings::default());
        let day = |month, day| Date::new(2026, month, day).unwrap();
        let seasons = [Period { since: Some(day(4, 1)), until: day(6, 30) }, Period { since: Some(day(7, 1)), until: day(9, 30) }];
        for only in [0b1111_usize, 0b0001, 0b0110, 0b1000, 0b0100] {
            let marked: Vec<bool> = (0..4).map(|place| only >> place & 1 == 1).collect();
            for scope in [Scope::Everyone, Scope::Only(&Chosen::of(&index, &marked))] {
                let period = Period { since: Some(day(5, 1)), until: day(6, 5) };
                let looking = Looking { period, seasons: &seasons, kinds: &[], scope, only: None };
                let wanted = |id: ContactId| only == 0b0110 || marked[id.place()];
                let (sums, contacts) = sums(&index, day(12, 1), looking, wanted);
                let mut all = Adding::new(&index, looking).of(index.exchanges(), day(12, 1), &wanted);
                all.contacts.sort_by_key(|(id, ..)| *id);
                assert_eq!(sums, all.sums);
                assert_eq!(contacts.iter().map(|(_, sum)| sum.count).sum::<usize>(), all.contacts.len());
                assert!(sums.total.count > 0 && all.contacts.chunk_by(|a, b| a.0 == b.0).count() == contacts.len());
            }
        }
    }
}
