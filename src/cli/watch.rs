//! `journal watch`

use super::Exit;
use super::digest::{self, DigestOptions};
use super::session::Session;
use super::{output, progress};
use crate::error::Error;
use crate::index::{Change, Live, Seen};
use crate::render::{short, visible};
use crate::report::{change_line, changes_line};
use crate::vault::{Alarm, Heard};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
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

/// The longest wait for anything, so that a new day and a clock that jumped are seen (a minute at most).
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Between two sweeps, which look at every file whatever was heard, at least.
const SWEEP: Duration = Duration::from_secs(60);

/// The same where the system watches no folder.
const POLL: Duration = Duration::from_secs(2);

/// A sweep takes at most this part of the time.
const SWEEP_SHARE: u32 = 200;

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&digest::FORMATS)?;
    let mut watch = Watch::new(options, session.clone(), format)?;
    watch.begin()?;
    while watch.step()? {}
    Ok(Exit::Done)
}

struct Watch<'s> {
    options: &'s Options,
    session: Session,
    format: &'static str,
    live: Live,
    alarm: Alarm,
    /// Whether the system tells of changes; else we look every now and then.
    armed: bool,
    swept: Instant,
    /// How long the last sweep took.
    taken: Duration,
    /// When to look again at what looked half saved, and at which files.
    later: Option<(Instant, Option<Vec<PathBuf>>)>,
    gone: bool,
    closed: bool,
    /// What was last wrong with the settings.
    complaint: Option<String>,
}

impl<'s> Watch<'s> {
    fn new(options: &'s Options, session: Session, format: &'static str) -> Result<Watch<'s>, Error> {
        let own = session.global.output.as_ref().map(|path| {
            let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(std::path::Path::new("."));
            folder.canonicalize().unwrap_or_default().join(path.file_name().unwrap_or_default())
        });
        let vault = session.vault()?;
        let mut alarm = Alarm::new(own);
        // Armed before the first look, so that nothing saved meanwhile is missed.
        let _ = alarm.arm(vault.root(), &[""]);
        let shown = progress::show(&vault, session.global.quiet);
        let live = Live::new(vault, session.caching());
        drop(shown);
        let now = Instant::now();
        Ok(Watch {
            options,
            session,
            format,
            live,
            alarm,
            armed: true,
            swept: now,
            taken: Duration::ZERO,
            later: None,
            gone: false,
            closed: false,
            complaint: None,
        })
    }

    /// Tells how things are, writes the digest, and listens from now on.
    fn begin(&mut self) -> Result<(), Error> {
        self.arm()?;
        let index = self.live.index();
        let due = index.contacts().filter(|&id| crate::query::standing(index, id, self.session.today).is_stale(self.session.today)).count();
        let (shown, notes) = (self.live.vault().shown().display().to_string(), index.note_count());
        self.write()?;
        self.say(&format!("watching {shown}: {notes} notes, {due} people due"));
        Ok(())
    }

    /// Waits for one thing to happen and sees to it. Whether to go on.
    fn step(&mut self) -> Result<bool, Error> {
        let heard = self.alarm.listen(self.wait());
        if heard == Heard::Stop || self.closed {
            return Ok(false);
        }
        let later = self.later.take();
        match heard {
            Heard::Stop => {}
            Heard::Settings => self.reopen()?,
            Heard::Everything => self.sweep()?,
            Heard::Notes(files) => {
                let files: BTreeSet<PathBuf> = later.and_then(|(_, files)| files).into_iter().flatten().chain(files).collect();
                self.look(Some(files.into_iter().collect()))?;
            }
            Heard::Nothing => match later {
                Some((at, files)) if at <= Instant::now() => self.look(files)?,
                Some(later) => self.later = Some(later),
                None if self.gone || self.swept.elapsed() >= self.between() => self.sweep()?,
                None => {}
            },
        }
        self.new_day()?;
        Ok(!self.closed)
    }

    /// Time between sweeps.
    fn between(&self) -> Duration {
        let least = if self.armed { SWEEP } else { POLL };
        least.max(self.taken * SWEEP_SHARE)
    }

    fn wait(&self) -> Duration {
        let later = self.later.as_ref().map(|(at, _)| at.saturating_duration_since(Instant::now()));
        let sweep = self.between().saturating_sub(self.swept.elapsed());
        let usual = if self.gone { POLL } else { sweep.min(LONGEST_WAIT) };
        later.map_or(usual, |later| later.min(usual)).max(Duration::from_millis(1))
    }

    /// Looks at everything. Folders that came or went are watched from then on, and looked at once more.
    fn sweep(&mut self) -> Result<(), Error> {
        let start = Instant::now();
        if !self.armed {
            self.reopen()?;
        }
        self.look(None)?;
        (self.swept, self.taken) = (start, start.elapsed());
        Ok(())
    }

    /// Looks at these files, or at everything, and tells what is different.
    fn look(&mut self, files: Option<Vec<PathBuf>>) -> Result<(), Error> {
        let folders: Vec<String> = self.live.folders().into_iter().map(str::to_owned).collect();
        match self.live.look(files.clone().map(Vec::into_iter)) {
            Seen::Later(wait) => self.later = Some((Instant::now() + wait, files)),
            Seen::Gone if self.gone => {}
            Seen::Gone => {
                self.gone = true;
                self.say("the vault's folder is gone; waiting for it to come back");
            }
            Seen::Changes(changes) => {
                if std::mem::take(&mut self.gone) {
                    self.say("the vault's folder is back");
                    self.arm()?;
                    return self.look(None);
                }
                self.told(&changes)?;
                if folders != self.live.folders() {
                    self.arm()?;
                    return self.look(None);
                }
            }
        }
        Ok(())
    }

    /// Says what the changes mean, and writes the digest.
    fn told(&mut self, changes: &[Change]) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        self.write()?;
        let index = self.live.index();
        let mut lines = match changes.len() {
            0..=TOLD => changes.iter().map(|change| change_line(index, change, self.session.today)).collect(),
            _ => vec![changes_line(index, changes, self.session.today)],
        };
        let findings = changes.iter().flat_map(|change| &change.findings);
        lines.extend(findings.take(TOLD).map(|found| short(found).trim_end().to_owned()));
        lines.iter().for_each(|line| self.say(line));
        Ok(())
    }

    /// Watches every folder of the vault from now on; says so once when the system cannot.
    fn arm(&mut self) -> Result<(), Error> {
        match self.alarm.arm(self.live.vault().root(), &self.live.folders()) {
            Ok(()) => self.armed = true,
            Err(why) if self.armed => {
                self.armed = false;
                output::complain(&format!("warning: {why}; looking every {} s instead", self.between().as_secs().max(1)));
            }
            Err(_) => {}
        }
        Ok(())
    }

    /// Reads the settings again; ones that cannot be used leave everything as it was.
    fn reopen(&mut self) -> Result<(), Error> {
        match self.session.reopened(self.live.vault()) {
            Ok(vault) if vault.reads_as(self.live.vault()) => return Ok(()),
            Ok(vault) => {
                self.complaint = None;
                self.live.reopen(vault);
                self.write()?;
                self.say("settings read anew");
            }
            Err(error) if self.gone => drop(error),
            Err(error) => {
                let said = format!("{error}\nthe settings from before stay in use");
                if self.complaint.as_ref() != Some(&said) {
                    output::complain(&said);
                    self.complaint = Some(said);
                }
            }
        }
        self.arm()
    }

    fn new_day(&mut self) -> Result<(), Error> {
        if self.session.follow_the_clock() {
            self.write()?;
            self.say(&format!("a new day: {}", self.session.today));
        }
        Ok(())
    }

    /// Writes the digest, if a file for it was named.
    fn write(&mut self) -> Result<(), Error> {
        if self.session.global.output.is_none() {
            return Ok(());
        }
        let (options, session) = (&self.options.digest, &self.session);
        let (page, _) = digest::page_of(options, session, self.format, options.period(session)?, self.live.vault(), self.live.index())?;
        session.answer(&page.text)
    }

    /// One line on stdout. A closed pipe ends the watch.
    fn say(&mut self, line: &str) {
        let mut out = std::io::stdout().lock();
        self.closed |= writeln!(out, "{}", visible(line)).and_then(|()| out.flush()).is_err();
    }
}
