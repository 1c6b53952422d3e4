//! Telling tables by their header lines.

use crate::leaves::Role;

/// `score` for a table whose first row names exactly these columns, in this order; a little less for one that names more.
/// `None` for any other.
pub(super) fn sniff(rows: &[Vec<String>], columns: &[(&str, Role)], score: f64) -> Option<(f64, String)> {
    let first = rows.first()?;
    let alike = first.iter().zip(columns).filter(|(cell, (name, _))| cell.trim() == *name).count();
    if alike < columns.len() {
        return None;
    }
    let extra = first.len() - alike;
    let less = if extra == 0 { 0.0 } else { 0.2 };
    Some((score - less, format!("the header line names the {alike} columns of the format, and {extra} more")))
}

/// The first of the rows that names all of these columns.
pub(super) fn find(rows: &[Vec<String>], columns: &[&str]) -> Option<usize> {
    rows.iter().position(|row| columns.iter().all(|name| row.iter().any(|cell| cell.trim() == *name)))
}
