//! One more item in a list of the front matter, in the list's own style (format 10).

use super::entry::line_end;
use super::key::{Refusal, forms, is_item, line_of, same_but, set, standing};
use crate::parse::{Context, KeyPlace, ValuePlace, places};
use std::ops::Range;

/// `text` with `item` as the last one under `key`, and its line (from 1). A key that is not there, or holds nothing, gets it as its
/// first; a single value becomes a list. A list that has it already stays as it is.
///
/// # Errors
/// When the key stands twice, or what it holds is no list of short texts.
pub fn add_item(text: &str, key: &str, item: &str, context: &Context) -> Result<(String, usize), Refusal> {
    let Ok(before) = places(text, context) else { return set(text, key, item, context) };
    let (_, found) = standing(&before, key, context);
    let [place] = found[..] else { return set(text, key, item, context) };
    let old: Vec<&str> = match &place.value {
        ValuePlace::Plain(value, _) if value.is_empty() => return set(text, key, item, context),
        ValuePlace::Plain(value, _) => vec![value],
        ValuePlace::Other(_) => place.items.iter().map(|(text, _)| text.as_str()).collect(),
    };
    if let Some(at) = old.iter().position(|old| *old == item) {
        return Ok((text.to_owned(), line_of(text, place.items.get(at).map_or(place.at.start, |(_, at)| at.start))));
    }
    let wanted: Vec<&str> = old.into_iter().chain([item]).collect();
    let fits = |new: &String| {
        let read = |key: &KeyPlace| key.items.iter().map(|(text, _)| text.as_str()).eq(wanted.iter().copied());
        same_but(new, &before, place, context, read)
    };
    let written = forms(item, None).into_iter().filter(|form| is_item(form, item, context));
    let (new, at) = written.filter_map(|form| with_item(text, place, &form)).find(|(new, _)| fits(new)).ok_or_else(|| Refusal {
        line: line_of(text, place.at.start),
        message: format!("`{item}` cannot be added under `{}` without touching more", place.written),
        hint: "`journal edit` opens the note".to_owned(),
    })?;
    let line = line_of(&new, at);
    Ok((new, line))
}

/// The text with a written item, and where that stands.
fn with_item(text: &str, place: &KeyPlace, form: &str) -> Option<(String, usize)> {
    let inserted = |at: usize, before: &str| (format!("{}{before}{form}{}", &text[..at], &text[at..]), at + before.len());
    match (&place.value, place.items.last()) {
        (ValuePlace::Plain(_, value), _) => {
            let (new, at) = inserted(end_of_line(text, value.end), &format!("{}  - ", line_end(text)));
            let gap = new[..value.start].trim_end_matches(' ').len();
            let first = format!("{}  - ", line_end(text));
            let moved = first.len() + gap;
            Some((format!("{}{first}{}", &new[..gap], &new[value.start..]), at + moved - value.start))
        }
        (ValuePlace::Other(_), Some((_, last))) => Some(match marker(text, last) {
            Some(marker) => inserted(end_of_line(text, last.end), &format!("{}{marker}", line_end(text))),
            None => inserted(last.end, ", "),
        }),
        (ValuePlace::Other(_), None) => None,
    }
}

/// What stands before an item of a list that has a line for each: `  - `.
fn marker<'t>(text: &'t str, item: &Range<usize>) -> Option<&'t str> {
    let start = text[..item.start].rfind('\n').map_or(0, |end| end + 1);
    let marker = &text[start..item.start];
    (marker.trim() == "-").then_some(marker)
}

/// Where the line ends on which `at` stands, its line break left out.
fn end_of_line(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    end - usize::from(text[..end].ends_with('\r'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;
    use crate::parse::Everyone;

    fn check(before: &str, item: &str, after: &str) {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let (new, line) = add_item(before, "worked_together", item, &context).unwrap();
        assert_eq!(new, after, "{before}");
        assert!(new.lines().skip(line - 1).take(2).any(|it| it.contains(item)), "line {line} of {new}");
        let again = add_item(&new, "worked together", item, &context).unwrap();
        assert_eq!(again.0, new, "a second time");
    }

    #[test]
    fn an_item_joins_a_list_in_its_own_style() {
        let lines = "---\nname: Ada\nworked_at:\n- Initech 2017..2019 # with Bob\n# kept\ncircle: close\n---\nText\n";
        check(lines, "Globex", &lines.replace("with Bob\n", "with Bob\n- Globex\n"));
        let row = "---\r\nworked_together: [Initech, 'Möbel Gräf']\r\ncircle: close\r\n---\r\n";
        check(row, "Globex 2020..", &row.replace("Gräf'", "Gräf', Globex 2020.."));
        let deep = "---\nworked_together:\n    -   \"Initech\"\n---\n";
        check(deep, "A: B", &deep.replace("\"Initech\"\n", "\"Initech\"\n    -   \"A: B\"\n"));
    }

    #[test]
    fn a_single_value_becomes_a_list_and_nothing_is_lost() {
        let single = "---\r\nworked_together:   Initech 2017 # once\r\ncircle: close\r\n---\r\n";
        let list = "---\r\nworked_together:\r\n  - Initech 2017 # once\r\n  - Globex\r\ncircle: close\r\n---\r\n";
        check(single, "Globex", list);
        check("---\nworked_together:\n---\n", "Globex", "---\nworked_together: [Globex]\n---\n");
        check("Text\n", "Globex", "---\nworked_together:\n  - Globex\n---\nText\n");
    }

    #[test]
    fn what_is_no_list_of_texts_is_refused() {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let refused = |text: &str| add_item(text, "worked_together", "Globex", &context).is_err();
        assert!(refused("---\nworked_together: {Initech: 2017}\n---\n"));
        assert!(refused("---\nworked_together:\n  - [Initech, 2017]\n---\n"));
        assert!(refused("---\nworked_together: Initech\nworked_at: Acme\n---\n"));
        assert!(refused("---\nworked_together: |\n  Initech\n---\n"));
    }
}
