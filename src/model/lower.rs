//! Short texts in lower case, for looking up words without an allocation.

/// A short text in lower case.
pub(crate) struct Lower {
    bytes: [u8; Lower::LONGEST],
    len: usize,
}

impl Default for Lower {
    fn default() -> Lower {
        Lower { bytes: [0; Lower::LONGEST], len: 0 }
    }
}

impl Lower {
    /// Longest text kept (bytes).
    pub(crate) const LONGEST: usize = 96;

    /// Appends; what does not fit makes the whole too long.
    pub(crate) fn push(&mut self, text: &str) {
        if text.is_ascii() {
            let end = self.len + text.len();
            if let Some(room) = self.bytes.get_mut(self.len..end) {
                room.copy_from_slice(text.as_bytes());
                room.make_ascii_lowercase();
            }
            self.len = end;
            return;
        }
        for c in text.chars().flat_map(char::to_lowercase) {
            let end = self.len + c.len_utf8();
            if let Some(room) = self.bytes.get_mut(self.len..end) {
                c.encode_utf8(room);
            }
            self.len = end;
        }
    }

    /// How long the text would be (bytes).
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The text, unless it was too long.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.start(self.len)
    }

    /// Its first bytes, unless these are too long already.
    pub(crate) fn start(&self, end: usize) -> Option<&[u8]> {
        self.bytes.get(..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_no_text() {
        let mut lower = Lower::default();
        lower.push("Zoë ÅB");
        assert_eq!(lower.bytes(), Some("zoë åb".as_bytes()));
        lower.push(&"x".repeat(Lower::LONGEST - lower.len()));
        assert!(lower.bytes().is_some());
        lower.push("é");
        assert!(lower.bytes().is_none());
    }
}
