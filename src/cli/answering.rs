//! An answer that is one page: kept from the last run, made from what that was made of, or made anew.

use super::session::Session;
use super::{Exit, output, progress};
use crate::error::Error;
use crate::index::{self, Base, Index, Loaded, Texts};
use crate::model::Note;
use crate::vault::{Keeping, KeptMakings, Page, Since, Vault, Words};
use std::fmt::Debug;
use std::mem::ManuallyDrop;

/// How a page came about.
enum How {
    /// It was kept.
    Known,
    /// It was made, perhaps with something to keep beside it.
    Made(Option<(Option<Words>, KeptMakings)>),
}

impl Session {
    /// Answers with the page that `make` makes of the vault. It is made only when a note has changed, or `options` (by their
    /// type and words), or the day or the look, since it was made last.
    pub(super) fn page<F>(&self, options: &impl Debug, make: F) -> Result<Exit, Error>
    where
        F: Fn(&Vault, &Index) -> Result<Page, Error>,
    {
        let answer = |vault: &Vault, loaded: &Loaded<'_>| Ok((make(vault, &loaded.index)?, None));
        self.page_that_follows(options, (Keeping::Sparing, |_: &Vault| Texts::All), |_| (), |_, _, _| None, answer)
    }

    /// The same of a page that can also be made from what it was made of before and a few edited notes: `follow` does so, with the
    /// vault, its notes, and what `make` gave beside the page to be kept. What `prepare` does for `make` is done while notes are read.
    pub(super) fn page_that_follows<T, P, G, F>(
        &self,
        options: &impl Debug,
        (keeping, texts): (Keeping, T),
        prepare: P,
        follow: G,
        make: F,
    ) -> Result<Exit, Error>
    where
        T: Fn(&Vault) -> Texts,
        P: FnOnce(&Vault) + Send,
        G: Fn(&Vault, &Since<'_>, &KeptMakings) -> Option<Page>,
        F: Fn(&Vault, &Loaded<'_>) -> Result<(Page, Option<KeptMakings>), Error>,
    {
        let (vault, start) = (self.vault()?, std::time::Instant::now());
        let question =
            format!("{:?} {options:?}", (std::any::type_name_of_val(options), &self.global, self.today, self.look(Some(&vault))));
        let follow = |since: &Since<'_>| follow(&vault, since, &since.makings(&question)?);
        let mut notes = vault.notes_following(self.caching(), &question, &follow);
        let known = notes.page(&question);
        let told = |what: &str| {
            if self.global.verbose {
                output::complain(&format!("{what} of {}, seen in {:.1} ms", vault.shown().display(), start.elapsed().as_secs_f64() * 1e3));
            }
        };
        let (page, how) = match known {
            Some(page) => {
                told("no note has changed");
                (page, How::Known)
            }
            None => match notes.follow(&follow) {
                Some(page) => {
                    told("few notes have changed");
                    (page, How::Made(None))
                }
                None => {
                    let shown = progress::show(&vault, self.global.quiet);
                    let mut loaded = ManuallyDrop::new(index::load_beside(&vault, notes, keeping, texts(&vault), || prepare(&vault)));
                    loaded.notes.forget_files();
                    drop(shown);
                    self.verbose(&vault, &loaded.index, start);
                    let mut made = make(&vault, &loaded)?;
                    if loaded.index.is_outdated() {
                        // A note was saved just now: once more, of the vault as it is.
                        let _shown = progress::show(&vault, self.global.quiet);
                        loaded = ManuallyDrop::new(index::load(&vault, vault.notes(self.caching()), keeping, Texts::All));
                        made = make(&vault, &loaded)?;
                    }
                    let (page, makings) = made;
                    let (index, kept) = (&loaded.index, &loaded.notes);
                    let base = || Some(Base::words(index, &kept.apart(index.notes().iter().map(Note::path))?));
                    let makings = makings.map(|makings| ((!kept.keeps_base()).then(base).flatten(), makings));
                    notes = ManuallyDrop::into_inner(loaded).into_notes();
                    (page, How::Made(makings))
                }
            },
        };
        self.answer(&page.text)?;
        let told = self.tell(&page.errors, page.error_count);
        let exit = if page.to_see { Exit::SeeTo } else { told };
        notes.tidy();
        if let How::Made(makings) = how {
            notes.keep_page(&question, page);
            if let Some((base, makings)) = makings {
                notes.keep_makings(base, &question, &makings);
            }
        }
        // The process ends: the system takes it back faster.
        std::mem::forget(notes);
        Ok(exit)
    }
}
