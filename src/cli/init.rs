//! `journal init`

use super::Exit;
use super::session::Session;
use crate::error::Error;
use crate::render::visible;
use crate::vault;
use clap::Args;
use std::path::PathBuf;

/// Makes a vault: `.journal/config.yaml` with every setting explained, a first contact to look at, and a
/// `.gitignore`. A file that is already there is never touched.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal init ~/people\n  cd ~/notes && journal init")]
pub(super) struct Options {
    /// The folder; it is made when it is missing [default: the current one]
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

const SETTINGS: &str = include_str!("../../templates/init/config.yaml");
const CONTACT: &str = include_str!("../../templates/init/contact.md");
const GITIGNORE: &str = include_str!("../../templates/init/gitignore");

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let folder = options.dir.clone().or_else(|| session.global.vault.clone()).unwrap_or_else(|| PathBuf::from("."));
    let files = [
        (".journal/config.yaml", SETTINGS.to_owned()),
        ("people/jo-example.md", CONTACT.replace("TODAY", &session.today.to_string())),
        (".gitignore", GITIGNORE.to_owned()),
    ];
    if session.global.dry_run {
        let lines: String = files.iter().map(|(name, _)| format!("would make {}\n", folder.join(name).display())).collect();
        session.answer(&lines.lines().map(|line| visible(line).into_owned() + "\n").collect::<String>())?;
        return Ok(Exit::Done);
    }
    let (made, kept) = vault::init(&folder, &files)?;
    let mut text: String = made.iter().map(|path| format!("made {}\n", path.display())).collect();
    text.extend(kept.iter().map(|path| format!("kept {}, which was there\n", path.display())));
    text.push_str(&format!(
        "next: edit a note in {}, then `journal digest --vault {}`\n",
        folder.join("people").display(),
        folder.display()
    ));
    let text: String = text.lines().map(|line| visible(line).into_owned() + "\n").collect();
    session.answer(&text)?;
    Ok(Exit::Done)
}
