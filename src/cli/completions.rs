//! `journal completions`

use super::Exit;
use super::args::command;
use super::session::Session;
use crate::error::Error;
use clap::Args;
use clap_complete::env::{CompleteEnv, Shells};

/// The variable by which a shell's script asks for completions.
const VARIABLE: &str = "JOURNAL_COMPLETE";

/// Completions for a shell, to be loaded by it: commands, options, and the names of people.
///
/// Names are those of the last run in the vault, so that typing stays fast in a large one.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  echo 'source <(journal completions bash)' >> ~/.bashrc\n  journal completions fish > ~/.config/fish/completions/journal.fish"
)]
pub(super) struct Options {
    /// bash, zsh, fish, elvish or powershell
    #[arg(value_name = "SHELL", value_parser = ["bash", "elvish", "fish", "powershell", "zsh"])]
    shell: String,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(&options.shell) else {
        return Err(Error::usage(format!("`{}` is no shell known here", options.shell), "it knows bash, elvish, fish, powershell and zsh"));
    };
    let mut out = Vec::new();
    let written = shell.write_registration(VARIABLE, "journal", "journal", "journal", &mut out);
    written.map_err(|source| Error::Write { path: "the script".into(), source })?;
    session.answer(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Done)
}

/// Answers a shell that asks for completions; whether one did.
pub(super) fn answered() -> bool {
    std::env::var_os(VARIABLE).is_some()
        && CompleteEnv::with_factory(command)
            .var(VARIABLE)
            .try_complete(std::env::args_os(), std::env::current_dir().ok().as_deref())
            .unwrap_or(true)
}
