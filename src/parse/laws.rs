//! The laws that hold each quick reader to the full one, for property tests and for fuzzing.

use super::body::{Body, Kindred};
use super::draft::{Draft, Scratch};
use super::flat::Flat;
use super::front_matter::Pair;
use super::markdown::{self, Block, Visitor, read_any, read_stretches};
use super::overview::Overview;
use super::yaml::{Data, Value};
use super::{Context, Everyone, blocks, plain, yaml};
use crate::model::{Date, Settings};
use std::fmt::Write;

/// What a quick reader made of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quick {
    /// It declined: the full reader has to read it.
    Declined,
    /// It read it, and as the full reader does.
    Agrees,
}

/// Reads a block of front matter line by line and as YAML. What the full reader refuses for its brackets is not compared: that is
/// a bound on its time, and counts brackets inside words too.
///
/// # Errors
/// What differs, when the quick reader takes what YAML reads otherwise.
pub fn front_matter(block: &str) -> Result<Quick, String> {
    let Some(quick) = plain::read(block, 0, &Overview::new(block, Vec::new())).filter(|_| yaml::too_deep(block).is_none()) else {
        return Ok(Quick::Declined);
    };
    let quick = quick.pairs();
    let full = pairs(block).ok_or_else(|| format!("read where the full parser reads nothing: {block:?}"))?;
    if quick.len() != full.len() {
        return Err(format!("{} pairs and {}: {block:?}", quick.len(), full.len()));
    }
    let differs = |(a, b): &(&Pair<'_>, &Pair<'_>)| a.key != b.key || a.span != b.span || !same(&a.value, &b.value);
    match quick.iter().zip(&full).find(differs) {
        Some((a, b)) => Err(format!("{block:?}: {a:?} and {b:?}")),
        None => Ok(Quick::Agrees),
    }
}

/// The pairs of a block as the full parser reads them.
fn pairs(block: &str) -> Option<Vec<Pair<'_>>> {
    match yaml::read(block) {
        Ok(None) => Some(Vec::new()),
        Ok(Some(Value { data: Data::Map(pairs), .. })) => pairs
            .into_iter()
            .map(|(key, value)| match key.data {
                Data::Scalar { text, .. } => Some(Pair { key: text, span: key.span, value }),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

fn same(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (&a.data, &b.data) {
        (Data::List(a), Data::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Data::Scalar { text: a_text, .. }, Data::Scalar { text: b_text, .. }) => a == b || a_text.is_empty() && b_text.is_empty(),
        _ => false,
    }
}

/// Reads a body line by line and as Markdown.
///
/// # Errors
/// What differs, when the quick reader takes what Markdown reads otherwise.
pub fn body(text: &str) -> Result<Quick, String> {
    let mut scratch = Scratch::default();
    if blocks::scan(text, 0, &Overview::new(text, Vec::new()), &mut scratch.stretches, &mut scratch.items).is_none() {
        return Ok(Quick::Declined);
    }
    let (mut quick, mut full) = (Record::default(), Record::default());
    let (mut quick_draft, mut full_draft) = (Draft::new("x.md", text, &mut scratch), Draft::new("x.md", text, &mut Scratch::default()));
    read_stretches(text, 0, &mut quick_draft, &mut quick, &mut scratch);
    read_any(text, 0, &mut full_draft, &mut full);
    let links = |draft: &Draft<'_>| format!("{:?}", draft.links);
    match (quick.0 == full.0, links(&quick_draft) == links(&full_draft)) {
        (true, true) => Ok(Quick::Agrees),
        (false, _) => Err(format!("{text:?}:\n{}and\n{}", quick.0, full.0)),
        (true, false) => Err(format!("{text:?}:\n{}\nand\n{}", links(&quick_draft), links(&full_draft))),
    }
}

/// Writes down what it is told, every byte with its place in the source.
#[derive(Default)]
struct Record(String);

impl Visitor for Record {
    fn item_begins(&mut self) {
        self.0.push_str("(\n");
    }

    fn item_ends(&mut self) {
        self.0.push_str(")\n");
    }

    fn block(&mut self, block: Block, flat: &Flat, _: &mut Draft<'_>) {
        let places: Vec<usize> = (0..flat.text.len()).map(|at| flat.source_of(at)).collect();
        let _ = writeln!(self.0, "{block:?} {:?} {:?} {places:?}", flat.text, flat.marks);
    }

    fn aside(&mut self, flat: &Flat, _: &mut Draft<'_>) {
        let _ = writeln!(self.0, "aside {:?}", flat.text);
    }
}

/// Reads a body with its commonest lines at once, and each line through the grammar: as one of a contact's own note, of any other
/// note, and, where a day is given, of a note of that day.
///
/// # Errors
/// What differs.
pub fn lines(text: &str, day: Option<Date>) -> Result<(), String> {
    let context = Context::new(Settings::default(), None, Everyone::ByRule);
    let kinds = [(true, None), (false, None), (false, day)];
    for (owned, day) in kinds.into_iter().take(2 + usize::from(day.is_some())) {
        let kindred = Kindred { owned, day, meeting: None, nameless: day.is_none(), context: &context };
        let mut scratch = Scratch::default();
        let (mut quick_draft, mut quick) = (Draft::new("x.md", text, &mut scratch), Body::new(kindred));
        markdown::read(text, 0, &mut quick_draft, &mut quick, &mut scratch);
        let (mut slow_draft, mut slow) = (Draft::new("x.md", text, &mut scratch), Slowly(Body::new(kindred)));
        markdown::read(text, 0, &mut slow_draft, &mut slow, &mut scratch);
        let told = |draft: Draft<'_>, title: Option<String>| {
            format!("{:?} {:#?}", title.filter(|_| kindred.nameless), draft.finish(None, &mut Scratch::default()))
        };
        let (quick, slow) = (told(quick_draft, quick.title), told(slow_draft, slow.0.title));
        if quick != slow {
            return Err(format!("{text:?}:\n{quick}\nand\n{slow}"));
        }
    }
    Ok(())
}

/// Reads every block through its flat text.
struct Slowly<'a>(Body<'a>);

impl Visitor for Slowly<'_> {
    fn item_begins(&mut self) {
        self.0.item_begins();
    }

    fn item_ends(&mut self) {
        self.0.item_ends();
    }

    fn block(&mut self, block: Block, flat: &Flat, draft: &mut Draft<'_>) {
        self.0.block(block, flat, draft);
    }

    fn aside(&mut self, flat: &Flat, draft: &mut Draft<'_>) {
        self.0.aside(flat, draft);
    }
}
