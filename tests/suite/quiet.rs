//! What the program asks of the system, as strace sees it: no command opens a socket, and a command that answers opens nothing of
//! the vault for writing. Every command of `journal --help` is among them.

use crate::contract::{TODAY, journal, said};
use crate::writing::Home;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// What a command does to the vault.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    /// It answers, and changes nothing.
    Answers,
    /// It writes notes.
    Writes,
}
use Sort::{Answers, Writes};

/// A line for every command at least; `watch`, which stays, has a test of its own.
const LINES: [(Sort, &str); 43] = [
    (Answers, "digest"),
    (Answers, "digest --format json"),
    (Answers, "digest --format html"),
    (Answers, "digest --format eml --to a@example.org --from b@example.org"),
    (Answers, "digest --format ics"),
    (Answers, "digest --weekly"),
    (Answers, "digest --since-last"),
    (Answers, "today"),
    (Answers, "stale"),
    (Answers, "balance"),
    (Answers, "show ada"),
    (Answers, "reach Initech"),
    (Answers, "refer engineer"),
    (Answers, "list"),
    (Answers, "list --format csv"),
    (Answers, "timeline"),
    (Answers, "transition"),
    (Answers, "index --rebuild"),
    (Answers, "index --format json --no-cache"),
    (Answers, "check"),
    (Answers, "check --fix --dry-run"),
    (Answers, "inventory"),
    (Answers, "curate --list"),
    (Answers, "spread --dry-run"),
    (Answers, "explain"),
    (Answers, "templates list"),
    (Answers, "templates show digest.html"),
    (Answers, "schedule cron -- digest -o /tmp/digest.html"),
    (Answers, "config"),
    (Answers, "cache path"),
    (Answers, "cache clear"),
    (Answers, "completions bash"),
    (Answers, "man"),
    (Answers, "log ada coffee --dry-run"),
    (Writes, "init fresh"),
    (Writes, "new Eve Moore"),
    (Writes, "log ada coffee"),
    (Writes, "set ada cadence 4w"),
    (Writes, "snooze ada 3w"),
    (Writes, "move ada --company Globex"),
    (Writes, "edit ada"),
    (Writes, "undo"),
    (Writes, "templates eject digest.txt"),
];

const ADA: &str = "---\nname: Ada\ncompany: Initech\nrole: engineer\ncadence: 6w\nlast: 2 Oct 2026\n---\n\n- 2026-08-02 coffee with [[bob]]: x [gave:: advice]\n";

/// Calls that change what lies at a path.
const CHANGES: &str = "creat rename renameat renameat2 unlink unlinkat mkdir mkdirat rmdir link linkat symlink symlinkat truncate ftruncate \
    chmod fchmod fchmodat chown fchown lchown fchownat utime utimes utimensat futimesat mknod mknodat setxattr lsetxattr removexattr";

/// Calls that make a socket or use one by its address. Nobody else's comes in from outside, so without these there is none. A pair
/// of pipes within the process, by which it hears of signals, leads nowhere.
const SOCKETS: &str = "socket connect bind listen accept accept4";

/// Whether processes can be traced here; a machine where they cannot says so.
fn can_trace() -> bool {
    let traced =
        Command::new("strace").args(["-o", "/dev/null", "true"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if !traced {
        println!("left out: strace is missing, or may not trace here");
    }
    traced
}

/// The program under strace, with files as paths in what `log` gets.
fn traced(home: &Path, log: &Path, program: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-y", "-qq", "-s", "4096", "-e", "trace=%file,%network,ftruncate,fchmod,fchown", "-e", "signal=none", "-o"]);
    command.arg(log).args(program);
    let surroundings = journal(home);
    command.envs(surroundings.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(home);
    command.env("XDG_STATE_HOME", home.join("state")).env("EDITOR", "true").env_remove("JOURNAL_VAULT").stdin(Stdio::null());
    command
}

/// The name of the call that a line of a trace begins.
fn call(line: &str) -> &str {
    line.split_whitespace().nth(1).and_then(|rest| rest.split_once('(')).map_or("", |(name, _)| name)
}

/// Calls of a trace that have to do with a socket.
fn sockets(trace: &str) -> Vec<&str> {
    trace.lines().filter(|line| SOCKETS.split_whitespace().any(|name| name == call(line))).collect()
}

/// Calls of a trace that open something of the vault for writing, or change it.
fn writes<'t>(trace: &'t str, vault: &Path) -> Vec<&'t str> {
    let vault = vault.to_string_lossy();
    let opens =
        |line: &str| call(line).starts_with("open") && ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC"].iter().any(|flag| line.contains(flag));
    let changes = |line: &str| CHANGES.split_whitespace().any(|name| name == call(line));
    trace.lines().filter(|line| line.contains(&*vault) && (opens(line) || changes(line))).collect()
}

/// A vault that has findings, somebody due, and a change to take back.
fn vault() -> Home {
    Home::new(&[("people/ada.md", ADA), ("people/bob.md", "---\nname: Bob\n---\n"), ("2026-11-19.md", "- Call with [[Ada]]: y\n")])
}

#[test]
fn no_command_opens_a_socket_and_none_that_answers_opens_a_note_for_writing() {
    if !can_trace() {
        return;
    }
    let home = vault();
    let (outside, root) = (home.at("..").canonicalize().unwrap(), home.at("").canonicalize().unwrap());
    let log = outside.join("trace");
    for (sort, line) in LINES {
        let words: Vec<&str> = line.split(' ').collect();
        let program = [&[env!("CARGO_BIN_EXE_journal"), "--today", TODAY, "--vault", root.to_str().unwrap()], &words[..]].concat();
        let said = said(traced(&outside, &log, &program));
        assert!(matches!(said.code, Some(0 | 1)), "{line}: {} {}", said.out, said.err);
        let trace = fs::read_to_string(&log).unwrap();
        assert!(trace.lines().count() > 3, "{line} was not traced");
        assert_eq!(sockets(&trace), [""; 0], "{line}");
        match sort {
            Answers => assert_eq!(writes(&trace, &root), [""; 0], "{line}"),
            // What is looked for can be found.
            Writes if line != "edit ada" && line != "init fresh" => assert_ne!(writes(&trace, &root), [""; 0], "{line}"),
            Writes => {}
        }
    }
}

#[test]
fn a_watch_opens_no_socket_and_no_note_for_writing() {
    if !can_trace() {
        return;
    }
    let home = vault();
    let (outside, root) = (home.at("..").canonicalize().unwrap(), home.at("").canonicalize().unwrap());
    let (log, number) = (outside.join("trace"), outside.join("number"));
    let script = "echo $$ > \"$1\"; exec \"$2\" watch --vault \"$3\" --today 2026-11-20 -o \"$4\"";
    let page = outside.join("digest.html");
    let arguments = [number.to_str().unwrap(), env!("CARGO_BIN_EXE_journal"), root.to_str().unwrap(), page.to_str().unwrap()];
    let mut command = traced(&outside, &log, &[&["sh", "-c", script, "sh"], &arguments[..]].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.starts_with("watching ")), "the watch begins");
    let number = fs::read_to_string(number).unwrap();
    assert!(Command::new("sh").args(["-c", &format!("kill -TERM {}", number.trim())]).status().unwrap().success());
    lines.for_each(drop);
    child.wait().unwrap();
    let trace = fs::read_to_string(&log).unwrap();
    assert!(trace.contains("ada.md"), "the vault was read");
    assert_eq!((sockets(&trace), writes(&trace, &root)), (Vec::new(), Vec::new()));
}

#[test]
fn every_command_of_the_help_is_among_those_that_are_traced() {
    let home = tempfile::tempdir().unwrap();
    let mut command = journal(home.path());
    command.arg("--help");
    let help = said(command).out;
    let listed = help.split("\nCommands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    let names = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).filter(|name| !name.is_empty());
    let forgotten: Vec<&str> =
        names.filter(|name| *name != "watch" && !LINES.iter().any(|(_, line)| line.split(' ').next() == Some(*name))).collect();
    assert!(forgotten.is_empty(), "say in LINES what these do to the vault: {forgotten:?}");
}
