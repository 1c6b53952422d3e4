//! Receipts of backups, verifications and drills: the only thing a check knows of the vault.

use std::path::{Path, PathBuf};

use groupkeep_keys::{Namespace, signed};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::trust::Trust;

/// A larger file is no receipt.
const LARGEST: u64 = 1 << 20;

/// What a receipt says of one destination. Unknown keys are another version's and are passed over.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ReceiptDestination {
    /// As in `backup.destinations`.
    pub name: String,
    /// `ok` when everything arrived or was found.
    #[serde(default)]
    pub status: String,
    /// When the destination was last found whole.
    #[serde(default, deserialize_with = "optional_instant")]
    pub verified_at: Option<Timestamp>,
}

/// A drill's outcome.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Drill {
    /// How many files were restored and compared.
    #[serde(default)]
    pub sampled: u64,
    /// How many differed.
    #[serde(default)]
    pub mismatches: u64,
    /// Member id or principal of who did it.
    #[serde(default)]
    pub by: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Body {
    kind: String,
    #[serde(default)]
    vault: Option<String>,
    #[serde(deserialize_with = "instant")]
    time: Timestamp,
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    sources: Vec<String>,
    #[serde(default)]
    excludes: Vec<String>,
    #[serde(default)]
    exclude_larger_than: Option<u64>,
    #[serde(default)]
    destinations: Vec<ReceiptDestination>,
    #[serde(default)]
    drill: Option<Drill>,
}

fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn optional_instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    text.map(|text| text.parse().map_err(serde::de::Error::custom)).transpose()
}

/// A receipt whose signature is sound and whose key is listed.
#[derive(Debug, Clone)]
pub(crate) struct Receipt {
    /// `backup`, `verify`, `drill`, `handover`, …
    pub kind: String,
    /// When it was made, at most the moment the check is made for.
    pub time: Timestamp,
    /// When it was really made, to compare with the times of files.
    pub made: Timestamp,
    /// Everything that was to be stored or verified was.
    pub complete: bool,
    /// The folders and files stored, relative to the group's folder.
    pub sources: Vec<String>,
    /// Patterns left out.
    pub excludes: Vec<String>,
    /// Files of more bytes are left out.
    pub exclude_larger_than: Option<u64>,
    /// What it says of each destination.
    pub destinations: Vec<ReceiptDestination>,
    /// For drills.
    pub drill: Option<Drill>,
}

/// The receipts of a group.
#[derive(Debug, Default)]
pub(crate) struct Receipts {
    /// Those that count, oldest first.
    pub trusted: Vec<Receipt>,
    /// Signed soundly, by a key that nobody listed or about another vault.
    pub untrusted: Vec<PathBuf>,
    /// No signed object, cut, or altered.
    pub damaged: Vec<PathBuf>,
}

impl Receipts {
    /// Reads `.groupkeep/receipts/*.json` of the group at `dir`. Times after `as_of` become `as_of`. Where the group has
    /// a vault, receipts of any other count for nothing.
    pub fn load(dir: &Path, vault: Option<&str>, trust: &Trust, as_of: Timestamp) -> Result<Self, crate::Error> {
        let folder = dir.join(".groupkeep").join("receipts");
        let pinned = std::fs::read_to_string(dir.join(".groupkeep").join("vault")).ok();
        let vault = vault.or(pinned.as_deref().map(str::trim)).filter(|id| !id.is_empty());
        let mut receipts = Self::default();
        for path in super::files_in(&folder, "json")? {
            let small = std::fs::metadata(&path).is_ok_and(|meta| meta.len() <= LARGEST);
            let bytes = if small { std::fs::read(&path).unwrap_or_default() } else { Vec::new() };
            match read(&bytes, vault, trust, as_of) {
                Ok(receipt) => receipts.trusted.push(receipt),
                Err(Refused::Untrusted) => receipts.untrusted.push(path),
                Err(Refused::Damaged) => receipts.damaged.push(path),
            }
        }
        receipts.trusted.sort_by_key(|receipt| receipt.time);
        Ok(receipts)
    }

    /// The newest complete backup.
    pub fn newest_backup(&self) -> Option<&Receipt> {
        self.trusted.iter().rev().find(|receipt| receipt.kind == "backup" && receipt.complete)
    }
}

enum Refused {
    Untrusted,
    Damaged,
}

fn read(bytes: &[u8], vault: Option<&str>, trust: &Trust, as_of: Timestamp) -> Result<Receipt, Refused> {
    let object = signed::read(bytes).map_err(|_| Refused::Damaged)?;
    // The time inside decides whether the key was allowed then; it counts only once the signature has been checked.
    let body: Body = serde_json::from_str(object.body()).map_err(|_| Refused::Damaged)?;
    let verified = object.verify_allowed(&trust.receipts, Namespace::Receipt, None, body.time);
    verified.map_err(|error| match error {
        groupkeep_keys::Error::NotAllowed { .. } => Refused::Untrusted,
        _ => Refused::Damaged,
    })?;
    if let (Some(own), Some(other)) = (vault, &body.vault)
        && own != other
    {
        return Err(Refused::Untrusted);
    }
    let clamp = |time: Timestamp| time.min(as_of);
    let mut destinations = body.destinations;
    for destination in &mut destinations {
        destination.verified_at = destination.verified_at.map(clamp);
    }
    Ok(Receipt {
        kind: body.kind,
        time: clamp(body.time),
        made: body.time,
        complete: body.complete,
        sources: body.sources,
        excludes: body.excludes,
        exclude_larger_than: body.exclude_larger_than,
        destinations,
        drill: body.drill,
    })
}

#[cfg(test)]
mod tests {
    use groupkeep_keys::{AllowedSigners, SigningKey};

    use super::*;

    fn group(body: &str, namespace: Namespace, listed: bool) -> (tempfile::TempDir, Trust) {
        let dir = tempfile::tempdir().unwrap();
        let key = SigningKey::generate("receipts");
        let folder = dir.path().join(".groupkeep/receipts");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("backup-1.json"), signed::write(body, &key, namespace).unwrap()).unwrap();
        let line = AllowedSigners::line_for("laptop", &[Namespace::Receipt], &key.public()).unwrap();
        let allowed =
            if listed { AllowedSigners::parse(Path::new("s"), &line).unwrap() } else { AllowedSigners::empty() };
        (dir, Trust { people: AllowedSigners::empty(), receipts: allowed })
    }

    const BODY: &str = r#"{"schema":"groupkeep/receipt/v0","kind":"backup","time":"2026-10-30T00:00:00Z","complete":true,"sources":["."],"destinations":[{"name":"near","status":"ok","verified_at":null,"type":"local"}]}"#;

    fn counts(group: &(tempfile::TempDir, Trust), as_of: &str) -> (usize, usize, usize) {
        let receipts = Receipts::load(group.0.path(), None, &group.1, as_of.parse().unwrap()).unwrap();
        (receipts.trusted.len(), receipts.untrusted.len(), receipts.damaged.len())
    }

    #[test]
    fn a_listed_key_counts_and_another_does_not() {
        assert_eq!(counts(&group(BODY, Namespace::Receipt, true), "2026-11-01T00:00:00Z"), (1, 0, 0));
        assert_eq!(counts(&group(BODY, Namespace::Receipt, false), "2026-11-01T00:00:00Z"), (0, 1, 0));
    }

    #[test]
    fn another_namespace_or_an_altered_byte_counts_as_damage() {
        assert_eq!(counts(&group(BODY, Namespace::Waiver, true), "2026-11-01T00:00:00Z"), (0, 0, 1));
        let altered = group(BODY, Namespace::Receipt, true);
        let path = altered.0.path().join(".groupkeep/receipts/backup-1.json");
        let text = std::fs::read_to_string(&path).unwrap().replace("near", "fear");
        std::fs::write(path, text).unwrap();
        assert_eq!(counts(&altered, "2026-11-01T00:00:00Z"), (0, 0, 1));
    }

    #[test]
    fn a_receipt_from_after_the_moment_counts_as_made_at_it() {
        let group = group(BODY, Namespace::Receipt, true);
        let as_of = "2026-10-01T00:00:00Z".parse().unwrap();
        let receipts = Receipts::load(group.0.path(), None, &group.1, as_of).unwrap();
        assert_eq!(receipts.newest_backup().map(|receipt| receipt.time), Some(as_of));
    }

    #[test]
    fn a_receipt_of_another_vault_counts_for_nothing() {
        let body = BODY.replacen("\"kind\"", "\"vault\":\"ab\",\"kind\"", 1);
        let group = group(&body, Namespace::Receipt, true);
        assert_eq!(counts(&group, "2026-11-01T00:00:00Z"), (1, 0, 0));
        std::fs::write(group.0.path().join(".groupkeep/vault"), "ab\n").unwrap();
        assert_eq!(counts(&group, "2026-11-01T00:00:00Z"), (1, 0, 0));
        std::fs::write(group.0.path().join(".groupkeep/vault"), "cd\n").unwrap();
        assert_eq!(counts(&group, "2026-11-01T00:00:00Z"), (0, 1, 0));
    }

    #[test]
    fn no_folder_means_no_receipts() {
        let dir = tempfile::tempdir().unwrap();
        let receipts = Receipts::load(dir.path(), None, &Trust::default(), Timestamp::UNIX_EPOCH).unwrap();
        assert!(receipts.trusted.is_empty() && receipts.newest_backup().is_none());
    }
}
