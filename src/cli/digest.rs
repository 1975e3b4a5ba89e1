//! `journal digest`

use super::Exit;
use super::period::PeriodOptions;
use super::session::{Session, TOLD};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::index::{Base, Bystanders, Index, Seeing, Touched, touched_since};
use crate::model::{Date, Period, Settings};
use crate::query::{Scope, filters, findings, findings_about, same_help, standings};
use crate::render::{Look, Medium, json, page, prepare};
use crate::report::{self, DigestRequest, Drawing, Gathering, Makings, digest};
use crate::vault::{Keeping, Notes, Page, Vault};
use clap::Args;
use std::path::PathBuf;

/// The report: whom to reconnect with and why, who is between jobs, what comes up, what is open, giving and
/// getting, patterns worth a thought, and with whom you were lately in touch.
///
/// A period is that of `lately in touch` and of the balance; without one these look back 30 and 90 days.
/// Formats: text, md, html, json. The same vault and the same --today give the same bytes. Both ends of every
/// period are in.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal digest\n  journal digest --period 'last quarter' -o digest.html\n  journal digest --circle inner --limit 5\n  journal digest --site ~/digest"
)]
pub(super) struct Options {
    #[command(flatten)]
    digest: DigestOptions,
    /// Write the digest, a page for everybody, the timeline and the balance into this folder, for a browser
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    site: Option<PathBuf>,
    /// Exit with 1 when anybody is due
    #[arg(long)]
    fail_if_stale: bool,
}

/// What a digest shows.
#[derive(Debug, Args)]
pub(super) struct DigestOptions {
    #[command(flatten)]
    period: PeriodOptions,
    /// Rows a section at most; 0 for all [default: `digest.limit` of the settings, 10; all in JSON]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Only contacts with this tag
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Only contacts of this circle
    #[arg(long, value_name = "CIRCLE")]
    circle: Vec<String>,
}

/// Formats of a digest.
pub(super) const FORMATS: [&str; 4] = ["text", "md", "html", "json"];

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let asked = Asked::new(&options.digest, session)?;
    if let Some(folder) = &options.site {
        return super::site::write(folder, &asked, session);
    }
    let to_see = |(page, anyone_due): (Page, bool)| Page { to_see: options.fail_if_stale && anyone_due, ..page };
    let follow = |vault: &Vault, notes: &mut Notes<'_>, kept: &[u8]| {
        let base = Base::of_pages(notes.base()?)?;
        let request = asked.request(vault.settings());
        std::thread::scope(|scope| {
            // The template is made ready meanwhile.
            scope.spawn(|| asked.prepare(vault, session));
            let touched = touched_since(vault, notes, &base, seeing(&request, session.today, vault.settings()))?;
            let makings = followed(Makings::of_bytes(kept)?, &touched, session.today, &request)?;
            asked.page(&makings, vault, session).ok().map(to_see)
        })
    };
    session.page_that_follows(options, Keeping::Always, follow, |vault, index| {
        let makings = asked.makings(index, session);
        let page = to_see(asked.page(&makings, vault, session)?);
        Ok((page, Some(makings.to_bytes()).filter(|bytes| bytes.len() <= LARGEST_MAKINGS)))
    })
}

/// Largest makings worth keeping (bytes); taking larger ones up again takes as long as making them.
const LARGEST_MAKINGS: usize = 4 * 1024 * 1024;

/// What of an edit shows in a digest.
pub(super) fn seeing(request: &DigestRequest, today: Date, settings: &Settings) -> Seeing {
    let bystanders = if request.filters.is_empty() { Bystanders::Names } else { Bystanders::Notes };
    Seeing { today, since: report::recent_period(settings, today, request).since, bystanders }
}

/// What a digest is made of after some notes were edited; `None` when that does not follow from what it was made of.
pub(super) fn followed<'a>(makings: Makings<'a>, touched: &'a Touched, today: Date, request: &DigestRequest) -> Option<Makings<'a>> {
    let gathered = |index: &'a Index, known: &[Diagnostic]| {
        let (standings, scope) = (standings(index, today), Scope::Only(&touched.concerned));
        let edited = touched.edited.iter().filter_map(|path| index.note_at(path));
        let findings = findings_about(index, &standings, today, scope, edited, known.to_vec());
        report::makings(index, &standings, &findings, Gathering { today, request, scope, most: None })
    };
    let alike = |path: &str| touched.before.note_at(path).zip(touched.after.note_at(path)).is_some_and(|(old, new)| same_help(old, new));
    if makings.names_helpers() && !touched.edited.iter().all(|path| alike(path)) {
        // Somebody else may be the one who could help now.
        return None;
    }
    let gone = gathered(&touched.before, &touched.findings_before);
    let come = gathered(&touched.after, &touched.findings_after);
    makings.changed(gone, come, request.limit.unwrap_or(usize::MAX))
}

/// How a page for this medium looks.
fn look(medium: Medium, vault: &Vault, session: &Session) -> Look {
    if medium == Medium::Html { session.browser(vault) } else { session.look(Some(vault)) }
}

/// A digest as it was asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    format: &'static str,
    period: Option<Period>,
    limit: Option<usize>,
    conditions: Vec<String>,
}

impl Asked {
    /// What the options ask for on the session's day.
    pub(super) fn new(options: &DigestOptions, session: &Session) -> Result<Asked, Error> {
        let tags = options.tag.iter().map(|tag| format!("tag:{tag}"));
        Ok(Asked {
            format: session.format(&FORMATS)?,
            period: options.period.span(session)?,
            limit: options.limit,
            conditions: tags.chain(options.circle.iter().map(|circle| format!("circle:{circle}"))).collect(),
        })
    }

    /// The same for the report.
    pub(super) fn request(&self, settings: &Settings) -> DigestRequest {
        let limit = match self.limit {
            Some(0) => None,
            None if self.format == "json" => None,
            limit => limit.or(Some(settings.digest.limit)),
        };
        let drawing = if self.format == "html" { Drawing::Charts } else { Drawing::Nothing };
        DigestRequest { period: self.period, limit, filters: filters(&self.conditions), drawing }
    }

    /// What the digest is made of.
    pub(super) fn makings<'a>(&self, index: &'a Index, session: &Session) -> Makings<'a> {
        let standings = standings(index, session.today);
        let findings = findings(index, &standings, session.today);
        digest(index, session.today, &standings, &findings, &self.request(index.settings()))
    }

    /// The page with charts, of the whole vault.
    pub(super) fn drawn(&self, index: &Index, vault: &Vault, session: &Session, look: &Look) -> Result<String, Error> {
        let html = Asked { format: "html", ..self.clone() };
        let settings = vault.settings();
        let value = html.makings(index, session);
        page("digest", Medium::Html, &value.page(settings, session.today, &html.request(settings)), look)
    }

    /// For what the page is made; `None` for JSON.
    fn medium(&self) -> Option<Medium> {
        match self.format {
            "json" => None,
            "md" => Some(Medium::Markdown),
            "html" => Some(Medium::Html),
            _ => Some(Medium::Text),
        }
    }

    /// Makes the page's template ready.
    fn prepare(&self, vault: &Vault, session: &Session) {
        if let Some(medium) = self.medium() {
            prepare("digest", medium, &look(medium, vault, session));
        }
    }

    /// The page of what it is made of, and whether anybody is due.
    pub(super) fn page(&self, makings: &Makings<'_>, vault: &Vault, session: &Session) -> Result<(Page, bool), Error> {
        let settings = vault.settings();
        let value = makings.page(settings, session.today, &self.request(settings));
        let text = self.medium().map_or_else(|| json(&value), |medium| page("digest", medium, &value, &look(medium, vault, session)))?;
        let (errors, error_count) = makings.errors(TOLD);
        Ok((Page { text, errors, error_count, to_see: false }, value.anyone_due()))
    }
}
