//! What templates can do with values: wrap, pad, colour, days, bars, links.
//!
//! What the built-in pages say in every row has a filter without arguments: an argument costs as much as the filter.

use super::schedule::shell_word;
use super::wrap::{cut, padded, width, wrapped};
use super::{Charset, Colour, Links, Look, escape};
use crate::model::{Date, NoteLinks};
use std::borrow::Cow;
use std::collections::HashMap;
use tera::value::Key;
use tera::{Error, Kwargs, Map, State, StringInput, Tera, TeraResult, Value};

/// The looks of a text, each with its code for a terminal.
const STYLES: [(&str, &str); 5] = [("title", "1;4"), ("heading", "1;36"), ("name", "1"), ("warm", "33"), ("dim", "2")];

/// Registers every filter for one look; `charset` is what its signs and bars are drawn with.
pub(super) fn register(tera: &mut Tera, look: &Look, charset: Charset) {
    lines(tera, look.width, charset);
    columns(tera, look.width, charset);
    styles(tera, look.colour);
    signs(tera, charset);
    days(tera, look);
    tera.register_filter("group_by", grouped);
    tera.register_filter("shell_word", |text: &str, _: Kwargs, _: &State| shell_word(text));
    for (filter, links) in [("href", look.links.clone()), ("note_href", Links { to_top: None, ..look.links.clone() })] {
        tera.register_filter(filter, move |path: &str, _: Kwargs, _: &State| Value::safe_string(&links.destination(path)));
    }
    let top = look.links.to_top.clone();
    tera.register_function("site", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let page = kwargs.must_get::<&str>("page")?;
        Ok(Value::safe_string(&top.as_ref().map_or_else(String::new, |top| format!("{top}{page}"))))
    });
    tera.register_filter("number", move |value: f64, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let text = number(value);
        Ok(if kwargs.get::<bool>("signed")?.unwrap_or(false) && value > 0.0 { format!("+{text}") } else { text })
    });
}

impl Links {
    /// The destination of a link to a note, or to its page.
    fn destination(&self, path: &str) -> String {
        if let Some(top) = &self.to_top {
            return escape::destination(&format!("{top}people/{path}.html"));
        }
        let whole = |root: &str| escape::destination(&format!("{root}{path}"));
        match &self.opened {
            Some((NoteLinks::File, root)) => format!("file://{}", whole(root)),
            Some((NoteLinks::Obsidian, root)) => format!("obsidian://open?path={}", whole(root)),
            Some((NoteLinks::Vscode, root)) => format!("vscode://file{}", whole(root)),
            _ => whole(&self.to_vault),
        }
    }
}

/// Rows by the value of a field, in the order in which its values come first; those without one are left out. The library's own
/// filter of this name puts them in another order each time.
fn grouped(rows: &[Value], kwargs: Kwargs, _: &State) -> TeraResult<Map> {
    let field = kwargs.must_get::<&str>("attribute")?;
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for row in rows {
        let value = row.get_from_path(field).ok_or_else(|| Error::message(format!("Field `{field}` is not defined.")))?;
        if value.is_none() {
            continue;
        }
        let at = *known.entry(value.to_string()).or_insert_with_key(|name| {
            groups.push((name.clone(), Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(row.clone());
    }
    Ok(groups.into_iter().map(|(name, rows)| (Key::from(name), Value::from(rows))).collect())
}

/// Breaking text into lines. `item`, `under` and `tip` are the lines of a list: the first, those below it, what to do.
/// `beside` puts what follows a tab beside what stands before it.
fn lines(tera: &mut Tera, columns: usize, charset: Charset) {
    let arrow = format!("    {} ", sign("arrow", charset));
    tera.register_filter("wrap", move |text: StringInput<'_>, kwargs: Kwargs, state: &State| -> TeraResult<Value> {
        let first = kwargs.get::<&str>("first")?.unwrap_or_default();
        let rest = kwargs.get::<&str>("rest")?.unwrap_or(first);
        Ok(Value::safe_string(&wrapped(&text.rendered(state)?, columns, first, rest)))
    });
    for (name, first, rest) in [("item", "  ".to_owned(), "    "), ("under", "    ".to_owned(), "    "), ("tip", arrow, "      ")] {
        tera.register_filter(name, move |text: StringInput<'_>, _: Kwargs, state: &State| -> TeraResult<Value> {
            Ok(Value::safe_string(&wrapped(&text.rendered(state)?, columns, &first, rest)))
        });
    }
    tera.register_filter("beside", move |text: StringInput<'_>, _: Kwargs, state: &State| -> TeraResult<Value> {
        let text = text.rendered(state)?;
        let (label, text) = text.split_once('\t').unwrap_or(("", &text));
        Ok(Value::safe_string(&wrapped(text, columns, label, &" ".repeat(width(label)))))
    });
}

/// Most columns of one part of a line.
const ROOM: u64 = 40;

/// Filling up to a width. `amount` is a number in three columns, `line` a text in one line; `room(beside=28, parts=2)` is what each of
/// some parts has of a line.
fn columns(tera: &mut Tera, whole: usize, charset: Charset) {
    tera.register_function("room", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let (beside, parts) = (kwargs.get::<u64>("beside")?.unwrap_or(0), kwargs.get::<u64>("parts")?.unwrap_or(1).max(1));
        let most = kwargs.get::<u64>("most")?.unwrap_or(ROOM);
        Ok(Value::from(((whole as u64).saturating_sub(beside) / parts).max(8).min(most)))
    });
    tera.register_filter("line", move |text: StringInput<'_>, _: Kwargs, state: &State| -> TeraResult<Value> {
        Ok(Value::safe_string(&cut(&text.rendered(state)?, whole, sign("more", charset))))
    });
    tera.register_filter("pad", move |text: StringInput<'_>, kwargs: Kwargs, state: &State| -> TeraResult<Value> {
        let width = kwargs.must_get::<u64>("width")?.min(200) as usize;
        Ok(Value::safe_string(&padded(&cut(&text.rendered(state)?, width, sign("more", charset)), width)))
    });
    tera.register_filter("right", move |text: StringInput<'_>, kwargs: Kwargs, state: &State| -> TeraResult<Value> {
        Ok(Value::safe_string(&right(&text.rendered(state)?, kwargs.must_get::<u64>("width")?.min(200) as usize)))
    });
    tera.register_filter("amount", |value: f64, _: Kwargs, _: &State| Value::safe_string(&right(&number(value), 3)));
    tera.register_filter("bar", move |value: f64, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let most = kwargs.get::<f64>("of")?.unwrap_or(1.0).max(1.0);
        let width = kwargs.get::<u64>("width")?.unwrap_or(20).min(100) as f64;
        let cells = (value / most * width).round().clamp(if value > 0.0 { 1.0 } else { 0.0 }, width) as usize;
        Ok(Value::safe_string(&if charset == Charset::Utf8 { "▇" } else { "#" }.repeat(cells)))
    });
    tera.register_filter("spark", move |values: Vec<f64>, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let most = kwargs.get::<f64>("of")?.unwrap_or(1.0).max(1.0);
        Ok(Value::safe_string(&values.iter().map(|value| step(*value, most, charset)).collect::<String>()))
    });
}

/// `style(as="heading")`, and `as_heading` for the same.
fn styles(tera: &mut Tera, colour: Colour) {
    tera.register_filter("style", move |text: StringInput<'_>, kwargs: Kwargs, state: &State| -> TeraResult<Value> {
        let style = kwargs.must_get::<&str>("as")?;
        let code = STYLES.iter().find(|(name, _)| *name == style).map_or("0", |(_, code)| code);
        Ok(Value::safe_string(&styled(text.rendered(state)?, code, colour)))
    });
    for (name, code) in STYLES {
        tera.register_filter(format!("as_{name}"), move |text: StringInput<'_>, _: Kwargs, state: &State| -> TeraResult<Value> {
            Ok(Value::safe_string(&styled(text.rendered(state)?, code, colour)))
        });
    }
}

/// How long the code is with which this text begins, when it is one of ours.
pub(super) fn code_at(text: &str) -> Option<usize> {
    let code = text.strip_prefix("\u{1b}[")?.split_once('m')?.0;
    (code == "0" || STYLES.iter().any(|(_, known)| *known == code)).then_some(code.len() + 3)
}

fn styled<'a>(text: Cow<'a, str>, code: &str, colour: Colour) -> Cow<'a, str> {
    let plain = colour == Colour::Off || text.is_empty();
    if plain { text } else { Cow::Owned(format!("\u{1b}[{code}m{text}\u{1b}[0m")) }
}

fn signs(tera: &mut Tera, charset: Charset) {
    tera.register_function("sign", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(Value::safe_string(sign(kwargs.must_get::<&str>("of")?, charset)))
    });
}

fn sign(name: &str, charset: Charset) -> &'static str {
    let (utf8, ascii) = match name {
        "dot" => ("·", "-"),
        "arrow" => ("→", "->"),
        "bullet" => ("•", "*"),
        "dash" => ("–", "-"),
        "rule" => ("│", "|"),
        "more" => ("…", "..."),
        _ => ("", ""),
    };
    if charset == Charset::Utf8 { utf8 } else { ascii }
}

/// A number with one digit after the point, or none when it is whole.
fn number(value: f64) -> String {
    match value.fract() == 0.0 {
        true => format!("{value:.0}"),
        false => format!("{value:.1}"),
    }
}

/// One step of a small plot: its height beside `most`; in ASCII the number itself, from 9 on `9`.
fn step(value: f64, most: f64, charset: Charset) -> char {
    const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    match charset {
        _ if value <= 0.0 => {
            if charset == Charset::Utf8 {
                '·'
            } else {
                '.'
            }
        }
        Charset::Utf8 => STEPS[((value / most * 8.0).ceil() as usize).clamp(1, 8) - 1],
        Charset::Ascii => char::from_digit((value.ceil() as u32).min(9), 10).unwrap_or('9'),
    }
}

fn right(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(width(text))) + text
}

fn days(tera: &mut Tera, look: &Look) {
    let today = look.today;
    tera.register_filter("day", move |text: &str, _: Kwargs, _: &State| {
        parsed(text).map_or_else(|| text.to_owned(), |day| day.spoken(today))
    });
    tera.register_filter("weekday", |text: &str, _: Kwargs, _: &State| parsed(text).map_or("", Date::weekday_name));
}

fn parsed(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    Date::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
}
