//! Runs every detector over a text and settles what overlaps.

use crate::fold::{Folded, fold};
use crate::kind::{Confidence, Kind, Match};
use crate::roster::RosterIndex;
use crate::{bank_card, email, international, mobile, numbers, qq, resident_id, wechat};

/// What a pattern detector proposes, in character indices of the folded text.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    pub confidence: Confidence,
}

/// Finds everything there is a detector for. Pure, cheap to clone, shareable between threads.
#[derive(Debug, Clone, Default)]
pub struct Detector {
    roster: Option<RosterIndex>,
}

impl Detector {
    /// Patterns only.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Patterns and the members of `roster`.
    #[must_use]
    pub fn with_roster(roster: &RosterIndex) -> Self {
        Self { roster: Some(roster.clone()) }
    }

    /// Everything found in `text`, in order, not overlapping. Of overlapping finds a certain one beats an ambiguous
    /// one, then the longest stays, then the first in the order of [`Kind::ALL`].
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Match> {
        let mut found = pattern_matches(text);
        if let Some(roster) = &self.roster {
            found.extend(roster.find(text));
        }
        settle(found)
    }
}

fn pattern_matches(text: &str) -> Vec<Match> {
    let folded = fold(text);
    let mut candidates = Vec::new();
    for chain in numbers::chains(&folded) {
        for window in numbers::windows(&folded, &chain) {
            candidates.extend(resident_id::find(&folded, &window));
            candidates.extend(bank_card::find(&folded, &window));
            candidates.extend(mobile::find(&folded, &window));
            candidates.extend(international::find(&folded, &window));
        }
        candidates.extend(chain.iter().filter_map(|group| qq::find(&folded, group)));
    }
    candidates.extend(email::find(&folded));
    candidates.extend(wechat::find(&folded));
    candidates.into_iter().map(|candidate| placed(&folded, &candidate)).collect()
}

fn placed(folded: &Folded, candidate: &Candidate) -> Match {
    Match {
        kind: candidate.kind,
        start: folded.offset(candidate.start),
        end: folded.offset(candidate.end),
        confidence: candidate.confidence,
        member: None,
        ambiguous: false,
    }
}

fn settle(mut found: Vec<Match>) -> Vec<Match> {
    found.sort_by_key(|m| (m.ambiguous, std::cmp::Reverse(m.end - m.start), m.kind, m.start));
    let mut kept: Vec<Match> = Vec::new();
    for candidate in found {
        let place = kept.partition_point(|m| m.start < candidate.start);
        let free_before = place == 0 || kept[place - 1].end <= candidate.start;
        let free_after = kept.get(place).is_none_or(|next| candidate.end <= next.start);
        if free_before && free_after {
            kept.insert(place, candidate);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::{AliasUse, RosterIndexBuilder};
    use proptest::prelude::*;

    fn detector(aliases: &[(usize, &str, AliasUse)]) -> Detector {
        let mut builder = RosterIndexBuilder::new();
        for &(member, alias, how) in aliases {
            builder.add(member, alias, how);
        }
        Detector::with_roster(&builder.build().unwrap())
    }

    fn kinds<'t>(detector: &Detector, text: &'t str) -> Vec<(Kind, &'t str)> {
        detector.find(text).into_iter().map(|m| (m.kind, &text[m.start..m.end])).collect()
    }

    #[test]
    fn the_longest_wins_then_the_member() {
        let detector = detector(&[
            (0, "wxid_a1b2c3d4e5f622", AliasUse::Id),
            (1, "王芳(13800138000)", AliasUse::Name),
            (2, "zhang", AliasUse::Name),
        ]);
        assert_eq!(kinds(&detector, "wxid_a1b2c3d4e5f622"), [(Kind::Member, "wxid_a1b2c3d4e5f622")]);
        assert_eq!(kinds(&detector, "找王芳(13800138000)"), [(Kind::Member, "王芳(13800138000)")]);
        assert_eq!(kinds(&detector, "zhang@qq.com"), [(Kind::Email, "zhang@qq.com")]);
        assert_eq!(kinds(&detector, "QQ 13800138000"), [(Kind::Mobile, "13800138000")]);
    }

    #[test]
    fn an_ambiguous_alias_never_hides_a_certain_one() {
        let detector = detector(&[(0, "读书", AliasUse::Name), (1, "书小白", AliasUse::Name)]);
        assert_eq!(kinds(&detector, "读书小白"), [(Kind::Member, "书小白")]);
    }

    #[test]
    fn several_kinds_in_one_message() {
        let text = "林小溪13800138000，卡4111111111111111，li@x.org";
        let detector = detector(&[(0, "林小溪", AliasUse::Name)]);
        assert_eq!(
            kinds(&detector, text),
            [
                (Kind::Member, "林小溪"),
                (Kind::Mobile, "13800138000"),
                (Kind::BankCard, "4111111111111111"),
                (Kind::Email, "li@x.org")
            ]
        );
    }

    proptest! {
        #[test]
        fn matches_are_sorted_disjoint_and_on_character_boundaries(
            text in "([0-9０-９一二三①]{1,12}|[ +@._()-]{1,2}|[a-zA-Z]{1,4}|[小明读书林溪\u{200B}\u{FE0F}é🙂]{1,3}|QQ|微信|wxid_|@qq\\.com|1380013){0,12}"
        ) {
            let detector = detector(&[(0, "小明", AliasUse::Name), (1, "林溪", AliasUse::Name), (2, "é", AliasUse::Name)]);
            let mut end = 0;
            for found in detector.find(&text) {
                prop_assert!(found.start >= end && found.end > found.start);
                prop_assert!(text.is_char_boundary(found.start) && text.is_char_boundary(found.end));
                end = found.end;
            }
        }

        #[test]
        fn any_text_is_survived(text in ".{0,80}") {
            let _found = Detector::new().find(&text);
        }
    }
}
