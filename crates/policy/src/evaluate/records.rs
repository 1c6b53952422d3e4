use std::path::Path;

use groupkeep_config::Excludes;
use groupkeep_config::table::TableKind;
use jiff::{Timestamp, ToSpan};

use super::rows::at_row;
use super::{Case, Draft, Judgement, Outcome, RuleError, gate};
use crate::facts::{Receipt, file_in};
use crate::rule::Text;

/// The ledger, and the vouchers of the years that must be kept, lie in a complete backup.
pub(super) fn judge(case: &Case<'_>) -> Outcome {
    let facts = case.facts;
    let Some(ledger) = facts.table(TableKind::Ledger) else {
        return Ok(gate::not_provided(TableKind::Ledger.name()));
    };
    let file = facts.relative(&ledger.path);
    let Some(receipt) = facts.receipts.newest_backup() else {
        let message = Text::new("no receipt shows a complete backup", "没有回执证明完整备份");
        return Ok(Judgement::of(vec![Draft::at_file(file, "record", "ledger", message)]));
    };
    let excluded = Excludes::new(&receipt.excludes).map_err(|error| RuleError(error.to_string()))?;
    let covered = |relative: &Path| {
        let inside = receipt.sources.iter().any(|source| lies_in(relative, source));
        inside && !excluded.leaves_out_file(relative) && is_as_stored(&facts.dir.join(relative), receipt)
    };
    let mut findings = Vec::new();
    if !covered(&file) {
        let message =
            Text::new("the ledger in its present state is in no complete backup", "当前的专账不在任何完整备份中");
        findings.push(Draft::at_file(file, "record", "ledger", message));
    }
    let since = facts.today.checked_sub(case.params.days("days").days())?;
    for row in ledger.rows.iter().filter(|row| row.day("date", &facts.timezone).is_some_and(|date| date >= since)) {
        let Some(voucher) = row.text("voucher") else { continue };
        let message = if file_in(&facts.dir, voucher).is_none() {
            Text::new("the voucher is not there", "凭证文件不存在")
        } else if !covered(Path::new(voucher)) {
            Text::new("the voucher is in no complete backup", "凭证不在任何完整备份中")
        } else {
            continue;
        };
        findings.push(at_row(case, ledger, row, Some("voucher"), message));
    }
    Ok(Judgement::of(findings))
}

fn lies_in(relative: &Path, source: &str) -> bool {
    let source = source.trim_start_matches("./").trim_end_matches('/');
    source.is_empty() || source == "." || relative.starts_with(source)
}

/// Whether a file was not too large to be stored, and has not changed since.
fn is_as_stored(file: &Path, receipt: &Receipt) -> bool {
    let Ok(meta) = std::fs::metadata(file) else { return false };
    let modified = meta.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    modified.is_some_and(|time| time <= receipt.made)
        && receipt.exclude_larger_than.is_none_or(|most| meta.len() <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_holds_what_lies_below_it() {
        let ledger = Path::new("tables/ledger.csv");
        for (source, inside) in [(".", true), ("./", true), ("tables", true), ("./tables/", true), ("table", false)] {
            assert_eq!(lies_in(ledger, source), inside, "{source}");
        }
    }
}
