//! Library errors become message, causes, hints and exit code: here, and only here.

use std::error::Error;
use std::io;
use std::path::Path;

use crate::exit::Exit;
use crate::terminal::write_line;

/// Why a verb did not do what it was asked to.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    problems: Vec<Problem>,
}

#[derive(Debug)]
struct Problem {
    message: String,
    causes: Vec<String>,
    hint: Option<String>,
}

impl Failure {
    /// A failure with one message.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, problems: vec![Problem { message: message.into(), causes: Vec::new(), hint: None }] }
    }

    /// The command line or the configuration asks for something that cannot be done.
    pub fn wrong(message: impl Into<String>) -> Self {
        Self::new(Exit::Wrong, message)
    }

    /// The work could not be completed.
    pub fn incomplete(message: impl Into<String>) -> Self {
        Self::new(Exit::Incomplete, message)
    }

    /// Going on could harm.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Exit::Refused, message)
    }

    /// Ctrl-C.
    pub fn interrupted() -> Self {
        Self::new(Exit::Interrupted, "interrupted").hint("run the command again; what can be reused was kept")
    }

    /// Something that cannot happen did.
    pub fn bug(message: &str) -> Self {
        Self::new(Exit::Bug, format!("groupkeep ran into a bug: {message}"))
    }

    /// A file operation failed; `what` is the start of the sentence that ends with the path.
    pub fn io(what: &str, path: &Path, source: &io::Error) -> Self {
        let mut failure = Self::wrong(format!("{what} {}", path.display()));
        failure.problems[0].causes.push(source.to_string());
        failure
    }

    /// Adds what a person can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Some(last) = self.problems.last_mut() {
            last.hint = Some(hint.into());
        }
        self
    }

    fn of(exit: Exit, error: &(dyn Error + 'static), hint: Option<String>) -> Self {
        let mut causes = Vec::new();
        let mut next = error.source();
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        Self { exit, problems: vec![Problem { message: error.to_string(), causes, hint }] }
    }

    /// The exit code it asks for.
    #[cfg(feature = "backup")]
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// Writes everything to standard error and gives the exit code.
    pub fn report(&self) -> Exit {
        for problem in &self.problems {
            write_line(&format!("error: {}", problem.message));
            for cause in &problem.causes {
                write_line(&format!("caused by: {cause}"));
            }
            if let Some(hint) = &problem.hint {
                write_line(&format!("hint: {hint}"));
            }
        }
        self.exit
    }

    /// The messages in one line, for a summary.
    #[cfg(all(feature = "check", feature = "anonymize", feature = "backup"))]
    pub fn summary(&self) -> String {
        self.problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("; ")
    }
}

impl From<groupkeep_config::Problems> for Failure {
    fn from(problems: groupkeep_config::Problems) -> Self {
        let each = problems.into_iter().map(|problem| Problem {
            message: problem.to_string(),
            causes: Vec::new(),
            hint: problem.hint,
        });
        Self { exit: Exit::Wrong, problems: each.collect() }
    }
}

impl From<groupkeep_config::Error> for Failure {
    fn from(error: groupkeep_config::Error) -> Self {
        match error {
            groupkeep_config::Error::Invalid(problems) => problems.into(),
            error => Self::of(Exit::Wrong, &error, error.hint()),
        }
    }
}

impl From<groupkeep_archive::Error> for Failure {
    fn from(error: groupkeep_archive::Error) -> Self {
        Self::of(Exit::Wrong, &error, error.hint())
    }
}

impl From<groupkeep_keys::Error> for Failure {
    fn from(error: groupkeep_keys::Error) -> Self {
        let exit = match error {
            groupkeep_keys::Error::Exists { .. } => Exit::Refused,
            _ => Exit::Wrong,
        };
        Self::of(exit, &error, error.hint())
    }
}

#[cfg(feature = "check")]
impl From<groupkeep_policy::Error> for Failure {
    fn from(error: groupkeep_policy::Error) -> Self {
        match error {
            groupkeep_policy::Error::Config(error) => error.into(),
            groupkeep_policy::Error::Wrong(problems) => problems.into(),
            groupkeep_policy::Error::Archive(error) => error.into(),
            groupkeep_policy::Error::Keys(error) => error.into(),
            groupkeep_policy::Error::Interrupted => Self::interrupted(),
            error => Self::of(Exit::Wrong, &error, error.hint()),
        }
    }
}

#[cfg(feature = "anonymize")]
impl From<groupkeep_anonymize::Error> for Failure {
    fn from(error: groupkeep_anonymize::Error) -> Self {
        use groupkeep_anonymize::Error;
        let exit = match &error {
            Error::Leak { .. } | Error::Blind { .. } | Error::Exists { .. } => Exit::Refused,
            Error::Changed { .. } | Error::Write { .. } => Exit::Incomplete,
            Error::Describe(_) => Exit::Bug,
            _ => Exit::Wrong,
        };
        match error {
            Error::Archive(error) => error.into(),
            Error::Table(error) => error.into(),
            Error::Keys(error) => error.into(),
            Error::Interrupted => Self::interrupted(),
            error => Self::of(exit, &error, error.hint()),
        }
    }
}

#[cfg(feature = "backup")]
impl From<groupkeep_vault::Error> for Failure {
    fn from(error: groupkeep_vault::Error) -> Self {
        use groupkeep_vault::Error;
        let exit = match &error {
            error if error.refused_for_safety() => Exit::Refused,
            Error::Foreign { .. } => Exit::Refused,
            Error::Source { .. }
            | Error::Search { .. }
            | Error::NoSnapshot { .. }
            | Error::NoSuchPath { .. }
            | Error::NoCredential { .. }
            | Error::OtherCredential { .. }
            | Error::NotAReader { .. }
            | Error::NotAWriter { .. }
            | Error::BadFile { .. } => Exit::Wrong,
            Error::Format(_) => Exit::Bug,
            _ => Exit::Incomplete,
        };
        match error {
            Error::Keys(error) => error.into(),
            Error::Interrupted => Self::interrupted(),
            error => Self::of(exit, &error, error.hint()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_follow_the_message_and_the_last_hint_counts() {
        let source = io::Error::from(io::ErrorKind::PermissionDenied);
        let failure = Failure::io("cannot write", Path::new("a/b"), &source).hint("first").hint("second");
        assert_eq!(failure.exit, Exit::Wrong);
        assert_eq!(failure.problems[0].message, "cannot write a/b");
        assert_eq!(failure.problems[0].causes, ["permission denied"]);
        assert_eq!(failure.problems[0].hint.as_deref(), Some("second"));
    }

    #[cfg(all(feature = "check", feature = "anonymize", feature = "backup"))]
    #[test]
    fn every_problem_of_a_file_is_told() {
        let mut problems = groupkeep_config::Problems::new();
        for message in ["one", "two"] {
            problems.push(groupkeep_config::Problem::new(Path::new("f.yaml"), None, message).with_hint("mend it"));
        }
        let failure = Failure::from(problems);
        assert_eq!(failure.summary(), "f.yaml: one; f.yaml: two");
        assert_eq!(failure.problems.len(), 2);
    }
}
