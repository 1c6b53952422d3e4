//! Exit codes, and which one wins when several apply.

use std::process::ExitCode;

/// How a command ended. The order of the variants is the order in which they win over one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, and nothing at or above the threshold was found.
    Done,
    /// Finished, but something was skipped, unreachable, unverified or could not be evaluated.
    Incomplete,
    /// Findings at or above the threshold, or damage found by a verification.
    Findings,
    /// Refused for safety: a leak, missing approvals, something would be overwritten.
    Refused,
    /// The command line, configuration, a table or a rule file is wrong; that step did nothing.
    Wrong,
    /// Stopped by Ctrl-C; what can be reused is kept.
    Interrupted,
    /// A bug in groupkeep.
    Bug,
}

impl Exit {
    /// The number the process ends with.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Wrong => 2,
            Self::Incomplete => 3,
            Self::Refused => 4,
            Self::Bug => 70,
            Self::Interrupted => 130,
        }
    }

    /// The exit of two steps taken together.
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{Bug, Done, Findings, Incomplete, Interrupted, Refused, Wrong};

    #[test]
    fn the_documented_order_decides() {
        let order = [Bug, Interrupted, Wrong, Refused, Findings, Incomplete, Done];
        for (place, stronger) in order.iter().enumerate() {
            for weaker in &order[place..] {
                assert_eq!(stronger.and(*weaker), *stronger);
                assert_eq!(weaker.and(*stronger), *stronger);
            }
        }
        assert_eq!(order.map(super::Exit::code), [70, 130, 2, 4, 1, 3, 0]);
    }
}
