//! Which format a file is in, from its first and last bytes.

mod evidence;
mod keys;

use std::path::Path;

pub(crate) use evidence::Evidence;

use crate::{Error, Format, Unit};

/// A candidate below this is not believed.
const THRESHOLD: f64 = 0.5;

/// What a path turned out to be.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Detection {
    /// An export that can be read.
    Export(Unit),
    /// Something else.
    NotExport {
        /// Why, with the best guess where there is one.
        reason: String,
    },
    /// An app's database or backup, which groupkeep does not open.
    Refused {
        /// What the file is.
        reason: String,
        /// What to do instead.
        hint: String,
    },
}

impl Detection {
    /// The unit, where anything else is an error: for paths a person named.
    ///
    /// # Errors
    /// [`Error::NotExport`] or [`Error::Refused`] with the path.
    pub fn unit(self, path: &Path) -> Result<Unit, Error> {
        match self {
            Self::Export(unit) => Ok(unit),
            Self::NotExport { reason } => Err(Error::NotExport { path: path.to_owned(), reason }),
            Self::Refused { reason, hint } => Err(Error::Refused { path: path.to_owned(), reason, hint }),
        }
    }
}

/// Looks at the first 256 KiB and the last 64 KiB of a file and ranks the formats.
///
/// # Errors
/// [`Error::Missing`], [`Error::Read`], or [`Error::Empty`] when the file has no bytes.
pub fn detect(path: &Path) -> Result<Detection, Error> {
    let kind = std::fs::metadata(path).map_err(|source| Error::read(path, source))?;
    if kind.is_dir() {
        return Ok(Detection::NotExport { reason: "it is a folder; name the export file in it".to_owned() });
    }
    let evidence = Evidence::gather(path)?;
    if let Some(reason) = evidence.database() {
        let hint = "export it to JSON or TXT with the tool that opened it".to_owned();
        return Ok(Detection::Refused { reason: reason.to_owned(), hint });
    }
    if let Some(reason) = evidence.foreign() {
        return Ok(Detection::NotExport { reason: reason.to_owned() });
    }
    let mut candidates: Vec<(f64, Format, String)> = Format::ALL
        .iter()
        .filter_map(|format| {
            (format.spec().sniff)(&evidence).map(|(score, reason)| (hundredths(score), *format, reason))
        })
        .collect();
    candidates.sort_by(|one, other| other.0.total_cmp(&one.0));
    Ok(match candidates.into_iter().next() {
        Some((confidence, format, reason)) if confidence >= THRESHOLD => {
            Detection::Export(Unit { path: path.to_owned(), format, confidence, reason })
        }
        Some((confidence, format, reason)) => Detection::NotExport {
            reason: format!("the best guess is {format} with confidence {confidence:.2}: {reason}"),
        },
        None => Detection::NotExport { reason: format!("{}, and nothing speaks for a known format", evidence.shape()) },
    })
}

/// A score as it is shown: two decimals, between 0 and 1.
fn hundredths(score: f64) -> f64 {
    (score.clamp(0.0, 1.0) * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests;
