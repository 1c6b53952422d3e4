use groupkeep_config::table::{Amount, TableKind};
use jiff::ToSpan;

use super::deadline::elapsed_hours;
use super::rows::at_row;
use super::{Case, Draft, Judgement, Outcome, RuleError, gate, presence};
use crate::facts::What;
use crate::report::{Figure, Gap, Verdict};
use crate::rule::{Comparison, Limit, Metric, Text};

/// What a metric came to: the figure, or why there is none, and where it shows.
enum Measured {
    /// The value as a plain number and as shown, and the findings if it fails.
    Value(f64, Figure, Vec<Draft>),
    Settled(Judgement),
}

/// A figure against its limit.
pub(super) fn threshold(case: &Case<'_>, metric: Metric, fail_if: &Comparison) -> Outcome {
    let (limit, shown_limit) = match &fail_if.limit {
        Limit::Param(name) if metric == Metric::Turnover365 => {
            let amount = case.params.amount(name);
            (amount.as_f64(), Figure::Amount(amount.to_string()))
        }
        Limit::Param(name) => (case.params.number(name), figure(metric, case.params.number(name))),
        Limit::Charter(path) => match promised(case, path) {
            Some(limit) => (limit, figure(metric, limit)),
            None => return Ok(Judgement::of(vec![presence::missing(case, path)]).unwritten(path)),
        },
    };
    let measured = match metric {
        Metric::NoticeShare => notice_share(case),
        Metric::OwnRegisteredShare => own_registered_share(case),
        Metric::UnattributedShare => unattributed_share(case),
        Metric::OldestDays => oldest_days(case, limit),
        Metric::Turnover365 => turnover(case)?,
    };
    match measured {
        Measured::Settled(judgement) => Ok(judgement),
        Measured::Value(value, shown, findings) => {
            let fails = fail_if.operator.holds(value, limit);
            let mut judgement = if fails { Judgement::of(findings) } else { Judgement::pass() };
            if fails {
                // A figure can be wrong without any one place being to blame.
                judgement.verdict = Verdict::Fail;
            }
            Ok(judgement.measured(shown, shown_limit))
        }
    }
}

fn figure(metric: Metric, value: f64) -> Figure {
    match metric {
        Metric::NoticeShare | Metric::OwnRegisteredShare | Metric::UnattributedShare => Figure::Ratio(value),
        Metric::OldestDays => Figure::Days(value as i64),
        Metric::Turnover365 => Figure::Number(value),
    }
}

fn promised(case: &Case<'_>, path: &str) -> Option<f64> {
    case.facts.charter.as_ref().and_then(|charter| charter.int(path)).map(|number| number as f64)
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Members with a notice consent that was not withdrawn.
fn notice_share(case: &Case<'_>) -> Measured {
    let facts = case.facts;
    let Some(consents) = facts.table(TableKind::Consents) else {
        return Measured::Settled(gate::not_provided(TableKind::Consents.name()));
    };
    let members = facts.people.members_on(facts.today);
    if members.is_empty() {
        let reason = Text::new("not provided: nobody is listed as a member", "未提供：没有成员名单");
        return Measured::Settled(Judgement::unknown(Gap::Other, reason));
    }
    let given = facts.consented(consents, "notice");
    let lacking: Vec<_> = members.difference(&given).copied().collect();
    let value = share(members.len() - lacking.len(), members.len());
    let message = Text::new("no notice consent is recorded for this member", "该成员没有告知同意记录");
    let findings = facts.member_rows(&lacking).map(|(table, row)| at_row(case, table, row, None, message.clone()));
    let mut findings: Vec<Draft> = findings.collect();
    if findings.is_empty() {
        let count = lacking.len();
        let message =
            Text::new(format!("{count} members have no notice consent"), format!("{count} 名成员没有告知同意记录"));
        findings.push(Draft::at_file(facts.relative(&consents.path), "table", "consents", message));
    }
    Measured::Value(value, Figure::Ratio(value), findings)
}

/// Own works with a registration number or a content hash.
fn own_registered_share(case: &Case<'_>) -> Measured {
    let Some(works) = case.facts.table(TableKind::Works) else {
        return Measured::Settled(gate::not_provided(TableKind::Works.name()));
    };
    let own: Vec<_> = works.rows.iter().filter(|row| row.flag("ours") == Some(true)).collect();
    if own.is_empty() {
        let reason = Text::new("no work of the group's own is listed", "没有登记本群自有作品");
        return Measured::Settled(Judgement::not_applicable(reason));
    }
    let bare =
        |row: &&&groupkeep_config::table::Entry| row.text("registration_no").is_none() && row.text("sha256").is_none();
    let lacking: Vec<_> = own.iter().filter(bare).collect();
    let value = share(own.len() - lacking.len(), own.len());
    let message =
        Text::new("an own work without registration number or content hash", "自有作品没有登记号，也没有内容哈希");
    let findings = lacking.into_iter().map(|row| at_row(case, works, row, Some("registration_no"), message.clone()));
    Measured::Value(value, Figure::Ratio(value), findings.collect())
}

/// Long texts from elsewhere that name neither author nor source.
fn unattributed_share(case: &Case<'_>) -> Measured {
    let hits: Vec<_> = case.facts.seen.hits(&case.rule.id).collect();
    if hits.is_empty() {
        return Measured::Value(0.0, Figure::Ratio(0.0), Vec::new());
    }
    let bare: Vec<_> = hits.iter().filter(|hit| matches!(hit.what, What::LongText { attributed: false, .. })).collect();
    let value = share(bare.len(), hits.len());
    let message = Text::new("a text from elsewhere names neither author nor source", "转载内容未注明作者或来源");
    let findings = bare.into_iter().map(|hit| Draft::at_message(&hit.place, hit.ordinal, message.clone()));
    Measured::Value(value, Figure::Ratio(value), findings.collect())
}

/// Age of the oldest message, with one finding per source that reaches back too far.
fn oldest_days(case: &Case<'_>, limit: f64) -> Measured {
    let facts = case.facts;
    let days = |at| elapsed_hours(at, facts.as_of).max(0.0).div_euclid(24.0);
    let oldest: Vec<_> = facts.seen.oldest.iter().flatten().collect();
    let Some(value) = oldest.iter().map(|oldest| days(oldest.at)).reduce(f64::max) else {
        let reason = Text::new("no message has a certain time", "没有时间确定的消息");
        return Measured::Settled(Judgement::unknown(Gap::Other, reason));
    };
    let beyond = oldest.into_iter().filter(|oldest| days(oldest.at) > limit);
    let findings = beyond.map(|oldest| {
        let age = days(oldest.at);
        let message = Text::new(
            format!("the oldest message is {age} days old, kept longer than the {limit} days promised"),
            format!("最早的消息已保存 {age} 天，超过承诺的 {limit} 天"),
        );
        Draft::at_message(&oldest.place, 0, message)
    });
    Measured::Value(value, Figure::Days(value as i64), findings.collect())
}

/// Incoming sales and fees of a year.
fn turnover(case: &Case<'_>) -> Result<Measured, RuleError> {
    let facts = case.facts;
    let Some(ledger) = facts.table(TableKind::Ledger) else {
        return Ok(Measured::Settled(gate::not_provided(TableKind::Ledger.name())));
    };
    let since = facts.today.checked_sub(365.days())?;
    let mut sum = Amount::default();
    for row in &ledger.rows {
        let recent = row.day("date", &facts.timezone).is_some_and(|date| date > since && date <= facts.today);
        let trade = matches!(row.text("category"), Some("sale" | "fee")) && row.text("direction") == Some("in");
        if recent
            && trade
            && let Some(amount) = row.amount("amount")
        {
            sum = sum + amount;
        }
    }
    let message = Text::new(
        format!("sales and fees of the last 365 days come to {sum}"),
        format!("近 365 天的销售和收费合计 {sum}"),
    );
    let finding = Draft::at_file(facts.relative(&ledger.path), "table", "ledger", message);
    Ok(Measured::Value(sum.as_f64(), Figure::Amount(sum.to_string()), vec![finding]))
}
