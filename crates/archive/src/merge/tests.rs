use std::fmt::Write as _;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::{Format, open_as};

/// One line of a made-up chat: second, sender, text, and whether it has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    at: i64,
    sender: &'static str,
    text: &'static str,
    id: Option<u32>,
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line =
        (0_i64..4, prop::sample::select(vec!["a", "b", "c"]), prop::sample::select(vec!["+1", "早", "好的好的", ""]));
    (prop::collection::vec((line, any::<bool>()), 1..40), any::<bool>()).prop_map(|(lines, ids)| {
        let mut at = 1_700_000_000;
        let told = lines.into_iter().enumerate().map(|(number, ((wait, sender, text), id))| {
            at += wait * 20;
            Line { at, sender, text, id: (ids && id).then_some(number as u32) }
        });
        told.collect()
    })
}

/// Second, sender, text and id.
type Row = (i64, String, String, Option<String>);

struct Exports {
    folder: TempDir,
    units: Vec<(Unit, ReadOptions)>,
}

impl Exports {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), units: Vec::new() }
    }

    fn add(&mut self, format: Format, text: &str) {
        let path = self.folder.path().join(format!("{}.txt", self.units.len()));
        std::fs::write(&path, text).unwrap();
        self.units.push((open_as(&path, format), ReadOptions::default()));
    }

    fn chatlab(&mut self, lines: &[Line]) {
        self.add(Format::ChatlabJsonl, &chatlab(lines, r#""groupId":"g","#));
    }

    fn merged(&self) -> (Vec<Row>, MergeReport) {
        let merge = Merge::of(self.units.clone(), false).unwrap();
        assert_eq!(merge.len(), 1, "one chat");
        let mut merged = merge.messages(0).unwrap();
        let all: Vec<MergedMessage> = merged.by_ref().map(|message| message.unwrap()).collect();
        let shown = all.iter().map(|each| {
            let message = &each.message;
            assert!(!each.provenances.is_empty());
            (
                message.ts_ms().unwrap_or(0) / 1000,
                message.sender_id.clone().unwrap_or_default(),
                message.text.clone().unwrap_or_default(),
                message.msg_id.clone(),
            )
        });
        (shown.collect(), merged.report())
    }
}

fn chatlab(lines: &[Line], group: &str) -> String {
    let mut text = format!(
        "{{\"_type\":\"header\",\"chatlab\":{{\"version\":\"0.0.2\"}},\"meta\":{{\"name\":\"晨读会\",{group}\"platform\":\"qq\",\"type\":\"group\"}}}}\n"
    );
    for Line { at, sender, text: content, id } in lines {
        let id = id.map_or_else(String::new, |id| format!(",\"platformMessageId\":\"{id}\""));
        writeln!(
            text,
            "{{\"_type\":\"message\",\"sender\":\"{sender}\",\"accountName\":\"{sender}{sender}\",\"timestamp\":{at},\"type\":0,\"content\":\"{content}\"{id}}}"
        )
        .unwrap();
    }
    text
}

fn plain(lines: &[Line]) -> Vec<Row> {
    let told = lines
        .iter()
        .map(|line| (line.at, line.sender.to_owned(), line.text.to_owned(), line.id.map(|id| id.to_string())));
    told.collect()
}

proptest! {
    #[test]
    fn an_export_and_itself_are_the_export(lines in lines(), copies in 1_usize..4) {
        let mut exports = Exports::new();
        for _ in 0..copies {
            exports.chatlab(&lines);
        }
        let (messages, report) = exports.merged();
        prop_assert_eq!(messages, plain(&lines));
        prop_assert_eq!((report.duplicates, report.conflicts), ((lines.len() * (copies - 1)) as u64, 0));
    }

    #[test]
    fn overlapping_cuts_are_the_whole_in_any_order(lines in lines(), a: prop::sample::Index, b: prop::sample::Index) {
        let (a, b) = (a.index(lines.len()), b.index(lines.len()));
        let (from, to) = (a.min(b), a.max(b) + 1);
        // Whether two records of the second in which one cut ends and the other begins are one, nothing tells if they are alike.
        let torn = |line: &&Line| line.at == lines[from].at && line.at == lines[to - 1].at;
        let torn: Vec<&Line> = lines.iter().filter(torn).collect();
        let alike = |a: &Line, b: &Line| a.sender == b.sender && a.text == b.text && (a.id.is_none() || b.id.is_none());
        prop_assume!(torn.iter().enumerate().all(|(at, line)| !torn[..at].iter().any(|other| alike(line, other))));
        for cuts in [[&lines[..to], &lines[from..]], [&lines[from..], &lines[..to]]] {
            let mut exports = Exports::new();
            cuts.iter().for_each(|cut| exports.chatlab(cut));
            prop_assert_eq!(exports.merged().0, plain(&lines));
        }
    }

    #[test]
    fn what_was_left_out_here_and_there_comes_back(lines in lines(), left: Vec<bool>) {
        let kept: Vec<Line> =
            lines.iter().zip(left.iter().chain(std::iter::repeat(&false))).filter(|(_, left)| !**left).map(|(line, _)| line.clone()).collect();
        let mut orders = Vec::new();
        for sources in [[&lines, &kept], [&kept, &lines]] {
            let mut exports = Exports::new();
            sources.iter().for_each(|source| exports.chatlab(source));
            orders.push(exports.merged());
        }
        prop_assert_eq!(&orders[0].0, &orders[1].0);
        prop_assert_eq!(&orders[0].0, &plain(&lines));
        prop_assert_eq!(orders[0].1.duplicates, kept.len() as u64);
    }

    #[test]
    fn a_file_out_of_order_is_read_in_order(lines in lines(), backward: bool) {
        // Where all is of one second, nothing says which way a file runs.
        prop_assume!(lines[0].at < lines[lines.len() - 1].at);
        let mut other = lines.clone();
        if backward {
            other.reverse();
        } else {
            other.sort_by_key(|line| std::cmp::Reverse(line.at / 40));
        }
        let mut exports = Exports::new();
        exports.chatlab(&lines);
        exports.chatlab(&other);
        let (messages, report) = exports.merged();
        let mut times: Vec<i64> = messages.iter().map(|message| message.0).collect();
        prop_assert_eq!(messages.len(), lines.len(), "{:?}", report);
        times.dedup();
        prop_assert!(times.is_sorted());
    }
}

#[test]
fn a_record_with_an_id_of_both_is_never_taken_for_one_that_looks_like_it() {
    let line = |at: i64, sender, text, id| Line { at: 1_700_000_000 + at, sender, text, id };
    let lines = [
        line(20, "a", "+1", None),
        line(40, "b", "好的好的", Some(1)),
        line(40, "b", "好的好的", Some(2)),
        line(40, "a", "+1", Some(3)),
        line(40, "b", "好的好的", None),
        line(60, "a", "+1", None),
        line(80, "a", "+1", None),
    ];
    // Runs backward for the most part, so one second is read from its end: the most records align in order if the first
    // and the last of b are taken for each other, and two with an id then for those without one.
    let mut other = lines.to_vec();
    other.sort_by_key(|line| std::cmp::Reverse(line.at / 40));
    let mut exports = Exports::new();
    exports.chatlab(&lines);
    exports.chatlab(&other);
    let (messages, report) = exports.merged();
    assert_eq!(messages, plain(&lines));
    assert_eq!((report.duplicates, report.conflicts, report.only_in_one), (7, 0, vec![0, 0]));
}

#[test]
fn what_ends_one_export_begins_the_next() {
    let told = |text: &str| -> Vec<Line> {
        let line = |who| {
            let sender = ["a", "b", "c"].into_iter().find(|name| name.starts_with(who)).unwrap();
            Line { at: 1_700_000_000, sender, text: "+1", id: None }
        };
        text.chars().map(line).collect()
    };
    for (one, other, whole) in
        [("abc", "bcbcaa", "abcbcaa"), ("abcb", "cba", "abcba"), ("aba", "aba", "aba"), ("abba", "bb", "abba")]
    {
        for cuts in [[one, other], [other, one]] {
            let mut exports = Exports::new();
            cuts.iter().for_each(|cut| exports.chatlab(&told(cut)));
            let senders: String = exports.merged().0.into_iter().map(|row| row.1).collect();
            assert_eq!(senders, whole, "{cuts:?}");
        }
    }
}

#[test]
fn files_far_out_of_order_are_read_in_stretches() {
    let lines: Vec<Line> = (0_i64..40_000)
        .map(|number| Line { at: 1_700_000_000 + number * 60, sender: "a", text: "早", id: None })
        .collect();
    let mut backward = lines.clone();
    backward.reverse();
    let mut exports = Exports::new();
    exports.chatlab(&backward);
    assert_eq!(exports.merged().0, plain(&lines));
    exports.chatlab(&lines);
    let (messages, report) = exports.merged();
    assert_eq!((messages.len(), report.duplicates), (40_000, 40_000));
}

#[test]
fn a_source_is_opened_when_the_walk_comes_to_it() {
    let line = |day: i64| Line { at: 1_700_000_000 + day * 86_400, sender: "a", text: "早", id: None };
    let mut exports = Exports::new();
    [[line(2), line(3)], [line(0), line(1)], [line(1), line(2)]].iter().for_each(|lines| exports.chatlab(lines));
    let merge = Merge::of(exports.units.clone(), false).unwrap();
    let mut merged = merge.messages(0).unwrap();
    assert_eq!(merged.next().unwrap().unwrap().message.ts_ms(), Some(line(0).at * 1000));
    std::fs::remove_file(exports.folder.path().join("0.txt")).unwrap();
    assert!(merged.next().unwrap().is_ok());
    assert!(merged.next().unwrap().is_err());
    assert!(merged.next().is_none());
}

#[test]
fn two_equal_messages_of_one_minute_stay_two() {
    let mut exports = Exports::new();
    let text = "13/1/24, 10:00 - Mei: +1\n13/1/24, 10:00 - Mei: +1\n13/1/24, 10:01 - Rudi: good morning\n";
    exports.add(Format::WhatsappText, text);
    exports.add(Format::WhatsappText, text);
    let merge = Merge::of(exports.units.clone(), true).unwrap();
    assert_eq!(merge.messages(0).unwrap().count(), 3);
}

#[test]
fn a_minute_takes_in_the_seconds_of_another_source() {
    let mut exports = Exports::new();
    let line = |at: i64, sender, text| Line { at: 1_705_140_000 + at, sender, text, id: None };
    exports.chatlab(&[line(5, "a", "早"), line(40, "b", "+1"), line(45, "b", "+1"), line(70, "a", "好的好的")]);
    exports.add(
        Format::WhatsappText,
        "13/1/24, 10:00 - aa: 早\n13/1/24, 10:00 - bb: +1\n13/1/24, 10:00 - bb: +1\n13/1/24, 10:01 - aa: 好的好的\n13/1/24, 10:02 - aa: only here\n",
    );
    // Nothing but the word of a person joins chats of two platforms.
    assert_eq!(Merge::of(exports.units.clone(), false).unwrap().len(), 2);
    let merge = Merge::of(exports.units.clone(), true).unwrap();
    let mut merged = merge.messages(0).unwrap();
    let senders: Vec<_> = merged.by_ref().map(|message| message.unwrap().message.sender_id.unwrap()).collect();
    assert_eq!(senders, ["a", "b", "b", "a", "a"]);
    let report = merged.report();
    assert_eq!((report.duplicates, report.only_in_one), (4, vec![0, 1]));
    assert_eq!(report.pairs, [PairReport { sources: (0, 1), duplicates: 4, conflicts: 0 }]);
}

#[test]
fn two_viewpoints_name_one_person_differently() {
    let chat = |person: &str| {
        ["good morning", "any news", "the book is here", "see you tomorrow"].iter().enumerate().fold(
            String::new(),
            |mut text, (minute, words)| {
                writeln!(text, "13/1/24, 10:0{minute} - {person}: {words}").unwrap();
                writeln!(text, "13/1/24, 10:0{minute} - Rudi: {minute}").unwrap();
                text
            },
        )
    };
    let mut exports = Exports::new();
    exports.add(Format::WhatsappText, &chat("Mei"));
    exports.add(Format::WhatsappText, &chat("Aunt Mei"));
    let merge = Merge::of(exports.units, true).unwrap();
    assert_eq!(merge.messages(0).unwrap().count(), 8);
    let members: Vec<(String, Vec<String>)> =
        merge.members(0).unwrap().into_iter().map(|member| (member.member_id, member.aliases)).collect();
    assert_eq!(members.len(), 2, "{members:?}");
    assert!(members.iter().any(|(_, aliases)| aliases.len() == 1));
}

#[test]
fn one_id_with_two_texts_is_a_conflict_and_both_are_kept() {
    let line = |text| Line { at: 1_700_000_000, sender: "a", text, id: Some(1) };
    let mut exports = Exports::new();
    exports.chatlab(&[line("早")]);
    exports.chatlab(&[line("好的好的")]);
    exports.chatlab(&[line("早")]);
    let (messages, report) = exports.merged();
    assert_eq!(messages.len(), 2);
    assert_eq!((report.messages, report.duplicates, report.conflicts), (2, 1, 1));
    let pairs: Vec<_> = report.pairs.iter().map(|pair| (pair.sources, pair.duplicates, pair.conflicts)).collect();
    assert_eq!(pairs, [((0, 1), 0, 1), ((0, 2), 1, 0), ((1, 2), 0, 1)]);
}

#[test]
fn chats_without_ids_are_one_only_if_messages_prove_it() {
    let line = |at, text| Line { at, sender: "a", text, id: None };
    let words = ["好的好的", "早上好各位", "今天读什么", "明天见各位"];
    let told: Vec<Line> = words.iter().enumerate().map(|(at, text)| line(at as i64 * 60, *text)).collect();
    let count = |other: &[Line], group: &str| {
        let mut exports = Exports::new();
        exports.chatlab(&told);
        exports.add(Format::ChatlabJsonl, &chatlab(other, group));
        Merge::of(exports.units, false).unwrap().len()
    };
    assert_eq!(count(&told, ""), 1);
    assert_eq!(count(&told, r#""groupId":"h","#), 2, "another id is another chat");
    let later: Vec<Line> = told.iter().map(|told| line(told.at + 86_400, told.text)).collect();
    assert_eq!(count(&later, ""), 2, "the same name alone proves nothing");
}

#[test]
fn the_suffix_of_an_account_folder_is_no_part_of_a_wechat_id() {
    let text = |sender: &str| {
        chatlab(&[], r#""groupId":"g","#).replace("\"qq\"", "\"wechat\"")
            + &format!(
                "{{\"_type\":\"message\",\"sender\":\"{sender}\",\"timestamp\":1700000000,\"type\":0,\"content\":\"x\"}}\n"
            )
    };
    let mut exports = Exports::new();
    exports.add(Format::ChatlabJsonl, &text("wxid_abc123"));
    exports.add(Format::ChatlabJsonl, &text("wxid_abc123_1f2e"));
    let (messages, report) = exports.merged();
    assert_eq!((messages.len(), report.duplicates), (1, 1));
    assert_eq!(messages[0].1, "wxid_abc123");
}

#[test]
fn a_hole_closed_by_another_export_is_none() {
    let line = |day: i64| Line { at: 1_700_000_000 + day * 86_400, sender: "a", text: "早", id: None };
    let mut exports = Exports::new();
    exports.chatlab(&[line(0), line(30), line(60)]);
    exports.chatlab(&[line(10), line(20)]);
    let merge = Merge::of(exports.units.clone(), false).unwrap();
    let (_, _, holes) = merge.coverage(0).unwrap();
    assert_eq!(holes.iter().map(|hole| hole.days).collect::<Vec<_>>(), [30]);
    assert_eq!(merge.sources_of(0).collect::<Vec<_>>(), [0, 1]);
}
