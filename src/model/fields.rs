//! The front-matter keys that have no place of their own in a contact, with their values, in one string.

use super::{Field, push_text, texts};

/// Keys with their values, in the order they were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields<'a>(pub(super) &'a str);

/// Stands before each key, and each value; a key stands behind the end of the text before it.
const KEY: char = 'k';
const VALUE: char = 'v';
const NEXT: &str = "\0k";

/// One key with its values.
#[derive(Clone, Copy, Debug)]
pub struct FieldRef<'a> {
    /// The canonical name of a known key, else the key as written.
    pub key: &'a str,
    values: &'a str,
}

impl<'a> FieldRef<'a> {
    /// Its values as text.
    pub fn values(self) -> impl Iterator<Item = &'a str> + Clone {
        self.values.split_terminator(texts::END).map(|value| &value[VALUE.len_utf8()..])
    }

    /// The same by itself.
    pub fn to_field(self) -> Field {
        Field { key: self.key.into(), values: self.values().collect() }
    }
}

impl<'a> Fields<'a> {
    /// The keys, in order.
    pub fn iter(self) -> impl Iterator<Item = FieldRef<'a>> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let (own, others) = rest.split_at(rest.find(NEXT).map_or(rest.len(), |at| at + 1));
            rest = others;
            let (key, values) = own.split_once(texts::END)?;
            Some(FieldRef { key: &key[KEY.len_utf8()..], values })
        })
    }

    /// The values of a key.
    pub fn values(self, key: &str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |field| field.key == key).flat_map(FieldRef::values)
    }
}

/// Writes what [`Fields`] reads.
#[derive(Debug)]
pub struct FieldsWriter<'o>(pub &'o mut String);

impl FieldsWriter<'_> {
    /// Begins a key.
    pub fn key(&mut self, key: &str) {
        self.0.push(KEY);
        push_text(self.0, key);
    }

    /// Appends a value of the last key.
    pub fn value(&mut self, value: &str) {
        self.0.push(VALUE);
        push_text(self.0, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_back_as_they_were_given() {
        let check = |given: &[(&str, &[&str])]| {
            let mut text = String::new();
            let mut fields = FieldsWriter(&mut text);
            for (key, values) in given {
                fields.key(key);
                values.iter().for_each(|value| fields.value(value));
            }
            let read: Vec<(&str, Vec<&str>)> = Fields(&text).iter().map(|field| (field.key, field.values().collect())).collect();
            assert_eq!(read, given.iter().map(|(key, values)| (*key, values.to_vec())).collect::<Vec<_>>());
        };
        check(&[]);
        check(&[("k", &["", "k", "v", "kk"]), ("", &[]), ("email", &["a@x.org"]), ("v", &["\u{e9}\n"])]);
    }
}
