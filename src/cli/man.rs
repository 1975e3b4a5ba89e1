//! `journal man`

use super::Exit;
use super::args::command;
use super::session::Session;
use crate::error::Error;
use clap::Args;

/// The manual page of the program or of one command, in roff.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal man | man -l -\n  journal man digest > journal-digest.1")]
pub(super) struct Options {
    /// The command; the whole program without one
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let mut whole = command();
    whole.build();
    let page = match &options.command {
        None => whole,
        Some(name) => match whole.find_subcommand(name) {
            Some(found) => found.clone().name(format!("journal-{name}")).display_name(format!("journal-{name}")),
            None => {
                let known: Vec<&str> = whole.get_subcommands().map(clap::Command::get_name).collect();
                return Err(Error::usage(format!("there is no command `{name}`"), format!("the commands are {}", known.join(", "))));
            }
        },
    };
    let mut out = Vec::new();
    let fault = |error: std::io::Error| Error::Render(error.to_string());
    clap_mangen::Man::new(page).render(&mut out).map_err(fault)?;
    session.answer(&String::from_utf8_lossy(&out))?;
    Ok(Exit::Done)
}
