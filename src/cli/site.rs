//! `journal digest --site DIR`: the digest with a page for everybody, as a folder of pages for a browser.

use super::Exit;
use super::digest::Asked;
use super::output;
use super::session::{Session, path_to};
use crate::error::Error;
use crate::index::{ContactId, Index};
use crate::model::Date;
use crate::render::{Filler, Look, Medium, page};
use crate::report::{BalanceRequest, ShowPages, Telling, balance_page, people_page, years_page};
use crate::vault::SiteFolder;
use std::path::Path;

/// Meetings on the page of the years.
const MOST: usize = 5000;

/// Writes the site into `folder`.
pub(super) fn write(folder: &Path, asked: &Asked, session: &Session) -> Result<Exit, Error> {
    if session.global.dry_run {
        output::complain(&format!("would write a site into `{}`", folder.display()));
        return Ok(Exit::Done);
    }
    let (vault, index) = session.index()?;
    let today = session.today;
    let mut site = SiteFolder::open(folder)?;
    let whole = site.folder()?;
    let look = |depth: usize| {
        let mut look: Look = session.browser(&vault);
        look.links.to_vault = path_to(&vault, &whole.join("x/".repeat(depth)));
        look.links.to_top = Some("../".repeat(depth));
        look
    };
    let top = look(0);
    site.put("index.html", &asked.drawn(&index, &vault, session, &top)?)?;
    site.put("people.html", &page("people", Medium::Html, &people_page(&index, today), &top)?)?;
    site.put("timeline.html", &page("years", Medium::Html, &years_page(&index, today, MOST), &top)?)?;
    let request = BalanceRequest { period: None, who: None, kinds: Vec::new(), telling: Telling::Sums, people: usize::MAX };
    site.put("balance.html", &page("balance", Medium::Html, &balance_page(&index, today, &request), &top)?)?;
    people(&mut site, &index, today, look)?;
    let count = site.finish()?;
    if !session.global.quiet {
        output::complain(&format!("{count} pages in {}; begin with index.html", folder.display()));
    }
    Ok(session.trouble(index.findings().iter()))
}

/// Writes the page of everybody; `look` is that of pages so many folders deep.
fn people(site: &mut SiteFolder, index: &Index, today: Date, look: impl Fn(usize) -> Look) -> Result<(), Error> {
    let ids: Vec<ContactId> = index.contacts().collect();
    let paths: Vec<String> = ids.iter().map(|id| format!("people/{}.html", index.path(*id))).collect();
    let depths: Vec<usize> = paths.iter().map(|path| path.matches('/').count()).collect();
    let looks: Vec<Look> = (0..=depths.iter().copied().max().unwrap_or(0)).map(look).collect();
    let fillers = looks.iter().map(|look| Filler::new("show", Medium::Html, look)).collect::<Result<Vec<_>, _>>()?;
    let pages = ShowPages::new(index, today);
    site.put_all(paths, |place| fillers[depths[place]].page(&pages.page(ids[place])))
}
