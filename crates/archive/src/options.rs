pub use groupkeep_config::DateOrder;
use jiff::tz::TimeZone;

/// What a reader cannot know from the file.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The zone assumed for local times without an offset.
    pub timezone: TimeZone,
    /// Overrides the order of day and month of text exports.
    pub date_order: Option<DateOrder>,
}

impl Default for ReadOptions {
    /// UTC, and the date order decided from the file.
    fn default() -> Self {
        Self { timezone: TimeZone::UTC, date_order: None }
    }
}
