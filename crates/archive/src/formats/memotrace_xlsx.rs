//! MemoTrace's workbook of a conversation.

use super::memotrace::{CAPABILITIES, COLUMNS, sheet};
use super::spec::{Body, Spec, never};

pub(crate) static SPEC: Spec =
    Spec { name: "memotrace-xlsx", capabilities: CAPABILITIES, sniff: never, body: Body::Workbook(sheet, sniff) };

fn sniff(rows: &[Vec<String>]) -> Option<(f64, String)> {
    super::header::sniff(rows, &COLUMNS, 0.98)
}
