//! Writing a snapshot to every destination.
//!
//! Look at what stands where ([`survey`]); read, chunk and seal once while every destination is handed the same packs
//! ([`produce`], [`upload`]); then complete each destination on its own and put the statement there ([`commit`]).

mod chunker;
mod commit;
pub(crate) mod fill;
mod holes;
mod packer;
mod produce;
pub(crate) mod report;
pub(crate) mod survey;
pub(crate) mod upload;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use groupkeep_config::Success;
use groupkeep_monitor::{Monitor, Unit};
use tokio::sync::mpsc;

use crate::credential::Credential;
use crate::destination::Destination;
use crate::documents::Documents;
use crate::env::Env;
use crate::error::{Error, told};
use crate::format::Malformed;
use crate::format::index::{self, PackIndex};
use crate::format::key::ObjectKey;
use crate::format::list::Kind;
use crate::id::{Digest, hex};
use crate::sources::Sources;
use crate::state::State;
use crate::state::cache::{Cache, ChunkIndex};
use crate::state::tree::Tree;

use produce::{Produced, Producer};
use report::{BackupReport, DestinationReport, Status, enough, status_of};
use survey::Survey;
use upload::{Lane, Object, upload};

/// One backup.
#[derive(Debug, Clone)]
pub struct BackupJob {
    /// The writer; its vault is the one that is written to.
    pub credential: Credential,
    /// The writer's state, locked.
    pub state: Arc<State>,
    /// Where the snapshot goes; at least one.
    pub destinations: Vec<Destination>,
    /// What goes into it.
    pub sources: Arc<Sources>,
    /// How many destinations must have it.
    pub success: Success,
    /// The machine's name, which only readers will see.
    pub host: Option<String>,
    /// Free words, which only readers will see.
    pub tags: Vec<String>,
    /// Whether extended attributes and access control lists are stored.
    pub xattrs: bool,
    /// How many threads compress and seal; at least 1.
    pub threads: usize,
    /// Clock and randomness.
    pub env: Env,
}

/// Writes a snapshot. A destination that cannot be used is part of the report, and the others go on without it.
///
/// # Errors
/// [`Error::Forked`], [`Error::RolledBack`] and [`Error::NotAWriter`] before anything is written;
/// [`Error::Interrupted`] when the monitor asked to stop: what was uploaded is used again next time;
/// [`Error::Source`]; [`Error::Io`] and [`Error::Keys`] when the state cannot be kept.
pub async fn backup(job: BackupJob, monitor: Arc<dyn Monitor>) -> Result<BackupReport, Error> {
    monitor.phase("connecting", Some(job.destinations.len() as u64), Unit::Items);
    let vault = job.credential.vault;
    let survey = survey::survey(&job.destinations, vault).await?;
    let started = job.env.clock.now();
    let Some(documents) = survey.documents.clone() else {
        return Ok(nothing_written(&job, survey, started));
    };
    let lanes = survey.usable();
    documents.no_older_than(job.credential.seen)?;
    if let Some(seen) = job.state.seen()? {
        documents.no_older_than(seen)?;
    }
    survey::check_writer(&documents, &job.credential)?;
    let newest = documents.newest();
    let seen = (newest.body.generation, newest.sha256);
    if job.state.seen()? != Some(seen) {
        job.state.set_seen(seen)?;
    }
    for lane in &lanes {
        monitor.advance(1);
        // A destination that cannot take the documents could not take a snapshot either.
        if let Err(error) = fill::fill_documents(lane, &lanes, &documents).await {
            lane.fail(error);
        }
    }

    let mut run = Run::prepare(job, documents, lanes, survey.buried.clone(), Arc::clone(&monitor)).await;
    let mut committed = run.snapshot(started).await?;
    if run.found_lacking() {
        monitor.note("an object that was to be used again is intact nowhere; what was in it is stored anew");
        let first = committed;
        committed = run.snapshot(started).await?.map(|second| second.after(first.as_ref())).or(first);
    }
    Ok(run.report(survey, committed, started))
}

/// A backup under way.
pub(crate) struct Run {
    job: BackupJob,
    documents: Documents,
    lanes: Vec<Arc<Lane>>,
    buried: HashSet<String>,
    cache: Cache,
    /// One configured set of sources of this writer.
    series: String,
    monitor: Arc<dyn Monitor>,
    /// Stored bytes of the new packs.
    bytes_packed: u64,
}

impl Run {
    async fn prepare(
        job: BackupJob,
        documents: Documents,
        lanes: Vec<Arc<Lane>>,
        buried: HashSet<String>,
        monitor: Arc<dyn Monitor>,
    ) -> Self {
        let identity = &job.credential.index_identity;
        let mut cache = Cache::load(&job.state, identity);
        let own = survey::own_statements(&lanes, &documents, &job.credential, &cache.statements).await;
        let newest = own.last().map(|known| (known.key.clone(), known.sha256));
        match (&newest, cache.newest) {
            (Some((_, found)), Some(cached)) if *found == cached => {}
            (None, Some(_)) => monitor.note("no destination has the last snapshot this machine wrote"),
            (None, None) => {}
            (Some((key, _)), _) => {
                cache = rebuild(&lanes, &documents, &job.credential, key).await;
                cache.newest = newest.as_ref().map(|(_, sha256)| *sha256);
            }
        }
        let mut statements = own;
        for remembered in std::mem::take(&mut cache.statements) {
            if !statements.iter().any(|known| known.sha256 == remembered.sha256) {
                statements.push(remembered);
            }
        }
        cache.statements = statements;
        for name in job.state.pending() {
            let record = job.state.read_cache(&name, identity);
            if let Some(content) = record.and_then(|text| serde_json::from_slice::<PackIndex>(&text).ok()) {
                cache.index.add(content, None);
            }
        }
        let series = series(&job);
        let mut run = Self { job, documents, lanes, buried, cache, series, monitor, bytes_packed: 0 };
        run.forget_unusable();
        run
    }

    /// Forgets what may not be used again: objects under a tombstone, and those at no destination with their right size.
    /// True when there was any.
    fn forget_unusable(&mut self) -> bool {
        let (writer, buried, lanes) = (&self.job.credential.writer, &self.buried, &self.lanes);
        self.cache.index.retain(|kind, sha256, bytes| {
            let (writer, sha256) = (writer.clone(), *sha256);
            let key = match kind {
                Kind::Pack => ObjectKey::Pack { writer, sha256 }.to_string(),
                Kind::Index => ObjectKey::Index { writer, sha256 }.to_string(),
            };
            !buried.contains(&key) && lanes.iter().any(|lane| lane.size(&key) == Some(bytes))
        })
    }

    /// Reads the sources and offers a snapshot to every destination; `None` when all of them have failed.
    async fn snapshot(&mut self, started: jiff::Timestamp) -> Result<Option<commit::Committed>, Error> {
        match self.read().await {
            Ok(produced) => commit::commit(self, produced, started).await.map(Some),
            // Why each destination failed is told destination by destination.
            Err(Error::NoDestination { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// True when a destination could not be completed because the only copies of something were found damaged. They are
    /// forgotten then, and the destination may try again: what was in them has to be stored anew.
    fn found_lacking(&mut self) -> bool {
        if !self.forget_unusable() {
            return false;
        }
        // Should that fail, the next run finds the same damage again.
        drop(self.cache.save(&self.job.state, &self.job.credential.index_identity));
        self.lanes.iter().filter(|lane| lane.forgive_lacking()).count() > 0
    }

    /// Reads the sources on threads of its own while the packs go to every destination.
    async fn read(&mut self) -> Result<Produced, Error> {
        let (send, receive) = mpsc::channel(1);
        let mut index = std::mem::take(&mut self.cache.index);
        let identity = self.job.credential.index_identity.clone();
        let tree = match self.cache.newest {
            Some(newest) => Tree::load(&self.job.state, &identity, newest, &self.series),
            None => Tree::default(),
        };
        let epoch = self.documents.newest().body.current_epoch()?;
        let (number, recipient) = (epoch.number, epoch.recipient.to_string());
        let (job, monitor) = (self.job.clone(), Arc::clone(&self.monitor));
        let reading = tokio::task::spawn_blocking(move || {
            let packed = AtomicU64::new(0);
            let (vault, writer) = (job.credential.vault, &job.credential.writer);
            let hand_on = |pack: packer::SealedPack| {
                // Kept before the pack is uploaded, so that a run that is cut off finds out what it has.
                let name = format!("pending/{}", pack.content.pack);
                job.state.write_cache(&name, &crate::format::json(&pack.content), &identity)?;
                packed.fetch_add(pack.content.bytes, Ordering::Relaxed);
                let sha256 = pack.content.pack;
                let key = ObjectKey::Pack { writer: writer.clone(), sha256 };
                let object = Object { key, sha256, bytes: pack.bytes.into() };
                send.blocking_send(object).map_err(|_| Error::NoDestination { vault })
            };
            let producer = Producer {
                sources: &job.sources,
                dedup_key: &job.credential.dedup_key,
                xattrs: job.xattrs,
                threads: job.threads.max(1),
                epoch: number,
                recipient: &recipient,
                clock: &*job.env.clock,
                monitor: &*monitor,
                hand_on: &hand_on,
            };
            let produced = producer.run(&mut index, tree);
            (index, produced, packed.load(Ordering::Relaxed))
        });
        upload(&self.lanes, receive).await;
        let vault = self.job.credential.vault;
        let reading = reading.await.map_err(|_| Error::Format(Malformed::new("snapshot", "reading panicked")))?;
        let (index, produced, packed) = reading;
        (self.cache.index, self.bytes_packed) = (index, packed);
        if !self.lanes.iter().any(|lane| lane.is_healthy()) {
            return Err(Error::NoDestination { vault });
        }
        produced
    }

    fn report(self, survey: Survey, committed: Option<commit::Committed>, time: jiff::Timestamp) -> BackupReport {
        let mut report = nothing_written(&self.job, survey, time);
        let prefix = crate::format::key::snapshots(&self.job.credential.writer);
        for (entry, lane) in report.destinations.iter_mut().filter_map(|entry| {
            let lane = self.lanes.iter().find(|lane| lane.destination.name == entry.name)?;
            Some((entry, lane))
        }) {
            (entry.objects_added, entry.bytes_added) = lane.added();
            entry.newest_seq = lane.keys(&prefix).last().and_then(|key| match ObjectKey::parse(key)? {
                ObjectKey::Statement { seq, .. } => Some(seq),
                _ => None,
            });
            let here = committed.as_ref().map(|committed| &committed.statement);
            let spoiled = lane.spoiled();
            entry.hint = spoiled.first().map(|key| {
                format!("{key} there is damaged, and older snapshots may need it: run `groupkeep verify --hash`")
            });
            let needed = spoiled.iter().find(|key| committed.as_ref().is_some_and(|all| all.needed.contains(*key)));
            match (lane.take_error().or_else(|| Some(lane.in_the_way(needed?))), here) {
                (Some(error), _) => {
                    (entry.status, entry.hint, entry.error) = (Status::Failed, error.hint(), Some(told(&error)));
                }
                (None, Some(statement)) if lane.size(&statement.key().to_string()).is_some() => {
                    (entry.status, entry.snapshot) = (Status::Ok, Some(statement.sha256));
                }
                (None, _) => entry.status = Status::Failed,
            }
        }
        let body = &self.documents.newest().body;
        (report.readers, report.threshold) = (body.readers.len() as u64, body.threshold);
        if let Some(committed) = committed {
            let there = report.destinations.iter().filter(|entry| entry.status == Status::Ok).count();
            report.snapshot = (there > 0).then_some(committed.statement.sha256);
            report.enough = enough(self.job.success, there, report.destinations.len());
            report.seq = committed.statement.body.seq;
            report.time = committed.statement.body.time;
            report.complete = there > 0 && committed.complete;
            report.unchanged = committed.unchanged;
            report.files = committed.produced.counts.files;
            report.counts = committed.produced.counts;
            report.bytes_read = committed.produced.bytes_read;
            report.bytes_added = committed.bytes_added;
            report.skipped = committed.produced.skipped;
            report.left_out = committed.produced.left_out;
            report.torn = committed.produced.torn;
            report.state_error = committed.state_error;
            report.oldest_snapshot = committed.oldest;
        }
        report
    }
}

/// The report of a run that wrote no snapshot.
fn nothing_written(job: &BackupJob, survey: Survey, time: jiff::Timestamp) -> BackupReport {
    let entry = |(destination, lane): (&Destination, Result<Arc<Lane>, Error>)| {
        let (status, error, hint) = match lane {
            Ok(_) => (Status::Failed, None, None),
            Err(error) => (status_of(&error), Some(told(&error)), error.hint()),
        };
        let name = destination.name.clone();
        DestinationReport {
            name,
            status,
            snapshot: None,
            objects_added: 0,
            bytes_added: 0,
            error,
            hint,
            newest_seq: None,
        }
    };
    BackupReport {
        schema: "groupkeep/backup/v1",
        vault: job.credential.vault,
        writer: job.credential.writer.clone(),
        snapshot: None,
        seq: 0,
        time,
        complete: false,
        unchanged: false,
        files: 0,
        counts: crate::format::root::Counts::default(),
        bytes_read: 0,
        bytes_added: 0,
        skipped: Vec::new(),
        left_out: report::LeftOut::default(),
        torn: Vec::new(),
        destinations: job.destinations.iter().zip(survey.lanes).map(entry).collect(),
        sources: job.sources.configured().to_vec(),
        excludes: job.sources.patterns().to_vec(),
        exclude_larger_than: job.sources.larger_than(),
        readers: 0,
        threshold: None,
        oldest_snapshot: None,
        enough: false,
        state_error: None,
    }
}

/// The series: the same for the same sources of one writer, and saying nothing about them to others.
fn series(job: &BackupJob) -> String {
    let named = job.sources.configured().join("\0");
    let hash =
        blake3::Hasher::new_keyed(&job.credential.dedup_key).update(b"series\0").update(named.as_bytes()).finalize();
    hex(&hash.as_bytes()[..8])
}

/// A cache from what the newest own statement lists and its index objects say. What is missing is only uploaded again.
async fn rebuild(lanes: &[Arc<Lane>], documents: &Documents, credential: &Credential, key: &str) -> Cache {
    let mut cache = Cache::default();
    let statement = async {
        for lane in lanes.iter().filter(|lane| lane.size(key).is_some()) {
            if let Ok(Ok(statement)) = crate::statements::read_statement(&lane.destination, documents, key).await {
                return Some(statement);
            }
        }
        None
    };
    let Some(statement) = statement.await else { return cache };
    let Some((_, list)) = fill::find_list(lanes, &statement).await else { return cache };
    cache.list = Some(statement.body.list.sha256);
    let listed: HashSet<Digest> = list.lines.iter().map(|line| line.sha256).collect();
    for line in list.lines.iter().filter(|line| line.kind == Kind::Index) {
        let key = line.key(&credential.writer);
        let Some(object) = fill::find(lanes, &key, line.sha256, Some(line.bytes)).await else { continue };
        let Ok(packs) = index::open(&object.bytes, &credential.index_identity) else { continue };
        cache.index.add_index(line.sha256, line.bytes, &[]);
        for pack in packs.into_iter().filter(|pack| listed.contains(&pack.pack)) {
            cache.index.add(pack, Some(line.sha256));
        }
    }
    cache
}

/// The index objects for the packs among `used` that none describes yet; `index` knows them afterwards.
fn describe(
    index: &mut ChunkIndex,
    used: &std::collections::BTreeSet<Digest>,
    credential: &Credential,
) -> Result<Vec<Object>, Error> {
    let mut objects = Vec::new();
    for packs in index.undescribed(used).chunks(index::MAX_PACKS) {
        let sealed = index::seal(packs, &credential.index_identity.recipient())?;
        let writer = credential.writer.clone();
        let object = Object::new(|sha256| ObjectKey::Index { writer, sha256 }, sealed);
        index.add_index(object.sha256, object.bytes.len() as u64, packs);
        objects.push(object);
    }
    Ok(objects)
}

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod stock_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tombstone_tests;
