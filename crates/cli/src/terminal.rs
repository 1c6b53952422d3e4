//! What a person sees while a job runs: bars on a terminal, plain lines every few seconds elsewhere.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use groupkeep_monitor::{Monitor, Unit};
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar appears once a phase has taken this long.
const PATIENCE: Duration = Duration::from_secs(1);
/// Without a terminal a plain line is written this often.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// Notes too.
    Normal,
    /// And the name of each phase.
    Verbose,
}

/// The monitor of the command. One for the whole process.
#[derive(Debug)]
pub struct Terminal {
    verbosity: Verbosity,
    progress: Progress,
    stopped: &'static AtomicBool,
    phase: Mutex<Option<Phase>>,
    done: AtomicU64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    None,
    Bars,
    Lines,
}

#[derive(Debug)]
struct Phase {
    name: &'static str,
    total: Option<u64>,
    unit: Unit,
    began: Instant,
    told: Instant,
    bar: Option<ProgressBar>,
}

impl Terminal {
    /// `stopped` is set by the signal handler. `progress` false shows neither bars nor lines.
    pub fn new(verbosity: Verbosity, progress: bool, is_terminal: bool, stopped: &'static AtomicBool) -> Self {
        let progress = match (progress && verbosity > Verbosity::Quiet, is_terminal) {
            (false, _) => Progress::None,
            (true, true) => Progress::Bars,
            (true, false) => Progress::Lines,
        };
        Self { verbosity, progress, stopped, phase: Mutex::new(None), done: AtomicU64::new(0) }
    }

    /// Removes the bar of the last phase, so that what is printed next stands alone.
    pub fn clear(&self) {
        if let Some(Phase { bar: Some(bar), .. }) = self.lock().take() {
            bar.finish_and_clear();
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Phase>> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, phase: Option<&Phase>, text: &str) {
        match phase.and_then(|phase| phase.bar.as_ref()) {
            Some(bar) => bar.suspend(|| write_line(text)),
            None => write_line(text),
        }
    }
}

impl Monitor for Terminal {
    fn phase(&self, name: &'static str, total: Option<u64>, unit: Unit) {
        self.clear();
        self.done.store(0, Ordering::Relaxed);
        if self.verbosity == Verbosity::Verbose {
            write_line(name);
        }
        let now = Instant::now();
        *self.lock() = Some(Phase { name, total, unit, began: now, told: now, bar: None });
    }

    fn advance(&self, by: u64) {
        let done = self.done.fetch_add(by, Ordering::Relaxed) + by;
        if self.progress == Progress::None {
            return;
        }
        // Whoever finds the lock taken leaves the drawing to the thread that has it.
        let Ok(mut guard) = self.phase.try_lock() else { return };
        let Some(phase) = guard.as_mut() else { return };
        let now = Instant::now();
        if self.progress == Progress::Bars && now - phase.began >= PATIENCE {
            phase.bar.get_or_insert_with(|| bar(phase.name, phase.total, phase.unit)).set_position(done);
        } else if self.progress == Progress::Lines && now - phase.told >= PLAIN_EVERY {
            phase.told = now;
            write_line(&plain(phase.name, done, phase.total, phase.unit));
        }
    }

    fn note(&self, text: &str) {
        if self.verbosity > Verbosity::Quiet {
            self.tell(self.lock().as_ref(), &format!("note: {text}"));
        }
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// A line to standard error. What stands in it may come from file names, so nothing in it can steer the terminal.
#[expect(clippy::print_stderr, reason = "the one place where notes and progress leave the process")]
pub fn write_line(text: &str) {
    eprintln!("{}", plain_text(text));
}

/// The text with every control character written out, so that a name can neither steer a terminal nor begin a line.
pub fn plain_text(text: &str) -> String {
    let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    if text.chars().any(char::is_control) { text.chars().map(shown).collect() } else { text.to_owned() }
}

fn bar(name: &'static str, total: Option<u64>, unit: Unit) -> ProgressBar {
    let amount = match unit {
        Unit::Bytes => "{bytes}/{total_bytes} {bytes_per_sec}",
        Unit::Items => "{human_pos}/{human_len}",
    };
    let template = match total {
        Some(_) => format!("{{msg}} {{wide_bar}} {amount} {{eta}}"),
        None => format!("{{msg}} {{spinner}} {}", amount.split('/').next().unwrap_or(amount).trim_end()),
    };
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr_with_hz(8)).with_message(name);
    match ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn plain(name: &str, done: u64, total: Option<u64>, unit: Unit) -> String {
    let show = |amount: u64| match unit {
        Unit::Bytes => HumanBytes(amount).to_string(),
        Unit::Items => amount.to_string(),
    };
    match total {
        Some(total) => format!("{name}: {} of {}", show(done), show(total)),
        None => format!("{name}: {}", show(done)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lines_name_phase_and_amount() {
        assert_eq!(plain("backup", 2048, Some(4096), Unit::Bytes), "backup: 2.00 KiB of 4.00 KiB");
        assert_eq!(plain("check", 7, None, Unit::Items), "check: 7");
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        assert_eq!(plain_text("a\u{1b}]0;x\u{7}\nb"), "a\\u{1b}]0;x\\u{7}\\nb");
        assert_eq!(plain_text("晨读会 ok"), "晨读会 ok");
    }

    #[test]
    fn bar_templates_are_valid() {
        for unit in [Unit::Bytes, Unit::Items] {
            for total in [None, Some(9)] {
                bar("reading", total, unit).abandon();
            }
        }
    }

    #[test]
    fn stop_flag_is_seen() {
        static STOPPED: AtomicBool = AtomicBool::new(false);
        let terminal = Terminal::new(Verbosity::Quiet, true, false, &STOPPED);
        assert!(!terminal.stopped());
        STOPPED.store(true, Ordering::Relaxed);
        assert!(terminal.stopped());
    }
}
