//! `.journal/config.yaml` to settings (format 8). The one place that knows the YAML library for our own files.

use super::keys::{KEYS, folded};
use super::written::Written;
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::model::{Kinds, Settings};
use serde::Deserialize;

/// Largest settings file read (bytes).
const LARGEST: usize = 64 * 1024;

/// Reads the settings of a vault; `path` names the file in findings.
///
/// # Errors
/// The first finding: an unknown key or a wrong value, with its place and the nearest right word.
pub fn settings(text: &str, path: &str) -> Result<Settings, Box<Diagnostic>> {
    if let Some(at) = super::yaml::too_deep(text) {
        let found = Diagnostic::new(Code::BadSetting, Span::of(text, at..at + 1), "brackets nest too deep");
        return Err(Box::new(found.hint("the manual of the format lists every setting and its values").at(path)));
    }
    if text.len() > LARGEST {
        let found = Diagnostic::new(Code::BadSetting, Span::START, format!("the settings have {} bytes, more than {LARGEST}", text.len()));
        return Err(Box::new(found.hint("move notes out of the settings").at(path)));
    }
    let written: Written = match read(text) {
        Ok(written) => written,
        Err(error) => return Err(Box::new(finding(text, &error).at(path))),
    };
    known(&written, text).map_err(|found| Box::new(found.at(path)))?;
    Ok(written.into_settings())
}

/// The vault that the user's own configuration names under `vault:`.
///
/// # Errors
/// Like [`settings`].
pub fn user(text: &str, path: &str) -> Result<UserSettings, Box<Diagnostic>> {
    read(text).map_err(|error| Box::new(finding(text, &error).at(path)))
}

/// What `$XDG_CONFIG_HOME/journal/config.yaml` sets.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSettings {
    /// The vault used where no other is named or found.
    pub vault: Option<String>,
    /// The pager, with its arguments.
    pub pager: Option<String>,
    /// The editor, with its arguments.
    pub editor: Option<String>,
}

/// How files of new contacts are called.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FileNames {
    /// `ada-lovelace.md`
    #[default]
    Slug,
    /// `Ada Lovelace.md`
    Name,
}

/// How dated lines name people.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mentions {
    /// By links.
    #[default]
    Links,
    /// By links, and by names in bold.
    Bold,
}

fn read<T: for<'de> Deserialize<'de> + Default>(text: &str) -> Result<T, serde_yaml::Error> {
    let text = text.trim_start_matches('\u{feff}');
    let bare = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    if bare { Ok(T::default()) } else { serde_yaml::from_str(text) }
}

fn finding(text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let whole = error.to_string();
    let message = whole.split(" at line ").next().unwrap_or(&whole).to_owned();
    let place = error.location().map_or((1, 1), |at| place_of(text, at.index()));
    let word = ["unknown field `", "unknown variant `"]
        .into_iter()
        .find_map(|start| message.split_once(start))
        .and_then(|(_, rest)| rest.split('`').next())
        .map(str::to_owned);
    let again = message.strip_prefix("duplicate").and_then(|rest| rest.split('`').nth(1));
    let twice = again.and_then(|word| text.lines().enumerate().filter(|(_, line)| line.starts_with(word)).last()).map(|(line, _)| line);
    let place = twice.map_or(place, |line| (line + 1, 1));
    let quoted = word.as_deref().or_else(|| message.split(['`', '"']).nth(1));
    let span = quoted.and_then(|word| word_span(text, word, place.0)).unwrap_or_else(|| point(place));
    let Some(word) = word else {
        let hint = "the manual of the format lists every setting and its values";
        return Diagnostic::new(Code::BadSetting, span, in_words(&message)).hint(hint);
    };
    let known: Vec<&str> = message.split("expected").nth(1).map(|rest| rest.split('`').skip(1).step_by(2).collect()).unwrap_or_default();
    let (what, which) = if message.contains("unknown variant") { ("value", "values") } else { ("setting", "settings") };
    let hint = match nearest(&word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the {which} here are {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::new(Code::BadSetting, span, format!("unknown {what} `{word}`")).hint(hint)
}

/// What the YAML library says, in words that need no knowledge of the program: `many` stands where a number belongs.
fn in_words(message: &str) -> String {
    let of_type = ["invalid type: ", "invalid value: "].into_iter().find_map(|start| message.split_once(start));
    if let Some((found, wanted)) = of_type.and_then(|(_, rest)| rest.rsplit_once(", expected ")) {
        let found = match found.split(['`', '"']).nth(1) {
            Some(value) => format!("`{value}`"),
            None if found.starts_with("map") => "`key: value`".to_owned(),
            None if found.starts_with("sequence") => "a list".to_owned(),
            None => "nothing".to_owned(),
        };
        let wanted = match wanted {
            "usize" | "u64" | "u32" => "a whole number of at least 0 belongs",
            "f64" => "a number belongs",
            "a string" | "string" => "a text belongs",
            "a boolean" => "`true` or `false` belongs",
            "a sequence" => "a list belongs",
            _ if wanted.starts_with("struct ") || wanted == "a map" => "keys and values belong",
            _ if wanted.starts_with(['a', '`']) && !wanted.contains("YAML") => {
                return format!("{found} stands where this belongs: {wanted}");
            }
            _ => "a text belongs",
        };
        return format!("{found} stands where {wanted}");
    }
    match message.split_once("missing field `").and_then(|(_, rest)| rest.split('`').next()) {
        Some(key) => format!("the key `{key}` is missing here"),
        None => message.to_owned(),
    }
}

/// The finding about a glob of `ignore` that none can be made of.
pub(crate) fn bad_glob(text: &str, pattern: &str, why: &str, path: &str) -> Diagnostic {
    let line = text.lines().position(|line| line.starts_with("ignore:")).unwrap_or(0) + 1;
    let span = word_span(text, pattern, line).unwrap_or(Span::START);
    let found = Diagnostic::new(Code::BadSetting, span, format!("`{pattern}` is no glob: {why}"));
    found.hint("write it as `archive/**` or `*.draft.md`").at(path)
}

/// The line and the column (both from 1) behind so many characters. The parser also begins a line where an editor begins none, so
/// its own count of lines is of no use.
fn place_of(text: &str, characters: usize) -> (usize, usize) {
    let text = text.trim_start_matches('\u{feff}');
    let end = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
    let before = &text[..end];
    (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
}

/// A name below `section` that should be one of `known`.
fn unknown(text: &str, section: &str, name: &str, what: &str, known: &[&str]) -> Diagnostic {
    let line = text.lines().position(|line| line.starts_with(section)).unwrap_or(0) + 1;
    let span = word_span(text, name, line).unwrap_or(Span::START);
    let hint = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it is one of {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::new(Code::BadSetting, span, format!("unknown {what} `{name}`")).hint(hint)
}

fn point((line, column): (usize, usize)) -> Span {
    let (line, column) = (u32::try_from(line).unwrap_or(1), u32::try_from(column).unwrap_or(1));
    Span { line, column, end_line: line, end_column: column + 1 }
}

/// Where a word stands: on the line the parser names or the next that holds it.
fn word_span(text: &str, word: &str, line: usize) -> Option<Span> {
    let lines: Vec<&str> = text.lines().collect();
    let at = (line.saturating_sub(1)..lines.len())
        .chain(0..line)
        .find(|&at| lines.get(at).is_some_and(|line| !word.is_empty() && line.contains(word)))?;
    let column = lines[at][..lines[at].find(word)?].chars().count() + 1;
    let number = |n: usize| u32::try_from(n).unwrap_or(1);
    Some(Span { line: number(at + 1), column: number(column), end_line: number(at + 1), end_column: number(column + word.chars().count()) })
}

/// Refuses weights of kinds, levels of codes and spellings of keys that nobody knows.
fn known(written: &Written, text: &str) -> Result<(), Diagnostic> {
    let kinds = Kinds::new(&written.kinds.0, &[]);
    let names: Vec<&str> = kinds.all().map(|kind| kinds.name(kind)).collect();
    if let Some((name, _)) = written.weights.0.iter().find(|(name, _)| kinds.named(name).is_none()) {
        return Err(unknown(text, "weights:", name, "kind", &names));
    }
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    if let Some((name, _)) = written.check.levels.0.iter().find(|(name, _)| Code::named(name).is_none()) {
        return Err(unknown(text, "check:", name, "code", &codes));
    }
    let keys: Vec<&str> = KEYS.iter().map(|row| row.name).collect();
    match written.keys.0.iter().find(|(name, _)| !keys.iter().any(|key| folded(key) == folded(name))) {
        Some((name, _)) => Err(unknown(text, "keys:", name, "key", &keys)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_what_the_format_names() {
        let text = "circles:\n  family: 2w\n  work: {cadence: 3mo, weight: 2}\ncadence:\n  default: 6mo\n  tags:\n    mentor: 6w\nchannels: [padel]\nkinds:\n  lift: [ride]\nweights: {lift: 0.5}\nme:\n  name: Nora\n  email: a@example.org\n  career:\n    - org: Initech\n      from: 2017-03\n      to: 2021\n";
        let settings = settings(text, "config.yaml").unwrap();
        assert_eq!(
            settings.circles.iter().map(|c| (c.name.as_str(), c.text.as_str(), c.weight)).collect::<Vec<_>>(),
            [("family", "2w", 1.0), ("work", "3mo", 2.0)]
        );
        assert_eq!(settings.cadence.1, "6mo");
        assert_eq!(settings.kinds.weight(settings.kinds.named("lift").unwrap()), 0.5);
        assert_eq!(settings.me.career[0].range.until.map(|d| d.to_string()).as_deref(), Some("2021-12-31"));
    }

    fn check(text: &str, line: u32, column: u32, message: &str, hint: &str) {
        let found = settings(text, "config.yaml").unwrap_err();
        assert_eq!((found.span.line, found.span.column), (line, column), "{found:?}");
        assert!(found.message.contains(message), "{found:?}");
        assert!(found.hint.unwrap().contains(hint));
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_place_and_the_nearest_word() {
        check("# mine\ncirlces:\n  inner: 4w\n", 2, 1, "unknown setting `cirlces`", "`circles`");
        check("digest:\n  limt: 3\n", 2, 3, "unknown setting `limt`", "`limit`");
        check("cadence:\n  default: soonish\n", 2, 12, "`soonish` is no cadence", "manual");
        check("digest:\n  limit: many\n", 2, 10, "`many` stands where a whole number of at least 0 belongs", "manual");
        check("digest:\n  limit: -1\n", 2, 10, "`-1` stands where a whole number of at least 0 belongs", "manual");
        check("weights: {help: lots}\n", 1, 17, "`lots` stands where a number belongs", "manual");
        check("check: off\n", 1, 8, "`off` stands where keys and values belong", "manual");
        check("digest: [a]\n", 1, 9, "a list stands where keys and values belong", "manual");
        check("me:\n  name: {a: b}\n", 2, 9, "`key: value` stands where a text belongs", "manual");
        check("me:\n  name: [a]\n", 2, 9, "a list stands where a text belongs", "manual");
        check("me:\n  career: 3\n", 2, 11, "`3` stands where a list belongs", "manual");
        check("me:\n  career:\n    - role: x\n", 3, 7, "the key `org` is missing here", "manual");
        check("digest:\n  links: [a]\n", 2, 10, "a list stands where a text belongs", "manual");
        check("digest:\n  links: obsidan\n", 2, 10, "unknown value `obsidan`", "`obsidian`");
        check("circles: 3\n", 1, 10, "`3` stands where this belongs: `name: value` lines", "manual");
        check("check:\n  levels:\n    unknwn-key: off\n", 3, 5, "unknown code `unknwn-key`", "`unknown-key`");
        check("check:\n  levels: {unknown-key: loud}\n", 2, 25, "`loud` is no level", "manual");
        check("check:\n  lvels: {}\n", 2, 3, "unknown setting `lvels`", "`levels`");
    }

    #[test]
    fn a_bad_glob_is_reported_where_it_stands() {
        let found = bad_glob("cadence: {}\nignore: [x, \"[a\"]\n", "[a", "it is open", "config.yaml");
        assert_eq!((found.span.line, found.span.column), (2, 14));
    }

    #[test]
    fn levels_say_how_bad_findings_are() {
        let text = "check:\n  levels: {unknown-key: off, future-entry: error, missing-note: warning, bad-date: false}\n";
        let levels = settings(text, "config.yaml").unwrap().levels;
        assert_eq!((levels.of(Code::UnknownKey), levels.of(Code::BadDate)), (None, None));
        assert_eq!(levels.of(Code::FutureEntry), Some(crate::diagnostic::Severity::Error));
        assert_eq!(levels.of(Code::MissingNote), Some(crate::diagnostic::Severity::Warning));
    }

    #[test]
    fn empty_settings_are_the_defaults() {
        assert_eq!(settings("# nothing\n", "config.yaml").unwrap().circles.len(), 3);
    }
}
