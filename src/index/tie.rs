//! Doubles counted once (format 5 and 11): entries of the same contact, day and channel are one interaction; an exchange with the
//! same day, direction, kind and text is one exchange.

use super::dated::Dated;
use super::ground::Ground;
use super::join::{Joined, Shares};
use super::lists::Lists;
use super::numbers::Bits;
use super::one_day::one_day;
use super::share::{PART, both, in_parts};
use crate::model::{Note, Origin, Text, folded, order};
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::hash::BuildHasher;

/// A task with the contacts it concerns.
#[derive(Clone, Copy, Debug)]
pub(super) struct TaskRow {
    pub(super) note: u32,
    pub(super) task: u32,
    pub(super) people: (u32, u32),
}

/// An interaction that is more than one entry with its people.
#[derive(Debug)]
pub(super) struct Several {
    /// As what it is known: under the number of the entry that leads.
    pub(super) item: Dated,
    /// Note and entry that tell it best.
    pub(super) best: (u32, u32),
    /// Note and entry with a text, where the best one has none.
    pub(super) told: (u32, u32),
    /// Numbers of its entries.
    pub(super) members: Vec<u32>,
    /// Who took part.
    pub(super) people: Vec<u32>,
}

impl Several {
    /// As what it stands in the list of somebody who took part: it is counted with the first of them.
    fn item_of(&self, contact: u32) -> Dated {
        self.item.counted(self.people.first() == Some(&contact))
    }
}

/// What is known of doubles: most entries and exchanges are none, and nothing is kept of those.
#[derive(Debug, Default)]
pub(super) struct Tied {
    /// Interactions that are more than one entry, by the number of the entry that leads.
    pub(super) several: HashMap<u32, Several>,
    /// Entries that are part of them, with the one that leads.
    leaders: HashMap<u32, u32>,
    /// The numbers of all these.
    touched: Bits,
    /// Exchanges that say what another one said.
    pub(super) said_before: Bits,
    /// Exchanges that took over the people of such.
    shared: HashMap<u32, Vec<u32>>,
}

impl Tied {
    /// The interaction of which an entry is part, where it is more than one entry.
    pub(super) fn of_entry(&self, number: u32) -> Option<&Several> {
        if !self.touched.has(number) {
            return None;
        }
        self.several.get(self.leaders.get(&number)?)
    }

    /// Whom an exchange counts for, where it took over others.
    pub(super) fn shared(&self, exchange: u32) -> Option<&[u32]> {
        if self.shared.is_empty() { None } else { self.shared.get(&exchange).map(Vec::as_slice) }
    }
}

/// Joins doubles; those of `shares` are gone then.
pub(super) fn tie(ground: Ground<'_>, shares: &mut Shares) -> Tied {
    let joined = ground.joined;
    let mut tied = Tied::default();
    let (doubles, same) = both(ground.notes.len(), || doubles(ground, &shares.entries), || said_twice(ground, &shares.exchanges));
    if let Some(mut doubles) = doubles {
        one_each(ground, &mut doubles, &mut tied);
        let gone = &doubles.absorbed;
        let concerned = concerned(joined, tied.several.values().flat_map(|several| several.people.iter().copied()));
        shares.entries.replace(
            |contact| concerned.has(contact),
            |contact, day| {
                day.iter_mut().for_each(|item| *item = tied.of_entry(item.number()).map_or(*item, |several| several.item_of(contact)));
                let absorbed = |item: &Dated| item.leads() && gone.get(&item.number()).is_some_and(|gone| gone.contains(&contact));
                each_once(day, |item| !absorbed(item))
            },
        );
    }
    forget_doubles(ground, &same, &mut shares.exchanges, &mut tied);
    tied
}

/// These contacts.
fn concerned(joined: &Joined, people: impl Iterator<Item = u32>) -> Bits {
    let mut concerned = Bits::default();
    people.for_each(|contact| concerned.add(contact, joined.contacts.len() as u32));
    concerned
}

/// Makes one interaction of all entries that have one leader.
fn one_each(ground: Ground<'_>, doubles: &mut Doubles, tied: &mut Tied) {
    let mut sets = order::map(doubles.absorbed.keys().map(|leader| (*leader, vec![*leader])));
    for at in doubles.sets.members() {
        let leader = doubles.sets.find(at);
        if leader != at {
            sets.entry(leader).or_insert_with(|| vec![leader]).push(at);
        }
    }
    let bound = ground.joined.entries.len();
    for (leader, mut members) in sets {
        members.sort_unstable();
        let gone = doubles.absorbed.get(&leader).map_or(&[][..], |gone| gone);
        members.iter().for_each(|member| {
            tied.touched.add(*member, bound);
            tied.leaders.insert(*member, leader);
        });
        tied.several.insert(leader, interaction(ground, leader, members, gone));
    }
}

/// Puts those to keep at the front, in order and each once, counted if one of them is; how many they are.
fn each_once(day: &mut [Dated], keep: impl Fn(&Dated) -> bool) -> usize {
    day.sort_unstable_by_key(|item| (item.number(), !item.is_counted()));
    let mut kept = 0;
    for at in 0..day.len() {
        if keep(&day[at]) && (kept == 0 || day[kept - 1].number() != day[at].number()) {
            day[kept] = day[at];
            kept += 1;
        }
    }
    kept
}

/// Which entries tell of one interaction.
struct Doubles {
    sets: Sets,
    /// Contacts for whom an `other` interaction (by its leader) went into a named one.
    absorbed: BTreeMap<u32, Vec<u32>>,
}

/// The doubles among entries; `None` when there are none.
fn doubles(ground: Ground<'_>, lists: &Lists) -> Option<Doubles> {
    let of_contact = |contact: u32| {
        let (mut same, mut absorbed) = (Vec::new(), Vec::new());
        for day in lists.of(contact).chunk_by(|a, b| a.day() == b.day()).filter(|day| day.len() > 1) {
            let near = ground.joined.contacts[contact as usize];
            one_day(ground, near, day, |first, at| same.push((first, at)), |other, named| absorbed.push((other, named, contact)));
        }
        (same, absorbed)
    };
    let told = |contact: u32| Some(of_contact(contact)).filter(|(same, absorbed)| !same.is_empty() || !absorbed.is_empty());
    let found = of_contacts(ground, told);
    if found.is_empty() {
        return None;
    }
    let mut sets = Sets::default();
    found.iter().flat_map(|(same, _)| same).for_each(|&(first, at)| sets.join(first, at));
    let absorbed: Vec<(u32, u32, u32)> = found.into_iter().flat_map(|(_, absorbed)| absorbed).collect();
    let mut by_set: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for (other, named, contact) in absorbed {
        by_set.entry(sets.find(other)).or_default().push((named, contact));
    }
    let whole = members_of(by_set.keys().copied(), &mut sets);
    let (mut left, mut elsewhere) = (BTreeMap::new(), Vec::new());
    for (set, absorbed) in by_set {
        let gone: Vec<u32> = absorbed.iter().map(|(_, contact)| *contact).collect();
        if whole.get(&set).is_some_and(|own| own.iter().flat_map(|at| people(ground, *at)).any(|contact| !gone.contains(&contact))) {
            left.insert(set, gone);
            continue;
        }
        // Everybody: it becomes part of one of those into which it went, and of all that have this one's channel.
        let home = absorbed[0].0;
        for (named, contact) in absorbed {
            match ground.channel(named, 0) == ground.channel(home, 0) {
                true => sets.join(home, named),
                false => elsewhere.push((home, contact)),
            }
        }
        sets.join(home, set);
    }
    stay_elsewhere(ground, elsewhere, &mut sets, &mut left);
    Some(Doubles { absorbed: left, sets })
}

/// Those who are in an interaction only by an `other` one that went into it, and had another channel that day, had no part in it.
fn stay_elsewhere(ground: Ground<'_>, elsewhere: Vec<(u32, u32)>, sets: &mut Sets, absorbed: &mut BTreeMap<u32, Vec<u32>>) {
    if elsewhere.is_empty() {
        return;
    }
    let is_named = |at: u32| Dated::of_entry(&ground.entry(at, 0).2, at).is_named();
    let leaders: Vec<u32> = elsewhere.iter().map(|(home, _)| sets.find(*home)).collect();
    let mut named = members_of(leaders.into_iter(), sets);
    named.values_mut().for_each(|own| own.retain(|at| is_named(*at)));
    for (home, contact) in elsewhere {
        let leader = sets.find(home);
        let own = named.get(&leader).map_or(&[][..], Vec::as_slice);
        if !own.iter().any(|at| people(ground, *at).any(|one| one == contact)) {
            let gone = absorbed.entry(leader).or_default();
            gone.extend(Some(contact).filter(|contact| !gone.contains(contact)));
        }
    }
}

/// Who took part in an entry.
fn people(ground: Ground<'_>, number: u32) -> impl Iterator<Item = u32> {
    ground.cast(number, 0).map(|contact| contact.0)
}

/// The entries of the sets that these lead.
fn members_of(leaders: impl Iterator<Item = u32>, sets: &mut Sets) -> HashMap<u32, Vec<u32>> {
    let mut all: HashMap<u32, Vec<u32>> = leaders.map(|leader| (leader, vec![leader])).collect();
    for at in sets.members() {
        let leader = sets.find(at);
        if let Some(own) = all.get_mut(&leader).filter(|_| leader != at) {
            own.push(at);
        }
    }
    all
}

/// Which numbers belong together. What was never joined with another one stands for itself and takes no room.
#[derive(Default)]
struct Sets {
    leader: HashMap<u32, u32>,
}

impl Sets {
    fn of(&self, at: u32) -> u32 {
        self.leader.get(&at).copied().unwrap_or(at)
    }

    fn find(&mut self, at: u32) -> u32 {
        let mut root = at;
        while self.of(root) != root {
            root = self.of(root);
        }
        let mut step = at;
        while self.of(step) != root {
            let next = self.of(step);
            self.leader.insert(step, root);
            step = next;
        }
        root
    }

    /// Joins two sets under the leader of the first.
    fn join(&mut self, first: u32, second: u32) {
        let (first, second) = (self.find(first), self.find(second));
        self.leader.insert(second, first);
    }

    /// All numbers that were joined to others, in order.
    fn members(&self) -> Vec<u32> {
        let mut members: Vec<u32> = self.leader.keys().copied().collect();
        members.sort_unstable();
        members
    }
}

/// The interaction of these entries, without those who are gone.
fn interaction(ground: Ground<'_>, leader: u32, members: Vec<u32>, gone: &[u32]) -> Several {
    let entry = |at: u32| ground.entry(at, 0);
    let rank = |at: &u32| {
        let entry = entry(*at).2;
        (!Dated::of_entry(&entry, *at).is_named(), entry.origin != Origin::Own, *at)
    };
    let (_, best, facts) = entry(members.iter().copied().min_by_key(rank).unwrap_or(leader));
    let told = members.iter().map(|&at| entry(at)).find(|(_, _, entry)| entry.text.len > 0).filter(|_| facts.text.len == 0);
    let mut together: Vec<u32> = Vec::new();
    for &at in &members {
        for contact in people(ground, at) {
            if !together.contains(&contact) && !gone.contains(&contact) {
                together.push(contact);
            }
        }
    }
    together.extend(gone);
    let told = told.map_or(best, |(_, at, _)| at);
    Several { item: Dated::of_entry(&facts, leader).leading(leader), best, told, members, people: together }
}

/// Exchanges that say what another one of the same contact said on the same day: the first, the other.
fn said_twice(ground: Ground<'_>, lists: &Lists) -> Vec<(u32, u32)> {
    let state = foldhash::fast::FixedState::default();
    let of_contact = |contact: u32| {
        let (mut found, mut sorted) = (Vec::new(), Vec::new());
        let near = ground.joined.contacts[contact as usize];
        let exchange = |number: u32| ground.exchange(number, near);
        // What is left in a file is read again only where it may be the same.
        let trace = |number: u32| {
            let (note, _, exchange) = exchange(number);
            if exchange.text.is_left() { exchange.text.len } else { Text::trace(note.str(exchange.text)) }
        };
        let key = |number: u32| state.hash_one(folded(ground.exchange_text(exchange(number).1)));
        // What it does and its kind.
        let sort = |item: &Dated| (item.verb(), item.kind().unwrap_or_else(|| exchange(item.number()).2.kind));
        for day in lists.of(contact).chunk_by(|a, b| a.day() == b.day()).filter(|day| day.len() > 1) {
            // Texts are looked at only where one day has two of a sort.
            sorted.clear();
            sorted.extend(day.iter().map(|item| (sort(item), item.number())));
            sorted.sort_unstable();
            for same in sorted.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
                let mut traced: Vec<(u32, u32)> = same.iter().map(|&(_, number)| (trace(number), number)).collect();
                traced.sort_unstable();
                for alike in traced.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
                    let mut keyed: Vec<(u64, u32)> = alike.iter().map(|&(_, number)| (key(number), number)).collect();
                    keyed.sort_unstable();
                    for same in keyed.chunk_by(|a, b| a.0 == b.0) {
                        found.extend(same[1..].iter().map(|double| (same[0].1, double.1)));
                    }
                }
            }
        }
        found
    };
    of_contacts(ground, of_contact)
}

/// What `of_one` makes of each contact, by its number.
fn of_contacts<M: IntoIterator<Item: Send>>(ground: Ground<'_>, of_one: impl Fn(u32) -> M + Sync) -> Vec<M::Item> {
    let of_some = |first: usize, some: &[u32]| (first as u32..).take(some.len()).flat_map(&of_one).collect();
    in_parts(&ground.joined.contacts, PART, of_some).into_iter().flat_map(|part: Vec<M::Item>| part).collect()
}

/// Marks the second of exchanges that say the same; the first one takes over their people.
fn forget_doubles(ground: Ground<'_>, same: &[(u32, u32)], lists: &mut Lists, tied: &mut Tied) {
    if same.is_empty() {
        return;
    }
    let mut sets = Sets::default();
    same.iter().for_each(|&(first, double)| sets.join(first, double));
    let members = sets.members();
    let firsts: HashMap<u32, u32> = members.iter().map(|&at| (at, sets.find(at))).filter(|(at, first)| at != first).collect();
    let whom = |number: u32| ground.whom(ground.joined.exchanges.place(number, 0), None).map(|contact| contact.0);
    for at in members {
        let Some(first) = firsts.get(&at) else { continue };
        tied.said_before.add(at, ground.joined.exchanges.len());
        let people = tied.shared.entry(*first).or_insert_with(|| whom(*first).collect());
        for contact in whom(at) {
            if !people.contains(&contact) {
                people.push(contact);
            }
        }
    }
    let concerned = concerned(ground.joined, tied.shared.values().flatten().copied());
    lists.replace(
        |contact| concerned.has(contact),
        |_, day| {
            for item in day.iter_mut() {
                if let Some(first) = firsts.get(&item.number()) {
                    *item = ground.dated_exchange(*first);
                }
            }
            each_once(day, |_| true)
        },
    );
}

/// Tasks concern the note's owner, else whom they link, else the people of the entry they stand under: the tasks, and these people.
pub(super) fn tasks(notes: &[Note], joined: &Joined) -> (Vec<TaskRow>, Vec<u32>) {
    let (mut rows, mut people, mut around) = (Vec::new(), Vec::new(), Vec::new());
    for (number, note) in (0_u32..).zip(notes).filter(|(_, note)| !note.tasks().is_empty()) {
        for (at, task) in (0_u32..).zip(note.tasks()) {
            let start = people.len();
            let owner = joined.contact_of[number as usize];
            let linked = (task.links.start..task.links.start + task.links.len).filter_map(|link| joined.contact(number, link));
            for contact in owner.into_iter().chain(linked.filter(|_| owner.is_none())) {
                if !people[start..].contains(&contact) {
                    people.push(contact);
                }
            }
            if let Some(entry) = task.entry.filter(|_| people.len() == start).and_then(|entry| note.entries().get(entry as usize)) {
                joined.cast(number, note, &entry, &mut around);
                people.extend(&around);
            }
            if people.len() > start {
                rows.push(TaskRow { note: number, task: at, people: (start as u32, people.len() as u32) });
            }
        }
    }
    (rows, people)
}
