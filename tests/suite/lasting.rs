//! What a watch outlasts: folders that are replaced by others of their name, and a terminal that is closed. And what `--dry-run` and `-o`
//! leave alone.

use crate::contract::{TODAY, journal, said};
use crate::watching::Watch;
use crate::writing::Home;
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
fn a_link_to_a_vault_may_lead_to_another() {
    let prepare = |vault: &Path| {
        let script =
            "mkdir vault/.journal; mv vault one; cp -r one two; ln -s one vault; echo '- 2026-11-10 call: two' >> two/people/ada.md";
        assert!(Command::new("sh").args(["-c", script]).current_dir(vault.parent().unwrap()).status().unwrap().success());
    };
    let watch = Watch::with(prepare, "digest.json", &["--today", TODAY], |command| command);
    let script = "ln -sfn two ../vault; echo 'channels: {}' > .journal/config.yaml";
    assert!(Command::new("sh").args(["-c", script]).current_dir(watch.at("").canonicalize().unwrap()).status().unwrap().success());
    // The sweep would notice it without a change of settings.
    watch.says("the vault is another folder now");
    watch.settles("another folder");
    watch.append("people/ada.md", "- 2026-11-12 call: more\n");
    watch.says("ada: call logged for");
    watch.settles("a save in it");
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
fn a_note_with_another_name_is_told_once() {
    let watch = Watch::new();
    fs::rename(watch.at("people/bob.md"), watch.at("people/robert.md")).unwrap();
    assert_eq!(watch.says("robert: "), ["robert: was bob before"]);
    watch.settles("renamed");
    fs::create_dir(watch.at("people/old")).unwrap();
    fs::rename(watch.at("people/robert.md"), watch.at("people/old/robert.md")).unwrap();
    assert_eq!(watch.says("robert: ").last().unwrap(), "robert: moved to people/old");
    watch.settles("moved");
    fs::remove_file(watch.at("people/old/robert.md")).unwrap();
    assert_eq!(watch.says("robert: ").last().unwrap(), "robert: gone");
}

#[test]
fn a_note_that_gets_shorter_all_the_time_holds_no_other_back() {
    let watch = Watch::with(
        |vault| fs::write(vault.join("scratch.md"), "x".repeat(100_000)).unwrap(),
        "digest.json",
        &["--today", TODAY],
        |command| command,
    );
    let (scratch, told) = (watch.at("scratch.md"), std::sync::atomic::AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for length in (0..2_000).rev() {
                if told.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                fs::write(&scratch, "x".repeat(length * 40)).unwrap();
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        std::thread::sleep(Duration::from_millis(300));
        watch.append("people/ada.md", "- 2026-11-20 coffee: hello\n");
        let heard = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| watch.says("ada: coffee logged for today")));
        told.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(heard.is_ok(), "it waited until the other note stayed as it was");
    });
    watch.settles("both");
}

#[test]
fn a_watch_whose_lines_cannot_be_written_says_so() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else {
        println!("left out: there is no full device");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let mut command = journal(home.path());
    command.args(["watch", "--today", TODAY, "--vault"]).arg(home.path()).stdout(full).stderr(std::process::Stdio::piped());
    let ended = command.spawn().unwrap().wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.code() == Some(2) && said.contains("cannot write `standard output`"), "{:?}: {said}", ended.status);
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

#[test]
fn an_answer_takes_the_place_of_no_contacts_note() {
    let ada = "---\ntype: person\nname: Ada\n---\n- 2026-11-10 coffee\n";
    let home = Home::new(&[("people/ada.md", ada), ("plain.md", "some text\n"), ("people/old.markdown", ada)]);
    std::os::unix::fs::symlink("people/ada.md", home.at("linked.md")).unwrap();
    for (command, file) in [
        ("digest", "people/ada.md"),
        ("stale", "people/ada.md"),
        ("list", "linked.md"),
        ("watch", "people/ada.md"),
        ("digest", "people/old.markdown"),
        ("digest --dry-run", "people/ada.md"),
        ("man", "people/ada.md"),
        ("check --format text", "people/ada.md"),
        ("completions bash", "people/ada.md"),
        ("explain bad-date --format text", "people/ada.md"),
    ] {
        let output = home.at(file);
        let words: Vec<&str> = command.split(' ').chain(["-o", output.to_str().unwrap()]).collect();
        let said = home.run(&words);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{command} {file}: {}", said.err);
        assert!(said.err.contains("is the note of a contact") && said.err.contains("hint: "), "{}", said.err);
        assert_eq!(home.text("people/ada.md") + &home.text("people/old.markdown"), ada.repeat(2), "{command} {file}");
    }
    // A note of another sort may be meant to hold the answer; a digest is written again.
    for (command, file) in
        [("digest", "plain.md"), ("digest", "people/digest.md"), ("digest", "people/digest.md"), ("list", "all.md"), ("list", "all.md")]
    {
        let output = home.at(file);
        let said = home.run(&[command, "-o", output.to_str().unwrap()]);
        assert_eq!(said.code, Some(0), "{command} {file}: {}", said.err);
        assert!(home.text(file).contains("Ada"), "{command} {file}");
    }
}
