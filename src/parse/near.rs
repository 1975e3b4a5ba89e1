//! Lines that almost are entries. They are reported and never read: what they would tell might be no interaction.

use super::draft::Draft;
use super::entry::{KEYS, Reader};
use super::field::FieldSpan;
use super::flat::Flat;
use super::{date, field, lead, mending, spelt};
use crate::diagnostic::Code;
use crate::model::Purpose;
use std::ops::Range;

impl Reader<'_> {
    /// Reports a day at the start of an item of a contact's note that is spelt otherwise than the days of entries, or stands behind
    /// a day of the week or a sign.
    pub(super) fn odd_day(&self, flat: &Flat, from: usize, draft: &mut Draft<'_>) {
        let at = flat.skip_space(from);
        let text = flat.text.get(at..).unwrap_or_default();
        let Before { bare, sort } = Before::of(text);
        let begins = bare.starts_with(|c: char| c.is_ascii_digit()) || spelt::begins_with_month(bare);
        if !self.kindred.owned || !begins {
            return;
        }
        let iso = matches!(date::iso_prefix(bare), date::Iso::Day(_)).then(|| (&bare[..DAY], bare[..DAY].to_owned()));
        let Some((day, days)) = iso.or_else(|| odd_day(bare)).or_else(|| self.eight_digits(bare)) else { return };
        let tells = match sort {
            // Else it would be an entry: a link to a note of that day.
            Sort::Nothing => day != days,
            Sort::Weekday => true,
            Sort::Sign => self.tells(&bare[day.len()..]),
            Sort::Other => false,
        };
        let end = at + text.len() - bare.len() + day.len();
        let in_link = flat.mark_at(at).is_some_and(|mark| mark.range.end > end || sort != Sort::Nothing);
        if !tells || in_link {
            return;
        }
        let way = if sort == Sort::Nothing { "write the day as" } else { "let it begin with" };
        let message = format!("the item begins with the day `{}`, but is no entry", &flat.text[at..end]);
        draft.report(Code::EntryDate, flat.source_range(at..end), message, format!("if it tells of an interaction, {way} {days}"));
    }

    /// Whether what stands behind a day tells of an interaction.
    fn tells(&self, rest: &str) -> bool {
        let channel = self.kindred.context.words.longest_at_start(rest.trim_start());
        rest.starts_with(": ") || channel.is_some_and(|(channel, _)| channel.purpose() == Purpose::Contact)
    }

    /// A day in eight digits, which might be anything, where what follows tells of an interaction.
    fn eight_digits<'t>(&self, text: &'t str) -> Option<(&'t str, String)> {
        let (head, rest) = text.split_at_checked(8)?;
        let apart = head.starts_with(['1', '2']) && rest.starts_with([' ', ':']);
        let day = spelt::date(head).filter(|_| apart && !head.ends_with(' ') && self.tells(rest))?;
        Some((head, day))
    }

    /// Reports lines of a contact's note that tell of an interaction as entries do, and are no items. They begin a paragraph, or
    /// follow such a line or the `entry` that the text is.
    pub(super) fn loose(&self, flat: &Flat, entry: Option<u32>, draft: &mut Draft<'_>) {
        if !self.kindred.owned || entry.is_some() && !flat.text.contains('\n') {
            return;
        }
        let mut after = entry.is_none();
        let follows = |(start, line): (usize, &str)| {
            let dated = lead::is_dated(line);
            let wanted = std::mem::replace(&mut after, dated) && dated && (start > 0 || entry.is_none());
            wanted.then_some(start)
        };
        let mut dated = lines_of(&flat.text).filter_map(follows).peekable();
        if dated.peek().is_none() {
            return;
        }
        let fields = field::inline_fields(flat);
        // Each look may go to the end of the text.
        let Some(first) = dated.by_ref().take(LOOKS).find(|start| self.reads_as_entry(flat, *start, &fields, draft)) else { return };
        let (message, hint) = match 1 + dated.count() {
            1 => (
                "this line begins with a day, but is no list item and so no entry".to_owned(),
                "it tells of an interaction, put `- ` before it",
            ),
            more => (
                format!("{more} lines from here on begin with a day, but are no list items and so no entries"),
                "they tell of interactions, put `- ` before each",
            ),
        };
        let day = flat.skip_space(first);
        draft.report(Code::LooseEntry, flat.source_range(day..day + DAY), message, format!("if {hint}"));
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
        // Behind one that is open others may be part of its value.
        let first = flat.text.match_indices("::").filter(|(at, _)| free(*at)).find_map(|(at, _)| opened(at));
        if let Some(range) = first {
            let close = if flat.text[range.clone()].starts_with('[') { ']' } else { ')' };
            let message = format!("nothing closes the field `{}`, so it counts for nothing", &flat.text[range.clone()]);
            draft.report(Code::BadValue, flat.source_range(range), message, format!("put `{close}` behind its value"));
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

    /// Whether the line that begins at `start` is what an entry would be: a day with a channel or people behind it.
    fn reads_as_entry(&self, flat: &Flat, start: usize, fields: &[FieldSpan], draft: &Draft<'_>) -> bool {
        let lead::Start::Day(_, rest) = lead::start(flat, start, draft) else { return false };
        let lead = lead::read(flat, rest, fields, &self.kindred.context.words, true);
        lead.named && lead.channel.purpose() == Purpose::Contact || lead.with && !lead.people.is_empty()
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

/// Other forms of the keys of fields.
const FORMS: [(&str, &str); 22] = [
    ("gav", "gave"),
    ("need", "needs"),
    ("promise", "promised"),
    ("promises", "promised"),
    // With one colon these may be plain English, or what one means to do.
    ("agve", "gave"),
    ("gaev", "gave"),
    ("gaves", "gave"),
    ("give", "gave"),
    ("given", "gave"),
    ("gives", "gave"),
    ("gvae", "gave"),
    ("get", "got"),
    ("gets", "got"),
    ("gott", "got"),
    ("received", "got"),
    ("ask", "asked"),
    ("asks", "asked"),
    ("needed", "needs"),
    ("thank", "thanked"),
    ("thanks", "thanked"),
    ("close", "closed"),
    ("closes", "closed"),
];

/// How many of them are meant with one colon, too.
const SURE: usize = 4;

/// Reports a key that is almost one of a field.
fn near_key(flat: &Flat, key: Range<usize>, colons: Colons, draft: &mut Draft<'_>) {
    let word = &flat.text[key.clone()];
    if KEYS.iter().any(|known| known.eq_ignore_ascii_case(word)) {
        return;
    }
    let forms = if colons == Colons::Two { &FORMS[..] } else { &FORMS[..SURE] };
    let form = forms.iter().find(|(form, _)| form.eq_ignore_ascii_case(word)).map(|(_, known)| *known);
    // With another letter in the place of one it may be another word: `cloned`.
    let letters = |word: &str| {
        let mut letters = word.to_ascii_lowercase().into_bytes();
        letters.sort_unstable();
        letters
    };
    let slip = |known: &&str| mending::is_slip(word, known) && (word.len() != known.len() || letters(word) == letters(known));
    let Some(near) = form.or_else(|| KEYS.into_iter().filter(|known| known.len() >= 5).find(slip)) else { return };
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
    let heads = ends.map(|end| text[..end].trim_end_matches([':', ',', ';', '.', '-', '–', '—', ' ']));
    let is_number = |head: &str| head.bytes().all(|b| b.is_ascii_digit());
    heads.filter(|head| !is_number(head)).find_map(|head| {
        let hyphens = head.replace(['\u{2010}', '\u{2011}', '\u{2013}', '\u{2212}'], "-");
        let one = || spelt::date(&hyphens).filter(|day| day.len() == DAY);
        let either = || spelt::readings(head).filter(|(one, _)| one.len() == DAY).map(|(one, other)| format!("{one} or {other}"));
        one().or_else(either).map(|days| (head, days))
    })
}

/// What people put before a day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Nothing,
    /// A day of the week.
    Weekday,
    /// A picture or a sign.
    Sign,
    /// What makes it something else: a task's signs, a bound, a quotation.
    Other,
}

/// A text without that.
struct Before<'t> {
    bare: &'t str,
    sort: Sort,
}

/// Longest stretch of signs before a day, in bytes.
const SIGNS: usize = 40;

impl Before<'_> {
    fn of(text: &str) -> Before<'_> {
        let signs = |text: &str| text.len() - text.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let (before, rest) = text.split_at(signs(text));
        let (word, behind) = rest.split_at(rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len()));
        if before.contains(OTHERS) || before.len() > SIGNS {
            Before { bare: rest, sort: Sort::Other }
        } else if !behind.is_empty() && word.len() <= "wednesday".len() && spelt::is_weekday(&word.to_lowercase()) {
            Before { bare: &behind[signs(behind)..], sort: Sort::Weekday }
        } else {
            Before { bare: rest, sort: if before.is_empty() { Sort::Nothing } else { Sort::Sign } }
        }
    }
}

/// Signs of tasks, of bounds and of quotations.
const OTHERS: [char; 22] =
    ['📅', '📆', '🗓', '⏳', '⌛', '🛫', '➕', '✅', '❌', '⏫', '🔼', '🔽', '🔺', '⏬', '🔁', '<', '>', '≤', '≥', '~', '"', '{'];

/// Bytes of a day, `2026-10-02`.
const DAY: usize = 10;
