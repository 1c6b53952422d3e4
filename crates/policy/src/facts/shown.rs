use groupkeep_detect::{Detector, Kind, Match, redact};

/// Longest piece of text a finding shows, in characters.
const LONGEST: usize = 60;

/// How values are shown in findings: redacted, unless the check was asked to reveal them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'d> {
    detector: &'d Detector,
    reveal: bool,
}

impl<'d> Shown<'d> {
    /// `detector` finds what must be redacted inside longer texts, members' names among it.
    pub fn new(detector: &'d Detector, reveal: bool) -> Self {
        Self { detector, reveal }
    }

    /// One value of a known kind.
    pub fn value(self, kind: Kind, value: &str) -> String {
        if self.reveal { value.to_owned() } else { redact(kind, value) }
    }

    /// A short piece of text or a file's name, on one line, with everything personal in it redacted.
    pub fn text(self, text: &str) -> String {
        let mut shown = String::new();
        let mut from = 0;
        let matches: Vec<Match> = if self.reveal { Vec::new() } else { self.detector.find(text) };
        for found in matches {
            shown.push_str(&text[from..found.start]);
            shown.push_str(&redact(found.kind, &text[found.start..found.end]));
            from = found.end;
        }
        shown.push_str(&text[from..]);
        let mut line: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if line.chars().count() > LONGEST {
            line = line.chars().take(LONGEST).chain(std::iter::once('…')).collect();
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use groupkeep_detect::{AliasUse, RosterIndexBuilder};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_and_numbers_are_redacted_and_long_texts_cut() {
        let mut roster = RosterIndexBuilder::new();
        roster.add(0, "诸葛小明", AliasUse::Name);
        let detector = Detector::with_roster(&roster.build().unwrap());
        let shown = Shown::new(&detector, false);
        let line = shown.text("诸葛小明的简历\n13812345678.pdf");
        assert!(!line.contains("诸葛小明") && !line.contains("13812345678") && !line.contains('\n'), "{line}");
        assert!(line.contains("的简历") && line.ends_with(".pdf"), "{line}");
        assert_eq!(shown.text(&"字".repeat(80)).chars().count(), 61);
        assert_eq!(Shown::new(&detector, true).text("13812345678"), "13812345678");
    }

    proptest! {
        #[test]
        fn a_number_never_shows(before in "[a-z读书 ]{0,8}", after in "[读书 ]{0,8}") {
            let detector = Detector::new();
            let shown = Shown::new(&detector, false).text(&format!("{before}，13812345678{after}"));
            prop_assert!(!shown.contains("13812345678"), "{}", shown);
        }
    }
}
