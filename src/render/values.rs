//! The values of a page that is made again and again: which of them are different this time. A value is compared as it is written,
//! and made one for a template only when it is different.

use serde::ser::{Error as _, Impossible, SerializeStruct};
use serde::{Serialize, Serializer};
use serde_json::Error;
use std::collections::BTreeMap;
use tera::{Context, Value};

/// The values of a page as they were last.
#[derive(Debug, Default)]
pub(super) struct Values {
    all: Context,
    written: BTreeMap<&'static str, Vec<u8>>,
}

/// What is different: each value as it was and as it is.
#[derive(Debug, Default)]
pub(super) struct Changes(BTreeMap<&'static str, [Option<Value>; 2]>);

impl Values {
    /// All of them, for a template.
    pub(super) fn all(&self) -> &Context {
        &self.all
    }

    /// Takes over those of a page.
    ///
    /// # Errors
    /// When it is no struct, or one of its fields cannot be a value.
    pub(super) fn take(&mut self, page: &impl Serialize) -> Result<Changes, Error> {
        let before = std::mem::take(&mut self.written);
        let Taking { before, mut changes, .. } = page.serialize(Taking { before, values: self, changes: Changes::default() })?;
        changes.0.extend(before.into_keys().map(|gone| (gone, [self.all.remove(gone), None])));
        Ok(changes)
    }
}

impl Changes {
    /// Whether this value is different, or this field of one, as `counts.due`.
    pub(super) fn concern(&self, name: &str) -> bool {
        let (name, field) = name.split_once('.').unwrap_or((name, ""));
        let Some(both) = self.0.get(name) else { return false };
        let own = |at: usize| both[at].as_ref()?.get_from_path(field);
        field.is_empty() || own(0) != own(1)
    }
}

/// Values being taken over.
struct Taking<'v> {
    /// Those of the last time that did not come yet.
    before: BTreeMap<&'static str, Vec<u8>>,
    values: &'v mut Values,
    changes: Changes,
}

impl SerializeStruct for Taking<'_> {
    type Ok = Self;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        // As a digest in JSON is, so that the program need not know two ways.
        let written = serde_json::to_vec_pretty(value)?;
        if self.before.remove(name).as_ref() != Some(&written) {
            let value = Value::try_from_serializable(value).map_err(Error::custom)?;
            let before = self.values.all.remove(name);
            self.values.all.insert_value(name, value.clone());
            self.changes.0.insert(name, [before, Some(value)]);
        }
        self.values.written.insert(name, written);
        Ok(())
    }

    fn end(self) -> Result<Self, Error> {
        Ok(self)
    }
}

/// What is no page.
macro_rules! refused {
    ($($method:ident $(<$generic:ident>)? ($($of:ty),*) $answer:ty;)*) => {
        $(fn $method $(<$generic: Serialize + ?Sized>)? (self, $(_: $of),*) -> Result<$answer, Error> {
            Err(Error::custom("a page is a struct"))
        })*
    };
}

impl<'v> Serializer for Taking<'v> {
    type Ok = Self;
    type Error = Error;
    type SerializeSeq = Impossible<Self, Error>;
    type SerializeTuple = Impossible<Self, Error>;
    type SerializeTupleStruct = Impossible<Self, Error>;
    type SerializeTupleVariant = Impossible<Self, Error>;
    type SerializeMap = Impossible<Self, Error>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<Self, Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    refused! {
        serialize_bool(bool) Self;
        serialize_i8(i8) Self;
        serialize_i16(i16) Self;
        serialize_i32(i32) Self;
        serialize_i64(i64) Self;
        serialize_u8(u8) Self;
        serialize_u16(u16) Self;
        serialize_u32(u32) Self;
        serialize_u64(u64) Self;
        serialize_f32(f32) Self;
        serialize_f64(f64) Self;
        serialize_char(char) Self;
        serialize_str(&str) Self;
        serialize_bytes(&[u8]) Self;
        serialize_none() Self;
        serialize_some<T>(&T) Self;
        serialize_unit() Self;
        serialize_unit_struct(&'static str) Self;
        serialize_unit_variant(&'static str, u32, &'static str) Self;
        serialize_newtype_struct<T>(&'static str, &T) Self;
        serialize_newtype_variant<T>(&'static str, u32, &'static str, &T) Self;
        serialize_seq(Option<usize>) Impossible<Self, Error>;
        serialize_tuple(usize) Impossible<Self, Error>;
        serialize_tuple_struct(&'static str, usize) Impossible<Self, Error>;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) Impossible<Self, Error>;
        serialize_map(Option<usize>) Impossible<Self, Error>;
        serialize_struct_variant(&'static str, u32, &'static str, usize) Impossible<Self, Error>;
    }
}
