//! To whom a digest goes as mail, and from whom.

use super::session::misread;
use crate::error::Error;
use crate::model::{Mailbox, Me};
use crate::parse::mailbox;
use clap::Args;

/// Sender and receivers of `--format eml`.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct EnvelopeOptions {
    /// Who gets the mail of `--format eml`: ada@example.org or 'Ada <ada@example.org>'; may be given several times [default: `me.email` of the settings]
    #[arg(long, value_name = "ADDRESS")]
    to: Vec<String>,
    /// Who sends the mail of `--format eml` [default: `me.email` and `me.name` of the settings]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
}

impl EnvelopeOptions {
    /// Whether anything was said.
    pub(super) fn is_empty(&self) -> bool {
        self.to.is_empty() && self.from.is_none()
    }

    /// Sender and receivers, with the owner of the vault where nothing was said.
    pub(super) fn resolve(&self, me: &Me) -> Result<(Mailbox, Vec<Mailbox>), Error> {
        let read = |text: &String| mailbox(text).map_err(misread);
        let own = || match me.email.first() {
            Some(address) => Ok(Mailbox { name: me.name.clone(), ..read(address)? }),
            None => Err(Error::usage(
                "the settings name no address of yours",
                "give `--to` and `--from`, or write `me: {email: [you@example.org]}` into .journal/config.yaml",
            )),
        };
        let from = self.from.as_ref().map_or_else(own, read)?;
        let to = if self.to.is_empty() { vec![own()?] } else { self.to.iter().map(read).collect::<Result<_, _>>()? };
        Ok((from, to))
    }
}
