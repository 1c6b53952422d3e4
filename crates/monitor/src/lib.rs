//! How a long job tells whoever watches what it is doing, and learns that it should stop.
//!
//! The libraries never print. They call a [`Monitor`]; the terminal implements it with bars or plain lines, tests with
//! [`Recorder`], and whoever does not care passes [`Silent`].

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the numbers given to [`Monitor::advance`] count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of input or output.
    Bytes,
    /// Files, objects or other things counted one by one.
    Items,
}

/// Receives the progress of one job. Calls may come from several threads.
pub trait Monitor: Send + Sync {
    /// A new phase begins, and the one before it, if any, is over. `total` is in `unit`, `None` while it is not known.
    fn phase(&self, name: &'static str, total: Option<u64>, unit: Unit);

    /// The current phase got further by `by` of its unit.
    fn advance(&self, by: u64);

    /// Something a person should know that does not end the job. One line, no personal data, no full stop.
    fn note(&self, text: &str);

    /// True once the job was asked to stop. A job looks at least once per file and per object, keeps what can be
    /// reused, and returns its crate's `Interrupted` error.
    fn stopped(&self) -> bool {
        false
    }
}

/// Ignores everything and never asks to stop.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Monitor for Silent {
    fn phase(&self, _name: &'static str, _total: Option<u64>, _unit: Unit) {}
    fn advance(&self, _by: u64) {}
    fn note(&self, _text: &str) {}
}

/// Remembers what it was told, for tests; can ask the job to stop after a number of steps.
#[derive(Debug, Default)]
pub struct Recorder {
    notes: Mutex<Vec<String>>,
    phases: Mutex<Vec<&'static str>>,
    advanced: AtomicU64,
    stop_after: Option<u64>,
    stopped: AtomicBool,
}

impl Recorder {
    /// Asks the job to stop once it has advanced by `steps` in all; with 0, at once.
    #[must_use]
    pub fn stopping_after(steps: u64) -> Self {
        Self { stop_after: Some(steps), stopped: AtomicBool::new(steps == 0), ..Self::default() }
    }

    /// The notes so far, in order.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The names of the phases so far, in order.
    #[must_use]
    pub fn phases(&self) -> Vec<&'static str> {
        self.phases.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The sum of all advances, over phases and units.
    #[must_use]
    pub fn advanced(&self) -> u64 {
        self.advanced.load(Ordering::Relaxed)
    }
}

impl Monitor for Recorder {
    fn phase(&self, name: &'static str, _total: Option<u64>, _unit: Unit) {
        self.phases.lock().unwrap_or_else(PoisonError::into_inner).push(name);
    }

    fn advance(&self, by: u64) {
        let now = self.advanced.fetch_add(by, Ordering::Relaxed) + by;
        if self.stop_after.is_some_and(|limit| now >= limit) {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }

    fn note(&self, text: &str) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorder_keeps_what_it_was_told() {
        let recorder = Recorder::default();
        recorder.phase("reading", Some(3), Unit::Items);
        recorder.advance(2);
        recorder.note("a file changed");
        assert_eq!(
            (recorder.phases(), recorder.advanced(), recorder.notes(), recorder.stopped()),
            (vec!["reading"], 2, vec!["a file changed".to_owned()], false)
        );
    }

    #[test]
    fn recorder_asks_to_stop_at_its_limit() {
        let recorder = Recorder::stopping_after(3);
        recorder.advance(2);
        assert!(!recorder.stopped());
        recorder.advance(1);
        assert!(recorder.stopped());
        assert!(Recorder::stopping_after(0).stopped());
    }
}
