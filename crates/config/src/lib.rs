//! The one door for YAML and tables: text in, plain checked values out, every problem with its line and column.
//!
//! - [`GroupConfig`] is `groupkeep.yaml`
//! - [`table`] holds the registers: members, ledger, works, consents, …
//! - [`charter`] is what the group has written down about itself
//! - [`yaml`] reads any other YAML (rule packs, waivers, attestations) with places
//!
//! Everything is parsed into an unvalidated form first, then checked as a whole, so that one run names every mistake.

pub mod charter;
mod cron;
mod dates;
mod error;
mod excludes;
mod glob;
pub mod group;
mod nearest;
mod problem;
pub mod read;
mod size;
pub mod table;
mod template;
pub mod yaml;

pub use error::Error;
pub use excludes::Excludes;
pub use glob::{Matcher, glob};
pub use group::{
    Archive, Backup, Check, Columns, Credential, Credentials, DateOrder, Destination, FailOn, Group, GroupConfig, Keep,
    Level, Notify, Param, Place, Profile, Release, Schedule, Scope, Success, Tables, TimeFormat, Webhook,
    parse_destination_inline,
};
pub use nearest::{did_you_mean, nearest};
pub use problem::{Position, Problem, Problems};
pub use template::{Found, template};

/// The name of the configuration file in a group's folder.
pub const CONFIG_FILE: &str = "groupkeep.yaml";
