use serde::Serialize;

/// How fine the source's clock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// Milliseconds.
    Millisecond,
    /// Seconds.
    Second,
    /// Minutes; two messages of one minute cannot be told apart by time.
    Minute,
}

/// Where the time zone of an instant comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TzBasis {
    /// The source gives seconds or milliseconds since 1970 UTC.
    Epoch,
    /// The source gives a local time with its offset.
    Offset,
    /// The source gives a local time only; the zone of [`ReadOptions`](crate::ReadOptions) was assumed.
    Assumed,
}

/// An instant and how well it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01T00:00:00Z, whatever the precision. Between the years 1970 and 9999.
    pub ms: i64,
    /// How much of `ms` the source really gave.
    pub precision: Precision,
    /// Where the zone comes from.
    pub basis: TzBasis,
}

impl Stamp {
    /// The instant; `None` only when built by hand outside the years 1970 to 9999.
    #[must_use]
    pub fn instant(&self) -> Option<jiff::Timestamp> {
        jiff::Timestamp::from_millisecond(self.ms).ok()
    }
}
