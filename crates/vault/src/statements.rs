//! Reading the snapshot statements of a destination.

use crate::destination::Destination;
use crate::documents::Documents;
use crate::error::{Error, told};
use crate::format::Malformed;
use crate::format::key::{self, ObjectKey};
use crate::format::signed::{Body as _, Signed, check_size};
use crate::format::statement::Statement;
use crate::id::{Digest, WriterName};

/// A statement that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The object.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
}

/// The statements found at one destination.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    /// Those signed by a writer the vault document names, by writer and number.
    pub verified: Vec<Signed<Statement>>,
    /// The rest.
    pub refused: Vec<Refused>,
}

/// Reads the statements at a destination, of one writer or, with `None`, of every writer the documents name.
///
/// # Errors
/// [`Error::Destination`] when the place cannot be listed. A statement that cannot be read or does not verify is no
/// error, since anyone who can write to the place can put such things there; one too large to be any is not read.
pub async fn read_statements(
    destination: &Destination,
    documents: &Documents,
    writer: Option<&WriterName>,
) -> Result<Statements, Error> {
    let mut found = Statements::default();
    for known in documents.newest().body.writers.iter().filter(|known| writer.is_none_or(|name| *name == known.name)) {
        let prefix = key::snapshots(&known.name);
        let listed = destination.store()?.list(&prefix).await.map_err(|error| destination.failed(error))?;
        for object in listed {
            let read = match check_size(Statement::WHAT, object.size) {
                Ok(()) => read_statement(destination, documents, &object.key).await,
                Err(problem) => Ok(Err(problem)),
            };
            let reason = match read {
                Ok(Ok(statement)) => {
                    found.verified.push(statement);
                    continue;
                }
                Ok(Err(problem)) => problem.to_string(),
                Err(error) => told(&error),
            };
            found.refused.push(Refused { key: object.key, reason });
        }
    }
    found.verified.sort_by(|a, b| (&a.body.writer, a.body.seq, a.sha256).cmp(&(&b.body.writer, b.body.seq, b.sha256)));
    Ok(found)
}

/// Reads one statement by its key; the inner error says why it does not count.
///
/// # Errors
/// [`Error::Destination`].
pub async fn read_statement(
    destination: &Destination,
    documents: &Documents,
    key: &str,
) -> Result<Result<Signed<Statement>, Malformed>, Error> {
    let bytes = destination.store()?.get(key, None).await.map_err(|error| destination.failed(error))?;
    Ok(verify_statement(documents, key, &bytes))
}

/// Decides whether the bytes under `key` are a statement of this vault by a writer it names.
///
/// # Errors
/// Why not.
pub fn verify_statement(documents: &Documents, key: &str, bytes: &[u8]) -> Result<Signed<Statement>, Malformed> {
    let refuse = |reason: &str| Malformed::new("snapshot statement", reason);
    let Some(ObjectKey::Statement { writer, seq, short }) = ObjectKey::parse(key) else {
        return Err(refuse("is under a name no statement has"));
    };
    if Digest::of(bytes).short() != short {
        return Err(refuse("does not match the digest in its name"));
    }
    let statement = Signed::<Statement>::read(bytes)?;
    let body = &statement.body;
    if body.vault != documents.vault() {
        return Err(refuse("is of another vault"));
    }
    if body.writer != writer || body.seq != seq {
        return Err(refuse("is under another name than its own"));
    }
    let known =
        documents.newest().body.writer(&writer).ok_or_else(|| refuse("is of a writer the vault does not name"))?;
    if known.key != statement.signer {
        return Err(refuse("is signed by another key than the writer's"));
    }
    let newest = documents.newest().body.generation;
    let of_its_time = documents.all().iter().find(|document| document.body.generation == body.generation);
    match of_its_time {
        Some(document) if document.sha256 == body.document => Ok(statement),
        Some(_) => Err(refuse("names another vault document of its generation")),
        None => Err(refuse(&format!("names generation {}, newer than the newest found, {newest}", body.generation))),
    }
}

/// The statements that no other one names as its predecessor: one, unless the writer's state was copied.
pub(crate) fn heads<'s>(own: impl IntoIterator<Item = (&'s Digest, &'s [Digest])>) -> Vec<Digest> {
    let (mut all, mut named) = (Vec::new(), std::collections::HashSet::new());
    for (digest, previous) in own {
        all.push(*digest);
        named.extend(previous.iter().copied());
    }
    all.retain(|digest| !named.contains(digest));
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use groupkeep_keys::SigningKey;
    use groupkeep_store::ErrorKind;
    use groupkeep_testkit::{Fault, FaultStore, RecordingStore, Verb};

    use super::*;
    use crate::fixture::Fixture;
    use crate::read_documents;

    #[tokio::test]
    async fn only_statements_of_named_writers_under_their_own_name_count() {
        let fixture = Fixture::new().await;
        fixture.write("file", "1");
        fixture.backup().await.unwrap();
        let documents = read_documents(&fixture.destinations[0], Some(fixture.vault)).await.unwrap();
        let found = read_statements(&fixture.destinations[0], &documents, None).await.unwrap();
        let [good] = &found.verified[..] else { panic!("{found:?}") };
        let resigned = |spoil: fn(&mut Statement), key: &SigningKey| {
            let mut body = good.body.clone();
            spoil(&mut body);
            body.signer = key.public().fingerprint();
            Signed::sign(body, key).unwrap()
        };
        let (ours, stranger) = (&fixture.credential.signing_key, SigningKey::generate(""));
        for (statement, key, reason) in [
            (good.clone(), good.key().to_string().replace("0000000001", "0000000002"), "another name"),
            (good.clone(), good.key().to_string().replace("snapshots", "lists"), "a name no statement has"),
            (resigned(|_| {}, &stranger), String::new(), "another key than the writer's"),
            (resigned(|s| s.vault.0 = Digest::of(b"x"), ours), String::new(), "another vault"),
            (resigned(|s| s.writer = "nobody".parse().unwrap(), ours), String::new(), "does not name"),
            (resigned(|s| s.generation = 1, ours), String::new(), "newer than the newest found"),
            (resigned(|s| s.document = Digest::of(b"x"), ours), String::new(), "another vault document"),
        ] {
            let key = if key.is_empty() { statement.key().to_string() } else { key };
            let refused = verify_statement(&documents, &key, &statement.bytes).unwrap_err().to_string();
            assert!(refused.contains(reason), "{refused}");
        }
        let cut = verify_statement(&documents, &good.key().to_string(), &good.bytes[..good.bytes.len() - 1]);
        assert!(cut.unwrap_err().to_string().contains("does not match the digest in its name"));
    }

    #[tokio::test]
    async fn junk_beside_a_statement_is_told_and_does_no_harm() {
        let fixture = Fixture::new().await;
        fixture.write("file", "1");
        fixture.backup().await.unwrap();
        let place = &fixture.destinations[0];
        let key = format!("{}9999999999-{}", key::snapshots(&fixture.credential.writer), Digest::of(b"junk").short());
        groupkeep_testkit::put(&**place.store().unwrap(), &key, b"junk").await.unwrap();
        let documents = read_documents(place, Some(fixture.vault)).await.unwrap();
        let found = read_statements(place, &documents, None).await.unwrap();
        assert_eq!((found.verified.len(), &found.refused[0].key), (1, &key));
        assert_eq!(fixture.backup().await.unwrap().seq, 2, "nobody can use up the numbers with junk");
    }

    #[tokio::test]
    async fn a_statement_that_cannot_be_read_is_told_and_the_others_count() {
        let mut fixture = Fixture::new().await;
        for content in ["1", "2", "3"] {
            fixture.write("file", content);
            fixture.backup().await.unwrap();
        }
        let keys = fixture.keys(0, "snapshots").await;
        let documents = read_documents(&fixture.destinations[0], Some(fixture.vault)).await.unwrap();
        for (kind, word) in [
            (ErrorKind::Permission, "permission denied"),
            (ErrorKind::NotFound, "not found"),
            (ErrorKind::Other, "failed: scripted"),
        ] {
            let faults = FaultStore::new(fixture.destinations[0].store().unwrap().clone());
            faults.script(Verb::Get, &keys[1], 0, Fault::Fails(kind));
            fixture.wrap(0, |_| std::sync::Arc::new(faults.clone()));
            let found = read_statements(&fixture.destinations[0], &documents, None).await.unwrap();
            faults.assert_all_fired();
            assert_eq!(found.verified.iter().map(|one| one.body.seq).collect::<Vec<_>>(), [1, 3]);
            let [refused] = &found.refused[..] else { panic!("{found:?}") };
            assert!(refused.key == keys[1] && refused.reason.contains(word), "{refused:?}");
        }
    }

    #[tokio::test]
    async fn what_is_too_large_to_be_a_statement_is_refused_unread() {
        let mut fixture = Fixture::new().await;
        fixture.write("file", "1");
        fixture.backup().await.unwrap();
        let junk = format!("{}9999999999-{}", key::snapshots(&fixture.credential.writer), Digest::of(b"junk").short());
        let file = std::fs::File::create(fixture.path("near").join(&junk)).unwrap();
        file.set_len(1 << 40).unwrap();
        let recording = RecordingStore::new(fixture.destinations[0].store().unwrap().clone());
        fixture.wrap(0, |_| std::sync::Arc::new(recording.clone()));
        let documents = read_documents(&fixture.destinations[0], Some(fixture.vault)).await.unwrap();
        let found = read_statements(&fixture.destinations[0], &documents, None).await.unwrap();
        assert_eq!((found.verified.len(), &found.refused[0].key), (1, &junk));
        assert!(found.refused[0].reason.contains("is of 1099511627776 bytes"), "{:?}", found.refused);
        assert!(fixture.backup().await.unwrap().succeeded());
        let reads = |request: &groupkeep_testkit::Request| request.verb == Verb::Get && request.key == junk;
        assert!(!recording.requests().iter().any(reads), "a backup does not read it either");
    }

    #[test]
    fn heads_are_what_nobody_names() {
        let [a, b, c] = [1, 2, 3].map(|n| Digest([n; 32]));
        assert_eq!(heads([(&a, &[][..]), (&b, &[a]), (&c, &[a])]), [b, c]);
        assert_eq!(heads([(&a, &[][..]), (&b, &[a]), (&c, &[a, b])]), [c]);
        assert_eq!(heads([]), []);
    }
}
