//! `journal new`

use super::Exit;
use super::session::{Session, misread};
use super::set::{checked, day_value};
use super::writing::{Planned, WriteOptions, context, write};
use crate::edit::{clean, file_name};
use crate::error::Error;
use crate::index::{Index, bare, folded};
use crate::parse::when::{self, Leaning};
use crate::vault::{Edit, Vault};
use clap::Args;

/// Make the note of a new contact.
///
/// All words make one name. The file's name comes from it: `people/ada-lovelace.md`, or `people/Ada Lovelace.md` with
/// `file_names: name` in the settings. The text comes from `.journal/templates/contact.md` where there is one;
/// in it `NAME` and `TODAY` are filled in. Nothing that is there is ever written over.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal new Ada Lovelace\n  journal new Ada Lovelace --company 'Analytical Engines' --circle close --met yesterday"
)]
pub(super) struct Options {
    /// The name
    #[arg(value_name = "NAME", required = true)]
    name: Vec<String>,
    /// Where they work
    #[arg(long, value_name = "NAME")]
    company: Option<String>,
    /// As what
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// A circle of the settings
    #[arg(long, value_name = "CIRCLE")]
    circle: Option<String>,
    /// How often to be in touch: 6w, quarterly, none
    #[arg(long, value_name = "CADENCE")]
    cadence: Option<String>,
    /// An address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,
    /// A number
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
    /// When you met [default: today]
    #[arg(long, value_name = "DATE")]
    met: Option<String>,
    /// How you met
    #[arg(long, value_name = "TEXT")]
    how_we_met: Option<String>,
    /// A tag; give it again for more
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    #[command(flatten)]
    write: WriteOptions,
}

const CONTACT: &str = include_str!("../../templates/contact.md");

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    let context = context(&vault);
    let typed = options.name.join(" ");
    let name = clean(&typed);
    let file = file_name(if typed.chars().any(char::is_control) { &typed } else { &name }, &bare(&name), vault.settings().names_kept)
        .map_err(|fault| Error::usage(format!("`{name}` makes no file name: {}", fault.message()), "use letters, digits and blanks"))?;
    let folder = vault.settings().contact_folders.first().map_or("people", String::as_str).trim_matches('/');
    let path = format!("{folder}/{file}");
    no_clash(&vault, &index, &name, &path)?;
    let own = vault.template("contact.md");
    let mut text = own.as_deref().unwrap_or(CONTACT).replace("NAME", &name).replace("TODAY", &session.today.to_string());
    if own.is_none() {
        text = text.replacen(&format!("name: {name}\n"), "name:\n", 1);
    }
    let tags = options.tag.iter().map(|tag| clean(tag.trim_start_matches('#'))).collect::<Vec<_>>().join(", ");
    let met = options.met.as_deref().map(|text| {
        when::day(text, session.today, Leaning::Past)
            .map(|day| day.to_string())
            .or_else(|error| if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') { Ok(text.to_owned()) } else { Err(misread(error)) })
    });
    let met = met.transpose()?;
    let values = [
        ("name", Some(name.as_str())),
        ("company", options.company.as_deref()),
        ("role", options.role.as_deref()),
        ("circle", options.circle.as_deref()),
        ("cadence", options.cadence.as_deref()),
        ("email", options.email.as_deref()),
        ("phone", options.phone.as_deref()),
        ("met", met.as_deref()),
        ("how_we_met", options.how_we_met.as_deref()),
        ("tags", Some(tags.as_str()).filter(|tags| !tags.is_empty())),
    ];
    for (key, value) in values.into_iter().filter_map(|(key, value)| Some((key, value?))) {
        let value = day_value(key, &clean(value), session.today, &context)?;
        text = checked(&path, &text, key, &value, &context)?.0;
    }
    write(session, &vault, &format!("new: {name}"), options.write, |_| {
        Ok(vec![Planned {
            edit: Edit { path: path.clone(), before: None, after: Some(text) },
            line: 1,
            shows: format!("a note for {name}"),
        }])
    })
}

/// Refuses a name that somebody has, or a file that is there, whatever the letter case and the form of its accents.
fn no_clash(vault: &Vault, index: &Index, name: &str, path: &str) -> Result<(), Error> {
    if let Some(id) = index.bearers(name).first() {
        return Err(Error::usage(
            format!("`{name}` is a name of {} ({}) already", index.contact(*id).name, index.path(*id)),
            "`journal edit` opens that note; another person needs a name that tells them apart",
        ));
    }
    let same = index.notes().iter().find(|note| folded(&note.path) == folded(path) || note.stem().eq_ignore_ascii_case(&stem(path)));
    let there = same.map(|note| note.path.to_string()).or_else(|| vault.root().join(path).exists().then(|| path.to_owned()));
    match there {
        Some(there) => Err(Error::usage(format!("`{there}` is there already and is not written over"), "use a name that tells them apart")),
        None => Ok(()),
    }
}

fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}
