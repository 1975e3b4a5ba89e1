//! Who is tied to whom: introductions, acquaintances, shared employers, mentions.

use crate::index::{ContactId, Index};
use crate::model::{LinkRole, Verb, order};
use serde::Serialize;

/// How two contacts are tied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EdgeKind {
    /// `from` was introduced to `to`, or introduced me to them.
    Introduced,
    /// `from` knows `to`.
    Knows,
    /// `from` works or worked at the organization `to`.
    Worked,
    /// The note of `from` links `to`.
    Mentioned,
}

/// A tie between two contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// From whom.
    pub from: ContactId,
    /// To whom.
    pub to: ContactId,
    /// How.
    pub kind: EdgeKind,
}

/// Every tie, each once, in the order of paths. A pair that is tied otherwise is not listed as mentioned.
pub fn edges(index: &Index) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    for id in index.contacts() {
        of_front_matter(index, id, &mut edges);
        for given in index.exchanges_of(id).filter(|given| given.verb() == Verb::Gave && given.kind_name() == "introduction") {
            let links = given.exchange().links;
            let introduced = (links.start..links.start + links.len).filter_map(|link| index.linked(given.note(), link));
            edges.extend(introduced.filter(|&to| to != id).map(|to| Edge { from: id, to, kind: EdgeKind::Introduced }));
        }
    }
    order::sort(&mut edges);
    edges.dedup();
    let tied: std::collections::HashSet<(ContactId, ContactId)> = edges.iter().map(|edge| (edge.from, edge.to)).collect();
    for id in index.contacts() {
        let mentions = index.links_of(id).filter(|&(_, to, role)| role != LinkRole::FrontMatter && to != id && !tied.contains(&(id, to)));
        edges.extend(mentions.map(|(_, to, _)| Edge { from: id, to, kind: EdgeKind::Mentioned }));
    }
    order::sort(&mut edges);
    edges.dedup();
    edges
}

fn of_front_matter(index: &Index, id: ContactId, edges: &mut Vec<Edge>) {
    let contact = index.contact(id);
    let inside = |run: crate::model::Run, link: u32| (run.start..run.start + run.len).contains(&link);
    for (link, to, _) in index.links_of(id).filter(|&(_, to, role)| to != id && role == LinkRole::FrontMatter) {
        if inside(contact.seldom.introduced_by, link) {
            edges.push(Edge { from: to, to: id, kind: EdgeKind::Introduced });
        } else if inside(contact.seldom.knows, link) {
            edges.push(Edge { from: id, to, kind: EdgeKind::Knows });
        }
    }
    let employers = contact.company().into_iter().chain(contact.seldom.worked_together.iter().map(|stint| &*stint.organization));
    for employer in employers {
        let organizations = index.bearers(employer).into_iter().filter(|&to| to != id && index.contact(to).organization);
        edges.extend(organizations.map(|to| Edge { from: id, to, kind: EdgeKind::Worked }));
    }
}
