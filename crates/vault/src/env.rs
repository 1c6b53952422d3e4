//! The clock and the randomness that jobs are given.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

/// Tells the time.
pub trait Clock: Debug + Send + Sync {
    /// The moment by the machine's wall clock.
    fn now(&self) -> Timestamp;

    /// Time since some fixed moment; never goes back, and goes on while the machine sleeps.
    fn elapsed(&self) -> Duration;
}

/// Gives unpredictable bytes.
pub trait Random: Debug + Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// When the system has none to give.
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()>;
}

/// What a job may know of the world beyond its destinations and sources.
#[derive(Debug, Clone)]
pub struct Env {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The source of keys.
    pub random: Arc<dyn Random>,
}
