//! What a settings file may hold, as shapes for the YAML library: texts or lists, cadences, circles, weights, tables in order.

use super::levels::WrittenCheck;
use super::{cadence, date};
use crate::model::{Cadence, Career, Circle, DateRange, DigestSettings, Kinds, Me, NoteLinks, OwnTransition, Settings, Word};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The settings file as written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    contact_folders: Option<OneOrMany>,
    file_names: super::settings::FileNames,
    mentions: super::settings::Mentions,
    ignore: Option<OneOrMany>,
    circles: Option<Table<WrittenCircle>>,
    cadence: WrittenCadences,
    channels: Words,
    pub(super) kinds: Words,
    pub(super) weights: Table<Weight>,
    pub(super) keys: Table<OneOrMany>,
    digest: WrittenDigest,
    pub(super) check: WrittenCheck,
    me: WrittenMe,
}

impl Written {
    /// The settings, with the defaults for what is not written.
    pub(super) fn into_settings(self) -> Settings {
        let usual = Settings::default();
        let weights: Vec<(String, f64)> = self.weights.0.into_iter().map(|(name, weight)| (name, weight.0)).collect();
        let circles = self.circles.map(|table| table.0.into_iter().map(|(name, circle)| circle.named(name)).collect());
        Settings {
            contact_folders: self.contact_folders.map_or(usual.contact_folders, |folders| folders.0),
            names_kept: self.file_names == super::settings::FileNames::Name,
            bold_names: self.mentions == super::settings::Mentions::Bold,
            ignore: self.ignore.map_or(usual.ignore, |globs| globs.0),
            circles: circles.unwrap_or(usual.circles),
            cadence: self.cadence.default.map_or(usual.cadence, |c| (c.cadence, c.text)),
            in_transition: self.cadence.in_transition.map_or(usual.in_transition, |c| c.cadence),
            tag_cadences: self.cadence.tags.0.into_iter().map(|(tag, c)| (tag, c.cadence, c.text)).collect(),
            channels: self.channels.0,
            kinds: Kinds::new(&self.kinds.0, &weights),
            keys: self.keys.0.into_iter().map(|(key, spellings)| (key, spellings.0)).collect(),
            digest: DigestSettings {
                period: self.digest.period.map_or(usual.digest.period, |span| span.0),
                balance: self.digest.balance.map_or(usual.digest.balance, |span| span.0),
                coming: self.digest.coming.map_or(usual.digest.coming, |span| span.0),
                limit: self.digest.limit.unwrap_or(usual.digest.limit),
                links: self.digest.links.into(),
            },
            levels: self.check.levels(),
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
    links: WrittenLinks,
}

/// With what links open a note.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenLinks {
    #[default]
    Relative,
    File,
    Obsidian,
    Vscode,
}

impl From<WrittenLinks> for NoteLinks {
    fn from(written: WrittenLinks) -> NoteLinks {
        match written {
            WrittenLinks::Relative => NoteLinks::Relative,
            WrittenLinks::File => NoteLinks::File,
            WrittenLinks::Obsidian => NoteLinks::Obsidian,
            WrittenLinks::Vscode => NoteLinks::Vscode,
        }
    }
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
pub(super) struct Weight(f64);

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
            Err(_) => Err(de::Error::custom(format!("`{text}` is no date; write a day such as 2026-03-01"))),
        }
    }
}

/// Any scalar as text.
pub(super) struct Scalar(pub(super) String);

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

            // What older YAML makes of `off`.
            fn visit_bool<E: de::Error>(self, on: bool) -> Result<Scalar, E> {
                Ok(Scalar(if on { "on" } else { "off" }.to_owned()))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// One text or a list of them.
#[derive(Default)]
pub(super) struct OneOrMany(Vec<String>);

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
pub(super) struct Table<T>(pub(super) Vec<(String, T)>);

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
pub(super) struct Words(pub(super) Vec<Word>);

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
