//! What can go wrong with a vault.

use std::io;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;

use crate::format::Malformed;
use crate::id::VaultId;

/// Why an operation on a vault failed. Each message names the destination, key, path or id concerned; none carries a
/// secret or the content of a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A destination did not do what it was asked.
    #[error("destination `{destination}` failed")]
    Destination {
        /// Its configured name.
        destination: String,
        /// What it said; shared, because a place that could not be opened fails every job in the same way.
        source: Arc<groupkeep_store::Error>,
    },
    /// An object is not what its name or signature says.
    #[error("`{key}` at destination `{destination}` is damaged")]
    Damaged {
        /// The destination's name.
        destination: String,
        /// The object.
        key: String,
        /// What is wrong with it.
        source: Malformed,
    },
    /// An object is to be put where something else stands under its name. Nothing is ever overwritten, so whatever stands
    /// there has to go first.
    #[error("destination `{destination}`: damaged object {key} is in the way; remove that file (there is no heal yet)")]
    InTheWay {
        /// The destination's name.
        destination: String,
        /// The object.
        key: String,
        /// The destination as a person names it: a path, or `s3://bucket/prefix`.
        place: String,
    },
    /// A destination that should hold the vault holds none of its documents.
    #[error("destination `{destination}` has lost vault {vault}: not mounted, or wiped?")]
    Lost {
        /// The destination's name.
        destination: String,
        /// The vault that should be there.
        vault: VaultId,
    },
    /// A destination holds another vault than the pinned one.
    #[error("destination `{destination}` holds another vault, {found}, not {expected}")]
    Foreign {
        /// The destination's name.
        destination: String,
        /// The vault that is there.
        found: VaultId,
        /// The vault that should be.
        expected: VaultId,
    },
    /// A destination that should be empty is not.
    #[error("destination `{destination}` is not empty: it holds {what}")]
    NotEmpty {
        /// The destination's name.
        destination: String,
        /// What was found, as in "vault 12ab…" or "`notes.txt`".
        what: String,
    },
    /// No destination holds any vault.
    #[error("no vault at destination `{destination}`")]
    NoVault {
        /// The destination's name.
        destination: String,
    },
    /// Several vaults where one was expected and none is pinned.
    #[error("destination `{destination}` holds {count} vaults, and none is chosen")]
    Ambiguous {
        /// The destination's name.
        destination: String,
        /// How many.
        count: usize,
    },
    /// Two valid vault documents of one generation: somebody with a root key made a fork.
    #[error("vault {vault} has two documents of generation {generation}")]
    Forked {
        /// The vault.
        vault: VaultId,
        /// The generation there is twice.
        generation: u64,
    },
    /// The newest vault document found is older than one that was seen before.
    #[error("vault {vault} was rolled back: generation {seen} was seen before, the newest found is {found}")]
    RolledBack {
        /// The vault.
        vault: VaultId,
        /// The newest generation ever seen.
        seen: u64,
        /// The newest generation found.
        found: u64,
    },
    /// No destination can be used, or fewer than the success policy allows to begin with.
    #[error("no destination of vault {vault} can be used")]
    NoDestination {
        /// The vault.
        vault: VaultId,
    },
    /// Something the snapshot needs is about to be deleted at a destination.
    #[error("`{key}` is about to be deleted at destination `{destination}`")]
    Buried {
        /// The destination's name.
        destination: String,
        /// The object.
        key: String,
    },
    /// A statement took so long to be written that what it needs may have been deleted meanwhile.
    #[error("writing the snapshot to destination `{destination}` took longer than a day")]
    TooSlow {
        /// The destination's name.
        destination: String,
    },
    /// This machine's writer is not in the vault document, or was retired.
    #[error("writer {writer} may not write to vault {vault}")]
    NotAWriter {
        /// The writer's name.
        writer: String,
        /// The vault.
        vault: VaultId,
    },
    /// There is no credential for writing to the vault.
    #[error("no writer credential at {}", path.display())]
    NoCredential {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A file of ours that does not parse.
    #[error("{} is damaged", path.display())]
    BadFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Malformed,
    },
    /// The group has another vault already.
    #[error("{} names vault {found}, not {expected}", path.display())]
    OtherVault {
        /// The file, untouched.
        path: PathBuf,
        /// The vault it names.
        found: VaultId,
        /// The vault it was to name.
        expected: VaultId,
    },
    /// The credential belongs to another vault.
    #[error("the credential {} is for vault {found}, not {expected}", path.display())]
    OtherCredential {
        /// The file.
        path: PathBuf,
        /// The vault it is for.
        found: VaultId,
        /// The vault it should be for.
        expected: VaultId,
    },
    /// Another run is using the state.
    #[error("{} is in use{}", path.display(), holder.map(|pid| format!(" by process {pid}")).unwrap_or_default())]
    Locked {
        /// The locked file.
        path: PathBuf,
        /// The process that holds it, where it wrote its number.
        holder: Option<u32>,
    },
    /// A local file or folder could not be read or written.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was tried, as in "read" or "write".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A source that is not there, or two that contradict each other.
    #[error("source {}: {reason}", path.display())]
    Source {
        /// The source as configured.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Something to search for that is no glob.
    #[error("`{pattern}` is no pattern to search for: {reason}")]
    Search {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A restore would have mixed with what is there.
    #[error("{} is not empty", path.display())]
    TargetNotEmpty {
        /// The folder, untouched.
        path: PathBuf,
    },
    /// Two entries of a snapshot need the same name, as on a file system that ignores case.
    #[error("{} exists already", path.display())]
    Collision {
        /// The second one, which was not written.
        path: PathBuf,
    },
    /// An entry that does not lie in a folder of the same snapshot.
    #[error("{} lies below something that is no folder of the snapshot", path.display())]
    NotBelowFolder {
        /// The entry, relative to the snapshot.
        path: PathBuf,
    },
    /// No snapshot fits what was asked for, or several do.
    #[error("{} `{wanted}`", match fitting { 0 => "no snapshot fits".to_owned(), n => format!("{n} snapshots fit") })]
    NoSnapshot {
        /// What was asked for.
        wanted: String,
        /// How many fit; never 1.
        fitting: usize,
    },
    /// A verified snapshot whose content does not hold together: only its writer can have made it so.
    #[error("snapshot {snapshot} is malformed")]
    BadSnapshot {
        /// The snapshot.
        snapshot: String,
        /// What is wrong with it.
        source: Malformed,
    },
    /// A path that is not in the snapshot.
    #[error("snapshot {snapshot} does not hold {path}")]
    NoSuchPath {
        /// The snapshot.
        snapshot: String,
        /// The path asked for.
        path: String,
    },
    /// An object that no destination holds intact.
    #[error("no destination holds `{key}` intact")]
    Lacking {
        /// The object.
        key: String,
        /// The last thing that was wrong with it.
        source: Malformed,
    },
    /// None of the identities opens the snapshot's epoch.
    #[error("none of the {given} identities given opens epoch {epoch} of vault {vault}")]
    NotAReader {
        /// The vault.
        vault: VaultId,
        /// The epoch's number.
        epoch: u64,
        /// How many identities were tried.
        given: usize,
    },
    /// A key could not be used.
    #[error(transparent)]
    Keys(#[from] groupkeep_keys::Error),
    /// Something we made ourselves breaks the format's rules.
    #[error("cannot write {0}")]
    Format(#[from] Malformed),
    /// The job was asked to stop. What was uploaded is used again by the next run.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// What to do about it, where there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::InTheWay { key, place, .. } => {
                format!("delete {place}/{key}; the next backup puts a good copy there or stores anew what was in it")
            }
            Self::Lost { .. } => "mount or connect it; if it was wiped on purpose, copy the whole folder of another \
                                  destination to it"
                .to_owned(),
            Self::Foreign { .. } => {
                "this place belongs to another group's vault: check the destination's `path:` in groupkeep.yaml"
                    .to_owned()
            }
            Self::NotEmpty { .. } => {
                "choose an empty place, or, if the vault there is yours, write its id as `vault:` into \
                 groupkeep.yaml"
                    .to_owned()
            }
            Self::NoVault { .. } => "check the path; a vault has a folder `vault/` with its documents".to_owned(),
            Self::Ambiguous { .. } => "name the vault's id with --vault".to_owned(),
            Self::Forked { .. } => {
                "nothing is written or trusted until the people who hold the root key have settled which one counts"
                    .to_owned()
            }
            Self::RolledBack { .. } => {
                "reconnect a destination that holds the newer document; if none does, ask the people who hold the root \
                 key"
                .to_owned()
            }
            Self::NoCredential { .. } => {
                "run this on the machine that made the vault, or copy credential.json from its state folder and name \
                 the copy in GROUPKEEP_WRITER"
                    .to_owned()
            }
            Self::OtherVault { .. } => {
                "`groupkeep vault info` shows the vault the group has; remove the file only if that vault is given up"
                    .to_owned()
            }
            Self::Locked { .. } => "wait until the other run has finished".to_owned(),
            Self::TargetNotEmpty { .. } => "choose an absent or empty folder".to_owned(),
            Self::Collision { .. } => "restore to a file system that tells upper and lower case apart".to_owned(),
            Self::NoSnapshot { .. } => "`groupkeep snapshots` lists what there is".to_owned(),
            Self::BadSnapshot { .. } => "restore an earlier snapshot".to_owned(),
            Self::NoSuchPath { .. } => "`groupkeep ls` lists what the snapshot holds".to_owned(),
            Self::Lacking { .. } => {
                "connect another destination that may have it; if none has, delete the damaged copies, and the next \
                 backup stores anew what of it is still in the sources"
                    .to_owned()
            }
            Self::NotAReader { .. } => "give the identity of a reader with --identity".to_owned(),
            Self::Buried { .. } => "the next run writes it anew and succeeds".to_owned(),
            Self::TooSlow { .. } => "was the machine asleep? back up again, then verify".to_owned(),
            Self::Source { .. } => "check `backup.sources` in groupkeep.yaml".to_owned(),
            Self::Search { .. } => "quote special characters by a backslash, as in `\\[1\\]`".to_owned(),
            Self::NotAWriter { .. } => "`groupkeep vault info` shows who may write".to_owned(),
            Self::Damaged { .. } => "another destination may have it intact".to_owned(),
            Self::Destination { source, .. } => return source.hint(),
            Self::Keys(error) => return error.hint(),
            Self::Io { source, .. } => match source.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room there, or choose another place",
                ErrorKind::ReadOnlyFilesystem => "it cannot be written to: choose another place",
                _ => return None,
            }
            .to_owned(),
            _ => return None,
        })
    }

    /// True where going on could lose or leak data: vault documents that contradict each other or the past, and places
    /// and files that hold something else.
    #[must_use]
    pub fn refused_for_safety(&self) -> bool {
        matches!(
            self,
            Self::Forked { .. }
                | Self::RolledBack { .. }
                | Self::NotEmpty { .. }
                | Self::TargetNotEmpty { .. }
                | Self::OtherVault { .. }
        )
    }
}

/// An error and its causes on one line.
#[must_use]
pub fn told(error: &Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
