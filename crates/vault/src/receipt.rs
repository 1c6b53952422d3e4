//! Receipts: signed files beside the group that say what a backup or a verification did, for whoever judges them
//! without asking the vault.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use groupkeep_keys::{AllowedSigners, Namespace, SigningKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::backup::report::{BackupReport, Status};
use crate::credential::Credential;
use crate::destination::Destination;
use crate::error::Error;
use crate::format::signed::{Body, Signed, check_kind};
use crate::format::{Malformed, text};
use crate::id::{Digest, VaultId, WriterName};

/// The schema every receipt names.
pub const SCHEMA: &str = "groupkeep/receipt/v1";

/// What one run did, safe to publish: counts, configured names and paths, no content and no name found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Always `groupkeep/receipt/v1`.
    pub schema: String,
    /// `backup`, `verify`, `heal`, `drill`, `forget`, `prune` or `handover`.
    pub kind: String,
    /// Fingerprint of the key that signed, `SHA256:…`.
    pub signer: String,
    /// The vault.
    pub vault: VaultId,
    /// The writer whose snapshot it is about.
    pub writer: WriterName,
    /// That snapshot's number.
    pub seq: u64,
    /// When it was begun, or when what was done to it was.
    #[serde(with = "text")]
    pub time: Timestamp,
    /// Its statement; absent when none was written.
    pub statement_sha256: Option<Digest>,
    /// Whether it holds everything configured.
    pub complete: bool,
    /// Files in it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many files and folders could not be read.
    pub skipped: u64,
    /// As configured.
    pub sources: Vec<String>,
    /// As configured.
    pub excludes: Vec<String>,
    /// As configured: files of more bytes are in no snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclude_larger_than: Option<u64>,
    /// The time of the oldest own snapshot still there.
    pub oldest_snapshot: Option<String>,
    /// How many recipients can read the vault.
    pub readers: u64,
    /// How many shares open it, where it is split.
    pub threshold: Option<u64>,
    /// Whether an identity that reads the vault is on the machine that writes it.
    pub identity_on_this_machine: bool,
    /// One per destination.
    pub destinations: Vec<ReceiptDestination>,
    /// What a drill did, in receipts of that kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill: Option<Drill>,
}

/// One destination in a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptDestination {
    /// Its configured name.
    pub name: String,
    /// The kind of place.
    pub r#type: String,
    /// As configured.
    pub provider: Option<String>,
    /// As configured.
    pub region: Option<String>,
    /// As configured.
    pub offsite: bool,
    /// `ok`, or what is wrong.
    pub status: String,
    /// The number of the newest own snapshot there.
    pub newest_seq: Option<u64>,
    /// When it was last verified.
    pub verified_at: Option<String>,
    /// How much of its bytes was read for that, in thousandths.
    pub verified_share: Option<u64>,
}

/// What a drill did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drill {
    /// Files restored and compared.
    pub sampled: u64,
    /// Files that were not what they should be.
    pub mismatches: u64,
    /// Who did it.
    pub by: String,
}

impl Body for Receipt {
    const WHAT: &'static str = "receipt";
    const NAMESPACE: Namespace = Namespace::Receipt;

    fn signer(&self) -> &str {
        &self.signer
    }

    fn check(&self) -> Result<(), Malformed> {
        check_kind(Self::WHAT, &self.schema, SCHEMA)
    }
}

impl Receipt {
    /// The receipt of a backup. `destinations` are those of the job.
    #[must_use]
    pub fn of_backup(
        report: &BackupReport,
        destinations: &[Destination],
        credential: &Credential,
        identity_on_this_machine: bool,
    ) -> Self {
        let places: BTreeMap<&str, &Destination> = destinations.iter().map(|one| (&one.name[..], one)).collect();
        let destination = |entry: &crate::DestinationReport| {
            let place = places.get(&entry.name[..]);
            ReceiptDestination {
                name: entry.name.clone(),
                r#type: place.map(|place| place.kind.clone()).unwrap_or_default(),
                provider: place.and_then(|place| place.provider.clone()),
                region: place.and_then(|place| place.region.clone()),
                offsite: place.is_some_and(|place| place.offsite),
                status: status_name(entry.status).to_owned(),
                newest_seq: entry.newest_seq,
                verified_at: None,
                verified_share: None,
            }
        };
        Self {
            schema: SCHEMA.to_owned(),
            kind: "backup".to_owned(),
            signer: credential.signing_key.public().fingerprint(),
            vault: report.vault,
            writer: report.writer.clone(),
            seq: report.seq,
            time: report.time,
            statement_sha256: report.snapshot,
            complete: report.complete,
            files: report.counts.files,
            bytes: report.counts.bytes,
            skipped: report.counts.unread,
            sources: report.sources.clone(),
            excludes: report.excludes.clone(),
            exclude_larger_than: report.exclude_larger_than,
            oldest_snapshot: report.oldest_snapshot.map(|time| time.to_string()),
            readers: report.readers,
            threshold: report.threshold,
            identity_on_this_machine,
            destinations: report.destinations.iter().map(destination).collect(),
            drill: None,
        }
    }

    /// Signs the receipt into `folder`, as `<kind>-<UTC time>-<signer>.json`, and says where. A receipt of the same
    /// kind, second and signer is replaced, which is the same run told again.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Format`].
    pub fn write(self, folder: &Path, key: &SigningKey) -> Result<PathBuf, Error> {
        let name = format!("{}-{}-{}.json", self.kind, self.time.strftime("%Y%m%dT%H%M%SZ"), key.public().key_id());
        let signed = Signed::sign(self, key)?;
        let path = folder.join(name);
        write_whole(&path, &signed.bytes)?;
        Ok(path)
    }
}

/// The word a receipt has for a status.
fn status_name(status: Status) -> &'static str {
    match status {
        Status::Ok => "ok",
        Status::Failed => "failed",
        Status::Unreachable => "unreachable",
        Status::Lost => "lost",
        Status::Foreign => "foreign",
    }
}

/// Writes what the group's folder keeps about its vault: `.groupkeep/vault` with the id, and a line in
/// `.groupkeep/allowed_signers` that lets the writer's key sign receipts and nothing else. What is there already stays.
///
/// # Errors
/// [`Error::OtherVault`] when another id is there, and then nothing is written; [`Error::BadFile`]; [`Error::Io`];
/// [`Error::Keys`] when `allowed_signers` does not parse.
pub fn pin(group_keep: &Path, credential: &Credential) -> Result<(), Error> {
    let (path, expected) = (group_keep.join("vault"), credential.vault);
    match pinned(group_keep)? {
        Some(found) if found != expected => return Err(Error::OtherVault { path, found, expected }),
        Some(_) => {}
        None => write_whole(&path, format!("{expected}\n").as_bytes())?,
    }
    let path = group_keep.join("allowed_signers");
    let key = credential.signing_key.public();
    let mut text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(source) => return Err(Error::Io { action: "read", path, source }),
    };
    if AllowedSigners::parse(&path, &text)?.keys().contains(&key) {
        return Ok(());
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let principal = format!("writer-{}", credential.writer);
    text.push_str(AllowedSigners::line_for(&principal, &[Namespace::Receipt], &key)?.trim_end());
    text.push('\n');
    write_whole(&path, text.as_bytes())
}

/// The vault a group's folder names in `.groupkeep/vault`.
///
/// # Errors
/// [`Error::Io`]; [`Error::BadFile`] when it holds anything but an id.
pub fn pinned(group_keep: &Path) -> Result<Option<VaultId>, Error> {
    let path = group_keep.join("vault");
    match std::fs::read_to_string(&path) {
        Ok(text) => {
            let parsed = text.trim().parse();
            parsed.map(Some).map_err(|_| Error::BadFile {
                path,
                source: Malformed::new("vault id", "is not 64 hexadecimal characters"),
            })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Io { action: "read", path, source }),
    }
}

/// Writes a file that may be read by anyone, in one step.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |source| Error::Io { action: "write", path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut temp = tempfile::Builder::new().permissions(readable()).tempfile_in(folder).map_err(failed)?;
    std::io::Write::write_all(&mut temp, bytes).map_err(failed)?;
    temp.as_file().sync_all().map_err(failed)?;
    temp.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

fn readable() -> std::fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}

#[cfg(test)]
mod tests;
