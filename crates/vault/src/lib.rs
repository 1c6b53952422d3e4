//! Encrypted, deduplicated snapshots on several destinations at once.
//!
//! [`mod@format`] is what every object holds. [`NewVault`] makes a vault, [`backup`] adds a snapshot to it with nothing but a
//! [`Credential`], which reads none; [`look`], [`open`] and [`restore`] read one with an identity, [`verify`] tells which
//! destination has what. [`Receipt`]s say what was done to whoever does not ask the vault.
//!
//! The crate knows nothing of chats: it must succeed on files no reader understands.

mod backup;
pub mod create;
mod credential;
mod destination;
mod documents;
pub mod env;
mod error;
#[cfg(test)]
mod fixture;
pub mod format;
mod id;
mod info;
mod read;
mod receipt;
mod sources;
mod state;
mod statements;
pub mod system;
mod xattrs;

pub use backup::report::{BackupReport, DestinationReport, LeftOut, Skipped, Status};
pub use backup::{BackupJob, backup};
pub use create::{NewVault, check_empty, find_unfinished, finish};
pub use credential::Credential;
pub use destination::{Access, Destination};
pub use documents::{Documents, read_documents};
pub use env::{Clock, Env, Random};
pub use error::{Error, told};
pub use id::{ChunkId, Digest, MalformedId, VaultId, WriterName};
pub use info::{CardPlace, VaultInfo, WriterInfo, card};
pub use read::{
    Change, Depth, DestinationVerdict, Diff, DiffLine, Found, Health, Listing, Opened, Patterns, RestoreJob,
    RestoreReport, Search, Seen, Snapshot, SnapshotLine, VerifyReport, View, cat, diff, find, look, ls, open, restore,
    snapshots, verify,
};
pub use receipt::{Drill, Receipt, ReceiptDestination, pin, pinned};
pub use sources::{LeaveOut, Never, Sources};
pub use state::{Lock, State};
pub use statements::{Refused, Statements, read_statement, read_statements, verify_statement};
