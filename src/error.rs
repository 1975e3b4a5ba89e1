//! Why a command could not run at all. Trouble with single notes is a [`crate::diagnostic::Diagnostic`] instead.

use std::path::PathBuf;

/// A command could not run; exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No vault was named and none was found.
    #[error("no vault here: neither `{}` nor a folder above it has a `.journal` folder\nhint: `journal init` makes a vault, `--vault DIR` names one", .0.display())]
    NoVault(PathBuf),
    /// The vault's folder could not be read.
    #[error("cannot read the vault `{}`: {source}\nhint: name another folder with `--vault DIR`", path.display())]
    Vault {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A settings file could not be used. The text holds `path:line:col: error: …` and its hints.
    #[error("{0}")]
    Settings(String),
    /// The command line asked for something impossible.
    #[error("{message}{}", hint.as_ref().map(|h| format!("\nhint: {h}")).unwrap_or_default())]
    Usage {
        /// What is wrong.
        message: String,
        /// The way out.
        hint: Option<String>,
    },
    /// A file could not be written.
    #[error("cannot write `{}`: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The record of changes could not be used.
    #[error("cannot use the record of changes `{}`: {source}\nhint: it lies under XDG_STATE_HOME, else ~/.local/state; nothing is written without it", path.display())]
    Store {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A template of one's own could not be used. The text holds `path:line:column: …` and its hint.
    #[error("{0}")]
    Template(String),
    /// A page could not be rendered.
    #[error("cannot render the page: {0}")]
    Render(String),
}

impl Error {
    /// A usage error with a way out.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Error {
        Error::Usage { message: message.into(), hint: Some(hint.into()) }
    }
}
