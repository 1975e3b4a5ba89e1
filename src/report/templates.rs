//! Which templates there are.

use serde::Serialize;

/// The page of `journal templates list`.
#[derive(Debug, Serialize)]
pub struct TemplatesPage {
    schema: &'static str,
    /// Every template, by name, the one that is used first.
    pub templates: Vec<TemplateRow>,
}

/// One template.
#[derive(Debug, Serialize)]
pub struct TemplateRow {
    /// Its name.
    pub name: String,
    /// `vault`, `user` or `built in`.
    pub from: &'static str,
    /// Its file, when it has one.
    pub path: Option<String>,
    /// Whether it is the one that its name means.
    pub used: bool,
    /// The names of its blocks, as they stand.
    pub blocks: Vec<String>,
}

impl TemplatesPage {
    /// The page of these.
    pub fn new(templates: Vec<TemplateRow>) -> TemplatesPage {
        TemplatesPage { schema: "journal.templates/1", templates }
    }
}
