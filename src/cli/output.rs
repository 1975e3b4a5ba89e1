//! Where answers go: stdout, a pager on a terminal, and stderr for the rest.

use crate::error::Error;
use crate::parse::{Context, Everyone, Scratch, note};
use crate::render::visible;
use crate::vault::{Marked, Vault};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Says something on stderr; whatever it quotes cannot drive the terminal.
pub(super) fn complain(text: &str) {
    let shown: Vec<_> = text.lines().map(visible).collect();
    let _ = writeln!(io::stderr(), "{}", shown.join("\n"));
}

/// Refuses a file for `-o` that is the note of a contact of this vault: an answer in its place could not be taken back.
pub(super) fn spare_contacts(output: &Path, vault: impl Fn() -> Option<Vault>) -> Result<(), Error> {
    let ending = output.extension().is_some_and(|ending| ["md", "markdown"].iter().any(|note| ending.eq_ignore_ascii_case(note)));
    let Some((real, vault)) = output.canonicalize().ok().filter(|_| ending).and_then(|real| Some((real, vault()?))) else { return Ok(()) };
    let inside = real.strip_prefix(vault.root()).ok().and_then(Path::to_str);
    let Some(text) = inside.and_then(|_| std::fs::read(&real).ok()) else { return Ok(()) };
    let everyone = if vault.marked() == Marked::Yes { Everyone::ByRule } else { Everyone::WithFrontMatter };
    let context = Context::new(vault.settings().clone(), vault.daily_format(), everyone);
    let (kept, _) = note(inside.unwrap_or_default(), &String::from_utf8_lossy(&text), &context, &mut Scratch::default());
    match kept.contact() {
        Some(_) => Err(Error::usage(
            format!("`{}` is the note of a contact, which the answer would replace", output.display()),
            "name another file behind `-o`",
        )),
        None => Ok(()),
    }
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
