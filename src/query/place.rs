//! Whether two places people write are the same city.

use crate::index::bare;
use crate::model::Contact;

/// The place a contact lives in, as written (`location`).
pub fn location(contact: &Contact) -> Option<&str> {
    written(contact, "location")
}

/// The first value of a key without a place of its own.
pub(super) fn written<'c>(contact: &'c Contact, key: &str) -> Option<&'c str> {
    contact.fields().values(key).find(|value| !value.trim().is_empty())
}

/// The city of a place: what stands before the first comma.
pub fn city(place: &str) -> &str {
    place.split(',').next().unwrap_or(place).trim()
}

/// Whether two places are the same city: `Portland` and `Portland, OR` are, `Portland, Oregon` and `Portland, Maine` are not.
pub fn same_place(a: &str, b: &str) -> bool {
    let parts = |place: &str| -> Vec<String> { place.split(',').map(|part| bare(part.trim())).filter(|part| !part.is_empty()).collect() };
    let (a, b) = (parts(a), parts(b));
    match (a.split_first(), b.split_first()) {
        (Some((a, a_rest)), Some((b, b_rest))) => a == b && a_rest.iter().zip(b_rest).all(|(a, b)| may_be(a, b)),
        _ => false,
    }
}

/// Whether one region may be short for the other: `or` for `oregon`, `wa` for `washington`.
fn may_be(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut rest = long.chars();
    let in_order = short.chars().all(|c| rest.any(|other| other == c));
    a == b || short.chars().count() <= 3 && long.chars().count() > 3 && in_order && short.chars().next() == long.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(a: &str, b: &str, want: bool) {
        assert_eq!((same_place(a, b), same_place(b, a)), (want, want), "{a} and {b}");
    }

    #[test]
    fn a_city_is_the_same_however_much_is_written_of_where_it_lies() {
        check("Portland, Oregon", "portland", true);
        check("Portland, Oregon", "Portland, OR", true);
        check("Portland, OR, USA", "Portland, Oregon", true);
        check("Seattle, WA", "Seattle, Washington", true);
        check("Gdańsk", "Gdansk, Poland", true);
        check("Portland, Oregon", "Portland, Maine", false);
        check("Portland, OR", "Portland, ME", false);
        check("Vancouver, Washington", "Portland, Oregon", false);
        check("", "", false);
        check("  ,", ",", false);
    }
}
