//! The text QQ itself exports, of one chat or many: a heading per chat, then `2019-07-16 18:15:05 名字(10001)` and what
//! was written.

mod dialect;
mod head;
mod survey;

use dialect::{FOLDER, GROUPS, PEOPLE, QqText, SUBJECT, TITLE};
pub(super) use dialect::{Titles, kind_of_folder, subject, tell_sender};
use head::Head;
pub(super) use head::Sender;
use survey::Survey;

use super::dated::dated_by;
use super::placeholders;
use super::spec::{Body, Spec, TextReader};
use crate::detect::Evidence;
use crate::text;
use crate::{Capabilities, Precision, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "qq-text",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::Text,
        joins_leaves: Support::Text,
        announcements: Support::Text,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::Typed,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::No,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Text(&TextReader {
        words,
        records: |unit, options| text::records(unit, QqText::new(Survey::of(unit)?, options)),
        leaves: |unit, options| text::leaves(unit, QqText::new(Survey::of(unit)?, options)),
        undecided: |_, _| Ok(None),
    }),
};

/// What QQ itself writes beside names and texts.
pub(super) fn words() -> Vec<&'static str> {
    let own = ["消息记录", "此消息记录为文本格式，不支持重新导入", "系统消息", "群主", "管理员"];
    let headings = [TITLE, FOLDER, SUBJECT].map(|word| word.trim_end_matches(':'));
    own.into_iter().chain(headings).chain(GROUPS).chain(PEOPLE).chain(placeholders::words()).collect()
}

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let lines = evidence.lines();
    let heads: Vec<Head> = lines.iter().filter_map(|line| Head::of(line, true)).collect();
    let titled = lines.first().is_some_and(|line| line.starts_with(TITLE));
    let subject = lines.iter().take(12).any(|line| line.starts_with(SUBJECT));
    let dated = lines.iter().filter(|line| dated_by(line, true).is_some()).count();
    let ids = heads.iter().filter(|head| head.sender.id.is_some()).count();
    let reason = format!("{ids} of the first {} lines begin with a time, a name and its number", lines.len());
    if titled || (subject && !heads.is_empty()) {
        let score = 0.85 + if titled && subject { 0.1 } else { 0.0 };
        return Some((score, format!("the heading of QQ's text, and {reason}")));
    }
    if heads.is_empty() {
        return None;
    }
    // Without a heading only the numbers behind the names tell it from texts of other programs.
    let share = ids as f64 / dated.max(1) as f64;
    let score = if share >= 0.5 { 0.55 + 0.3 * share } else { 0.2 };
    Some((score, reason))
}

#[cfg(test)]
mod tests;
