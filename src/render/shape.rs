//! What a value holds, told by its own serialisation: the fields and their types, for people who write templates.

use serde::Serialize;
use serde::ser::{
    self, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};
use std::fmt::Error;

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nothing that was seen.
    Unknown,
    /// Text.
    Text,
    /// A day: text such as `2026-11-20`.
    Day,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A list of values of this type.
    List(Box<Shape>),
    /// Named fields, in their order.
    Fields(Vec<(String, Shape)>),
    /// This, or nothing.
    Maybe(Box<Shape>),
}

/// The shape of a value.
pub fn shape(value: &impl Serialize) -> Shape {
    value.serialize(Walker).unwrap_or(Shape::Unknown)
}

impl Shape {
    /// What fits both; fields that only one has are kept.
    #[must_use]
    pub fn with(self, other: Shape) -> Shape {
        match (self, other) {
            (Shape::Unknown, shape) | (shape, Shape::Unknown) => shape,
            (Shape::Maybe(a), Shape::Maybe(b)) => Shape::Maybe(Box::new(a.with(*b))),
            (Shape::Maybe(a), b) | (b, Shape::Maybe(a)) => Shape::Maybe(Box::new(a.with(b))),
            (Shape::List(a), Shape::List(b)) => Shape::List(Box::new(a.with(*b))),
            (Shape::Fields(a), Shape::Fields(b)) => Shape::Fields(merged(a, b)),
            (Shape::Day, Shape::Text) | (Shape::Text, Shape::Day) => Shape::Text,
            (a, _) => a,
        }
    }

    /// The type of a field, of a list's values too; [`Shape::Unknown`] where there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> Shape {
        match self {
            Shape::Fields(fields) => fields.iter().find(|(own, _)| own == name).map_or(Shape::Unknown, |(_, shape)| shape.clone()),
            Shape::List(inner) | Shape::Maybe(inner) => inner.field(name),
            _ => Shape::Unknown,
        }
    }

    /// One line for each field: two blanks deeper for what is in it, the type beside it.
    pub fn lines(&self) -> String {
        let mut out = String::new();
        self.tell(0, &mut out);
        out
    }

    fn tell(&self, deep: usize, out: &mut String) {
        match self {
            Shape::Fields(fields) => {
                for (name, shape) in fields {
                    out.push_str(format!("{:deep$}{name:<wide$}{}", "", shape.word(), wide = 26_usize.saturating_sub(deep)).trim_end());
                    out.push('\n');
                    shape.tell(deep + 2, out);
                }
            }
            Shape::List(inner) | Shape::Maybe(inner) => inner.tell(deep, out),
            _ => {}
        }
    }

    /// The type in a word or two.
    pub fn word(&self) -> String {
        match self {
            Shape::Unknown => "anything".to_owned(),
            Shape::Text => "text".to_owned(),
            Shape::Day => "day".to_owned(),
            Shape::Number => "number".to_owned(),
            Shape::Flag => "true or false".to_owned(),
            Shape::List(inner) if matches!(**inner, Shape::Fields(_)) => "list, each with".to_owned(),
            Shape::List(inner) => format!("list of {}", inner.word()),
            Shape::Fields(_) => String::new(),
            Shape::Maybe(inner) if matches!(**inner, Shape::Fields(_)) => "perhaps".to_owned(),
            Shape::Maybe(inner) => format!("{}, or nothing", inner.word()),
        }
    }

    /// What in it was never seen: each with the fields that lead there.
    pub fn gaps(&self) -> Vec<String> {
        match self {
            Shape::Unknown => vec![String::new()],
            Shape::List(inner) | Shape::Maybe(inner) => inner.gaps(),
            Shape::Fields(fields) => {
                fields.iter().flat_map(|(name, shape)| shape.gaps().into_iter().map(move |gap| format!(".{name}{gap}"))).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// As JSON: fields as an object, a list as one with the shape of its values, everything else in words.
impl Serialize for Shape {
    fn serialize<S: ser::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Shape::Fields(fields) => to.collect_map(fields.iter().map(|(name, shape)| (name, shape))),
            Shape::List(inner) => to.collect_seq([inner]),
            Shape::Maybe(inner) if matches!(**inner, Shape::Fields(_) | Shape::List(_)) => inner.serialize(to),
            _ => to.serialize_str(&self.word()),
        }
    }
}

/// Fields of both, in the order in which they come.
fn merged(mut a: Vec<(String, Shape)>, b: Vec<(String, Shape)>) -> Vec<(String, Shape)> {
    for (name, shape) in b {
        match a.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = std::mem::replace(known, Shape::Unknown).with(shape),
            None => a.push((name, shape)),
        }
    }
    a
}

/// Walks through one value.
struct Walker;

/// Walks through the parts of one.
#[derive(Default)]
struct Parts {
    fields: Vec<(String, Shape)>,
    item: Option<Shape>,
    name: String,
}

impl Parts {
    fn list(self) -> Result<Shape, Error> {
        Ok(Shape::List(Box::new(self.item.unwrap_or(Shape::Unknown))))
    }

    fn add(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        let shape = value.serialize(Walker)?;
        self.item = Some(self.item.take().unwrap_or(Shape::Unknown).with(shape));
        Ok(())
    }

    fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        self.fields.push((name.to_owned(), value.serialize(Walker)?));
        Ok(())
    }
}

macro_rules! plain {
    ($($method:ident $type:ty => $shape:ident;)*) => {
        $(fn $method(self, _: $type) -> Result<Shape, Error> {
            Ok(Shape::$shape)
        })*
    };
}

impl ser::Serializer for Walker {
    type Ok = Shape;
    type Error = Error;
    type SerializeSeq = Parts;
    type SerializeTuple = Parts;
    type SerializeTupleStruct = Parts;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Parts;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Parts;

    plain! {
        serialize_bool bool => Flag;
        serialize_i8 i8 => Number;
        serialize_i16 i16 => Number;
        serialize_i32 i32 => Number;
        serialize_i64 i64 => Number;
        serialize_u8 u8 => Number;
        serialize_u16 u16 => Number;
        serialize_u32 u32 => Number;
        serialize_u64 u64 => Number;
        serialize_f32 f32 => Number;
        serialize_f64 f64 => Number;
        serialize_char char => Text;
        serialize_bytes &[u8] => Text;
    }

    fn serialize_str(self, text: &str) -> Result<Shape, Error> {
        let day = text.len() == 10 && text.char_indices().all(|(at, c)| if at == 4 || at == 7 { c == '-' } else { c.is_ascii_digit() });
        Ok(if day { Shape::Day } else { Shape::Text })
    }

    fn serialize_none(self) -> Result<Shape, Error> {
        Ok(Shape::Maybe(Box::new(Shape::Unknown)))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Shape, Error> {
        Ok(Shape::Maybe(Box::new(value.serialize(Walker)?)))
    }

    fn serialize_unit(self) -> Result<Shape, Error> {
        Ok(Shape::Maybe(Box::new(Shape::Unknown)))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Shape, Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<Shape, Error> {
        Ok(Shape::Text)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Shape, Error> {
        value.serialize(Walker)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<Shape, Error> {
        Ok(Shape::Fields(vec![(name.to_owned(), value.serialize(Walker)?)]))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Parts, Error> {
        Ok(Parts::default())
    }
}

macro_rules! lists {
    ($($name:ident $method:ident;)*) => {
        $(impl $name for Parts {
            type Ok = Shape;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.add(value)
            }

            fn end(self) -> Result<Shape, Error> {
                self.list()
            }
        })*
    };
}

lists! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! structs {
    ($($name:ident)*) => {
        $(impl $name for Parts {
            type Ok = Shape;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
                self.field(name, value)
            }

            fn end(self) -> Result<Shape, Error> {
                Ok(Shape::Fields(self.fields))
            }
        })*
    };
}

structs! { SerializeStruct SerializeStructVariant }

/// Flattened structs come as maps.
impl SerializeMap for Parts {
    type Ok = Shape;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.name = super::json::plain_text(key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let name = std::mem::take(&mut self.name);
        self.field(&name, value)
    }

    fn end(self) -> Result<Shape, Error> {
        Ok(Shape::Fields(self.fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Row {
        name: &'static str,
        #[serde(rename = "type")]
        kind: Option<u8>,
        #[serde(flatten)]
        more: More,
    }

    #[derive(Clone, Serialize)]
    struct More {
        days: Vec<Option<&'static str>>,
        nothing: Option<Vec<bool>>,
    }

    #[test]
    fn the_shape_of_a_list_is_that_of_all_its_rows() {
        let more = More { days: vec![None, Some("2026-11-20")], nothing: None };
        let rows = vec![Row { name: "a", kind: None, more: more.clone() }, Row { name: "b", kind: Some(1), more }];
        let told = shape(&rows);
        let lines = "name                      text\ntype                      number, or nothing\n";
        assert_eq!(
            told.lines(),
            format!("{lines}days                      list of day, or nothing\nnothing                   anything, or nothing\n")
        );
        assert_eq!(told.gaps(), [".nothing"]);
    }
}
