//! `journal completions`

use super::Exit;
use super::args::command;
use super::session::Session;
use crate::error::Error;
use clap::Args;
use clap_complete::Shell;

/// Completions for a shell, to be loaded by it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal completions bash > ~/.local/share/bash-completion/completions/journal\n  journal completions fish > ~/.config/fish/completions/journal.fish"
)]
pub(super) struct Options {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let mut out = Vec::new();
    clap_complete::generate(options.shell, &mut command(), "journal", &mut out);
    session.answer(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Done)
}
