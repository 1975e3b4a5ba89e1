//! The values of a page that is made again and again: which of them are different this time. A value is compared as it is written,
//! and made one for a template only when it is asked for.

use bitcode::{Decode, Encode};
use serde::ser::{Error as _, Impossible, SerializeStruct};
use serde::{Serialize, Serializer};
use serde_json::Error;
use serde_json::value::RawValue;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use tera::{Context, Value};
use xxhash_rust::xxh3::xxh3_64;

/// The values of a page as they were last.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// Each as it was, by its name.
    written: BTreeMap<String, Form>,
    /// Those of them that were made values for templates.
    made: Context,
    /// Whether they were not taken over here, but by whoever wrote them.
    is_taken_up: bool,
}

/// What tells values from others, by their names.
#[derive(Clone, Debug, Default, Encode, Decode)]
pub(super) struct Traces(BTreeMap<String, Trace>);

/// What tells a value from others, and each field of it, if it has some.
#[derive(Clone, Debug, Encode, Decode)]
struct Trace(u64, Fields);

/// What tells the fields of a value from others, by their names.
type Fields = BTreeMap<String, u64>;

/// A value as far as it is known.
#[derive(Clone, Debug)]
enum Form {
    /// As it is written.
    Written(Vec<u8>),
    /// What tells it from others.
    Traced(Trace),
}

impl Form {
    /// Whether it is the value that is written so.
    fn is(&self, written: &[u8]) -> bool {
        match self {
            Form::Written(own) => own == written,
            Form::Traced(Trace(own, _)) => *own == xxh3_64(written),
        }
    }

    fn trace(&self) -> Trace {
        match self {
            Form::Written(own) => Trace(xxh3_64(own), self.fields()),
            Form::Traced(trace) => trace.clone(),
        }
    }

    /// Its fields; none where it has none.
    fn fields(&self) -> Fields {
        match self {
            Form::Written(own) => {
                let all: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(own).unwrap_or_default();
                all.into_iter().map(|(name, value)| (name, xxh3_64(value.get().as_bytes()))).collect()
            }
            Form::Traced(Trace(_, fields)) => fields.clone(),
        }
    }
}

/// What is different.
#[derive(Debug, Default)]
pub(super) struct Changes(BTreeMap<String, Change>);

/// A value as it was and as it is, and the fields of both.
#[derive(Debug)]
struct Change {
    forms: [Option<Form>; 2],
    fields: OnceCell<[Option<Fields>; 2]>,
}

impl Values {
    /// Those of which these are the traces.
    pub(super) fn of(Traces(traces): Traces) -> Values {
        let written = traces.into_iter().map(|(name, trace)| (name, Form::Traced(trace))).collect();
        Values { written, made: Context::new(), is_taken_up: true }
    }

    /// The traces of all of them.
    pub(super) fn traces(&self) -> Traces {
        Traces(self.written.iter().map(|(name, form)| (name.clone(), form.trace())).collect())
    }

    /// Takes over those of a page. Those named in `same` are as their traces say, where these were not followed by another page, and need
    /// not be written.
    ///
    /// # Errors
    /// When it is no struct, or one of its fields cannot be written.
    pub(super) fn take(&mut self, page: &impl Serialize, same: &[&str]) -> Result<Changes, Error> {
        let same = if std::mem::take(&mut self.is_taken_up) { same } else { &[] };
        let before = std::mem::take(&mut self.written);
        let Comparing { before, mut changes, .. } =
            page.serialize(Page(Comparing { before, same, values: self, changes: Changes::default() }))?.0;
        before.into_iter().for_each(|(gone, was)| changes.put(gone, [Some(was), None], &mut self.made));
        Ok(changes)
    }

    /// The values that are asked for by a template, made of the page that was taken over last.
    ///
    /// # Errors
    /// When one of them cannot be a value.
    pub(super) fn made(&mut self, page: &impl Serialize, asked: &dyn Fn(&str) -> bool) -> Result<&Context, Error> {
        page.serialize(Page(Making { asked, made: &mut self.made }))?;
        Ok(&self.made)
    }
}

impl Changes {
    fn put(&mut self, name: String, forms: [Option<Form>; 2], made: &mut Context) {
        made.remove(&name);
        self.0.insert(name, Change { forms, fields: OnceCell::new() });
    }

    /// Which values are different.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether this value is different, or this field of one, as `counts.due`.
    pub(super) fn concern(&self, name: &str) -> bool {
        let (name, field) = name.split_once('.').unwrap_or((name, ""));
        self.0.get(name).is_some_and(|change| field.is_empty() || change.is_of(field))
    }
}

impl Change {
    /// Whether this field is different, or the one in which it is; one that is not there may be.
    fn is_of(&self, field: &str) -> bool {
        let name = field.split('.').next().unwrap_or_default();
        let both = self.fields.get_or_init(|| self.forms.each_ref().map(|form| form.as_ref().map(Form::fields)));
        let [was, is] = both.each_ref().map(|fields| fields.as_ref()?.get(name));
        was.is_none() || was != is
    }
}

/// What is done with each field of a page.
trait Each {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error>;
}

/// Values being taken over.
struct Comparing<'v> {
    /// Those of the last time that did not come yet.
    before: BTreeMap<String, Form>,
    /// Which of them are the same.
    same: &'v [&'v str],
    values: &'v mut Values,
    changes: Changes,
}

impl Each for Comparing<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        let was = self.before.remove(name);
        let was = match was {
            Some(was) if self.same.contains(&name) => {
                self.values.written.insert(name.to_owned(), was);
                return Ok(());
            }
            was => was,
        };
        // As a digest in JSON is, so that the program need not know two ways.
        let written = serde_json::to_vec_pretty(value)?;
        let is_same = was.as_ref().is_some_and(|was| was.is(&written));
        let form = Form::Written(written);
        if !is_same {
            self.changes.put(name.to_owned(), [was, Some(form.clone())], &mut self.values.made);
        }
        self.values.written.insert(name.to_owned(), form);
        Ok(())
    }
}

/// Values being made.
struct Making<'v> {
    asked: &'v dyn Fn(&str) -> bool,
    made: &'v mut Context,
}

impl Each for Making<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        if !self.made.contains_key(name) && (self.asked)(name) {
            self.made.insert_value(name, Value::try_from_serializable(value).map_err(Error::custom)?);
        }
        Ok(())
    }
}

/// The fields of a page, one after the other.
struct Page<E>(E);

impl<E: Each> SerializeStruct for Page<E> {
    type Ok = Self;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.0.field(name, value)
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

impl<E: Each> Serializer for Page<E> {
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
