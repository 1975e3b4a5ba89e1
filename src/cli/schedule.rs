//! `journal schedule`

use super::args::{Cli, command};
use super::session::Session;
use super::{Exit, output};
use crate::error::Error;
use crate::render::{Rhythm, Times, cron_line, launchd_list, shell_word, systemd_service, systemd_timer, visible};
use clap::{Args, FromArgMatches, ValueEnum};
use std::path::{Path, PathBuf};

/// What makes the computer run the digest by itself: printed for you to put in place; nothing is installed.
///
/// Without a COMMAND the digest goes by mail to yourself (`me.email` of the settings) through /usr/sbin/sendmail, and
/// no mail goes out when nothing is due. Any command of journal can stand after `--` instead, without the word
/// `journal`; the vault is added. Times are those of the local clock. `systemd` prints a service and a timer; with
/// --format service or timer, or -o ending so, one of them alone.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal schedule cron\n  journal schedule systemd --daily --at 07:30\n  journal schedule cron --weekly friday -- digest --weekly -o ~/digest.html\n  journal schedule systemd -o ~/.config/systemd/user/journal-digest.service\n  journal schedule systemd -o ~/.config/systemd/user/journal-digest.timer\n  journal schedule launchd -o ~/Library/LaunchAgents/local.journal.digest.plist"
)]
pub(super) struct Options {
    /// For which program
    #[arg(value_name = "FOR")]
    scheduler: Scheduler,
    /// The time of the day, by 24 hours
    #[arg(long, value_name = "HH:MM", default_value = "08:00")]
    at: String,
    /// Every day
    #[arg(long, conflicts_with_all = ["weekly", "monthly"])]
    daily: bool,
    /// Once a week, on this day; on Monday unless said otherwise [default]
    #[arg(long, value_name = "DAY", num_args = 0..=1, default_missing_value = "monday", conflicts_with = "monthly")]
    weekly: Option<Weekday>,
    /// On the first day of every month
    #[arg(long)]
    monthly: bool,
    /// What to run: words of journal [default: digest --format eml --quiet, by mail]
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scheduler {
    /// A service and a timer of systemd
    Systemd,
    /// A line of a crontab
    Cron,
    /// A property list of launchd (macOS)
    Launchd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Weekday {
    Monday = 1,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// What is run where nothing is said, and its answer mailed.
const MAILED: [&str; 4] = ["digest", "--format", "eml", "--quiet"];

/// Where the standards put it; the search path of a scheduler is short.
const SENDMAIL: &str = "/usr/sbin/sendmail -t";

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(if options.scheduler == Scheduler::Systemd { &["text", "service", "timer"] } else { &["text"] })?;
    let (script, what) = (script(options, session)?, "Digest of the relationship journal");
    let times = options.times()?;
    let text = match (options.scheduler, format) {
        (Scheduler::Systemd, "service") => systemd_service(what, &script),
        (Scheduler::Systemd, "timer") => systemd_timer(what, times),
        (Scheduler::Systemd, _) => format!(
            "# ~/.config/systemd/user/journal-digest.service\n{}\n# ~/.config/systemd/user/journal-digest.timer\n{}\n# Then: systemctl --user enable --now journal-digest.timer\n",
            systemd_service(what, &script),
            systemd_timer(what, times)
        ),
        (Scheduler::Cron, _) => format!("# {what}, {}; `crontab -e` is the place\n{}", times.spoken(), cron_line(&script, times)),
        (Scheduler::Launchd, _) => launchd_list("local.journal.digest", &script, times),
    };
    session.answer(&text)?;
    Ok(Exit::Done)
}

impl Options {
    fn times(&self) -> Result<Times, Error> {
        let rhythm = match (self.daily, self.monthly) {
            (true, _) => Rhythm::Daily,
            (_, true) => Rhythm::Monthly,
            _ => Rhythm::Weekly(self.weekly.unwrap_or(Weekday::Monday) as u8),
        };
        let time = self.at.split_once(':').and_then(|(hour, minute)| Some((number(hour, 24)?, number(minute, 60)?)));
        let (hour, minute) = time.ok_or_else(|| {
            Error::usage(format!("`{}` is no time of the day", visible(&self.at)), "write it as 08:00; afternoons are 13:00 to 23:59")
        })?;
        Ok(Times { rhythm, hour, minute })
    }
}

/// A number of one or two digits below `end`.
fn number(text: &str, end: u8) -> Option<u8> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number < end)
}

/// What a shell is to run.
fn script(options: &Options, session: &Session) -> Result<String, Error> {
    let vault = session.vault()?;
    let mailed = options.command.is_empty();
    if mailed && vault.settings().me.email.is_empty() {
        return Err(Error::usage(
            "the settings name no address of yours to mail the digest to",
            "write `me: {email: [you@example.org]}` into .journal/config.yaml, or say what to run: `journal schedule cron -- digest -o /home/you/digest.html`",
        ));
    }
    let words: Vec<String> = if mailed { MAILED.map(str::to_owned).to_vec() } else { options.command.clone() };
    understood(&words)?;
    let vault = ["--vault".to_owned(), plain(vault.root())?];
    let words = std::iter::once(plain(&program()?)?).chain(words).chain(vault);
    let command = words.map(|word| shell_word(&word)).collect::<Vec<_>>().join(" ");
    Ok(match mailed {
        false => command,
        true => format!("mail=$({command}) || exit; [ -z \"$mail\" ] || printf %s \"$mail\" | {SENDMAIL}"),
    })
}

/// Sees to it that the words can be run from anywhere.
fn understood(words: &[String]) -> Result<(), Error> {
    let all = std::iter::once("journal".to_owned()).chain(words.iter().cloned());
    let read = command().try_get_matches_from(all).and_then(|matches| Cli::from_arg_matches(&matches));
    let refuse = |message: String, hint: &str| Err(Error::usage(message, hint));
    let global = match read {
        Ok(cli) => cli.global,
        Err(error) => {
            output::complain(error.to_string().trim_end());
            return refuse(
                "this is no command of journal".to_owned(),
                "write it after `--` without the word journal: `-- digest -o /home/you/digest.html`",
            );
        }
    };
    match &global.output {
        Some(file) if file.is_relative() => refuse(
            format!("`{}` could be anywhere: a scheduler starts in no folder of yours", visible(&file.to_string_lossy())),
            "write the whole path of the file",
        ),
        _ if global.vault.is_some() => refuse("the vault is named by the schedule itself".to_owned(), "write `--vault` before `--`"),
        _ if words.iter().any(|word| word.chars().any(char::is_control)) => {
            refuse("a schedule cannot hold control characters".to_owned(), "leave them out")
        }
        _ => Ok(()),
    }
}

/// A path as text in one line.
fn plain(path: &Path) -> Result<String, Error> {
    let text = path.to_str().filter(|text| !text.chars().any(char::is_control)).map(str::to_owned);
    text.ok_or_else(|| {
        let shown = path.to_string_lossy();
        Error::usage(format!("the path `{}` cannot stand in a schedule", visible(&shown)), "it has a control character or is no UTF-8")
    })
}

/// The program's own file: as the search path names it where it does, since that name outlasts an update.
fn program() -> Result<PathBuf, Error> {
    let own = std::env::current_exe()
        .map_err(|error| Error::usage(format!("cannot tell where the program is: {error}"), "write the line by hand"))?;
    let real = own.canonicalize().ok();
    let folders = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let mut named = folders.into_iter().filter(|folder| folder.is_absolute()).map(|folder| folder.join("journal"));
    let same = named.find(|file| real.is_some() && file.canonicalize().ok() == real);
    Ok(same.unwrap_or(own))
}
