//! What each step of a digest takes on its own, in memory: parse, index, query, render. `cargo bench` prints the table, so that
//! the next person sees where a regression sits.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark that cannot go on says so")]

use divan::{Bencher, black_box};
use journal::index::Index;
use journal::model::{Date, Note, Settings};
use journal::parse::{Context, Everyone, Scratch, note};
use journal::query::{Scope, findings, loops, patterns, standings};
use journal::render::{Charset, Colour, Links, Look, Medium, Templates, page};
use journal::report::{DigestRequest, SPARE, digest};
use std::fmt::Write;

fn main() {
    divan::main();
}

const SIZES: [usize; 2] = [1_000, 10_000];

fn today() -> Date {
    Date::new(2026, 11, 20).unwrap()
}

/// A vault of invented people: path and text of each note. The same for the same `count`.
fn vault(count: usize) -> Vec<(String, String)> {
    let mut state = 7_usize;
    let mut below = move |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let channels = ["coffee", "call", "lunch", "email", "video call", "message"];
    let told = ["talked about the move", "they are weighing an offer", "compared notes on hiring", "traded book tips"];
    let fields = ["", "", " [gave:: feedback on the talk]", " [got:: an introduction]", " [promised:: send the deck]"];
    let mut notes: Vec<(String, String)> = (0..count)
        .map(|number| {
            let mut text =
                format!("---\nname: Person {number}\naliases: [P{number}]\ncompany: Works {}\nrole: Engineer\ncadence: 3mo\n", number % 97);
            let _ = write!(
                text,
                "tags:\n  - reading\nemail: p{number}@works.example\n---\n\n# Person {number}\n\nMet at a fair, likes walks.\n\n## Log\n\n"
            );
            for entry in 0..3 + below(12) {
                let (channel, words, field) = (channels[below(6)], told[below(4)], fields[below(5)]);
                let with = if below(6) == 0 { format!(" with [[person-{}]]", below(count)) } else { String::new() };
                let _ = writeln!(text, "- {}-{:02}-{:02} {channel}{with}: {words}{field}", 2026 - entry / 6, 1 + below(11), 1 + below(28));
            }
            (format!("people/person-{number}.md"), text)
        })
        .collect();
    notes.sort();
    notes
}

fn parsed(vault: &[(String, String)]) -> Vec<Note> {
    let context = Context::new(Settings::default(), None, Everyone::ByRule);
    let mut scratch = Scratch::default();
    vault.iter().map(|(path, text)| note(path, text, &context, &mut scratch).0).collect()
}

fn index_of(count: usize) -> Index {
    Index::new(parsed(&vault(count)), Vec::new(), Settings::default())
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn a_parse_every_note(bencher: Bencher<'_, '_>, count: usize) {
    let vault = vault(count);
    bencher.bench_local(|| parsed(black_box(&vault)));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn b_join_the_notes(bencher: Bencher<'_, '_>, count: usize) {
    let notes = parsed(&vault(count));
    bencher.with_inputs(|| notes.clone()).bench_local_values(|notes| Index::new(notes, Vec::new(), Settings::default()));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn c_how_everybody_stands(bencher: Bencher<'_, '_>, count: usize) {
    let index = index_of(count);
    bencher.bench_local(|| standings(black_box(&index), today()));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn d_open_loops(bencher: Bencher<'_, '_>, count: usize) {
    let index = index_of(count);
    bencher.bench_local(|| loops(black_box(&index), today(), Scope::Everyone));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn e_patterns(bencher: Bencher<'_, '_>, count: usize) {
    let index = index_of(count);
    bencher.bench_local(|| index.by_contacts(|some| patterns(black_box(&index), some, today(), Scope::Everyone)));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn f_the_whole_digest(bencher: Bencher<'_, '_>, count: usize) {
    let index = index_of(count);
    let request = DigestRequest { limit: Some(10), spare: SPARE, ..DigestRequest::default() };
    bencher.bench_local(|| {
        let findings = findings(&index, today());
        black_box(digest(&index, today(), &findings, &request));
    });
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn g_its_page_as_text(bencher: Bencher<'_, '_>, count: usize) {
    let index = index_of(count);
    let request = DigestRequest { limit: Some(10), spare: SPARE, ..DigestRequest::default() };
    let makings = digest(&index, today(), &[], &request);
    let value = makings.page(index.settings(), today(), &request);
    let look = Look {
        width: 80,
        colour: Colour::Off,
        charset: Charset::Utf8,
        today: today(),
        links: Links::default(),
        templates: Templates::default(),
    };
    bencher.bench_local(|| page("digest", Medium::Text, black_box(&value), &look));
}
