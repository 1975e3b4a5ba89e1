//! What a few edited notes touch: the contacts concerned with everything that is told of them, joined as it was and as it is.
//!
//! Entries of one day are joined through the contacts they share, so an edit reaches as far as such a chain, and no further.

use super::base::{Base, each_told, task_cast};
use super::names::{Names, Target};
use super::view::Index;
use crate::diagnostic::{Codes, Diagnostic};
use crate::model::{Channel, Contact, Date, Done, Entry, Exchange, Kind, Note, Origin, Run, Settings, Task, Verb, Who, order};
use foldhash::HashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::sync::Arc;

/// A note that is different, with what reading it found wrong.
#[derive(Clone, Debug)]
pub(super) struct Edited {
    /// Its number in the base.
    pub(super) number: u32,
    /// As it was when the base was made.
    pub(super) before: (Note, Vec<Diagnostic>),
    /// As it is.
    pub(super) after: (Note, Vec<Diagnostic>),
}

impl Edited {
    /// Whether only what it tells is different: it is of the same kind, links to it lead where they led, and the same findings
    /// are left out.
    fn is_told_only(&self) -> bool {
        let ((before, _), (after, _)) = (&self.before, &self.after);
        before.path() == after.path()
            && before.skips() == after.skips()
            && match (before.contact(), after.contact()) {
                (Some(old), Some(new)) => (old.name(), old.aliases(), old.by_rule) == (new.name(), new.aliases(), new.by_rule),
                (None, None) => !before.is_digest() && !after.is_digest(),
                _ => false,
            }
    }
}

/// What of an edit the one who asks would see.
#[derive(Clone, Copy, Debug)]
pub struct Seeing {
    /// The day it is.
    pub today: Date,
    /// Entries from this day on are shown with their lines; of older ones only exchanges and plans are. `None` for all entries.
    pub since: Option<Date>,
    /// What must be known of people who only took part in something.
    pub bystanders: Bystanders,
}

/// What must be known of people who only took part in something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bystanders {
    /// Their names.
    Names,
    /// All that their notes say.
    Notes,
}

/// Part of a vault, joined before and after notes were edited.
#[derive(Debug)]
pub struct Touched {
    /// As it was.
    pub before: Index,
    /// As it is.
    pub after: Index,
    /// Which of their contacts are concerned: everything is there that is told of these.
    pub concerned: Vec<bool>,
    /// Paths of the edited notes.
    pub edited: Vec<Box<str>>,
    /// What was wrong with the edited notes.
    pub findings_before: Vec<Diagnostic>,
    /// What is wrong with them.
    pub findings_after: Vec<Diagnostic>,
}

/// More notes than these are not gathered; then everything is joined anew.
const MOST: usize = 2000;

/// Notes by their numbers, as they were when the base was made. One piece of code for all who ask: what follows from it is much.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    /// The path of one.
    pub(super) path: &'k dyn Fn(u32) -> &'k str,
    /// Some of them; `None` when they cannot be had.
    pub(super) notes: &'k dyn Fn(&[u32]) -> Option<Vec<Note>>,
}

/// Joins what the edited notes touch. `None` when it cannot be told from the base.
pub(super) fn touched<'k>(base: &'k Base, edited: Vec<Edited>, seeing: Seeing, settings: Settings, known: Known<'k>) -> Option<Touched> {
    if !edited.iter().all(Edited::is_told_only) || super::findings::OF_LINKS.iter().any(|code| settings.levels.raises(*code)) {
        return None;
    }
    let mut gathered = Gathered { base, known, notes: BTreeMap::new(), after: BTreeMap::new(), concerned: BTreeSet::new() };
    let mut findings = [Vec::new(), Vec::new()];
    for Edited { number, before: (before, found_before), after: (after, found_after) } in edited {
        let before = gathered.told(number, before, None)?;
        let after = gathered.told(number, after, Some(&before))?;
        for ((told, found), findings) in [&before, &after].into_iter().zip([found_before, found_after]).zip(&mut findings) {
            findings.extend(found);
            findings.extend(super::findings::of_note(&told.note, &told.targets));
        }
        gathered.notes.insert(number, before);
        gathered.after.insert(number, after);
    }
    findings.iter_mut().for_each(|all| settings.levels.judge(all, Codes::default()));
    gathered.concern(seeing)?;
    let bystanders = gathered.complete(seeing)?;
    let touched = gathered.joined(findings, &bystanders, settings);
    base.is_sound().then_some(touched)
}

/// A note with where its links lead and whom its entries tell of.
struct Told {
    note: Note,
    targets: Vec<Target>,
    /// Of each entry its day, and where those end of whom it tells.
    days: Vec<(Date, usize)>,
    /// Of whom entries tell, one after the other.
    casts: Vec<u32>,
}

/// Where the links of those who took part lead.
type Leads = Vec<Option<Target>>;

/// All that is seen of an exchange: its line where it may become an open loop.
type SeenExchange<'t> = (Verb, Kind, &'t str, Option<u32>, Option<Date>, bool, Leads);

/// All that is seen of an entry: its line where it is shown.
type SeenEntry<'t> = (Date, &'t Channel, Done, Origin, Option<Who>, &'t str, Leads, Option<u32>, Vec<SeenExchange<'t>>);

impl Told {
    /// Of each entry its day and whom it tells of.
    fn casts(&self) -> impl Iterator<Item = (Date, &[u32])> {
        let mut start = 0;
        self.days.iter().map(move |(day, end)| (*day, &self.casts[std::mem::replace(&mut start, *end)..*end]))
    }

    /// Each entry, in all that is seen of it, with its day and those of whom it tells.
    fn entries(&self, seeing: Seeing) -> Vec<(SeenEntry<'_>, (Date, Vec<u32>))> {
        let own = |run: Run| self.note.people().of(run).iter().map(|link| self.targets.get(link as usize).copied()).collect::<Vec<_>>();
        let seen = |(entry, (_, cast)): (Entry, (Date, &[u32]))| {
            let exchange = |one: Exchange| {
                let with_line = matches!(one.verb, Verb::Asked | Verb::Needs | Verb::Promised);
                let (text, line) = (self.note.str(one.text), with_line.then_some(one.line));
                (one.verb, one.kind, text, line, one.due, one.ticked, own(one.people))
            };
            let exchanges = self.note.exchanges().of(entry.exchanges).iter().map(exchange).collect();
            let with_line = seeing.since.is_none_or(|since| entry.date >= since) || entry.done == Done::Plan;
            let line = with_line.then_some(entry.line);
            let Entry { date, done, origin, by, text, people, .. } = entry;
            ((date, self.note.channel(&entry), done, origin, by, self.note.str(text), own(people), line, exchanges), (date, cast.to_vec()))
        };
        self.note.entries().iter().zip(self.casts()).map(seen).collect()
    }

    /// Each task with the contacts it may concern.
    fn tasks(&self, number: u32, base: &Base) -> Vec<(String, Vec<u32>)> {
        let contact = |link: u32| self.targets.get(link as usize)?.note().filter(|to| base.is_contact(*to));
        let seen = |task: Task| {
            let cast = task_cast(number, &self.note, &task, contact);
            (format!("{:?} {:?} {:?} {} {cast:?}", self.note.str(task.text), task.due, task.since, task.line), cast)
        };
        self.note.tasks().iter().map(seen).collect()
    }
}

/// What of those that are not seen the same before and after; all when the others changed places.
fn differing<S: Eq + Hash, T>(before: Vec<(S, T)>, after: Vec<(S, T)>) -> Vec<T> {
    let mut balance: HashMap<&S, (usize, usize)> = HashMap::default();
    before.iter().for_each(|(seen, _)| balance.entry(seen).or_default().0 += 1);
    after.iter().for_each(|(seen, _)| balance.entry(seen).or_default().1 += 1);
    let same = |seen: &S| balance.get(seen).is_some_and(|(before, after)| before == after);
    let in_place =
        before.iter().map(|(seen, _)| seen).filter(|seen| same(seen)).eq(after.iter().map(|(seen, _)| seen).filter(|seen| same(seen)));
    let differs: Vec<bool> = before.iter().chain(&after).map(|(seen, _)| !in_place || !same(seen)).collect();
    before.into_iter().chain(after).zip(differs).filter(|(_, differs)| *differs).map(|((_, one), _)| one).collect()
}

struct Gathered<'b> {
    base: &'b Base,
    known: Known<'b>,
    /// Notes as they were.
    notes: BTreeMap<u32, Told>,
    /// The edited ones as they are.
    after: BTreeMap<u32, Told>,
    /// Contacts concerned, by the numbers of their notes.
    concerned: BTreeSet<u32>,
}

impl Gathered<'_> {
    /// A note with its links resolved: as the base says, or as it says of the note as it was.
    fn told(&self, number: u32, note: Note, was: Option<&Told>) -> Option<Told> {
        let targets: Vec<Target> = match was {
            None => self.base.targets(number).collect(),
            Some(was) => {
                let known: HashMap<&str, Target> =
                    was.note.links().iter().zip(&was.targets).map(|(link, target)| (was.note.str(link.target), *target)).collect();
                let resolve = |text: &str| self.base.resolve(text, note.path(), self.known.path);
                let texts = note.links().iter().map(|link| note.str(link.target));
                texts.map(|text| known.get(text).copied().unwrap_or_else(|| resolve(text))).collect()
            }
        };
        let contact = |link: u32| targets.get(link as usize)?.note().filter(|to| self.base.is_contact(*to));
        let (mut days, mut casts) = (Vec::with_capacity(note.entries().len()), Vec::new());
        for entry in note.entries() {
            each_told(number, &note, &entry, contact, |told| casts.push(told));
            days.push((entry.date, casts.len()));
        }
        (targets.len() == note.links().len()).then_some(Told { note, targets, days, casts })
    }

    /// Sees to it that these notes are there.
    fn gather(&mut self, wanted: impl Iterator<Item = u32>) -> Option<()> {
        let missing = order::set(wanted.filter(|number| !self.notes.contains_key(number)));
        let missing: Vec<u32> = missing.into_iter().collect();
        if self.notes.len() + missing.len() > MOST {
            return None;
        }
        for (number, note) in missing.iter().zip((self.known.notes)(&missing)?) {
            let told = (note.path() == (self.known.path)(*number)).then(|| self.told(*number, note, None))??;
            self.notes.insert(*number, told);
        }
        Some(())
    }

    /// Both versions of every note.
    fn all(&self) -> impl Iterator<Item = (u32, &Told)> {
        self.notes.iter().chain(&self.after).map(|(number, told)| (*number, told))
    }

    /// The days of the entries of both versions with those of whom they tell.
    fn entries(&self) -> impl Iterator<Item = (Date, &[u32])> {
        self.all().flat_map(|(_, told)| told.casts())
    }

    /// Follows the chains of each day that begin with these days and contacts: gathers every note that tells of one of them.
    /// All days and contacts of the chains.
    fn follow(&mut self, begin: BTreeSet<(Date, u32)>) -> Option<BTreeSet<(Date, u32)>> {
        let mut reached = begin.clone();
        let mut next = begin;
        while !next.is_empty() {
            let base = self.base;
            self.gather(next.iter().flat_map(|(day, contact)| base.telling(*contact, Some(*day))))?;
            let joined = self.entries().filter(|(day, cast)| cast.iter().any(|contact| reached.contains(&(*day, *contact))));
            let now = order::set(joined.flat_map(|(day, cast)| cast.iter().map(move |contact| (day, *contact))));
            next = order::set(now.difference(&reached).copied());
            reached.extend(&next);
        }
        Some(reached)
    }

    /// Finds the contacts concerned and gathers all that is told of them.
    fn concern(&mut self, seeing: Seeing) -> Option<()> {
        let (mut begin, mut concerned) = (BTreeSet::new(), BTreeSet::new());
        for (number, after) in &self.after {
            let before = self.notes.get(number)?;
            begin.extend(
                differing(before.entries(seeing), after.entries(seeing))
                    .into_iter()
                    .flat_map(|(day, cast)| cast.into_iter().map(move |one| (day, one))),
            );
            let tasks = |told: &Told| told.tasks(*number, self.base);
            concerned.extend(differing(tasks(before), tasks(after)).into_iter().flatten());
            concerned.extend(after.note.contact().map(|_| *number));
        }
        concerned.extend(self.follow(begin)?.into_iter().map(|(_, contact)| contact));
        let base = self.base;
        self.gather(concerned.iter().flat_map(|contact| base.telling(*contact, None).into_iter().chain(std::iter::once(*contact))))?;
        self.concerned = concerned;
        Some(())
    }

    /// Gathers what is joined with anything told of those concerned. The people in it whose notes need not be gathered.
    fn complete(&mut self, seeing: Seeing) -> Option<BTreeSet<u32>> {
        let touches = |cast: &[u32]| cast.iter().any(|contact| self.concerned.contains(contact));
        let told = self.entries().filter(|(_, cast)| touches(cast));
        let begin = order::set(told.flat_map(|(day, cast)| cast.iter().map(move |contact| (day, *contact))));
        let all = self.follow(begin)?;
        let ahead = |entry: &Entry| entry.date >= seeing.today || entry.done == Done::Plan;
        let entries = self.all().flat_map(|(_, told)| told.note.entries().iter().zip(told.casts()));
        let planned = order::set(entries.filter(|(entry, _)| ahead(entry)).flat_map(|(_, (_, cast))| cast.iter().copied()));
        let people = order::set(all.into_iter().map(|(_, contact)| contact));
        let needed = |contact: &u32| seeing.bystanders == Bystanders::Notes || planned.contains(contact);
        let (notes, names): (BTreeSet<u32>, BTreeSet<u32>) = people.into_iter().partition(needed);
        self.gather(notes.into_iter())?;
        Some(order::set(names.into_iter().filter(|contact| !self.notes.contains_key(contact))))
    }

    /// Joins what was gathered, before and after.
    fn joined(self, [findings_before, findings_after]: [Vec<Diagnostic>; 2], bystanders: &BTreeSet<u32>, settings: Settings) -> Touched {
        let Gathered { base, known, mut notes, after: mut now, concerned } = self;
        let settings = Arc::new(settings);
        let numbers: Vec<u32> = order::set(notes.keys().chain(bystanders).copied()).into_iter().collect();
        let index = |of: &mut dyn FnMut(u32) -> Option<(Note, Vec<Target>)>| {
            let named = |number: u32| (bystander(base, known, number), Vec::new());
            let (notes, targets): (Vec<Note>, Vec<Vec<Target>>) =
                numbers.iter().map(|number| of(*number).unwrap_or_else(|| named(*number))).unzip();
            let target = |at: u32, link: usize| {
                let to = targets.get(at as usize).and_then(|own| own.get(link)?.note());
                to.and_then(|to| numbers.binary_search(&to).ok()).map_or(Target::Missing, |to| Target::Note(to as u32))
            };
            Index::of_part(notes, target, Arc::clone(&settings))
        };
        let is_contact = |number: &&u32| base.is_contact(**number);
        let concerned = numbers.iter().filter(is_contact).map(|number| concerned.contains(number)).collect();
        let edited = now.values().map(|told| told.note.path().into()).collect();
        let before = index(&mut |number| notes.get(&number).map(|told| (told.note.clone(), told.targets.clone())));
        let after = index(&mut |number| now.remove(&number).or_else(|| notes.remove(&number)).map(|told| (told.note, told.targets)));
        Touched { before, after, concerned, edited, findings_before, findings_after }
    }
}

/// A contact of whom no more than the name is needed.
fn bystander(base: &Base, known: Known<'_>, number: u32) -> Note {
    let contact = Contact::named(&base.shown(number), []);
    Note { contact: Some(Box::new(contact)), ..Note::new((known.path)(number), "") }
}
