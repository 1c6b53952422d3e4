use std::collections::BTreeSet;

use jiff::civil::Date;

use super::deadline::elapsed_hours;
use super::presence::{at_charter, missing, no_charter};
use super::region::at_destination;
use super::{Case, Draft, Judgement, Outcome};
use crate::report::{Figure, Gap};
use crate::rule::Text;

/// Somebody else, with another account, accepted to take over not too long ago, and has proven it.
pub(super) fn successor(case: &Case<'_>) -> Outcome {
    let facts = case.facts;
    let Some(charter) = &facts.charter else { return Ok(no_charter(case)) };
    let limit = case.params.days("days");
    if !charter.present("successors") {
        return Ok(Judgement::of(vec![missing(case, "successors")]));
    }
    let key = |text: &str| facts.people.key(text);
    let owner = charter.text("roles.owner.member").map(key);
    let account = charter.text("roles.owner.account");
    let mut newest: Option<i64> = None;
    let mut able: Vec<String> = Vec::new();
    let mut faults: Vec<(usize, Text)> = Vec::new();
    let successors = charter.list("successors");
    for item in &successors {
        let (member, its_account) = (item.text("member"), item.text("account"));
        let age = item.date("accepted_on").map(|date| age_in_days(facts.today, date)).transpose()?;
        let fault = match (member, its_account, age) {
            (None, _, _) => Text::new("a successor without a member", "接任者没有填写成员"),
            (Some(member), _, _) if owner.as_ref() == Some(&key(member)) => {
                Text::new("the successor is the owner", "接任者就是群主本人")
            }
            (_, None, _) => Text::new("a successor without an account", "接任者没有填写账号"),
            (_, Some(its), _) if Some(its) == account => {
                Text::new("the successor uses the owner's account", "接任者使用的是群主的账号")
            }
            (_, _, None) => Text::new("the successor has not accepted", "接任者尚未接受"),
            (_, _, Some(age)) if age < 0 => Text::new("the acceptance lies in the future", "接受日期在未来"),
            (_, _, Some(age)) if age > limit => Text::new(
                format!("the acceptance is {age} days old, more than {limit}"),
                format!("接受已过去 {age} 天，超过 {limit} 天"),
            ),
            (Some(member), _, Some(age)) => {
                newest = Some(newest.map_or(age, |newest| newest.min(age)));
                able.push(key(member));
                continue;
            }
        };
        faults.push((item.index, fault));
    }
    if able.is_empty() {
        let at = |(index, fault): (usize, Text)| at_charter(case, &format!("successors[{index}]"), fault);
        let findings = faults.into_iter().map(at);
        return Ok(Judgement::of(findings.collect()));
    }
    let proven = facts.receipts.trusted.iter().any(|receipt| {
        matches!(receipt.kind.as_str(), "drill" | "handover")
            && receipt.drill.as_ref().is_some_and(|drill| {
                let by = drill.by.as_deref();
                drill.sampled > 0 && drill.mismatches == 0 && by.is_some_and(|by| able.contains(&key(by)))
            })
    });
    let mut findings = Vec::new();
    if !proven {
        let message = Text::new(
            "a successor has accepted, and no receipt shows that they can restore a backup",
            "接任者已接受，但没有回执证明其能恢复备份",
        );
        findings.push(at_charter(case, "successors", message));
    }
    Ok(Judgement::of(findings).measured(Figure::Days(newest.unwrap_or_default()), Figure::Days(limit)))
}

fn age_in_days(today: Date, date: Date) -> Result<i64, jiff::Error> {
    Ok(i64::from(today.since(date)?.get_days()))
}

/// Every destination got a complete backup and was found whole within the limit.
pub(super) fn backup_fresh(case: &Case<'_>) -> Outcome {
    let facts = case.facts;
    let Some(backup) = &facts.backup else {
        let reason = Text::new("not provided: no backup is configured", "未提供：没有配置备份");
        return Ok(Judgement::unknown(Gap::Receipts, reason));
    };
    let limit = case.params.days("days");
    let days = |at| elapsed_hours(at, facts.as_of).max(0.0) / 24.0;
    let mut oldest: Option<f64> = None;
    let mut findings = Vec::new();
    for destination in &backup.destinations {
        let name = destination.name.as_str();
        let mut stored = None;
        let mut verified = None;
        for receipt in &facts.receipts.trusted {
            for at in receipt.destinations.iter().filter(|at| at.name == name && at.status == "ok") {
                verified = verified.max(at.verified_at);
                if receipt.kind == "backup" && receipt.complete {
                    stored = stored.max(Some(receipt.time));
                }
            }
        }
        let (Some(stored), Some(verified)) = (stored, verified) else {
            let message = if stored.is_none() {
                Text::new(
                    format!("no receipt shows a complete backup at `{name}`"),
                    format!("没有回执证明 `{name}` 有完整备份"),
                )
            } else {
                Text::new(format!("the backup at `{name}` was never verified"), format!("`{name}` 的备份从未校验"))
            };
            findings.push(at_destination(destination, message));
            continue;
        };
        let age = days(stored.min(verified));
        oldest = Some(oldest.map_or(age, |oldest| oldest.max(age)));
        if age > limit as f64 {
            let shown = whole_days(age, limit);
            let message = Text::new(
                format!("the last verified backup at `{name}` is {shown} days old, more than {limit}"),
                format!("`{name}` 最近一次校验过的备份已有 {shown} 天，超过 {limit} 天"),
            );
            findings.push(at_destination(destination, message));
        }
    }
    let judgement = Judgement::of(findings);
    Ok(match oldest {
        Some(age) => judgement.measured(Figure::Days(whole_days(age, limit)), Figure::Days(limit)),
        None => judgement,
    })
}

/// Whole days; an age past the limit is rounded up, so that it does not show as the limit itself.
fn whole_days(age: f64, limit: i64) -> i64 {
    (if age > limit as f64 { age.ceil() } else { age.floor() }) as i64
}

/// No join link runs out within the notice time.
pub(super) fn join_links(case: &Case<'_>) -> Outcome {
    let facts = case.facts;
    let Some(charter) = &facts.charter else { return Ok(no_charter(case)) };
    let limit = case.params.days("days");
    if !charter.present("channels") {
        return Ok(Judgement::of(vec![missing(case, "channels")]));
    }
    let mut findings = Vec::new();
    let mut least: Option<i64> = None;
    for item in charter.list("channels") {
        let Some(date) = item.date("join_link_expires_on") else { continue };
        let left = -age_in_days(facts.today, date)?;
        least = Some(least.map_or(left, |least| least.min(left)));
        if left < limit {
            let message = if left < 0 {
                Text::new(format!("a join link ran out on {date}"), format!("一个入群链接已于 {date} 失效"))
            } else {
                Text::new(
                    format!("a join link runs out on {date}, in {left} days"),
                    format!("一个入群链接将于 {date} 失效，还有 {left} 天"),
                )
            };
            findings.push(at_charter(case, &format!("channels[{}].join_link_expires_on", item.index), message));
        }
    }
    let Some(least) = least else {
        let message = Text::new("no channel says when its join link runs out", "没有任何渠道写明入群链接的失效日期");
        return Ok(Judgement::of(vec![at_charter(case, "channels", message)]));
    };
    Ok(Judgement::of(findings).measured(Figure::Days(least), Figure::Days(limit)))
}

/// Enough other channels that have an owner, reach enough members, and were tried recently.
pub(super) fn multi_platform(case: &Case<'_>) -> Outcome {
    let facts = case.facts;
    let Some(charter) = &facts.charter else { return Ok(no_charter(case)) };
    if !charter.present("channels") {
        return Ok(Judgement::of(vec![missing(case, "channels")]));
    }
    let (least, cover, days) = (case.params.count("channels"), case.params.number("cover"), case.params.days("days"));
    let mut ready: BTreeSet<&str> = BTreeSet::new();
    let mut faults: Vec<(usize, Text)> = Vec::new();
    let channels = charter.list("channels");
    for item in &channels {
        let Some(name) = item.text("platform").filter(|name| Some(*name) != facts.platform.as_deref()) else {
            continue;
        };
        let drilled = item.date("drilled_on").map(|date| age_in_days(facts.today, date)).transpose()?;
        let fault = if item.text("owner").is_none() {
            Text::new(format!("the channel on {name} has no owner"), format!("{name} 渠道没有负责人"))
        } else if item.number("roster_share").is_none_or(|share| share < cover) {
            Text::new(
                format!("the channel on {name} reaches less than {:.0}% of the members", cover * 100.0),
                format!("{name} 渠道覆盖的成员不足 {:.0}%", cover * 100.0),
            )
        } else if drilled.is_none_or(|age| !(0..=days).contains(&age)) {
            Text::new(
                format!("the channel on {name} was not tried within {days} days"),
                format!("{name} 渠道在 {days} 天内没有演练"),
            )
        } else {
            ready.insert(name);
            continue;
        };
        faults.push((item.index, fault));
    }
    let ready = ready.len();
    let figures = (Figure::Count(ready as u64), Figure::Count(least as u64));
    if ready >= least {
        return Ok(Judgement::pass().measured(figures.0, figures.1));
    }
    let mut findings: Vec<Draft> = Vec::new();
    let message = Text::new(
        format!("{ready} of {least} other channels are ready"),
        format!("{least} 个备用渠道中只有 {ready} 个就绪"),
    );
    findings.push(at_charter(case, "channels", message));
    findings.extend(faults.into_iter().map(|(index, fault)| at_charter(case, &format!("channels[{index}]"), fault)));
    Ok(Judgement::of(findings).measured(figures.0, figures.1))
}
