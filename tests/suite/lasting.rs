//! What a watch outlasts: folders that are replaced by others of their name, and a terminal that is closed. And what `--dry-run` leaves alone.

use crate::contract::{TODAY, journal, said};
use crate::watching::Watch;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn a_folder_that_was_away_is_heard_again() {
    let watch = Watch::new();
    let scripts = [
        "mv people p2; mv p2 people",
        "cp -r people ../k; rm -rf people; cp -r ../k people; rm -rf ../k",
        "mkdir -p sub && mv people sub/people; mv sub sub2; mv sub2 sub; mv sub/people people; rmdir sub",
    ];
    for (days, script) in (10..).zip(scripts) {
        assert!(Command::new("sh").args(["-c", script]).current_dir(watch.at("")).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(900));
        let saved = Instant::now();
        watch.append("people/ada.md", &format!("- 2026-11-{days} call: {days}\n"));
        watch.says("ada: call logged for");
        assert!(saved.elapsed() < Duration::from_secs(15), "heard by the sweep only: {script}");
        watch.settles(script);
    }
}

#[test]
fn notes_whose_names_are_no_text_are_told_apart_and_go() {
    let odd = [&b"b\xff.md"[..], b"b\xfe.md", "b\u{fffd}.md".as_bytes()];
    let write = |vault: &Path| {
        odd.iter().for_each(|name| fs::write(vault.join("people").join(OsStr::from_bytes(name)), "---\ntype: person\n---\n").unwrap());
    };
    let watch = Watch::with(write, "digest.json", &["--today", TODAY], |command| command);
    let contacts =
        || serde_json::from_str::<serde_json::Value>(&fs::read_to_string(&watch.output).unwrap()).unwrap()["counts"]["contacts"].clone();
    assert_eq!(contacts(), 5);
    // It looks once more at everything when it has begun.
    std::thread::sleep(Duration::from_millis(600));
    fs::remove_file(watch.at("people").join(OsStr::from_bytes(odd[0]))).unwrap();
    watch.says("b\u{fffd}FF: gone");
    watch.settles("a note whose name is no text is gone");
    assert_eq!(contacts(), 4);
}

#[test]
fn whoever_is_told_to_outlive_a_terminal_does() {
    let wrap = |command: Command| {
        let mut deaf = Command::new("sh");
        deaf.args(["-c", "trap '' HUP; exec \"$@\"", "sh"]).arg(command.get_program()).args(command.get_args());
        deaf.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        deaf
    };
    let mut watch = Watch::with(|_| {}, "digest.json", &["--today", TODAY], wrap);
    watch.signal("-HUP");
    std::thread::sleep(Duration::from_millis(200));
    watch.append("people/ada.md", "- 2026-11-20 coffee: hello\n");
    watch.says("ada: coffee logged");
    watch.signal("-TERM");
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_dry_run_writes_no_file() {
    let home = tempfile::tempdir().unwrap();
    let (vault, output) = (home.path().join("vault"), home.path().join("digest.md"));
    fs::create_dir_all(&vault).unwrap();
    fs::write(vault.join("ada.md"), "---\ntype: person\n---\n").unwrap();
    let run = |arguments: &[&str]| {
        let mut command = journal(home.path());
        command.args(arguments).args(["--today", TODAY, "--vault"]).arg(&vault);
        said(command)
    };
    for arguments in [["digest", "-o"], ["list", "-o"], ["digest", "--site"]] {
        let done = run(&[arguments[0], "--dry-run", arguments[1], output.to_str().unwrap()]);
        assert!(done.err.contains("would write"), "{}", done.err);
        assert!(!output.exists(), "{arguments:?}");
    }
    let cache = run(&["cache", "path"]).out;
    assert!(run(&["cache", "clear", "--dry-run"]).err.contains("would delete") && fs::exists(cache.trim()).unwrap());
    run(&["cache", "clear"]);
    assert!(!fs::exists(cache.trim()).unwrap());
}
