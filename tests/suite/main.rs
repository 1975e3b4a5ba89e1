//! All integration tests, as one program.

mod laws;
mod manual;
mod tidy;
mod transcripts;
