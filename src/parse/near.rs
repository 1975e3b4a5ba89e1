//! Lines that almost are entries. They are reported and never read: what they would tell might be no interaction.

use super::draft::Draft;
use super::entry::{KEYS, Reader};
use super::field::FieldSpan;
use super::flat::Flat;
use super::{date, field, lead, mending, spelt};
use crate::diagnostic::Code;
use crate::model::Channel;
use std::ops::Range;

impl Reader<'_> {
    /// Reports a day at the start of an item of a contact's note that is spelt otherwise than the days of entries, or stands behind
    /// a day of the week or a sign.
    pub(super) fn odd_day(&self, flat: &Flat, from: usize, draft: &mut Draft<'_>) {
        let at = flat.skip_space(from);
        let text = flat.text.get(at..).unwrap_or_default();
        let bare = without_weekday(text);
        if !self.kindred.owned || !bare.starts_with(|c: char| c.is_ascii_digit()) && !spelt::begins_with_month(bare) {
            return;
        }
        let iso = matches!(date::iso_prefix(bare), date::Iso::Day(_));
        if iso && text.len() == bare.len() {
            // A link to a note of that day.
            return;
        }
        let iso = || iso.then(|| (&bare[..DAY], bare[..DAY].to_owned()));
        let Some((day, days)) = iso().or_else(|| odd_day(bare)).or_else(|| self.eight_digits(bare)) else { return };
        let written = &text[..text.len() - bare.len() + day.len()];
        let source = flat.source_range(at..at + written.len());
        let way = if text.len() == bare.len() { "write the day as" } else { "let it begin with" };
        let message = format!("the item begins with the day `{written}`, but is no entry");
        draft.report(Code::EntryDate, source, message, format!("if it tells of an interaction, {way} {days}"));
    }

    /// A day in eight digits, which might be anything, where what follows tells of an interaction.
    fn eight_digits<'t>(&self, text: &'t str) -> Option<(&'t str, String)> {
        let (head, rest) = text.split_at_checked(8)?;
        let tells = || rest.starts_with(": ") || self.kindred.context.words.longest_at_start(rest.trim_start()).is_some();
        let day = spelt::date(head).filter(|_| head.starts_with(['1', '2']) && rest.starts_with([' ', ':']) && tells())?;
        Some((head, day))
    }

    /// Reports lines of a paragraph of a contact's note that tell of an interaction as entries do, and are no items.
    pub(super) fn loose(&self, flat: &Flat, draft: &mut Draft<'_>) {
        if !self.kindred.owned {
            return;
        }
        let mut dated = lines_of(&flat.text).filter(|(_, line)| lead::is_dated(line)).peekable();
        if dated.peek().is_none() {
            return;
        }
        let fields = field::inline_fields(flat);
        // Each look may go to the end of the paragraph.
        let Some((first, _)) = dated.by_ref().take(LOOKS).find(|(start, _)| self.reads_as_entry(flat, *start, &fields, draft)) else {
            return;
        };
        let (message, each) = match 1 + dated.count() {
            1 => ("this line begins with a day, but is no list item and so no entry".to_owned(), "it"),
            more => (format!("{more} lines from here on begin with a day, but are no list items and so no entries"), "each"),
        };
        let day = flat.skip_space(first);
        let source = flat.source_range(day..day + DAY);
        draft.report(Code::LooseEntry, source, message, format!("if they tell of interactions, put `- ` before {each}"));
    }

    /// Reports fields of an entry that are no known ones and almost spelt like one, and those that nothing closes.
    pub(super) fn near_fields(flat: &Flat, fields: &[FieldSpan], draft: &mut Draft<'_>) {
        for field in fields {
            near_key(flat, field.key.clone(), Colons::Two, draft);
        }
        let opened = |at: usize| {
            let before = flat.text[..at].trim_end();
            let start = before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
            let known = KEYS.iter().any(|known| known.eq_ignore_ascii_case(&before[start..]));
            (known && before[..start].ends_with(['[', '('])).then(|| start - 1..at + 2)
        };
        let free = |at: usize| field::field_around(fields, at).is_none() && flat.mark_at(at).is_none();
        for (at, _) in flat.text.match_indices("::").filter(|(at, _)| free(*at)) {
            if let Some(range) = opened(at) {
                let close = if flat.text[range.clone()].starts_with('[') { ']' } else { ')' };
                let message = format!("nothing closes the field `{}`, so it counts for nothing", &flat.text[range.clone()]);
                draft.report(Code::BadValue, flat.source_range(range), message, format!("put `{close}` behind its value"));
            }
        }
    }

    /// Reports a child item `key: value` of an entry whose key is almost that of a field.
    pub(super) fn near_item(flat: &Flat, from: usize, draft: &mut Draft<'_>) {
        let from = flat.skip_space(from);
        let rest = &flat.text[from..];
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let colons = match &rest.as_bytes()[end..] {
            [b':', b':', ..] => Colons::Two,
            [b':', b' ', ..] | [b':'] => Colons::One,
            _ => return,
        };
        near_key(flat, from..from + end, colons, draft);
    }

    /// Whether the line that begins at `start` is what an entry would be: a day with a channel, people or a separator behind it.
    fn reads_as_entry(&self, flat: &Flat, start: usize, fields: &[FieldSpan], draft: &Draft<'_>) -> bool {
        let lead::Start::Day(_, rest) = lead::start(flat, start, draft) else { return false };
        let lead = lead::read(flat, rest, fields, &self.kindred.context.words, true);
        let parted = || flat.text[start..rest].trim_end().ends_with([':', '-', '–', '—']);
        lead.named || lead.channel != Channel::OTHER || lead.with && !lead.people.is_empty() || parted()
    }
}

/// What stands behind a key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Colons {
    /// `key: value`, which may be anything.
    One,
    /// `key:: value`, which is a field.
    Two,
}

/// Other forms of the keys of fields; the last ones may as well be what one means to do.
const FORMS: [(&str, &str); 17] = [
    ("gav", "gave"),
    ("give", "gave"),
    ("gives", "gave"),
    ("given", "gave"),
    ("received", "got"),
    ("need", "needs"),
    ("needed", "needs"),
    ("promise", "promised"),
    ("promises", "promised"),
    ("thank", "thanked"),
    ("thanks", "thanked"),
    ("closes", "closed"),
    ("gets", "got"),
    ("asks", "asked"),
    // Only with two colons.
    ("get", "got"),
    ("ask", "asked"),
    ("close", "closed"),
];

/// Reports a key that is almost one of a field.
fn near_key(flat: &Flat, key: Range<usize>, colons: Colons, draft: &mut Draft<'_>) {
    let word = &flat.text[key.clone()];
    if KEYS.iter().any(|known| known.eq_ignore_ascii_case(word)) {
        return;
    }
    let forms = if colons == Colons::Two { &FORMS[..] } else { &FORMS[..FORMS.len() - 3] };
    let form = forms.iter().find(|(form, _)| form.eq_ignore_ascii_case(word)).map(|(_, known)| *known);
    let Some(near) = form.or_else(|| KEYS.into_iter().find(|known| mending::is_slip(word, known))) else { return };
    let message = format!("unknown field `{word}`, which counts for nothing");
    draft.report(Code::UnknownKey, flat.source_range(key), message, format!("did you mean `{near}`?"));
}

/// How many dated lines of a paragraph are looked at.
const LOOKS: usize = 8;

/// The lines of a text, each with where it starts.
fn lines_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split('\n').scan(0, |start, line| {
        let from = std::mem::replace(start, *start + line.len() + 1);
        Some((from, line))
    })
}

/// A day that starts a text and is not spelt as entries spell it, and how they do. Eight digits might be anything.
pub(super) fn odd_day(text: &str) -> Option<(&str, String)> {
    let ends = text.match_indices(char::is_whitespace).map(|(at, _)| at).chain([text.len()]).take(3);
    let heads = ends.map(|end| text[..end].trim_end_matches([':', ',', ';', '.', '-', '–', '—']));
    let is_number = |head: &str| head.bytes().all(|b| b.is_ascii_digit());
    heads.filter(|head| !is_number(head)).find_map(|head| {
        let hyphens = head.replace(['\u{2010}', '\u{2011}', '\u{2013}', '\u{2212}'], "-");
        let one = || spelt::date(&hyphens).filter(|day| day.len() == DAY);
        let either = || spelt::readings(head).filter(|(one, _)| one.len() == DAY).map(|(one, other)| format!("{one} or {other}"));
        one().or_else(either).map(|days| (head, days))
    })
}

/// A text without what people put before a day: signs, pictures, a day of the week.
fn without_weekday(text: &str) -> &str {
    let bare = |text: &str| text.len() - text.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let text = &text[bare(text)..];
    let (word, rest) = text.split_at(text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len()));
    if !rest.is_empty() && spelt::is_weekday(&word.to_lowercase()) { &rest[bare(rest)..] } else { text }
}

/// Bytes of a day, `2026-10-02`.
const DAY: usize = 10;
