//! The pairs of a front matter, sorted by what they mean: which spelling wins, what counts as empty, what is odd (format 3 and 11).

use super::draft::{Draft, number};
use super::flat::trimmed;
use super::front_matter::{Cut, Matter, Pair, placeholder};
use super::gathered::{Gathered, Piece, is_empty, is_plain, same_texts};
use super::keys::{KEYS, Key, folded, is_typed};
use super::link;
use super::mending;
use super::plain::Plain;
use super::told::{self, Form, Told};
use super::unknown::{Sort, unknown};
use super::yaml::Data;
use super::{Context, contact};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{FieldsWriter, push_text};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A text of a value and where it stands.
type Written<'a> = (Cow<'a, str>, Range<usize>);

/// Pairs with their meaning.
pub(super) struct Facts<'a> {
    source: &'a str,
    rows: Vec<Row<'a>>,
    pieces: Vec<Piece<'a>>,
    /// For each key the row that counts, from 1.
    places: [u32; KEYS.len()],
    /// Whether links may stand in it.
    linked: bool,
    /// Whether a `#` stands anywhere in the front matter.
    hashed: bool,
    /// What a title means: the role where there is a name, else the name.
    title: Key,
    /// How many rows the front matter has; those after them were told in the text.
    front: usize,
}

struct Row<'a> {
    key: Option<Key>,
    canonical: bool,
    written: &'a str,
    at: Range<usize>,
    /// Lost to another spelling or to the same key further up.
    lost: bool,
    /// Its texts: a stretch of [`Facts::pieces`].
    texts: Range<usize>,
    quoted: bool,
    /// Whether its value is a list.
    listed: bool,
    /// Whether it stands in the body too, whose reader keeps the links in it.
    in_body: bool,
}

impl Row<'_> {
    /// The items of one of its texts: a list that is written as one text is parted at commas.
    fn items<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        let parted = matches!(self.key, Some(Key::Offers | Key::Skills | Key::Aliases)) && !self.quoted && !self.listed;
        let whole = (!parted).then(|| text.trim());
        let parts = parted.then(|| text.split(',').map(str::trim).filter(|item| !item.is_empty()));
        whole.into_iter().chain(parts.into_iter().flatten())
    }
}

impl<'a> Facts<'a> {
    /// Sorts the pairs and reports what is odd about them.
    pub(super) fn new<'d: 'a>(cut: &'a Cut<'a>, context: &Context, draft: &mut Draft<'d>) -> Facts<'a> {
        let (mut rows, mut pieces, named) = match &cut.matter {
            Matter::Plain(plain) => of_plain(plain, context),
            Matter::Any(pairs, placeholders) => of_pairs(pairs, *placeholders, context, draft),
        };
        let title = if named { Key::Role } else { Key::Name };
        for row in rows.iter_mut().filter(|row| row.key == Some(Key::Title)) {
            (row.key, row.canonical) = (Some(title), false);
        }
        let mut places = [0; KEYS.len()];
        settle(&mut rows, &mut pieces, &mut places, draft);
        let front = draft.source.as_bytes().get(..cut.body).unwrap_or_default();
        let links = |at: usize| matches!(front.get(at..at + 2), Some(b"[[" | b"]("));
        let linked = matches!(cut.matter, Matter::Any(..)) || memchr::memchr2_iter(b'[', b']', front).any(links);
        let hashed = memchr::memchr(b'#', front).is_some();
        let front = rows.len();
        Facts { source: draft.source, rows, pieces, places, linked, hashed, title, front }
    }

    /// Adds what the text tells, for keys of which the front matter says nothing. What stands further up goes first.
    pub(super) fn tell(&mut self, told: &[Told<'a>], context: &Context) {
        let names = |fact: &Told<'_>| fact.form == Form::Property && matches!(context.keys.find(fact.key), Some((Key::Name, _)));
        if told.iter().any(names) {
            self.title = Key::Role;
        }
        let mut own: Option<HashSet<String>> = None;
        for fact in told.iter().filter(|fact| !unknown(fact.value, Sort::Plain) && !placeholder(fact.value)) {
            let Some(key) = fact.meaning(self.title, context) else { continue };
            let said = match key {
                Some(key) => self.places[key as usize] != 0,
                None => !own.get_or_insert_with(|| self.rows.iter().map(|row| folded(row.written)).collect()).insert(folded(fact.key)),
            };
            if said {
                continue;
            }
            let start = self.pieces.len();
            self.pieces.extend(told::parts(fact.value).map(|part| {
                let at = fact.start + (part.as_ptr() as usize - fact.value.as_ptr() as usize);
                Piece { text: fact.text(key, part), at: at..at + part.len() }
            }));
            let (texts, in_body) = (start..self.pieces.len(), fact.form != Form::Property);
            self.rows.push(Row {
                key,
                canonical: false,
                written: fact.key,
                at: fact.at.clone(),
                lost: false,
                texts,
                quoted: false,
                listed: false,
                in_body,
            });
            self.linked = true;
            if let Some(key) = key {
                self.places[key as usize] = number(self.rows.len());
            }
        }
    }

    /// Appends the keys whose values were told in the text: a known one by its canonical name, any other as written.
    pub(super) fn write_told(&self, out: &mut String) {
        self.rows[self.front..].iter().for_each(|row| push_text(out, row.key.map_or(row.written, |key| key.row().name)));
    }

    /// Reports keys that are almost known ones; only notes of contacts are asked.
    pub(super) fn report_near_keys(&self, context: &Context, draft: &mut Draft<'_>) {
        // To look for a near spelling takes long: known keys, which most are, need none.
        let near = |row: &Row<'a>| if row.key.is_none() { context.keys.near(row.written) } else { None };
        if self.rows.iter().all(|row| near(row).is_none()) {
            return;
        }
        let near: Vec<Option<&'static str>> = self.rows.iter().map(near).collect();
        let mut meant: HashMap<&str, usize> = HashMap::new();
        near.iter().flatten().for_each(|name| *meant.entry(name).or_default() += 1);
        // No key stands there that means the same, and no other that almost is it.
        let is_free = |name: &str| {
            let key = context.keys.find(name).map(|(key, _)| key);
            meant.get(name) == Some(&1) && !self.rows.iter().any(|row| row.key == key)
        };
        for (row, near) in self.rows.iter().zip(&near).filter_map(|(row, near)| Some((row, (*near)?))) {
            let found = Diagnostic::new(Code::UnknownKey, draft.span(row.at.clone()), format!("unknown key `{}`", row.written));
            let found = found.hint(format!("did you mean `{near}`?"));
            let plain = !row.in_body && draft.source.get(row.at.clone()) == Some(row.written);
            let fix = || draft.fix(format!("correct the key to `{near}`"), [(row.at.clone(), near.to_owned())]);
            let sure = plain && mending::is_slip(row.written, near) && is_free(near);
            draft.diagnostics.push(if sure { found.fix(fix()) } else { found });
        }
    }

    /// Reports tags that begin with `#`; only notes of contacts are asked.
    pub(super) fn report_tags(&self, draft: &mut Draft<'_>) {
        let rows = &self.rows[if self.hashed { 0 } else { self.front }..];
        for row in rows.iter().filter(|row| row.key == Some(Key::Tags) && !row.lost && !row.in_body) {
            let pieces = self.pieces[row.texts.clone()].iter();
            let texts = pieces.filter_map(|piece| Some((self.source.get(piece.at.clone())?, piece.at.clone())));
            mending::report_tags(row.at.clone(), texts, draft);
        }
    }

    /// The spelling under which a key was written.
    pub(super) fn written_as(&self, key: Key) -> Option<&'a str> {
        self.row(key).map(|row| row.written)
    }

    /// The texts of a key as a reader sees them.
    pub(super) fn texts(&self, key: Key) -> impl Iterator<Item = Written<'_>> {
        self.pieces(key).iter().map(|piece| self.written(piece))
    }

    /// The first text of a key, unless it is empty or says that there is none.
    pub(super) fn one(&self, key: Key) -> Option<Written<'_>> {
        self.one_or_none(key).filter(|(text, _)| !text.eq_ignore_ascii_case("none"))
    }

    /// The first text of a key, which may be `none`.
    pub(super) fn one_or_none(&self, key: Key) -> Option<Written<'_>> {
        self.pieces(key).first().map(|piece| self.written(piece))
    }

    /// The texts of a key under all its spellings.
    pub(super) fn every(&self, key: Key) -> impl Iterator<Item = Written<'_>> {
        let rows = self.rows.iter().filter(move |row| row.key == Some(key));
        rows.flat_map(|row| &self.pieces[row.texts.clone()]).map(|piece| self.written(piece))
    }

    /// Appends the texts of a key in one. Whether there is anything.
    pub(super) fn write_text(&self, key: Key, out: &mut String) -> bool {
        let start = out.len();
        for (place, piece) in self.pieces(key).iter().enumerate() {
            out.push_str(if place == 0 { "" } else { ", " });
            out.push_str(&self.displayed(piece));
        }
        out.len() > start
    }

    /// Tells of a part of each item of a list; an unquoted scalar is parted at the `breaks`, and so are tags in a list, which have no
    /// blank or comma of their own. A name in a list may have one: `Marlow, Ada`.
    pub(super) fn each_of(&self, key: Key, breaks: &[char], part: impl Fn(&str) -> &str, mut tell: impl FnMut(&str)) {
        self.any_item(key, breaks, |item| {
            Some(part(item)).filter(|item| !item.is_empty()).into_iter().for_each(&mut tell);
            false
        });
    }

    /// Whether one of the items of a list is `wanted`.
    pub(super) fn any_item(&self, key: Key, breaks: &[char], mut wanted: impl FnMut(&str) -> bool) -> bool {
        let mut asks = |part: &str| Some(trimmed(part)).filter(|part| !part.is_empty()).is_some_and(&mut wanted);
        self.row(key).is_some_and(|row| {
            let mut pieces = self.pieces[row.texts.clone()].iter().map(|piece| self.displayed(piece));
            let whole = |text: &str| {
                row.quoted && !(key == Key::Tags && mending::all_hash(text))
                    || row.listed && key != Key::Tags
                    || !text.bytes().any(|b| breaks.contains(&char::from(b)))
            };
            pieces.any(|text| if whole(&text) { asks(&text) } else { text.split(breaks).any(&mut asks) })
        })
    }

    /// The texts of a key as they stand in the source, where that can be told, for finding links in them.
    pub(super) fn sources(&self, key: Key) -> impl Iterator<Item = (&'a str, Range<usize>)> {
        self.pieces(key).iter().filter_map(|piece| Some((self.source.get(piece.at.clone())?, piece.at.clone())))
    }

    /// The same for every key but some; nothing where no link stands anywhere.
    pub(super) fn other_sources(&self, but: &[Key]) -> impl Iterator<Item = (&'a str, Range<usize>)> {
        let rows: &[Row<'a>] = if self.linked { &self.rows } else { &[] };
        let rows = rows.iter().filter(move |row| !row.lost && !row.in_body && !row.key.is_some_and(|key| but.contains(&key)));
        rows.flat_map(|row| &self.pieces[row.texts.clone()])
            .filter_map(|piece| Some((self.source.get(piece.at.clone())?, piece.at.clone())))
    }

    /// Appends every key but those in `placed` with its values: under the canonical name of a known key, an unknown one as written.
    /// Of those that name people by links, `named`, the names without one stay. Where there are `only` some, those alone.
    pub(super) fn write_others(&self, placed: &'static [Key], named: [Key; 2], only: Option<&[Key]>, out: &mut String) {
        let placed = placed.iter().fold(0_u64, |keys, key| keys | 1 << *key as u64);
        let wanted = |key: Option<Key>| only.is_none_or(|only| key.is_some_and(|key| only.contains(&key)));
        let bare = |piece: &Piece<'a>| !self.linked || link::find_all(&piece.text).is_empty();
        let mut fields = FieldsWriter(out);
        for row in self.rows.iter().filter(|row| !row.lost && wanted(row.key)) {
            let (is_placed, names) = row.key.map_or((false, false), |key| (placed >> key as u64 & 1 == 1, named.contains(&key)));
            let mut pieces = self.pieces[row.texts.clone()].iter().filter(|piece| !is_placed || names && bare(piece)).peekable();
            if pieces.peek().is_none() {
                continue;
            }
            fields.key(row.key.map_or(row.written, |key| key.row().name));
            for piece in pieces {
                let text = self.displayed(piece);
                row.items(&text).for_each(|item| fields.value(item));
            }
        }
    }

    /// The same keys with the items of their values as written, links with their brackets; tags as front matter has them. None whose
    /// value cannot be read.
    pub(super) fn told_values(&self, context: &Context) -> Vec<(String, Vec<String>)> {
        let texts = |row: &Row<'a>| self.pieces[row.texts.clone()].iter().map(|piece| &*piece.text);
        let unescaped = |item: &str| item.replace("\\|", "|");
        let value = |row: &Row<'a>| match row.key {
            Some(Key::Tags) => self.tags(),
            Some(Key::WorkedTogether) => texts(row).flat_map(contact::stint_texts).map(unescaped).collect(),
            _ => texts(row).flat_map(|text| row.items(text)).map(unescaped).collect(),
        };
        let readable = |row: &&Row<'a>| row.key.is_none_or(|key| texts(row).all(|text| contact::is_readable(key, text, context)));
        let name = |row: &Row<'a>| row.key.map_or(row.written, |key| key.row().name).to_owned();
        self.rows[self.front..].iter().filter(readable).map(|row| (name(row), value(row))).collect()
    }

    fn tags(&self) -> Vec<String> {
        let mut tags = Vec::new();
        self.each_of(Key::Tags, &[',', ' '], |tag| tag.trim_start_matches('#'), |tag| tags.push(tag.to_owned()));
        tags
    }

    /// The row of a key that counts and says something.
    fn row(&self, key: Key) -> Option<&Row<'a>> {
        self.rows.get((self.places[key as usize] as usize).checked_sub(1)?)
    }

    /// What a reader sees of a text.
    fn displayed<'p>(&self, piece: &'p Piece<'a>) -> Cow<'p, str> {
        if self.linked { link::displayed(&piece.text) } else { Cow::Borrowed(&piece.text) }
    }

    fn written<'p>(&self, piece: &'p Piece<'a>) -> Written<'p> {
        (self.displayed(piece), piece.at.clone())
    }

    fn pieces(&self, key: Key) -> &[Piece<'a>] {
        self.row(key).map_or(&[], |row| &self.pieces[row.texts.clone()])
    }
}

/// Rows, their texts, and whether one of them gives a name.
type Sorted<'a> = (Vec<Row<'a>>, Vec<Piece<'a>>, bool);

/// Plain lines as rows; none of their keys stands twice, nor is there a placeholder.
fn of_plain<'a>(plain: &Plain<'a>, context: &Context) -> Sorted<'a> {
    let mut rows: Vec<Row<'a>> = Vec::with_capacity(plain.lines.len());
    let mut pieces: Vec<Piece<'a>> = Vec::with_capacity(plain.scalars.len());
    let (mut named, mut from) = (false, 0);
    for line in &plain.lines {
        let start = pieces.len();
        let scalars = &plain.scalars[from..line.end];
        from = line.end;
        let sort = |quoted: bool| Sort::of(quoted, line.list.is_some());
        for scalar in scalars.iter().filter(|scalar| !unknown(scalar.text, sort(scalar.quoted))) {
            pieces.push(Piece { text: Cow::Borrowed(trimmed(scalar.text)), at: scalar.at() });
        }
        let quoted = line.list.is_none() && scalars.first().is_some_and(|scalar| scalar.quoted);
        let (key, canonical) = context.keys.find(line.key).map_or((None, false), |(key, canonical)| (Some(key), canonical));
        named |= matches!(key, Some(Key::Name | Key::FirstName | Key::LastName)) && (line.list.is_some() || pieces.len() > start);
        let at = line.start..line.start + line.key.len();
        let (texts, listed) = (start..pieces.len(), line.list.is_some());
        rows.push(Row { key, canonical, written: line.key, at, lost: false, texts, quoted, listed, in_body: false });
    }
    (rows, pieces, named)
}

/// Any pairs as rows, and what is odd about them.
fn of_pairs<'a, 'd: 'a>(pairs: &'a [Pair<'a>], placeholders: bool, context: &Context, draft: &mut Draft<'d>) -> Sorted<'a> {
    let mut rows: Vec<Row<'a>> = Vec::with_capacity(pairs.len());
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(pairs.len());
    let mut gathered = Gathered { pieces: Vec::with_capacity(pairs.len() + 4), placeholders };
    for pair in pairs {
        let written: &str = &pair.key;
        let first = seen.get(written).copied();
        let again = first.is_some();
        seen.entry(written).or_insert(rows.len());
        let start = gathered.pieces.len();
        gathered.collect(&pair.value, draft, 0);
        if let Some(first) = first {
            let same = same_texts(&gathered.pieces[rows[first].texts.clone()], &gathered.pieces[start..]);
            let found = mending::doubled(draft, &pairs[first], pair, same && is_plain(&pairs[first].value) && is_plain(&pair.value));
            draft.diagnostics.push(found);
        }
        let quoted = matches!(pair.value.data, Data::Scalar { quoted: true, .. });
        let (key, canonical) = context.keys.find(written).map_or((None, false), |(key, canonical)| (Some(key), canonical));
        rows.push(Row {
            key,
            canonical,
            written,
            at: pair.span.clone(),
            lost: again,
            texts: start..gathered.pieces.len(),
            quoted,
            listed: matches!(pair.value.data, Data::List(_)),
            in_body: false,
        });
    }
    let names = |row: &Row<'_>| matches!(row.key, Some(Key::Name | Key::FirstName | Key::LastName));
    let named = rows.iter().zip(pairs).any(|(row, pair)| names(row) && !is_empty(&pair.value));
    (rows, gathered.pieces, named)
}

/// Lets one spelling of each key win: the canonical one, then the first in the file (format 11). `places` becomes the winners'.
/// Sorts of one key, such as `EMAIL[HOME]` and `EMAIL[WORK]`, all count.
fn settle<'a>(rows: &mut [Row<'a>], pieces: &mut Vec<Piece<'a>>, places: &mut [u32; KEYS.len()], draft: &mut Draft<'_>) {
    for at in 0..rows.len() {
        let Some(key) = rows[at].key.filter(|_| !rows[at].lost && !rows[at].texts.is_empty()) else { continue };
        let place = &mut places[key as usize];
        let Some(rival) = (*place as usize).checked_sub(1) else {
            *place = number(at + 1);
            continue;
        };
        let (winner, loser) = if rows[at].canonical && !rows[rival].canonical { (at, rival) } else { (rival, at) };
        *place = number(winner + 1);
        rows[loser].lost = true;
        if is_typed(rows[loser].written) || is_typed(rows[winner].written) {
            // What was joined before stands last, and more is put behind it.
            let joined = Some(rows[rival].texts.clone()).filter(|texts| texts.end == pieces.len());
            let start = joined.map_or(pieces.len(), |texts| texts.start);
            if start == pieces.len() {
                pieces.extend_from_within(rows[rival].texts.clone());
            }
            pieces.extend_from_within(rows[at].texts.clone());
            rows[winner].texts = start..pieces.len();
            continue;
        }
        let rule = if key == Key::Last { "the newest date counts".to_owned() } else { format!("`{}` counts", rows[winner].written) };
        let message = format!("`{}` and `{}` mean the same key; {rule}", rows[winner].written, rows[loser].written);
        draft.report(Code::SeveralSpellings, rows[loser].at.clone(), message, format!("keep only `{}`", key.row().name));
    }
}
