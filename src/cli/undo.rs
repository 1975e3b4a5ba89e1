//! `journal undo`

use super::Exit;
use super::session::Session;
use super::writing::show_diff;
use crate::error::Error;
use crate::render::visible;
use clap::Args;

/// Take the last change of this program back; again for the one before.
///
/// The last 200 changes are kept, outside the vault. A note that was edited since is left alone, and said so.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal undo --list\n  journal undo --dry-run\n  journal undo")]
pub(super) struct Options {
    /// Show what can be taken back, the last change first
    #[arg(long)]
    list: bool,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let vault = session.vault()?;
    let writer = vault.writer()?;
    if options.list {
        let changes = writer.changes()?;
        let line = |change: &crate::vault::Change| {
            let paths: Vec<&str> = change.edits.iter().map(|edit| edit.path.as_str()).collect();
            format!("{}  {}  ({})\n", change.day, visible(&change.what), visible(&paths.join(", ")))
        };
        session.answer(&changes.iter().map(line).collect::<String>())?;
        return Ok(Exit::Done);
    }
    let Some((change, undo)) = writer.last_change()? else {
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
