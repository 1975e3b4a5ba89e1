//! What templates can do with values: wrap, pad, colour, days, bars, links.

use super::wrap::{cut, padded, wrapped};
use super::{Charset, Colour, Look, escape};
use crate::model::Date;
use tera::{Kwargs, State, StringInput, Tera, TeraResult, Value};

/// Registers every filter for one look.
pub(super) fn register(tera: &mut Tera, look: &Look) {
    text(tera, look);
    days(tera, look);
    let prefix = look.vault_prefix.clone();
    tera.register_filter("href", move |path: &str, _: Kwargs, _: &State| {
        Value::safe_string(&escape::destination(&format!("{prefix}{path}")))
    });
    tera.register_filter("number", |value: f64, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let signed = kwargs.get::<bool>("signed")?.unwrap_or(false);
        let text = if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") };
        Ok(if signed && value > 0.0 { format!("+{text}") } else { text })
    });
}

fn text(tera: &mut Tera, look: &Look) {
    let (columns, colour, charset) = (look.width, look.colour, look.charset);
    tera.register_filter("wrap", move |text: StringInput<'_>, kwargs: Kwargs, state: &State| -> TeraResult<Value> {
        let first = kwargs.get::<&str>("first")?.unwrap_or_default();
        let rest = kwargs.get::<&str>("rest")?.unwrap_or(first);
        Ok(Value::safe_string(&wrapped(&text.rendered(state)?, columns, first, rest)))
    });
    tera.register_filter("pad", move |text: StringInput<'_>, kwargs: Kwargs, state: &State| -> TeraResult<Value> {
        let width = kwargs.must_get::<u64>("width")?.min(200) as usize;
        Ok(Value::safe_string(&padded(&cut(&text.rendered(state)?, width, ellipsis(charset)), width)))
    });
    tera.register_filter("right", move |text: StringInput<'_>, kwargs: Kwargs, state: &State| -> TeraResult<Value> {
        let width = kwargs.must_get::<u64>("width")?.min(200) as usize;
        let text = text.rendered(state)?;
        Ok(Value::safe_string(&format!("{}{text}", " ".repeat(width.saturating_sub(super::wrap::width(&text))))))
    });
    tera.register_filter("style", move |text: StringInput<'_>, kwargs: Kwargs, state: &State| -> TeraResult<Value> {
        let text = text.rendered(state)?;
        let code = match kwargs.must_get::<&str>("as")? {
            "title" => "1;4",
            "heading" => "1;36",
            "name" => "1",
            "warm" => "33",
            "dim" => "2",
            _ => "0",
        };
        let plain = colour == Colour::Off || text.is_empty();
        Ok(Value::safe_string(&if plain { text.into_owned() } else { format!("\u{1b}[{code}m{text}\u{1b}[0m") }))
    });
    tera.register_filter("bar", move |value: f64, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let most = kwargs.get::<f64>("of")?.unwrap_or(1.0).max(1.0);
        let width = kwargs.get::<u64>("width")?.unwrap_or(20).min(100) as f64;
        let cells = (value / most * width).round().clamp(if value > 0.0 { 1.0 } else { 0.0 }, width) as usize;
        Ok(Value::safe_string(&if charset == Charset::Utf8 { "▇" } else { "#" }.repeat(cells)))
    });
    tera.register_function("sign", move |kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        let (utf8, ascii) = match kwargs.must_get::<&str>("of")? {
            "dot" => ("·", "-"),
            "arrow" => ("→", "->"),
            "bullet" => ("•", "*"),
            "dash" => ("–", "-"),
            _ => ("", ""),
        };
        Ok(Value::safe_string(if charset == Charset::Utf8 { utf8 } else { ascii }))
    });
}

fn ellipsis(charset: Charset) -> &'static str {
    if charset == Charset::Utf8 { "…" } else { "..." }
}

fn days(tera: &mut Tera, look: &Look) {
    let today = look.today;
    tera.register_filter("day", move |text: &str, _: Kwargs, _: &State| {
        parsed(text).map_or_else(|| text.to_owned(), |day| day.spoken(today))
    });
    tera.register_filter("weekday", |text: &str, _: Kwargs, _: &State| {
        const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
        parsed(text).and_then(|day| NAMES.get(usize::try_from(day.weekday() - 1).ok()?)).copied().unwrap_or_default()
    });
}

fn parsed(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    Date::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
}
