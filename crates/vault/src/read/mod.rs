//! Reading: what the destinations say together, restoring and listing snapshots, verifying destinations.

mod chunks;
mod diff;
mod find;
mod listing;
mod needs;
mod opened;
mod receipt;
mod restore;
mod sparse;
mod target;
mod verify;
mod view;

pub use diff::{Change, Diff, DiffLine, diff};
pub use find::{Found, Patterns, Search, find};
pub use listing::{Listing, SnapshotLine, ls, snapshots};
pub use opened::{Opened, open};
pub use restore::{RestoreJob, RestoreReport, cat, restore};
pub use verify::{Depth, DestinationVerdict, Health, VerifyReport, verify};
pub use view::{Seen, Snapshot, View, look};

#[cfg(test)]
mod tests;
