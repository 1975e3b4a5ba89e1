//! The cheapest ways through a graph without loops: Dijkstra over compact adjacency, and the k best of them.
//!
//! Besides persons a graph has circles: whoever is in one is tied to everybody else in it at the same price, without an arc for
//! each pair. Ways are told apart by the persons on them only.

use crate::model::order;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// A price that nothing reaches.
const NEVER: u32 = u32::MAX;

/// How many ways are looked at for each one wanted.
const LOOKED_AT: usize = 8;

/// Persons and circles with what it costs to go from one to the other, the same in both directions.
#[derive(Debug, Default)]
pub struct Graph {
    persons: u32,
    /// Where the arcs of each node begin, and where the last ones end.
    starts: Vec<u32>,
    /// To whom, and the price.
    arcs: Vec<(u32, u32)>,
}

/// A way through a graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// What it costs.
    pub cost: u32,
    /// The persons on it, both ends included.
    pub persons: Vec<u32>,
}

impl Graph {
    /// The graph of persons below `persons` and circles from there up to `nodes`. Every tie counts in both directions and costs at
    /// least 1; two circles are never tied.
    pub fn new(persons: u32, nodes: u32, ties: &[(u32, u32, u32)]) -> Graph {
        let mut starts = vec![0_u32; nodes as usize + 1];
        for (a, b, _) in ties {
            starts[*a as usize + 1] += 1;
            starts[*b as usize + 1] += 1;
        }
        for at in 0..nodes as usize {
            starts[at + 1] += starts[at];
        }
        let (mut arcs, mut next) = (vec![(0, 0); ties.len() * 2], starts.clone());
        let mut put = |from: u32, to: u32, cost: u32| {
            arcs[next[from as usize] as usize] = (to, cost.max(1));
            next[from as usize] += 1;
        };
        for (a, b, cost) in ties {
            put(*a, *b, *cost);
            put(*b, *a, *cost);
        }
        Graph { persons, starts, arcs }
    }

    fn nodes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn arcs(&self, node: u32) -> &[(u32, u32)] {
        let node = node as usize;
        match (self.starts.get(node), self.starts.get(node + 1)) {
            (Some(from), Some(to)) => &self.arcs[*from as usize..*to as usize],
            _ => &[],
        }
    }

    fn is_person(&self, node: u32) -> bool {
        node < self.persons
    }

    /// The persons one tie away, those of one's circles included, with the price; some of them more than once.
    fn near(&self, person: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.arcs(person).iter().flat_map(move |&(to, cost)| {
            let alone = self.is_person(to).then_some((to, cost));
            let circle = if self.is_person(to) { &[][..] } else { self.arcs(to) };
            alone
                .into_iter()
                .chain(circle.iter().filter(move |(other, _)| *other != person).map(move |&(other, more)| (other, cost + more)))
        })
    }

    /// The price of going straight from one person to another, or through one circle.
    pub fn price(&self, from: u32, to: u32) -> Option<u32> {
        self.near(from).filter(|(other, _)| *other == to).map(|(_, cost)| cost).min()
    }

    /// What it costs to go along these persons.
    pub fn along(&self, persons: &[u32]) -> Option<u32> {
        let mut steps = persons.windows(2).map(|pair| self.price(pair[0], pair[1]));
        steps.try_fold(0_u32, |sum, step| Some(sum.saturating_add(step?)))
    }

    /// The `most` cheapest ways without loops from `from` to one of `ends`, cheapest first. Coming to an end costs what stands beside
    /// it. Nobody for whom `closed` is true, and no end, lies between: a way does not lead through them.
    pub fn ways(&self, from: u32, ends: &[(u32, u32)], closed: impl Fn(u32) -> bool, most: usize) -> Vec<Way> {
        self.useful_ways(from, ends, closed, most, |_| true)
    }

    /// The same of the ways that `useful` lets through, as far as they are among the cheapest eight times as many.
    pub fn useful_ways(
        &self,
        from: u32,
        ends: &[(u32, u32)],
        closed: impl Fn(u32) -> bool,
        most: usize,
        useful: impl Fn(&Way) -> bool,
    ) -> Vec<Way> {
        let mut search = Search::new(self, from, ends, closed);
        let mut found: Vec<Way> = Vec::new();
        let mut waiting: BTreeSet<(Way, usize)> = BTreeSet::new();
        waiting.extend(search.onward(&[from], &BTreeSet::new()).map(|way| (way, 0)));
        let mut left = most;
        while left > 0 && found.len() < most.saturating_mul(LOOKED_AT) {
            let Some((way, turned)) = waiting.pop_first() else { break };
            for turn in turned..way.persons.len() - 1 {
                let root = &way.persons[..=turn];
                let taken = found.iter().chain([&way]).filter(|other| other.persons.starts_with(root));
                let taken = order::set(taken.filter_map(|other| other.persons.get(turn + 1).copied()));
                waiting.extend(search.onward(root, &taken).map(|other| (other, turn)));
            }
            left -= usize::from(useful(&way));
            found.push(way);
        }
        found.retain(useful);
        found
    }
}

/// What is known of each node for one question.
struct Search<'g, C> {
    graph: &'g Graph,
    closed: C,
    /// What the end costs at each node; [`NEVER`] where none is.
    end: Vec<u32>,
    /// What it costs at least to come from each node to an end.
    ahead: Vec<u32>,
    /// For each node the round in which it was reached last, its price then, and from where.
    reached: Vec<(u32, u32, u32)>,
    round: u32,
}

impl<'g, C: Fn(u32) -> bool> Search<'g, C> {
    fn new(graph: &'g Graph, from: u32, ends: &[(u32, u32)], closed: C) -> Search<'g, C> {
        let mut end = vec![NEVER; graph.nodes()];
        for &(node, cost) in ends.iter().filter(|(node, _)| *node != from && graph.is_person(*node)) {
            end[node as usize] = end[node as usize].min(cost);
        }
        let (ahead, reached) = (vec![NEVER; graph.nodes()], vec![(0, NEVER, 0); graph.nodes()]);
        let mut search = Search { graph, closed, end, ahead, reached, round: 0 };
        search.look_ahead();
        search
    }

    /// Dijkstra from the ends, for every node.
    fn look_ahead(&mut self) {
        let mut next: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
        for (node, cost) in (0..).zip(&self.end).filter(|(_, cost)| **cost != NEVER) {
            self.ahead[node as usize] = *cost;
            next.push(Reverse((*cost, node)));
        }
        while let Some(Reverse((cost, node))) = next.pop() {
            if cost > self.ahead[node as usize] {
                continue;
            }
            for &(to, more) in self.graph.arcs(node) {
                let cost = cost.saturating_add(more);
                if cost < self.ahead[to as usize] && self.leads_on(to) {
                    self.ahead[to as usize] = cost;
                    next.push(Reverse((cost, to)));
                }
            }
        }
    }

    /// Whether a way may lead through a node.
    fn leads_on(&self, node: u32) -> bool {
        !self.graph.is_person(node) || self.end[node as usize] == NEVER && !(self.closed)(node)
    }

    /// The cheapest way that begins like `root` and then goes on to none of `taken`.
    fn onward(&mut self, root: &[u32], taken: &BTreeSet<u32>) -> Option<Way> {
        let here = *root.last()?;
        let so_far = self.graph.along(root)?;
        self.round += 1;
        let mut next: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
        let graph = self.graph;
        for (to, cost) in graph.near(here).filter(|(to, _)| !root.contains(to) && !taken.contains(to)) {
            self.reach(to, here, so_far.saturating_add(cost), &mut next);
        }
        while let Some(Reverse((sum, node))) = next.pop() {
            let (_, cost, _) = self.reached[node as usize];
            if sum > cost.saturating_add(self.ahead[node as usize]) {
                continue;
            }
            if self.end[node as usize] != NEVER {
                return Some(Way { cost: sum, persons: self.back(root, node) });
            }
            for &(to, more) in graph.arcs(node).iter().filter(|(to, _)| !root.contains(to)) {
                self.reach(to, node, cost.saturating_add(more), &mut next);
            }
        }
        None
    }

    /// Notes that a node can be reached at a price, if that is news.
    fn reach(&mut self, to: u32, from: u32, cost: u32, next: &mut BinaryHeap<Reverse<(u32, u32)>>) {
        let ahead = self.ahead[to as usize];
        let (round, known, _) = self.reached[to as usize];
        if ahead != NEVER && (round != self.round || cost < known) {
            self.reached[to as usize] = (self.round, cost, from);
            next.push(Reverse((cost.saturating_add(ahead), to)));
        }
    }

    /// The persons from the root to a node of this round.
    fn back(&self, root: &[u32], node: u32) -> Vec<u32> {
        let (mut tail, mut at) = (Vec::new(), node);
        while Some(&at) != root.last() {
            tail.extend(self.graph.is_person(at).then_some(at));
            at = self.reached[at as usize].2;
        }
        root.iter().copied().chain(tail.into_iter().rev()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every way without loops, cheapest first.
    fn every_way(graph: &Graph, from: u32, ends: &[(u32, u32)], closed: &[u32]) -> Vec<Way> {
        let (mut found, mut open) = (Vec::new(), vec![Way { cost: 0, persons: vec![from] }]);
        while let Some(way) = open.pop() {
            let here = *way.persons.last().unwrap();
            let end = ends.iter().filter(|(node, _)| *node == here && here != from).map(|(_, cost)| *cost).min();
            if let Some(cost) = end {
                found.push(Way { cost: way.cost + cost, persons: way.persons });
                continue;
            }
            if here != from && closed.contains(&here) {
                continue;
            }
            let mut near: Vec<(u32, u32)> = graph.near(here).filter(|(to, _)| !way.persons.contains(to)).collect();
            near.sort_unstable();
            near.dedup_by_key(|(to, _)| *to);
            open.extend(
                near.into_iter()
                    .map(|(to, cost)| Way { cost: way.cost + cost, persons: way.persons.iter().copied().chain([to]).collect() }),
            );
        }
        found.sort_unstable();
        found
    }

    fn check(persons: u32, ties: &[(u32, u32, u32)], circles: &[(u32, Vec<u32>)], ends: &[(u32, u32)], closed: &[u32], most: usize) {
        let mut all = ties.to_vec();
        for (at, (cost, members)) in (persons..).zip(circles) {
            let members: BTreeSet<u32> = members.iter().copied().collect();
            all.extend(members.into_iter().map(|member| (member, at, *cost)));
        }
        let graph = Graph::new(persons, persons + circles.len() as u32, &all);
        let found = graph.ways(0, ends, |node| closed.contains(&node), most);
        let every = every_way(&graph, 0, ends, closed);
        let costs = |ways: &[Way]| ways.iter().take(most).map(|way| way.cost).collect::<Vec<_>>();
        assert_eq!(costs(&found), costs(&every));
        assert!(found.iter().all(|way| every.contains(way)), "{found:?} are among {every:?}");
        assert_eq!(found.iter().map(|way| &way.persons).collect::<BTreeSet<_>>().len(), found.len(), "none twice");
    }

    proptest! {
        #[test]
        fn the_best_ways_are_those_of_trying_them_all(
            ties in prop::collection::vec((0..7_u32, 0..7_u32, 1..9_u32), 0..16),
            circles in prop::collection::vec((1..5_u32, prop::collection::vec(0..7_u32, 0..5)), 0..3),
            ends in prop::collection::vec((0..7_u32, 0..4_u32), 0..3),
            closed in prop::collection::vec(1..7_u32, 0..2),
            most in 0..12_usize,
        ) {
            let ties: Vec<_> = ties.into_iter().filter(|(a, b, _)| a != b).collect();
            check(7, &ties, &circles, &ends, &closed, most);
        }
    }

    #[test]
    fn a_hub_of_fifty_thousand_ties_costs_one_look_at_each() {
        const LEAVES: u32 = 50_000;
        let (hub, target) = (LEAVES + 1, LEAVES + 2);
        let mut ties: Vec<_> = (1..=LEAVES).flat_map(|leaf| [(0, leaf, 10 + leaf % 7), (leaf, hub, 5)]).collect();
        ties.extend([(0, hub, 1), (hub, target, 1)]);
        let graph = Graph::new(target + 1, target + 1, &ties);
        let ways = graph.ways(0, &[(target, 0)], |_| false, 5);
        assert_eq!(ways.iter().map(|way| way.cost).collect::<Vec<_>>(), [2, 16, 16, 16, 16]);
        let circle: Vec<_> = (0..LEAVES).map(|member| (member, LEAVES, 3)).collect();
        let graph = Graph::new(LEAVES, LEAVES + 1, &circle);
        let ways = graph.ways(0, &[(7, 0)], |_| false, 3);
        assert_eq!(ways.iter().map(|way| (way.cost, way.persons.len())).collect::<Vec<_>>(), [(6, 2), (12, 3), (12, 3)]);
    }

    #[test]
    fn nothing_leads_where_nothing_is() {
        assert!(Graph::default().ways(0, &[(1, 0)], |_| false, 3).is_empty());
        assert!(Graph::new(2, 2, &[]).ways(0, &[(1, 0), (9, 0)], |_| false, 3).is_empty());
        assert!(Graph::new(1, 1, &[]).ways(0, &[(0, 0)], |_| false, 3).is_empty());
    }
}
