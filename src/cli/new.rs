//! `journal new`

use super::Exit;
use super::session::{Session, misread};
use super::set::{checked, day_value};
use super::writing::{WriteOptions, context, write};
use crate::edit::{clean, file_name};
use crate::error::Error;
use crate::index::{ContactId, Index, bare, folded};
use crate::parse::when::{self, Leaning};
use crate::parse::{Scratch, note};
use crate::vault::{Edit, Vault};
use clap::Args;

/// Make the note of a new contact.
///
/// All words make one name. The file's name comes from it: `people/ada-lovelace.md`, or `people/Ada Lovelace.md` with
/// `file_names: name` in the settings. The text comes from `.journal/templates/contact.md` where there is one;
/// in it `{{name}}` and `{{date}}`, or `NAME` and `TODAY`, are filled in. Nothing that is there is ever written over.
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

/// Where a vault keeps a template of its own.
const TEMPLATE: &str = ".journal/templates/contact.md";

const CONTACT: &str = include_str!("../../templates/contact.md");

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    let typed = options.name.join(" ");
    let tags = options.tag.iter().map(|tag| clean(tag.trim_start_matches('#')).replace(' ', "-")).collect::<Vec<_>>().join(", ");
    let met = options.met.as_deref().map(|text| {
        when::day(text, session.today, Leaning::Past)
            .map(|day| day.to_string())
            .or_else(|error| if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') { Ok(text.to_owned()) } else { Err(misread(error)) })
    });
    let met = met.transpose()?;
    let values = [
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
    let values: Vec<(&str, &str)> = values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
    let new = new_note(session, &vault, &index, &typed, &values)?;
    write(session, &vault, &format!("new: {}", clean(&typed)), options.write, |_| Ok(vec![new]))
}

/// The edit that makes the note of somebody new, with these values in its front matter.
pub(super) fn new_note(session: &Session, vault: &Vault, index: &Index, typed: &str, values: &[(&str, &str)]) -> Result<Edit, Error> {
    let context = context(vault);
    let name = clean(typed);
    let file = file_name(if typed.chars().any(char::is_control) { typed } else { &name }, &bare(&name), vault.settings().names_kept)
        .map_err(|fault| Error::usage(format!("`{name}` makes no file name: {}", fault.message()), "use letters, digits and blanks"))?;
    let folder = vault.settings().contact_folders.first().map_or("people", String::as_str).trim_matches('/');
    let folders = index.notes().iter().filter_map(|note| note.path().rsplit_once('/')).map(|(folder, _)| folder);
    let folder = folders.into_iter().find(|there| there.eq_ignore_ascii_case(folder)).unwrap_or(folder);
    let path = format!("{folder}/{file}");
    no_clash(vault, index, &name, &path)?;
    let own = vault.template("contact.md").map_err(|message| Error::usage(format!("{TEMPLATE}: {message}"), "mend the template"))?;
    let mut text = filled(own.as_deref().unwrap_or(CONTACT), &name, &session.today.to_string());
    for (key, value) in [("name", name.as_str())].iter().chain(values) {
        let value = day_value(key, &clean(value), session.today, &context)?;
        text = checked(if own.is_some() { TEMPLATE } else { &path }, &text, key, &value, &context)?;
    }
    let (read, _) = note(&path, &text, &context, &mut Scratch::default());
    if read.contact().is_none() || !vault.reads(&path) {
        return Err(Error::usage(
            format!("`{path}` would not be read as a contact; nothing is written"),
            "use another name, or look at `contact_folders` and `ignore` in `.journal/config.yaml`",
        ));
    }
    Ok(Edit { path, before: None, after: Some(text) })
}

/// A template with name and day filled in; the key `name` is emptied, to be set.
fn filled(template: &str, name: &str, today: &str) -> String {
    let text = template.replace("name: NAME\n", "name:\n").replace("name: {{name}}\n", "name:\n");
    let text = ["\"{{name}}\"", "'{{name}}'"].iter().fold(text, |text, word| text.replace(&format!("name: {word}\n"), "name:\n"));
    let text = ["NAME", "{{name}}", "{{title}}"].iter().fold(text, |text, word| text.replace(word, name));
    ["TODAY", "{{date}}"].iter().fold(text, |text, word| text.replace(word, today))
}

/// Refuses a name that somebody has, or a file that is there, whatever the letter case and the form of its accents.
fn no_clash(vault: &Vault, index: &Index, name: &str, path: &str) -> Result<(), Error> {
    let same = |other: &str| bare(other) == bare(name);
    let bears = |id: &ContactId| same(index.contact(*id).name()) || index.contact(*id).aliases().iter().any(same);
    if let Some(id) = &index.contacts().find(bears) {
        return Err(Error::usage(
            format!("`{name}` is a name of {} ({}) already", index.contact(*id).name(), index.path(*id)),
            "`journal edit` opens that note; another person needs a name that tells them apart",
        ));
    }
    let same = index.notes().iter().find(|note| folded(note.path()) == folded(path) || note.stem().eq_ignore_ascii_case(&stem(path)));
    let there =
        same.map(|note| note.path().to_owned()).or_else(|| vault.root().join(path).symlink_metadata().is_ok().then(|| path.to_owned()));
    match there {
        Some(there) => Err(Error::usage(format!("`{there}` is there already and is not written over"), "use a name that tells them apart")),
        None => Ok(()),
    }
}

fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}
