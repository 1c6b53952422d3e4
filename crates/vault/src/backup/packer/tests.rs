use std::collections::BTreeMap;

use groupkeep_keys::Identity;

use super::*;
use crate::format::pack::{FULL, read_chunk, read_table};

const KEY: [u8; 32] = [3; 32];

/// Bytes that do not compress, different for each number.
fn noise(number: u64, len: usize) -> Vec<u8> {
    let mut out = vec![0; len];
    let mut key = [0; 32];
    key[..8].copy_from_slice(&number.to_le_bytes());
    blake3::Hasher::new_keyed(&key).finalize_xof().fill(&mut out);
    out
}

fn packed(chunks: &[Vec<u8>], threads: usize) -> (Identity, Vec<SealedPack>) {
    let identity = Identity::generate();
    let sealed = Mutex::new(Vec::new());
    let packing = Packing {
        threads,
        epoch: 1,
        recipient: &identity.recipient().to_string(),
        hand_on: &|pack| {
            sealed.lock().unwrap().push(pack);
            Ok(())
        },
    };
    packing
        .run(|sink| {
            for chunk in chunks {
                sink.put(ChunkId::of(&KEY, chunk), chunk.clone())?;
            }
            Ok(())
        })
        .unwrap();
    (identity, sealed.into_inner().unwrap())
}

#[test]
fn full_packs_have_one_stored_size_and_every_chunk_comes_back() {
    let chunks: Vec<_> = (0..60).map(|n| noise(n, 1_000_000 + 20_000 * n as usize % 700_001)).collect();
    let (identity, sealed) = packed(&chunks, 2);
    let mut found = BTreeMap::new();
    let mut full = Vec::new();
    for pack in &sealed {
        assert_eq!((pack.content.pack, pack.content.bytes), (Digest::of(&pack.bytes), pack.bytes.len() as u64));
        let plain = groupkeep_keys::open(&pack.bytes, std::slice::from_ref(&identity)).unwrap();
        if plain.len() == FULL {
            full.push(pack.bytes.len());
        }
        for (entry, (id, offset, length)) in read_table(&plain).unwrap().iter().zip(&pack.content.chunks) {
            assert_eq!((entry.id, entry.raw.clone()), (*id, *offset..offset + u64::from(*length)));
            found.insert(*id, read_chunk(&plain, entry).unwrap());
        }
    }
    assert_eq!(found, chunks.into_iter().map(|chunk| (ChunkId::of(&KEY, &chunk), chunk)).collect());
    assert!(full.len() >= 3 && full.iter().all(|size| *size == full[0]), "{full:?}");
    assert!(sealed.len() - full.len() <= 2);
}

#[test]
fn what_is_left_over_becomes_one_small_pack() {
    let (_, sealed) = packed(&[noise(1, 5000), noise(2, 70_000)], 2);
    assert_eq!(sealed.len(), 1);
    assert!(sealed[0].bytes.len() < 100_000);
    assert!(packed(&[], 2).1.is_empty());
}

#[test]
fn when_handing_on_fails_that_is_the_error() {
    let recipient = Identity::generate().recipient().to_string();
    let vault = crate::id::VaultId(Digest::of(b"v"));
    let packing =
        Packing { threads: 2, epoch: 1, recipient: &recipient, hand_on: &|_| Err(Error::NoDestination { vault }) };
    let error = packing.run(|sink| {
        for number in 0..100 {
            sink.put(ChunkId([number; 32]), noise(number.into(), 4 << 20))?;
        }
        Ok(())
    });
    assert!(matches!(error, Err(Error::NoDestination { .. })), "{error:?}");
}

#[test]
fn when_filling_fails_nothing_more_is_sealed() {
    let recipient = Identity::generate().recipient().to_string();
    let packing = Packing { threads: 1, epoch: 1, recipient: &recipient, hand_on: &|_| panic!("nothing is full") };
    let stopped: Result<(), Error> = packing.run(|sink| {
        sink.put(ChunkId([1; 32]), noise(1, 1000))?;
        Err(Error::Interrupted)
    });
    assert!(matches!(stopped, Err(Error::Interrupted)));
}
