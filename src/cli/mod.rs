//! Arguments, clock, environment, terminal and exit codes: everything around an answer.

mod answering;
mod args;
mod asking;
mod balance;
mod cache;
mod check;
mod completions;
mod config;
mod context;
mod curate;
mod digest;
mod edit;
mod envelope;
mod explain;
mod fix;
mod format;
mod help;
mod index;
mod init;
mod inventory;
mod list;
mod log;
mod man;
mod names;
mod new;
mod output;
mod period;
mod pinpoint;
mod progress;
mod reach;
mod refer;
mod schedule;
mod sentence;
mod session;
mod set;
mod show;
mod site;
mod spread;
mod stale;
mod templates;
mod timeline;
mod today;
mod transition;
mod undo;
mod watch;
mod writing;

pub use args::command;

use crate::error::Error;
use args::{Cli, Command};
use clap::FromArgMatches;
use session::Session;
use std::ffi::OsString;
use std::process::ExitCode;

/// How a command that could run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Done.
    Done,
    /// Done, with something to see to.
    SeeTo,
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    if completions::answered() {
        return ExitCode::SUCCESS;
    }
    let words: Vec<OsString> = std::env::args_os().collect();
    if help::answered(&words) {
        return ExitCode::SUCCESS;
    }
    let cli = match understood(words) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match dispatch(cli) {
        Ok(Exit::Done) => ExitCode::SUCCESS,
        Ok(Exit::SeeTo) => ExitCode::from(1),
        Err(error) => {
            output::complain(&format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

fn understood(words: Vec<OsString>) -> Result<Cli, clap::Error> {
    let matches = args::command_for(&words).try_get_matches_from(words)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command()))
}

fn dispatch(cli: Cli) -> Result<Exit, Error> {
    let session = Session::new(cli.global)?;
    if session.has_template() && !fills_templates(&cli.command) {
        return Err(Error::usage(
            "this command fills in no template",
            "those that do are digest, today, stale, balance, show, list, timeline, reach, refer, transition, index and watch",
        ));
    }
    if session.writes_a_page() && !session.has_template() && !makes_pages(&cli.command) {
        return Err(Error::usage(
            "this command makes no page for a browser, which the ending of `-o` asks for",
            "name the file `.txt`; `journal digest` and `journal show` make HTML",
        ));
    }
    match cli.command {
        Command::Init(args) => init::run(&args, &session),
        Command::New(args) => new::run(&args, &session),
        Command::Log(args) => log::run(&args, &session),
        Command::Digest(args) => digest::run(&args, &session),
        Command::Today(args) => today::run(&args, &session),
        Command::Stale(args) => stale::run(&args, &session),
        Command::Balance(args) => balance::run(&args, &session),
        Command::Show(args) => show::run(&args, &session),
        Command::Reach(args) => reach::run(&args, &session),
        Command::Refer(args) => refer::run(&args, &session),
        Command::List(args) => list::run(&args, &session),
        Command::Timeline(args) => timeline::run(&args, &session),
        Command::Transition(args) => transition::run(&args, &session),
        Command::Index(args) => index::run(&args, &session),
        Command::Check(args) => check::run(&args, &session),
        Command::Inventory(args) => inventory::run(&args, &session),
        Command::Curate(args) => curate::run(&args, &session),
        Command::Spread(args) => spread::run(&args, &session),
        Command::Explain(args) => explain::run(&args, &session),
        Command::Set(args) => set::run_set(&args, &session),
        Command::Snooze(args) => set::run_snooze(&args, &session),
        Command::Move(args) => set::run_move(&args, &session),
        Command::Edit(args) => edit::run(&args, &session),
        Command::Undo(args) => undo::run(&args, &session),
        Command::Watch(args) => watch::run(&args, &session),
        Command::Schedule(args) => schedule::run(&args, &session),
        Command::Templates(args) => templates::run(&args, &session),
        Command::Config(args) => config::run(&args, &session),
        Command::Cache(args) => cache::run(&args, &session),
        Command::Completions(args) => completions::run(&args, &session),
        Command::Man(args) => man::run(&args, &session),
    }
}

/// Whether a command makes pages for a browser, or prints what they are made from.
fn makes_pages(command: &Command) -> bool {
    matches!(command, Command::Digest(_) | Command::Show(_) | Command::Templates(_) | Command::Watch(_))
}

/// Whether a command makes a page of a template.
fn fills_templates(command: &Command) -> bool {
    use Command::{Balance, Digest, Index, List, Reach, Refer, Show, Stale, Timeline, Today, Transition, Watch};
    matches!(
        command,
        Balance(_)
            | Digest(_)
            | Index(_)
            | List(_)
            | Reach(_)
            | Refer(_)
            | Show(_)
            | Stale(_)
            | Timeline(_)
            | Today(_)
            | Transition(_)
            | Watch(_)
    )
}
