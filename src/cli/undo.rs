//! `journal undo`

use super::Exit;
use super::session::Session;
use super::writing::show_diff;
use crate::error::Error;
use crate::render::visible;
use clap::Args;

/// Take the last change of this program back; again for the one before.
///
/// The last 200 changes are kept, outside the vault. A note that was edited since is left alone, and said so;
/// `journal undo N` takes an older change back.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal undo --list\n  journal undo --dry-run\n  journal undo\n  journal undo 3")]
pub(super) struct Options {
    /// Show what can be taken back, the last change first
    #[arg(long)]
    list: bool,
    /// Which one, as `--list` numbers them; 1 is the last
    #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    number: u16,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let vault = session.vault()?;
    let writer = vault.writer()?;
    if options.list {
        let changes = writer.changes()?;
        let line = |(number, change): (usize, &crate::vault::Change)| {
            let paths: Vec<&str> = change.edits.iter().map(|edit| edit.path.as_str()).collect();
            format!("{number:>3}  {}  {}  ({})\n", change.day, visible(&change.what), visible(&paths.join(", ")))
        };
        session.answer(&(1..).zip(&changes).map(line).collect::<String>())?;
        return Ok(Exit::Done);
    }
    let Some((change, undo)) = writer.change(options.number.into())? else {
        session.answer("nothing to take back\n")?;
        return Ok(Exit::SeeTo);
    };
    if session.global.dry_run {
        return show_diff(session, &undo.edits().iter().collect::<Vec<_>>());
    }
    writer.undo(&undo)?;
    session.answer(&format!("took back: {}\n", visible(&change.what)))?;
    Ok(Exit::Done)
}
