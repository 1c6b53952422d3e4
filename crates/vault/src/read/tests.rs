mod arbitrary;
mod attributes;
mod choice;
mod content;
mod craft;
mod epochs;
mod fallback;
mod forged;
mod health;
mod history;
mod hostile;
mod interruption;
mod listing;
mod matrix;
mod places;
mod receipt;
mod refusal;
mod script;
mod selection;
mod stock;
mod tree;

use std::fs;
use std::path::{Path, PathBuf};

use groupkeep_monitor::Silent;

use super::{RestoreJob, RestoreReport, View, look, open, restore};
use crate::error::Error;
use crate::fixture::Fixture;
use crate::format::path::EntryPath;

fn path(text: &str) -> EntryPath {
    EntryPath::from_bytes(text.as_bytes()).unwrap()
}

async fn view(fixture: &Fixture) -> View<'_> {
    look(&fixture.destinations, Some(fixture.vault)).await.unwrap()
}

/// Restores `wanted` from all destinations to `to`, beside the source folder.
async fn restore_to(fixture: &Fixture, wanted: &str, paths: &[EntryPath], to: &str) -> Result<RestoreReport, Error> {
    let view = look(&fixture.destinations, Some(fixture.vault)).await?;
    let mut opened = open(&view, view.choose(wanted)?, std::slice::from_ref(&fixture.identity)).await?;
    restore(&mut opened, RestoreJob { paths, to: &fixture.path(to) }, &Silent).await
}

/// What can happen to an object at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Harm {
    Deleted,
    Truncated,
    Flipped,
    Replaced,
}

impl Harm {
    const ALL: [Self; 4] = [Self::Deleted, Self::Truncated, Self::Flipped, Self::Replaced];

    /// Does it to `file`; `other` is what replaces it.
    fn happen(self, file: &Path, other: &Path) {
        let mut bytes = fs::read(file).unwrap();
        match self {
            Self::Deleted => return fs::remove_file(file).unwrap(),
            Self::Truncated => bytes.truncate(bytes.len() / 2),
            Self::Flipped => {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
            }
            Self::Replaced => {
                let before = std::mem::replace(&mut bytes, fs::read(other).unwrap());
                assert_ne!(before, bytes);
            }
        }
        fs::write(file, bytes).unwrap();
    }
}

/// The files of a destination whose keys begin with `prefix`, sorted.
async fn objects(fixture: &Fixture, place: &str, prefix: &str) -> Vec<PathBuf> {
    let destination = fixture.destinations.iter().find(|destination| destination.name == place).unwrap();
    let listed = destination.store().unwrap().list(prefix).await.unwrap();
    listed.into_iter().map(|object| fixture.path(place).join(object.key)).collect()
}

/// The files of the packs of a destination, sorted.
async fn packs(fixture: &Fixture, place: &str) -> Vec<PathBuf> {
    objects(fixture, place, &crate::format::key::packs(&fixture.credential.writer)).await
}
