//! Answers on a terminal: they fit its width, their columns stand below each other whatever alphabet a name is written in, and where
//! the terminal has no more than ASCII they have nothing else of their own.

use crate::contract::{TODAY, journal, said};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

const WIDTHS: [usize; 3] = [60, 80, 120];

/// Names that take other columns than they have letters.
const WIDE: [&str; 6] = ["山田 太郎", "김 하늘", "Søren Ærø", "Zoe\u{301} Lind", "👍🏽 Bo 🎻", "❤\u{fe0f} Dee"];
const PLAIN: [&str; 6] = ["Ada Marlow", "Bo", "Cyprian Abernathy Holloway", "Dee W.", "Ed Farrier", "Fay"];

/// A vault of sixty people: all are due, the day is the birthday of many, and to many something was promised up to it.
fn vault(home: &Path, names: [&str; 6]) {
    let people = home.join("vault/people");
    fs::create_dir_all(&people).unwrap();
    for number in 0..60 {
        let name = format!("{} {number}", names[number % 6]);
        let mut note = format!("---\nname: {name}\ncompany: Quayside Water and Light\ncadence: 6w\ncircle: close\n");
        if number % 3 == 0 {
            note += "birthday: 1980-11-20\n";
        }
        if number % 7 == 0 {
            note += "transition: 2026-09-01\nseeking: a platform team, remote or in Leeds\n";
        }
        let gave = if number % 2 == 0 { "gave" } else { "got" };
        let _ = write!(
            note,
            "---\n\n## Log\n\n- 2025-12-28 call: the old mill and what became of it over all these years\n\
             - 2026-10-0{} coffee: talked for hours of this and that [{gave}:: advice on the move to another town]\n",
            1 + number % 9
        );
        if number % 4 == 0 {
            note += "- 2026-09-20 email [promised:: the reading list on rivers 📅 2026-11-18]\n";
        }
        fs::write(people.join(format!("p{number:02}.md")), note).unwrap();
    }
}

fn answer(home: &Path, width: usize, locale: &str, arguments: &[&str]) -> String {
    let mut run = journal(home);
    run.env("COLUMNS", width.to_string()).env("LC_ALL", locale);
    run.args(arguments).args(["--today", TODAY, "--vault"]).arg(home.join("vault"));
    let said = said(run);
    assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.err);
    said.out
}

/// Columns of a text on a terminal.
fn columns(text: &str) -> usize {
    text.width()
}

const COMMANDS: [&[&str]; 12] = [
    &["digest"],
    &["today"],
    &["today", "-n", "20"],
    &["stale"],
    &["balance"],
    &["balance", "--by", "quarter"],
    &["balance", "--by", "kind"],
    &["show", "p00"],
    &["timeline"],
    &["refer", "platform"],
    &["list"],
    &["reach", "Quayside Water and Light"],
];

#[test]
fn every_line_fits() {
    for names in [WIDE, PLAIN] {
        let home = tempfile::tempdir().unwrap();
        vault(home.path(), names);
        for (width, arguments) in WIDTHS.iter().flat_map(|width| COMMANDS.map(|arguments| (*width, arguments))) {
            let text = answer(home.path(), width, "C.UTF-8", arguments);
            assert!(text.lines().count() > 1, "{arguments:?}");
            for line in text.lines() {
                assert!(columns(line) <= width, "{arguments:?} at {width} has {} columns:\n{line}", columns(line));
                assert_eq!(line.trim_end(), line, "{arguments:?} at {width}");
            }
        }
    }
}

#[test]
fn today_has_under_ten_lines() {
    let home = tempfile::tempdir().unwrap();
    vault(home.path(), WIDE);
    for width in WIDTHS {
        let text = answer(home.path(), width, "C.UTF-8", &["today"]);
        assert!(text.lines().count() < 10, "{text}");
        assert!(text.contains("turns 46") && text.contains("you promised") && text.contains('→'), "{text}");
        assert!(text.contains(" more: journal stale; ") && text.contains(" more today: journal digest\n"), "{text}");
    }
}

#[test]
fn columns_stand_below_each_other() {
    let home = tempfile::tempdir().unwrap();
    vault(home.path(), WIDE);
    for width in WIDTHS {
        for (arguments, mark) in [(&["balance", "-p", "all"][..], " gave "), (&["digest", "-p", "all"], " gave "), (&["list"], "  close  ")]
        {
            let text = answer(home.path(), width, "C.UTF-8", arguments);
            let mut section: Vec<usize> = Vec::new();
            let mut longest = 0;
            for line in text.lines() {
                match line.find(mark).filter(|_| WIDE.iter().any(|name| line.trim_start().starts_with(name))) {
                    Some(at) => section.push(columns(&line[..at])),
                    None => section.clear(),
                }
                longest = longest.max(section.len());
                assert!(section.windows(2).all(|pair| pair[0] == pair[1]), "{arguments:?} at {width}: {section:?}\n{line}");
            }
            assert!(longest > 5, "{arguments:?} at {width}");
        }
    }
}

#[test]
fn where_there_is_only_ascii_nothing_else_is_drawn() {
    let home = tempfile::tempdir().unwrap();
    vault(home.path(), PLAIN);
    for (width, arguments) in WIDTHS.iter().flat_map(|width| COMMANDS.map(|arguments| (*width, arguments))) {
        let (plain, rich) = (answer(home.path(), width, "C", arguments), answer(home.path(), width, "C.UTF-8", arguments));
        assert!(plain.is_ascii(), "{arguments:?}: {:?}", plain.lines().find(|line| !line.is_ascii()));
        assert!(!rich.is_ascii() || matches!(arguments[0], "list" | "balance" | "timeline"), "{arguments:?}");
    }
}
