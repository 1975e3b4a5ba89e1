//! A digest after a few edits follows from what it was made of before, and is the one that reading everything gives.

use crate::contract::{TODAY, journal, said};
use proptest::prelude::*;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// People of the vault, all of whom have to do with one another.
const PEOPLE: [&str; 6] = ["ada", "bob", "cyd", "dan", "eve", "flo"];

/// Notes that are edited.
const NOTES: [&str; 9] = [
    "people/ada.md",
    "people/bob.md",
    "people/cyd.md",
    "people/dan.md",
    "people/eve.md",
    "people/flo.md",
    "people/gus.md",
    "daily/2026-11-19.md",
    "talks.md",
];

/// What is done to one note.
#[derive(Clone, Debug)]
enum Edit {
    Append(String),
    /// Put before the entries.
    Prepend(String),
    /// A line of the front matter, in place of one with the same key.
    Fact(&'static str),
    /// The entry at this place among all goes.
    Drop(usize),
    /// Two entries trade places.
    Swap(usize, usize),
    /// Written beside it and renamed.
    Renamed,
}

fn line() -> impl Strategy<Value = String> {
    let day = prop::sample::select(vec![
        "2026-11-19",
        "2026-11-20",
        "2026-11-21",
        "2026-12-01",
        "2026-10-20",
        "2026-09-12",
        "2025-01-02",
        "2024-11-21",
    ]);
    let channel = prop::sample::select(vec!["coffee", "coffee", "call", "", "news:", "moved:", "padel"]);
    let who = || prop::sample::select(PEOPLE.to_vec());
    let field = (
        prop::sample::select(vec!["gave", "got", "asked", "needs", "promised", "closed", "thanked", "by"]),
        prop::sample::select(vec![
            "advice",
            "introduction to [[eve]]",
            "introduction to somebody at Choir House",
            "referral at X",
            "referral",
            "referral to [[eve]] at X",
            "referral, declined",
            "me",
            "them",
            "a book",
            "",
        ]),
    );
    let fields = prop::collection::vec(field, 0..3);
    let more = prop::sample::select(vec!["", "", "  - [[flo]] gave: feedback\n", "- [ ] write to [[dan]] 📅 2026-11-25\n"]);
    let mark = prop::sample::select(vec!["", "", "[ ] ", "[x] "]);
    (
        mark,
        day,
        channel,
        prop::collection::vec(who(), 0..3),
        prop::sample::select(vec!["told", "had a plan", "hired!", "", "[[nowhere]] and [[ada choirboy]]"]),
        fields,
        more,
    )
        .prop_map(|(mark, day, channel, who, text, fields, more)| {
            let with: Vec<String> = who.iter().map(|name| format!("[[{name}]]")).collect();
            let with = if with.is_empty() { String::new() } else { format!(" with {}", with.join(" and ")) };
            let mut line = format!("- {mark}{day} {channel}{with}: {text}");
            for (key, value) in fields {
                let _ = write!(line, " [{key}:: {value}]");
            }
            format!("{line}\n{more}")
        })
}

/// Settings that make some findings worse or leave them out.
const LEVELS: [&str; 4] = [
    "",
    "check:\n  levels: {impossible-date: warning, unknown-key: error, future-last: off}\n",
    "check:\n  levels: {unresolved-link: error, missing-note: warning}\n",
    "check:\n  levels: {unresolved-link: info, unknown-cadence: off, alias-link: warning}\n",
];

const FACTS: [&str; 31] = [
    "seeking: hydrology, not banks, Oslo",
    "seeking: a choir",
    "role: hydrologist, hydrology",
    "role: bank clerk",
    "company: Choir House",
    "skills: [hydrology, singing]",
    "location: Oslo, Norway",
    "would_work_again: no",
    "tags: [choir, hydrology]",
    "introduced_by: \"[[bob]]\"",
    "snooze: 2026-12-01",
    "next: 2026-11-22",
    "next: 2026-11-01",
    "cadence: 2w",
    "cadence: nope",
    "last: 2026-11-10",
    "last: 2027-01-01",
    "last: 2026-02-30",
    "status: paused",
    "status: deceased",
    "transition: 2026-09-01..",
    "birthday: 1990-11-25",
    "circle: inner",
    "circle: wider",
    "location: Bristol",
    "type: organization",
    "knows: \"[[nobody here]]\"",
    "knows: [[The Choir]]",
    "cadnce: 2w",
    "# journal-check: skip=unknown-key,impossible-date,future-last",
    "# journal-check: skip=unresolved-link,future-entry,nonsense",
];

/// Somebody is between jobs, and others could help.
const FACTS_AT_FIRST: [(&str, &str); 6] = [
    ("ada", "transition: 2026-09-01.."),
    ("ada", "seeking: hydrology in Oslo"),
    ("cyd", "role: hydrologist, hydrology"),
    ("dan", "skills: [hydrology]"),
    ("eve", "company: Hydrology House"),
    ("flo", "company: Hydrology House"),
];

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        5 => line().prop_map(Edit::Append),
        3 => line().prop_map(Edit::Prepend),
        3 => prop::sample::select(FACTS.to_vec()).prop_map(Edit::Fact),
        2 => (0..20_usize).prop_map(Edit::Drop),
        1 => (0..20_usize, 0..20_usize).prop_map(|(a, b)| Edit::Swap(a, b)),
        1 => Just(Edit::Renamed),
    ]
}

fn edited(text: &str, edit: &Edit) -> String {
    let mut lines: Vec<String> = text.lines().map(|line| format!("{line}\n")).collect();
    let entries: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with("- ")).collect();
    let nth = |n: usize| entries.get(n % entries.len().max(1)).copied();
    match edit {
        Edit::Append(line) => lines.push(line.clone()),
        Edit::Prepend(line) => lines.insert(nth(0).unwrap_or(lines.len()), line.clone()),
        Edit::Fact(fact) => {
            let key = fact.split(':').next().unwrap();
            lines.retain(|line| !line.starts_with(&format!("{key}:")));
            let close = lines.iter().skip(1).position(|line| line == "---\n").map_or(0, |at| at + 1);
            if close > 0 {
                lines.insert(close, format!("{fact}\n"));
            }
        }
        Edit::Drop(n) => drop(nth(*n).map(|at| lines.remove(at))),
        Edit::Swap(a, b) => {
            if let (Some(a), Some(b)) = (nth(*a), nth(*b)) {
                lines.swap(a, b);
            }
        }
        Edit::Renamed => {}
    }
    lines.concat()
}

struct Place {
    home: tempfile::TempDir,
    vault: PathBuf,
}

impl Place {
    fn new(settings: &str) -> Place {
        let home = tempfile::tempdir().unwrap();
        let vault = home.path().join("vault");
        fs::create_dir_all(vault.join(".journal")).unwrap();
        fs::write(vault.join(".journal/config.yaml"), settings).unwrap();
        for folder in ["people", "daily"] {
            fs::create_dir_all(vault.join(folder)).unwrap();
        }
        for (at, name) in PEOPLE.iter().enumerate() {
            let other = PEOPLE[(at + 1) % PEOPLE.len()];
            let facts = FACTS_AT_FIRST.iter().filter(|(of, _)| of == name).map(|(_, fact)| format!("{fact}\n")).collect::<String>();
            let text = format!(
                "---\nname: {name}\naliases: [{name} Choirboy]\ncadence: 6w\ntags: [choir]\n{facts}---\n\n- 2026-11-{:02} coffee with [[{other}]]: talked [gave:: advice]\n",
                12 + at
            );
            fs::write(vault.join(format!("people/{name}.md")), text).unwrap();
        }
        fs::write(vault.join("daily/2026-11-19.md"), "- coffee with [[ada]] and [[cyd]]: the three of us [got:: advice]\n").unwrap();
        let days = ["2026-10-26", "2026-10-14", "2026-10-02", "2026-09-20"];
        let walks: String = days.iter().map(|day| format!("- {day} walk: around the lake\n")).collect();
        fs::write(vault.join("people/gus.md"), format!("---\nname: gus\ncadence: 6w\ntags: [choir]\n---\n\n{walks}")).unwrap();
        fs::write(vault.join("talks.md"), "- 2026-11-19 call with [[bob]]\n").unwrap();
        fs::create_dir_all(vault.join(".journal")).unwrap();
        fs::write(vault.join(".journal/config.yaml"), "me:\n  location: Bristol\n").unwrap();
        Place { home, vault }
    }

    fn digest(&self, arguments: &[&str]) -> (String, String) {
        let mut command = journal(self.home.path());
        command.arg("digest").args(arguments).args(["--verbose", "--today", TODAY]).arg("--vault").arg(&self.vault);
        let said = said(command);
        (said.out, said.err)
    }
}

fn happen(vault: &Path, note: &str, edit: &Edit) {
    let file = vault.join(note);
    let text = edited(&fs::read_to_string(&file).unwrap(), edit);
    if matches!(edit, Edit::Renamed) {
        fs::write(vault.join("beside"), text + "\n").unwrap();
        fs::rename(vault.join("beside"), file).unwrap();
    } else {
        fs::write(file, text).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 100, ..ProptestConfig::default() })]

    #[test]
    fn a_digest_follows_edits_as_if_everything_were_read(
        edits in prop::collection::vec((prop::sample::select(NOTES.to_vec()), edit()), 1..14),
        levels in prop::sample::select(LEVELS.to_vec()),
        arguments in prop::sample::select(vec![&[][..], &["--format", "json"], &["--limit", "2"], &["--monthly"], &["--format", "html"], &["--tag", "choir", "--format", "md"], &["--since", "2024-01-01"]]),
    ) {
        let place = Place::new(levels);
        std::thread::sleep(Duration::from_millis(60));
        place.digest(arguments);
        for (note, edit) in &edits {
            happen(&place.vault, note, edit);
            let fresh = place.digest(&[arguments, &["--no-cache"]].concat()).0;
            prop_assert_eq!(&place.digest(arguments).0, &fresh);
        }
        let fresh = place.digest(&[arguments, &["--no-cache"]].concat()).0;
        prop_assert_eq!(&place.digest(arguments).0, &fresh);
    }
}

#[test]
fn a_digest_kept_in_the_vault_is_no_edit_of_a_note() {
    let place = Place::new("");
    let output = place.vault.join("digest.md");
    let digest = || {
        std::thread::sleep(Duration::from_millis(100));
        place.digest(&["-o", output.to_str().unwrap()]).1
    };
    digest();
    assert!(digest().starts_with("read 9 notes"), "a file has come");
    let first = fs::read_to_string(&output).unwrap();
    assert!(digest().starts_with("few notes have changed"));
    assert_eq!(fs::read_to_string(&output).unwrap(), first);
}

#[test]
fn who_could_help_is_kept_until_an_edit_can_change_it() {
    let place = Place::new("");
    std::thread::sleep(Duration::from_millis(100));
    assert!(place.digest(&[]).0.contains("could meet dan"));
    let after = |note: &str, edit: Edit| {
        happen(&place.vault, note, &edit);
        std::thread::sleep(Duration::from_millis(100));
        place.digest(&[])
    };
    let (out, err) = after("people/ada.md", Edit::Append("- 2026-11-20 lunch with [[cyd]]: soup\n".to_owned()));
    assert!(out.contains("could meet dan") && err.starts_with("few notes have changed"), "{err}{out}");
    let (out, err) = after("people/dan.md", Edit::Fact("skills: [singing]"));
    assert!(!out.contains("could meet dan") && err.starts_with("read 9 notes"), "{err}{out}");
    let (out, err) = after("people/ada.md", Edit::Append("- 2026-11-20 call [gave:: introduction to [[eve]]]\n".to_owned()));
    assert!(!out.contains("could meet eve") && err.starts_with("read 9 notes"), "{err}{out}");
    let (_, err) = after("people/bob.md", Edit::Append("- 2026-11-20 lunch with [[cyd]]: soup\n".to_owned()));
    assert!(err.starts_with("few notes have changed"), "{err}");
}

#[test]
fn what_came_of_a_referral_may_be_told_of_the_one_it_is_about() {
    let place = Place::new("");
    let told = |note: &str, line: &str| {
        std::thread::sleep(Duration::from_millis(100));
        place.digest(&[]);
        happen(&place.vault, note, &Edit::Append(format!("{line}\n")));
        std::thread::sleep(Duration::from_millis(100));
        place.digest(&[])
    };
    let (out, _) = told("people/ada.md", "- 2026-11-20 call [gave:: referral to [[dan]] at X]");
    assert!(out.contains("gave referral to dan at X, 20 Nov; no word yet"), "{out}");
    let (out, err) = told("people/dan.md", "- 2026-11-20 news: hired!");
    assert!(!out.contains("gave referral to dan") && err.starts_with("read 9 notes"), "it is settled: {err}{out}");
    let (out, err) = told("people/eve.md", "- 2026-11-20 call [got:: referral to X]");
    assert!(out.contains("got referral to X") && err.starts_with("few notes have changed"), "nobody else has to do with it: {err}{out}");
}

#[test]
fn a_digest_after_an_edit_is_not_made_anew_but_follows() {
    let place = Place::new("");
    std::thread::sleep(Duration::from_millis(100));
    assert!(place.digest(&[]).1.starts_with("read 9 notes"));
    assert!(place.digest(&[]).1.starts_with("no note has changed"));
    happen(&place.vault, "people/ada.md", &Edit::Append("- 2026-11-20 lunch with [[eve]]: soup\n".to_owned()));
    std::thread::sleep(Duration::from_millis(100));
    let (out, err) = place.digest(&[]);
    assert!(out.contains("soup") && err.starts_with("few notes have changed"), "{err}{out}");
    assert!(place.digest(&[]).1.starts_with("no note has changed"));
    happen(&place.vault, "people/ada.md", &Edit::Renamed);
    std::thread::sleep(Duration::from_millis(100));
    assert!(place.digest(&[]).1.starts_with("few notes have changed"), "saved by renaming");
    happen(&place.vault, "people/ada.md", &Edit::Fact("name: Ada Lovelace"));
    assert!(place.digest(&[]).1.starts_with("read 9 notes"), "links may lead elsewhere now");
}
