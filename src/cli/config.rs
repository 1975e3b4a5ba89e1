//! `journal config`

use super::Exit;
use super::session::Session;
use crate::error::Error;
use crate::render::Table;
use crate::report::{Value, config_page};
use crate::vault::{SETTINGS, user_settings_path};
use clap::Args;

/// The settings that are in force: every setting with its value, its default, and the file it belongs in: the vault's
/// `.journal/config.yaml`, or your own `~/.config/journal/config.yaml`. Formats: text, json, csv, md.
///
/// Both files are yours to write, in any editor; the manual of the format says what each setting means. A setting that
/// cannot be used is reported with its place, by every command.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal config\n  journal config --format json")]
pub(super) struct Options {}

pub(super) fn run(_: &Options, session: &Session) -> Result<Exit, Error> {
    let vault = session.vault()?;
    let user_path = user_settings_path().map(|path| path.display().to_string());
    let page = config_page(vault.settings(), &session.user, SETTINGS, user_path);
    let rows = page
        .settings
        .iter()
        .map(|row| vec![row.setting.clone(), shown(row.value.as_ref()), shown(row.default.as_ref()), row.file.name().to_owned()]);
    let table = Table { columns: vec!["setting", "value", "default", "file"], rows: rows.collect() };
    session.tabled(&page, &table, &session.look(Some(&vault)))
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Count(number)) => number.to_string(),
        Some(Value::Weight(weight)) => weight.to_string(),
        Some(Value::List(list)) => list.join(", "),
    }
}
