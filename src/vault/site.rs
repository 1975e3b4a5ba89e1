//! A folder of pages: written page by page, and cleared of those that an earlier site had and this one has not.

use super::write::{Durable, write_output};
use crate::error::Error;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The list of the pages that a site has, in its folder. A folder with anything else in it and without such a list is left alone.
const LIST: &str = ".journal-site";

/// A folder that pages are written to.
#[derive(Debug)]
pub struct SiteFolder {
    folder: PathBuf,
    before: BTreeSet<String>,
    now: BTreeSet<String>,
}

impl SiteFolder {
    /// Opens a folder for a site, and makes it when there is none.
    ///
    /// # Errors
    /// When it cannot be made, or holds something and is no site of ours.
    pub fn open(folder: &Path) -> Result<SiteFolder, Error> {
        let fault = |source| Error::Write { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(fault)?;
        let list = fs::read_to_string(folder.join(LIST)).ok();
        if list.is_none() && fs::read_dir(folder).map_err(fault)?.next().is_some() {
            let message = format!("`{}` holds something, and is no site that journal made", folder.display());
            return Err(Error::usage(message, "name a new or an empty folder"));
        }
        // The list may come from elsewhere: nothing but a page in the folder is ever taken away by it.
        let inside = |path: &&str| {
            path.ends_with(".html") && Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
        };
        let before = list.iter().flat_map(|list| list.lines()).filter(inside).map(str::to_owned).collect();
        Ok(SiteFolder { folder: folder.to_owned(), before, now: BTreeSet::new() })
    }

    /// The folder's whole path.
    ///
    /// # Errors
    /// When it is gone.
    pub fn folder(&self) -> Result<PathBuf, Error> {
        self.folder.canonicalize().map_err(|source| Error::Write { path: self.folder.clone(), source })
    }

    /// Writes a page, by its path in the folder, unless it stands there already as it is.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&mut self, path: &str, text: &str) -> Result<(), Error> {
        self.now.insert(path.to_owned());
        self.write(path, text)
    }

    /// The same of many pages, side by side: `page` gives the text of each by its place among the paths, all of which differ.
    ///
    /// # Errors
    /// The first one, in the order of the paths, of making and writing them.
    pub fn put_all(&mut self, paths: Vec<String>, page: impl Fn(usize) -> Result<String, Error> + Sync) -> Result<(), Error> {
        let put = |(place, path): (usize, &String)| self.write(path, &page(place)?);
        let done: Vec<Result<(), Error>> = paths.par_iter().enumerate().map(put).collect();
        self.now.extend(paths);
        done.into_iter().collect()
    }

    fn write(&self, path: &str, text: &str) -> Result<(), Error> {
        let whole = self.folder.join(path);
        if fs::read(&whole).is_ok_and(|old| old == text.as_bytes()) {
            return Ok(());
        }
        if let Some(parent) = whole.parent() {
            fs::create_dir_all(parent).map_err(|source| Error::Write { path: parent.to_owned(), source })?;
        }
        write_output(&whole, text.as_bytes(), Durable::Later)
    }

    /// Takes pages away that this site has not, and writes down those that it has. How many there are.
    ///
    /// # Errors
    /// When the list cannot be written.
    pub fn finish(self) -> Result<usize, Error> {
        for gone in self.before.difference(&self.now) {
            let _ = fs::remove_file(self.folder.join(gone));
        }
        let list: String = self.now.iter().map(|path| format!("{path}\n")).collect();
        write_output(&self.folder.join(LIST), list.as_bytes(), Durable::Now)?;
        Ok(self.now.len())
    }
}
