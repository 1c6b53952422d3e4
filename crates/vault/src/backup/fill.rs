//! Catching destinations up by copying checked bytes from one another.

use std::collections::HashSet;
use std::sync::Arc;

use groupkeep_monitor::Monitor;

use crate::backup::upload::{Lane, Object};
use crate::documents::Documents;
use crate::error::{Error, told};
use crate::format::Malformed;
use crate::format::key::{self, ObjectKey};
use crate::format::list::List;
use crate::format::signed::{Body as _, Signed, check_size};
use crate::format::statement::Statement;
use crate::id::{Digest, WriterName};
use crate::statements::read_statement;

/// Copies the vault documents and sealed epoch identities that `lane` lacks.
///
/// # Errors
/// [`Error::Destination`] of `lane`.
pub(crate) async fn fill_documents(lane: &Lane, others: &[Arc<Lane>], documents: &Documents) -> Result<(), Error> {
    // Identities first: a document is only there together with what it names.
    for (epoch, sha256) in epochs(documents) {
        let key = ObjectKey::Epoch { number: epoch, sha256 };
        if lane.size(&key.to_string()).is_none()
            && let Some(object) = find(others, &key, sha256, None).await
        {
            lane.put(&object).await?;
        }
    }
    for document in documents.all() {
        if lane.size(&document.key().to_string()).is_none() {
            let object = Object { key: document.key(), sha256: document.sha256, bytes: document.bytes.clone().into() };
            lane.put(&object).await?;
        }
    }
    Ok(())
}

fn epochs(documents: &Documents) -> Vec<(u64, Digest)> {
    let all = documents.all().iter().flat_map(|document| &document.body.epochs);
    let mut epochs: Vec<_> = all.flat_map(|epoch| epoch.sealed.iter().map(|sha256| (epoch.number, *sha256))).collect();
    epochs.sort_unstable();
    epochs.dedup();
    epochs
}

/// Copies every object of `list` that `lane` lacks, or holds at another size, from whoever has it intact.
///
/// # Errors
/// [`Error::Lacking`] with the first object nobody has, naming whose copies are damaged; [`Error::InTheWay`];
/// [`Error::Destination`] of `lane`; [`Error::Interrupted`].
pub(crate) async fn fill_list(
    lane: &Lane,
    others: &[Arc<Lane>],
    writer: &WriterName,
    list: &List,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Result<(), Error> {
    for line in &list.lines {
        let key = line.key(writer);
        if lane.size(&key.to_string()) == Some(line.bytes) {
            continue;
        }
        if stopped() {
            return Err(Error::Interrupted);
        }
        match find(others, &key, line.sha256, Some(line.bytes)).await {
            Some(object) => lane.put(&object).await?,
            None => return Err(lacking(others, key.to_string())),
        }
    }
    Ok(())
}

fn lacking(lanes: &[Arc<Lane>], key: String) -> Error {
    let spoiled = lanes.iter().filter(|lane| lane.spoiled().contains(&key));
    let names: Vec<String> = spoiled.map(|lane| format!("`{}`", lane.destination.name)).collect();
    let reason = if names.is_empty() {
        "is at no destination that can be read".to_owned()
    } else {
        format!("is damaged at destination {}", names.join(", "))
    };
    Error::Lacking { key, source: Malformed::new("object", reason) }
}

/// Copies the statements that other destinations have and `lane` lacks, each after everything it needs. What cannot be
/// completed is left for a later run, with a note: a statement is only where all its objects are. None of that concerns
/// the new snapshot, so nothing but an interruption is an error.
///
/// # Errors
/// [`Error::Interrupted`].
pub(crate) async fn fill_statements(
    lane: &Lane,
    others: &[Arc<Lane>],
    documents: &Documents,
    buried: &HashSet<String>,
    monitor: &dyn Monitor,
) -> Result<(), Error> {
    let writers: Vec<&WriterName> = documents.newest().body.writers.iter().map(|writer| &writer.name).collect();
    let wanted: std::collections::BTreeSet<String> = others
        .iter()
        .flat_map(|other| writers.iter().flat_map(|writer| other.keys(&key::snapshots(writer))))
        .filter(|key| lane.size(key).is_none() && !buried.contains(key))
        .collect();
    let name = &lane.destination.name;
    for key in wanted {
        let Some(statement) = find_statement(others, documents, &key).await else { continue };
        match fill_statement(lane, others, buried, statement, &|| monitor.stopped()).await {
            Ok(()) => {}
            Err(Error::Interrupted) => return Err(Error::Interrupted),
            Err(error) => {
                monitor.note(&format!("older snapshot {key} was not copied to destination `{name}`: {}", told(&error)));
                // A place that is full or gone takes no other snapshot either.
                if matches!(error, Error::Destination { .. }) {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

async fn fill_statement(
    lane: &Lane,
    others: &[Arc<Lane>],
    buried: &HashSet<String>,
    statement: Signed<Statement>,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Result<(), Error> {
    let writer = &statement.body.writer;
    let Some((texts, list)) = find_list(others, &statement).await else {
        let sha256 = statement.body.list.sha256;
        return Err(lacking(others, ObjectKey::List { writer: writer.clone(), sha256 }.to_string()));
    };
    if list.lines.iter().any(|line| buried.contains(&line.key(writer).to_string())) {
        return Ok(());
    }
    fill_list(lane, others, writer, &list, stopped).await?;
    for text in &texts {
        lane.put(text).await?;
    }
    let (key, sha256) = (statement.key(), statement.sha256);
    lane.put(&Object { key, sha256, bytes: statement.bytes.into() }).await
}

async fn find_statement(lanes: &[Arc<Lane>], documents: &Documents, key: &str) -> Option<Signed<Statement>> {
    let sizes = lanes.iter().filter_map(|lane| Some((lane, lane.size(key)?)));
    for (lane, _) in sizes.filter(|(_, size)| check_size(Statement::WHAT, *size).is_ok()) {
        if let Ok(Ok(statement)) = read_statement(&lane.destination, documents, key).await {
            return Some(statement);
        }
    }
    None
}

/// The list of a statement from whoever has it intact, with the objects it is written in: the list itself, after the
/// one it is relative to, if it is.
pub(crate) async fn find_list(lanes: &[Arc<Lane>], statement: &Signed<Statement>) -> Option<(Vec<Object>, List)> {
    let writer = &statement.body.writer;
    let object = find_text(lanes, writer, statement.body.list.sha256).await?;
    let text = std::str::from_utf8(&object.bytes).ok()?;
    let Some(base) = List::base_of(text).ok()? else {
        let list = List::parse(text, None).ok()?;
        return Some((vec![object], list));
    };
    let base_object = find_text(lanes, writer, base).await?;
    let base = List::parse(std::str::from_utf8(&base_object.bytes).ok()?, None).ok()?;
    let list = List::parse(text, Some(&base)).ok()?;
    Some((vec![base_object, object], list))
}

async fn find_text(lanes: &[Arc<Lane>], writer: &WriterName, sha256: Digest) -> Option<Object> {
    find(lanes, &ObjectKey::List { writer: writer.clone(), sha256 }, sha256, None).await
}

/// An object from the first lane that has it intact. Copies found damaged on the way count as absent from now on.
pub(crate) async fn find(lanes: &[Arc<Lane>], key: &ObjectKey, sha256: Digest, size: Option<u64>) -> Option<Object> {
    let name = key.to_string();
    for lane in lanes.iter().filter(|lane| lane.size(&name).is_some_and(|found| size.is_none_or(|size| size == found)))
    {
        match lane.destination.fetch(key, &sha256).await {
            Ok(Some(bytes)) => return Some(Object { key: key.clone(), sha256, bytes: bytes.into() }),
            Err(Error::Damaged { .. }) => lane.spoil(name.clone()),
            Ok(None) | Err(_) => {}
        }
    }
    None
}
