//! Turns exports and tables of a group into a release that can be shared, and proves what it can about it.
//!
//! [`anonymize`] rewrites every input in its own format: members get keyed pseudonyms, contact data is masked or
//! replaced by its kind, times, places and amounts become coarser as the profile asks. Then it reads the written bytes
//! again and looks for everything that must be gone, in every encoding it knows. Only a clean release appears, with a
//! [`Release`] that says what was done and what remains. [`preview`] counts without writing.

mod anonymize;
mod canary;
mod consent;
mod copy;
mod drops;
mod error;
mod evidence;
mod export;
mod generalize;
mod input;
mod job;
mod leak;
mod people;
mod profile;
mod pseudonym;
mod release;
mod rewriter;
mod risk;
mod stage;
mod table;
mod tally;
mod vocabulary;
mod work;

pub use anonymize::{anonymize, digest, preview};
pub use error::{Error, Leak, Origin};
pub use groupkeep_config::Profile;
pub use input::LeftOut;
pub use job::{Job, Random, Statement};
pub use release::{Canaries, LeakCheck, Level, Output, Preview, Release, Risk, SCHEMA};
pub use table::{ColumnReport, TableReport};
pub use tally::{Count, Sample};
