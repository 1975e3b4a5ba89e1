//! `journal templates`

use super::context::contexts;
use super::session::Session;
use super::writing::{WriteOptions, write};
use super::{Exit, output};
use crate::error::Error;
use crate::model::order;
use crate::render::{Shape, Table, block_names, built_in_templates, json, template_text, visible};
use crate::report::{TemplateRow, TemplatesPage};
use crate::vault::{self, Edit, Place, Vault, user_templates};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

/// The templates that pages are made of: the vault's own in `.journal/templates`, your own in
/// `~/.config/journal/templates`, and the built-in ones.
///
/// A file there takes the place of the built-in template of the same name: `digest.html`, `stale.txt`. It can take over
/// the built-in one and change a single block:
///
///   {% extends "builtin/digest.html" %}
///   {% block footer %}Written by hand.{% endblock %}
///
/// Templates of other names are used with `--template NAME`. The chapter on templates of the manual says more.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal templates list\n  journal templates show digest.html\n  journal templates eject digest.txt\n  journal templates context digest\n  journal digest --template newsletter.md"
)]
pub(super) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Which templates there are, where each comes from, and its blocks; formats: text, json, csv, md
    List,
    /// Print one as it is written
    Show {
        /// Its name; `builtin/NAME` for the built-in one whatever else there is
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Write a built-in one where you can change it; never over a file
    Eject {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
        /// Where to
        #[arg(long, value_name = "WHERE", default_value = "vault")]
        to: To,
    },
    /// What a page gives its template: every field with its type; formats: text, json
    Context {
        /// The page or a template's name: digest, show, stale.txt; without one, all pages
        #[arg(value_name = "NAME")]
        name: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum To {
    /// The vault's `.journal/templates`
    Vault,
    /// Your own `~/.config/journal/templates`
    User,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    match &options.what {
        What::List => list(session),
        What::Show { name } => {
            let look = session.look(Some(&session.vault()?));
            let text = template_text(name, &look)?;
            let line = |line: &str| line.split('\t').map(visible).collect::<Vec<_>>().join("\t");
            session.answer(&text.split('\n').map(line).collect::<Vec<_>>().join("\n"))?;
            Ok(Exit::Done)
        }
        What::Eject { name, to } => eject(name, *to, session),
        What::Context { name } => context(name.as_deref(), session),
    }
}

fn list(session: &Session) -> Result<Exit, Error> {
    let vault = session.vault()?;
    let page = TemplatesPage::new(rows(&vault));
    let look = session.look(Some(&vault));
    let exit = session.tabled(&page, &table(&page), &look)?;
    for template in vault.templates().iter() {
        if let Err(why) = &template.text {
            output::complain(&format!("warning: {}: {why}", template.path));
        }
    }
    Ok(exit)
}

/// Every template, by name, the one that is used first.
fn rows(vault: &Vault) -> Vec<TemplateRow> {
    let own = vault.templates().iter().map(|template| {
        let blocks = template.text.iter().flat_map(|text| block_names(text)).map(str::to_owned).collect();
        TemplateRow { name: template.name.clone(), from: template.place.name(), path: Some(template.path.clone()), used: true, blocks }
    });
    let built_in = built_in_templates().map(|(name, blocks)| {
        let blocks = blocks.into_iter().map(str::to_owned).collect();
        TemplateRow { name: name.to_owned(), from: Place::BuiltIn.name(), path: None, used: true, blocks }
    });
    let mut rows: Vec<TemplateRow> = own.chain(built_in).collect();
    order::sort_by(&mut rows, |a, b| a.name.cmp(&b.name));
    for at in 1..rows.len() {
        rows[at].used = rows[at].name != rows[at - 1].name;
    }
    rows
}

fn table(page: &TemplatesPage) -> Table {
    let row = |row: &TemplateRow| {
        let from = if row.used { row.from.to_owned() } else { format!("{}, not used", row.from) };
        vec![row.name.clone(), from, row.blocks.join(" ")]
    };
    Table { columns: vec!["name", "from", "blocks"], rows: page.templates.iter().map(row).collect() }
}

fn eject(name: &str, to: To, session: &Session) -> Result<Exit, Error> {
    let name = name.strip_prefix("builtin/").unwrap_or(name);
    let vault = session.vault()?;
    let look = session.look(Some(&vault));
    let text = template_text(&format!("builtin/{name}"), &look)?.to_owned();
    let there = |place: Place| vault.templates().iter().find(|template| template.place == place && template.name == name);
    let place = if to == To::Vault { Place::Vault } else { Place::User };
    if let Some(there) = there(place) {
        return Err(Error::usage(format!("`{}` is there already and is not written over", there.path), "delete or rename it first"));
    }
    if to == To::Vault {
        let edit = Edit { path: format!(".journal/templates/{name}"), before: None, after: Some(text) };
        return write(session, &vault, &format!("templates: eject {name}"), WriteOptions { part_hard_links: false }, |_| Ok(vec![edit]));
    }
    let folder = user_templates().ok_or_else(|| Error::usage("there is no folder of your own", "set HOME or XDG_CONFIG_HOME"))?;
    let shown = visible(&folder.join(name).display().to_string()).into_owned();
    if session.global.dry_run {
        session.answer(&format!("would make {shown}\n"))?;
        return Ok(Exit::Done);
    }
    vault::init(&folder, &[(name, text)])?;
    session.answer(&format!("made {shown}\n"))?;
    Ok(Exit::Done)
}

fn context(name: Option<&str>, session: &Session) -> Result<Exit, Error> {
    let format = session.format(&["text", "json"])?;
    let page = name.map(|name| name.strip_prefix("builtin/").unwrap_or(name)).map(|name| name.split('.').next().unwrap_or(name));
    let shapes = contexts();
    let chosen: Vec<&(&str, Shape)> = shapes.iter().filter(|(known, _)| page.is_none_or(|page| page == *known)).collect();
    if chosen.is_empty() {
        let known = shapes.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(Error::usage(
            format!("`{}` is no page", visible(name.unwrap_or_default())),
            format!("pages are {known}; what other commands give is what `--format json` prints"),
        ));
    }
    let text = match format {
        "json" => json(&Contexts::new(&chosen))?,
        _ => chosen.iter().map(|(name, shape)| format!("{}\n\n{}", heading(name), indented(&shape.lines()))).collect::<Vec<_>>().join("\n"),
    };
    session.answer(&text)?;
    Ok(Exit::Done)
}

/// The page of `journal templates context --format json`.
#[derive(Serialize)]
struct Contexts<'s> {
    schema: &'static str,
    pages: Vec<PageContext<'s>>,
}

#[derive(Serialize)]
struct PageContext<'s> {
    name: &'s str,
    fields: &'s Shape,
}

impl<'s> Contexts<'s> {
    fn new(pages: &[&'s (&'s str, Shape)]) -> Contexts<'s> {
        let pages = pages.iter().map(|(name, fields)| PageContext { name, fields }).collect();
        Contexts { schema: "journal.templates_context/1", pages }
    }
}

fn heading(page: &str) -> String {
    let names: Vec<&str> = built_in_templates().map(|(name, _)| name).filter(|name| name.split('.').next() == Some(page)).collect();
    match names.as_slice() {
        [] => format!("{page}: what `journal {page} --template NAME` gives a template of your own"),
        names => format!("{page}: what `journal {page}` gives {}", names.join(", ")),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
