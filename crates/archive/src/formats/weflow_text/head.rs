use std::ops::Range;

use jiff::civil::DateTime;

use crate::formats::dated::dated;

/// `2024-05-06 07:08:09 '名字'`, in bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub time: Range<usize>,
    pub at: Option<DateTime>,
    pub name: Range<usize>,
}

impl Head {
    /// `None` when the line is anything else.
    pub fn of(line: &str) -> Option<Self> {
        if !line.as_bytes().first()?.is_ascii_digit() {
            return None;
        }
        let found = dated(line).filter(|found| found.padded)?;
        let start = found.span.end + 2;
        let name = line.get(start..)?.strip_suffix('\'')?;
        let quoted = line.get(found.span.end..start)? == " '" && !name.is_empty();
        quoted.then(|| Self { name: start..start + name.len(), time: found.span, at: found.at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_quotes() {
        let name = |line: &str| Head::of(line).map(|head| line[head.name].to_owned());
        for (line, expected) in [
            ("2024-05-06 07:08:09 '阿青'", Some("阿青")),
            ("2024-05-06 07:08:09 'it's'", Some("it's")),
            ("2024-05-06 07:08:09 阿青", None),
            ("2024-05-06 07:08:09 '阿青' 说", None),
            ("2024-05-06 07:08:09 '", None),
            ("2024-05-06 07:08:09 ''", None),
            ("2024-05-06 7:08:09 '阿青'", None),
        ] {
            assert_eq!(name(line).as_deref(), expected, "{line}");
        }
    }
}
