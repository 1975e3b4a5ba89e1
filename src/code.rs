//! The table of codes: every kind of finding with its severity, what it means, the way out, and what `check --fix` does about it.
//! The manual, `journal explain` and the rules of SARIF are made from it; the example of each is the one of its gallery.

use bitcode::{Decode, Encode};
use serde::Serialize;

/// How bad a finding is. Errors make `check` exit with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Encode, Decode)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something written could not be used, or other programs would refuse it.
    Error,
    /// Something is probably not what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $about:literal $way:literal $mends:literal;)*) => {
        /// What kind of finding it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
        pub enum Code {
            $(#[doc = $about] $variant,)*
        }

        impl Code {
            /// Every code, in the order the manual lists them.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The name in brackets: `[impossible-date]`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),* }
            }

            /// How bad it is, where the settings say nothing else.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),* }
            }

            /// What it means, in one sentence.
            pub fn about(self) -> &'static str {
                match self { $(Code::$variant => $about),* }
            }

            /// Why it matters and what to do, in a few sentences.
            pub fn way_out(self) -> &'static str {
                match self { $(Code::$variant => $way),* }
            }

            /// What `check --fix` does about it where that is safe; `None` when it leaves it to the reader.
            pub fn mends(self) -> Option<&'static str> {
                Some(match self { $(Code::$variant => $mends),* }).filter(|does| !does.is_empty())
            }

            /// What `check` says of the smallest vault that shows it.
            pub fn example(self) -> &'static str {
                match self {
                    $(Code::$variant => include_str!(concat!("../tests/diagnostics/", $name, "/expected.txt"))),*
                }
            }
        }
    };
}

codes! {
    InvalidYaml "invalid-yaml" Error
        "The front matter is no valid YAML; its plain `key: value` lines are read all the same."
        "Other programs may refuse the whole block. Mostly a value holds `: `, `#`, `[` or quotes and has to stand in double quotes, a tab is where blanks should be, or the closing `---` is missing."
        "puts links in quotes where that alone makes it valid";
    LateFrontMatter "late-front-matter" Warning
        "Front matter stands below a blank line, so it is text."
        "Front matter begins with the first line of a note, for this program and for others. Nothing that this one says counts until what is blank above it is deleted."
        "";
    DuplicateKey "duplicate-key" Error
        "A key stands twice in one front matter; the first one counts."
        "Other programs refuse such a block or take the last one. Keep the value that is right. A key with several values is a list, one item a line."
        "removes the second when both values are equal";
    FrontMatterTooLarge "front-matter-too-large" Error
        "The front matter is over 64 KiB; only plain lines of its beginning are read."
        "Front matter is for facts. Move long texts below the closing `---`, where there is no limit."
        "";
    TooLarge "too-large" Error
        "The file is over 32 MiB and is not read."
        "Move old years of a log into a note of their own and link it, or leave the file out with `ignore:` in the settings."
        "";
    Encoding "encoding" Error
        "Some bytes are no UTF-8 text; the rest is read."
        "Save the note as UTF-8 in your editor. Until then this program does not write into it."
        "";
    ConflictMarkers "conflict-markers" Error
        "A merge left conflict markers; both sides are read."
        "Open the note, choose a side or take from both, delete the marker lines, and commit. Until then this program does not write into it."
        "";
    ImpossibleDate "impossible-date" Error
        "A date names a day the calendar does not have."
        "An entry of such a day counts for nothing, and such a value is unknown, so somebody may look longer unseen than they are. Write the right day."
        "";
    BadSetting "bad-setting" Error
        "A setting in `.journal/config.yaml` is unknown or has a value of the wrong kind."
        "Until it is mended every other command stops: an answer under half of the settings would look right and be wrong. The finding names the nearest right word; `journal init` writes a file with every setting explained."
        "";
    Unreadable "unreadable" Error
        "The file or folder could not be read."
        "Check its permissions and, if it is a link, whether what it leads to is still there."
        "";
    BadDate "bad-date" Warning
        "A value that should be a date could not be read as one."
        "The value counts as unknown. Write it as `2026-03-01`, or `2026-03` or `2026` where the day is not known."
        "writes a date in words, or with its parts in another order, as 2026-03-01 where there is one reading only";
    UnknownCadence "unknown-cadence" Error
        "A cadence could not be understood; the circle's or the default is used."
        "Write `10d`, `6w`, `3mo`, `1y`, a word such as `quarterly`, `every 6 weeks`, or `none` for never due."
        "";
    UnknownCircle "unknown-circle" Warning
        "A circle is not in the settings."
        "Write one of the circles of `.journal/config.yaml`, or add the new one there under `circles:` with its cadence."
        "";
    UnknownStatus "unknown-status" Warning
        "A status is none of active, paused, dormant, deceased, in transition."
        "It counts as active. If `status` means something else in your notes, leave the finding out (see below); the value can be queried all the same."
        "";
    BadValue "bad-value" Warning
        "A value could not be understood and counts as unknown."
        "The finding says what may stand there."
        "";
    UnknownKey "unknown-key" Warning
        "A key is no known one but spelt almost like one."
        "Unknown keys are kept and can be queried, so nothing is lost, but the value does not do what you may expect. Correct the spelling, or leave the finding out (see below) if the key is your own."
        "corrects one slip of a letter when the right key is not there and its value can be read";
    SeveralSpellings "several-spellings" Warning
        "One key stands under several spellings."
        "The spelling of the manual's table counts, else the first; of dates of the last contact the newest. Keep one."
        "";
    UnquotedLink "unquoted-link" Warning
        "A link in the front matter lacks its quotes, which makes it a nested list in YAML."
        "It is read as the link it was meant as, but Obsidian and others show brackets. Write it as `\"[[Ada Lovelace]]\"`."
        "puts the link in quotes";
    HashTag "hash-tag" Info
        "A tag in the front matter begins with `#`, which only tags in prose need; it is read without."
        "Write it without the `#`, so that other programs find it under the same name."
        "removes the `#`";
    CommentedTags "commented-tags" Warning
        "Tags in the front matter begin with an unquoted `#`, which makes them a comment in YAML."
        "They are lost to this program and to others. Write them without `#`."
        "removes the `#`";
    Placeholder "placeholder" Warning
        "A template left a placeholder that nobody filled in."
        "The value counts as unknown. Write it, or leave it empty. Folders of templates can be left out with `ignore:` in the settings."
        "";
    UnresolvedLink "unresolved-link" Warning
        "A link that names somebody leads to no note."
        "Nobody is credited with the entry or exchange. Correct the name, or make the note with `journal new`."
        "";
    AmbiguousLink "ambiguous-link" Warning
        "A link fits several contacts and counts for none of them."
        "Name the file, and keep the name as the text: `[[people/bob|Bobby]]`."
        "";
    AliasLink "alias-link" Info
        "A link names a contact by an alias; other programs do not find the note."
        "Such a link counts here, but Obsidian and others follow file names alone. Name the file and keep the alias as the text: `[[bob|Bobby]]`."
        "names the file and keeps the alias as the text";
    StolenLink "stolen-link" Warning
        "A note that is no contact has the name of one, and links to the contact lead there."
        "Links go to files first. Rename the other note, or name the contact's file in the links."
        "";
    SyncConflict "sync-conflict" Warning
        "A copy that a sync tool made in a conflict; it is not read."
        "Compare it with the note, take over what is missing, then delete the copy."
        "";
    FutureEntry "future-entry" Warning
        "An entry of a day to come tells of something past."
        "It is taken for a plan and does not count as contact. Correct the date, or put `[ ]` before it if it is a plan."
        "";
    EntryDate "entry-date" Warning
        "An item or heading begins with a day that is spelt otherwise, so it is no entry."
        "An entry begins with a day such as `2026-10-02`. If this tells of an interaction, spell its day so. If it does not, nothing is wrong: leave the finding out."
        "";
    LooseEntry "loose-entry" Warning
        "A line begins with a day and tells of an interaction, but is no list item, so it is no entry."
        "An entry is a list item, `- 2026-10-02 coffee: …`, or a heading. Put `- ` before the line. If it tells of no interaction, nothing is wrong: leave the finding out."
        "";
    UnclosedBlock "unclosed-block" Warning
        "Nothing closes a code fence or a comment, and entries behind it are not read."
        "To every Markdown program all that follows is code or comment, so that what stands there counts for nobody. Close code with a line of three backticks, a comment with `-->`. A comment that leaves this finding out stands above."
        "";
    FutureLast "future-last" Warning
        "The last contact lies in the future and is ignored."
        "Correct the date. A day on which to follow up belongs under `next`."
        "";
    DueOutOfRange "due-out-of-range" Warning
        "The due day lies past the year 9999."
        "Write `cadence: none` for somebody who should never be due."
        "";
    NotAFile "not-a-file" Warning
        "Something named like a note is no regular file and is not read."
        "Move it out of the vault, or leave it out with `ignore:` in the settings."
        "";
    OutsideVault "outside-vault" Warning
        "A symbolic link leads out of the vault and is not followed."
        "Nothing outside the vault is read. Move what it points to into the vault."
        "";
    UnknownCode "unknown-code" Warning
        "A comment `journal-check: skip=…` names no code, so it leaves nothing out."
        "Write one of the codes that `journal explain` lists, or several with commas between them."
        "";
    MissingNote "missing-note" Info
        "A link in prose leads to no note."
        "That is no fault: many links are written before their note. It is shown with `--all`, or when settings or `--only` ask for it."
        "";
}

impl Code {
    /// Whether a comment in the note can leave it out; not where the note is not read.
    pub fn heeds_comments(self) -> bool {
        use Code::{BadSetting, NotAFile, OutsideVault, SyncConflict, TooLarge, Unreadable};
        !matches!(self, BadSetting | NotAFile | OutsideVault | SyncConflict | TooLarge | Unreadable)
    }

    /// Whether levels of the settings can leave it out; not where the settings cannot be read.
    pub fn heeds_levels(self) -> bool {
        self != Code::BadSetting
    }

    /// The code of this name.
    pub fn named(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

/// A set of codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Codes(u64);

/// Each code has a bit.
const _: () = assert!(Code::ALL.len() <= 64);

impl Codes {
    /// Takes one in.
    pub fn insert(&mut self, code: Code) {
        self.0 |= 1 << code as u64;
    }

    /// Whether it is in.
    pub fn has(self, code: Code) -> bool {
        self.0 >> code as u64 & 1 == 1
    }

    /// Whether none is.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Code> for Codes {
    fn from_iter<I: IntoIterator<Item = Code>>(codes: I) -> Codes {
        let mut set = Codes::default();
        codes.into_iter().for_each(|code| set.insert(code));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name_and_no_two_share_one() {
        for code in Code::ALL {
            assert_eq!(Code::named(code.name()), Some(*code));
        }
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: Codes = [Code::MissingNote, Code::InvalidYaml].into_iter().collect();
        assert!(set.has(Code::MissingNote) && set.has(Code::InvalidYaml) && !set.has(Code::BadDate));
    }
}
