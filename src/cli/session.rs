//! What every command needs: the vault, the day, the look, and where the answer goes.

use super::args::{Global, When};
use super::{Exit, output, progress};
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::Error;
use crate::index::{self, ContactId, Index, Texts, bare};
use crate::model::{Date, NoteLinks, Period, order};
use crate::parse::settings::UserSettings;
use crate::parse::when::{self, Leaning, Misread};
use crate::query::{Who, who};
use crate::render::{Charset, Colour, Links, Look, Templates, built_in_templates, visible};
use crate::report::ERRORS_TOLD;
use crate::vault::{self, Caching, Durable, Keeping, Past, Place, Vault};
use std::io::IsTerminal;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One run of the program.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) global: Global,
    pub(super) today: Date,
    pub(super) user: UserSettings,
    past: Option<Arc<Past>>,
}

/// Columns where nothing says how wide the terminal is.
const COLUMNS: usize = 80;

/// Lines longer than this are hard to read.
const WIDEST: usize = 120;

impl Session {
    pub(super) fn new(mut global: Global) -> Result<Session, Error> {
        // As elsewhere, `-` is standard output.
        global.output = global.output.filter(|path| path.as_os_str() != "-");
        let today = day(&global)?;
        let mut session = Session { user: vault::user_settings()?, global, today, past: None };
        if let Some(revision) = &session.global.rev {
            let past = Past::of(&session.any_vault()?, revision)?;
            if session.global.named_day().is_none() {
                session.today = past.day;
            }
            session.past = Some(Arc::new(past));
        }
        Ok(session)
    }

    /// Goes on with the day it is now. Whether it is another one.
    pub(super) fn follow_the_clock(&mut self) -> bool {
        let before = self.today;
        self.today = day(&self.global).unwrap_or(before);
        self.today != before
    }

    /// The vault, with settings that can be used.
    pub(super) fn vault(&self) -> Result<Vault, Error> {
        self.any_vault()?.usable()
    }

    /// The vault, whatever its settings.
    pub(super) fn any_vault(&self) -> Result<Vault, Error> {
        let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let from_env = std::env::var_os("JOURNAL_VAULT").filter(|v| !v.is_empty()).map(PathBuf::from);
        let vault = vault::find(self.global.vault.as_deref(), from_env.as_deref(), &here, &self.user)?;
        let vault = self.with_template(vault);
        Ok(match &self.past {
            Some(past) => vault.in_past(past),
            None => vault,
        })
    }

    /// The vault with the file of `--template`, when that names one.
    fn with_template(&self, vault: Vault) -> Vault {
        let Some(asked) = &self.global.template else { return vault };
        let known =
            |name: &str| vault.templates().find(name, Place::Vault).is_some() || built_in_templates().any(|(known, _)| known == name);
        let builtin = asked.strip_prefix("builtin/").is_some_and(|name| built_in_templates().any(|(known, _)| known == name));
        let file = !builtin && (asked.contains('/') || !known(asked) && Path::new(asked).is_file());
        if file { vault.with_template(Path::new(asked)) } else { vault }
    }

    /// A vault opened before, with its settings as they are now.
    pub(super) fn reopened(&self, vault: &Vault) -> Result<Vault, Error> {
        vault::find(Some(vault.shown()), None, Path::new("."), &self.user).map(|vault| self.with_template(vault))?.usable()
    }

    /// The vault's index. It lives as long as the process: the system takes it back faster than we could.
    pub(super) fn index(&self) -> Result<(Vault, ManuallyDrop<Index>), Error> {
        self.index_by(self.caching())
    }

    /// The same, with the cache used like this.
    pub(super) fn index_by(&self, caching: Caching) -> Result<(Vault, ManuallyDrop<Index>), Error> {
        let vault = self.vault()?;
        let start = std::time::Instant::now();
        let shown = progress::show(&vault, self.global.quiet);
        let index = ManuallyDrop::new(index::load(&vault, vault.notes(caching), Keeping::Sparing, Texts::All).index);
        drop(shown);
        self.verbose(&vault, &index, start);
        Ok((vault, index))
    }

    /// What is done with what was read before.
    pub(super) fn caching(&self) -> Caching {
        if self.global.no_cache { Caching::Off } else { Caching::On }
    }

    pub(super) fn verbose(&self, vault: &Vault, index: &Index, start: std::time::Instant) {
        if self.global.verbose {
            let (notes, shown, taken) = (index.note_count(), vault.shown().display(), start.elapsed().as_secs_f64() * 1e3);
            output::complain(&format!("read {notes} notes of {shown} in {taken:.1} ms"));
        }
    }

    /// Tells stderr of notes that could not be read as written. The exit code they ask for.
    pub(super) fn trouble<'a>(&self, findings: impl Iterator<Item = &'a Diagnostic>) -> Exit {
        let (errors, count) = first_errors(findings);
        self.tell(&errors, count)
    }

    /// The same of the first errors and their number.
    pub(super) fn tell(&self, errors: &[Diagnostic], count: usize) -> Exit {
        if !self.global.quiet && count > 0 {
            errors.iter().for_each(|found| output::complain(crate::render::short(found).trim_end()));
            output::complain(&match count - errors.len() {
                0 => "`journal check` shows the way out".to_owned(),
                rest => format!("and {rest} more errors; `journal check` shows all, with the way out"),
            });
        }
        if self.global.strict && count > 0 { Exit::SeeTo } else { Exit::Done }
    }

    /// Whether nothing is to be printed where nothing is due. A file that `-o` names is written all the same: it would else keep
    /// what is no longer so.
    pub(super) fn silent(&self) -> bool {
        self.global.quiet && self.global.output.is_none()
    }

    /// How the answer should look.
    pub(super) fn look(&self, vault: Option<&Vault>) -> Look {
        let to_terminal = self.global.output.is_none() && std::io::stdout().is_terminal();
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced = std::env::var("CLICOLOR_FORCE").is_ok_and(|value| !value.is_empty() && value != "0");
        let colour = match self.global.color {
            When::Always => true,
            When::Never => false,
            When::Auto => !set("NO_COLOR") && (forced || to_terminal && std::env::var("TERM").as_deref() != Ok("dumb")),
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|n| *n > 0);
        let terminal = || to_terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
        Look {
            width: columns.or_else(terminal).unwrap_or(COLUMNS).clamp(40, WIDEST),
            colour: if colour { Colour::On } else { Colour::Off },
            charset: charset(),
            today: self.today,
            links: Links { to_vault: vault.map_or_else(String::new, |vault| self.prefix(vault)), ..Links::default() },
            templates: vault.map_or_else(Templates::default, |vault| self.templates(vault)),
        }
    }

    fn templates(&self, vault: &Vault) -> Templates {
        let file = vault.templates().iter().find(|template| template.place == Place::File).map(|template| template.name.clone());
        Templates {
            own: vault.templates().clone(),
            asked: self.global.template.as_ref().map(|asked| file.unwrap_or_else(|| asked.clone())),
        }
    }

    /// The same for a page in a browser: notes open with what the settings name.
    pub(super) fn browser(&self, vault: &Vault) -> Look {
        let mut look = self.look(Some(vault));
        let opened = vault.settings().digest.links;
        look.links.opened = (opened != NoteLinks::Relative).then(|| (opened, format!("{}/", vault.root().display())));
        look
    }

    /// The path from the folder of `-o` to the vault, for links in pages.
    fn prefix(&self, vault: &Vault) -> String {
        let Some(output) = &self.global.output else { return String::new() };
        let folder = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        folder.canonicalize().map_or_else(|_| String::new(), |folder| path_to(vault, &folder))
    }

    /// Whether a template was named for the page.
    pub(super) fn has_template(&self) -> bool {
        self.global.template.is_some()
    }

    /// Prints the answer, or writes it to the file that `-o` names.
    pub(super) fn answer(&self, text: &str) -> Result<(), Error> {
        let output = self.global.output.as_deref();
        output.map_or(Ok(()), |path| output::spare_contacts(path, || self.any_vault().ok()))?;
        match output {
            Some(path) if self.global.dry_run => {
                output::complain(&format!("would write {} bytes to `{}`", text.len(), path.display()));
                Ok(())
            }
            Some(path) => vault::write_output(path, text.as_bytes(), Durable::Now),
            None => output::print(text, !self.global.no_pager, self.user.pager.as_deref()),
        }
    }

    /// A period as people type it.
    pub(super) fn period(&self, text: &str) -> Result<Period, Error> {
        when::period(text, self.today).map_err(misread)
    }

    /// `--since` and `--until` and `--period` in one.
    pub(super) fn span(&self, period: Option<&str>, since: Option<&str>, until: Option<&str>) -> Result<Option<Period>, Error> {
        let mut span = period.map(|text| self.period(text)).transpose()?;
        if since.is_some() || until.is_some() {
            let until = until.map(|text| when::until(text, self.today)).transpose().map_err(misread)?;
            let since = since.map(|text| when::since(text, self.today)).transpose().map_err(misread)?;
            let base = span.unwrap_or(Period { since: None, until: self.today });
            let whole = Period { since: since.or(base.since), until: until.unwrap_or(base.until) };
            if whole.since.is_some_and(|since| since > whole.until) {
                return Err(Error::usage("the period ends before it starts", "name the earlier day with `--since`"));
            }
            span = Some(whole);
        }
        Ok(span)
    }

    /// The contact that a name means. `None` when nobody is meant: that was said on stderr.
    pub(super) fn who(&self, index: &Index, name: &str) -> Result<Option<ContactId>, Error> {
        let line = |id: &ContactId| format!("  {} ({})", visible(index.contact(*id).name()), visible(index.path(*id)));
        match who(index, name) {
            Who::One(id) => {
                let contact = index.contact(id);
                let plain = bare(contact.name()).contains(&bare(name))
                    || bare(index.path(id)).contains(&bare(name))
                    || contact.aliases().iter().any(|a| bare(a).contains(&bare(name)));
                if !plain && !self.global.quiet {
                    output::complain(&format!("taking `{}` for {}", visible(name), visible(contact.name())));
                }
                Ok(Some(id))
            }
            Who::Several(ids) => {
                let shown: Vec<String> = ids.iter().take(10).map(line).collect();
                let more = if ids.len() > 10 { format!("\n  and {} more", ids.len() - 10) } else { String::new() };
                Err(Error::usage(
                    format!("`{}` could be:\n{}{more}", visible(name), shown.join("\n")),
                    "use more of the name, or the path of the note",
                ))
            }
            Who::Nobody(near) => {
                let hint = if near.is_empty() {
                    "`journal list` shows everybody".to_owned()
                } else {
                    format!("near it are\n{}", near.iter().map(line).collect::<Vec<_>>().join("\n"))
                };
                output::complain(&format!("error: nobody here is called `{}`\nhint: {hint}", visible(name)));
                Ok(None)
            }
        }
    }
}

/// The path from a folder, given whole, to the vault.
pub(super) fn path_to(vault: &Vault, folder: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), vault.root().components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "../".to_owned());
    let down = to[shared..].iter().map(|part| format!("{}/", part.as_os_str().to_string_lossy()));
    up.chain(down).collect()
}

/// The day that answers are for: named, else now.
fn day(global: &Global) -> Result<Date, Error> {
    let now = now();
    let named = global.named_day().map(|text| match text.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file).map_err(|error| {
            Error::usage(format!("cannot read the day from `{}`: {error}", visible(file)), "write a day such as 2026-11-20 into it")
        }),
        None => Ok(text),
    });
    named.transpose()?.map_or(Ok(now), |text| when::day(text.trim(), now, Leaning::Past)).map_err(misread)
}

/// The local civil day. Without `TZ` the system's own zone is read straight from its file: looking for its name would list every
/// zone there is.
pub(super) fn now() -> Date {
    let local = std::env::var_os("TZ").is_none().then(|| std::fs::read("/etc/localtime").ok()).flatten();
    Date::now(local.as_deref())
}

/// The first errors among some findings, and how many there are.
pub(super) fn first_errors<'a>(findings: impl Iterator<Item = &'a Diagnostic>) -> (Vec<Diagnostic>, usize) {
    let mut errors: Vec<&Diagnostic> = findings.filter(|found| found.severity == Severity::Error).collect();
    order::sort_by(&mut errors, |a, b| a.order().cmp(&b.order()));
    (errors.iter().take(ERRORS_TOLD).map(|found| Diagnostic::clone(found)).collect(), errors.len())
}

pub(super) fn misread(misread: Misread) -> Error {
    Error::usage(visible(&misread.message).into_owned(), misread.hint)
}

/// UTF-8 where the locale says so.
fn charset() -> Charset {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match locale {
        Some(locale) if locale.to_lowercase().replace('-', "").contains("utf8") => Charset::Utf8,
        _ => Charset::Ascii,
    }
}
