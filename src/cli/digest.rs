//! `journal digest`

use super::envelope::EnvelopeOptions;
use super::period::PeriodOptions;
use super::session::{Session, first_errors};
use super::{Exit, output};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::index::{Base, Bystanders, Index, Seeing, Texts, Touched, touched_since};
use crate::model::{Cadence, Date, Period, Settings};
use crate::parse::Leaving;
use crate::query::{Chosen, Scope, filters, findings, findings_about, same_help};
use crate::render::{Charset, Colour, Letter, Look, Medium, calendar, json, kept_page, letter, page, page_again, prepare, prepare_again};
use crate::report::{self, DigestPage, DigestRequest, Drawing, Gathering, Makings, SPARE, calendar_page, changes, digest};
use crate::vault::{Caching, Keeping, KeptMakings, Page, Since, Vault};
use clap::Args;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

/// The report: whom to reconnect with and why, who is between jobs, what comes up, what is open, giving and
/// getting, patterns worth a thought, and with whom you were lately in touch.
///
/// A period is that of `lately in touch` and of the balance; without one these look back 30 and 90 days.
/// Formats: text, md, html, json, eml, ics. The same vault and the same --today give the same bytes. Both ends of every
/// period are in. A digest --weekly, --monthly or --quarterly looks back over that time and as far ahead. With --quiet
/// nothing is printed when nobody is due, nothing comes up and nothing open is due.
///
/// eml is a message for `sendmail -t`, with the page as text and as HTML; nothing is ever sent by this program. Its
/// date is the day (midnight, UTC), its ID follows from what it says. Lines end as `sendmail` wants them; in a file
/// of -o they end in CRLF, as mail programs want them.
///
/// ics is a calendar of the coming year, whatever the period: when somebody is due, birthdays, follow-ups, plans and
/// what is open with a day, as all-day events. What is past due stands on the day. A thing keeps its ID when it moves,
/// so importing the file again changes the calendar instead of adding to it. Birthdays are single days of that year,
/// for a yearly rule would leave out 29 February in common years; there it is the 28th. Summaries are short and private.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  journal digest\n  journal digest --period 'last quarter' -o digest.html\n  journal digest --circle inner --limit 5\n  journal digest --site ~/digest\n  journal digest --format eml --quiet | sendmail -t\n  journal digest -o journal.ics\n  journal digest --since-last\n  journal digest --monthly --as-of 2026-06-30"
)]
pub(super) struct Options {
    #[command(flatten)]
    digest: DigestOptions,
    /// Write the digest, a page for everybody, the timeline and the balance into this folder, for a browser
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    site: Option<PathBuf>,
    #[command(flatten)]
    envelope: EnvelopeOptions,
    /// What changed since the last digest that was made with this flag: who came due, who is in touch again, what was opened and
    /// closed. That day is remembered outside the vault
    #[arg(long, conflicts_with_all = ["period", "since", "until", "weekly", "monthly", "quarterly"])]
    since_last: bool,
    /// With --since-last: do not remember this digest
    #[arg(long, requires = "since_last")]
    no_remember: bool,
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

/// Formats of a digest that is kept up to date in a file.
const KEPT: [&str; 4] = ["text", "md", "html", "json"];

/// Formats of a digest.
const FORMATS: [&str; 6] = ["text", "md", "html", "json", "eml", "ics"];

/// Rows a section of which each may be of another note, and all are read again sooner than every text is kept.
const FEW_ROWS: usize = 50;

/// Rows a section to know beyond those shown, for the runs after this one: each takes all of them up, and all is made anew when more than
/// a few notes were edited.
const SPARE_OF_A_RUN: usize = SPARE / 3;

/// How far back texts are asked of everybody: for news, and for what came of referrals (months).
const ASKED_OF_ALL: i64 = 12;

/// Columns of a page in a mail.
const MAIL_COLUMNS: usize = 76;

pub(super) fn run(options: &Options, session: &Session) -> Result<Exit, Error> {
    let mut asked = Asked::with_mail(options, session)?;
    if let Some(folder) = &options.site {
        if session.has_template() {
            return Err(Error::usage("a site is made of several templates", "put yours into `.journal/templates` under their names"));
        }
        return super::site::write(folder, &asked, session);
    }
    if asked.format == "ics" {
        return session.page(options, |vault, index| Ok(asked.calendar(vault, index, session)));
    }
    if options.since_last {
        return since_last(options, &mut asked, session);
    }
    let to_see = |(page, anyone_due): (Page, bool)| Page { to_see: options.fail_if_stale && anyone_due, ..page };
    let follow = |vault: &Vault, since: &Since<'_>, kept: &KeptMakings| {
        let request = asked.request(vault.settings());
        // The base goes as soon as nothing is asked of it: what is made then takes its memory, and needs no new one.
        let touched = || {
            let base = Base::of_pages(since.base()?)?;
            touched_since(vault, since, &base, seeing(&request, session.today, vault.settings())).map(Box::new)
        };
        // The template is made ready and what the page was made of is taken up by another thread.
        let meanwhile = || {
            asked.prepare(vault, session, kept.filled());
            Makings::of_bytes(kept.makings())
        };
        let (touched, makings) = rayon::join(touched, meanwhile);
        // Other memory is left to the system, which takes it back faster at the end.
        let touched = ManuallyDrop::new(touched?);
        asked.page_after(makings?, &touched, vault, session).map(to_see)
    };
    session.page_that_follows(
        options,
        (Keeping::Always, |vault: &Vault| asked.texts(vault.settings(), session.today)),
        |vault| asked.prepare(vault, session, &[]),
        follow,
        |vault, loaded| {
            let makings = asked.makings(&loaded.index, session);
            let page = to_see(asked.page(&makings, vault, session)?);
            let kept = loaded.notes.keeps().then(|| KeptMakings::new(makings.into_bytes(), &asked.filled(vault, session)));
            Ok((page, kept.filter(|kept| kept.size() <= LARGEST_MAKINGS)))
        },
    )
}

/// The digest with what changed since the last one, which is then remembered. It is made anew each time: it depends on days that
/// notes know nothing of.
fn since_last(options: &Options, asked: &mut Asked, session: &Session) -> Result<Exit, Error> {
    let vault = session.vault()?;
    let since = vault.digest_days()?.into_iter().filter(|day| *day < session.today).max();
    asked.period = since.map(|since| Period { since: Some(since), until: session.today });
    let to_see = |page: (Page, bool)| Page { to_see: options.fail_if_stale && page.1, ..page.0 };
    let exit = session.page(&(options, since), |vault, index| {
        let (makings, request) = (asked.makings(index, session), asked.request(vault.settings()));
        let mut value = makings.page(vault.settings(), session.today, &request);
        value.changes = since.map(|since| changes(index, (since, session.today), &request.filters, request.limit));
        Ok(to_see(asked.finish(&value, makings.errors(), vault, session)?))
    })?;
    if since.is_none() && !session.global.quiet {
        output::complain("no digest before this one is remembered, so this is a whole one; the next tells what changed since");
    }
    if !options.no_remember && !session.global.dry_run && session.global.rev.is_none() {
        vault.remember_digest(session.today)?;
    }
    Ok(exit)
}

/// Largest makings worth keeping (bytes); taking larger ones up again takes as long as making them.
const LARGEST_MAKINGS: usize = 4 * 1024 * 1024;

/// What of an edit shows in a digest.
pub(super) fn seeing(request: &DigestRequest, today: Date, settings: &Settings) -> Seeing {
    let bystanders = if request.filters.is_empty() { Bystanders::Names } else { Bystanders::Notes };
    Seeing { today, since: report::recent_period(settings, today, request).since, bystanders }
}

/// What a digest is made of after some notes were edited; `None` when that does not follow from what it was made of.
fn followed<'a>(makings: Makings<'a>, touched: &'a Touched, today: Date, request: &DigestRequest) -> Option<Makings<'a>> {
    let gathered = |index: &'a Index, known: &[Diagnostic]| {
        let concerned = Chosen::of(index, &touched.concerned);
        let scope = Scope::Only(&concerned);
        let edited = touched.edited.iter().filter_map(|path| index.note_at(path));
        let findings = findings_about(index, today, scope, edited, known.to_vec());
        report::makings(index, &findings, Gathering { today, request, scope, most: None })
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
    envelope: EnvelopeOptions,
    period: Option<Period>,
    ahead: Option<Cadence>,
    limit: Option<usize>,
    conditions: Vec<String>,
    times: Times,
    spare: usize,
}

/// How often a page is made: once, or by every run and every save anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Times {
    Once,
    Again,
}

impl Asked {
    /// What the options ask for on the session's day, of a digest that is kept up to date in a file.
    pub(super) fn new(options: &DigestOptions, session: &Session) -> Result<Asked, Error> {
        let format = session.format(&FORMATS)?;
        if !KEPT.contains(&format) {
            return Err(Error::usage(format!("`{format}` is not kept up to date"), format!("these are: {}", KEPT.join(", "))));
        }
        Asked::in_format(format, options, session)
    }

    /// What the options ask for on the session's day.
    fn with_mail(options: &Options, session: &Session) -> Result<Asked, Error> {
        let format = session.format(&FORMATS)?;
        if format != "eml" && !options.envelope.is_empty() {
            return Err(Error::usage("`--to` and `--from` are for mail", "add `--format eml`"));
        }
        let asked = Asked::in_format(format, &options.digest, session)?;
        // What is not kept, or is a whole vault, would not be made from its pieces again.
        let kept = session.caching() == Caching::On && !options.since_last && format != "eml" && asked.limit != Some(0);
        let spare = match session.caching() {
            // Charts name people of the spare rows as well.
            _ if format == "html" => SPARE,
            Caching::On => SPARE_OF_A_RUN,
            _ => 0,
        };
        Ok(Asked { envelope: options.envelope.clone(), times: if kept { Times::Again } else { Times::Once }, spare, ..asked })
    }

    fn in_format(format: &'static str, options: &DigestOptions, session: &Session) -> Result<Asked, Error> {
        let tags = options.tag.iter().map(|tag| format!("tag:{tag}"));
        Ok(Asked {
            format,
            envelope: EnvelopeOptions::default(),
            period: options.period.span(session)?,
            ahead: options.period.ahead(),
            limit: options.limit,
            conditions: tags.chain(options.circle.iter().map(|circle| format!("circle:{circle}"))).collect(),
            times: Times::Again,
            spare: SPARE,
        })
    }

    /// The same for the report.
    pub(super) fn request(&self, settings: &Settings) -> DigestRequest {
        let limit = self.limit(settings);
        let drawing = if self.format == "html" { Drawing::Charts } else { Drawing::Nothing };
        let filters = filters(&self.conditions, settings);
        DigestRequest { period: self.period, ahead: self.ahead, limit, filters, spare: self.spare, drawing }
    }

    /// Rows a section at most; `None` for all.
    fn limit(&self, settings: &Settings) -> Option<usize> {
        let usual = if self.format == "json" { 0 } else { settings.digest.limit };
        Some(self.limit.unwrap_or(usual)).filter(|limit| *limit > 0)
    }

    /// Which texts of entries are needed at hand: of few rows, few.
    fn texts(&self, settings: &Settings, today: Date) -> Texts {
        let few = self.format != "json" && self.limit(settings).is_some_and(|limit| limit <= FEW_ROWS);
        today.plus_months(-ASKED_OF_ALL).filter(|_| few).map_or(Texts::All, |since| Texts::Few(Leaving { since, today }))
    }

    /// What the digest is made of.
    pub(super) fn makings<'a>(&self, index: &'a Index, session: &Session) -> Makings<'a> {
        let findings = findings(index, session.today);
        digest(index, session.today, &findings, &self.request(index.settings()))
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
            format => Some(Medium::of(format)),
        }
    }

    /// Makes the page's template ready; `filled` is what was kept of the last page.
    fn prepare(&self, vault: &Vault, session: &Session, filled: &[u8]) {
        match (self.medium(), self.times) {
            (Some(medium), Times::Once) => prepare("digest", medium, &look(medium, vault, session)),
            (Some(medium), Times::Again) => prepare_again("digest", medium, &look(medium, vault, session), filled),
            (None, _) => {}
        }
    }

    /// What is to be kept of the page that was made last; nothing when it is made once.
    fn filled(&self, vault: &Vault, session: &Session) -> Vec<u8> {
        let medium = self.medium().filter(|_| self.times == Times::Again);
        medium.and_then(|medium| kept_page("digest", medium, &look(medium, vault, session))).unwrap_or_default()
    }

    /// The page of what it is made of, and whether anybody is due.
    pub(super) fn page(&self, makings: &Makings<'_>, vault: &Vault, session: &Session) -> Result<(Page, bool), Error> {
        let settings = vault.settings();
        let value = makings.page(settings, session.today, &self.request(settings));
        self.finish(&value, makings.errors(), vault, session)
    }

    /// The same of what it was made of before some notes were edited; `None` when that does not tell it any more.
    pub(super) fn page_after<'a>(
        &self,
        makings: Makings<'a>,
        touched: &'a Touched,
        vault: &Vault,
        session: &Session,
    ) -> Option<(Page, bool)> {
        let mut makings = followed(makings, touched, session.today, &self.request(vault.settings()))?;
        let page = self.page(&makings, vault, session).ok()?;
        makings.is_sound().then_some(page)
    }

    /// The finished page of a value, and whether anybody is due.
    fn finish(
        &self,
        value: &DigestPage<'_>,
        (errors, error_count): (Vec<Diagnostic>, usize),
        vault: &Vault,
        session: &Session,
    ) -> Result<(Page, bool), Error> {
        let text = match self.medium() {
            None => json(value)?,
            Some(_) if session.silent() && value.is_quiet() => String::new(),
            Some(_) if self.format == "eml" => self.mail(value, vault, session)?,
            Some(medium) => match self.times {
                Times::Once => page("digest", medium, value, &look(medium, vault, session))?,
                Times::Again => page_again("digest", medium, value, value.same, &look(medium, vault, session))?,
            },
        };
        Ok((Page { text, errors, error_count, to_see: false }, value.anyone_due()))
    }

    /// The coming year as a calendar.
    fn calendar(&self, vault: &Vault, index: &Index, session: &Session) -> Page {
        let value = calendar_page(index, session.today, &self.request(vault.settings()).filters);
        let text = if session.silent() && value.events.is_empty() { String::new() } else { calendar(&value) };
        let (errors, error_count) = first_errors(index.findings().iter());
        Page { text, errors, error_count, to_see: false }
    }

    /// The page as a message.
    fn mail(&self, value: &DigestPage<'_>, vault: &Vault, session: &Session) -> Result<String, Error> {
        let (from, to) = self.envelope.resolve(&vault.settings().me)?;
        let look = Look { width: MAIL_COLUMNS, colour: Colour::Off, charset: Charset::Utf8, ..session.browser(vault) };
        let (text, html) = (page("digest", Medium::Text, value, &look)?, page("digest", Medium::Html, value, &look)?);
        let message = letter(&Letter { from: &from, to: &to, subject: &value.title(), day: session.today, text: &text, html: &html })?;
        Ok(if session.global.output.is_some() { message } else { message.replace("\r\n", "\n") })
    }
}
