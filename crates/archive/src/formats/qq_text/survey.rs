use super::head::Head;
use crate::formats::dated::{dated, dated_by};
use crate::lines::Lines;
use crate::stream::open;
use crate::{Error, Unit};

/// How many lines are looked at.
const LINES: usize = 2000;

/// How a file is written, from its first lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Survey {
    /// A blank line stands before each record, as QQ writes it. A pasted record within a text is then told by the lack
    /// of it.
    pub spaced: bool,
    /// The clock has twelve hours, `AM` and `PM`.
    pub twelve: bool,
}

impl Survey {
    /// Reads the beginning of a file.
    pub fn of(unit: &Unit) -> Result<Self, Error> {
        let mut lines = Lines::new(open(unit)?);
        let mut texts = Vec::new();
        while texts.len() < LINES
            && let Some(line) = lines.next().map_err(|source| Error::read(&unit.name(), source))?
        {
            // Only beginnings count, so that the sample stays small.
            let beginning = &line.raw[..line.raw.len().min(512)];
            texts.push(String::from_utf8_lossy(beginning).into_owned());
        }
        Ok(Self::of_lines(&texts))
    }

    fn of_lines(lines: &[String]) -> Self {
        let (mut apart, mut together, mut twelve, mut full) = (0, 0, 0, 0);
        let mut blank = true;
        for line in lines {
            if Head::of(line, true).is_some() {
                *(if blank { &mut apart } else { &mut together }) += 1;
                *(if dated(line).map(|at| at.span) == dated_by(line, true).map(|at| at.span) {
                    &mut full
                } else {
                    &mut twelve
                }) += 1;
            }
            blank = line.trim().is_empty() || line.starts_with("===");
        }
        Self { spaced: apart > together, twelve: twelve > full }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_lines_decide() {
        let survey =
            |lines: &[&str]| Survey::of_lines(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
        let (one, two) = ("2019-07-16 18:15:05 阿青(10001)", "2019-07-16 8:15:05 PM 阿青(10001)");
        assert_eq!(survey(&[one, "x", "", one, "x", one]), Survey { spaced: true, twelve: false });
        assert_eq!(survey(&[two, "x", two, "x", two]), Survey { spaced: false, twelve: true });
        assert_eq!(survey(&[]), Survey::default());
    }
}
