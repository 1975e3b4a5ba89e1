//! Those between jobs who stand first in a digest, with what I could give: whom of my contacts they could meet.
//!
//! This is the one part of a digest that looks across contacts. So it is worked out for the few that are shown, kept with what it
//! was worked out from, and given up when an edit could change it.

use super::rows::{BetweenRow, open_row};
use super::suggestion::Suggestion;
use crate::index::{ContactId, Index};
use crate::model::{Date, Verb, order};
use crate::query::{LoopKind, Seeker, help, introduced, loops_of, wish};
use bitcode::{Decode, Encode};
use serde::Serialize;
use std::cmp::Reverse;

/// People for whom it is worked out at most, however many are shown.
const MOST: usize = 50;

/// Somebody between jobs as the page shows them.
#[derive(Debug, Serialize)]
pub(super) struct TransitionRow<'m> {
    #[serde(flatten)]
    row: &'m BetweenRow<'m>,
    /// Who could help them; null when it was not looked for.
    could_help: Option<&'m [HelperRow<'m>]>,
}

/// Somebody who could help.
#[derive(Clone, Debug, PartialEq, Serialize, Encode, Decode)]
pub(super) struct HelperRow<'a> {
    name: &'a str,
    path: &'a str,
    /// What of them fits.
    why: String,
    /// How I know them.
    way: Option<String>,
}

/// Who could help one person, with what that depends on beside everybody's front matter.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(super) struct Helped<'a> {
    path: &'a str,
    wish: String,
    introduced: Vec<String>,
    helpers: Vec<HelperRow<'a>>,
}

/// The row of somebody between jobs, and whether they are due.
pub(super) fn between_row<'a>(index: &'a Index, (id, stale): (ContactId, bool), suggestion: Suggestion<'a>, today: Date) -> BetweenRow<'a> {
    let mut loops = loops_of(index, id, today);
    order::sort_by(&mut loops, |a, b| a.order(index).cmp(&b.order(index)));
    let needs = loops.iter().filter(|open| open.kind == LoopKind::Needs).map(|open| &*open.text);
    let wish = wish(index.contact(id), needs.clone());
    let needed = index.exchanges_of(id).filter(|given| given.verb() == Verb::Needs && given.happened(today));
    let mut needed: Vec<_> = needed.map(|given| (Reverse(given.date()), given.kind_name())).collect();
    order::sort(&mut needed);
    let kinds = &index.settings().kinds;
    let open_now: Vec<&str> = needs.clone().map(|need| kinds.name(kinds.of(need))).collect();
    let mut asked_before: Vec<&str> = Vec::new();
    for (_, kind) in needed {
        if kind != "other" && !asked_before.contains(&kind) && !open_now.contains(&kind) {
            asked_before.push(kind);
        }
    }
    let loops = loops.iter().map(|open| open_row(index, open)).collect();
    BetweenRow { suggestion, asked_before, loops, stale, wish, introduced: introduced(index, id, today) }
}

/// Those of these rows for whom it is worked out on a page of at most `limit` rows: they come first, and say what they look for.
fn looked_for<'r, 'a>(rows: &'r [BetweenRow<'a>], limit: Option<usize>) -> impl Iterator<Item = &'r BetweenRow<'a>> {
    rows.iter().take(limit.unwrap_or(MOST).min(MOST)).filter(|row| !row.wish.is_empty())
}

/// Who could help those shown on a page of at most `limit` rows.
pub(super) fn helped<'a>(index: &'a Index, rows: &[BetweenRow<'a>], limit: Option<usize>, today: Date) -> Vec<Helped<'a>> {
    let known = looked_for(rows, limit).filter_map(|row| Some((row, index.contact_at(row.path())?)));
    let (rows, seekers): (Vec<_>, Vec<_>) =
        known.map(|(row, id)| (row, Seeker { id, wish: row.wish.clone(), introduced: row.introduced.clone() })).unzip();
    if seekers.is_empty() {
        return Vec::new();
    }
    let helper_row = |helper: crate::query::Helper| {
        let (name, path) = (index.contact(helper.id).name(), index.path(helper.id));
        HelperRow { name, path, why: helper.why, way: helper.way }
    };
    let all = rows.into_iter().zip(seekers.iter().zip(help(index, &seekers, today)));
    all.map(|(row, (seeker, helpers))| Helped {
        path: row.path(),
        wish: seeker.wish.clone(),
        introduced: seeker.introduced.clone(),
        helpers: helpers.into_iter().map(helper_row).collect(),
    })
    .collect()
}

/// The same when these are the rows now; `None` when it does not tell of somebody shown. Nobody's front matter is different.
pub(super) fn still<'a>(helped: Vec<Helped<'a>>, rows: &[BetweenRow<'_>], limit: Option<usize>) -> Option<Vec<Helped<'a>>> {
    let told =
        |row: &BetweenRow<'_>| helped.iter().any(|one| one.path == row.path() && one.wish == row.wish && one.introduced == row.introduced);
    looked_for(rows, limit).all(told).then_some(helped)
}

/// These rows as a page shows them.
pub(super) fn transition_rows<'m>(shown: &'m [BetweenRow<'m>], helped: &'m [Helped<'m>]) -> Vec<TransitionRow<'m>> {
    let could_help = |at: usize, row: &BetweenRow<'_>| {
        let known = helped.iter().find(|one| one.path == row.path()).map(|one| one.helpers.as_slice());
        if row.wish.is_empty() { Some(&[][..]) } else { known.filter(|_| at < MOST) }
    };
    shown.iter().enumerate().map(|(at, row)| TransitionRow { row, could_help: could_help(at, row) }).collect()
}
