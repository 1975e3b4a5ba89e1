//! Front matter as YAML: a small tree of source texts with byte ranges. The one place that knows the YAML event parser.
//!
//! Scalars stay text as written, so that `+44…` keeps its plus and `0123` its zero. Aliases are refused and depth is
//! bounded by the parser, so that no note can make the tree larger than its source.

use granit_parser::{Event, Parser, ScalarStyle};
use std::borrow::Cow;
use std::ops::Range;

/// A YAML value with the bytes it stands on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value<'a> {
    pub(super) span: Range<usize>,
    pub(super) data: Data<'a>,
}

/// What a YAML value holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data<'a> {
    Scalar { text: Cow<'a, str>, quoted: bool },
    List(Vec<Value<'a>>),
    Map(Vec<(Value<'a>, Value<'a>)>),
}

/// Why the YAML could not be read, and where.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

/// Deepest nesting of `[` and `{`: the parser takes time in the square of it.
const DEEPEST: usize = 64;

/// Where brackets nest deeper than any note has reason to. Brackets in quotes count, which only makes the check stricter.
pub(super) fn too_deep(source: &str) -> Option<usize> {
    let mut depth = 0_usize;
    source.bytes().enumerate().find_map(|(at, byte)| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth > DEEPEST).then_some(at)
    })
}

/// Reads one block of YAML; `Ok(None)` when it holds nothing but comments.
pub(super) fn read(source: &str) -> Result<Option<Value<'_>>, Fault> {
    if let Some(at) = too_deep(source) {
        return Err(Fault { at, message: format!("brackets nest deeper than {DEEPEST}") });
    }
    let mut reader = Reader { source, parser: Parser::new_from_str(source) };
    loop {
        match reader.next()? {
            (Event::StreamEnd | Event::DocumentEnd, _) => return Ok(None),
            (Event::StreamStart | Event::DocumentStart(..), _) => {}
            (event, span) => return reader.value(event, span).map(Some),
        }
    }
}

struct Reader<'a> {
    source: &'a str,
    parser: Parser<'a, granit_parser::StrInput<'a>>,
}

type Spanned<'a> = (Event<'a>, Range<usize>);

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Spanned<'a>, Fault> {
        match self.parser.next() {
            None => Ok((Event::StreamEnd, self.source.len()..self.source.len())),
            Some(Ok((event, span))) => {
                let end = self.source.len();
                let start = span.start.byte_offset().unwrap_or(end).min(end);
                Ok((event, start..span.end.byte_offset().unwrap_or(end).clamp(start, end)))
            }
            Some(Err(error)) => {
                let at = error.marker().byte_offset().unwrap_or(self.source.len()).min(self.source.len());
                Err(Fault { at, message: error.info().to_string() })
            }
        }
    }

    /// Depth is bounded by the parser's own nesting limit (255 flow, 255 block).
    fn value(&mut self, event: Event<'a>, span: Range<usize>) -> Result<Value<'a>, Fault> {
        match event {
            Event::Scalar(text, style, ..) => {
                let empty = span.is_empty() && style == ScalarStyle::Plain;
                let text = if empty { Cow::Borrowed("") } else { text };
                Ok(Value { span, data: Data::Scalar { text, quoted: style != ScalarStyle::Plain } })
            }
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, end) => return Ok(Value { span: span.start..end.end, data: Data::List(items) }),
                        (event, at) => items.push(self.value(event, at)?),
                    }
                }
            }
            Event::MappingStart(..) => {
                let mut pairs = Vec::new();
                loop {
                    match self.next()? {
                        (Event::MappingEnd, end) => return Ok(Value { span: span.start..end.end, data: Data::Map(pairs) }),
                        (event, at) => {
                            let key = self.value(event, at)?;
                            let (event, at) = self.next()?;
                            pairs.push((key, self.value(event, at)?));
                        }
                    }
                }
            }
            Event::Alias(_) => Err(Fault { at: span.start, message: "an alias (`*name`) is not read in front matter".to_owned() }),
            other => Err(Fault { at: span.start, message: format!("unexpected {other:?} in front matter") }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_stay_as_written() {
        let value = read("phone: +15550100\nid: 00012345678901234567890123456789\nempty:\n").unwrap().unwrap();
        let Data::Map(pairs) = value.data else { panic!("no map") };
        let texts: Vec<_> = pairs.iter().map(|(_, v)| v.data.clone()).collect();
        assert_eq!(texts[0], Data::Scalar { text: "+15550100".into(), quoted: false });
        assert_eq!(texts[1], Data::Scalar { text: "00012345678901234567890123456789".into(), quoted: false });
        assert_eq!(texts[2], Data::Scalar { text: "".into(), quoted: false });
    }

    #[test]
    fn bombs_end_in_a_fault() {
        assert!(read("a: &a [x]\nb: [*a, *a]\n").is_err());
        assert!(read(&format!("a: {}", "[".repeat(60_000))).is_err());
    }
}
