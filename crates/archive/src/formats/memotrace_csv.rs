//! MemoTrace's CSV of a conversation.

use super::memotrace::{CAPABILITIES, COLUMNS, sheet};
use super::spec::{Body, Spec};
use crate::detect::Evidence;

pub(crate) static SPEC: Spec =
    Spec { name: "memotrace-csv", capabilities: CAPABILITIES, sniff, body: Body::Csv(sheet) };

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    super::header::sniff(evidence.rows(), &COLUMNS, 0.98)
}
