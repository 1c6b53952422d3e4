//! The end of a run: the list, the statement, and putting both where everything they name is.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use groupkeep_monitor::{Monitor, Unit};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::backup::fill::{fill_list, fill_statements};
use crate::backup::produce::Produced;
use crate::backup::survey::{known_of, tombstoned};
use crate::backup::upload::{Lane, Object};
use crate::backup::{Run, describe};
use crate::documents::Documents;
use crate::env::Clock;
use crate::error::{Error, told};
use crate::format::key::ObjectKey;
use crate::format::list::List;
use crate::format::root::Root;
use crate::format::signed::Signed;
use crate::format::statement::{ListRef, SCHEMA, State, Statement};
use crate::id::{ChunkId, WriterName};
use crate::statements::heads;

/// From the last look at tombstones to the end of writing a statement. Whoever prunes waits far longer before deleting.
const LONGEST_COMMIT: Duration = Duration::from_secs(24 * 3600);

/// A snapshot that was offered to every destination.
#[derive(Debug)]
pub(crate) struct Committed {
    pub(crate) statement: Signed<Statement>,
    pub(crate) produced: Produced,
    pub(crate) complete: bool,
    pub(crate) unchanged: bool,
    pub(crate) bytes_added: u64,
    pub(crate) oldest: Option<Timestamp>,
    /// What the snapshot needs, by key.
    pub(crate) needed: HashSet<String>,
    /// Why the state could not be kept.
    pub(crate) state_error: Option<String>,
}

impl Committed {
    /// This snapshot as the outcome of a run that offered `first` before and could not complete it everywhere.
    pub(crate) fn after(mut self, first: Option<&Self>) -> Self {
        if let Some(first) = first {
            self.bytes_added += first.bytes_added;
            self.produced.bytes_read += first.produced.bytes_read;
        }
        self
    }
}

/// What one destination must have before the statement may be there.
struct Parts {
    writer: WriterName,
    documents: Documents,
    lanes: Vec<Arc<Lane>>,
    buried: HashSet<String>,
    list: List,
    /// Index objects, then the list.
    small: Vec<Object>,
    statement: Object,
    monitor: Arc<dyn Monitor>,
    clock: Arc<dyn Clock>,
}

/// Makes the list and the statement, and completes every healthy destination with them. When at least one has the
/// snapshot, the caches are kept for the next run.
///
/// # Errors
/// [`Error::Interrupted`]; [`Error::Keys`], [`Error::Format`]. Failures of destinations stay with them, and one to keep
/// the caches is part of what comes back: the snapshot is stored.
pub(crate) async fn commit(run: &mut Run, produced: Produced, started: Timestamp) -> Result<Committed, Error> {
    let credential = run.job.credential.clone();
    let mut small = describe(&mut run.cache.index, &produced.used, &credential)?;
    let list = run.cache.index.list(&produced.used);
    let writer = credential.writer.clone();
    small.push(Object::new(|sha256| ObjectKey::List { writer, sha256 }, list.to_text().into_bytes()));
    let list_sha256 = small[small.len() - 1].sha256;
    let bytes_added =
        run.bytes_packed + small[..small.len() - 1].iter().map(|object| object.bytes.len() as u64).sum::<u64>();

    let manifest: Vec<ChunkId> = produced.manifest.iter().map(|chunk| chunk.at.id).collect();
    let same_manifest = run.cache.manifest.as_ref().is_none_or(|before| *before == manifest);
    let unchanged = run.cache.list == Some(list_sha256) && bytes_added == 0 && same_manifest;
    let complete = produced.counts.unread == 0;
    let statement = state(run, &produced, &list, started)?;
    let object = Object { key: statement.key(), sha256: statement.sha256, bytes: statement.bytes.clone().into() };

    run.monitor.phase("completing destinations", Some(run.lanes.len() as u64), Unit::Items);
    let parts = Arc::new(Parts {
        writer: credential.writer.clone(),
        documents: run.documents.clone(),
        lanes: run.lanes.clone(),
        buried: run.buried.clone(),
        list,
        small,
        statement: object,
        monitor: Arc::clone(&run.monitor),
        clock: Arc::clone(&run.job.env.clock),
    });
    let healthy = run.lanes.iter().filter(|lane| lane.is_healthy());
    let tasks: Vec<_> = healthy
        .map(|lane| {
            let (lane, parts) = (Arc::clone(lane), Arc::clone(&parts));
            tokio::spawn(async move {
                let completed = parts.complete(&lane).await;
                parts.monitor.advance(1);
                match completed {
                    Err(Error::Interrupted) => true,
                    Err(error) => {
                        lane.fail(error);
                        false
                    }
                    Ok(()) => false,
                }
            })
        })
        .collect();
    let mut interrupted = false;
    for task in tasks {
        interrupted |= task.await.unwrap_or(false);
    }
    let mut state_error = None;
    let there = run.lanes.iter().any(|lane| lane.size(&parts.statement.key.to_string()).is_some());
    if there {
        run.cache.newest = Some(statement.sha256);
        run.cache.list = Some(list_sha256);
        run.cache.manifest = Some(manifest);
        run.cache.statements.push(known_of(statement.clone()));
        if let Err(error) = run.keep(&produced) {
            let error = told(&error);
            run.monitor.note(&format!("the snapshot is stored, but this machine's state could not be kept: {error}"));
            state_error = Some(error);
        }
    }
    if interrupted {
        return Err(Error::Interrupted);
    }
    let oldest = run.cache.statements.iter().map(|known| known.time).min();
    let needed = parts.needed().collect();
    Ok(Committed { statement, produced, complete, unchanged, bytes_added, oldest, needed, state_error })
}

/// Signs the statement of this run.
fn state(run: &Run, produced: &Produced, list: &List, started: Timestamp) -> Result<Signed<Statement>, Error> {
    let (credential, newest) = (&run.job.credential, run.documents.newest());
    let epoch = newest.body.current_epoch()?;
    let root = Root {
        host: run.job.host.clone(),
        tags: run.job.tags.clone(),
        sources: run.job.sources.configured().to_vec(),
        excludes: run.job.sources.patterns().to_vec(),
        counts: produced.counts,
        manifest: produced.manifest.clone(),
        dedup_key: Zeroizing::new(*credential.dedup_key),
    };
    let known = &run.cache.statements;
    let body = Statement {
        schema: SCHEMA.to_owned(),
        kind: "snapshot".to_owned(),
        vault: credential.vault,
        signer: credential.signing_key.public().fingerprint(),
        writer: credential.writer.clone(),
        series: run.series.clone(),
        seq: known.iter().map(|known| known.seq).max().unwrap_or(0) + 1,
        previous: heads(known.iter().map(|known| (&known.sha256, &known.previous[..]))),
        // Whole seconds are all that retention and people need.
        time: Timestamp::from_second(started.as_second()).unwrap_or(started),
        generation: newest.body.generation,
        document: newest.sha256,
        epoch: epoch.number,
        list: ListRef {
            sha256: crate::id::Digest::of(list.to_text().as_bytes()),
            base: None,
            count: list.lines.len() as u64,
            bytes: list.bytes(),
        },
        state: if produced.counts.unread == 0 { State::Complete } else { State::Partial },
        pinned: false,
        root: root.seal(&epoch.recipient)?,
    };
    Ok(Signed::sign(body, &credential.signing_key)?)
}

impl Parts {
    /// The keys of everything the statement needs.
    fn needed(&self) -> impl Iterator<Item = String> {
        let listed = self.list.lines.iter().map(|line| line.key(&self.writer).to_string());
        listed.chain(self.small.iter().map(|object| object.key.to_string()))
    }

    /// Brings one destination everything the statement needs, then the statement, then older ones it lacks.
    async fn complete(&self, lane: &Lane) -> Result<(), Error> {
        let monitor = Arc::clone(&self.monitor);
        let stopped = move || monitor.stopped();
        for object in &self.small {
            lane.put(object).await?;
        }
        fill_list(lane, &self.lanes, &self.writer, &self.list, &stopped).await?;
        if stopped() {
            return Err(Error::Interrupted);
        }
        // Read again as late as possible: whoever prunes may have begun since this run looked.
        let mut buried = tombstoned(&lane.destination, &self.documents).await?;
        if let Some(key) = self.needed().find(|key| buried.contains(key)) {
            return Err(Error::Buried { destination: lane.destination.name.clone(), key });
        }
        let looked = self.clock.elapsed();
        lane.put(&self.statement).await?;
        if self.clock.elapsed().saturating_sub(looked) > LONGEST_COMMIT {
            return Err(Error::TooSlow { destination: lane.destination.name.clone() });
        }
        buried.extend(self.buried.iter().cloned());
        fill_statements(lane, &self.lanes, &self.documents, &buried, &*self.monitor).await
    }
}

impl Run {
    /// Keeps the caches, and forgets the records of packs that a statement lists now.
    fn keep(&self, produced: &Produced) -> Result<(), Error> {
        let (state, identity) = (&self.job.state, &self.job.credential.index_identity);
        if let Some(newest) = self.cache.newest {
            produced.tree.save(state, identity, newest, &self.series)?;
        }
        self.cache.save(state, identity)?;
        for name in state.pending() {
            state.remove_cache(&name)?;
        }
        Ok(())
    }
}
