//! CSV in no known format.

use super::columns::{CAPABILITIES, sheet};
use super::spec::{Body, Spec, never};

pub(crate) static SPEC: Spec =
    Spec { name: "csv-columns", capabilities: CAPABILITIES, sniff: never, body: Body::Csv(sheet) };
