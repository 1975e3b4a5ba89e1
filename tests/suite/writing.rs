//! The writing commands: what is meant is what is read, odd files are refused, killed changes are settled, and undo gives the
//! bytes back.

use crate::contract::{Said, journal, said};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A vault in a home of its own.
pub(crate) struct Home {
    home: TempDir,
}

impl Home {
    pub(crate) fn new(notes: &[(&str, &str)]) -> Home {
        let home = tempfile::tempdir().unwrap();
        let place = Home { home };
        place.put(".journal/config.yaml", b"");
        notes.iter().for_each(|(path, text)| place.put(path, text.as_bytes()));
        place
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.home.path().join("vault").join(path)
    }

    pub(crate) fn put(&self, path: &str, bytes: &[u8]) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), bytes).unwrap();
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    pub(crate) fn run(&self, words: &[&str]) -> Said {
        let mut command = journal(self.home.path());
        command.env("XDG_STATE_HOME", self.home.path().join("state")).stdin(std::process::Stdio::null());
        command.args(words).args(["--today", "2026-11-21", "--vault"]).arg(self.at(""));
        said(command)
    }
}

const ADA: &str = "---\nname: Ada Lovelace\n---\n\n## Log\n\n- 2026-10-02 coffee: x\n";
const GRACE: &str = "---\nname: Grace Hopper\n---\n";

#[test]
fn a_log_says_where_it_stands_and_undo_gives_bytes_and_mode_back() {
    let home = Home::new(&[("people/ada.md", ADA), ("people/grace.md", GRACE)]);
    fs::set_permissions(home.at("people/ada.md"), fs::Permissions::from_mode(0o640)).unwrap();
    let said = home.run(&["log", "ada", "coffee, caught up", "--on", "yesterday", "--gave", "introduction to Grace"]);
    assert_eq!(
        (said.out.as_str(), said.code),
        ("people/ada.md:7: - 2026-11-20 coffee: caught up\npeople/ada.md:8: - gave: introduction to [[grace|Grace]]\n", Some(0)),
        "{}",
        said.err
    );
    assert!(home.text("people/ada.md").contains("- 2026-11-20 coffee: caught up\n  - gave: introduction to [[grace|Grace]]\n- 2026-10-02"));
    assert_eq!(fs::metadata(home.at("people/ada.md")).unwrap().mode() & 0o777, 0o640);
    assert_eq!(home.run(&["undo"]).code, Some(0));
    assert_eq!(home.text("people/ada.md"), ADA);
    assert_eq!(fs::metadata(home.at("people/ada.md")).unwrap().mode() & 0o777, 0o640);
    assert_eq!(home.run(&["undo"]).out, "nothing to take back\n");
}

#[test]
fn sentences_pipes_and_several_people() {
    let home = Home::new(&[("people/ada.md", ADA), ("people/grace.md", GRACE)]);
    assert_eq!(home.run(&["log", "yesterday: coffee with Grace and Ada: the compiler"]).code, Some(0));
    assert!(home.text("people/grace.md").contains("- 2026-11-20 coffee with [[ada|Ada Lovelace]]: the compiler\n"));
    assert_eq!(home.run(&["log", "ada", "grace", "lunch", "--on", "2026-11-19", "--by", "them"]).code, Some(0));
    assert!(home.text("people/ada.md").contains("- 2026-11-19 lunch with [[grace|Grace Hopper]]\n  - by: them\n"));
    let unknown = home.run(&["log", "linus", "call"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("`journal new linus`"), "{}", unknown.err);
    let forged = home.run(&["log", "ada", "a\n- 2020-01-01 call: forged\n## x", "--channel", "call"]);
    assert_eq!((forged.code, home.text("people/ada.md").matches("forged").count()), (Some(0), 1));
    assert_eq!(home.run(&["log", "--no-input"]).code, Some(2));
}

#[test]
fn what_is_meant_is_what_is_read() {
    let home = Home::new(&[
        ("people/ada.md", ADA),
        ("people/grace.md", GRACE),
        ("people/a#b.md", "---\nname: Odd One\n---\n"),
        ("people/andy.md", "---\nname: Andy Hill\n---\n"),
    ]);
    let first_line = |words: &[&str]| {
        let said = home.run(&[&["log"], words].concat());
        assert_eq!(said.code, Some(0), "{words:?}: {}", said.err);
        let line = said.out.lines().next().unwrap().splitn(3, ':').nth(2).unwrap().trim().to_owned();
        home.run(&["undo"]);
        line
    };
    let check = |words: &[&str], want: &str| assert_eq!(first_line(words), want);
    check(&["ada", "lunch with [[Grace Hopper]]: x"], "- 2026-11-21 lunch with [[grace|Grace Hopper]]: x");
    check(&["ada", "lunch with Grace: x"], "- 2026-11-21 lunch with [[grace|Grace Hopper]]: x");
    check(&["ada", "coffee with [[grace|G]] about work"], "- 2026-11-21 coffee with [[grace|Grace Hopper]]: about work");
    check(&["ada", "lunch with Zed: x"], "- 2026-11-21 lunch with Zed: x");
    check(&["ada", "yesterday: coffee"], "- 2026-11-20 coffee");
    check(&["ada", "2026-10-05 coffee: back"], "- 2026-10-05 coffee: back");
    check(&["ada", "tomorrow: lunch"], "- [ ] 2026-11-22 lunch");
    check(&["coffee with Ada yesterday"], "- 2026-11-20 coffee");
    check(&["lunch with ADA AND GRACE"], "- 2026-11-21 lunch with [[grace|Grace Hopper]]");
    check(&["lunch with Ada & Grace, the plan"], "- 2026-11-21 lunch with [[grace|Grace Hopper]]: the plan");
    check(&["lunch with [[ada|A]] and Grace: x"], "- 2026-11-21 lunch with [[grace|Grace Hopper]]: x");
    check(&["lunch with Ada,Grace: x"], "- 2026-11-21 lunch with [[grace|Grace Hopper]]: x");
    check(&["ada", "lunch [[Grace Hopper]]: x"], "- 2026-11-21 lunch [[Grace Hopper]]: x");
    check(&["ada", "lunch with Grace and Zed: x"], "- 2026-11-21 lunch with [[grace|Grace]] and Zed: x");
    check(&["ada", "lunch with Grace Kelly: x"], "- 2026-11-21 lunch with Grace Kelly: x");
    check(&["yesterday lunch with Ada"], "- 2026-11-20 lunch");
    check(&["lunch with Ada on 2026-10-03"], "- 2026-10-03 lunch");
    check(&["ada", "30d trial of the app"], "- 2026-11-21 30d trial of the app");
    check(&["sauna with Ada and Grace"], "- 2026-11-21 sauna with [[grace|Grace Hopper]]");
    check(&["ada", "padel: yes"], "- 2026-11-21 padel: yes");
    check(&["ada", "grace", "padel: yes"], "- 2026-11-21 padel with [[grace|Grace Hopper]]: yes");
    check(&["ada", "and", "grace", "lunch: x"], "- 2026-11-21 lunch with [[grace|Grace Hopper]]: x");
    check(&["ada,", "&", "with", "Grace", "lunch: x"], "- 2026-11-21 lunch with [[grace|Grace Hopper]]: x");
    check(&["ada", "lunch yesterday"], "- 2026-11-20 lunch");
    check(&["ada", "lunch on 2026-10-03: pasta"], "- 2026-10-03 lunch: pasta");
    check(&["ada", "call 24/7 support: x"], "- 2026-11-21 call: 24/7 support: x");
    check(&["ada", "lunch yesterday", "--on", "2026-10-03"], "- 2026-10-03 lunch: yesterday");
    check(&["lunch with Ada on 2026-10-03: pasta"], "- 2026-10-03 lunch: pasta");
    check(&["on monday: lunch with Ada"], "- 2026-11-16 lunch");
    assert!(first_line(&["ada", &"on ".repeat(40_000)]).starts_with("- 2026-11-21 on on on"));
    let refused = |words: &[&str], word: &str| {
        let said = home.run(&[&["log"], words].concat());
        assert!(said.code == Some(2) && said.err.contains(word), "{words:?}: {}{}", said.out, said.err);
        assert_eq!(home.text("people/ada.md"), ADA);
    };
    refused(&["coffee with Ada and Zed: x"], "`journal new Zed`");
    refused(&["coffee with Zed"], "`journal new Zed`");
    refused(&["coffee with Ada's team"], "nobody");
    refused(&["lunch with Ada, Zed: x"], "`journal new Zed`");
    refused(&["last month: lunch with Ada"], "2026-10-01 to 2026-10-31");
    refused(&["10/1: lunch with Ada"], "10/1");
    refused(&["ada", "grace", "news: she moved"], "news");
    refused(&["ada", "Odd One", "lunch"], "cannot be linked");
    refused(&["ada", "x", "--channel", "2026-10-01"], "no channel");
    refused(&["ada", "coffee", "at", "the", "station"], "in quotes");
    refused(&["yesterday", "ada", "coffee"], "`--on`");
}

#[test]
fn a_note_of_a_meeting_is_not_the_days_own() {
    let home = Home::new(&[("people/ada.md", ADA), ("daily/2026-11-20.md", "- milk\n"), ("meetings/2026-11-21-standup.md", "# standup\n")]);
    assert_eq!(home.run(&["log", "ada", "call: x", "--daily"]).code, Some(0));
    assert_eq!(home.text("meetings/2026-11-21-standup.md"), "# standup\n");
    assert_eq!(home.text("daily/2026-11-21.md"), "# 2026-11-21\n\n- call with [[ada|Ada Lovelace]]: x\n");
}

#[test]
fn a_line_keeps_its_end_whatever_others_have() {
    let old = "---\r\ntype: person\r\n---\r\nx\n## Log\n- 2026-09-01 call: a\n- 2026-10-01 call: b\n";
    let home = Home::new(&[("people/zoe.md", old)]);
    assert_eq!(home.run(&["log", "zoe", "coffee: x"]).code, Some(0));
    assert_eq!(home.text("people/zoe.md"), format!("{old}- 2026-11-21 coffee: x\n"));
}

#[test]
fn nothing_is_set_that_makes_a_contact_none() {
    let home = Home::new(&[("people/zoe.md", "---\ntype: person\n---\n")]);
    let said = home.run(&["set", "zoe", "type", "persn"]);
    assert!(said.code == Some(2) && said.err.contains("no contact any more"), "{}", said.err);
    assert_eq!(home.run(&["set", "zoe", "type", "organization"]).code, Some(0));
}

#[test]
fn daily_notes_are_those_of_the_settings() {
    let home = Home::new(&[("people/ada.md", ADA), ("2026-11-21.md", "---\ndate: 2026-11-20\n---\n- [ ] milk\n- foo\n")]);
    assert_eq!(home.run(&["log", "ada", "call: x", "--daily"]).code, Some(0));
    assert!(
        home.text("2026-11-21.md").ends_with("- foo\n- 2026-11-21 call with [[ada|Ada Lovelace]]: x\n"),
        "{}",
        home.text("2026-11-21.md")
    );
    home.put(".obsidian/daily-notes.json", br#"{"folder": "days", "format": "YYYY/MM-DD"}"#);
    assert_eq!(home.run(&["log", "ada", "call: x", "--daily", "--on", "2026-11-19"]).code, Some(0));
    assert_eq!(home.text("days/2026/11-19.md"), "# 2026-11-19\n\n- call with [[ada|Ada Lovelace]]: x\n");
    let refuses = |settings: &str, word: &str| {
        home.put(".obsidian/daily-notes.json", settings.as_bytes());
        let said = home.run(&["log", "ada", "call: x", "--daily", "--on", "2026-11-17"]);
        assert!(said.code == Some(2) && said.err.contains(word), "{settings}: {}{}", said.out, said.err);
    };
    refuses(r#"{"folder": ".trash"}"#, "would not be read");
    refuses(r#"{"format": "gggg-[W]ww-E"}"#, "name format");
    home.put(".obsidian/daily-notes.json", br#"{"folder": "../out"}"#);
    let said = home.run(&["log", "ada", "call: x", "--daily", "--on", "2026-11-18", "--dry-run"]);
    assert!(said.code == Some(2) && said.err.contains("outside the vault"), "{}", said.err);
}

#[test]
fn a_dry_run_writes_nothing_anywhere() {
    let home = Home::new(&[("people/ada.md", ADA)]);
    for words in [
        &["log", "ada", "call"][..],
        &["set", "ada", "role", "x"],
        &["snooze", "ada", "3w"],
        &["new", "Bob"],
        &["move", "ada", "--role", "x"],
    ] {
        let said = home.run(&[words, &["--dry-run"]].concat());
        assert!(said.out.starts_with("--- ") && said.out.contains("\n@@ "), "{}{}", said.out, said.err);
    }
    assert_eq!(home.text("people/ada.md"), ADA);
    assert!(!home.home.path().join("state").exists() && !home.at("people/bob.md").exists());
}

#[test]
fn odd_files_are_refused_or_written_through() {
    let home = Home::new(&[("people/ada.md", ADA), ("people/conflict.md", "---\nname: Conny\n---\n<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n")]);
    home.put("people/bytes.md", b"---\nname: Undy\n---\n\xff\xfe\n");
    let refused = |who: &str, word: &str| {
        let said = home.run(&["log", who, "call"]);
        assert!(said.code == Some(2) && said.err.contains(word), "{}", said.err);
    };
    refused("Conny", "conflict markers");
    refused("Undy", "no UTF-8");
    home.put("outside/x.md", b"x");
    fs::hard_link(home.at("people/ada.md"), home.at("outside/other.txt")).unwrap();
    refused("Ada", "hard links");
    assert_eq!(home.run(&["log", "ada", "call", "--part-hard-links"]).code, Some(0));
    assert_eq!(home.text("outside/other.txt"), ADA);
    fs::create_dir_all(home.at("real")).unwrap();
    fs::write(home.at("real/zed.md"), "---\nname: Zed\ntype: person\n---\n").unwrap();
    symlink(home.at("real/zed.md"), home.at("people/zed.md")).unwrap();
    assert_eq!(home.run(&["log", "zed", "call"]).code, Some(0));
    assert!(home.at("people/zed.md").is_symlink() && home.text("real/zed.md").contains("2026-11-21 call"));
}

#[test]
fn undo_leaves_alone_what_was_edited_since() {
    let home = Home::new(&[("people/ada.md", ADA), ("people/grace.md", GRACE)]);
    assert_eq!(home.run(&["snooze", "ada", "grace", "oct 3"]).code, Some(0));
    assert!(home.text("people/grace.md").contains("snooze: 2027-10-03\n"));
    let edited = home.text("people/ada.md") + "more\n";
    home.put("people/ada.md", edited.as_bytes());
    let said = home.run(&["undo"]);
    assert!(said.code == Some(2) && said.err.contains("edited since"), "{}", said.err);
    assert_eq!(home.text("people/ada.md"), edited);
    assert!(home.text("people/grace.md").contains("snooze"));
    assert!(home.run(&["undo", "--list"]).out.contains("  1  "));
    assert_eq!(home.run(&["new", "Zed"]).code, Some(0));
    assert_eq!(home.run(&["log", "grace", "call"]).code, Some(0));
    fs::remove_file(home.at("people/zed.md")).unwrap();
    assert_eq!((home.run(&["undo", "2"]).code, home.run(&["undo"]).code), (Some(2), Some(0)));
    assert!(!home.text("people/grace.md").contains("call"));
}

#[test]
fn new_notes_clash_with_nothing() {
    let home = Home::new(&[("people/zoe\u{308}.md", "---\nname: Zoe\u{308} Z\naliases: [The Boss]\n---\n")]);
    home.put("people/jose.md", "---\nname: José Ñandú\n---\n".as_bytes());
    let refuses = |name: &str| {
        let said = home.run(&["new", name]);
        assert_eq!(said.code, Some(2), "{name}: {}", said.out);
    };
    ["ZO\u{cb} z", "the boss", "Jose Nandu", "README", "2026-10-01", "../evil", "/etc/x", "CON", "…", "a\u{1b}[31m"]
        .into_iter()
        .for_each(refuses);
    assert_eq!(home.run(&["new", "Mary", "Ann", "O'Neil", "--company", "A: B", "--tag", "x"]).code, Some(0));
    let text = home.text("people/mary-ann-oneil.md");
    assert!(text.contains("name: Mary Ann O'Neil\n") && text.contains("company: \"A: B\"\n") && text.contains("tags:\n  - x\n"), "{text}");
    home.put(".journal/config.yaml", b"file_names: name\n");
    home.put(".journal/templates/contact.md", b"---\nname: {{name}}\nsince: TODAY\ntags: []\n---\n# {{title}}\n");
    assert_eq!(home.run(&["new", "Bo Li"]).err, "");
    assert_eq!(home.text("people/Bo Li.md"), "---\nname: Bo Li\nsince: 2026-11-21\ntags: []\n---\n# Bo Li\n");
    assert_eq!(home.run(&["undo"]).code, Some(0));
    assert!(!home.at("people/Bo Li.md").exists());
}

#[test]
fn set_and_move_refuse_what_check_would_report() {
    let home = Home::new(&[("people/ada.md", ADA)]);
    let said = home.run(&["set", "ada", "circle", "innner"]);
    assert!(said.code == Some(2) && said.err.contains("did you mean `inner`"), "{}", said.err);
    assert_eq!(home.run(&["set", "ada", "last", "yesterday"]).out, "people/ada.md:3: last: 2026-11-20\n");
    assert_eq!(home.run(&["move", "ada", "--company", "Globex", "--role", "CTO"]).code, Some(0));
    let text = home.text("people/ada.md");
    assert!(text.contains("company: Globex\nrole: CTO\n") && text.contains("- 2026-11-21 moved: Globex, CTO\n"), "{text}");
}

#[test]
fn a_killed_change_of_several_notes_is_finished_by_the_next_command() {
    let home = Home::new(&[("people/ada.md", ADA), ("people/grace.md", GRACE)]);
    assert_eq!(home.run(&["snooze", "ada", "grace", "2027-01-07"]).code, Some(0));
    let changes = only_folder(&home.home.path().join("state/journal"));
    fs::rename(changes.join("changes/00000001.json"), changes.join("pending.json")).unwrap();
    home.put("people/grace.md", GRACE.as_bytes());
    home.put("people/.journal-1-0.tmp", b"---\nname: Gr");
    assert_eq!(home.run(&["undo", "--list"]).code, Some(0));
    assert!(home.text("people/grace.md").contains("snooze: 2027-01-07"));
    assert!(!home.at("people/.journal-1-0.tmp").exists());
    home.put("people/.journal-1-0.tmp", b"what an editor saved in that very moment");
    fs::rename(changes.join("changes/00000001.json"), changes.join("pending.json")).unwrap();
    home.put("people/ada.md", b"edited by hand");
    assert_eq!(home.run(&["undo", "--list"]).out, "");
    assert_eq!(home.text("people/grace.md"), GRACE);
    assert_eq!(home.text("people/ada.md"), "edited by hand");
    let kept =
        fs::read_dir(home.at("people")).unwrap().flatten().find(|entry| entry.file_name().to_string_lossy().contains(".sync-conflict-"));
    assert!(kept.is_some_and(|kept| fs::read(kept.path()).unwrap().starts_with(b"what an editor")));
}

fn only_folder(path: &Path) -> PathBuf {
    fs::read_dir(path).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn eight_writers_lose_nothing() {
    let home = Home::new(&[("people/ada.md", ADA)]);
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let home = &home;
            scope.spawn(move || {
                (0..10).for_each(|n| assert_eq!(home.run(&["log", "ada", &format!("call: {writer} {n} end")]).code, Some(0)))
            });
        }
    });
    assert_eq!(home.text("people/ada.md").matches(" end\n").count(), 80);
}

#[test]
fn the_editor_is_found_as_git_finds_it() {
    let home = Home::new(&[("people/ada.md", ADA)]);
    let script = home.at("my editor.sh");
    fs::write(&script, "#!/bin/sh\nprintf '%s|' \"$@\" > \"$(dirname \"$0\")/seen\"\nprintf 'next: soon\\n' >> \"$2\"\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = journal(home.home.path());
    command.env("EDITOR", format!("'{}' --wait", script.display())).args(["edit", "ada", "--vault"]).arg(home.at(""));
    assert_eq!(said(command).code, Some(0));
    let seen = home.text("seen");
    assert!(seen.starts_with("--wait|") && seen.ends_with("people/ada.md|"), "{seen}");
}
