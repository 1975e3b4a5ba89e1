//! What settings say of findings: `check: {levels: {unknown-key: off}}`.

use super::written::{Scalar, Table};
use crate::diagnostic::{Code, Levels, Severity};
use serde::Deserialize;
use serde::de::{self, Deserializer};

/// What `check` makes of findings.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WrittenCheck {
    pub(super) levels: Table<Level>,
}

impl WrittenCheck {
    /// Names that are no codes are left out; [`super::settings`] refuses them.
    pub(super) fn levels(&self) -> Levels {
        Levels::new(self.levels.0.iter().filter_map(|(name, level)| Some((Code::named(name)?, level.0))).collect())
    }
}

/// How bad findings of a code are; `None` for `off`.
pub(super) struct Level(Option<Severity>);

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Scalar::deserialize(deserializer)?.0;
        match Severity::ALL.into_iter().find(|severity| severity.name() == text) {
            None if text != "off" => Err(de::Error::custom(format!("`{text}` is no level; write `off`, `info`, `warning` or `error`"))),
            level => Ok(Level(level)),
        }
    }
}
