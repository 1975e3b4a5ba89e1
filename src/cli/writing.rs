//! What every writing command does: take the right to write, make the edits from what the notes hold then, and say what was written.

use super::Exit;
use super::session::{Session, now};
use crate::error::Error;
use crate::index::{ContactId, Index};
use crate::parse::{Context, Everyone};
use crate::query::{Who, who};
use crate::render::{new_lines, shell_word, unified, visible};
use crate::vault::{Edit, Vault};
use clap::Args;

/// Options of commands that change notes.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct WriteOptions {
    /// Change a note even when other names lead to the same file (hard links); those keep the old text
    #[arg(long)]
    pub(super) part_hard_links: bool,
}

/// Makes the edits that `plan` makes of the notes' texts, and prints `path:line: text` of each new line; with `--dry-run` only
/// the diff.
pub(super) fn write(
    session: &Session,
    vault: &Vault,
    what: &str,
    options: WriteOptions,
    plan: impl FnOnce(&dyn Fn(&str) -> Result<String, Error>) -> Result<Vec<Edit>, Error>,
) -> Result<Exit, Error> {
    vault.present()?;
    if session.global.dry_run {
        let edits = plan(&|path| vault.writable_text(path))?;
        return show_diff(session, &edits.iter().collect::<Vec<_>>());
    }
    let writer = vault.writer()?;
    let mut edits = plan(&|path| vault.writable_text(path))?;
    edits.retain(|edit| edit.before != edit.after);
    if edits.is_empty() {
        session.answer("nothing to change: it stands there already\n")?;
        return Ok(Exit::Done);
    }
    let said: String = edits.iter().map(said).collect();
    writer.write(what, now(), edits, options.part_hard_links)?;
    session.answer(&said)?;
    Ok(Exit::Done)
}

/// Takes the last change back if it is this one, of this note; whether it was.
pub(super) fn take_back(vault: &Vault, what: &str, path: &str) -> Result<bool, Error> {
    let writer = vault.writer()?;
    match writer.change(1)? {
        Some((change, undo)) if change.what == what && change.edits.iter().all(|edit| edit.path == path) => {
            writer.undo(&undo).map(|()| true)
        }
        _ => Ok(false),
    }
}

/// What an edit writes: its new lines, or that there is a new note.
fn said(edit: &Edit) -> String {
    let path = visible(&edit.path);
    let (Some(before), Some(after)) = (&edit.before, &edit.after) else { return format!("{path}:1: a new note\n") };
    let lines = new_lines(before, after);
    lines.iter().map(|(line, text)| format!("{path}:{line}: {}\n", visible(text.trim()))).collect()
}

/// Prints what would change.
pub(super) fn show_diff(session: &Session, edits: &[&Edit]) -> Result<Exit, Error> {
    let diff: String = edits.iter().map(|edit| unified(&edit.path, edit.before.as_deref(), edit.after.as_deref())).collect();
    // A line end of a note that ends its lines with CR and LF harms no terminal, and `patch` needs it.
    let line = |line: &str| match line.strip_suffix('\r') {
        Some(line) => visible(line).into_owned() + "\r",
        None => visible(line).into_owned(),
    };
    session.answer(&diff.split('\n').map(line).collect::<Vec<_>>().join("\n"))?;
    Ok(Exit::Done)
}

/// What notes of this vault are read by.
pub(super) fn context(vault: &Vault) -> Context {
    Context::new(vault.settings().clone(), vault.daily_format(), Everyone::ByRule)
}

/// The contact that a name means; writing stops when that is not clear.
pub(super) fn whom(session: &Session, index: &Index, name: &str) -> Result<ContactId, Error> {
    match who(index, name) {
        Who::Nobody(near) => {
            let line = |id: &ContactId| format!("  {} ({})", visible(index.contact(*id).name()), visible(index.path(*id)));
            let near: Vec<String> = near.iter().map(line).collect();
            let near = if near.is_empty() { String::new() } else { format!("near it are\n{}\n", near.join("\n")) };
            Err(Error::usage(
                format!("nobody here is called `{}`; nothing is written", visible(name)),
                format!("{near}`journal new {}` makes a note", shell_word(&visible(name))),
            ))
        }
        _ => session.who(index, name)?.ok_or_else(|| Error::usage("nobody is meant", "name somebody")),
    }
}
