//! Addresses of mail as people type them: `ada@example.org`, `Ada Lovelace <ada@example.org>`.

use super::when::Misread;
use crate::model::Mailbox;

/// Longest address (bytes), as mail servers take it.
const LONGEST: usize = 254;

/// One address, with or without a name.
///
/// # Errors
/// When it is no address of the form `local@host` in ASCII. What an address may hold is narrow on purpose: nothing in it can end a
/// line or start another address.
pub fn mailbox(text: &str) -> Result<Mailbox, Misread> {
    let text = text.trim();
    let (name, address) = match text.strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
        None => ("", text),
    };
    if !is_address(address) {
        return Err(Misread {
            message: format!("`{text}` is no e-mail address"),
            hint: "write it as ada@example.org or 'Ada Lovelace <ada@example.org>'; one address each".to_owned(),
        });
    }
    Ok(Mailbox { name: Some(name.to_owned()).filter(|name| !name.is_empty()), address: address.to_owned() })
}

fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.len() <= LONGEST && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom)) && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: Option<(&str, &str)>) {
        let read = mailbox(text).ok().map(|mailbox| (mailbox.name.unwrap_or_default(), mailbox.address));
        assert_eq!(read, want.map(|(name, address)| (name.to_owned(), address.to_owned())), "{text}");
    }

    #[test]
    fn addresses_are_read_with_and_without_a_name() {
        check("ada@example.org", Some(("", "ada@example.org")));
        check("<ada@example.org>", Some(("", "ada@example.org")));
        check(" Ada Lovelace <ada+news@mail.example.org> ", Some(("Ada Lovelace", "ada+news@mail.example.org")));
        check("\"Zoë, Lindqvarn\" <zoe@example.org>", Some(("Zoë, Lindqvarn", "zoe@example.org")));
        check("root@localhost", Some(("", "root@localhost")));
    }

    #[test]
    fn what_is_no_single_address_is_refused() {
        for text in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@-x.org",
            "a b@example.org",
            "ada@example.org, bob@example.org",
            "ada..l@example.org",
            "ada@example.org\nBcc: eve@example.org",
            "x <ada@example.org> y",
            "zoë@example.org",
            "ada@exämple.org",
        ] {
            check(text, None);
        }
        check(&format!("{}@example.org", "a".repeat(250)), None);
    }
}
