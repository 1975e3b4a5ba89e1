//! `.journal/config.yaml` to settings (format 8). The one place that knows the YAML library for our own files.

use super::keys::{KEYS, folded};
use super::{cadence, date};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::model::{Cadence, Career, Circle, DateRange, Kinds, Me, OwnTransition, Settings, Word};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

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
    written.known(text).map_err(|found| Box::new(found.at(path)))?;
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

fn read<T: for<'de> Deserialize<'de> + Default>(text: &str) -> Result<T, serde_yaml::Error> {
    let text = text.trim_start_matches('\u{feff}');
    let bare = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    if bare { Ok(T::default()) } else { serde_yaml::from_str(text) }
}

fn finding(text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let whole = error.to_string();
    let message = whole.split(" at line ").next().unwrap_or(&whole).to_owned();
    let place = error.location().map_or((1, 1), |at| (at.line(), at.column()));
    let word = message.split_once("unknown field `").and_then(|(_, rest)| rest.split('`').next()).map(str::to_owned);
    let again = message.strip_prefix("duplicate").and_then(|rest| rest.split('`').nth(1));
    let twice = again.and_then(|word| text.lines().enumerate().filter(|(_, line)| line.starts_with(word)).last()).map(|(line, _)| line);
    let place = twice.map_or(place, |line| (line + 1, 1));
    let quoted = word.as_deref().or_else(|| message.split(['`', '"']).nth(1));
    let span = quoted.and_then(|word| word_span(text, word, place.0)).unwrap_or_else(|| point(place));
    let Some(word) = word else {
        let hint = "the manual of the format lists every setting and its values";
        return Diagnostic::new(Code::BadSetting, span, message).hint(hint);
    };
    let known: Vec<&str> = message.split("expected").nth(1).map(|rest| rest.split('`').skip(1).step_by(2).collect()).unwrap_or_default();
    let hint = match nearest(&word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the settings here are {}", known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ")),
    };
    Diagnostic::new(Code::BadSetting, span, format!("unknown setting `{word}`")).hint(hint)
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

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    contact_folders: Option<OneOrMany>,
    ignore: Option<OneOrMany>,
    circles: Option<Table<WrittenCircle>>,
    cadence: WrittenCadences,
    channels: Words,
    kinds: Words,
    weights: Table<Weight>,
    keys: Table<OneOrMany>,
    digest: WrittenDigest,
    me: WrittenMe,
}

impl Written {
    /// Refuses weights of kinds and spellings of keys that nobody knows.
    fn known(&self, text: &str) -> Result<(), Diagnostic> {
        let kinds = Kinds::new(&self.kinds.0, &[]);
        let names: Vec<&str> = kinds.all().map(|kind| kinds.name(kind)).collect();
        if let Some((name, _)) = self.weights.0.iter().find(|(name, _)| kinds.named(name).is_none()) {
            return Err(unknown(text, "weights:", name, "kind", &names));
        }
        let keys: Vec<&str> = KEYS.iter().map(|row| row.name).collect();
        match self.keys.0.iter().find(|(name, _)| !keys.iter().any(|key| folded(key) == folded(name))) {
            Some((name, _)) => Err(unknown(text, "keys:", name, "key", &keys)),
            None => Ok(()),
        }
    }

    fn into_settings(self) -> Settings {
        let usual = Settings::default();
        let weights: Vec<(String, f64)> = self.weights.0.into_iter().map(|(name, weight)| (name, weight.0)).collect();
        let circles = self.circles.map(|table| table.0.into_iter().map(|(name, circle)| circle.named(name)).collect());
        Settings {
            contact_folders: self.contact_folders.map_or(usual.contact_folders, |folders| folders.0),
            ignore: self.ignore.map_or(usual.ignore, |globs| globs.0),
            circles: circles.unwrap_or(usual.circles),
            cadence: self.cadence.default.map_or(usual.cadence, |c| (c.cadence, c.text)),
            in_transition: self.cadence.in_transition.map_or(usual.in_transition, |c| c.cadence),
            tag_cadences: self.cadence.tags.0.into_iter().map(|(tag, c)| (tag, c.cadence, c.text)).collect(),
            channels: self.channels.0,
            kinds: Kinds::new(&self.kinds.0, &weights),
            keys: self.keys.0.into_iter().map(|(key, spellings)| (key, spellings.0)).collect(),
            digest: crate::model::DigestSettings {
                period: self.digest.period.map_or(usual.digest.period, |span| span.0),
                balance: self.digest.balance.map_or(usual.digest.balance, |span| span.0),
                coming: self.digest.coming.map_or(usual.digest.coming, |span| span.0),
                limit: self.digest.limit.unwrap_or(usual.digest.limit),
            },
            me: self.me.into_me(),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenCadences {
    default: Option<WrittenCadence>,
    in_transition: Option<WrittenCadence>,
    tags: Table<WrittenCadence>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenDigest {
    period: Option<WrittenSpan>,
    balance: Option<WrittenSpan>,
    coming: Option<WrittenSpan>,
    limit: Option<usize>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenMe {
    name: Option<String>,
    email: OneOrMany,
    location: Option<String>,
    career: Vec<WrittenCareer>,
    transition: Option<WrittenTransition>,
}

impl WrittenMe {
    fn into_me(self) -> Me {
        let career = self.career.into_iter().map(|stint| Career {
            organization: stint.org,
            role: stint.role,
            range: DateRange { since: stint.from.and_then(|d| d.0.since), until: stint.to.and_then(|d| d.0.until) },
        });
        let transition = self.transition.map(|spell| OwnTransition {
            since: spell.since.and_then(|d| d.0.since),
            until: spell.until.and_then(|d| d.0.until),
            seeking: spell.seeking,
            needs: spell.needs.0,
        });
        Me { name: self.name, email: self.email.0, location: self.location, career: career.collect(), transition }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCareer {
    org: String,
    role: Option<String>,
    from: Option<WrittenDate>,
    to: Option<WrittenDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTransition {
    since: Option<WrittenDate>,
    until: Option<WrittenDate>,
    seeking: Option<String>,
    #[serde(default)]
    needs: OneOrMany,
}

struct WrittenCadence {
    cadence: Cadence,
    text: String,
}

impl WrittenCadence {
    fn read<E: de::Error>(text: &str) -> Result<WrittenCadence, E> {
        match cadence::cadence(text) {
            Some(cadence) => Ok(WrittenCadence { cadence, text: text.trim().to_owned() }),
            None => Err(E::custom(format!("`{text}` is no cadence; write it as `10d`, `6w`, `3mo`, `1y` or `none`"))),
        }
    }
}

impl<'de> Deserialize<'de> for WrittenCadence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        WrittenCadence::read(&Scalar::deserialize(deserializer)?.0)
    }
}

/// A span of days such as `30d`; never `none`.
struct WrittenSpan(Cadence);

impl<'de> Deserialize<'de> for WrittenSpan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Scalar::deserialize(deserializer)?.0;
        match cadence::cadence(&text) {
            Some(span @ Cadence::Every(..)) => Ok(WrittenSpan(span)),
            _ => Err(de::Error::custom(format!("`{text}` is no span of days; write it as `30d`, `6w`, `3mo` or `1y`"))),
        }
    }
}

/// A circle: its cadence, or a map of `cadence` and `weight`.
struct WrittenCircle {
    cadence: WrittenCadence,
    weight: f64,
}

impl WrittenCircle {
    fn named(self, name: String) -> Circle {
        Circle { name, cadence: self.cadence.cadence, text: self.cadence.text, weight: self.weight }
    }
}

impl<'de> Deserialize<'de> for WrittenCircle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Both;
        impl<'de> Visitor<'de> for Both {
            type Value = WrittenCircle;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a cadence such as `4w`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<WrittenCircle, E> {
                Ok(WrittenCircle { cadence: WrittenCadence::read(text)?, weight: 1.0 })
            }

            fn visit_u64<E: de::Error>(self, days: u64) -> Result<WrittenCircle, E> {
                self.visit_str(&days.to_string())
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WrittenCircle, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Long {
                    cadence: WrittenCadence,
                    weight: Option<Weight>,
                }
                let long = Long::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(WrittenCircle { cadence: long.cadence, weight: long.weight.map_or(1.0, |w| w.0) })
            }
        }
        deserializer.deserialize_any(Both)
    }
}

/// A weight: a number of at least 0.
struct Weight(f64);

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let weight = f64::deserialize(deserializer)?;
        match weight.is_finite() && (0.0..=1e6).contains(&weight) {
            true => Ok(Weight(weight)),
            false => Err(de::Error::custom("a weight is a number from 0 to 1000000")),
        }
    }
}

/// A date or partial date, as the range it covers.
struct WrittenDate(DateRange);

impl<'de> Deserialize<'de> for WrittenDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Scalar::deserialize(deserializer)?.0;
        match date::partial(&text) {
            Ok(partial) => Ok(WrittenDate(DateRange { since: partial.first(), until: partial.last() })),
            Err(_) => Err(de::Error::custom(format!("`{text}` is no date; write it as 2026-03-01"))),
        }
    }
}

/// Any scalar as text.
struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl Visitor<'_> for Any {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(text.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// One text or a list of them.
#[derive(Default)]
struct OneOrMany(Vec<String>);

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany(vec![text.to_owned()]))
            }

            fn visit_unit<E: de::Error>(self) -> Result<OneOrMany, E> {
                Ok(OneOrMany::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<OneOrMany, A::Error> {
                let mut texts = Vec::new();
                while let Some(Scalar(text)) = seq.next_element()? {
                    texts.push(text);
                }
                Ok(OneOrMany(texts))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// A map in the order it is written.
struct Table<T>(Vec<(String, T)>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rows<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Rows<T> {
            type Value = Table<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`name: value` lines")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Table<T>, E> {
                Ok(Table::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Table<T>, A::Error> {
                let mut rows = Vec::new();
                while let Some((Scalar(name), value)) = map.next_entry()? {
                    rows.push((name, value));
                }
                Ok(Table(rows))
            }
        }
        deserializer.deserialize_any(Rows(std::marker::PhantomData))
    }
}

/// Words added to a table: a list of names, or names with their variants.
#[derive(Default)]
struct Words(Vec<Word>);

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Words;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of names, or `name: [variants]` lines")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Words, E> {
                Ok(Words::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Words, A::Error> {
                let mut words = Vec::new();
                while let Some(Scalar(name)) = seq.next_element()? {
                    words.push(Word { name, variants: Vec::new() });
                }
                Ok(Words(words))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
                let mut words = Vec::new();
                while let Some((Scalar(name), OneOrMany(variants))) = map.next_entry()? {
                    words.push(Word { name, variants });
                }
                Ok(Words(words))
            }
        }
        deserializer.deserialize_any(Either)
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
        check("digest:\n  limit: many\n", 2, 10, "invalid type", "manual");
    }

    #[test]
    fn empty_settings_are_the_defaults() {
        assert_eq!(settings("# nothing\n", "config.yaml").unwrap().circles.len(), 3);
    }
}
