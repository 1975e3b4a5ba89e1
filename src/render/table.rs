//! Rows and columns: aligned for a terminal, as a Markdown table, or as CSV. The one place that knows the CSV library.

use super::wrap::{cut, padded, width};
use super::{Charset, Colour, Look, escape};
use crate::error::Error;

/// Rows of text under column names.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// Cells, row by row, as notes hold them.
    pub rows: Vec<Vec<String>>,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableStyle {
    /// Aligned columns within the terminal's width.
    Text,
    /// A Markdown table.
    Markdown,
    /// Comma-separated values with a header.
    Csv,
}

impl Table {
    /// The table in this style.
    ///
    /// # Errors
    /// When the CSV library refuses, which it has no reason to.
    pub fn render(&self, style: TableStyle, look: &Look) -> Result<String, Error> {
        match style {
            TableStyle::Text => Ok(self.text(look)),
            TableStyle::Markdown => Ok(self.markdown()),
            TableStyle::Csv => self.csv(),
        }
    }

    fn text(&self, look: &Look) -> String {
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|cell| escape::in_line(cell).into_owned()).collect()).collect();
        let mut widths: Vec<usize> = self.columns.iter().map(|name| width(name)).collect();
        for row in &rows {
            widths.iter_mut().zip(row).for_each(|(most, cell)| *most = (*most).max(width(cell)));
        }
        narrow(&mut widths, look.width);
        let end = if look.charset == Charset::Utf8 { "…" } else { "..." };
        let line = |cells: &[String]| {
            cells
                .iter()
                .zip(&widths)
                .map(|(cell, &columns)| padded(&cut(cell, columns, end), columns))
                .collect::<Vec<_>>()
                .join("  ")
                .trim_end()
                .to_owned()
        };
        let header = line(&self.columns.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let header = if look.colour == Colour::On { format!("\u{1b}[1m{header}\u{1b}[0m") } else { header };
        std::iter::once(header).chain(rows.iter().map(|row| line(row))).map(|line| line + "\n").collect()
    }

    fn markdown(&self) -> String {
        let escaped = |text: &str| {
            let mut out = Vec::new();
            let _ = escape::markdown(text, &mut out);
            String::from_utf8(out).unwrap_or_default()
        };
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let head = line(self.columns.iter().map(|name| (*name).to_owned()).collect());
        let rule = line(self.columns.iter().map(|_| "---".to_owned()).collect());
        let rows = self.rows.iter().map(|row| line(row.iter().map(|cell| escaped(cell)).collect()));
        [head, rule].into_iter().chain(rows).collect()
    }

    fn csv(&self) -> Result<String, Error> {
        let fault = |error: csv::Error| Error::Render(error.to_string());
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.columns).map_err(fault)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| escape::cell(cell))).map_err(fault)?;
        }
        let bytes = writer.into_inner().map_err(|error| Error::Render(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| Error::Render(error.to_string()))
    }
}

/// Columns of a day, which means nothing when it is cut.
const DAY: usize = 10;

/// Takes columns away from the widest until the rows fit: first from what is wider than a day.
fn narrow(widths: &mut [usize], columns: usize) {
    let (gaps, before) = (2 * widths.len().saturating_sub(1), widths.to_vec());
    for least in [DAY + 1, 0] {
        while widths.iter().sum::<usize>() + gaps > columns {
            let wide = widths.iter_mut().zip(&before).filter(|(_, before)| **before >= least);
            match wide.map(|(width, _)| width).max() {
                Some(widest) if *widest > 8 => *widest -= 1,
                _ => break,
            }
        }
    }
}
