//! Doubles counted once (format 5 and 11): rows of the same contact, day and channel are one interaction; an exchange with the
//! same day, direction, kind and text is one exchange.

use super::fold::folded;
use super::join::{Deal, Joined, Row};
use super::lists::{Dated, Lists};
use crate::model::{Date, Done, Note, Purpose, Who};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash, Hasher};

/// A meeting with one or several contacts, told by one or several entries.
#[derive(Clone, Debug)]
pub(super) struct Interaction {
    /// Its day.
    pub(super) date: Date,
    /// Whether it took place, by its day at the latest.
    pub(super) done: Done,
    /// Whether one was in touch.
    pub(super) purpose: Purpose,
    /// Who reached out.
    pub(super) by: Option<Who>,
    /// Note of the entry that tells it best.
    pub(super) note: u32,
    /// That entry.
    pub(super) entry: u32,
    /// Contacts: stretch of the index's people.
    pub(super) people: (u32, u32),
    /// Exchanges: stretch of the index's deals.
    pub(super) deals: (u32, u32),
    /// An entry with a text, where the best one has none.
    pub(super) told: (u32, u32),
}

/// A task with the contacts it concerns.
#[derive(Clone, Copy, Debug)]
pub(super) struct TaskRow {
    pub(super) note: u32,
    pub(super) task: u32,
    pub(super) people: (u32, u32),
}

/// What the rows come to.
#[derive(Debug, Default)]
pub(super) struct Tied {
    pub(super) interactions: Vec<Interaction>,
    pub(super) deals: Vec<Deal>,
    pub(super) tasks: Vec<TaskRow>,
    pub(super) people: Vec<u32>,
    /// Interactions of each contact.
    pub(super) of_interactions: Lists,
    /// Exchanges of each contact, each once.
    pub(super) of_deals: Lists,
}

/// Joins doubles.
pub(super) fn tie(notes: &[Note], joined: &mut Joined) -> Tied {
    let mut doubles = doubles(notes, joined);
    let count = joined.rows.len();
    let mut tied = Tied { people: std::mem::take(&mut joined.people), interactions: Vec::with_capacity(count), ..Tied::default() };
    tied.deals.reserve_exact(joined.deals.len());
    let mut sets: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (at, &leader) in (0_u32..).zip(&doubles.leaders).filter(|(at, leader)| at != *leader) {
        sets.entry(leader).or_insert_with(|| vec![leader]).push(at);
    }
    sets.values_mut().for_each(|members| members.sort_unstable());
    let (mut merged, mut lost) = (sets.iter().peekable(), doubles.absorbed.iter().peekable());
    let mut numbers = vec![0_u32; count];
    for leader in (0..count as u32).filter(|&at| doubles.leaders[at as usize] == at) {
        let alone = [leader];
        let members = merged.next_if(|(of, _)| **of == leader).map_or(&alone[..], |(_, members)| members);
        while lost.next_if(|(of, _)| **of < leader).is_some() {}
        let gone = lost.next_if(|(of, _)| **of == leader).map_or(&[][..], |(_, gone)| gone);
        numbers[leader as usize] = tied.interactions.len() as u32;
        interaction(joined, members, gone, &mut tied);
    }
    let (leaders, gone) = (&doubles.leaders, &doubles.absorbed);
    doubles.lists.replace(|contact, day| {
        day.iter_mut().for_each(|item| item.number = leaders[item.number as usize]);
        let absorbed = |item: &Dated| gone.get(&item.number).is_some_and(|gone| gone.contains(&contact));
        let kept = if day.len() == 1 { 1 } else { each_once(day, |item| !absorbed(item)) };
        day[..kept].iter_mut().for_each(|item| item.number = numbers[item.number as usize]);
        kept
    });
    tied.of_interactions = doubles.lists;
    tied.of_deals = forget_doubles(notes, joined.contacts.len(), &mut tied);
    tasks(notes, joined, &mut tied);
    tied
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

/// Which rows are one interaction, and who is told of by another row already.
struct Doubles {
    /// For every row the first row of its interaction.
    leaders: Vec<u32>,
    /// Contacts for whom an `other` interaction (by its leader) went into a named one.
    absorbed: BTreeMap<u32, Vec<u32>>,
    /// The rows of each contact.
    lists: Lists,
}

fn doubles(notes: &[Note], joined: &Joined) -> Doubles {
    let rows = &joined.rows;
    let lists = Lists::new(joined.contacts.len(), || {
        let numbered = (0_u32..).zip(rows);
        numbered.flat_map(|(number, row)| row.people(&joined.people).iter().map(move |&p| (p, Dated { day: row.date, number })))
    });
    let of_contact = |contact: u32| {
        let (mut same, mut absorbed) = (Vec::new(), Vec::new());
        for day in lists.of(contact).chunk_by(|a, b| a.day == b.day).filter(|day| day.len() > 1) {
            let day: Vec<u32> = day.iter().map(|item| item.number).collect();
            one_day(notes, rows, &day, |first, at| same.push((first, at)), |other, named| absorbed.push((other, named, contact)));
        }
        (same, absorbed)
    };
    let found: Vec<_> = (0..joined.contacts.len() as u32).into_par_iter().with_min_len(256).map(of_contact).collect();
    let mut sets = Sets { leader: (0..rows.len() as u32).collect() };
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
    Doubles { leaders: (0..rows.len() as u32).map(|at| sets.find(at)).collect(), absorbed: left, lists }
}

/// Everybody of the sets that lost somebody.
fn whole_sets(joined: &Joined, wanted: &BTreeMap<u32, Vec<(u32, u32)>>, sets: &mut Sets) -> HashMap<u32, Vec<u32>> {
    let mut all: HashMap<u32, Vec<u32>> = HashMap::new();
    for (at, row) in (0_u32..).zip(&joined.rows).filter(|_| !wanted.is_empty()) {
        let set = sets.find(at);
        if wanted.contains_key(&set) {
            all.entry(set).or_default().extend(row.people(&joined.people));
        }
    }
    all
}

/// Joins the rows of one contact and day that have the same channel; `other` goes into the first named one.
fn one_day(notes: &[Note], rows: &[Row], day: &[u32], mut join: impl FnMut(u32, u32), mut absorb: impl FnMut(u32, u32)) {
    let row = |at: u32| &rows[at as usize];
    let channel = |at: u32| &notes[row(at).note as usize].entries[row(at).entry as usize].channel;
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

fn interaction(joined: &Joined, members: &[u32], gone: &[u32], tied: &mut Tied) {
    let row = |at: u32| &joined.rows[at as usize];
    let rank = |at: &u32| (!row(*at).named, !row(*at).own, *at);
    let best = row(members.iter().copied().min_by_key(rank).unwrap_or(members[0]));
    let told = members.iter().map(|&at| row(at)).find(|row| row.told).filter(|_| !best.told).unwrap_or(best);
    let number = tied.interactions.len() as u32;
    let mut people = match members {
        [only] if gone.is_empty() => row(*only).people,
        _ => together(members, joined, gone, &mut tied.people),
    };
    if !gone.is_empty() {
        tied.people.extend(gone);
        people.1 = tied.people.len() as u32;
    }
    let start = tied.deals.len() as u32;
    for &at in members {
        let (from, to) = row(at).deals;
        tied.deals.extend(joined.deals[from as usize..to as usize].iter().map(|deal| Deal { interaction: number, ..*deal }));
    }
    let deals = (start, tied.deals.len() as u32);
    tied.interactions.push(Interaction {
        date: best.date,
        done: best.done,
        purpose: best.purpose,
        by: best.by,
        note: best.note,
        entry: best.entry,
        people,
        deals,
        told: (told.note, told.entry),
    });
}

/// The people of several rows, each once, but those who are gone.
fn together(members: &[u32], joined: &Joined, gone: &[u32], people: &mut Vec<u32>) -> (u32, u32) {
    let start = people.len();
    for &at in members {
        let (from, to) = joined.rows[at as usize].people;
        for place in from..to {
            let contact = people[place as usize];
            if !people[start..].contains(&contact) && !gone.contains(&contact) {
                people.push(contact);
            }
        }
    }
    (start as u32, people.len() as u32)
}

/// Marks exchanges that say what another one of the same contact said on the same day; the first one takes over their people.
/// The exchanges of each contact, each once.
fn forget_doubles(notes: &[Note], contacts: usize, tied: &mut Tied) -> Lists {
    let state = foldhash::fast::FixedState::default();
    let key = |deal: &Deal| {
        let note = &notes[deal.note as usize];
        let exchange = &note.exchanges[deal.exchange as usize];
        let mut hasher = state.build_hasher();
        (exchange.verb, exchange.kind).hash(&mut hasher);
        folded(note.str(exchange.text)).hash(&mut hasher);
        hasher.finish()
    };
    let deals = &tied.deals;
    let mut lists = Lists::new(contacts, || {
        let people = |deal: &Deal| tied.people[deal.people.0 as usize..deal.people.1 as usize].iter();
        (0_u32..).zip(deals).flat_map(move |(number, deal)| people(deal).map(move |&p| (p, Dated { day: deal.date, number })))
    });
    let mut sets = Sets { leader: (0..deals.len() as u32).collect() };
    let of_contact = |contact: u32| {
        let mut found: Vec<(u32, u32)> = Vec::new();
        for day in lists.of(contact).chunk_by(|a, b| a.day == b.day).filter(|day| day.len() > 1) {
            let mut keyed: Vec<(u64, u32)> = day.iter().map(|item| (key(&deals[item.number as usize]), item.number)).collect();
            keyed.sort_unstable();
            for same in keyed.chunk_by(|a, b| a.0 == b.0) {
                found.extend(same[1..].iter().map(|double| (same[0].1, double.1)));
            }
        }
        found
    };
    let found: Vec<Vec<(u32, u32)>> = (0..contacts as u32).into_par_iter().with_min_len(256).map(of_contact).collect();
    if found.iter().all(Vec::is_empty) {
        return lists;
    }
    found.iter().flatten().for_each(|&(first, double)| sets.join(first, double));
    let firsts: Vec<u32> = (0..deals.len() as u32).map(|at| sets.find(at)).collect();
    for (at, &first) in firsts.iter().enumerate().filter(|(at, first)| **first as usize != *at) {
        take_over(first as usize, at, tied);
    }
    lists.replace(|_, day| {
        day.iter_mut().for_each(|item| item.number = firsts[item.number as usize]);
        if day.len() == 1 { 1 } else { each_once(day, |_| true) }
    });
    lists
}

fn take_over(first: usize, second: usize, tied: &mut Tied) {
    tied.deals[second].double = true;
    let (own, more) = (tied.deals[first].people, tied.deals[second].people);
    let start = tied.people.len();
    for at in (own.0..own.1).chain(more.0..more.1) {
        let contact = tied.people[at as usize];
        if !tied.people[start..].contains(&contact) {
            tied.people.push(contact);
        }
    }
    tied.deals[first].people = (start as u32, tied.people.len() as u32);
}

/// Tasks concern the note's owner, else whom they link, else the people of the entry they stand under.
fn tasks(notes: &[Note], joined: &Joined, tied: &mut Tied) {
    let of_row: HashMap<(u32, u32), (u32, u32)> = match notes.iter().any(|note| note.tasks.iter().any(|task| task.entry.is_some())) {
        true => joined.rows.iter().map(|row| ((row.note, row.entry), row.people)).collect(),
        false => Default::default(),
    };
    for (number, note) in (0_u32..).zip(notes).filter(|(_, note)| !note.tasks.is_empty()) {
        for (at, task) in (0_u32..).zip(&note.tasks) {
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
