//! The alarm that a vault rings when something in it is touched. The one place that knows the file watcher and the signals.
//!
//! It only says where to look: events are lost under load and name the wrong things often enough that none of them is believed.
//! Folders are watched one by one, since a recursive watch would walk every file, `.git` too.

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RemoveKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::collections::BTreeSet;
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
    /// More than can be told: a folder, a burst, or events were lost.
    Everything,
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
    /// An alarm that hears the signals to end, and nothing else yet. `own` is a file whose changes are our own doing.
    pub fn new(own: Option<PathBuf>) -> Alarm {
        let (sender, touches) = channel();
        let stop = sender.clone();
        if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]) {
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
        let (sender, base, own) = (self.sender.clone(), root.to_owned(), self.own.clone());
        let hear = move |event: notify::Result<Event>| {
            for touch in touches(event, &base, own.as_deref()) {
                let _ = sender.send(touch);
            }
        };
        let said = |error: &notify::Error| match error.kind {
            notify::ErrorKind::MaxFilesWatch => "the system watches no more folders (`fs.inotify.max_user_watches`)".to_owned(),
            _ => error.to_string(),
        };
        let mut watcher = notify::recommended_watcher(hear).map_err(|error| said(&error))?;
        for settings in [".journal", ".obsidian"] {
            let _ = watcher.watch(&root.join(settings), RecursiveMode::NonRecursive);
        }
        for folder in folders {
            match watcher.watch(&root.join(folder), RecursiveMode::NonRecursive) {
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

/// What was heard until it is quiet.
#[derive(Default)]
struct Pending {
    done: BTreeSet<PathBuf>,
    writing: BTreeSet<PathBuf>,
    everything: bool,
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
            Touch::Folder | Touch::Lost | Touch::Stop => self.everything = true,
        }
    }

    fn quiet(&self) -> Duration {
        if self.everything || self.done.len() + self.writing.len() > STORM {
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
        } else if self.everything || self.done.len() > STORM {
            Heard::Everything
        } else {
            Heard::Notes(self.done)
        }
    }
}

/// What an event tells of.
fn touches(event: notify::Result<Event>, root: &Path, own: Option<&Path>) -> Vec<Touch> {
    let Ok(event) = event else { return vec![Touch::Lost] };
    if event.need_rescan() {
        return vec![Touch::Lost];
    }
    let of = |path: &PathBuf| {
        let inside = path.strip_prefix(root).ok()?;
        if own == Some(path) {
            return None;
        }
        let settings = [".journal/config.yaml", ".obsidian/templates.json", ".obsidian/daily-notes.json"];
        if settings.iter().any(|name| inside == Path::new(name)) || inside == Path::new(".journal") {
            return (!matches!(event.kind, EventKind::Access(AccessKind::Open(_)))).then_some(Touch::Settings);
        }
        if inside.components().any(|part| part.as_os_str().as_encoded_bytes().first() == Some(&b'.')) {
            return None;
        }
        let note = inside.file_name().is_some_and(super::walk::is_note_name);
        let path = || path.clone();
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) if note => Some(Touch::Done(path())),
            EventKind::Access(_) => None,
            EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => Some(Touch::Folder),
            EventKind::Create(_) if note => Some(Touch::Writing(path())),
            EventKind::Modify(ModifyKind::Data(_)) if note => Some(Touch::Writing(path())),
            EventKind::Modify(_) | EventKind::Remove(_) if note => Some(Touch::Done(path())),
            // What is no note may be a folder that moved.
            EventKind::Modify(ModifyKind::Name(_)) => Some(Touch::Folder).filter(|_| inside.extension().is_none() || path().is_dir()),
            EventKind::Modify(ModifyKind::Metadata(_)) if inside.as_os_str().is_empty() => None,
            EventKind::Modify(ModifyKind::Metadata(_)) => Some(Touch::Folder).filter(|_| path().is_dir()),
            EventKind::Other | EventKind::Any => Some(Touch::Lost),
            _ => None,
        }
    };
    event.paths.iter().filter_map(of).collect()
}
