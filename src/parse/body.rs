//! What the body of a note tells: entries, exchanges, tasks, and who took part (format 5).

use super::draft::{Draft, Scratch, number};
use super::entry::{Attach, Reader};
use super::flat::Flat;
use super::line::Line;
use super::markdown::{self, Block, Visitor};
use super::{Context, field, lead};
use crate::model::{Date, Entry, Origin};

/// What a body is read for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kindred<'a> {
    /// The body stands in a contact's own note.
    pub(super) owned: bool,
    /// The day of a dated note.
    pub(super) day: Option<Date>,
    /// The entry that the front matter of a meeting note makes.
    pub(super) meeting: Option<u32>,
    /// Whether the first heading serves as the name.
    pub(super) nameless: bool,
    pub(super) context: &'a Context,
}

/// Reads the body from the byte `base` on; returns the level-1 heading above which no other heading stands, where it serves as the name.
pub(super) fn read(draft: &mut Draft<'_>, base: usize, text: &str, kindred: Kindred<'_>, scratch: &mut Scratch) -> Option<String> {
    let mut body = Body::new(kindred);
    body.items = std::mem::take(&mut scratch.attached);
    markdown::read(&text[base..], base, draft, &mut body, scratch);
    body.items.clear();
    scratch.attached = body.items;
    body.title
}

/// A body as far as it is read.
pub(super) struct Body<'a> {
    reader: Reader<'a>,
    /// The level-1 heading above which no other stands, where it serves as the name.
    pub(super) title: Option<String>,
    /// Whether a heading has been read.
    headed: bool,
    /// The dated headings under which we are, each with its level and entry.
    sections: Vec<(u8, u32)>,
    items: Vec<Attach>,
    /// The entry that still has no text of its own.
    wants_text: Option<u32>,
}

impl Visitor for Body<'_> {
    fn item_begins(&mut self) {
        let inherited = self.attach();
        self.items.push(inherited);
    }

    fn item_ends(&mut self) {
        self.items.pop();
    }

    fn aside(&mut self, _: &Flat, _: &mut Draft<'_>) {}

    fn line(&mut self, block: Block, line: Line<'_>, draft: &mut Draft<'_>) -> bool {
        match block {
            Block::Heading(level) => self.plain_heading(level, line),
            Block::Item => self.plain_item(line, draft).is_some(),
            Block::Paragraph => self.plain_paragraph(line, draft),
        }
    }

    fn block(&mut self, block: Block, flat: &Flat, draft: &mut Draft<'_>) {
        match block {
            Block::Heading(level) => self.heading(level, flat, draft),
            Block::Item => self.item(flat, draft),
            Block::Paragraph => self.paragraph(flat, draft),
        }
    }
}

impl<'a> Body<'a> {
    /// Nothing of it read yet.
    pub(super) fn new(kindred: Kindred<'a>) -> Body<'a> {
        Body {
            reader: Reader { kindred, news: false },
            title: None,
            headed: false,
            sections: Vec::new(),
            items: Vec::new(),
            wants_text: kindred.meeting,
        }
    }

    /// What fields and tasks at this place belong to.
    fn attach(&self) -> Attach {
        let outer = self.sections.last().map(|(_, entry)| *entry).or(self.reader.kindred.meeting);
        self.items.last().cloned().unwrap_or(Attach { entry: outer, people: Vec::new() })
    }

    /// A heading of this level ends the sections of its own and lower ones.
    fn end_sections(&mut self, level: u8) {
        let open = self.sections.iter().take_while(|(above, _)| *above < level).count();
        self.sections.truncate(open);
    }

    fn heading(&mut self, level: u8, flat: &Flat, draft: &mut Draft<'_>) {
        self.end_sections(level);
        self.turn(&flat.text);
        let first = !std::mem::replace(&mut self.headed, true);
        if level == 1 && first && self.reader.kindred.nameless {
            let mut title = String::new();
            flat.fold_into(&mut title, 0..flat.text.len(), &[]);
            self.title = Some(title);
        }
        if level >= 2
            && self.reader.kindred.owned
            && let Some(entry) = self.reader.dated(flat, 0, None, draft)
        {
            self.sections.extend(entry.map(|entry| (level, entry)));
            self.watch(entry, draft);
        } else {
            if level >= 2 {
                self.reader.odd_day(flat, 0, draft);
            }
            self.give_text(flat, draft);
        }
    }

    fn item(&mut self, flat: &Flat, draft: &mut Draft<'_>) {
        let attach = self.attach();
        let tick = lead::checkbox(flat);
        let from = tick.map_or(0, |(_, end)| end);
        let mark = tick.map(|(mark, _)| mark);
        let own = match self.reader.dated(flat, from, mark, draft) {
            Some(entry) => Some(Attach { entry, people: Vec::new() }),
            None => self.reader.keyed(flat, from, mark, &attach, draft).then(|| attach.clone()),
        };
        let own = own.or_else(|| {
            let entry = self.reader.dated_note(flat, from, mark, draft)?;
            Some(Attach { entry, people: Vec::new() })
        });
        match own {
            Some(own) => {
                if own.entry != attach.entry {
                    self.watch(own.entry, draft);
                    self.reader.loose(flat, own.entry, draft);
                }
                self.set(own);
            }
            None => {
                if attach.entry.is_none() {
                    self.reader.odd_day(flat, from, draft);
                }
                let inner = self.reader.inside(flat, from, mark, attach, draft);
                self.set(inner);
                if mark.is_none() {
                    self.give_text(flat, draft);
                }
            }
        }
    }

    fn paragraph(&mut self, flat: &Flat, draft: &mut Draft<'_>) {
        if self.items.is_empty()
            && let Some(entry) = self.reader.dated_note(flat, 0, None, draft)
        {
            return self.watch(entry, draft);
        }
        let attach = self.attach();
        if self.items.is_empty() && attach.entry.is_none() {
            self.reader.loose(flat, None, draft);
        }
        self.reader.lines(flat, &attach, draft);
        self.give_text(flat, draft);
    }

    /// An entry or exchange of the commonest shapes; `None` when it is anything else.
    fn plain_item(&mut self, line: Line<'_>, draft: &mut Draft<'_>) -> Option<()> {
        let words = &self.reader.kindred.context.words;
        let (entry, people) = self.items.last().map(|own| (own.entry, !own.people.is_empty()))?;
        let first = line.text.as_bytes().first()?;
        let new = if self.reader.kindred.owned && first.is_ascii_digit() {
            let (day, lead) = line.dated(words)?;
            self.reader.plain_entry(day, Origin::Own, &lead, line.number, draft)
        } else if let Some(entry) = entry.filter(|_| !people) {
            return self.reader.plain_exchange(entry, &line.keyed()?, line.number, draft);
        } else {
            let day = self.reader.kindred.day.filter(|_| !self.reader.kindred.owned && entry.is_none())?;
            let lead = line.lead(0, words).filter(|lead| lead.people > 0)?;
            self.reader.plain_entry(day, Origin::DatedNote, &lead, line.number, draft)
        };
        self.watch(Some(new), draft);
        self.set(Attach { entry: Some(new), people: Vec::new() });
        Some(())
    }

    /// Notices the heading `Notes` of a file of the `friends` program, and where what stands under it ends.
    fn turn(&mut self, heading: &str) {
        if self.reader.kindred.context.settings.bold_names && !self.reader.kindred.owned {
            self.reader.news = heading.trim().trim_end_matches(':').eq_ignore_ascii_case("notes");
        }
    }

    /// A heading that tells nothing but where a section ends; whether it is one.
    fn plain_heading(&mut self, level: u8, line: Line<'_>) -> bool {
        // With digits it might be a day.
        let telling = |b: &u8| *b == b'[' || b.is_ascii_digit() && level >= 2 && self.reader.kindred.owned;
        let quiet = self.wants_text.is_none() && starts_with_letter(line.text) && !line.text.as_bytes().iter().any(telling);
        let title = level == 1 && !self.headed && self.reader.kindred.nameless;
        self.turn(line.text);
        if quiet && !title {
            self.end_sections(level);
        }
        self.headed |= quiet && !title;
        quiet && !title
    }

    /// A paragraph that tells nothing but its links; whether it is one.
    fn plain_paragraph(&mut self, line: Line<'_>, draft: &mut Draft<'_>) -> bool {
        if self.wants_text.is_some() || self.attach().entry.is_some() {
            return false;
        }
        if self.reader.kindred.owned && self.items.is_empty() && line.text.split('\n').any(|line| lead::is_dated(line.trim_start())) {
            return false;
        }
        let quiet = self.reader.kindred.owned || self.reader.kindred.day.is_none();
        memchr::memchr(b'[', line.text.as_bytes()).is_none() || quiet && line.keep_links(draft).is_some()
    }

    fn set(&mut self, attach: Attach) {
        if let Some(item) = self.items.last_mut() {
            *item = attach;
        }
    }

    fn watch(&mut self, entry: Option<u32>, draft: &Draft<'_>) {
        self.wants_text = entry.filter(|&at| draft.entries.get(at as usize).is_some_and(|entry| entry.text.len == 0));
    }

    /// An entry without text of its own takes the first text that stands under it.
    fn give_text(&mut self, flat: &Flat, draft: &mut Draft<'_>) {
        if self.wants_text.is_none() || self.attach().entry != self.wants_text {
            return;
        }
        let fields = field::inline_fields(flat);
        let text = draft.keep_with(|out| flat.fold_into(out, 0..flat.text.len(), &fields));
        if let Some(entry) = self.wants_text.take_if(|_| text.len > 0) {
            let Entry { date, done, channel, .. } = draft.entries[entry as usize];
            draft.entries[entry as usize].text = self.reader.kindred.context.told(date, done, || channel.purpose(), text, draft);
        }
    }
}

fn starts_with_letter(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
}

/// The number the next entry will get.
pub(super) fn next_entry(draft: &Draft<'_>) -> u32 {
    number(draft.entries.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::laws;
    use proptest::prelude::*;

    fn check(text: &str, day: Option<Date>) {
        if let Err(differs) = laws::lines(text, day) {
            panic!("{differs}");
        }
    }

    fn line() -> impl Strategy<Value = String> {
        let pieces = "2026-10-02 ¦2026-02-30 ¦2026-10-02¦- ¦  - ¦    - ¦## ¦# ¦coffee¦call¦video call¦video ¦Video¦call ¦met up¦news¦other ¦yoga¦T¦ with¦ with ¦with¦ w/ ¦             [[x]]¦[[x]]¦[[y|Yo]]¦[[x|a: b]]¦[[x#h]]¦[[ x]]¦[[a/b]]¦, ¦ and ¦,¦ + ¦: ¦:¦::¦ - ¦-¦ – ¦ ¦  ¦text¦a b¦gave¦got: ¦gave: ¦promised: ¦by: me¦with: ¦due: ¦[gave:: tip]¦(¦)¦[¦]            ¦[ ] ¦[x] ¦12:30 ¦é¦!¦[l](u.md)¦*¦**b**¦_¦`c`¦&¦introduction to ¦advice¦\n¦\n¦\n- ¦\n- ¦\n  - ¦\n  - gave: ¦\n- 2026-10-02 ¦\n- 2026-10-02 coffee with [[x]]¦\n- coffee with [[x]]: ¦\n\n¦\r\n";
        let pieces: Vec<&str> = pieces.split('¦').collect();
        prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 8192, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn lines_read_at_once_say_what_the_grammar_says(body in line()) {
            check(&body, None);
            check(&body, Date::new(2026, 10, 2));
        }
    }
}
