//! The real clock and randomness, for the command; jobs only ever see the [`Env`] they are given.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::env::{Clock, Env, Random};

/// The machine's clocks and the system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Clock for System {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        // Counts the time a laptop sleeps, which `Instant` need not.
        #[cfg(target_os = "linux")]
        let clock = rustix::time::ClockId::Boottime;
        #[cfg(not(target_os = "linux"))]
        let clock = rustix::time::ClockId::Monotonic;
        let time = rustix::time::clock_gettime(clock);
        Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
    }
}

impl Random for System {
    fn fill(&self, bytes: &mut [u8]) -> std::io::Result<()> {
        getrandom::fill(bytes).map_err(|error| std::io::Error::other(error.to_string()))
    }
}

impl Env {
    /// The real world.
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Arc::new(System), random: Arc::new(System) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_does_not_go_back_and_random_bytes_differ() {
        let env = Env::system();
        let before = env.clock.elapsed();
        assert!(env.clock.elapsed() >= before);
        let (mut one, mut two) = ([0; 32], [0; 32]);
        env.random.fill(&mut one).unwrap();
        env.random.fill(&mut two).unwrap();
        assert_ne!(one, two);
    }
}
