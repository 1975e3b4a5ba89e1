//! Everything of an index, each thing once: in the order of the notes, or by contacts, so that several threads go through it.

use super::dated::Dated;
use super::given::Given;
use super::meeting::Meeting;
use super::share::by_parts;
use super::view::{ContactId, Index};
use crate::model::{AT_ONCE, Note, fetch};

impl Index {
    /// What `of` makes of some contacts at a time, in the order of their paths.
    pub fn by_contacts<T: Send>(&self, of: impl Fn(&[ContactId]) -> T + Sync) -> Vec<T> {
        let all: Vec<ContactId> = self.contacts().collect();
        by_parts(&all, |part| {
            part.chunks(AT_ONCE).for_each(|some| self.fetch(some));
            of(part)
        })
    }

    /// Fetches the facts of some contacts, a few, that are asked next.
    pub fn fetch(&self, some: &[ContactId]) {
        fetch(some.iter().map(|id| self.contact(*id).glance()));
        fetch(some.iter().map(|id| self.contact(*id).glance_at_circle()));
    }

    fn numbered(&self) -> impl Iterator<Item = (u32, &Note)> {
        (0..).zip(self.notes())
    }

    /// Every interaction, in the order of the notes that tell them.
    pub fn interactions(&self) -> impl Iterator<Item = Meeting<'_>> {
        let joined = self.ground().joined;
        self.numbered().flat_map(move |(near, note)| {
            let led =
                joined.entries.of(near).zip(note.entries()).filter_map(move |(number, entry)| match self.doubles().of_entry(number) {
                    Some(several) => Some(several.item).filter(|item| item.number() == number),
                    None => joined.has_cast(near, note, &entry).then(|| Dated::of_entry(&entry, number)),
                });
            led.map(move |item| Meeting { index: self, item, near })
        })
    }

    /// Every exchange, each once, in the order of the notes.
    pub fn exchanges(&self) -> impl Iterator<Item = Given<'_>> {
        let joined = self.ground().joined;
        self.numbered().flat_map(move |(near, note)| {
            let some = (0..).zip(note.entries()).filter(|(_, entry)| !entry.exchanges.is_empty());
            let counting = some.filter(move |(_, entry)| joined.has_cast(near, note, entry));
            counting.flat_map(move |(place, entry)| {
                let once = joined.numbered(near, note, &entry).filter(|(number, _)| !self.doubles().said_before.has(*number));
                once.map(move |(number, own)| {
                    let item = Dated::of_exchange(&entry, &own, number);
                    Given { index: self, item, near, entry: Some(place) }
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Date, Settings};
    use crate::parse::{Context, Everyone, Scratch, note};

    #[test]
    fn things_are_as_many_when_each_is_counted_with_one_of_its_people() {
        let context = Context::new(Settings::default(), None, Everyone::ByRule);
        let read = |path: &str, text: &str| note(path, text, &context, &mut Scratch::default()).0;
        let person = |name: &str, log: &str| read(&format!("people/{name}.md"), &format!("---\nname: {name}\n---\n\n{log}\n"));
        let notes = vec![
            read("2026-05-01.md", "- call with [[ana]] and [[bob]] [gave:: advice] [got:: tip]\n- call with [[nobody]] [got:: help]\n"),
            read(
                "2026-06-01.md",
                "- lunch with [[bob]] and [[eve]]\n  - [[eve]] [gave:: gift]\n  - [[nobody]] [gave:: help]\n- walk with [[ana]] [got:: help]\n",
            ),
            person(
                "ana",
                "- 2026-05-01 call [gave:: advice]\n- 2026-06-01 walk [got:: help] [gave:: tip]\n- [ ] 2026-05-03 call [gave:: gift]",
            ),
            person(
                "bob",
                "- 2026-05-01 [got:: tip]\n- 2026-05-09 lunch with [[eve]] [gave:: tip to [[eve]]]\n- 2026-05-09 lunch [gave:: tip]",
            ),
            person("eve", "- 2026-05-09 lunch with [[bob]]\n- 2026-06-01 lunch [gave:: gift]\n- 2026-05-09 met [[ana]] [got:: tip]"),
        ];
        let index = Index::new(notes, Vec::new(), Settings::default());
        let of_all = |count: &(dyn Fn(ContactId) -> usize + Sync)| {
            index.by_contacts(|some| some.iter().map(|id| count(*id)).sum::<usize>()).iter().sum::<usize>()
        };
        for month in 4..=6 {
            let until = Date::new(2026, month, 15).unwrap();
            let interactions = of_all(&|id| index.interactions_of(id).filter(|one| one.is_counted() && one.happened(until)).count());
            assert_eq!(interactions, index.interactions().filter(|one| one.happened(until)).count());
            let exchanges = of_all(&|id| index.exchanges_of(id).filter(|one| one.is_counted() && one.happened(until)).count());
            let of_nobody = index.exchanges_of_nobody().filter(|one| one.happened(until)).count();
            assert_eq!(exchanges + of_nobody, index.exchanges().filter(|one| one.happened(until)).count());
            assert_eq!((exchanges > 1, interactions > 1, of_nobody), (month > 4, month > 4, usize::from(month == 6)));
        }
    }
}
