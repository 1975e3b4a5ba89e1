//! `journal watch`

use super::Exit;
use super::check::many;
use super::digest::{Asked, DigestOptions, seeing};
use super::session::Session;
use super::{output, progress};
use crate::error::Error;
use crate::index::{Change, Index, Live, Seen, Touched};
use crate::query::{Chosen, Scope};
use crate::render::{short, visible};
use crate::report::{Makings, change_lines, changes_line, people_due};
use crate::vault::{Alarm, Durable, Heard, Page, write_output};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Stays, and says what each saved note means: who was logged, when they are next due, what is wrong with it.
///
/// With -o the digest is written to that file (text, md, html or json by its ending) at the start, after every change,
/// and when a new day begins. A note that looks half saved keeps its last good state. Ends with Ctrl-C.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal watch\n  journal watch -o digest.html\n  journal watch -o digest.md --limit 5 --circle inner")]
pub(super) struct Options {
    #[command(flatten)]
    digest: DigestOptions,
}

/// More changes than this at once are told in one line.
const TOLD: usize = 8;

/// More notes than these that are different since all were joined are joined while nothing happens.
const LONG: usize = 4;

/// The longest wait for anything, so that a new day and a clock that jumped are seen.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Between two sweeps, which look at every file whatever was heard, at least.
const SWEEP: Duration = Duration::from_secs(60);

/// The same where the system watches no folder.
const POLL: Duration = Duration::from_secs(2);

/// A sweep takes at most this part of the time.
const SWEEP_SHARE: u32 = 200;

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    Asked::new(&options.digest, session)?;
    let mut watch = Watch::new(options, session.clone())?;
    watch.begin()?;
    while watch.ended.is_none() && watch.step() {}
    watch.ended.unwrap_or(Ok(Exit::Done))
}

struct Watch<'s> {
    options: &'s Options,
    session: Session,
    live: Live,
    alarm: Alarm,
    /// Whether the system tells of changes; else we look every now and then.
    armed: bool,
    swept: Instant,
    /// How long the last sweep took.
    taken: Duration,
    /// When to look again at what looked half saved, and at which files.
    later: Option<(Instant, Option<BTreeSet<PathBuf>>)>,
    gone: bool,
    /// How it ends, when nobody reads its lines any more or these cannot be written.
    ended: Option<Result<Exit, Error>>,
    /// What was last wrong with the settings.
    complaint: Option<String>,
    /// Why the digest could not be written.
    unwritten: Option<String>,
    /// What the digest was made of when all notes were joined last.
    makings: Option<Vec<u8>>,
}

impl<'s> Watch<'s> {
    fn new(options: &'s Options, session: Session) -> Result<Watch<'s>, Error> {
        let own = session.global.output.as_ref().map(|path| {
            let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            folder.canonicalize().unwrap_or_default().join(path.file_name().unwrap_or_default())
        });
        let vault = session.vault()?;
        vault.present()?;
        session.global.output.as_deref().map_or(Ok(()), |file| output::spare_contacts(file, || session.any_vault().ok()))?;
        let alarm = Alarm::new(own);
        let shown = progress::show(&vault, session.global.quiet);
        let live = Live::new(vault, session.caching());
        drop(shown);
        let now = Instant::now();
        Ok(Watch {
            options,
            session,
            live,
            alarm,
            armed: true,
            swept: now,
            taken: Duration::ZERO,
            later: None,
            gone: false,
            ended: None,
            complaint: None,
            unwritten: None,
            makings: None,
        })
    }

    /// Tells how things are, writes the digest, and listens from now on.
    fn begin(&mut self) -> Result<(), Error> {
        self.arm();
        let index = self.live.index();
        let due = people_due(index, self.session.today);
        if let (Some(path), None) = (&self.session.global.output, self.output()) {
            output::complain(&format!("would write the digest to `{}`", path.display()));
        }
        let (shown, notes) = (self.live.vault().shown().display().to_string(), many(index.note_count(), "note"));
        self.write()?;
        self.say(&format!("watching {shown}: {notes}, {due}"));
        // What was saved between the reading and the listening.
        self.look(None);
        Ok(())
    }

    /// Waits for one thing to happen and sees to it. Whether to go on.
    fn step(&mut self) -> bool {
        let heard = self.alarm.listen(self.wait());
        if heard == Heard::Stop || self.ended.is_some() {
            return false;
        }
        let later = self.later.take();
        match (heard, later) {
            (Heard::Settings, later) => {
                self.later = later;
                self.arm();
                self.reopen();
                // What was heard of notes at the same time.
                self.look(None);
            }
            (Heard::Folders, _) => {
                self.arm();
                self.sweep();
            }
            (Heard::Notes(files), None) => self.look(Some(files)),
            (Heard::Notes(files), Some((_, Some(others)))) => self.look(Some(files.into_iter().chain(others).collect())),
            (Heard::Nothing, Some((at, files))) if at <= Instant::now() => self.look(files),
            (Heard::Nothing, Some(later)) => self.later = Some(later),
            (Heard::Nothing, None) if !self.gone && self.swept.elapsed() < self.between() => self.rest(),
            _ => self.sweep(),
        }
        if self.session.follow_the_clock() {
            self.rewrite();
            self.say(&format!("a new day: {}", self.session.today));
        } else if !self.gone && (self.unwritten.is_some() || self.output().is_some_and(|output| !output.exists())) {
            self.rewrite();
        }
        true
    }

    /// Joins all notes while nothing happens, before what is followed gets long.
    fn rest(&mut self) {
        if self.live.unsettled() > LONG {
            self.rewrite();
        }
    }

    /// Time between sweeps.
    fn between(&self) -> Duration {
        let least = if self.armed { SWEEP } else { POLL };
        least.max(self.taken * SWEEP_SHARE)
    }

    fn wait(&self) -> Duration {
        let later = self.later.as_ref().map(|(at, _)| at.saturating_duration_since(Instant::now()));
        let sweep = self.between().saturating_sub(self.swept.elapsed());
        let usual = if self.gone || self.unwritten.is_some() { POLL } else { sweep.min(LONGEST_WAIT) };
        later.map_or(usual, |later| later.min(usual)).max(Duration::from_millis(1))
    }

    /// Looks at everything.
    fn sweep(&mut self) {
        let start = Instant::now();
        self.reopen();
        self.look(None);
        (self.swept, self.taken) = (start, start.elapsed());
    }

    /// Looks at these files, or at everything, and tells what is different. Folders that came or went are watched from then on,
    /// and everything looked at once more.
    fn look(&mut self, files: Option<BTreeSet<PathBuf>>) {
        let before = self.live.folders();
        match self.live.look(files.as_ref().map(|files| files.iter().map(PathBuf::as_path))) {
            Seen::Later(wait) => self.later = Some((Instant::now() + wait, files)),
            Seen::Gone if self.gone => {}
            Seen::Gone => {
                self.gone = true;
                self.say("the vault's folder is gone; waiting for it to come back");
            }
            Seen::Changes(changes, later) => {
                if let Some(wait) = later {
                    self.later = Some((Instant::now() + wait, files));
                }
                let back = std::mem::take(&mut self.gone);
                if back {
                    self.say("the vault's folder is back");
                }
                self.told(&changes);
                if back || before != self.live.folders() {
                    self.arm();
                    self.reopen();
                    self.look(None);
                }
            }
        }
    }

    /// Says what the changes mean, and writes the digest.
    fn told(&mut self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        let touched = if changes.len() <= TOLD { self.follow() } else { None };
        let mut lines = match touched {
            Some(touched) => self.lines(changes, &touched.after, Scope::Only(&Chosen::of(&touched.after, &touched.concerned))),
            None => {
                self.rewrite();
                self.lines(changes, self.live.index(), Scope::Everyone)
            }
        };
        let findings = changes.iter().flat_map(|change| &change.findings);
        if !self.session.global.quiet {
            lines.extend(findings.take(TOLD).map(|found| short(found).trim_end().to_owned()));
        }
        lines.iter().for_each(|line| self.say(line));
    }

    /// What the changes mean, by an index that knows of those in scope how they stand.
    fn lines(&self, changes: &[Change], index: &Index, scope: Scope<'_>) -> Vec<String> {
        match changes.len() {
            0..=TOLD => change_lines(index, changes, self.session.today, scope),
            _ => vec![changes_line(index, changes, self.session.today)],
        }
    }

    /// Writes the digest from what it was made of and what the notes touch that are different since; `None` when all notes have
    /// to be joined again.
    fn follow(&mut self) -> Option<Touched> {
        if self.live.unsettled() == 0 {
            return None;
        }
        let (today, settings) = (self.session.today, self.live.vault().settings());
        let asked = Asked::new(&self.options.digest, &self.session).ok()?;
        let request = asked.request(settings);
        let touched = self.live.touched(seeing(&request, today, settings))?;
        if self.output().is_some() {
            let makings = Makings::of_bytes(self.makings.as_ref()?)?;
            let (page, _) = asked.page_after(makings, &touched, self.live.vault(), &self.session)?;
            self.told_fault(self.put(&page));
        }
        Some(touched)
    }

    /// Watches every folder of the vault from now on; says so once when the system cannot.
    fn arm(&mut self) {
        let folders = self.live.folders();
        match self.alarm.arm(self.live.vault().root(), folders.iter().map(|(path, _)| path.as_str())) {
            Ok(()) => self.armed = true,
            Err(why) if self.armed => {
                self.armed = false;
                output::complain(&format!("warning: {why}; looking every {} s instead", self.between().as_secs().max(1)));
            }
            Err(_) => {}
        }
    }

    /// Reads the settings again; ones that cannot be used leave everything as it was.
    fn reopen(&mut self) {
        match self.session.reopened(self.live.vault()) {
            Ok(vault) if vault.reads_as(self.live.vault()) => {}
            Ok(vault) => {
                let same = vault.root() == self.live.vault().root();
                self.complaint = None;
                self.live.reopen(vault);
                self.rewrite();
                self.say(if same { "settings read anew" } else { "the vault is another folder now" });
                // What changed before we listened again, settings among them.
                self.arm();
                self.reopen();
                self.look(None);
            }
            Err(_) if self.gone || !self.live.vault().is_there() => {}
            Err(error) => {
                let said = format!("{error}\nthe settings from before stay in use");
                if self.complaint.as_ref() != Some(&said) {
                    output::complain(&said);
                    self.complaint = Some(said);
                }
            }
        }
    }

    /// Joins all notes and writes the digest; one that cannot be written now is tried again, and said once.
    fn rewrite(&mut self) {
        let done = self.write();
        self.told_fault(done);
    }

    fn told_fault(&mut self, done: Result<(), Error>) {
        let fault = done.err().map(|error| error.to_string());
        if fault.is_some() && self.unwritten != fault {
            output::complain(&format!("warning: {}; trying again", fault.as_deref().unwrap_or_default()));
        }
        self.unwritten = fault;
    }

    /// Joins all notes as they are and writes the digest, if a file for it was named.
    fn write(&mut self) -> Result<(), Error> {
        self.live.settle();
        if self.output().is_none() {
            return Ok(());
        }
        let (asked, session) = (Asked::new(&self.options.digest, &self.session)?, &self.session);
        let makings = asked.makings(self.live.index(), session);
        let (page, _) = asked.page(&makings, self.live.vault(), session)?;
        self.makings = Some(makings.into_bytes());
        self.put(&page)
    }

    /// The file for the digest; none with `--dry-run`.
    fn output(&self) -> Option<&Path> {
        self.session.global.output.as_deref().filter(|_| !self.session.global.dry_run)
    }

    /// Writes a page to the file for it.
    fn put(&self, page: &Page) -> Result<(), Error> {
        let Some(output) = self.output() else { return Ok(()) };
        write_output(output, page.text.as_bytes(), Durable::Later)
    }

    /// One line on stdout. A closed pipe ends the watch, as does a line that cannot be written.
    fn say(&mut self, line: &str) {
        let mut out = std::io::stdout().lock();
        let said = writeln!(out, "{}", visible(line)).and_then(|()| out.flush());
        if said.is_err() && self.ended.is_none() {
            self.ended = Some(output::printed(said).map(|()| Exit::Done));
        }
    }
}
