//! Comparing names: without case, in NFC; and for the command line also without accents.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A text in lower case and NFC, as links compare (format 4).
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    Cow::Owned(text.nfc().flat_map(char::to_lowercase).nfc().collect())
}

/// The first bytes of a text as a number, which compares as texts do as far as it tells: most need not be looked at to be compared.
pub fn start_of(text: impl AsRef<[u8]>) -> u128 {
    let text = text.as_ref();
    let mut start = [0; 16];
    let near = text.len().min(start.len());
    start[..near].copy_from_slice(&text[..near]);
    u128::from_be_bytes(start)
}

/// A text in lower case without accents, as people type names at a prompt.
pub fn bare(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfd().flat_map(char::to_lowercase).filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        match c {
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ı' => out.push('i'),
            'þ' => out.push_str("th"),
            '’' => out.push('\''),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_form() {
        assert_eq!(folded("ZOË"), folded("zoe\u{308}"));
        assert_eq!(bare("Łukasz Ångström-Çelik"), "lukasz angstrom-celik");
        assert_eq!(bare("Straße"), "strasse");
    }
}
