//! The command line: its commands and the options that all of them share. The doc comments are the help.

use super::{
    balance, cache, check, completions, digest, edit, index, init, list, log, man, new, set, show, stale, timeline, today, undo, watch,
};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A relationship journal in plain text: whom to reconnect with, what you give and get, what you promised.
#[derive(Debug, Parser)]
#[command(name = "journal", version, propagate_version = true, disable_help_subcommand = true, max_term_width = 100)]
#[command(
    after_help = "Notes are Markdown files, one for each person. `journal init` makes a first vault; `journal digest` is the heart.\nExit codes: 0 done, 1 done with something to see to, 2 could not run."
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The whole command line, for completions and manual pages.
pub fn command() -> clap::Command {
    Cli::command()
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(about = "Make a vault: settings with comments, a first contact, a .gitignore; never overwrites")]
    Init(init::Options),
    #[command(about = "Make the note of a new contact: `journal new Ada Lovelace`")]
    New(new::Options),
    #[command(about = "Write down one interaction: `journal log ada 'coffee, caught up'`")]
    Log(log::Options),
    #[command(about = "The report: whom to reconnect with, what comes up, what is open, giving and getting")]
    Digest(digest::Options),
    #[command(about = "The short page of the day; with --quiet silent when nothing is due")]
    Today(today::Options),
    #[command(about = "Everyone who is due, most overdue first, with the reason")]
    Stale(stale::Options),
    #[command(about = "What you gave and got: by contact, by kind, by quarter")]
    Balance(balance::Options),
    #[command(about = "One person: how you stand, what is open, the timeline")]
    Show(show::Options),
    #[command(about = "Contacts that meet conditions: words, tag:mentor, circle:inner, company:acme, any key:value")]
    List(list::Options),
    #[command(about = "Interactions, newest first")]
    Timeline(timeline::Options),
    #[command(about = "Read the vault and print what is in it; `--format json` gives the whole model")]
    Index(index::Options),
    #[command(about = "Every finding about the notes, with its place and the way out")]
    Check(check::Options),
    #[command(about = "Set one key of a contact: `journal set ada cadence 6w`")]
    Set(set::SetOptions),
    #[command(about = "Show somebody as due only from a day on: `journal snooze ada 3w`")]
    Snooze(set::SnoozeOptions),
    #[command(about = "A new company or role: `journal move ada --company Globex`")]
    Move(set::MoveOptions),
    #[command(about = "Open a note in your editor, then show its findings")]
    Edit(edit::Options),
    #[command(about = "Take the last change of this program back")]
    Undo(undo::Options),
    #[command(about = "Stay, say what each saved note means, and keep the digest of -o up to date")]
    Watch(watch::Options),
    #[command(about = "Where the cache of the vault is, or away with it")]
    Cache(cache::Options),
    #[command(about = "Completions for a shell")]
    Completions(completions::Options),
    #[command(about = "The manual page of a command, in roff")]
    Man(man::Options),
}

/// Options that every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options for every command")]
pub(super) struct Global {
    /// The vault's folder; else JOURNAL_VAULT, else the nearest folder upwards with `.journal/`, else `vault:` of your own settings
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) vault: Option<PathBuf>,
    /// The day the answer is for: 2026-11-20, yesterday, last friday, or @FILE that holds one; else JOURNAL_TODAY, else today
    #[arg(long, global = true, value_name = "DATE")]
    pub(super) today: Option<String>,
    /// What to print; each command says which it knows
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(super) format: Option<String>,
    /// Write the answer to this file; its ending chooses the format
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Colour and weight
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
    /// Print straight to the terminal
    #[arg(long, global = true)]
    pub(super) no_pager: bool,
    /// Read every note anew, and keep nothing of it for the next time
    #[arg(long, global = true)]
    pub(super) no_cache: bool,
    /// Say nothing about trouble with single notes
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Say more: how many notes were read, and how long it took
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
    /// Exit with 1 when a note could not be read as written
    #[arg(long, global = true)]
    pub(super) strict: bool,
    /// Never ask anything
    #[arg(long, global = true)]
    pub(super) no_input: bool,
    /// Show what would be written, and write nothing
    #[arg(long, global = true)]
    pub(super) dry_run: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless NO_COLOR is set; CLICOLOR_FORCE turns it on
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
