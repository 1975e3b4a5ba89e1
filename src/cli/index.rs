//! `journal index`

use super::Exit;
use super::session::Session;
use crate::error::Error;
use crate::query::{findings, standings};
use crate::render::{Medium, json, page};
use crate::report::{counts, model_page};
use serde::Serialize;

#[derive(Serialize)]
struct Counted {
    #[serde(flatten)]
    counts: crate::report::Counts,
    errors: usize,
    warnings: usize,
}

pub(super) fn run(session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "json"])?;
    let (vault, index) = session.index()?;
    let findings = findings(&index, &standings(&index, session.today), session.today);
    let text = match format {
        "json" => json(&model_page(&index, &vault.shown().to_string_lossy(), session.today, &findings))?,
        _ => {
            let (errors, warnings) = crate::query::count(&findings);
            page("index", Medium::Text, &Counted { counts: counts(&index, session.today), errors, warnings }, &session.look(Some(&vault)))?
        }
    };
    session.answer(&text)?;
    Ok(session.trouble(findings.iter()))
}
