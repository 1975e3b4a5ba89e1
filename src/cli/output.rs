//! Where answers go: stdout, a pager on a terminal, and stderr for the rest.

use crate::error::Error;
use crate::render::visible;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Says something on stderr; whatever it quotes cannot drive the terminal.
pub(super) fn complain(text: &str) {
    let shown: Vec<_> = text.lines().map(visible).collect();
    let _ = writeln!(io::stderr(), "{}", shown.join("\n"));
}

/// Asks something on stderr, without a line end.
pub(super) fn ask(text: &str) {
    let _ = write!(io::stderr(), "{}", visible(text));
    let _ = io::stderr().flush();
}

/// Says something on stderr as it is: it must come from a template, which made what it quotes harmless.
pub(super) fn say(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Prints an answer; through a pager when it is longer than the terminal. A broken pipe is quiet.
pub(super) fn print(text: &str, paged: bool, pager: Option<&str>) -> Result<(), Error> {
    if paged && longer_than_terminal(text) && through_pager(text, pager) {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    printed(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

/// What became of something printed; a broken pipe is quiet.
pub(super) fn printed(done: io::Result<()>) -> Result<(), Error> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Write { path: PathBuf::from("standard output"), source: error })
        }
        _ => Ok(()),
    }
}

fn longer_than_terminal(text: &str) -> bool {
    let rows = io::stdout().is_terminal().then(terminal_size::terminal_size).flatten().map(|(_, rows)| usize::from(rows.0));
    rows.is_some_and(|rows| text.lines().count() > rows)
}

/// Hands the text to the pager of the user's settings or environment; false when it cannot be started.
fn through_pager(text: &str, pager: Option<&str>) -> bool {
    let from_env = ["JOURNAL_PAGER", "PAGER"].iter().find_map(|name| std::env::var(name).ok());
    let words = from_env.or_else(|| pager.map(str::to_owned)).unwrap_or_else(|| "less".to_owned());
    let mut words = words.split_whitespace();
    let Some(program) = words.next().filter(|program| *program != "cat") else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut input) = child.stdin.take() {
        let _ = input.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}
