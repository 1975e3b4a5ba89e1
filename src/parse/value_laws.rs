//! The laws of dates, cadences and links as text, for fuzzing: what is read says the same when it is written as the format has it.

use super::date::{birthday, of_file_name, partial, range};
use super::{cadence, link, spelt};
use crate::model::PartialDate;

/// Reads any text as each kind of date and as a cadence.
///
/// # Errors
/// What is read of a text, and read otherwise, or not at all, once it is written as the format has it.
pub fn dates(text: &str) -> Result<(), String> {
    let day = |text: &str| partial(text).ok().and_then(PartialDate::first);
    if let Ok(date) = partial(text)
        && date.first() > date.last()
    {
        return Err(format!("{text:?}: {date:?}"));
    }
    if let Ok(days) = range(text)
        && days.since.zip(days.until).is_some_and(|(since, until)| since > until)
    {
        return Err(format!("{text:?}: {days:?}"));
    }
    if let Some(date) = of_file_name(text)
        && of_file_name(&date.to_string()) != Some(date)
    {
        return Err(format!("{text:?}: a file of {date}"));
    }
    if let Some(date) = spelt::date(text)
        && day(&date).is_none()
    {
        return Err(format!("{text:?}: spelt as {date:?}"));
    }
    if let Some(days) = spelt::range(text)
        && range(&days).is_err()
    {
        return Err(format!("{text:?}: a range spelt as {days:?}"));
    }
    if let Some(date) = spelt::birthday(text)
        && birthday(&date).is_err()
    {
        return Err(format!("{text:?}: a birthday spelt as {date:?}"));
    }
    let readings = spelt::readings(text);
    if let Some((one, other)) = &readings
        && (one == other || birthday(one).is_err() || birthday(other).is_err())
    {
        return Err(format!("{text:?}: {one:?} or {other:?}"));
    }
    match cadence::cadence(text) {
        Some(every) if cadence::cadence(&every.to_string()) != Some(every) => Err(format!("{text:?}: every {every}")),
        Some(every) if cadence::cadence(&every.spoken()) != Some(every) => Err(format!("{text:?}: {}", every.spoken())),
        _ => Ok(()),
    }
}

/// Finds the links of any text.
///
/// # Errors
/// Links that overlap, do not start with a bracket, or show what does not stand in them; text between links that is not shown.
pub fn links(text: &str) -> Result<(), String> {
    let mut at = 0;
    let mut shown = String::new();
    for found in link::find_all(text) {
        let whole = text.get(found.range.clone()).unwrap_or_default();
        if found.range.start < at || !whole.starts_with('[') || !whole.contains(found.display) {
            return Err(format!("{text:?}: {found:?}"));
        }
        let target = link::target(&found.target);
        if link::target(target) != target {
            return Err(format!("{text:?}: {target:?} is {:?}", link::target(target)));
        }
        shown += &text[at..found.range.start];
        shown += found.display;
        at = found.range.end;
    }
    shown += &text[at..];
    match link::displayed(text) == shown {
        true => Ok(()),
        false => Err(format!("{text:?}: shown as {shown:?}")),
    }
}
