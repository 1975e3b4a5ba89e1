//! The alarm that a vault rings when something in it is touched. The one place that knows the file watcher and the signals.
//!
//! It only says where to look: events are lost under load and name the wrong things often enough that none of them is believed.
//! Folders are watched one by one, since a recursive watch would walk every file, `.git` too.

use super::templates;
use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RemoveKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::collections::{BTreeSet, HashSet};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// What was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing, as long as one was willing to wait.
    Nothing,
    /// These notes were touched; paths as the system names them.
    Notes(BTreeSet<PathBuf>),
    /// More notes than can be told one by one.
    Everything,
    /// Folders came, went or moved, or events were lost: where one is another by now, nothing is heard of it.
    Folders,
    /// The settings were touched.
    Settings,
    /// The process is asked to end.
    Stop,
}

/// One touch.
enum Touch {
    /// A file was closed after writing, or put in its place.
    Done(PathBuf),
    /// A file is being written.
    Writing(PathBuf),
    Folder,
    Settings,
    Lost,
    Stop,
}

/// Quiet after the last touch when files were closed or put in their place.
const QUIET: Duration = Duration::from_millis(10);

/// Quiet after the last touch while something is still being written.
const QUIET_WRITING: Duration = Duration::from_millis(50);

/// Quiet after the last touch in a storm.
const QUIET_STORM: Duration = Duration::from_millis(150);

/// However loud it stays, what was heard is told after this long.
const LOUDEST: Duration = Duration::from_secs(2);

/// More notes than this at once are a storm.
const STORM: usize = 32;

/// The alarm of one vault.
pub struct Alarm {
    touches: Receiver<Touch>,
    sender: Sender<Touch>,
    watcher: Option<RecommendedWatcher>,
    own: Option<PathBuf>,
}

impl std::fmt::Debug for Alarm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Alarm").field("armed", &self.watcher.is_some()).field("own", &self.own).finish_non_exhaustive()
    }
}

impl Alarm {
    /// An alarm that hears the signals to end and that nobody reads standard output any more, and nothing else yet. `own` is a file
    /// whose changes are our own doing.
    pub fn new(own: Option<PathBuf>) -> Alarm {
        let (sender, touches) = channel();
        let (stop, unread) = (sender.clone(), sender.clone());
        std::thread::spawn(move || {
            if is_read_no_more(&std::io::stdout()) {
                let _ = unread.send(Touch::Stop);
            }
        });
        // Who was told to outlive a hang-up (`nohup`) does.
        let signals = [SIGINT, SIGTERM].into_iter().chain(Some(SIGHUP).filter(|signal| !is_ignored(*signal)));
        if let Ok(mut signals) = signal_hook::iterator::Signals::new(signals) {
            std::thread::spawn(move || {
                // The first asks; a second one does not wait for an answer.
                for (number, signal) in signals.forever().enumerate() {
                    match number {
                        0 => drop(stop.send(Touch::Stop)),
                        _ => drop(signal_hook::low_level::emulate_default_handler(signal)),
                    }
                }
            });
        }
        Alarm { touches, sender, watcher: None, own }
    }

    /// Watches the folders (relative to `root`) and nothing else from now on.
    ///
    /// # Errors
    /// In words, when the system watches no more folders; then nothing is heard but signals.
    pub fn arm<'a>(&mut self, root: &Path, folders: impl Iterator<Item = &'a str>) -> Result<(), String> {
        self.watcher = None;
        let (sender, own, folders): (_, _, HashSet<PathBuf>) =
            (self.sender.clone(), self.own.clone(), folders.map(|folder| root.join(folder)).collect());
        // Settings may be links to files elsewhere.
        let real: Vec<PathBuf> = SETTINGS.iter().filter_map(|name| root.join(name).canonicalize().ok()).collect();
        let known = Known { root: root.to_owned(), own, folders: folders.clone(), settings: real.clone() };
        let hear = move |event: notify::Result<Event>| {
            for touch in known.touches(event) {
                let _ = sender.send(touch);
            }
        };
        let said = |error: &notify::Error| match error.kind {
            notify::ErrorKind::MaxFilesWatch => "the system watches no more folders (`fs.inotify.max_user_watches`)".to_owned(),
            _ => error.to_string(),
        };
        let mut watcher = notify::recommended_watcher(hear).map_err(|error| said(&error))?;
        let beside = real.iter().filter_map(|file| file.parent()).map(Path::to_owned);
        for settings in SETTINGS_FOLDERS.iter().map(|name| root.join(name)).chain(beside).filter(|folder| !folders.contains(folder)) {
            let _ = watcher.watch(&settings, RecursiveMode::NonRecursive);
        }
        for folder in &folders {
            match watcher.watch(folder, RecursiveMode::NonRecursive) {
                Err(error) if !matches!(error.kind, notify::ErrorKind::PathNotFound) => return Err(said(&error)),
                _ => {}
            }
        }
        self.watcher = Some(watcher);
        Ok(())
    }

    /// Waits until something is touched and has settled; at most `wait` for the first touch.
    pub fn listen(&self, wait: Duration) -> Heard {
        let first = match self.touches.recv_timeout(wait) {
            Ok(touch) => touch,
            Err(RecvTimeoutError::Timeout) => return Heard::Nothing,
            Err(RecvTimeoutError::Disconnected) => return Heard::Stop,
        };
        let (began, mut heard) = (Instant::now(), Pending::default());
        let mut next = Some(first);
        while let Some(touch) = next {
            if matches!(touch, Touch::Stop) {
                return Heard::Stop;
            }
            heard.add(touch);
            let left = LOUDEST.saturating_sub(began.elapsed());
            next = self.touches.recv_timeout(heard.quiet().min(left)).ok();
        }
        heard.told()
    }
}

/// Waits until nobody is left who could read this; whether that was so.
fn is_read_no_more(out: &impl AsFd) -> bool {
    loop {
        let mut waiting = [PollFd::new(out, PollFlags::empty())];
        match poll(&mut waiting, None) {
            Ok(_) => return waiting[0].revents().intersects(PollFlags::ERR | PollFlags::HUP),
            Err(error) if error == Errno::INTR => {}
            Err(_) => return false,
        }
    }
}

/// Whether this process was started with the signal ignored, as far as the system tells.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// What was heard until it is quiet.
#[derive(Default)]
struct Pending {
    done: BTreeSet<PathBuf>,
    writing: BTreeSet<PathBuf>,
    folders: bool,
    settings: bool,
}

impl Pending {
    fn add(&mut self, touch: Touch) {
        match touch {
            Touch::Done(path) => {
                self.writing.remove(&path);
                self.done.insert(path);
            }
            Touch::Writing(path) => drop(self.writing.insert(path)),
            Touch::Settings => self.settings = true,
            Touch::Folder | Touch::Lost | Touch::Stop => self.folders = true,
        }
    }

    fn quiet(&self) -> Duration {
        if self.folders || self.done.len() + self.writing.len() > STORM {
            QUIET_STORM
        } else if self.settings || !self.writing.is_empty() {
            QUIET_WRITING
        } else {
            QUIET
        }
    }

    fn told(mut self) -> Heard {
        self.done.append(&mut self.writing);
        if self.settings {
            Heard::Settings
        } else if self.folders {
            Heard::Folders
        } else if self.done.len() > STORM {
            Heard::Everything
        } else {
            Heard::Notes(self.done)
        }
    }
}

/// Files with settings, and the folders they are in.
const SETTINGS: [&str; 3] = [".journal/config.yaml", ".obsidian/templates.json", ".obsidian/daily-notes.json"];
const SETTINGS_FOLDERS: [&str; 3] = [".journal", templates::FOLDER, ".obsidian"];

/// What is known of the vault when an event comes.
struct Known {
    root: PathBuf,
    own: Option<PathBuf>,
    folders: HashSet<PathBuf>,
    /// Where the settings really are.
    settings: Vec<PathBuf>,
}

impl Known {
    /// What an event tells of.
    fn touches(&self, event: notify::Result<Event>) -> Vec<Touch> {
        match event {
            Ok(event) if !event.need_rescan() => event.paths.iter().filter_map(|path| self.touch(event.kind, path)).collect(),
            _ => vec![Touch::Lost],
        }
    }

    fn touch(&self, kind: EventKind, path: &Path) -> Option<Touch> {
        let opened = matches!(kind, EventKind::Access(AccessKind::Open(_)));
        if opened || self.own.as_deref() == Some(path) {
            return None;
        }
        if self.settings.iter().any(|file| file == path) {
            return Some(Touch::Settings);
        }
        let inside = path.strip_prefix(&self.root).ok()?;
        let templates = Path::new(templates::FOLDER);
        if SETTINGS.iter().chain(&SETTINGS_FOLDERS).any(|name| inside == Path::new(name)) || inside.starts_with(templates) {
            return Some(Touch::Settings);
        }
        if inside.components().any(|part| part.as_os_str().as_encoded_bytes().first() == Some(&b'.')) {
            return None;
        }
        let note = inside.file_name().is_some_and(|name| super::walk::is_note_name(name.as_encoded_bytes()));
        let folder = || (self.folders.contains(path) || path.is_dir()).then_some(Touch::Folder);
        match kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) if note => Some(Touch::Done(path.to_owned())),
            EventKind::Access(_) => None,
            EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => Some(Touch::Folder),
            EventKind::Create(_) if path.is_symlink() => Some(Touch::Folder),
            EventKind::Create(_) | EventKind::Modify(ModifyKind::Data(_)) if note => Some(Touch::Writing(path.to_owned())),
            EventKind::Modify(_) | EventKind::Remove(_) if note => Some(Touch::Done(path.to_owned())),
            // What is no note may be a folder that moved.
            EventKind::Modify(ModifyKind::Name(_)) => folder(),
            EventKind::Modify(ModifyKind::Metadata(_)) if inside.as_os_str().is_empty() => None,
            EventKind::Modify(ModifyKind::Metadata(_)) => folder(),
            EventKind::Other | EventKind::Any => Some(Touch::Lost),
            _ => None,
        }
    }
}
