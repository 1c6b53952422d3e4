use jiff::Timestamp;

use super::deadline::elapsed_hours;
use super::{Case, Draft, Judgement};
use crate::facts::{Evidence, Release};
use crate::report::Gap;
use crate::rule::Text;

/// What became of a release's approvals.
pub(super) enum Approval {
    /// Enough people have signed.
    Given,
    /// Not enough yet, and the release is new.
    Awaited,
    /// Not enough, for too long.
    Lacking(Box<Draft>),
}

/// Every shared release has a clean leak check over bytes that are still the same, measured tables, and approvals.
pub(super) fn deidentified(case: &Case<'_>) -> Judgement {
    let facts = case.facts;
    if facts.shared_releases().next().is_none() {
        return none_shared();
    }
    let approvals = case.params.count("approvals");
    let (mut findings, mut awaited, mut unmeasured) = (Vec::new(), false, false);
    for release in facts.shared_releases() {
        match &release.evidence {
            None => {
                let message = Text::new("release.json cannot be read", "release.json 无法读取");
                findings.push(at_release(case, release, "evidence", message));
            }
            Some(evidence) => {
                findings.extend(faults(case, release, evidence));
                unmeasured |= evidence.tables.iter().any(|table| !table.contains_key("k"));
            }
        }
        match approval(case, release, approvals) {
            Approval::Given => {}
            Approval::Awaited => awaited = true,
            Approval::Lacking(finding) => findings.push(*finding),
        }
    }
    if findings.is_empty() && awaited {
        return awaiting();
    }
    if findings.is_empty() && unmeasured {
        let reason =
            Text::new("not provided: the k of a released table was not measured", "未提供：发布的表没有测量 k 值");
        return Judgement::unknown(Gap::Other, reason);
    }
    Judgement::of(findings)
}

/// A release that is new and waits for signatures has neither passed nor failed.
pub(super) fn awaiting() -> Judgement {
    Judgement::unknown(Gap::Other, Text::new("a release awaits its approvals", "有发布包等待批准"))
}

/// What the evidence itself, or the files it speaks of, show to be wrong.
fn faults(case: &Case<'_>, release: &Release, evidence: &Evidence) -> Vec<Draft> {
    let mut findings = Vec::new();
    let mut add = |class, message| findings.push(at_release(case, release, class, message));
    if evidence.tool.is_none() {
        add("tool", Text::new("the tool that made it is not named", "未注明制作工具"));
    }
    match &evidence.leak_check {
        Some(check) if check.found == 0 => {}
        Some(check) => add(
            "leak",
            Text::new(
                format!("the leak check found {} identifiers", check.found),
                format!("泄漏检查发现 {} 个标识符", check.found),
            ),
        ),
        None => add("leak", Text::new("there is no leak check", "没有泄漏检查")),
    }
    if evidence.outputs.is_empty() {
        add("outputs", Text::new("no file of the release is named", "未列出发布包中的任何文件"));
    }
    if !release.altered.is_empty() {
        let count = release.altered.len();
        add(
            "altered",
            Text::new(
                format!("{count} files are missing or no longer those that were checked"),
                format!("{count} 个文件缺失或与检查时不同"),
            ),
        );
    }
    let least = case.params.number("k");
    let small = evidence.tables.iter().filter_map(|table| table.get("k")?.as_f64()).filter(|k| *k < least);
    for (ordinal, k) in (0u32..).zip(small) {
        let message = Text::new(
            format!("a released table has k = {k}, less than {least}"),
            format!("发布的表 k = {k}，小于 {least}"),
        );
        findings.push(Draft { ordinal, ..at_release(case, release, "k", message) });
    }
    findings
}

/// Releases that call themselves anonymous.
pub(super) fn labels(case: &Case<'_>) -> Judgement {
    let facts = case.facts;
    if facts.shared_releases().next().is_none() {
        return none_shared();
    }
    let mut findings = Vec::new();
    for release in facts.shared_releases() {
        let level = release.evidence.as_ref().map(|evidence| evidence.level.to_lowercase()).unwrap_or_default();
        if level.is_empty() {
            findings.push(at_release(case, release, "label", Text::new("the release has no label", "发布包没有标注")));
        } else if level.starts_with("anonym") || level.contains("匿名") {
            let message = Text::new(
                "pseudonyms are de-identified data, the release calls itself anonymous",
                "假名化数据属于去标识化，发布包却标为匿名化",
            );
            findings.push(at_release(case, release, "label", message));
        }
    }
    Judgement::of(findings)
}

fn none_shared() -> Judgement {
    Judgement::not_applicable(Text::new("no release is meant to be shared", "没有对外的发布包"))
}

/// Whether `approvals` people other than the preparer have signed the release, or may still do so.
pub(super) fn approval(case: &Case<'_>, release: &Release, approvals: usize) -> Approval {
    let count = release.approvers;
    if count >= approvals {
        return Approval::Given;
    }
    let made = release.evidence.as_ref().and_then(|evidence| evidence.as_of.as_deref()?.parse::<Timestamp>().ok());
    let limit = case.params.number("pending_days") * 24.0;
    // A release of the future counts as made now.
    if made.is_some_and(|made| elapsed_hours(made, case.facts.as_of) <= limit) {
        return Approval::Awaited;
    }
    let message = Text::new(
        format!("the release has {count} of {approvals} approvals"),
        format!("发布包只有 {count} 个批准，需要 {approvals} 个"),
    );
    Approval::Lacking(Box::new(at_release(case, release, "approvals", message)))
}

fn at_release(case: &Case<'_>, release: &Release, class: &'static str, message: Text) -> Draft {
    Draft::at_file(case.facts.relative(&release.path), class, &release.name, message)
}
