//! Somebody who sends or gets mail.

/// An e-mail address with the name beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name; may be any text.
    pub name: Option<String>,
    /// `local@host`, in ASCII.
    pub address: String,
}
