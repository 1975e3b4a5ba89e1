//! Which folder is the vault, and what its settings are (format 1 and 8).

use super::ignore::Ignore;
use super::notes::Progress;
use super::past::Past;
use super::read;
use super::templates::{self, OwnTemplates};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::model::Settings;
use crate::parse::settings::{self, UserSettings};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Whether a folder says that it is a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// It has a `.journal/` folder.
    Yes,
    /// It was only named.
    No,
}

/// A folder of notes with its settings.
#[derive(Debug)]
pub struct Vault {
    pub(super) root: PathBuf,
    pub(super) shown: PathBuf,
    pub(super) marked: Marked,
    pub(super) settings: Settings,
    pub(super) ignore: Ignore,
    pub(super) template_folder: Option<String>,
    pub(super) daily_format: Option<String>,
    pub(super) daily_folder: Option<String>,
    pub(super) settings_fault: Option<Diagnostic>,
    /// What reading a note depends on besides its text: the program itself and the settings.
    pub(super) key: u64,
    pub(super) templates: Arc<OwnTemplates>,
    pub(super) progress: Arc<Progress>,
    /// The revision whose notes these are; `None` for those on the disk.
    pub(super) past: Option<Arc<Past>>,
}

/// Longest folder or format taken from Obsidian's settings (bytes).
const LONGEST_NAME: usize = 255;

/// Path of the settings inside a vault.
pub const SETTINGS: &str = ".journal/config.yaml";

/// Finds the vault: `named`, else `JOURNAL_VAULT` (`from_env`), else upwards from `here`, else the user's own settings.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn find(named: Option<&Path>, from_env: Option<&Path>, here: &Path, user: &UserSettings) -> Result<Vault, Error> {
    if let Some(folder) = named.or(from_env) {
        return open(folder);
    }
    if let Some(folder) = here.ancestors().find(|folder| folder.join(".journal").is_dir()) {
        return open(folder);
    }
    match &user.vault {
        Some(folder) => open(&expanded(folder)),
        None => Err(Error::NoVault(here.to_owned())),
    }
}

/// The user's own settings, from `$XDG_CONFIG_HOME/journal/config.yaml` or `~/.config/journal/config.yaml`.
///
/// # Errors
/// When the file is there and cannot be used.
pub fn user_settings() -> Result<UserSettings, Error> {
    let Some(path) = user_settings_path() else { return Ok(UserSettings::default()) };
    match std::fs::read_to_string(&path) {
        Ok(text) => settings::user(&text, &path.display().to_string()).map_err(|found| Error::Settings(said(&found))),
        Err(_) => Ok(UserSettings::default()),
    }
}

/// Where the user's own settings are, if there is a place for them.
pub fn user_settings_path() -> Option<PathBuf> {
    templates::user_folder().map(|folder| folder.join("config.yaml"))
}

fn expanded(folder: &str) -> PathBuf {
    match (folder.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(folder),
    }
}

fn open(folder: &Path) -> Result<Vault, Error> {
    let fault = |source| Error::Vault { path: folder.to_owned(), source };
    let root = folder.canonicalize().map_err(fault)?;
    std::fs::read_dir(&root).map_err(fault)?;
    let marked = if root.join(".journal").is_dir() { Marked::Yes } else { Marked::No };
    Ok(with_settings(folder.to_owned(), root.clone(), marked, &|file| read::small_file(&root, file)))
}

/// Gives a small file of the vault by its path; `None` when it is not there, and in words why it cannot be used.
type SmallFiles<'a> = &'a dyn Fn(&str) -> Result<Option<String>, String>;

/// A vault with what its small files say of it.
fn with_settings(shown: PathBuf, root: PathBuf, marked: Marked, small: SmallFiles<'_>) -> Vault {
    let text = match small(SETTINGS) {
        Ok(text) => Ok(text.unwrap_or_default()),
        Err(message) => Err(Diagnostic::new(crate::diagnostic::Code::BadSetting, crate::diagnostic::Span::START, message).at(SETTINGS)),
    };
    let written = text.clone().unwrap_or_default();
    let (settings, settings_fault) = match text.and_then(|text| settings::settings(&text, SETTINGS).map_err(|found| *found)) {
        Ok(settings) => (settings, None),
        Err(found) => (Settings::default(), Some(found)),
    };
    let (ignore, glob_fault) = Ignore::of(&settings.ignore, &written);
    let obsidian = |file: &str, key: &str| {
        let text = small(file).ok().flatten()?;
        let value: serde_json::Value = serde_json::from_str(&text).ok()?;
        value.get(key)?.as_str().map(|text| text.trim_matches('/').to_owned()).filter(|text| (1..=LONGEST_NAME).contains(&text.len()))
    };
    let template_folder = obsidian(".obsidian/templates.json", "folder");
    let daily_format = obsidian(".obsidian/daily-notes.json", "format");
    let daily = small(".obsidian/daily-notes.json").ok().flatten();
    let daily: Option<serde_json::Value> = daily.and_then(|text| serde_json::from_str(&text).ok());
    let daily_folder = daily.map(|daily| daily.get("folder").and_then(|v| v.as_str()).unwrap_or("").trim_matches('/').to_owned());
    let key = super::cache_file::key(&written, marked, daily_format.as_deref(), template_folder.as_deref());
    Vault {
        key,
        past: None,
        templates: Arc::new(OwnTemplates::of(&root)),
        progress: Arc::default(),
        shown,
        marked,
        settings,
        ignore,
        template_folder,
        daily_format,
        daily_folder,
        settings_fault: settings_fault.or(glob_fault),
        root,
    }
}

/// A finding in one line with its way out, for stderr.
fn said(found: &Diagnostic) -> String {
    let place = format!("{}:{}:{}", found.path, found.span.line, found.span.column);
    let hint = found.hint.as_ref().map(|hint| format!("\nhint: {hint}")).unwrap_or_default();
    format!("{place}: error: {} [{}]{hint}", found.message, found.code.name())
}

impl Vault {
    /// The same vault as it was in a revision: with the settings of then where it had some, else with those of now.
    pub fn in_past(self, past: &Arc<Past>) -> Vault {
        let small = |file: &str| match file {
            SETTINGS if !past.has_settings() => read::small_file(&self.root, SETTINGS),
            file => past.small_file(file),
        };
        let vault = with_settings(self.shown.clone(), self.root.clone(), self.marked, &small);
        Vault { past: Some(Arc::clone(past)), ..vault }
    }

    /// Ends what only the notes on the disk are for.
    ///
    /// # Errors
    /// When these are notes of a revision.
    pub fn present(&self) -> Result<(), Error> {
        match self.past {
            Some(_) => Err(Error::usage("the past cannot be changed, only looked at", "leave out `--rev`")),
            None => Ok(()),
        }
    }

    /// The folder as the user named it.
    pub fn shown(&self) -> &Path {
        &self.shown
    }

    /// The folder itself, without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether its folder is still there.
    pub fn is_there(&self) -> bool {
        self.root.is_dir()
    }

    /// Whether it has a `.journal/` folder.
    pub fn marked(&self) -> Marked {
        self.marked
    }

    /// How far the reading of its notes is.
    pub fn progress(&self) -> &Arc<Progress> {
        &self.progress
    }

    /// Whether it is the same folder as `other`, in which notes are read and answers given by the same settings and templates.
    pub fn reads_as(&self, other: &Vault) -> bool {
        self.root == other.root && self.key == other.key && self.marked == other.marked && self.templates == other.templates
    }

    /// Templates of one's own.
    pub fn templates(&self) -> &Arc<OwnTemplates> {
        &self.templates
    }

    /// The same vault with a template from a file anywhere, before those of its folders.
    #[must_use]
    pub fn with_template(mut self, file: &Path) -> Vault {
        Arc::make_mut(&mut self.templates).with_file(file);
        self
    }

    /// Its settings; the defaults where the file could not be used.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The name format of Obsidian's daily notes, where one is set.
    pub fn daily_format(&self) -> Option<&str> {
        self.daily_format.as_deref()
    }

    /// The folder of Obsidian's daily notes, where it has settings for them; empty for the vault itself.
    pub fn daily_folder(&self) -> Option<&str> {
        self.daily_folder.as_deref()
    }

    /// A template of the vault's own, from `.journal/templates/`.
    ///
    /// # Errors
    /// When it is there and cannot be used, in words.
    pub fn template(&self, name: &str) -> Result<Option<String>, String> {
        read::small_file(&self.root, &format!(".journal/templates/{name}"))
    }

    /// Whether a note at this path would be read: it is neither hidden nor ignored nor a template of Obsidian's.
    pub fn reads(&self, path: &str) -> bool {
        let above = path.match_indices('/').map(|(at, _)| &path[..at]);
        let template = |folder: &str| self.template_folder.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(folder));
        !above.clone().any(template)
            && !above.chain([path]).any(|part| self.ignore.has(part) || part.rsplit('/').next().is_some_and(|name| name.starts_with('.')))
    }

    /// What is wrong with the settings.
    pub fn settings_fault(&self) -> Option<&Diagnostic> {
        self.settings_fault.as_ref()
    }

    /// Ends every command but `check` when the settings cannot be used.
    ///
    /// # Errors
    /// With the first thing wrong in them.
    pub fn usable(self) -> Result<Vault, Error> {
        match &self.settings_fault {
            Some(found) => Err(Error::Settings(said(found))),
            None => Ok(self),
        }
    }
}
