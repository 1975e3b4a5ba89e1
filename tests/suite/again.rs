//! A page that is made again and again, by one process or by several, equals one that is made for the first time.

use crate::pages::files;
use journal::index::Index;
use journal::model::{Date, Note, Period, Settings};
use journal::parse::{Context, Everyone, Scratch, note};
use journal::query::findings;
use journal::render::{Charset, Colour, Links, Look, Medium, Templates, kept_page, page, page_again, prepare_again};
use journal::report::{DigestRequest, Drawing, SPARE, digest};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// What somebody writes below a note.
const LINES: [&str; 7] = [
    "\n- 2026-11-19 coffee: talked [gave:: advice]\n",
    "\n- 2026-11-02 call [got:: an introduction] [promised:: send the deck by 2026-11-25]\n",
    "\n- 2026-11-18 moved: to another city\n",
    "\n- [ ] write to them 📅 2026-11-22\n",
    "\n- 2026-12-01 lunch\n",
    "\n- 2026-11-32 lunch\n",
    "\n- 2025-01-03 call\n",
];

/// A digest: which notes are gone, what is written below which others, rows a section at most, whether it looks back over a year.
type Asked = (Vec<prop::sample::Index>, Vec<(prop::sample::Index, &'static str)>, Option<usize>, bool);

fn asked() -> impl Strategy<Value = Asked> {
    let written = prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(LINES.to_vec())), 0..3);
    let limit = prop_oneof![4 => Just(Some(10)), 1 => (0..4_usize).prop_map(Some), 1 => Just(None)];
    (prop::collection::vec(any::<prop::sample::Index>(), 0..2), written, limit, prop::bool::weighted(0.1))
}

fn index(texts: &BTreeMap<String, String>, (gone, written, ..): &Asked) -> Index {
    let mut texts: Vec<(&String, String)> = texts.iter().map(|(path, text)| (path, text.clone())).collect();
    gone.iter().for_each(|gone| drop(texts.remove(gone.index(texts.len()))));
    for (place, line) in written {
        let place = place.index(texts.len());
        texts[place].1.push_str(line);
    }
    let (context, mut scratch) = (Context::new(Settings::default(), None, Everyone::ByRule), Scratch::default());
    let parsed: Vec<(Note, Vec<_>)> = texts.iter().map(|(path, text)| note(path, text, &context, &mut scratch)).collect();
    let (notes, findings): (Vec<Note>, Vec<Vec<_>>) = parsed.into_iter().unzip();
    Index::new(notes, findings.concat(), Settings::default())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_page_made_again_is_the_page(
        all in prop::collection::vec(asked(), 1..10),
        medium in prop::sample::select(vec![Medium::Text, Medium::Markdown, Medium::Html]),
        colour in prop::sample::select(vec![Colour::On, Colour::Off]),
        taken_up in prop::collection::vec(any::<prop::sample::Index>(), 10),
    ) {
        let vault = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-vault");
        let texts = files(&vault, &vault).into_iter().filter(|(path, _)| path.ends_with(".md")).collect();
        let today = Date::new(2026, 11, 20).unwrap();
        let (links, templates) = (Links::default(), Templates::default());
        let look = Look { width: 80, colour, charset: Charset::Utf8, today, links, templates };
        let mut kept: Vec<Vec<u8>> = Vec::new();
        for (asked, taken_up) in all.into_iter().zip(taken_up) {
            if let Some(bytes) = kept.get(taken_up.index(kept.len() * 2 + 1)) {
                prepare_again("digest", medium, &look, bytes);
            }
            let index = index(&texts, &asked);
            let period = asked.3.then_some(Period { since: Date::new(2025, 11, 21), until: today });
            let drawing = if medium == Medium::Html { Drawing::Charts } else { Drawing::Nothing };
            let request = DigestRequest { period, limit: asked.2, drawing, spare: SPARE, ..DigestRequest::default() };
            let found = findings(&index, today);
            let makings = digest(&index, today, &found, &request);
            let value = makings.page(index.settings(), today, &request);
            prop_assert_eq!(page_again("digest", medium, &value, value.same, &look).unwrap(), page("digest", medium, &value, &look).unwrap());
            kept.extend(kept_page("digest", medium, &look));
            prop_assert!(!kept.is_empty());
        }
    }
}
