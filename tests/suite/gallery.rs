//! The gallery: for every code the smallest vault that shows it, under `tests/diagnostics/<code>/`, and the exact words that
//! `journal check` says about it (`expected.txt`, rewritten with `UPDATE_EXPECT=1`).
//!
//! A vault lies in `vault/`; one that git cannot hold is made by [`MADE`], and `make.txt` says in words what it is.

use crate::contract::{TODAY, journal, said};
use expect_test::expect_file;
use journal::diagnostic::{Code, Severity};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes what git cannot hold, in a vault with an empty `people/`. What lies beside the vault is outside of it.
type Make = fn(vault: &Path);

const MADE: &[(Code, Make)] = &[
    (Code::FrontMatterTooLarge, |vault| {
        let long = "a line of a page that somebody clipped into the front matter\n  ".repeat(1100);
        fs::write(vault.join("people/ada.md"), format!("---\nname: Ada\nbio: |\n  {long}\n---\n")).unwrap();
    }),
    (Code::TooLarge, |vault| {
        fs::File::create(vault.join("people/ada.md")).unwrap().set_len(33 * 1024 * 1024).unwrap();
    }),
    (Code::Unreadable, |vault| {
        std::os::unix::fs::symlink("gone.md", vault.join("people/ada.md")).unwrap();
    }),
    (Code::NotAFile, |vault| {
        assert!(Command::new("mkfifo").arg(vault.join("people/ada.md")).status().unwrap().success());
    }),
    (Code::OutsideVault, |vault| {
        fs::write(vault.with_file_name("ada.md"), "---\nname: Ada\n---\n").unwrap();
        std::os::unix::fs::symlink("../../ada.md", vault.join("people/ada.md")).unwrap();
    }),
];

fn gallery() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// The vault that shows a code: the one in git, or one made in `temporary`.
fn vault_of(code: Code, temporary: &Path) -> PathBuf {
    let kept = gallery().join(code.name()).join("vault");
    let Some((_, make)) = MADE.iter().find(|(made, _)| *made == code) else { return kept };
    let vault = temporary.join("vault");
    fs::create_dir_all(vault.join("people")).unwrap();
    make(&vault);
    vault
}

/// What `check` prints about a vault, and its exit code.
fn checked(vault: &Path, home: &Path, arguments: &[&str]) -> (String, Option<i32>) {
    let folder = vault.parent().unwrap();
    let mut command = journal(home);
    command.current_dir(folder).args(["check", "--vault", "vault", "--today", TODAY, "--color", "never"]).args(arguments);
    let said = said(command);
    (said.out, said.code)
}

fn each_code(check: impl Fn(Code, &Path, &Path)) {
    for &code in Code::ALL {
        let temporary = tempfile::tempdir().unwrap();
        let home = temporary.path().join("home");
        fs::create_dir(&home).unwrap();
        check(code, &vault_of(code, temporary.path()), &home);
    }
}

#[test]
fn every_code_has_a_folder_and_every_folder_has_a_code() {
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    let folders: BTreeSet<String> =
        fs::read_dir(gallery()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(codes, folders, "codes on the left, folders of tests/diagnostics on the right");
}

#[test]
fn every_folder_holds_a_vault_or_says_how_one_is_made() {
    for &code in Code::ALL {
        let folder = gallery().join(code.name());
        let made = MADE.iter().any(|(made, _)| *made == code);
        assert_eq!(folder.join("make.txt").is_file(), made, "{}: make.txt goes with a function in MADE", code.name());
        assert_eq!(folder.join("vault").is_dir(), !made, "{}: a vault is kept or made, not both", code.name());
    }
}

#[test]
fn every_code_is_told_in_the_words_of_its_gallery() {
    each_code(|code, vault, home| {
        let (text, _) = checked(vault, home, &["--all"]);
        assert!(text.contains(&format!("[{}]", code.name())), "{} does not show:\n{text}", code.name());
        expect_file![gallery().join(code.name()).join("expected.txt")].assert_eq(&text);
    });
}

#[test]
fn every_gallery_shows_its_code_and_no_other() {
    each_code(|code, vault, home| {
        let (text, _) = checked(vault, home, &["--all", "--format", "short"]);
        let other: Vec<&str> = text.lines().filter(|line| !line.ends_with(&format!("[{}]", code.name()))).collect();
        assert!(other.is_empty(), "{}: {other:?}", code.name());
    });
}

#[test]
fn a_comment_leaves_out_every_code_that_heeds_comments_and_no_other() {
    each_code(|code, vault, home| {
        // What cannot be written into, or would not be what it is any more.
        if [Code::Unreadable, Code::NotAFile, Code::OutsideVault].contains(&code) {
            return assert!(!code.heeds_comments());
        }
        let (json, _) = checked(vault, home, &["--format", "json"]);
        let page: serde_json::Value = serde_json::from_str(&json).unwrap();
        let copy = tempfile::tempdir().unwrap();
        let commented = copy.path().join("vault");
        copy_folder(vault, &commented);
        let note = commented.join(page["diagnostics"][0]["path"].as_str().unwrap());
        let mut bytes = fs::read(&note).unwrap();
        // Behind what nothing closes it would be no comment.
        let at = if code == Code::UnclosedBlock { bytes.windows(3).position(|three| three == b"```").unwrap() } else { bytes.len() };
        bytes.splice(at..at, format!("\n<!-- journal-check: skip={} -->\n", code.name()).bytes());
        fs::write(&note, bytes).unwrap();
        let (text, _) = checked(&commented, home, &["--all"]);
        assert_eq!(!text.contains(&format!("[{}]", code.name())), code.heeds_comments(), "{}:\n{text}", code.name());
    });
}

#[test]
fn every_finding_gives_a_way_out() {
    each_code(|code, vault, home| {
        let (text, _) = checked(vault, home, &["--all"]);
        assert!(text.contains("= hint: "), "{} gives no hint:\n{text}", code.name());
    });
}

#[test]
fn errors_and_nothing_else_make_check_exit_with_1() {
    each_code(|code, vault, home| {
        let wanted = i32::from(code.severity() == Severity::Error);
        assert_eq!(checked(vault, home, &[]).1, Some(wanted), "{}", code.name());
    });
}

#[test]
fn strict_makes_warnings_count_and_lets_infos_pass() {
    each_code(|code, vault, home| {
        let wanted = i32::from(code.severity() != Severity::Info);
        assert_eq!(checked(vault, home, &["--strict"]).1, Some(wanted), "{}", code.name());
    });
}

#[test]
fn infos_show_only_when_asked_for_and_are_counted_otherwise() {
    each_code(|code, vault, home| {
        let (text, _) = checked(vault, home, &[]);
        let hidden = code.severity() == Severity::Info;
        assert_eq!(!text.contains(&format!("[{}]", code.name())), hidden, "{}:\n{text}", code.name());
        assert_eq!(text.contains("with --all"), hidden, "{}:\n{text}", code.name());
    });
}

#[test]
fn all_formats_tell_of_the_same_place() {
    each_code(|code, vault, home| {
        let (short, _) = checked(vault, home, &["--all", "--format", "short"]);
        let (json, _) = checked(vault, home, &["--format", "json"]);
        let page: serde_json::Value = serde_json::from_str(&json).unwrap();
        let rows = page["diagnostics"].as_array().unwrap();
        assert_eq!(rows.len(), short.lines().count(), "{}", code.name());
        for (row, line) in rows.iter().zip(short.lines()) {
            let place =
                format!("{}:{}:{}: {}: ", row["path"].as_str().unwrap(), row["line"], row["column"], row["severity"].as_str().unwrap());
            assert!(line.starts_with(&place), "{}: {line} does not start with {place}", code.name());
        }
        let (github, _) = checked(vault, home, &["--all", "--format", "github"]);
        let level = ["error", "warning", "notice"][code.severity() as usize];
        let places = github.lines().filter(|line| line.starts_with("::")).count();
        assert_eq!(places, rows.len(), "{}:\n{github}", code.name());
        assert!(github.lines().all(|line| line.starts_with(&format!("::{level} file="))), "{}:\n{github}", code.name());
    });
}

#[test]
fn the_edits_of_a_fix_mend_the_finding() {
    each_code(|code, vault, home| {
        let (json, _) = checked(vault, home, &["--format", "json"]);
        let page: serde_json::Value = serde_json::from_str(&json).unwrap();
        for row in page["diagnostics"].as_array().unwrap().iter().filter(|row| !row["fix"].is_null()) {
            let copy = tempfile::tempdir().unwrap();
            let mended = copy.path().join("vault");
            copy_folder(vault, &mended);
            mend(&mended.join(row["path"].as_str().unwrap()), row);
            let (text, _) = checked(&mended, home, &["--all"]);
            assert!(!text.contains(&format!("[{}]", code.name())), "{} is still there:\n{text}", code.name());
        }
    });
}

/// Puts the texts of a fix in their places, the last one first, as another program would from the JSON.
fn mend(note: &Path, row: &serde_json::Value) {
    let mut text: Vec<char> = fs::read_to_string(note).unwrap().chars().collect();
    for edit in row["fix"]["edits"].as_array().unwrap().iter().rev() {
        let number = |key: &str| usize::try_from(edit[key].as_u64().unwrap()).unwrap();
        let lines: Vec<usize> = std::iter::once(0).chain((0..text.len()).filter(|at| text[*at] == '\n').map(|at| at + 1)).collect();
        let at = |line: usize, column: usize| lines[line - 1] + column - 1;
        let range = at(number("line"), number("column"))..at(number("end_line"), number("end_column"));
        text.splice(range, edit["text"].as_str().unwrap().chars());
    }
    fs::write(note, text.into_iter().collect::<String>()).unwrap();
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_folder(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}
