//! Who agreed to what is released.

use std::collections::BTreeSet;
use std::path::Path;

use groupkeep_config::table::{Entry, TableKind, load_register};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::Error;
use crate::people::People;

/// The roster's numbers of the members who had agreed to `purpose` at `as_of` and had not taken it back.
pub(crate) fn agreed(
    table: &Path,
    purpose: &str,
    as_of: Timestamp,
    zone: &TimeZone,
    people: &People,
) -> Result<BTreeSet<usize>, Error> {
    let register = load_register(TableKind::Consents, table, zone)?;
    let in_force = |entry: &&Entry| {
        let given = entry.instant("given_at", zone).is_some_and(|given| given <= as_of);
        let withdrawn = entry.instant("withdrawn_at", zone).is_some_and(|withdrawn| withdrawn <= as_of);
        entry.text("use") == Some(purpose) && given && !withdrawn
    };
    let members = register.rows.iter().filter(in_force).filter_map(|entry| entry.text("member_id"));
    Ok(members.filter_map(|id| people.number_of_table_id(id)).collect())
}
