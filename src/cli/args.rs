//! The command line: its commands and the options that all of them share. The doc comments are the help.

use super::{
    balance, cache, check, completions, config, curate, digest, edit, explain, index, init, inventory, list, log, man, new, reach, refer,
    schedule, set, show, spread, stale, templates, timeline, today, transition, undo, watch,
};
use clap::{Args, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// What the program is, in one line.
const ABOUT: &str = "A relationship journal in plain text: whom to reconnect with, what you give and get, what you promised";

const AFTER_HELP: &str = "Notes are Markdown files, one for each person. `journal init` makes a first vault; `journal digest` is the heart.\nExit codes: 0 done, 1 done with something to see to, 2 could not run.";

/// What was asked for.
#[derive(Debug, Args)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The whole command line, for completions and manual pages.
pub fn command() -> clap::Command {
    Command::augment_subcommands(frame())
}

/// As much of the command line as these arguments need: the whole of it is longer to build than many an answer.
pub(super) fn command_for(words: &[OsString]) -> clap::Command {
    let named = words.get(1).and_then(|word| word.to_str()).and_then(alone);
    named.map_or_else(command, |named| frame().subcommand(named))
}

fn frame() -> clap::Command {
    Global::augment_args(clap::Command::new("journal"))
        .about(ABOUT)
        .after_help(AFTER_HELP)
        .version(env!("CARGO_PKG_VERSION"))
        .propagate_version(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .max_term_width(100)
}

macro_rules! commands {
    ($($variant:ident $options:ty, $about:literal;)*) => {
        #[derive(Debug, Subcommand)]
        pub(super) enum Command {
            $(#[command(about = $about)] $variant($options),)*
        }

        /// One command by its name.
        fn alone(name: &str) -> Option<clap::Command> {
            let is = |variant: &str| name.eq_ignore_ascii_case(variant) && name.bytes().all(|byte| byte.is_ascii_lowercase());
            $(if is(stringify!($variant)) {
                return Some(<$options>::augment_args(clap::Command::new(name.to_owned())).about($about));
            })*
            None
        }
    };
}

commands! {
    Init init::Options, "Make a vault: settings with comments, a first contact, a .gitignore; never overwrites";
    New new::Options, "Make the note of a new contact: `journal new Ada Lovelace`";
    Log log::Options, "Write down one interaction: `journal log ada 'coffee, caught up'`";
    Digest digest::Options, "The report: whom to reconnect with, what comes up, what is open, giving and getting";
    Today today::Options, "The short page of the day; with --quiet silent when nothing is due";
    Stale stale::Options, "Everyone who is due, most overdue first, with the reason";
    Balance balance::Options, "What you gave and got: by person, kind or quarter; what you learned, and from whom";
    Show show::Options, "One person: how you stand, what is open, the timeline";
    Reach reach::Options, "Who could open a door: who is at a company, a tag, a place, and the best ways there through people";
    Refer refer::Options, "Who fits an opening: by role, skills, what they look for, place and log, with the reasons";
    List list::Options, "Contacts that meet conditions: words, tag:mentor, circle:inner, company:acme, any key:value";
    Timeline timeline::Options, "Interactions, newest first";
    Transition transition::Options, "Your own time between jobs: whom to turn to and how; afterwards whom to tell and thank";
    Index index::Options, "Read the vault and print what is in it; `--format json` gives the whole model";
    Check check::Options, "Every finding about the notes, with its place and the way out";
    Inventory inventory::Options, "Where you worked, with whom, and what is not known of them yet; --walk asks";
    Curate curate::Options, "Go through the imported crowd, one person at a time: circle, cadence, archive, skip";
    Spread spread::Options, "First days for a new crowd, so that it does not all fall due at once";
    Explain explain::Options, "What a code of `journal check` means, with an example and the way out";
    Set set::SetOptions, "Set one key of a contact: `journal set ada cadence 6w`";
    Snooze set::SnoozeOptions, "Show somebody as due only from a day on: `journal snooze ada 3w`";
    Move set::MoveOptions, "A new company or role: `journal move ada --company Globex`";
    Edit edit::Options, "Open a note in your editor, then show its findings";
    Undo undo::Options, "Take the last change of this program back";
    Watch watch::Options, "Stay, say what each saved note means, and keep the digest of -o up to date";
    Schedule schedule::Options, "What makes systemd, cron or launchd mail the digest, or run any command, by itself";
    Templates templates::Options, "Templates of pages: list and show them, make one your own, see what they are given";
    Config config::Options, "The settings in force, with their defaults";
    Cache cache::Options, "Where the cache of the vault is, or away with it";
    Completions completions::Options, "Completions for a shell";
    Man man::Options, "The manual page of a command, in roff";
}

/// Options that every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options for every command")]
pub(super) struct Global {
    /// The vault's folder; else JOURNAL_VAULT, else the nearest folder upwards with `.journal/`, else `vault:` of your own settings
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) vault: Option<PathBuf>,
    /// The day the answer is for: 2026-11-20, yesterday, last friday, or @FILE that holds one; else JOURNAL_TODAY, else today
    #[arg(long, global = true, value_name = "DATE", visible_alias = "as-of")]
    pub(super) today: Option<String>,
    /// Read the vault as it was in this git revision (HEAD~10, a tag, a commit); the day is then that of the commit, unless --today
    /// names one
    #[arg(long, global = true, value_name = "REV")]
    pub(super) rev: Option<String>,
    /// What to print; each command says which it knows
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(super) format: Option<String>,
    /// Write the answer to this file (-: standard output); its ending chooses the format
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Fill in this template: a name of `journal templates list`, or a file; for text, md, html and csv
    #[arg(long, global = true, value_name = "NAME|FILE")]
    pub(super) template: Option<String>,
    /// Colour and weight
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
    /// Print straight to the terminal
    #[arg(long, global = true)]
    pub(super) no_pager: bool,
    /// Read every note anew, and keep nothing of it for the next time
    #[arg(long, global = true)]
    pub(super) no_cache: bool,
    /// Say nothing about trouble with single notes; `digest`, `today` and `stale` print nothing when nothing is due
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

impl Global {
    /// The day as it is named: on the command line, else in the environment.
    pub(super) fn named_day(&self) -> Option<String> {
        self.today.clone().or_else(|| std::env::var("JOURNAL_TODAY").ok().filter(|day| !day.is_empty()))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_alone_is_as_in_the_whole() {
        let mut whole = command();
        whole.build();
        for named in whole.get_subcommands() {
            let mut part = command_for(&["journal".into(), named.get_name().into()]);
            part.build();
            let found = part.find_subcommand(named.get_name()).cloned().unwrap();
            assert_eq!(part.get_subcommands().count(), 1);
            assert_eq!(found.clone().render_help().to_string(), named.clone().render_help().to_string());
            assert_eq!(found.clone().render_long_help().to_string(), named.clone().render_long_help().to_string());
            assert_eq!(found.get_version(), named.get_version());
        }
        assert_eq!(command_for(&["journal".into(), "Digest".into()]).get_subcommands().count(), whole.get_subcommands().count());
    }
}
