//! Rows of registers: which are meant, what they lack, and how a finding points at one.

use groupkeep_config::table::{Entry, Register, TableKind};

use super::{Case, Draft, Judgement, Spot};
use crate::fingerprint::Subject;
use crate::report::Gap;
use crate::rule::{Rows, Text};

/// Rows that carry none of the columns asked for.
pub(super) fn judge(case: &Case<'_>, rows: &Rows) -> Judgement {
    let Some(table) = case.facts.table(rows.table) else { return super::gate::not_provided(rows.table.name()) };
    let meant = table.rows.iter().filter(|row| is_meant(row, &rows.only));
    let lacking = meant.filter(|row| !rows.any_of.iter().any(|column| row.value(column).is_some()));
    let columns = rows.any_of.join(", ");
    let message = Text::new(format!("the row has none of: {columns}"), format!("该行缺少以下任一项：{columns}"));
    Judgement::of(lacking.map(|row| at_row(case, table, row, rows.any_of.first().copied(), message.clone())).collect())
}

/// True when every condition on a column holds for the row.
pub(super) fn is_meant(row: &Entry, only: &[(&'static str, Vec<String>)]) -> bool {
    only.iter().all(|(column, accepted)| match row.flag(column) {
        Some(flag) => accepted.iter().any(|text| text == if flag { "yes" } else { "no" }),
        None => row.text(column).is_some_and(|text| accepted.iter().any(|one| one == text)),
    })
}

/// A finding at a row, pointing at `column` where the row has it.
pub(super) fn at_row(case: &Case<'_>, table: &Register, row: &Entry, column: Option<&str>, message: Text) -> Draft {
    let position = column.and_then(|column| row.position(column));
    Draft {
        message,
        spot: Spot::File {
            path: case.facts.relative(&table.path),
            line: Some(position.map_or(row.line, |at| at.line) as u64),
            column: Some(position.map_or(1, |at| at.column) as u64),
            message_id: row.text("message_id").map(str::to_owned),
        },
        subject: Some(Subject::Row { table: table.kind.name(), key: key(table.kind, row) }),
        ordinal: 0,
        suggested_row: None,
    }
}

/// What tells a row from the others of its table.
fn key(kind: TableKind, row: &Entry) -> String {
    let columns: &[&str] = match kind {
        TableKind::Members => &["member_id"],
        TableKind::Ledger => &["entry_id"],
        TableKind::Works => &["work_id"],
        TableKind::Consents => &["member_id", "use", "version"],
        TableKind::Requests => &["request_id"],
        TableKind::Incidents => &["incident_id"],
        TableKind::Reviews => &["fingerprint"],
        TableKind::MediaLabels => &["path", "sha256", "label"],
        TableKind::Calendar => &["date", "kind", "title"],
    };
    columns.iter().map(|column| row.text(column).unwrap_or_default()).collect::<Vec<_>>().join("\u{1f}")
}

/// A column without a value in any row, so that nothing can be said of it.
pub(super) fn column_unused(table: &Register, column: &str) -> Option<Judgement> {
    table.rows.iter().all(|row| row.value(column).is_none()).then(|| {
        Judgement::unknown(
            Gap::Other,
            Text::new(
                format!("not provided: the {} table has no `{column}`", table.kind.name()),
                format!("未提供：{} 表中没有填写 `{column}`", table.kind.name()),
            ),
        )
    })
}

/// A line of CSV in the table's own order of columns, the given cells filled in.
pub(super) fn csv_line(kind: TableKind, cells: &[(&str, &str)]) -> String {
    let cell = |name: &str| cells.iter().find(|(column, _)| *column == name).map_or("", |(_, value)| *value);
    let quoted = kind.columns().iter().map(|column| quote(cell(column.name)));
    quoted.collect::<Vec<_>>().join(",")
}

fn quote(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r', ';', '\t']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_the_order_of_the_columns() {
        let line = csv_line(TableKind::Requests, &[("kind", "delete"), ("request_id", "r,1")]);
        assert!(line.starts_with("\"r,1\",delete,"), "{line}");
        assert_eq!(line.matches(',').count(), TableKind::Requests.columns().len());
    }

    #[test]
    fn quotes_are_doubled() {
        assert_eq!((quote("a\"b,c").as_str(), quote("plain").as_str()), ("\"a\"\"b,c\"", "plain"));
    }
}
