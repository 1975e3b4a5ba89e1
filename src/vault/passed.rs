//! Whom a walk through the contacts has passed over, so that it goes on where it stopped. Kept outside the vault, beside the record
//! of changes.

use super::find::Vault;
use super::store::Store;
use crate::error::Error;

/// The file that holds them.
const PASSED: &str = "passed.json";

impl Vault {
    /// Paths of the notes passed over, in no order.
    ///
    /// # Errors
    /// When there is no place for such a record.
    pub fn passed(&self) -> Result<Vec<String>, Error> {
        Ok(Store::open(&self.root)?.list(PASSED))
    }

    /// Keeps the paths of the notes passed over instead of those known before.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn keep_passed(&self, paths: &[String]) -> Result<(), Error> {
        Store::open(&self.root)?.keep_list(PASSED, paths)
    }
}
