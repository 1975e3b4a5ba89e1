//! The settings that are in force.

use crate::diagnostic::Severity;
use crate::model::{Career, NoteLinks, OwnTransition, Settings, Word};
use crate::parse::settings::UserSettings;
use serde::Serialize;

/// The page of `journal config`.
#[derive(Debug, Serialize)]
pub struct ConfigPage {
    schema: &'static str,
    /// The vault's settings file, relative to the vault; it need not be there.
    path: &'static str,
    /// Your own settings file; it need not be there.
    user_path: Option<String>,
    /// The settings, in the order of the manual.
    pub settings: Vec<SettingRow>,
}

/// One setting.
#[derive(Debug, Serialize)]
pub struct SettingRow {
    /// Its keys, from the outermost on, with dots between.
    pub setting: String,
    /// Its value; `None` where there is none.
    pub value: Option<Value>,
    /// What it is where no file says anything of it.
    pub default: Option<Value>,
    /// In which file it belongs.
    pub file: SettingsFile,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A text, as one would write it.
    Text(String),
    /// How many.
    Count(usize),
    /// A weight.
    Weight(f64),
    /// Texts.
    List(Vec<String>),
}

/// A file that holds settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SettingsFile {
    /// The vault's.
    Vault,
    /// Your own.
    User,
}

impl SettingsFile {
    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            SettingsFile::Vault => "vault",
            SettingsFile::User => "user",
        }
    }
}

/// A setting with its value.
type Set = (String, Option<Value>);

/// The page of these settings; each file is named by its path.
pub fn config_page(settings: &Settings, user: &UserSettings, path: &'static str, user_path: Option<String>) -> ConfigPage {
    let usual = all(&Settings::default());
    let default = |setting: &str| usual.iter().find(|(name, _)| name == setting).and_then(|(_, value)| value.clone());
    let row = |(setting, value): Set| SettingRow { default: default(&setting), setting, value, file: SettingsFile::Vault };
    let mut rows: Vec<SettingRow> = all(settings).into_iter().map(row).collect();
    for (name, value) in [("vault", &user.vault), ("editor", &user.editor), ("pager", &user.pager)] {
        let value = value.clone().map(Value::Text);
        rows.push(SettingRow { setting: name.to_owned(), value, default: None, file: SettingsFile::User });
    }
    ConfigPage { schema: "journal.config/1", path, user_path, settings: rows }
}

/// Every setting of a vault.
fn all(settings: &Settings) -> Vec<Set> {
    let Settings { cadence, digest, kinds, me, .. } = settings;
    let one = |name: &str, value: Option<Value>| vec![(name.to_owned(), value)];
    let text = |value: &dyn ToString| Some(Value::Text(value.to_string()));
    let words = |name: &str, all: &[Word]| table(name, &mut all.iter().map(|word| (&*word.name, Value::List(word.variants.clone()))));
    let mut circles = Vec::new();
    for circle in &settings.circles {
        circles.push((format!("circles.{}", circle.name), text(&circle.text)));
        if circle.weight != 1.0 {
            circles.push((format!("circles.{}.weight", circle.name), Some(Value::Weight(circle.weight))));
        }
    }
    let mut weights =
        kinds.all().filter(|kind| kinds.weight(*kind) != 1.0).map(|kind| (kinds.name(kind), Value::Weight(kinds.weight(kind))));
    let mut levels = settings.levels.all().map(|(code, level)| (code.name(), Value::Text(level.map_or("off", Severity::name).to_owned())));
    [
        one("contact_folders", list(&settings.contact_folders)),
        one("file_names", text(if settings.names_kept { &"name" } else { &"slug" })),
        one("mentions", text(if settings.bold_names { &"bold" } else { &"links" })),
        one("ignore", list(&settings.ignore)),
        if circles.is_empty() { one("circles", None) } else { circles },
        one("cadence.default", text(&cadence.1)),
        one("cadence.in_transition", text(&settings.in_transition)),
        table("cadence.tags", &mut settings.tag_cadences.iter().map(|(tag, _, written)| (&**tag, Value::Text(written.clone())))),
        words("channels", &settings.channels),
        words("kinds", &kinds.added()),
        table("weights", &mut weights),
        table("keys", &mut settings.keys.iter().map(|(key, spellings)| (&**key, Value::List(spellings.clone())))),
        one("digest.period", text(&digest.period)),
        one("digest.balance", text(&digest.balance)),
        one("digest.coming", text(&digest.coming)),
        one("digest.limit", Some(Value::Count(digest.limit))),
        one("digest.links", text(&links(digest.links))),
        table("check.levels", &mut levels),
        one("me.name", me.name.clone().map(Value::Text)),
        one("me.email", list(&me.email)),
        one("me.location", me.location.clone().map(Value::Text)),
        one("me.career", list(&me.career.iter().map(stint).collect::<Vec<_>>())),
        me.transition.as_ref().map_or_else(|| one("me.transition", None), spell),
    ]
    .concat()
}

fn list(all: &[String]) -> Option<Value> {
    Some(Value::List(all.to_vec()))
}

/// A row for each name of a table; one without a value where it is empty.
fn table(name: &str, rows: &mut dyn Iterator<Item = (&str, Value)>) -> Vec<Set> {
    let rows: Vec<Set> = rows.map(|(own, value)| (format!("{name}.{own}"), Some(value))).collect();
    if rows.is_empty() { vec![(name.to_owned(), None)] } else { rows }
}

fn links(links: NoteLinks) -> &'static str {
    match links {
        NoteLinks::Relative => "relative",
        NoteLinks::File => "file",
        NoteLinks::Obsidian => "obsidian",
        NoteLinks::Vscode => "vscode",
    }
}

fn stint(stint: &Career) -> String {
    let role = stint.role.as_ref().map(|role| format!(", {role}")).unwrap_or_default();
    format!("{}{role} {}", stint.organization, stint.range)
}

fn spell(own: &OwnTransition) -> Vec<Set> {
    let day = |day: Option<crate::model::Date>| day.map(|day| Value::Text(day.to_string()));
    vec![
        ("me.transition.since".to_owned(), day(own.since)),
        ("me.transition.until".to_owned(), day(own.until)),
        ("me.transition.seeking".to_owned(), own.seeking.clone().map(Value::Text)),
        ("me.transition.needs".to_owned(), list(&own.needs)),
    ]
}
