//! Names of people, for the shell to complete. They are those of the last run: nothing is read of the notes while one types.

use super::args::{Cli, command};
use super::session::Session;
use crate::index::{self, Index, bare};
use crate::vault::{Caching, Keeping, Vault};
use clap::FromArgMatches;
use clap_complete::engine::CompletionCandidate;
use std::ffi::OsStr;
use std::fmt::Write;

/// Under which question the names are kept.
const QUESTION: &str = "names to complete";

/// Candidates offered at most.
const MOST: usize = 200;

/// Contacts one of whose names has a word that begins like this. Without a vault, or when it cannot be read, nobody.
pub(super) fn complete(current: &OsStr) -> Vec<CompletionCandidate> {
    let wanted = bare(&current.to_string_lossy());
    vault().map(|vault| candidates(&vault, &wanted)).unwrap_or_default()
}

/// The vault that the command line being typed is for.
fn vault() -> Option<Vault> {
    let words: Vec<_> = std::env::args_os().skip_while(|word| word != "--").skip(1).collect();
    let named = words.iter().position(|word| word == "--vault").and_then(|at| words.get(at + 1)).cloned();
    let inside = words.iter().find_map(|word| word.to_str()?.strip_prefix("--vault=").map(Into::into));
    let mut typed = vec![OsStr::new("journal").to_owned()];
    typed.extend(named.or(inside).into_iter().flat_map(|folder| [OsStr::new("--vault").to_owned(), folder]));
    typed.push(OsStr::new("today").to_owned());
    let cli = Cli::from_arg_matches(&command().try_get_matches_from(typed).ok()?).ok()?;
    Session::new(cli.global).ok()?.vault().ok()
}

fn candidates(vault: &Vault, wanted: &str) -> Vec<CompletionCandidate> {
    let mut found = Vec::new();
    if !vault.kept_lines(QUESTION, |lines| take(lines, wanted, &mut found)) {
        found.clear();
        let mut loaded = index::load(vault, vault.notes(Caching::On), Keeping::Sparing);
        let names = lines(&loaded.index);
        loaded.notes.keep_text(QUESTION, &names);
        take(&names, wanted, &mut found);
    }
    found
}

/// One line for each contact: its names folded, its file's stem, its display name.
fn lines(index: &Index) -> String {
    let mut out = String::new();
    for id in index.contacts().filter(|&id| is_word(index.note(id).stem())) {
        let contact = index.contact(id);
        let stem = index.note(id).stem();
        let aliases = contact.aliases().iter().map(bare);
        let names = [bare(stem), bare(contact.name())].into_iter().chain(aliases).fold(String::new(), |names, name| names + " " + &name);
        let plain = |text: &str| text.replace(['\t', '\n'], " ");
        let _ = writeln!(out, "{}\t{}\t{}", plain(&names).replace(['-', '_'], " "), plain(stem), plain(contact.name()));
    }
    out
}

/// Whether a shell takes this for words and nothing else: what it completes is put on its line as it is, and run as it stands there.
fn is_word(stem: &str) -> bool {
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '+' | '@' | '’' | '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}')
    };
    stem.starts_with(char::is_alphanumeric) && stem.chars().all(plain)
}

/// Takes the contacts of some lines, each once, if a name has a word that begins as wanted.
fn take(lines: &str, wanted: &str, found: &mut Vec<CompletionCandidate>) {
    let word = format!(" {wanted}");
    let mut from = 0;
    for at in memchr::memmem::find_iter(lines.as_bytes(), word.as_bytes()) {
        if at < from || found.len() >= MOST {
            continue;
        }
        let start = lines[..at].rfind('\n').map_or(0, |end| end + 1);
        let end = lines[at..].find('\n').map_or(lines.len(), |end| at + end);
        let mut parts = lines[start..end].split('\t');
        let (Some(names), Some(stem), Some(name)) = (parts.next(), parts.next(), parts.next()) else { continue };
        if at < start + names.len() {
            found.push(CompletionCandidate::new(stem).help(Some(crate::render::visible(name).into_owned().into())));
            from = end;
        }
    }
}
