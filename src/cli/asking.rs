//! Questions of a walk, one line each: a letter and Enter. They go to stderr, so that stdout holds only what was written.

use super::output;
use super::session::Session;
use super::writing::take_back;
use crate::edit::clean;
use crate::error::Error;
use crate::render::{Colour, Look, visible};
use crate::report::KeyRow;
use crate::vault::Vault;
use std::io::{BufRead, IsTerminal, stderr, stdin, stdout};

/// What was answered.
pub(super) enum Heard<'k> {
    /// One of the keys, and what stood after it on the line.
    Key(&'k str, String),
    /// Something else.
    Other(String),
    /// Nothing: Enter alone.
    Nothing,
    /// Nobody answers any more.
    End,
}

/// Whether a command may ask by itself: somebody sits at a terminal, and wants no format, file or silence.
pub(super) fn may_ask(session: &Session) -> bool {
    let global = &session.global;
    !global.no_input
        && global.format.is_none()
        && global.output.is_none()
        && stdin().is_terminal()
        && stdout().is_terminal()
        && stderr().is_terminal()
}

/// Refuses to walk where `--no-input` or `-o` speak against it.
pub(super) fn no_contradiction(session: &Session) -> Result<(), Error> {
    if session.global.no_input {
        return Err(Error::usage("`--walk` asks, and `--no-input` forbids it", "leave one of them out"));
    }
    match session.global.output {
        Some(_) => Err(Error::usage("`--walk` writes into notes, not into the file of `-o`", "leave one of them out")),
        None => Ok(()),
    }
}

/// How questions look: as answers do, without colour where they go into a file.
pub(super) fn look(session: &Session, vault: &Vault) -> Look {
    let look = session.look(Some(vault));
    let colour = if stderr().is_terminal() { look.colour } else { Colour::Off };
    Look { colour, ..look }
}

/// Asks for one line. `None` when nobody answers any more.
pub(super) fn line(prompt: &str) -> Result<Option<String>, Error> {
    output::ask(prompt);
    let mut bytes = Vec::new();
    let read = stdin().lock().read_until(b'\n', &mut bytes);
    let read = read.map_err(|error| Error::usage(format!("cannot read the answer: {error}"), "answer with a letter and Enter"))?;
    if read == 0 {
        output::say("\n");
        return Ok(None);
    }
    Ok(Some(clean(&String::from_utf8_lossy(&bytes))))
}

/// Asks until one of the keys is named, by its letter or its word, or anything else where `open` lets it through.
pub(super) fn choice<'k>(prompt: &str, keys: &'k [KeyRow], open: Open) -> Result<Heard<'k>, Error> {
    loop {
        let Some(line) = line(prompt)? else { return Ok(Heard::End) };
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        // Where any text will do, `B Smith` is a name.
        if let Some(key) = keys.iter().find(|key| key.is_named(word) && (open == Open::No || rest.is_empty())) {
            return Ok(Heard::Key(&key.key, rest.trim().to_owned()));
        }
        match open {
            Open::Yes if line.is_empty() => return Ok(Heard::Nothing),
            Open::Yes => return Ok(Heard::Other(line)),
            Open::No => {
                let known: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
                let said = if line.is_empty() { String::new() } else { format!("`{}` is none of the keys; ", visible(&line)) };
                output::complain(&format!("{said}type one of {}, then Enter", known.join(", ")));
            }
        }
    }
}

/// Whether a question takes any text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    /// Yes.
    Yes,
    /// The keys only.
    No,
}

/// The way a walk has come, so that it can be gone back.
#[derive(Default)]
pub(super) struct Trail {
    steps: Vec<Step>,
    /// Changes made and not taken back.
    pub(super) written: usize,
}

/// One step: where, and what was written there.
struct Step {
    at: usize,
    written: Option<(String, String)>,
}

impl Trail {
    /// Goes on from `at` without writing.
    pub(super) fn pass(&mut self, at: usize) {
        self.steps.push(Step { at, written: None });
    }

    /// Goes on from `at`, where the change `what` of the note at `path` was written.
    pub(super) fn wrote(&mut self, at: usize, what: &str, path: &str) {
        self.written += 1;
        self.steps.push(Step { at, written: Some((what.to_owned(), path.to_owned())) });
    }

    /// Takes the last step back. Where it began; `None` when there is none, or another change came between, which is said.
    pub(super) fn back(&mut self, vault: &Vault) -> Option<usize> {
        let Some(step) = self.steps.pop() else {
            output::complain("this is where you began; `journal undo` takes older changes back");
            return None;
        };
        let Some((what, path)) = &step.written else { return Some(step.at) };
        match take_back(vault, what, path) {
            Ok(true) => {
                self.written -= 1;
                output::complain(&format!("took back: {}", visible(what)));
                Some(step.at)
            }
            Ok(false) => {
                output::complain("another change came after it; `journal undo --list` shows them");
                None
            }
            Err(error) => {
                output::complain(&format!("error: {error}"));
                self.steps.push(step);
                None
            }
        }
    }
}
