//! The receipt of a verification.

use jiff::Timestamp;

use super::verify::{Depth, Health, VerifyReport};
use super::view::View;
use crate::credential::Credential;
use crate::receipt::{Receipt, ReceiptDestination, SCHEMA};

/// Thousandths of a destination's objects that a full reading has read.
const ALL: u64 = 1000;

impl Receipt {
    /// The receipt of a verification that `credential`'s machine made at `time`. A destination counts as verified when
    /// everything it needs was read there and found intact.
    #[must_use]
    pub fn of_verification(
        view: &View<'_>,
        report: &VerifyReport,
        depth: Depth,
        credential: &Credential,
        time: Timestamp,
        identity_on_this_machine: bool,
    ) -> Self {
        let document = &view.documents.newest().body;
        let own = || view.snapshots.iter().filter(|snapshot| snapshot.statement.body.writer == credential.writer);
        let newest = own().next_back();
        let destinations = view.seen.iter().zip(&report.destinations).map(|(seen, verdict)| {
            let read = depth == Depth::Hash && verdict.status == Health::Ok;
            let there = own().rfind(|snapshot| snapshot.at.contains(&verdict.name));
            ReceiptDestination {
                name: verdict.name.clone(),
                r#type: seen.destination.kind.clone(),
                provider: seen.destination.provider.clone(),
                region: seen.destination.region.clone(),
                offsite: seen.destination.offsite,
                status: verdict.status.name().to_owned(),
                newest_seq: there.map(|snapshot| snapshot.statement.body.seq),
                verified_at: read.then(|| time.to_string()),
                verified_share: read.then_some(ALL),
            }
        });
        Self {
            schema: SCHEMA.to_owned(),
            kind: "verify".to_owned(),
            signer: credential.signing_key.public().fingerprint(),
            vault: view.documents.vault(),
            writer: credential.writer.clone(),
            seq: newest.map_or(0, |snapshot| snapshot.statement.body.seq),
            time,
            statement_sha256: newest.map(|snapshot| snapshot.statement.sha256),
            complete: report.destinations.iter().all(|verdict| verdict.status == Health::Ok),
            files: 0,
            bytes: 0,
            skipped: 0,
            sources: Vec::new(),
            excludes: Vec::new(),
            exclude_larger_than: None,
            oldest_snapshot: own().map(|snapshot| snapshot.statement.body.time).min().map(|time| time.to_string()),
            readers: document.readers.len() as u64,
            threshold: document.threshold,
            identity_on_this_machine,
            destinations: destinations.collect(),
            drill: None,
        }
    }
}
