//! Laws that hold for any text and any order, as property tests.

use journal::index::Index;
use journal::model::{Date, Note, Period, Settings};
use journal::parse::{Context, Everyone, Scratch, note, notes};
use journal::query::{Looking, Scope, balance, drift, gesture, rhythm, standings};
use proptest::prelude::*;

fn context() -> Context {
    Context::new(Settings::default(), None, Everyone::ByRule)
}

fn today() -> Date {
    Date::new(2026, 11, 20).unwrap()
}

/// Pieces of which hostile and ordinary notes are made.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "---\n",
        "type: person\n",
        "type: journal-digest\n",
        "name: Zoë\n",
        "last: 2026-02-30\n",
        "tags: [a, b]\n",
        "knows:\n  - \"[[Bob]]\"\n",
        "company: [[X]]\n",
        "cadence: 6w\n",
        "  - nested\n",
        "# Head\n",
        "**Role:** x\n",
        "**Last contact**: ",
        "last:: 2026-01-02\n",
        "knows:: [[Bob]], [[Eve]]\n",
        "| **Company** | [[X\\|y]] |\n",
        "## Log\n",
        "### 2026-08-11 call\n",
        "- 2026-10-02 coffee with [[Bob]]: text [gave:: advice]\n",
        "  - gave: an intro to [[Eve]]\n",
        "- [ ] 2026-12-01 lunch\n",
        "- [x] done 📅 2026-12-01\n",
        "> - 2026-10-02 call\n",
        "```\n",
        "%%",
        "<!-- c -->",
        "| a | b |\n|---|---|\n",
        "[[",
        "]]",
        "[a:: ",
        "(b:: c)",
        "\r\n",
        "\t",
        "\u{feff}",
        "日本 ",
        "**",
        "`",
        "<<<<<<< a\n",
        "=======\n",
        ">>>>>>> b\n",
        "2026-13-01",
        " - ",
        ": ",
        "\n\n",
    ];
    prop_oneof![8 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => any::<char>().prop_map(String::from)]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

/// A short log of one contact: day of 2026-10, channel, exchange.
fn log() -> impl Strategy<Value = String> {
    let entry = (
        1..29_u32,
        prop::sample::select(vec!["coffee", "call", "", "news:", "padel:"]),
        prop::sample::select(vec!["", "[gave:: advice]", "[got:: a tip]", "[gave:: coffee] [got:: help]"]),
        any::<bool>(),
    )
        .prop_map(|(day, channel, field, with)| {
            format!("- 2026-10-{day:02} {channel} {}: text {field}\n", if with { "with [[b]]" } else { "" })
        });
    prop::collection::vec(entry, 0..12).prop_map(|entries| entries.concat())
}

fn vault(logs: &[String]) -> Vec<Note> {
    let names = ["a", "b", "c"];
    let notes = logs.iter().zip(names).map(|(log, name)| {
        note(&format!("people/{name}.md"), &format!("---\nname: {name}\n---\n{log}"), &context(), &mut Scratch::default()).0
    });
    notes.collect()
}

fn index(notes: Vec<Note>) -> Index {
    Index::new(notes, Vec::new(), Settings::default())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_and_every_position_lies_inside_it(text in text()) {
        let (note, findings) = note("people/x.md", &text, &context(), &mut Scratch::default());
        let lines: Vec<usize> = text.split('\n').map(|line| line.chars().count() + 1).collect();
        let inside = |line: u32, column: u32| line >= 1 && column >= 1 && (line as usize) <= lines.len() && (column as usize) <= lines[line as usize - 1] + 1;
        for found in &findings {
            prop_assert!(inside(found.span.line, found.span.column), "{found:?}");
            prop_assert!(inside(found.span.end_line, found.span.end_column), "{found:?}");
            prop_assert!((found.span.line, found.span.column) <= (found.span.end_line, found.span.end_column), "{found:?}");
        }
        for link in note.links() {
            prop_assert!(inside(link.place.line, link.place.column), "{link:?}");
        }
        for entry in note.entries() {
            prop_assert!(inside(entry.line, 1));
            prop_assert!(note.str(entry.text).len() == entry.text.len as usize);
        }
    }

    #[test]
    fn notes_read_together_are_those_read_one_by_one(texts in prop::collection::vec(text(), 0..6)) {
        let paths: Vec<String> = (0..texts.len()).map(|at| format!("people/{at}.md")).collect();
        let sources = || paths.iter().map(String::as_str).zip(texts.iter().map(String::as_str));
        let (context, mut scratch) = (context(), Scratch::default());
        let alone: Vec<_> = sources().map(|(path, text)| note(path, text, &context, &mut Scratch::default())).collect();
        prop_assert_eq!(&notes(sources(), &context, &mut scratch), &alone);
        prop_assert_eq!(notes(sources(), &context, &mut scratch), alone);
    }

    #[test]
    fn line_ends_change_nothing_that_is_read(text in text()) {
        let unix = text.replace('\r', "");
        let (plain, _) = note("people/x.md", &unix, &context(), &mut Scratch::default());
        let (dos, _) = note("people/x.md", &unix.replace('\n', "\r\n"), &context(), &mut Scratch::default());
        prop_assert_eq!(plain.entries().len(), dos.entries().len());
        prop_assert_eq!(plain.exchanges().len(), dos.exchanges().len());
        prop_assert_eq!(plain.contact().map(|c| c.name()), dos.contact().map(|c| c.name()));
    }

    #[test]
    fn swapping_gave_and_got_swaps_the_balance(logs in prop::collection::vec(log(), 3)) {
        let swapped: Vec<String> = logs.iter().map(|log| log.replace("gave::", "x::").replace("got::", "gave::").replace("x::", "got::")).collect();
        let ever = Looking { period: Period { since: None, until: today() }, seasons: &[], kinds: &[], scope: Scope::Everyone, only: None };
        let one = index(vault(&logs));
        let two = index(vault(&swapped));
        let (one, two) = (balance(&one, today(), ever, |_| true), balance(&two, today(), ever, |_| true));
        prop_assert_eq!((one.gave, one.got, one.net), (two.got, two.gave, -two.net));
        for (a, b) in one.contacts.iter().zip(&two.contacts) {
            prop_assert_eq!((a.gave, a.got), (b.got, b.gave));
        }
    }

    #[test]
    fn who_drifts_from_a_rhythm_is_not_due_and_is_found_without_looking_at_everybody(logs in prop::collection::vec(log(), 3), later in 0..120_i64) {
        let (index, day) = (index(vault(&logs)), today().plus_days(later).unwrap());
        for standing in standings(&index, day) {
            let whole = rhythm(&index, &standing, day);
            prop_assert_eq!(drift(&index, &standing, day), whole.filter(|rhythm| rhythm.drifting));
            prop_assert!(!(standing.is_stale(day) && whole.is_some_and(|rhythm| rhythm.drifting)));
            prop_assert!(whole.is_none_or(|rhythm| (46..=184).contains(&rhythm.days) && rhythm.gaps >= 3), "{whole:?}");
            prop_assert!(!gesture(&index, &standing, day).why.is_empty());
        }
    }

    #[test]
    fn writing_every_entry_twice_changes_no_answer(logs in prop::collection::vec(log(), 3)) {
        let twice: Vec<String> = logs.iter().map(|log| log.lines().map(|line| format!("{line}\n{line}\n")).collect()).collect();
        let (one, two) = (index(vault(&logs)), index(vault(&twice)));
        let of = |index: &Index| -> Vec<_> {
            standings(index, today()).iter().map(|s| (s.last, s.interactions, s.ratio.map(f64::to_bits))).collect()
        };
        prop_assert_eq!(of(&one), of(&two));
        let ever = Looking { period: Period { since: None, until: today() }, seasons: &[], kinds: &[], scope: Scope::Everyone, only: None };
        prop_assert_eq!(balance(&one, today(), ever, |_| true), balance(&two, today(), ever, |_| true));
    }
}

#[test]
fn a_digest_written_into_the_vault_changes_no_answer() {
    let vault = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_journal"));
        command.args(arguments).args(["--vault", &vault.path().to_string_lossy(), "--today", "2026-11-20"]);
        command
            .env("XDG_CONFIG_HOME", vault.path())
            .env("XDG_CACHE_HOME", vault.path())
            .env_remove("JOURNAL_VAULT")
            .output()
            .unwrap()
            .stdout
    };
    std::fs::create_dir(vault.path().join("people")).unwrap();
    std::fs::write(vault.path().join("people/ada.md"), "---\nname: Ada\n---\n- 2026-10-02 coffee: x\n").unwrap();
    let before = run(&["index", "--format", "json"]);
    run(&["digest", "-o", &vault.path().join("2026-11-20.md").to_string_lossy()]);
    assert!(vault.path().join("2026-11-20.md").exists());
    assert_eq!(before, run(&["index", "--format", "json"]));
}
