//! `journal edit`

use super::session::Session;
use super::writing::{context, whom};
use super::{Exit, names};
use crate::error::Error;
use crate::parse::{Scratch, note, places};
use crate::render::{Look, full};
use clap::Args;
use clap_complete::engine::ArgValueCompleter;
use std::path::Path;
use std::process::Command;

/// Open a note in your editor, at its log where the editor can be told; afterwards its findings are shown.
///
/// The editor is JOURNAL_EDITOR, `editor:` of your own settings, VISUAL, EDITOR, else vi; it may have arguments.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  journal edit ada\n  EDITOR='code --wait' journal edit ada")]
pub(super) struct Options {
    /// Whom
    #[arg(value_name = "WHO", add = ArgValueCompleter::new(names::complete), required = true)]
    who: Vec<String>,
}

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let (vault, index) = session.index()?;
    vault.present()?;
    let context = context(&vault);
    let path = index.path(whom(session, &index, &options.who.join(" "))?).to_owned();
    let file = vault.root().join(&path);
    let text = vault.text(&path).unwrap_or_default();
    let line = places(&text, &context).ok().and_then(|places| {
        let log = places.headings.iter().find(|heading| heading.title.trim().eq_ignore_ascii_case("log"))?;
        Some(text[..log.at.end].matches('\n').count() + 1)
    });
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let editor = set("JOURNAL_EDITOR").or_else(|| session.user.editor.clone()).or_else(|| set("VISUAL")).or_else(|| set("EDITOR"));
    let editor = editor.unwrap_or_else(|| "vi".to_owned());
    if session.global.dry_run {
        session.answer(&format!("would run: {editor} {}\n", file.display()))?;
        return Ok(Exit::Done);
    }
    let status = start(&editor, &file, line)
        .map_err(|error| Error::usage(format!("cannot start the editor `{editor}`: {error}"), "set JOURNAL_EDITOR to one that works"))?;
    if !status.success() {
        return Err(Error::usage(format!("the editor `{editor}` ended with {status}"), "set JOURNAL_EDITOR to one that works"));
    }
    let text = vault.text(&path).unwrap_or_default();
    let (_, findings) = note(&path, &text, &context, &mut Scratch::default());
    let lines: Vec<&str> = text.lines().collect();
    let look: Look = session.look(Some(&vault));
    let shown: String = findings.iter().map(|found| full(found, &lines, &look)).collect();
    session.answer(&shown)?;
    Ok(if findings.is_empty() { Exit::Done } else { Exit::SeeTo })
}

/// Runs the editor as git does: words that need a shell get one, with the file as an argument of its own.
fn start(editor: &str, file: &Path, line: Option<usize>) -> std::io::Result<std::process::ExitStatus> {
    let program = editor.split_whitespace().next().unwrap_or(editor);
    let name = Path::new(program).file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut arguments: Vec<std::ffi::OsString> = Vec::new();
    match (name.as_str(), line) {
        ("vi" | "vim" | "nvim" | "gvim" | "emacs" | "emacsclient" | "nano" | "micro" | "kak" | "joe" | "ne", Some(line)) => {
            arguments.push(format!("+{line}").into());
            arguments.push(file.into());
        }
        ("code" | "codium" | "cursor", Some(line)) => {
            arguments.push("--goto".into());
            let mut place = file.as_os_str().to_owned();
            place.push(format!(":{line}"));
            arguments.push(place);
        }
        ("hx" | "helix" | "subl" | "zed", Some(line)) => {
            let mut place = file.as_os_str().to_owned();
            place.push(format!(":{line}"));
            arguments.push(place);
        }
        _ => arguments.push(file.into()),
    }
    if editor.contains(['|', '&', ';', '<', '>', '(', ')', '$', '`', '\\', '"', '\'', ' ', '\t', '*', '?', '[', '#', '~', '=', '%']) {
        return Command::new("sh").arg("-c").arg(format!("{editor} \"$@\"")).arg(editor).args(arguments).status();
    }
    Command::new(editor).args(arguments).status()
}
