use std::sync::Arc;

pub use groupkeep_config::{Columns, DateOrder, TimeFormat};
use jiff::tz::TimeZone;

/// What a reader cannot know from the file.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The zone assumed for local times without an offset.
    pub timezone: TimeZone,
    /// Overrides the order of day and month of text exports.
    pub date_order: Option<DateOrder>,
    /// What the columns of a table are that is in no known format.
    pub columns: Option<Arc<Columns>>,
}

impl Default for ReadOptions {
    /// UTC, the date order decided from the file, and no columns.
    fn default() -> Self {
        Self { timezone: TimeZone::UTC, date_order: None, columns: None }
    }
}
