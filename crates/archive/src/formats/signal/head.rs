use std::ops::Range;

use jiff::civil::DateTime;

use crate::formats::moment::civil;
use crate::formats::scan::Scan;
use crate::model::Precision;

/// What a message begins with: `[2019-12-24, 12:23] Jane: ` or, since 2023, `[2023-12-24 12:23:45] Jane: `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    /// Where the date and time stand.
    pub at: Range<usize>,
    pub moment: DateTime,
    /// The time has seconds.
    pub seconds: bool,
    /// Where the sender's name stands.
    pub name: Range<usize>,
    /// Where the text begins.
    pub body: usize,
}

impl Head {
    pub fn of(line: &str) -> Option<Self> {
        let mut scan = Scan::new(line);
        scan.word("[")?;
        let start = scan.at;
        let (year, width) = scan.number(4)?;
        scan.word("-")?;
        let (month, _) = scan.number(2)?;
        scan.word("-")?;
        let (day, _) = scan.number(2)?;
        let comma = scan.word(",").is_some();
        scan.word(" ")?;
        let clock = scan.clock()?;
        let at = start..scan.at;
        scan.word("] ")?;
        let fits = width == 4 && comma == clock.second.is_none();
        let name = scan.rest().find(": ").or_else(|| scan.rest().strip_suffix(':').map(str::len)).filter(|_| fits)?;
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let moment = civil(year, month, day, clock.hour, clock.minute, clock.second.unwrap_or(0))?;
        let body = (scan.at + name + 2).min(line.len());
        Some(Self { at, moment, seconds: !comma, name: scan.at..scan.at + name, body })
    }

    pub fn precision(&self) -> Precision {
        if self.seconds { Precision::Second } else { Precision::Minute }
    }
}
