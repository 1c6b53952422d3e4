//! One page of PyWxDump's CSV, on its own.

use super::pywxdump_rows::{CAPABILITIES, COLUMNS, sheet};
use super::spec::{Body, Spec};
use crate::detect::Evidence;

pub(crate) static SPEC: Spec = Spec { name: "pywxdump-csv", capabilities: CAPABILITIES, sniff, body: Body::Csv(sheet) };

fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    super::header::sniff(evidence.rows(), &COLUMNS, 0.97)
}
