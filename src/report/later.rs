//! A value of a page that is made when it is written: of a page that follows from another, most values need not be.

use serde::{Serialize, Serializer};
use std::fmt;

/// How a value is made.
pub(super) struct Later<'m, T>(Box<dyn Fn() -> T + 'm>);

impl<'m, T> Later<'m, T> {
    /// What is made so.
    pub(super) fn new(make: impl Fn() -> T + 'm) -> Later<'m, T> {
        Later(Box::new(make))
    }

    /// The value.
    pub(super) fn get(&self) -> T {
        (self.0)()
    }
}

impl<T: Serialize> Serialize for Later<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

impl<T: fmt::Debug> fmt::Debug for Later<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
