//! Snapshots made by hand, by whoever has the writer's keys or some others.

use groupkeep_keys::SigningKey;
use groupkeep_testkit::put;
use zeroize::Zeroizing;

use crate::fixture::Fixture;
use crate::format::frame::compress;
use crate::format::key::ObjectKey;
use crate::format::list::{Kind, Line, List};
use crate::format::manifest::ChunkRef;
use crate::format::pack::PackBuilder;
use crate::format::root::{Counts, ManifestChunk, Root};
use crate::format::signed::Signed;
use crate::format::statement::{ListRef, SCHEMA, State, Statement};
use crate::id::{ChunkId, Digest};
use crate::read::look;

/// Puts a pack of this one chunk at the first destination.
pub(super) async fn plant_pack(fixture: &Fixture, chunk: &[u8]) -> (ChunkRef, Line) {
    plant_pack_as(fixture, chunk, ChunkId::of(&fixture.credential.dedup_key, chunk)).await
}

/// The same, with a table that gives the chunk this id.
pub(super) async fn plant_pack_as(fixture: &Fixture, chunk: &[u8], id: ChunkId) -> (ChunkRef, Line) {
    let view = look(&fixture.destinations, Some(fixture.vault)).await.unwrap();
    let epoch = view.documents.newest().body.current_epoch().unwrap();
    let length = u32::try_from(chunk.len()).unwrap();
    let mut builder = PackBuilder::default();
    builder.push(id, &compress(chunk), length);
    let sealed = groupkeep_keys::seal(&builder.finish_last().0, std::slice::from_ref(&epoch.recipient)).unwrap();
    let line = Line { kind: Kind::Pack, sha256: Digest::of(&sealed), bytes: sealed.len() as u64, epoch: epoch.number };
    plant(fixture, &line.key(&fixture.credential.writer), &sealed).await;
    (ChunkRef { pack: line.sha256, offset: 0, length, id }, line)
}

/// Puts an object at the first destination.
pub(super) async fn plant(fixture: &Fixture, key: &ObjectKey, bytes: &[u8]) {
    put(fixture.destinations[0].store().unwrap(), &key.to_string(), bytes).await.unwrap();
}

/// A statement of the writer's for the manifest at `manifest`, with its list at the first destination. It is unsigned
/// and far ahead in number and time.
pub(super) async fn statement(fixture: &Fixture, manifest: ChunkRef, lines: Vec<Line>) -> Statement {
    statement_of(fixture, vec![ManifestChunk { at: manifest, first: super::path("first") }], lines).await
}

/// The same for a manifest of several parts.
pub(super) async fn statement_of(fixture: &Fixture, manifest: Vec<ManifestChunk>, lines: Vec<Line>) -> Statement {
    let view = look(&fixture.destinations, Some(fixture.vault)).await.unwrap();
    let document = view.documents.newest();
    let epoch = document.body.current_epoch().unwrap();
    let writer = fixture.credential.writer.clone();
    let list = List { lines: lines.into_iter().collect() };
    let text = list.to_text();
    let sha256 = Digest::of(text.as_bytes());
    plant(fixture, &ObjectKey::List { writer: writer.clone(), sha256 }, text.as_bytes()).await;
    let root = Root {
        host: None,
        tags: Vec::new(),
        sources: Vec::new(),
        excludes: Vec::new(),
        counts: Counts::default(),
        manifest,
        dedup_key: Zeroizing::new(*fixture.credential.dedup_key),
    };
    Statement {
        schema: SCHEMA.to_owned(),
        kind: "snapshot".to_owned(),
        vault: fixture.vault,
        signer: fixture.credential.signing_key.public().fingerprint(),
        writer,
        series: "0123456789abcdef".to_owned(),
        seq: 99,
        previous: Vec::new(),
        time: "2222-02-02T02:02:02Z".parse().unwrap(),
        generation: document.body.generation,
        document: document.sha256,
        epoch: epoch.number,
        list: ListRef { sha256, base: None, count: list.lines.len() as u64, bytes: list.bytes() },
        state: State::Complete,
        pinned: false,
        root: root.seal(&epoch.recipient).unwrap(),
    }
}

/// Signs `body` and puts it at the first destination; gives its key.
pub(super) async fn publish(fixture: &Fixture, body: Statement, key: &SigningKey) -> String {
    let signed = Signed::sign(body, key).unwrap();
    plant(fixture, &signed.key(), &signed.bytes).await;
    signed.key().to_string()
}

/// A snapshot by the writer itself whose manifest is `manifest`, whatever that is; `{CHUNK}` in it becomes the place of
/// a chunk of the 5 bytes `WRONG`.
pub(super) async fn snapshot(fixture: &Fixture, manifest: &str) -> String {
    let (content, first) = plant_pack(fixture, b"WRONG").await;
    let manifest = manifest.replace("{CHUNK}", &serde_json::to_string(&content).unwrap());
    let (at, second) = plant_pack(fixture, manifest.as_bytes()).await;
    let body = statement(fixture, at, vec![first, second]).await;
    publish(fixture, body, &fixture.credential.signing_key).await
}
