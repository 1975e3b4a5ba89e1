//! The file name of a new note: always inside the vault, always a name that every system takes.

/// Why a name makes no file name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is left of it.
    Empty,
    /// It looks like a path.
    Path,
    /// It has control characters.
    Control,
    /// It is too long.
    Long,
    /// Some systems keep it for themselves.
    Reserved,
}

impl Fault {
    /// In words.
    pub fn message(self) -> &'static str {
        match self {
            Fault::Empty => "the name has no letter or digit",
            Fault::Path => "the name is a path",
            Fault::Control => "the name has control characters",
            Fault::Long => "the name is longer than 100 bytes",
            Fault::Reserved => "some systems keep this name for a device",
        }
    }
}

const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// The longest name (bytes); with an ending it stays below what every file system takes.
const LONGEST: usize = 100;

/// The file name for a person called `name`, with its ending: `ada-lovelace.md`, or `Ada Lovelace.md` when names are kept as they
/// are. `folded` is the name in lower case without accents.
///
/// # Errors
/// When no safe name can be made of it.
pub fn file_name(name: &str, folded: &str, keep: bool) -> Result<String, Fault> {
    if name.chars().any(char::is_control) {
        return Err(Fault::Control);
    }
    if name.contains(['/', '\\']) || name.starts_with('.') || name.starts_with('~') || name.get(1..2) == Some(":") {
        return Err(Fault::Path);
    }
    let stem = match keep {
        true => name.chars().map(|c| if "<>:\"|?*#^[]".contains(c) { ' ' } else { c }).collect::<String>(),
        false => folded.chars().filter(|c| !matches!(c, '\'' | '’')).map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect(),
    };
    let words: Vec<&str> = stem.split_whitespace().collect();
    let stem = words.join(if keep { " " } else { "-" });
    let stem = stem.trim_end_matches(['.', ' ']).trim_start_matches(['.', '~', ' ']);
    if !stem.contains(char::is_alphanumeric) {
        return Err(Fault::Empty);
    }
    if stem.len() > LONGEST {
        return Err(Fault::Long);
    }
    let base = stem.split('.').next().unwrap_or(stem).to_lowercase();
    let device =
        RESERVED.iter().any(|word| base.strip_prefix(word).is_some_and(|rest| rest.len() <= 1 && rest.bytes().all(|b| b.is_ascii_digit())));
    match device {
        true => Err(Fault::Reserved),
        false => Ok(format!("{stem}.md")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_people_make_names_of_files() {
        assert_eq!(file_name("Ada Lovelace", "ada lovelace", false), Ok("ada-lovelace.md".to_owned()));
        assert_eq!(file_name("Mary Ann O'Neil", "mary ann o'neil", false), Ok("mary-ann-oneil.md".to_owned()));
        assert_eq!(file_name("Zoë: the #1", "zoe: the #1", true), Ok("Zoë the 1.md".to_owned()));
        assert_eq!(file_name(":.A ~", ":.a ~", true), Ok("A ~.md".to_owned()));
        assert_eq!(file_name("../x", "../x", false), Err(Fault::Path));
        assert_eq!(file_name("CON", "con", false), Err(Fault::Reserved));
        assert_eq!(file_name("Connie", "connie", false), Ok("connie.md".to_owned()));
        assert_eq!(file_name("[.x] ~", "[.x] ~", true), Ok("x ~.md".to_owned()));
        assert_eq!(file_name("…", "…", false), Err(Fault::Empty));
    }

    proptest! {
        #[test]
        fn a_file_name_never_leaves_its_folder(name in "\\PC{0,40}|[./\\\\:a-c\u{0}-\u{1f}~ ]{0,12}", keep: bool) {
            if let Ok(file) = file_name(&name, &name.to_lowercase(), keep) {
                let path = std::path::Path::new("people").join(&file);
                prop_assert_eq!(path.components().count(), 2);
                prop_assert!(path.starts_with("people") && !file.starts_with('.') && file.len() <= LONGEST + 3);
                prop_assert!(!file.chars().any(char::is_control));
            }
        }
    }
}
