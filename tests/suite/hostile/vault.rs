//! Vaults with a good neighbour and something hostile beside it, and commands under limits.

use crate::contract::{TODAY, at_home};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long a command may take; far more than it needs, even on a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

/// Seconds of the processor that a command may take: of both cores together, and whatever else the machine does.
const PROCESSOR: usize = 20;

/// Address space of a command (KiB).
const MEMORY: &str = "2000000";

const GOOD: &str = "---\nname: Good Neighbour\ncadence: 6w\n---\n\n- 2026-09-03 coffee: all well [gave:: advice]\n";

/// Commands that answer; the word says whether the answer names every contact.
const COMMANDS: &[(&[&str], Names)] = &[
    (&["digest"], Names::Everybody),
    (&["digest", "--limit", "0", "--format", "md"], Names::Everybody),
    (&["digest", "--limit", "0", "--format", "html"], Names::Everybody),
    (&["digest", "--format", "json"], Names::Everybody),
    (&["digest", "--format", "eml", "--from", "me@example.org", "--to", "me@example.org"], Names::Nobody),
    (&["digest", "--format", "ics"], Names::Everybody),
    (&["digest", "--since-last", "--limit", "0"], Names::Everybody),
    (&["index"], Names::Nobody),
    (&["index", "--format", "json"], Names::Everybody),
    (&["list"], Names::Everybody),
    (&["list", "--format", "csv"], Names::Everybody),
    (&["list", "--format", "md"], Names::Everybody),
    (&["list", "--format", "{{ name }} {{ path }} {{ company }}"], Names::Everybody),
    (&["stale"], Names::Everybody),
    (&["timeline", "--limit", "0"], Names::Everybody),
    (&["timeline", "--format", "csv"], Names::Everybody),
    (&["balance"], Names::Everybody),
    (&["show", "Good Neighbour"], Names::Everybody),
    (&["check", "--all"], Names::Nobody),
    (&["check", "--all", "--format", "short"], Names::Nobody),
    (&["check", "--all", "--format", "github"], Names::Nobody),
    (&["check", "--format", "json"], Names::Nobody),
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Everybody,
    Nobody,
}

/// What one command printed.
pub(super) struct Ended {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

/// A vault with a good neighbour and whatever `make` puts beside it.
pub(super) struct Vault {
    pub(super) folder: tempfile::TempDir,
}

impl Vault {
    pub(super) fn new(make: impl FnOnce(&Path)) -> Vault {
        let vault = Vault { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(vault.root().join("people")).unwrap();
        fs::create_dir(vault.folder.path().join("home")).unwrap();
        fs::write(vault.root().join("people/good.md"), GOOD).unwrap();
        make(&vault.root());
        vault
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("vault")
    }

    /// Runs one command under limits. Fails when it takes too long, is killed or panics.
    pub(super) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_measured(arguments).0
    }

    /// The same, with the most memory it was seen to hold, in bytes.
    pub(super) fn run_measured(&self, arguments: &[&str]) -> (Ended, usize) {
        let file = |name: &str| self.folder.path().join(name);
        let mut command = at_home(Command::new("sh"), &file("home"));
        command.args(["-c", &format!("ulimit -v {MEMORY}; ulimit -t {PROCESSOR}; exec \"$@\""), "sh", env!("CARGO_BIN_EXE_journal")]);
        command.args(arguments).args(["--today", TODAY, "--vault"]).arg(self.root());
        command.stdin(Stdio::null()).stdout(File::create(file("out")).unwrap()).stderr(File::create(file("err")).unwrap());
        let mut child = command.spawn().unwrap();
        let start = Instant::now();
        let mut peak = 0;
        let status = loop {
            peak = peak.max(most_memory(child.id()));
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None if start.elapsed() < LIMIT => std::thread::sleep(Duration::from_millis(2)),
                None => {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    panic!("{arguments:?} takes more than {LIMIT:?}");
                }
            }
        };
        let text =
            |name: &str| String::from_utf8(fs::read(file(name)).unwrap()).unwrap_or_else(|_| panic!("{arguments:?}: {name} is no UTF-8"));
        let (out, err) = (text("out"), text("err"));
        assert_eq!(status.signal(), None, "{arguments:?} was killed\n{err}");
        assert!(!err.contains("panicked at"), "{arguments:?}\n{err}");
        let code = status.code().unwrap();
        assert!((0..=2).contains(&code), "{arguments:?} ends with {code}\n{err}");
        (Ended { code, out, err }, peak)
    }

    /// Runs every command, and `show` on each of `also`; the good neighbour must show.
    pub(super) fn survives(&self, also: &[&str]) {
        self.survives_with(also, |arguments, names, ended| {
            assert!(ended.code < 2, "{arguments:?} could not run\n{}", ended.err);
            assert!(
                names == Names::Nobody || ended.out.contains("Good Neighbour"),
                "{arguments:?} hides the good neighbour\n{}",
                brief(&ended.out)
            );
        });
    }

    pub(super) fn survives_with(&self, also: &[&str], check: impl Fn(&[&str], Names, &Ended)) {
        let before = snapshot(&self.root());
        for (arguments, names) in COMMANDS {
            let ended = self.run(arguments);
            // The lines of a calendar end in CRLF.
            let calendar = arguments.contains(&"ics").then(|| ended.out.replace("\r\n", "\n"));
            harmless(calendar.as_ref().unwrap_or(&ended.out), arguments);
            harmless(&ended.err, arguments);
            check(arguments, *names, &ended);
        }
        for who in also {
            let ended = self.run(&["show", who]);
            harmless(&ended.out, &["show", who]);
            assert_eq!(ended.code, 0, "show {who:?}\n{}", ended.err);
        }
        let after = snapshot(&self.root());
        for path in before.keys().chain(after.keys()) {
            assert_eq!(before.get(path), after.get(path), "{} changed", path.display());
        }
    }

    /// The codes that `check` finds.
    pub(super) fn codes(&self) -> Vec<String> {
        let page: serde_json::Value = serde_json::from_str(&self.run(&["check", "--format", "json"]).out).unwrap();
        page["diagnostics"].as_array().unwrap().iter().map(|row| row["code"].as_str().unwrap().to_owned()).collect()
    }

    pub(super) fn finds(&self, code: &str) {
        let codes = self.codes();
        assert!(codes.iter().any(|found| found == code), "check does not say {code}: {codes:?}");
    }
}

/// The most memory a process has held so far, in bytes.
fn most_memory(id: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse::<usize>().ok());
    kilobytes.unwrap_or(0) << 10
}

/// The beginning of a long text.
pub(super) fn brief(text: &str) -> String {
    text.chars().take(2000).collect()
}

/// Fails when a text could drive a terminal, disguise itself, or shows what lies outside the vault.
pub(super) fn harmless(text: &str, arguments: &[&str]) {
    let drives = |c: char| c != '\n' && c.is_control();
    let disguises =
        |c: char| matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    if let Some(at) = text.find(|c| drives(c) || disguises(c)) {
        let around: String =
            text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().chain(text[at..].chars().take(20)).collect();
        panic!("{arguments:?} prints a raw character: {around:?}");
    }
    assert!(!text.contains("root:"), "{arguments:?} prints /etc/passwd");
}

/// Kind, mode, size, times, target and (of all but huge files) content of everything in a folder.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(path) = todo.pop() {
        let facts = path.symlink_metadata().unwrap();
        let content = if facts.is_symlink() {
            format!("{:?}", fs::read_link(&path).unwrap())
        } else if facts.is_dir() {
            todo.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            String::new()
        } else if facts.is_file() && facts.len() < 40_000_000 {
            fs::read(&path).unwrap().iter().fold(5381_u64, |hash, byte| hash.wrapping_mul(33) ^ u64::from(*byte)).to_string()
        } else {
            String::new()
        };
        let times = (facts.mtime(), facts.mtime_nsec(), facts.ctime(), facts.ctime_nsec());
        all.insert(path, format!("{:o} {} {} {times:?} {content}", facts.mode(), facts.ino(), facts.len()));
    }
    all
}

/// A vault with one more note.
pub(super) fn note(text: impl AsRef<[u8]>) -> Vault {
    Vault::new(|root| fs::write(root.join("people/bad.md"), text).unwrap())
}

/// A note of a person with this body.
pub(super) fn person(body: &str) -> Vault {
    note(format!("---\nname: Bad Apple\n---\n\n{body}\n"))
}
