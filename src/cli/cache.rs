//! `journal cache`

use super::Exit;
use super::output;
use super::session::Session;
use crate::error::Error;
use clap::{Args, Subcommand};

/// What was read of the notes before, kept outside the vault so that the next answer comes at once.
///
/// It can be deleted at any time: the answers stay the same, the next one only takes longer. Without a place for it
/// (neither XDG_CACHE_HOME nor HOME is set, or that lies inside the vault) every note is read each time.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal cache path\n  journal cache clear\n  journal index --rebuild")]
pub(super) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum What {
    /// Print where the cache of this vault is
    Path,
    /// Delete it
    Clear,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let vault = session.any_vault()?;
    let Some(path) = vault.cache_path() else {
        return Err(Error::usage(
            "there is no place for a cache: neither XDG_CACHE_HOME nor HOME is set to a folder outside the vault",
            "set XDG_CACHE_HOME to a folder outside the vault; without it every note is read each time",
        ));
    };
    match options.what {
        What::Path => session.answer(&format!("{}\n", crate::render::visible(&path.display().to_string())))?,
        What::Clear if session.global.dry_run => output::complain(&format!("would delete `{}`", path.display())),
        What::Clear => vault.clear_cache()?,
    }
    Ok(Exit::Done)
}
