//! The days of the digests that were read, so that the next can tell what changed since. Kept outside the vault.

use super::find::Vault;
use super::store::Store;
use crate::error::Error;
use crate::model::{Date, PartialDate, order};
use crate::parse::date;
use std::collections::BTreeSet;

/// Days kept, the newest.
const KEPT: usize = 400;

impl Vault {
    /// The days whose digests are remembered, in their order. A line that is no day is passed over.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn digest_days(&self) -> Result<BTreeSet<Date>, Error> {
        let day = |line: &str| match date::partial(line.trim()) {
            Ok(PartialDate::Day(day)) => Some(day),
            _ => None,
        };
        Ok(order::set(Store::digests(self.root())?.lines().filter_map(day)))
    }

    /// Remembers that the digest of a day was read.
    ///
    /// # Errors
    /// When that cannot be written down.
    pub fn remember_digest(&self, day: Date) -> Result<(), Error> {
        let mut days = self.digest_days()?;
        if days.insert(day) {
            let text: String = days.iter().skip(days.len().saturating_sub(KEPT)).map(|day| format!("{day}\n")).collect();
            Store::open(self.root())?.keep_digests(&text)?;
        }
        Ok(())
    }
}
