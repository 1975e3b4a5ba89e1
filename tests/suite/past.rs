//! The vault as it was in a revision: read by the same rules as the disk, and without any program that a repository names.

use crate::contract::{Said, TODAY, journal, said};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::{Command, Output};

struct Repository {
    home: tempfile::TempDir,
    /// The working tree.
    root: PathBuf,
}

impl Repository {
    /// A repository whose vault is the folder `notes`, with a commit of 2 October.
    fn new() -> Repository {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("all");
        fs::create_dir_all(&root).unwrap();
        let repository = Repository { home, root };
        repository.git(&["init", "-q", "-b", "main"]);
        repository.write("notes/.journal/config.yaml", "ignore: [attic]\ncontact_folders: [friends]\n");
        repository.write("notes/friends/ada.md", "---\nname: Ada\ncadence: 4w\n---\n\n- 2026-09-20 coffee: the old flat\n");
        repository.write("notes/attic/old.md", "---\ntype: person\nname: Old\n---\n");
        repository.write("notes/.hidden/x.md", "---\ntype: person\nname: Hidden\n---\n");
        repository.write("notes/friends/bo (Bo's conflicted copy 2026).md", "---\nname: Copy\n---\n");
        repository.write("elsewhere/eve.md", "---\ntype: person\nname: Eve\n---\n");
        symlink("../../elsewhere/eve.md", repository.root.join("notes/friends/eve.md")).unwrap();
        repository.commit("2026-10-02T23:30:00-0800");
        repository
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn commit(&self, when: &str) {
        self.git(&["add", "-A"]);
        let mut command = self.command();
        command.envs([("GIT_COMMITTER_DATE", when), ("GIT_AUTHOR_DATE", when)]).args(["commit", "-q", "-m", "x"]);
        assert!(command.status().unwrap().success());
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.current_dir(&self.root).env("HOME", self.home.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]);
        command
    }

    fn git(&self, words: &[&str]) -> Output {
        self.command().args(words).output().unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = journal(self.home.path());
        command.args(arguments).arg("--vault").arg(self.root.join("notes"));
        said(command)
    }
}

/// Whether there is a git; says so when not.
fn has_git() -> bool {
    let there = Command::new("git").arg("--version").output().is_ok();
    if !there {
        println!("left out: there is no git");
    }
    there
}

#[test]
fn every_answer_can_be_given_of_the_past() {
    if !has_git() {
        return;
    }
    let repository = Repository::new();
    let then: Vec<String> = ["digest", "stale", "balance", "list", "timeline", "index", "today"]
        .iter()
        .map(|command| repository.run(&[command, "--format", "json", "--today", TODAY]).out)
        .collect();
    repository.write("notes/friends/ada.md", "---\nname: Ada\n---\n\n- 2026-11-19 call: the new flat [gave:: advice]\n");
    repository.write("notes/friends/bea.md", "---\nname: Bea\n---\n");
    repository.write("notes/.journal/config.yaml", "contact_folders: [friends]\n");
    repository.commit("2026-11-19T12:00:00+0000");
    for (command, then) in ["digest", "stale", "balance", "list", "timeline", "index", "today"].iter().zip(then) {
        let of_old = repository.run(&[command, "--format", "json", "--today", TODAY, "--rev", "HEAD~1"]);
        // A link out of the vault is told of on the disk only: in the past no link is looked at.
        let untold = |text: &str| text.replace("\"warnings\": 2", "\"warnings\": 1");
        if *command != "index" {
            assert_eq!(untold(&of_old.out), untold(&then), "{command}: {}", of_old.err);
        }
        assert_ne!(repository.run(&[command, "--format", "json", "--today", TODAY]).out, then, "{command}");
    }
    assert!(repository.run(&["show", "ada", "--rev", "HEAD~1"]).out.contains("the old flat"));
    assert_eq!(repository.run(&["list", "--format", "{{ name }}", "--rev", "main~1"]).out, "Ada\n");
    assert_eq!(repository.run(&["list", "--format", "{{ name }}", "--rev", "main"]).out, "Ada\nBea\nOld\n");
}

#[test]
fn the_day_is_that_of_the_commit_unless_one_is_named() {
    if !has_git() {
        return;
    }
    let repository = Repository::new();
    let day = |more: &[&str]| {
        let page: serde_json::Value =
            serde_json::from_str(&repository.run(&[&["stale", "--format", "json", "--rev", "HEAD"], more].concat()).out).unwrap();
        page["today"].as_str().unwrap().to_owned()
    };
    assert_eq!(day(&[]), "2026-10-02", "where it was made");
    assert_eq!(day(&["--as-of", "2026-10-30"]), "2026-10-30");
    let mut command = journal(repository.home.path());
    command
        .env("JOURNAL_TODAY", "2026-10-29")
        .args(["stale", "--format", "json", "--rev", "HEAD", "--vault"])
        .arg(repository.root.join("notes"));
    assert!(said(command).out.contains("\"today\": \"2026-10-29\""), "the environment names one too");
}

#[test]
fn the_past_is_only_looked_at() {
    if !has_git() {
        return;
    }
    let repository = Repository::new();
    for command in [&["log", "ada", "x"][..], &["set", "ada", "cadence", "2w"], &["new", "Cy"], &["undo"], &["edit", "ada"], &["watch"]] {
        let told = repository.run(&[command, &["--rev", "HEAD"]].concat());
        assert_eq!(told.code, Some(2), "{command:?}");
        assert!(told.err.contains("the past cannot be changed"), "{command:?}: {}", told.err);
    }
    assert_eq!(repository.git(&["status", "--porcelain"]).stdout, b"");
}

#[test]
fn what_is_no_revision_is_told() {
    if !has_git() {
        return;
    }
    let repository = Repository::new();
    for word in ["nope", "", "--output=x", "-h", "HEAD:notes", "HEAD\nHEAD", "HEAD HEAD", "HEAD~99", "..", "main..main", "$(touch x)"] {
        let told = repository.run(&["digest", &format!("--rev={word}")]);
        assert_eq!(told.code, Some(2), "{word}: {}", told.out);
        assert!(told.err.contains("is no revision of this repository"), "{word}: {}", told.err);
    }
    repository.git(&["rm", "-rq", "notes"]);
    fs::create_dir_all(repository.root.join("notes")).unwrap();
    repository.commit("2026-11-19T12:00:00+0000");
    assert!(repository.run(&["digest", "--rev", "HEAD"]).err.contains("there was nothing in the folder"));
    let alone = tempfile::tempdir().unwrap();
    let mut command = journal(alone.path());
    command.args(["digest", "--rev", "HEAD", "--vault"]).arg(alone.path());
    assert!(said(command).err.contains("`--rev` needs a vault in a git repository"));
}

/// Settings of a repository that name a program, each with what would start it.
const PROGRAMS: [&str; 14] = [
    "core.fsmonitor",
    "core.pager",
    "pager.ls-tree",
    "core.editor",
    "core.sshCommand",
    "core.askPass",
    "core.alternateRefsCommand",
    "diff.external",
    "diff.evil.textconv",
    "diff.evil.command",
    "filter.evil.smudge",
    "filter.evil.clean",
    "credential.helper",
    "gpg.program",
];

#[test]
fn no_setting_of_a_repository_runs_a_program() {
    if !has_git() {
        return;
    }
    let repository = Repository::new();
    let (marker, program) = (repository.home.path().join("ran"), repository.home.path().join("evil"));
    fs::write(&program, format!("#!/bin/sh\necho \"$0 $*\" >> {}\nexit 1\n", marker.display())).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let evil = program.to_str().unwrap();
    repository.write(".gitattributes", "* diff=evil filter=evil\n");
    repository.write("notes/friends/bea.md", "---\nname: Bea\n---\n");
    repository.commit("2026-11-19T12:00:00+0000");
    for name in PROGRAMS {
        repository.git(&["config", name, evil]);
    }
    repository.git(&["config", "filter.evil.required", "true"]);
    for name in ["ls-tree", "cat-file", "rev-parse"] {
        repository.git(&["config", &format!("alias.{name}"), &format!("!{evil}")]);
    }
    for hook in ["post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction"] {
        fs::create_dir_all(repository.root.join(".git/hooks")).unwrap();
        symlink(&program, repository.root.join(".git/hooks").join(hook)).unwrap();
    }
    // A note that is missing, with a place to fetch it from that is a program.
    let object = String::from_utf8(repository.git(&["rev-parse", "HEAD:notes/friends/bea.md"]).stdout).unwrap();
    fs::remove_file(repository.root.join(".git/objects").join(&object[..2]).join(object[2..].trim())).unwrap();
    let remote = format!("ext::{evil} %S");
    for (name, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", &remote),
        ("remote.origin.promisor", "true"),
        ("remote.origin.uploadpack", evil),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
    ] {
        repository.git(&["config", name, value]);
    }
    // And a git of its own, where a careless search path would find it.
    fs::copy(&program, repository.root.join("notes/git")).unwrap();
    let _ = fs::remove_file(&marker);
    for command in ["digest", "stale", "show", "list", "check", "index"] {
        let who: &[&str] = if command == "show" { &["ada"] } else { &[] };
        let mut run = journal(repository.home.path());
        let path = format!(".:{}:{}", repository.root.join("notes").display(), std::env::var("PATH").unwrap());
        run.env("PATH", path).env("GIT_DIR", "/nowhere").current_dir(repository.root.join("notes"));
        run.arg(command).args(who).args(["--rev", "HEAD"]);
        let told = said(run);
        assert!(!marker.exists(), "{command} ran {}", fs::read_to_string(&marker).unwrap_or_default());
        assert!(told.out.contains("Ada") || command == "check" || command == "index", "{command}: {}{}", told.out, told.err);
        if command == "check" {
            assert!(told.out.contains("nothing is fetched"), "{}{}", told.out, told.err);
        }
    }
    // The trap works: a git without our care falls into it.
    repository.git(&["status"]);
    assert!(marker.exists(), "the file monitor was not set up");
    fs::remove_file(&marker).unwrap();
    repository.git(&["cat-file", "-p", object.trim()]);
    assert!(marker.exists(), "the fetch was not set up");
}

#[test]
fn notes_of_the_past_keep_the_limits_of_the_disk() {
    if !has_git() {
        return;
    }
    let repository = Repository::new();
    fs::File::create(repository.root.join("notes/friends/big.md")).unwrap().set_len(33 * 1024 * 1024).unwrap();
    fs::write(repository.root.join("notes/friends/latin.md"), b"---\nname: Zo\xeb\n---\n").unwrap();
    repository.commit("2026-11-19T12:00:00+0000");
    let codes = |more: &[&str]| {
        let told = repository.run(&[&["check", "--format", "json", "--today", TODAY], more].concat());
        let page: serde_json::Value = serde_json::from_str(&told.out).unwrap();
        let all = page["diagnostics"].as_array().unwrap().iter();
        all.map(|found| format!("{} {}", found["code"], found["path"])).filter(|found| !found.contains("outside-vault")).collect::<Vec<_>>()
    };
    assert_eq!(codes(&["--rev", "HEAD"]), codes(&[]));
    assert!(codes(&[]).iter().any(|code| code.contains("too-large")));
}

#[test]
fn a_path_of_a_tree_cannot_lead_out() {
    if !has_git() {
        return;
    }
    let repository = Repository::new();
    let told = repository.run(&["show", "eve", "--rev", "HEAD"]);
    assert_eq!(told.code, Some(1), "{}", told.out);
    for path in ["../elsewhere/eve.md", "friends/../../elsewhere/eve.md"] {
        assert_eq!(repository.run(&["show", path, "--rev", "HEAD"]).code, Some(1), "{path}");
    }
}
