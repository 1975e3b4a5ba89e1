//! `journal watch` stays equal to a fresh index, whatever happens to the vault, and says what it means.

use crate::contract::{TODAY, journal, said};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A vault under watch, with the digest kept in a file.
pub(crate) struct Watch {
    home: tempfile::TempDir,
    vault: PathBuf,
    pub(crate) output: PathBuf,
    pub(crate) child: Child,
    lines: Receiver<String>,
    begun: Vec<String>,
}

const ADA: &str = "---\ntype: person\nname: Ada\ncadence: 6w\n---\n# Ada\n\n## Log\n\n- 2026-08-02 coffee with [[bob]]: talked\n";

/// Longest wait for the watch to catch up.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

impl Watch {
    pub(crate) fn new() -> Watch {
        Watch::with(|_| {}, "digest.json", &["--today", TODAY], |command| command)
    }

    pub(crate) fn with(prepare: impl Fn(&Path), output: &str, arguments: &[&str], wrap: impl Fn(Command) -> Command) -> Watch {
        let home = tempfile::tempdir().unwrap();
        let vault = home.path().canonicalize().unwrap().join("vault");
        fs::create_dir_all(vault.join("people")).unwrap();
        fs::write(vault.join("people/ada.md"), ADA).unwrap();
        fs::write(vault.join("people/bob.md"), ADA.replace("Ada", "Bob").replace("[[bob]]", "[[ada]]")).unwrap();
        prepare(&vault);
        let output = home.path().join(output);
        let mut command = journal(home.path());
        command.arg("watch").args(arguments).arg("--vault").arg(&vault).arg("-o").arg(&output);
        let mut child = wrap(command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        for pipe in [Box::new(child.stdout.take().unwrap()) as Box<dyn std::io::Read + Send>, Box::new(child.stderr.take().unwrap())] {
            let sender = sender.clone();
            std::thread::spawn(move || BufReader::new(pipe).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
        }
        let mut watch = Watch { home, vault, output, child, lines, begun: Vec::new() };
        watch.begun = watch.says("watching ");
        watch
    }

    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.vault.join(path)
    }

    pub(crate) fn append(&self, path: &str, line: &str) {
        let text = fs::read_to_string(self.at(path)).unwrap();
        fs::write(self.at(path), text + line).unwrap();
    }

    /// Waits for a line that begins like this, and gives the lines up to it.
    pub(crate) fn says(&self, start: &str) -> Vec<String> {
        let (since, mut heard) = (Instant::now(), Vec::new());
        while let Ok(line) = self.lines.recv_timeout(PATIENCE.saturating_sub(since.elapsed())) {
            heard.push(line);
            if heard.last().is_some_and(|line| line.starts_with(start)) {
                return heard;
            }
        }
        panic!("no line begins with `{start}`: {heard:#?}");
    }

    fn fresh(&self) -> String {
        let mut command = journal(self.home.path());
        command.args(["digest", "--no-cache", "--format", "json", "--today", TODAY]).arg("--vault").arg(&self.vault);
        said(command).out
    }

    /// The digest becomes the one of a fresh index.
    pub(crate) fn settles(&self, what: &str) {
        let since = Instant::now();
        let want = self.fresh();
        while fs::read_to_string(&self.output).unwrap_or_default() != want {
            let lines = || self.lines.try_iter().collect::<Vec<_>>();
            assert!(since.elapsed() < PATIENCE, "{what}: not equal to a fresh index after {PATIENCE:?}: {:#?}", lines());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill {name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_save_is_told_by_what_it_means() {
    let watch = Watch::new();
    let check = |act: &dyn Fn(), want: &str| {
        act();
        let heard = watch.says(want.split(':').next().unwrap());
        assert_eq!(heard.last().unwrap(), want);
        watch.settles(want);
    };
    check(&|| watch.append("people/ada.md", "- 2026-11-20 coffee: hello\n"), "ada: coffee logged for today, next due 1 Jan 2027");
    check(
        &|| watch.append("people/ada.md", "- 2026-12-02 lunch with [[bob]]: x\n"),
        "ada: lunch with bob planned for 2 Dec, next due 1 Jan 2027",
    );
    check(
        &|| watch.append("people/bob.md", "- 2026-11-19 call\n- 2026-11-18 call\n- 2026-11-17 call\n"),
        "bob: 3 entries logged, next due 31 Dec",
    );
    let text = fs::read_to_string(watch.at("people/ada.md")).unwrap();
    check(
        &|| fs::write(watch.at("people/ada.md"), text.replace("cadence: 6w", "cadence: monthly")).unwrap(),
        "ada: cadence monthly, next due 20 Dec",
    );
    check(&|| fs::write(watch.at("people/eve.md"), "---\ntype: person\n---\n").unwrap(), "eve: new contact, due today");
    check(&|| fs::remove_file(watch.at("people/eve.md")).unwrap(), "eve: gone");
    check(
        &|| fs::write(watch.at("2026-11-20.md"), "- lunch with [[ada]]\n").unwrap(),
        "2026-11-20: new note, lunch with ada logged for today, next due 20 Dec",
    );
}

#[test]
fn findings_are_told_as_notes_are_saved() {
    let watch = Watch::new();
    fs::write(watch.at("people/ada.md"), ADA.replace("6w", "sometimes")).unwrap();
    assert_eq!(watch.says("people/ada.md:4").last().unwrap(), "people/ada.md:4:10: error: unknown cadence `sometimes` [unknown-cadence]");
    fs::write(watch.at("people/ada.md"), ADA).unwrap();
    watch.says("ada: cadence 6w");
    watch.settles("mended");
}

#[test]
fn every_way_of_saving_and_moving_ends_at_the_fresh_index() {
    let watch = Watch::new();
    let at = |path: &str| watch.at(path);
    let text = |day: u32| format!("{ADA}- 2026-09-{day:02} call: saved\n");
    let sh = |script: &str| assert!(Command::new("sh").args(["-c", script]).current_dir(&watch.vault).status().unwrap().success());
    fs::write(at("people/ada.md"), text(1)).unwrap();
    watch.settles("truncated and written, as VS Code and vim with backupcopy=yes do");
    fs::rename(at("people/ada.md"), at("people/ada.md~")).unwrap();
    fs::write(at("people/ada.md"), text(2)).unwrap();
    fs::remove_file(at("people/ada.md~")).unwrap();
    watch.settles("renamed and written anew, as vim with backupcopy=no does");
    fs::write(at("people/#ada.md#"), text(3)).unwrap();
    fs::rename(at("people/#ada.md#"), at("people/ada.md")).unwrap();
    watch.settles("written beside and renamed, as emacs does");
    sh("sed -i 's/saved/changed/' people/ada.md");
    watch.settles("sed -i");
    sh("printf '%s\\n' '- 2026-09-09 call' >> people/ada.md");
    watch.settles("appended");
    fs::rename(at("people/bob.md"), at("people/robert.md")).unwrap();
    watch.settles("renamed");
    fs::rename(at("people/robert.md"), at("people/Robert.md")).unwrap();
    watch.settles("renamed by case");
    fs::create_dir_all(at("a/b/c")).unwrap();
    fs::write(at("a/b/c/eve.md"), ADA.replace("Ada", "Eve")).unwrap();
    watch.settles("nested new folders");
    fs::write(at("a/b/c/eve.md"), text(4).replace("Ada", "Eve")).unwrap();
    watch.settles("a note in a new folder");
    fs::rename(at("a"), watch.home.path().join("away")).unwrap();
    watch.settles("a folder moved out");
    fs::write(watch.home.path().join("away/b/c/eve.md"), text(5)).unwrap();
    fs::rename(watch.home.path().join("away"), at("people/back")).unwrap();
    watch.settles("a folder moved in");
    fs::write(at("people/back/b/c/eve.md"), text(6).replace("Ada", "Eve")).unwrap();
    watch.settles("a note in a folder that moved");
    sh("cp -r people ../kept && rm -rf people");
    watch.settles("rm -rf");
    sh("cp -r ../kept people");
    watch.settles("restored");
    sh("chmod 600 people/ada.md && touch -d 2020-01-01 people/ada.md");
    watch.settles("mode and time");
    sh("ln -s ../kept/ada.md people/out.md && ln -s people/ada.md in.md");
    watch.settles("links");
    fs::create_dir_all(at(".journal")).unwrap();
    fs::write(at(".journal/config.yaml"), "ignore: [log]\n").unwrap();
    watch.settles("settings");
    fs::write(at(".journal/config.yaml"), "cadence: [\n").unwrap();
    watch.says("the settings from before stay in use");
    fs::write(at(".journal/config.yaml"), "ignore: [back]\n").unwrap();
    watch.settles("other settings");
}

#[test]
fn a_checkout_of_thousands_of_notes_and_back_is_followed() {
    if Command::new("git").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: there is no git");
        return;
    }
    let watch = Watch::with(
        |vault| {
            let git = |arguments: &[&str]| {
                let mut command = Command::new("git");
                command.args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]).args(arguments);
                assert!(
                    command.current_dir(vault).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success(),
                    "git {arguments:?}"
                );
            };
            git(&["init"]);
            git(&["add", "."]);
            git(&["commit", "-m", "few"]);
            git(&["checkout", "-b", "many"]);
            (0..2000).for_each(|n| fs::write(vault.join(format!("people/p{n}.md")), ADA.replace("Ada", &format!("P {n}"))).unwrap());
            git(&["add", "."]);
            git(&["commit", "-m", "many"]);
            git(&["checkout", "main"]);
        },
        "digest.json",
        &["--today", TODAY],
        |command| command,
    );
    for branch in ["many", "main", "many"] {
        let git = Command::new("git").args(["checkout", "-q", branch]).current_dir(&watch.vault).status().unwrap();
        assert!(git.success());
        watch.settles(branch);
    }
    assert!(watch.says("2000 notes changed").len() <= 4);
}

#[test]
fn a_half_saved_note_keeps_its_last_good_state() {
    let watch = Watch::new();
    let before = fs::read_to_string(&watch.output).unwrap();
    fs::write(watch.at("people/ada.md"), "").unwrap();
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(fs::read_to_string(&watch.output).unwrap(), before, "an empty note is not believed at once");
    fs::write(watch.at("people/ada.md"), format!("{ADA}- 2026-11-20 call: x\n")).unwrap();
    assert_eq!(watch.says("ada").last().unwrap(), "ada: call logged for today, next due 1 Jan 2027");
    fs::write(watch.at("people/ada.md"), "").unwrap();
    watch.settles("one that stays empty is");
}

#[test]
fn the_vault_renamed_away_and_back_is_waited_for() {
    let watch = Watch::new();
    for round in 0..3 {
        let before = fs::read_to_string(&watch.output).unwrap();
        fs::rename(&watch.vault, watch.home.path().join("away")).unwrap();
        let heard = watch.says("the vault's folder is gone");
        assert!(fs::read_to_string(&watch.output).unwrap() == before, "round {round}: {heard:#?}");
        fs::rename(watch.home.path().join("away"), &watch.vault).unwrap();
        watch.says("the vault's folder is back");
        watch.append("people/ada.md", &format!("- 2026-11-{:02} call: x\n", 10 + round));
        watch.says("ada: call logged for");
        watch.settles("back");
    }
}

#[test]
fn a_digest_within_the_vault_is_not_missed_while_the_vault_is_away() {
    let watch = Watch::with(|_| {}, "vault/digest.json", &["--today", TODAY], |command| command);
    let away = watch.home.path().join("away");
    fs::rename(&watch.vault, &away).unwrap();
    watch.says("the vault's folder is gone");
    std::thread::sleep(Duration::from_millis(1500));
    fs::rename(&away, &watch.vault).unwrap();
    assert_eq!(watch.says("the vault's folder is back").len(), 1, "nothing is said of the digest");
    fs::remove_file(&watch.output).unwrap();
    watch.settles("a digest that somebody deleted is written again");
}

#[test]
fn another_folder_in_the_vaults_place_is_followed() {
    let watch = Watch::new();
    let home = watch.home.path();
    assert!(Command::new("cp").arg("-r").arg(&watch.vault).arg(home.join("other")).status().unwrap().success());
    fs::rename(&watch.vault, home.join("first")).unwrap();
    fs::rename(home.join("other"), &watch.vault).unwrap();
    std::thread::sleep(Duration::from_millis(600));
    watch.append("people/ada.md", "- 2026-11-20 call: x\n");
    watch.says("ada: call logged for today");
    watch.settles("the other folder");
}

#[test]
fn folders_and_settings_that_are_replaced_are_followed() {
    let watch = Watch::new();
    let sh = |script: &str| assert!(Command::new("sh").args(["-c", script]).current_dir(&watch.vault).status().unwrap().success());
    sh("cp -a people ../p2 && rm -rf people && mv ../p2 people");
    std::thread::sleep(Duration::from_millis(600));
    watch.append("people/ada.md", "- 2026-11-19 call\n");
    watch.settles("a folder of the same name");
    sh("mkdir people/sub.v2 && cp people/ada.md people/sub.v2/eve.md");
    watch.settles("a folder with a dot");
    sh("mv people/sub.v2 ../sub.v2");
    watch.settles("that moved away");
    sh("mkdir .obsidian && echo '{\"folder\": \"people\"}' > .obsidian/templates.json");
    watch.settles("settings in a folder that was not there");
    sh("rm -r .obsidian");
    watch.settles("settings gone");
    sh("mkdir .journal && echo 'ignore: [zoe.md]' > cfg.yaml && ln -s ../cfg.yaml .journal/config.yaml");
    watch.says("settings read anew");
    sh("echo 'ignore: [bob.md]' > cfg.yaml");
    watch.settles("settings behind a link");
    sh("rm people/ada.md; sleep 0.08; touch .journal/config.yaml");
    watch.settles("a removal in doubt when settings are touched");
    sh("ln -s /etc etc");
    watch.settles("a link to a folder elsewhere");
    fs::remove_file(&watch.output).unwrap();
    watch.settles("the digest itself deleted");
}

#[test]
fn a_digest_that_cannot_be_written_is_tried_again() {
    let watch = Watch::with(
        |vault| fs::create_dir(vault.with_file_name("out")).unwrap(),
        "out/digest.json",
        &["--today", TODAY],
        |command| command,
    );
    let folder = watch.output.parent().unwrap();
    fs::remove_dir_all(folder).unwrap();
    watch.append("people/ada.md", "- 2026-11-20 call: x\n");
    watch.says("warning: cannot write");
    fs::create_dir(folder).unwrap();
    watch.settles("written again");
}

#[test]
fn at_midnight_the_digest_becomes_that_of_the_new_day() {
    let clock = tempfile::NamedTempFile::new().unwrap();
    fs::write(clock.path(), "2026-11-20\n").unwrap();
    let day = format!("@{}", clock.path().display());
    let watch = Watch::with(|_| {}, "digest.json", &["--today", &day], |command| command);
    fs::write(clock.path(), "2026-11-21\n").unwrap();
    watch.append("people/ada.md", "- 2026-11-20 call: x\n");
    assert!(watch.says("a new day").last().unwrap().ends_with("2026-11-21"));
    assert!(fs::read_to_string(&watch.output).unwrap().contains("\"today\": \"2026-11-21\""));
}

#[test]
fn its_own_digest_in_the_vault_is_no_news() {
    let watch = Watch::with(|_| {}, "vault/digest.md", &["--today", TODAY], |command| command);
    let written = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let first = written(&watch.output);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(written(&watch.output), first);
    watch.append("people/ada.md", "- 2026-11-20 coffee: hello\n");
    assert_eq!(watch.says("ada").len(), 1);
    std::thread::sleep(Duration::from_millis(500));
    assert!(watch.lines.try_recv().is_err(), "nothing is said of the digest");
}

#[test]
fn a_signal_and_a_closed_pipe_end_it_cleanly() {
    // Under `nohup`, and so in these tests under it, a watch outlives its terminal.
    let ignored = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = ignored.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    let outlives = ignored.is_some_and(|signals| signals & 1 == 1);
    for name in ["-INT", "-TERM"].into_iter().chain((!outlives).then_some("-HUP")) {
        let mut watch = Watch::new();
        watch.signal(name);
        assert_eq!(watch.child.wait().unwrap().code(), Some(0), "{name}");
    }
    let watch = Watch::with(
        |_| {},
        "digest.json",
        &["--today", TODAY],
        |command| {
            let mut piped = Command::new("sh");
            piped.args(["-c", "\"$@\" | head -n 1; echo ended ${PIPESTATUS:-}", "sh"]).arg(command.get_program()).args(command.get_args());
            piped.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            piped
        },
    );
    watch.says("ended");
}

#[test]
fn where_the_system_watches_no_more_folders_it_looks_every_now_and_then() {
    let allowed = Command::new("unshare").args(["-Ur", "sh", "-c", "echo 1 > /proc/sys/user/max_inotify_watches"]).status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("skipped: this system does not let a test lower its limit");
        return;
    }
    let watch = Watch::with(
        |_| {},
        "digest.json",
        &["--today", TODAY],
        |command| {
            let mut limited = Command::new("unshare");
            limited.args(["-Ur", "sh", "-c", "echo 1 > /proc/sys/user/max_inotify_watches; exec \"$@\"", "sh"]);
            limited.arg(command.get_program()).args(command.get_args());
            limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            limited
        },
    );
    watch.append("people/ada.md", "- 2026-11-20 coffee: hello\n");
    let mut heard = watch.says("ada: coffee logged for today");
    heard.extend(watch.begun.iter().cloned());
    // Warnings have a pipe of their own, and may be read later than what was said after them.
    if !heard.iter().any(|line| line.starts_with("warning: the system watches no more folders")) {
        watch.says("warning: the system watches no more folders");
    }
    watch.settles("polled");
}
