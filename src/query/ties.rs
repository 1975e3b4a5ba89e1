//! Who is tied to whom, how strongly and why, with me in the middle; and the best ways from me to somebody.
//!
//! I am tied to contacts by what we did together, contacts to one another by what speaks for their knowing each other. People who
//! are only named in a link can be reached too. They, organizations and the dead pass nothing on.

use super::closeness::{Closeness, STRONGEST, closeness, freshness};
use super::edges::EdgeKind;
use super::evidence::{COMPARED, Evidence, Reason, gather, overlap, person, places};
use super::paths::{Graph, Way};
use crate::index::{ContactId, Index, by_all, folded};
use crate::model::{Contact, Date, Status, order};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Somebody that a way can lead to or through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    /// The owner of the vault.
    Me,
    /// A contact.
    Contact(ContactId),
    /// Somebody without a note, by their number among these: see [`Ties::named`].
    Named(usize),
}

/// A way from me to somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The people on it in order, without me; the last is the one it leads to.
    pub hops: Vec<Hop>,
    /// How likely it is to work out, above 0 and below 1: the product of the strengths of its hops.
    pub strength: f64,
}

/// One person on a way, and the tie that leads there from the one before.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// Who.
    pub person: Person,
    /// The tie.
    pub tie: Tie,
}

/// What ties two people.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// How they are tied, in one word.
    pub via: EdgeKind,
    /// The last day that is known of it.
    pub last: Option<Date>,
    /// Above 0, at most 0.9.
    pub strength: f64,
    /// Every reason, each once, with how often it is given and the last day known of it; the best first.
    pub reasons: Vec<(Reason, usize, Option<Date>)>,
}

/// All ties of a vault on a day.
#[derive(Debug)]
pub struct Ties<'a> {
    index: &'a Index,
    today: Date,
    contacts: Vec<ContactId>,
    named: Vec<Box<str>>,
    /// In the order of the pairs.
    evidence: Vec<Evidence>,
    graph: Graph,
}

/// What stands for nobody's company.
const NO_COMPANY: [&str; 10] =
    ["self-employed", "self employed", "freelance", "freelancer", "independent", "retired", "unemployed", "none", "n/a", "-"];

impl<'a> Ties<'a> {
    /// Every tie that is known of on `today`.
    pub fn new(index: &'a Index, today: Date) -> Ties<'a> {
        let (mut evidence, named) = gather(index, today);
        evidence
            .par_sort_unstable_by(|a, b| (a.a, a.b, a.reason, a.day).cmp(&(b.a, b.b, b.reason, b.day)).then(a.weight.total_cmp(&b.weight)));
        let contacts: Vec<ContactId> = index.contacts().collect();
        let mine: Vec<Option<Closeness>> = by_all(&contacts, |id| [closeness(index, *id, today)]);
        let close = (1..).zip(mine).filter_map(|(to, close)| Some((0, to, price(close?.strength))));
        let mut ties: Vec<(u32, u32, u32)> = close.collect();
        ties.extend(
            evidence.chunk_by(|a, b| (a.a, a.b) == (b.a, b.b)).map(|pair| (pair[0].a, pair[0].b, price(PASSED_ON * together(pair)))),
        );
        let persons = (1 + index.contacts().len() + named.len()) as u32;
        let nodes = circles(index, today, persons, &mut ties);
        Ties { index, today, contacts, named, evidence, graph: Graph::new(persons, nodes, &ties) }
    }

    /// Those without a note, as they were written first.
    pub fn named(&self) -> impl ExactSizeIterator<Item = (Person, &str)> {
        self.named.iter().enumerate().map(|(at, name)| (Person::Named(at), &**name))
    }

    /// The name of a person; empty for me.
    pub fn name(&self, person: Person) -> &str {
        match person {
            Person::Me => "",
            Person::Contact(id) => self.index.contact(id).name(),
            Person::Named(at) => self.named.get(at).map_or("", |name| name),
        }
    }

    /// Who is tied to one of these by evidence of their own, with whom and for which reason; each once, with the best reason. Myself
    /// and those who are only colleagues left out.
    pub fn knowing(&self, whom: &[Person]) -> Vec<(Person, Person, Reason)> {
        let wanted = order::set(whom.iter().map(|one| self.number(*one)));
        let told = |one: &Evidence| one.reason != Reason::Worked && (wanted.contains(&one.a) || wanted.contains(&one.b));
        let mut found: BTreeMap<u32, (Reason, u32)> = BTreeMap::new();
        for one in self.evidence.iter().filter(|one| !wanted.is_empty() && told(one)) {
            let turned = match one.reason {
                Reason::Knows => Reason::IsKnown,
                Reason::IsKnown => Reason::Knows,
                other => other,
            };
            for (knower, known, reason) in [(one.a, one.b, one.reason), (one.b, one.a, turned)] {
                if knower != 0 && wanted.contains(&known) {
                    let best = found.entry(knower).or_insert((reason, known));
                    *best = (*best).min((reason, known));
                }
            }
        }
        found.into_iter().map(|(knower, (reason, known))| (self.person(knower), self.person(known), reason)).collect()
    }

    /// At most `most` ways from me to one of `ends`, the best first. No way leads through one of `ends`, nor through others to
    /// somebody between to whom I am closer than that.
    pub fn paths(&self, ends: &[Person], most: usize) -> Vec<Path> {
        let ends: Vec<(u32, u32)> = ends.iter().map(|end| (self.number(*end), 0)).collect();
        let closed = |number: u32| match self.person(number) {
            Person::Contact(id) => passes_nothing_on(self.index.contact(id)),
            // A name in a link may be a book as well.
            Person::Named(_) => true,
            Person::Me => false,
        };
        let useful = |way: &Way| {
            let between = way.persons.iter().enumerate().skip(2).take(way.persons.len().saturating_sub(3));
            between.into_iter().all(|(at, whom)| match (self.graph.price(0, *whom), self.graph.along(&way.persons[..=at])) {
                (Some(straight), Some(round)) => round < straight,
                _ => true,
            })
        };
        self.graph.useful_ways(0, &ends, closed, most, useful).iter().map(|way| self.path(way)).collect()
    }

    fn path(&self, way: &Way) -> Path {
        let hop = |pair: &[u32]| Hop { person: self.person(pair[1]), tie: self.tie(pair[0], pair[1]) };
        let hops: Vec<Hop> = way.persons.windows(2).map(hop).collect();
        Path { strength: hops.iter().map(|hop| hop.tie.strength).product(), hops }
    }

    /// How close I am to a contact.
    pub fn closeness(&self, id: ContactId) -> Option<Closeness> {
        closeness(self.index, id, self.today)
    }

    /// What ties two persons of whom the graph knows that they are tied.
    fn tie(&self, from: u32, to: u32) -> Tie {
        let strength = self.graph.price(from, to).map_or(0.0, |price| (f64::from(price) / -SCALE).exp());
        let mut reasons: Vec<(Reason, usize, Option<Date>)> = Vec::new();
        for one in self.pair(from.min(to), from.max(to)) {
            match reasons.iter_mut().find(|(reason, ..)| *reason == one.reason) {
                Some((_, times, day)) => (*times, *day) = (*times + 1, (*day).max(one.day)),
                None => reasons.push((one.reason, 1, one.day)),
            }
        }
        let worked = reasons.iter().any(|(reason, ..)| *reason == Reason::Worked);
        if let (false, Person::Contact(a), Person::Contact(b)) = (worked, self.person(from), self.person(to))
            && let Some(day) = self.colleagues(a, b)
        {
            reasons.push((Reason::Worked, 1, day));
        }
        order::sort_by_key(&mut reasons, |(reason, ..)| *reason);
        if let (0, Person::Contact(id)) = (from, self.person(to)) {
            let close = self.closeness(id).unwrap_or_default();
            let worked = close.last.is_none() && !self.index.contact(id).seldom.worked_together.is_empty();
            return Tie { via: if worked { EdgeKind::Worked } else { EdgeKind::Knows }, last: close.last, strength, reasons };
        }
        let via = match reasons.first() {
            Some((Reason::Introduced, ..)) => EdgeKind::Introduced,
            Some((Reason::Knows | Reason::IsKnown | Reason::Met, ..)) => EdgeKind::Knows,
            Some((Reason::Worked, ..)) => EdgeKind::Worked,
            _ => EdgeKind::Mentioned,
        };
        Tie { via, last: reasons.iter().filter_map(|(.., day)| *day).max(), strength, reasons }
    }

    /// The evidence for a pair, the smaller number first.
    fn pair(&self, a: u32, b: u32) -> &[Evidence] {
        let start = self.evidence.partition_point(|one| (one.a, one.b) < (a, b));
        let end = start + self.evidence[start..].partition_point(|one| (one.a, one.b) == (a, b));
        &self.evidence[start..end]
    }

    /// Whether two contacts work at one company or did at one time; the last day of it, `None` for now or unknown days.
    fn colleagues(&self, a: ContactId, b: ContactId) -> Option<Option<Date>> {
        let (a, b) = (self.index.contact(a), self.index.contact(b));
        if employer(a).is_some_and(|own| employer(b).is_some_and(|other| folded(own) == folded(other))) {
            return Some(None);
        }
        let same = |first: &str, second: &str| folded(first.trim()) == folded(second.trim());
        let both = a.seldom.worked_together.iter().flat_map(|first| b.seldom.worked_together.iter().map(move |second| (first, second)));
        let shared = both.filter(|(first, second)| same(&first.organization, &second.organization));
        shared.filter_map(|(first, second)| overlap(first, second, self.today)).map(|(day, _)| day).max()
    }

    fn number(&self, whom: Person) -> u32 {
        match whom {
            Person::Me => 0,
            Person::Contact(id) => person(id),
            Person::Named(at) => (1 + self.index.contacts().len() + at) as u32,
        }
    }

    fn person(&self, number: u32) -> Person {
        match (number as usize).checked_sub(1) {
            None => Person::Me,
            Some(at) => self.contacts.get(at).map_or_else(|| Person::Named(at - self.contacts.len()), |id| Person::Contact(*id)),
        }
    }
}

/// How likely somebody who knows somebody else will ask them for me.
const PASSED_ON: f64 = 0.6;

/// How many units of price a tie costs that is e times less likely than a sure one.
const SCALE: f64 = 10_000.0;

/// The price of a tie: prices add up as likelihoods multiply.
fn price(strength: f64) -> u32 {
    (-strength.clamp(1e-9, STRONGEST).ln() * SCALE).round() as u32
}

/// The likelihood of a tie with these reasons, each of which may be wrong by itself.
fn together(reasons: &[Evidence]) -> f64 {
    (1.0 - reasons.iter().map(|one| 1.0 - one.weight).product::<f64>()).min(STRONGEST)
}

/// The company of somebody, unless it is none.
pub fn employer(contact: &Contact) -> Option<&str> {
    let company = contact.company()?.trim();
    (!company.is_empty() && !NO_COMPANY.contains(&&*folded(company))).then_some(company)
}

fn passes_nothing_on(contact: &Contact) -> bool {
    contact.organization || contact.status == Status::Deceased
}

/// Circles of colleagues: those at one company now, and, where many were at one place, those there in one year. How many nodes there
/// are with them.
fn circles(index: &Index, today: Date, persons: u32, ties: &mut Vec<(u32, u32, u32)>) -> u32 {
    let mut next = persons;
    let mut circle = |members: &BTreeSet<u32>, strength: f64| {
        if members.len() > 1 {
            // Where very many are, few know each other.
            let likely = strength * (10.0 / members.len() as f64).sqrt().min(1.0);
            ties.extend(members.iter().map(|member| (*member, next, price(PASSED_ON * likely).div_ceil(2))));
            next += 1;
        }
    };
    let mut companies: HashMap<String, BTreeSet<u32>> = HashMap::new();
    for id in index.contacts().filter(|id| !passes_nothing_on(index.contact(*id))) {
        if let Some(company) = employer(index.contact(id)) {
            companies.entry(folded(company).into_owned()).or_default().insert(person(id));
        }
    }
    let mut companies: Vec<_> = companies.into_iter().collect();
    order::sort(&mut companies);
    companies.iter().for_each(|(_, members)| circle(members, 0.35));
    for (_, stints) in places(index).into_iter().filter(|(_, stints)| stints.len() > COMPARED) {
        let mut years: BTreeMap<i16, BTreeSet<u32>> = Default::default();
        for (member, stint) in stints {
            let Some(range) = stint.range else { continue };
            let until = range.until.unwrap_or(today).min(today).year();
            let since = range.since.map_or(until, Date::year).max(until - 60);
            for year in since..=until {
                years.entry(year).or_default().insert(member);
            }
        }
        for (year, members) in years {
            let fresh = Date::new(year, 12, 31).map_or(0.0, |end| freshness(end, today, 1825.0));
            circle(&members, 0.25 * (0.3 + 0.7 * fresh));
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Note, Settings};
    use crate::parse::{Context, Everyone, Scratch, note};

    fn index(notes: &[(&str, &str)]) -> Index {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let read = |(path, text): &(&str, &str)| -> Note { note(path, text, &context, &mut Scratch::default()).0 };
        Index::new(notes.iter().map(read).collect(), Vec::new(), Settings::default())
    }

    /// The best way to somebody, as `ana (knows) bob (introduced)`.
    fn best(notes: &[(&str, &str)], to: &str) -> String {
        let index = index(notes);
        let ties = Ties::new(&index, Date::new(2026, 11, 20).unwrap());
        let contact = index.contacts().map(Person::Contact).find(|person| ties.name(*person) == to);
        let end = contact.or_else(|| ties.named().find(|(_, name)| *name == to).map(|(person, _)| person)).unwrap();
        let path = ties.paths(&[end], 1).pop();
        let word = |hop: &Hop| format!("{} ({})", ties.name(hop.person), format!("{:?}", hop.tie.via).to_lowercase());
        path.map_or_else(String::new, |path| path.hops.iter().map(word).collect::<Vec<_>>().join(" "))
    }

    const ANA: (&str, &str) =
        ("people/ana.md", "---\nname: ana\ncompany: Initech\nknows: [\"[[bob]]\", \"[[Petra Holm]]\"]\n---\n\n- 2026-11-01 coffee\n");

    #[test]
    fn every_sort_of_tie_leads_to_somebody() {
        let check = |text: &str, want: &str| {
            let mut notes = vec![ANA, ("people/bob.md", text), ("people/cyd.md", "---\nname: cyd\n---\n\n- 2026-10-01 call\n")];
            notes.sort_unstable();
            assert_eq!(best(&notes, "bob"), want, "{text}");
        };
        check("---\nname: bob\n---\n", "ana (knows) bob (knows)");
        check("---\nname: bob\nintroduced_by: \"[[cyd]]\"\nknows: \"[[cyd]]\"\n---\n", "cyd (knows) bob (introduced)");
        check("---\nname: bob\n---\n\n- 2026-11-19 call\n", "bob (knows)");
        check("---\nname: bob\nworked_together: [Initech 2011..2012]\n---\n", "bob (worked)");
    }

    #[test]
    fn somebody_who_is_only_named_can_be_reached() {
        assert_eq!(best(&[ANA], "Petra Holm"), "ana (knows) Petra Holm (knows)");
        let bob = ("people/bob.md", "---\nname: bob\nknows: [\"[[petra  holm]]\", \"[[Yara]]\"]\n---\n");
        assert_eq!(best(&[("people/ana.md", &ANA.1.replace("[[bob]]", "Bob")), bob], "Yara"), "", "a name passes nothing on");
        let day = ("daily/2026-11-02.md", "- coffee with [[ana]]: told me about [[Yara Moore]]\n");
        assert_eq!(best(&[day, ANA], "Yara Moore"), "ana (knows) Yara Moore (mentioned)");
        let gave = ("people/cyd.md", "---\nname: cyd\n---\n\n- 2026-10-01 call [got:: introduction to [[Yara Moore]]]\n");
        assert_eq!(best(&[ANA, gave], "Yara Moore"), "cyd (knows) Yara Moore (introduced)");
    }

    #[test]
    fn colleagues_are_tied_when_their_time_overlaps_and_not_otherwise() {
        let dan = |stint: &str| format!("---\nname: dan\nworked_together: [\"{stint}\"]\n---\n\n- 2026-11-01 call\n");
        let check = |ours: &str, theirs: &str, want: usize| {
            let (dan, eve) = (dan(ours), format!("---\nname: eve\nworked_together: [\"{theirs}\"]\n---\n"));
            let index = index(&[("people/dan.md", &dan), ("people/eve.md", &eve)]);
            let ties = Ties::new(&index, Date::new(2026, 11, 20).unwrap());
            let eve = Person::Contact(index.contacts().nth(1).unwrap());
            let ways = ties.paths(&[eve], 5);
            assert_eq!(ways.iter().filter(|way| way.hops.len() == 2).count(), want, "{ours}, {theirs}");
            assert!(ways.iter().all(|way| way.hops.last().unwrap().tie.via == EdgeKind::Worked));
        };
        check("Initech 2017..2020", "initech 2019..2021", 1);
        check("Initech 2017..2018", "Initech 2019..2021", 0);
        check("Initech 2017..2018", "Globex 2017..2018", 0);
    }

    #[test]
    fn a_company_of_many_ties_its_people_and_the_dead_pass_nothing_on() {
        let bob = ("people/bob.md", "---\nname: bob\ncompany: initech\n---\n");
        let plain = ("people/ana.md", "---\nname: ana\ncompany: Initech\n---\n\n- 2026-11-01 coffee\n");
        assert_eq!(best(&[plain, bob], "bob"), "ana (knows) bob (worked)");
        let gone = ("people/ana.md", "---\nname: ana\nstatus: deceased\nknows: \"[[bob]]\"\n---\n\n- 2026-11-01 coffee\n");
        assert_eq!(best(&[gone, bob], "bob"), "");
    }

    #[test]
    fn prices_multiply_as_likelihoods_do() {
        assert_eq!(price(2.0), price(STRONGEST));
        assert!((price(0.25) - 2 * price(0.5)) < 2);
        assert!(price(0.0) < u32::MAX / 64, "many hops add up without running over");
    }
}
