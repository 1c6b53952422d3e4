use std::ops::Range;

use groupkeep_detect::{Detector, Kind, Match, redact};

/// Longest name a finding shows, in characters.
const LONGEST: usize = 60;

/// Longest wording: enough to know what was meant, too short to quote a message.
const LONGEST_WORDING: usize = 12;

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

    /// A name of a file or chat, on one line, with everything personal in it redacted.
    pub fn text(self, text: &str) -> String {
        self.part(text, 0..text.len(), LONGEST)
    }

    /// The wording at `range` (bytes) of a message. What is personal is looked for in the whole text, since a wording
    /// may end in the middle of a name.
    pub fn wording(self, text: &str, range: Range<usize>) -> String {
        self.part(text, range, LONGEST_WORDING)
    }

    /// What the detector finds, and names that digits are glued to, as they often are in names of files.
    fn personal(self, text: &str) -> Vec<Match> {
        let mut matches = self.detector.find(text);
        let bare: String = text.chars().map(|c| if c.is_ascii_digit() { ' ' } else { c }).collect();
        let names = self.detector.find(&bare).into_iter().filter(|found| found.kind == Kind::Member);
        for name in names {
            if matches.iter().all(|found| found.end <= name.start || found.start >= name.end) {
                matches.push(name);
            }
        }
        matches.sort_by_key(|found| found.start);
        matches
    }

    fn part(self, text: &str, range: Range<usize>, longest: usize) -> String {
        let mut shown = String::new();
        let mut from = range.start;
        let matches = if self.reveal { Vec::new() } else { self.personal(text) };
        for found in matches.iter().filter(|found| found.end > range.start && found.start < range.end) {
            shown.push_str(&text[from..found.start.max(from)]);
            shown.push_str(&redact(found.kind, &text[found.start..found.end]));
            from = found.end;
        }
        shown.push_str(&text[from.min(range.end)..range.end]);
        let mut line: String = shown.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if line.chars().count() > longest {
            line = line.chars().take(longest).chain(std::iter::once('…')).collect();
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

    #[test]
    fn a_wording_is_short_and_shows_no_half_of_a_name() {
        let mut roster = RosterIndexBuilder::new();
        roster.add(0, "诸葛小明", AliasUse::Name);
        let detector = Detector::with_roster(&roster.build().unwrap());
        let shown = Shown::new(&detector, false);
        let text = "特价，联系诸葛小明13812345678下单";
        let upto = |end: &str| text.find(end).unwrap();
        assert_eq!(shown.wording(text, 0..upto("小明")), "特价，联系诸**");
        assert_eq!(shown.wording(text, upto("小明")..upto("138")), "诸**");
        assert_eq!(shown.wording(text, upto("345678")..text.len()), "138****5678下…");
        assert_eq!(shown.wording(text, 0..upto("，")), "特价");
        assert_eq!(shown.wording(&"字".repeat(80), 3..240).chars().count(), 13);
    }

    proptest! {
        #[test]
        fn every_range_can_be_shown(text in "[诸葛小明读，]{0,12}(13812345678)?[读 ]{0,3}", from in 0usize..40, to in 0usize..40) {
            let mut roster = RosterIndexBuilder::new();
            roster.add(0, "诸葛小明", AliasUse::Name);
            let detector = Detector::with_roster(&roster.build().unwrap());
            let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (from, to) = (bytes[from.min(bytes.len() - 1)], bytes[to.min(bytes.len() - 1)]);
            let shown = Shown::new(&detector, false).wording(&text, from.min(to)..from.max(to));
            prop_assert!(shown.chars().count() <= LONGEST_WORDING + 1);
            prop_assert!(!shown.contains("诸葛小明") && !shown.contains("13812345678"), "{}", shown);
        }

        #[test]
        fn a_number_never_shows(before in "[a-z读书 ]{0,8}", after in "[读书 ]{0,8}") {
            let detector = Detector::new();
            let shown = Shown::new(&detector, false).text(&format!("{before}，13812345678{after}"));
            prop_assert!(!shown.contains("13812345678"), "{}", shown);
        }
    }
}
