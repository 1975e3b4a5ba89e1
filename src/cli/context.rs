//! What each page gives its template: the shapes of the pages of a small invented vault in which every field has a value.

use super::{balance, index, reach};
use crate::index::Index;
use crate::model::{Date, Period, Settings};
use crate::parse::settings::settings;
use crate::parse::{Context, Everyone, Scratch, note};
use crate::query::{findings, standings};
use crate::render::{Shape, shape};
use crate::report::{
    BalanceRequest, DigestRequest, Drawing, Only, Portion, balance_page, changes, digest, list_page, show_page, stale_page, timeline_page,
    today_page,
};

/// The invented vault: its settings and notes, each after its path.
const SAMPLE: &str = include_str!("../../templates/sample.txt");

/// The pages with what each gives its template, by name.
pub(super) fn contexts() -> Vec<(&'static str, Shape)> {
    let index = sample();
    let Some(today) = Date::new(2026, 11, 20) else { return Vec::new() };
    let standings = standings(&index, today);
    let findings = findings(&index, &standings, today);
    let request = DigestRequest { limit: Some(20), drawing: Drawing::Charts, ..DigestRequest::default() };
    let makings = digest(&index, today, &standings, &findings, &request);
    let mut since_last = makings.page(index.settings(), today, &request);
    since_last.changes = today.plus_months(-1).map(|since| changes(&index, (since, today), &[], Some(20)));
    let year = Period { since: today.plus_months(-12), until: today };
    let mut pages = vec![
        ("balance", balance::context(&index, today)),
        ("digest", shape(&since_last)),
        ("index", index::context(&index, today)),
        ("list", shape(&list_page(&index, today, &[], Only::Everyone))),
        ("reach", reach::context(&index, today)),
        ("stale", shape(&stale_page(&index, today, &[], None))),
        ("timeline", shape(&timeline_page(&index, today, Some(year), &[], &[], None))),
        ("today", shape(&today_page(&index, today, Portion::Due(20)))),
    ];
    // A person's balance is that of all time, and has no first day.
    let over_time = Shape::Fields(vec![("balance".to_owned(), shape(&balance_page(&index, today, &BalanceRequest::default()).balance))]);
    pages.extend(index.contacts().next().map(|id| ("show", shape(&show_page(&index, id, today, Drawing::Charts)).with(over_time))));
    pages.sort_by_key(|(name, _)| *name);
    pages
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
        assert_eq!(pages.len(), 9);
        for (page, shape) in pages {
            assert_eq!(shape.gaps(), Vec::<String>::new(), "fields of {page} of which templates/sample.txt shows no value");
        }
    }
}
