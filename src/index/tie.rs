//! Doubles counted once (format 5 and 11): rows of the same contact, day and channel are one interaction; an exchange with the
//! same day, direction, kind and text is one exchange.

use super::join::Joined;
use super::lists::{Dated, Lists};
use super::rows::{Deal, Deals, Fate, Row, Rows, range};
use crate::model::{Done, Note, Purpose, folded};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

/// A task with the contacts it concerns.
#[derive(Clone, Copy, Debug)]
pub(super) struct TaskRow {
    pub(super) note: u32,
    pub(super) task: u32,
    pub(super) people: (u32, u32),
}

/// What several rows of one interaction hold that no single row does.
#[derive(Debug)]
pub(super) struct Several {
    /// Note and entry with a text, where the best one has none.
    pub(super) told: (u32, u32),
    /// Stretches of the deals.
    pub(super) deals: Vec<(u32, u32)>,
}

/// What the rows come to.
#[derive(Debug, Default)]
pub(super) struct Tied {
    /// Interactions, by number; a row that follows another one is none.
    pub(super) rows: Rows,
    /// More about those that lead.
    pub(super) several: HashMap<u32, Several>,
    pub(super) deals: Deals,
    pub(super) tasks: Vec<TaskRow>,
    pub(super) people: Vec<u32>,
    /// Interactions of each contact.
    pub(super) of_interactions: Lists,
    /// Exchanges of each contact, each once.
    pub(super) of_deals: Lists,
}

/// Joins doubles.
pub(super) fn tie(notes: &[Note], joined: &mut Joined) -> Tied {
    let ((mut doubles, leaders), (mut of_deals, same)) = rayon::join(|| doubles(notes, joined), || said_twice(notes, joined));
    let mut tied = Tied {
        rows: std::mem::take(&mut joined.rows),
        deals: std::mem::take(&mut joined.deals),
        people: std::mem::take(&mut joined.people),
        ..Tied::default()
    };
    tasks(notes, joined, &mut tied);
    if let Some(leaders) = leaders {
        one_each(&doubles, &leaders, &mut tied);
        let gone = &doubles.absorbed;
        doubles.lists.replace(|contact, day| {
            day.iter_mut().for_each(|item| *item = item.renumbered(leaders[item.number() as usize]));
            let absorbed = |item: &Dated| gone.get(&item.number()).is_some_and(|gone| gone.contains(&contact));
            if day.len() == 1 { 1 } else { each_once(day, |item| !absorbed(item)) }
        });
        tied.deals.numbers().par_iter_mut().with_min_len(4096).for_each(|deal| {
            Deals::led_by(deal, |row| leaders[row as usize]);
        });
    }
    tied.of_interactions = doubles.lists;
    forget_doubles(&same, &mut of_deals, &mut tied);
    tied.of_deals = of_deals;
    tied
}

/// Makes one interaction of all rows that have one leader.
fn one_each(doubles: &Doubles, leaders: &[u32], tied: &mut Tied) {
    let mut sets: BTreeMap<u32, Vec<u32>> = doubles.absorbed.keys().map(|leader| (*leader, vec![*leader])).collect();
    for (at, &leader) in (0_u32..).zip(leaders).filter(|(at, leader)| at != *leader) {
        sets.entry(leader).or_insert_with(|| vec![leader]).push(at);
    }
    for (leader, mut members) in sets {
        members.sort_unstable();
        let gone = doubles.absorbed.get(&leader).map_or(&[][..], |gone| gone);
        let (row, several) = interaction(&members, gone, tied);
        members.iter().for_each(|&at| tied.rows.set(at, Row { fate: Fate::Follows, ..tied.rows.get(at) }));
        tied.rows.set(leader, row);
        tied.several.insert(leader, several);
    }
}

/// Puts those to keep at the front, in order and each once; how many they are.
fn each_once(day: &mut [Dated], keep: impl Fn(&Dated) -> bool) -> usize {
    day.sort_unstable();
    let mut kept = 0;
    for at in 0..day.len() {
        if keep(&day[at]) && (kept == 0 || day[kept - 1] != day[at]) {
            day[kept] = day[at];
            kept += 1;
        }
    }
    kept
}

/// Who is told of by another row already.
struct Doubles {
    /// Contacts for whom an `other` interaction (by its leader) went into a named one.
    absorbed: BTreeMap<u32, Vec<u32>>,
    /// The rows of each contact.
    lists: Lists,
}

/// And for every row the leader of its interaction, unless each is its own.
fn doubles(notes: &[Note], joined: &Joined) -> (Doubles, Option<Vec<u32>>) {
    let rows = &joined.rows;
    let lists = Lists::new(joined.contacts.len(), rows.len() as usize, |number| {
        let row = rows.get(number as u32);
        (row.dated(number as u32), row.people(&joined.people).iter().copied())
    });
    let of_contact = |contact: u32| {
        let (mut same, mut absorbed) = (Vec::new(), Vec::new());
        for day in lists.of(contact).chunk_by(|a, b| a.day() == b.day()).filter(|day| day.len() > 1) {
            let day: Vec<u32> = day.iter().map(|item| item.number()).collect();
            one_day(notes, rows, &day, |first, at| same.push((first, at)), |other, named| absorbed.push((other, named, contact)));
        }
        (same, absorbed)
    };
    let found: Vec<_> = (0..joined.contacts.len() as u32).into_par_iter().with_min_len(256).map(of_contact).collect();
    if found.iter().all(|(same, absorbed)| same.is_empty() && absorbed.is_empty()) {
        return (Doubles { absorbed: BTreeMap::new(), lists }, None);
    }
    let mut sets = Sets { leader: (0..rows.len()).collect() };
    found.iter().flat_map(|(same, _)| same).for_each(|&(first, at)| sets.join(first, at));
    let absorbed: Vec<(u32, u32, u32)> = found.into_iter().flat_map(|(_, absorbed)| absorbed).collect();
    let mut by_set: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for (other, named, contact) in absorbed {
        by_set.entry(sets.find(other)).or_default().push((named, contact));
    }
    let everybody = whole_sets(joined, &by_set, &mut sets);
    let mut left = BTreeMap::new();
    for (set, absorbed) in by_set {
        let gone: Vec<u32> = absorbed.iter().map(|(_, contact)| *contact).collect();
        match everybody.get(&set).is_some_and(|all| all.iter().any(|contact| !gone.contains(contact))) {
            true => drop(left.insert(set, gone)),
            false => sets.join(absorbed[0].0, set),
        }
    }
    (Doubles { absorbed: left, lists }, Some((0..rows.len()).map(|at| sets.find(at)).collect()))
}

/// Everybody of the sets that lost somebody.
fn whole_sets(joined: &Joined, wanted: &BTreeMap<u32, Vec<(u32, u32)>>, sets: &mut Sets) -> HashMap<u32, Vec<u32>> {
    let mut all: HashMap<u32, Vec<u32>> = HashMap::new();
    for (at, row) in (0_u32..).zip(joined.rows.iter()).filter(|_| !wanted.is_empty()) {
        let set = sets.find(at);
        if wanted.contains_key(&set) {
            all.entry(set).or_default().extend(row.people(&joined.people));
        }
    }
    all
}

/// Joins the rows of one contact and day that have the same channel; `other` goes into the first named one.
fn one_day(notes: &[Note], rows: &Rows, day: &[u32], mut join: impl FnMut(u32, u32), mut absorb: impl FnMut(u32, u32)) {
    let row = |at: u32| rows.get(at);
    let channel = |at: u32| {
        let note = &notes[row(at).note as usize];
        note.channel(&note.entries().at(row(at).entry as usize))
    };
    let sort = |at: u32| (row(at).purpose == Purpose::News, row(at).done == Done::Plan);
    let mut firsts: Vec<u32> = Vec::new();
    for &at in day {
        match firsts.iter().find(|&&first| channel(first) == channel(at) && sort(first) == sort(at)) {
            Some(&first) => join(first, at),
            None => firsts.push(at),
        }
    }
    for &other in firsts.iter().filter(|&&at| !row(at).named) {
        if let Some(&named) = firsts.iter().find(|&&at| row(at).named && sort(at) == sort(other)) {
            absorb(other, named);
        }
    }
}

/// Which rows belong together.
struct Sets {
    leader: Vec<u32>,
}

impl Sets {
    fn find(&mut self, at: u32) -> u32 {
        let mut root = at;
        while self.leader[root as usize] != root {
            root = self.leader[root as usize];
        }
        let mut step = at;
        while self.leader[step as usize] != root {
            step = std::mem::replace(&mut self.leader[step as usize], root);
        }
        root
    }

    /// Joins two sets under the leader of the first.
    fn join(&mut self, first: u32, second: u32) {
        let (first, second) = (self.find(first), self.find(second));
        self.leader[second as usize] = first;
    }
}

/// The interaction of these rows, without those who are gone.
fn interaction(members: &[u32], gone: &[u32], tied: &mut Tied) -> (Row, Several) {
    let row = |at: u32| tied.rows.get(at);
    let rank = |at: &u32| (!row(*at).named, !row(*at).own, *at);
    let best = row(members.iter().copied().min_by_key(rank).unwrap_or(members[0]));
    let told = members.iter().map(|&at| row(at)).find(|row| row.told).filter(|_| !best.told).unwrap_or(best);
    let deals = members.iter().map(|&at| row(at).deals).collect();
    let mut people = together(members, gone, tied);
    if !gone.is_empty() {
        tied.people.extend(gone);
        people.1 = tied.people.len() as u32;
    }
    (Row { people, fate: Fate::Leads, ..best }, Several { told: (told.note, told.entry), deals })
}

/// The people of several rows, each once, but those who are gone.
fn together(members: &[u32], gone: &[u32], tied: &mut Tied) -> (u32, u32) {
    let people = &mut tied.people;
    let start = people.len();
    for &at in members {
        for place in range(tied.rows.get(at).people) {
            let contact = people[place];
            if !people[start..].contains(&contact) && !gone.contains(&contact) {
                people.push(contact);
            }
        }
    }
    (start as u32, people.len() as u32)
}

/// The exchanges of each contact, and those that say what another one of the same contact said on the same day: the first, the other.
fn said_twice(notes: &[Note], joined: &Joined) -> (Lists, Vec<(u32, u32)>) {
    let state = foldhash::fast::FixedState::default();
    let (deals, contacts) = (&joined.deals, joined.contacts.len());
    let told = |number: u32| {
        let deal = deals.get(number);
        let note = &notes[deal.note as usize];
        folded(note.str(note.exchanges().at(deal.exchange as usize).text))
    };
    let key = |number: u32| state.hash_one(told(number));
    let lists = Lists::new(contacts, deals.len() as usize, |number| {
        let deal = deals.get(number as u32);
        (deal.dated(number as u32), joined.people[range(deal.people)].iter().copied())
    });
    let of_contact = |contact: u32| {
        let mut found = Vec::new();
        let mut sorted: Vec<(u32, u32)> = Vec::new();
        for day in lists.of(contact).chunk_by(|a, b| a.day() == b.day()).filter(|day| day.len() > 1) {
            // Texts are looked at only where one day has two of a sort.
            sorted.clear();
            sorted.extend(day.iter().map(|item| (deals.sort(item.number()), item.number())));
            sorted.sort_unstable();
            for same in sorted.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
                let mut keyed: Vec<(u64, u32)> = same.iter().map(|&(_, number)| (key(number), number)).collect();
                keyed.sort_unstable();
                for same in keyed.chunk_by(|a, b| a.0 == b.0) {
                    found.extend(same[1..].iter().map(|double| (same[0].1, double.1)));
                }
            }
        }
        found
    };
    let found: Vec<Vec<(u32, u32)>> = (0..contacts as u32).into_par_iter().with_min_len(256).map(of_contact).collect();
    (lists, found.concat())
}

/// Marks the second of exchanges that say the same; the first one takes over their people.
fn forget_doubles(same: &[(u32, u32)], lists: &mut Lists, tied: &mut Tied) {
    if same.is_empty() {
        return;
    }
    let mut sets = Sets { leader: (0..tied.deals.len()).collect() };
    same.iter().for_each(|&(first, double)| sets.join(first, double));
    let firsts: Vec<u32> = (0..tied.deals.len()).map(|at| sets.find(at)).collect();
    for (at, &first) in (0_u32..).zip(&firsts).filter(|(at, first)| *first != at) {
        take_over(first, at, tied);
    }
    lists.replace(|_, day| {
        day.iter_mut().for_each(|item| *item = tied.deals.get(firsts[item.number() as usize]).dated(firsts[item.number() as usize]));
        if day.len() == 1 { 1 } else { each_once(day, |_| true) }
    });
}

fn take_over(first: u32, second: u32, tied: &mut Tied) {
    let (own, more) = (tied.deals.get(first), tied.deals.get(second));
    tied.deals.set(second, Deal { double: true, ..more });
    let start = tied.people.len();
    for at in range(own.people).chain(range(more.people)) {
        let contact = tied.people[at];
        if !tied.people[start..].contains(&contact) {
            tied.people.push(contact);
        }
    }
    tied.deals.set(first, Deal { people: (start as u32, tied.people.len() as u32), ..own });
}

/// Tasks concern the note's owner, else whom they link, else the people of the entry they stand under.
fn tasks(notes: &[Note], joined: &Joined, tied: &mut Tied) {
    let of_row: HashMap<(u32, u32), (u32, u32)> = match notes.iter().any(|note| note.tasks().iter().any(|task| task.entry.is_some())) {
        true => tied.rows.iter().filter(|row| row.people.0 < row.people.1).map(|row| ((row.note, row.entry), row.people)).collect(),
        false => Default::default(),
    };
    for (number, note) in (0_u32..).zip(notes).filter(|(_, note)| !note.tasks().is_empty()) {
        for (at, task) in (0_u32..).zip(note.tasks()) {
            let start = tied.people.len();
            let owner = joined.contact_of[number as usize];
            let linked = (task.links.start..task.links.start + task.links.len).filter_map(|link| joined.contact(number, link));
            let named: Vec<u32> = owner.into_iter().chain(linked.filter(|_| owner.is_none())).collect();
            for contact in named {
                if !tied.people[start..].contains(&contact) {
                    tied.people.push(contact);
                }
            }
            let own = (start as u32, tied.people.len() as u32);
            let people =
                if own.0 == own.1 { task.entry.and_then(|entry| of_row.get(&(number, entry))).copied().unwrap_or(own) } else { own };
            if people.0 < people.1 {
                tied.tasks.push(TaskRow { note: number, task: at, people });
            }
        }
    }
}
