//! What each page gives its template: the shapes of the pages of a small invented vault in which every field has a value.

use super::{balance, index, reach, refer};
use crate::index::Index;
use crate::model::{Date, Period, Settings, order};
use crate::parse::settings::settings;
use crate::parse::{Context, Everyone, Scratch, note};
use crate::query::findings;
use crate::render::{Shape, shape};
use crate::report::{
    BalanceRequest, DigestRequest, Drawing, InventoryRequest, Only, Portion, balance_page, changes, curate_page, digest, inventory_page,
    list_page, show_page, stale_page, timeline_page, today_page, transition_page,
};

/// The invented vault: its settings and notes, each after its path.
const SAMPLE: &str = include_str!("../../templates/sample.txt");

/// The pages with what each gives its template, by name.
pub(super) fn contexts() -> Vec<(&'static str, Shape)> {
    let index = sample();
    let Some(today) = Date::new(2026, 11, 20) else { return Vec::new() };
    let findings = findings(&index, today);
    let request = DigestRequest { limit: Some(20), drawing: Drawing::Charts, ..DigestRequest::default() };
    let makings = digest(&index, today, &findings, &request);
    let mut since_last = makings.page(index.settings(), today, &request);
    since_last.changes = today.plus_months(-1).map(|since| changes(&index, (since, today), &[], Some(20)));
    let year = Period { since: today.plus_months(-12), until: today };
    // Of the crowd nothing is known that makes somebody more; of others it is.
    let people = shape(&list_page(&index, today, &[], Only::Everyone));
    let mut pages = vec![
        ("balance", balance::context(&index, today)),
        ("curate", shape(&curate_page(&index, today, &[], Some(1))).with(people.clone())),
        ("digest", shape(&since_last)),
        ("index", index::context(&index, today)),
        ("inventory", inventory(&index, today)),
        ("reach", reach::context(&index, today)),
        ("refer", refer::context(&index, today).with(people.clone())),
        ("stale", shape(&stale_page(&index, today, &[], None))),
        ("timeline", shape(&timeline_page(&index, today, Some(year), &[], &[], None))),
        ("today", shape(&today_page(&index, today, Portion::Due(20)))),
        ("transition", transition(&index, today)),
    ];
    // A person's balance is that of all time, and has no first day.
    let over_time = Shape::Fields(vec![("balance".to_owned(), shape(&balance_page(&index, today, &BalanceRequest::default()).balance))]);
    pages.extend(index.contacts().next().map(|id| ("show", shape(&show_page(&index, id, today, Drawing::Charts)).with(over_time))));
    pages.push(("list", people));
    order::sort_by_key(&mut pages, |(name, _)| *name);
    pages
}

/// People of no stint have what those of a stint have, though some of it is always null.
fn inventory(index: &Index, today: Date) -> Shape {
    let page = shape(&inventory_page(index, today, &InventoryRequest { years: Some(10), organizations: Vec::new() }));
    let people = page.field("stints").field("people");
    page.with(Shape::Fields(vec![("no_stint".to_owned(), people)]))
}

/// What a page gives while the time between jobs goes on, and when it is over.
fn transition(index: &Index, today: Date) -> Shape {
    let page = |today| shape(&transition_page(index, today, Some(20)));
    today.plus_months(6).map_or(Shape::Unknown, |after| page(today).with(page(after)))
}

/// The invented vault, read.
fn sample() -> Index {
    let mut files = SAMPLE.split("==== ").skip(1).filter_map(|file| file.split_once('\n'));
    let own = files.next().and_then(|(path, text)| settings(text, path).ok()).unwrap_or_else(Settings::default);
    let context = Context::new(own.clone(), None, Everyone::ByRule);
    let mut scratch = Scratch::default();
    let (notes, findings): (Vec<_>, Vec<_>) = files.map(|(path, text)| note(path, text, &context, &mut scratch)).unzip();
    Index::new(notes, findings.into_iter().flatten().collect(), own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_every_page_has_a_value_in_the_invented_vault() {
        let pages = contexts();
        assert_eq!(pages.len(), 13);
        let gaps = pages.iter().flat_map(|(page, shape)| shape.gaps().into_iter().map(move |gap| format!("{page}{gap}")));
        assert_eq!(gaps.collect::<Vec<_>>(), Vec::<String>::new(), "fields of which templates/sample.txt shows no value");
    }
}
