//! Templates of one's own: the files of two folders, the vault's `.journal/templates` and the user's `journal/templates`, and the
//! one file that a command names.
//!
//! They are read here, all at once, and nothing else is ever read for a template: what a template includes is looked up among
//! these. So no template can reach a file outside its folder.

use super::read::regular;
use crate::model::order;
use std::path::{Path, PathBuf};

/// Where a template comes from, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file that the command names.
    File,
    /// The vault's `.journal/templates`.
    Vault,
    /// `$XDG_CONFIG_HOME/journal/templates`, else `~/.config/journal/templates`.
    User,
    /// The program itself.
    BuiltIn,
}

impl Place {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Place::File => "file",
            Place::Vault => "vault",
            Place::User => "user",
            Place::BuiltIn => "built in",
        }
    }
}

/// One template of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTemplate {
    /// Where it comes from.
    pub place: Place,
    /// Its file's name, by which others name it.
    pub name: String,
    /// Its path as people know it.
    pub path: String,
    /// Its text, or in words why it cannot be read.
    pub text: Result<String, String>,
}

/// The templates of one's own, those of the nearest place first, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnTemplates(Vec<OwnTemplate>);

/// Folder of a vault's templates.
pub(super) const FOLDER: &str = ".journal/templates";

/// Templates read in a folder at most.
const MOST: usize = 200;

/// The user's own folder of the program, under `$XDG_CONFIG_HOME`, else `~/.config`; `None` without a home.
pub(super) fn user_folder() -> Option<PathBuf> {
    let base = std::env::var_os("XDG_CONFIG_HOME").filter(|v| !v.is_empty()).map(PathBuf::from);
    Some(base.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".config")))?.join("journal"))
}

impl OwnTemplates {
    /// Those of a vault and of the user. Looks at two folders, of which most people have none.
    pub(super) fn of(root: &Path) -> OwnTemplates {
        let mut found = Vec::new();
        take(Place::Vault, &root.join(FOLDER), Some(root), &mut found);
        if let Some(folder) = user_templates() {
            take(Place::User, &folder, None, &mut found);
        }
        OwnTemplates(found)
    }

    /// The same with a file that a command names.
    pub(super) fn with_file(&mut self, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.0.retain(|known| known.place != Place::File);
        self.0.insert(0, OwnTemplate { place: Place::File, name, path: path.display().to_string(), text: regular(path) });
    }

    /// Every one of them.
    pub fn iter(&self) -> impl Iterator<Item = &OwnTemplate> {
        self.0.iter()
    }

    /// The first of this name at `from` or further out.
    pub fn find(&self, name: &str, from: Place) -> Option<&OwnTemplate> {
        self.0.iter().find(|template| template.name == name && template.place >= from)
    }
}

/// The user's folder of templates.
pub fn user_templates() -> Option<PathBuf> {
    Some(user_folder()?.join("templates"))
}

/// Takes the files of a folder; one whose files lead out of `root` is not read.
fn take(place: Place, folder: &Path, root: Option<&Path>, found: &mut Vec<OwnTemplate>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let Ok(real) = folder.canonicalize() else { return };
    if root.is_some_and(|root| !real.starts_with(root)) {
        return;
    }
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| !name.starts_with('.') && !name.ends_with('~') && !real.join(name).is_dir());
    order::sort(&mut names);
    names.truncate(MOST);
    let shown = if place == Place::Vault { Path::new(FOLDER) } else { folder };
    found.extend(names.into_iter().map(|name| {
        let (file, path) = (real.join(&name), shown.join(&name).display().to_string());
        let inside = file.canonicalize().is_ok_and(|file| file.starts_with(&real));
        let text = if inside { regular(&file) } else { Err("the file is a link out of its folder and is not read".to_owned()) };
        OwnTemplate { place, name, path, text }
    }));
}

#[cfg(test)]
mod tests {
    use super::super::read::LARGEST_SMALL;
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_out_of_the_folder_is_not_read() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let folder = root.join(FOLDER);
        std::fs::create_dir_all(folder.join("sub.html")).unwrap();
        for (name, text) in [("a.html", "a"), (".hidden.html", "h"), ("old.html~", "o"), ("big.html", "x")] {
            std::fs::write(folder.join(name), text).unwrap();
        }
        std::fs::write(folder.join("big.html"), "x".repeat(LARGEST_SMALL as usize + 1)).unwrap();
        std::fs::write(root.join("secret"), "s").unwrap();
        symlink(root.join("secret"), folder.join("out.html")).unwrap();
        symlink("a.html", folder.join("in.html")).unwrap();
        let mut found = Vec::new();
        take(Place::Vault, &folder, Some(&root), &mut found);
        let told: Vec<_> = found.iter().map(|t| (t.name.as_str(), t.text.as_deref().ok())).collect();
        assert_eq!(told, [("a.html", Some("a")), ("big.html", None), ("in.html", Some("a")), ("out.html", None)]);
    }

    #[test]
    fn a_folder_that_leads_out_of_the_vault_is_not_read() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(other.path().join("digest.txt"), "x").unwrap();
        std::fs::create_dir(root.path().join(".journal")).unwrap();
        symlink(other.path(), root.path().join(FOLDER)).unwrap();
        let mut found = Vec::new();
        take(Place::Vault, &root.path().join(FOLDER), Some(&root.path().canonicalize().unwrap()), &mut found);
        assert_eq!(found, []);
    }
}
