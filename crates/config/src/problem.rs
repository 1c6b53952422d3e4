//! A mistake in something a person wrote, with the place it stands at.

use std::fmt;
use std::path::{Path, PathBuf};

/// A place in a text file. Both numbers count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters (not bytes), counted from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// One mistake. Shows as `groupkeep.yaml:12:5: unknown key `destnations``; the hint is shown by whoever prints it.
///
/// The message never quotes a value that could be personal data or a secret: keys, and short plain words only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file the mistake is in.
    pub path: PathBuf,
    /// Where in the file, if it is at one place.
    pub position: Option<Position>,
    /// What is wrong: lower case, one line, no full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem without a hint.
    #[must_use]
    pub fn new(path: &Path, position: Option<Position>, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), position, message: message.into(), hint: None }
    }

    /// The same problem with a word on what to do.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some(position) = self.position {
            write!(f, "{position}:")?;
        }
        write!(f, " {}", self.message)
    }
}

/// Every mistake found, in the order found. Shows one a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// None so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// True when nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The problems, in the order found.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Keeps only the problems `keep` is true for.
    pub fn retain(&mut self, keep: impl FnMut(&Problem) -> bool) {
        self.0.retain(keep);
    }

    /// Orders the problems by file and place, those without a place first, and drops repeats: one mistake under a YAML
    /// anchor is met once for each use.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| (&a.path, a.position, &a.message).cmp(&(&b.path, b.position, &b.message)));
        self.0.dedup();
    }

    /// `value` if nothing is wrong.
    ///
    /// # Errors
    ///
    /// The problems themselves, ordered by place.
    pub fn into_result<T>(mut self, value: T) -> Result<T, Problems> {
        if self.is_empty() {
            return Ok(value);
        }
        self.sort();
        Err(self)
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        self.0.extend(problems);
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(line: usize, message: &str) -> Problem {
        Problem::new(Path::new("groupkeep.yaml"), Some(Position { line, column: 5 }), message)
    }

    #[test]
    fn shows_file_place_and_message() {
        assert_eq!(problem(12, "unknown key `x`").to_string(), "groupkeep.yaml:12:5: unknown key `x`");
        let nowhere = Problem::new(Path::new("a.csv"), None, "no `date` column").with_hint("add it");
        assert_eq!(
            (nowhere.to_string(), nowhere.hint),
            ("a.csv: no `date` column".to_owned(), Some("add it".to_owned()))
        );
    }

    #[test]
    fn result_is_ordered_and_free_of_repeats() {
        let mut problems = Problems::new();
        problems.extend([problem(3, "b"), problem(1, "a"), problem(3, "b")]);
        let problems = problems.into_result(()).unwrap_err();
        assert_eq!(problems.to_string(), "groupkeep.yaml:1:5: a\ngroupkeep.yaml:3:5: b");
        assert_eq!(Problems::new().into_result(7), Ok(7));
    }
}
