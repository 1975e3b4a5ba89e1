//! `journal index`

use super::Exit;
use super::session::Session;
use crate::error::Error;
use crate::index::Index;
use crate::model::Date;
use crate::query::findings;
use crate::render::{Medium, Shape, json, page, shape};
use crate::report::{counts, model_page};
use crate::vault::Caching;
use clap::Args;
use serde::Serialize;

#[derive(Serialize)]
struct Counted {
    #[serde(flatten)]
    counts: crate::report::Counts,
    errors: usize,
    warnings: usize,
}

/// Reads the vault and prints how much is in it.
///
/// Notes that are as they were come from the cache; nothing needs this command to be run first. Formats: text, json
/// (the whole model: contacts, interactions, links, findings).
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal index\n  journal index --format json -o vault.json\n  journal index --rebuild")]
pub(super) struct Options {
    /// Read every note anew and write the cache from the beginning
    #[arg(long)]
    rebuild: bool,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "json"])?;
    let caching = if options.rebuild && !session.global.no_cache { Caching::Rebuild } else { session.caching() };
    let (vault, index) = session.index_by(caching)?;
    let findings = findings(&index, session.today);
    let text = match format {
        "json" => json(&model_page(&index, &vault.shown().to_string_lossy(), session.today, &findings))?,
        _ => {
            let (errors, warnings) = crate::query::count(&findings);
            page(
                "index",
                Medium::of(format),
                &Counted { counts: counts(&index, session.today), errors, warnings },
                &session.look(Some(&vault)),
            )?
        }
    };
    session.answer(&text)?;
    Ok(session.trouble(findings.iter()))
}

/// What the page gives its template.
pub(super) fn context(index: &Index, today: Date) -> Shape {
    shape(&Counted { counts: counts(index, today), errors: 0, warnings: 0 })
}
