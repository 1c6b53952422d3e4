use proptest::prelude::*;

use super::*;

const KEY: [u8; 32] = [7; 32];

fn filled(chunks: &[Vec<u8>]) -> PackBuilder {
    let mut pack = PackBuilder::default();
    for chunk in chunks {
        pack.push(ChunkId::of(&KEY, chunk), &frame::compress(chunk), chunk.len() as u32);
    }
    pack
}

fn chunk_lists() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let noise = proptest::collection::vec(any::<u8>(), 0..5000);
    let same = (any::<u8>(), 0..20_000_usize).prop_map(|(byte, len)| vec![byte; len]);
    proptest::collection::vec(prop_oneof![noise, same], 0..12)
}

proptest! {
    // Each case may seal 16 MiB.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_chunk_comes_back_and_zstd_gives_them_in_a_row(chunks in chunk_lists(), full: bool) {
        let pack = filled(&chunks);
        let (plain, places) = if full { pack.finish_full() } else { pack.finish_last() };
        prop_assert_eq!(plain.len() as u64, if full { FULL as u64 } else { padme::target(plain.len() as u64) });
        let whole = frame::decompress("pack", &plain, 1 << 20).unwrap();
        prop_assert_eq!(&whole, &chunks.concat());
        let table = read_table(&plain).unwrap();
        prop_assert_eq!(table.len(), chunks.len());
        for ((chunk, entry), (id, offset, length)) in chunks.iter().zip(&table).zip(places) {
            prop_assert_eq!(&read_chunk(&plain, entry).unwrap(), chunk);
            prop_assert_eq!(entry.id, ChunkId::of(&KEY, chunk));
            prop_assert_eq!((id, offset, offset + u64::from(length)), (entry.id, entry.raw.start, entry.raw.end));
            prop_assert_eq!(&whole[entry.raw.start as usize..entry.raw.end as usize], &chunk[..]);
        }
    }

}

proptest! {
    #[test]
    fn hostile_plaintexts_never_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..400), footer: bool) {
        if footer {
            bytes.extend_from_slice(&2_u32.to_le_bytes());
            bytes.extend_from_slice(FOOTER);
        }
        if let Ok(entries) = read_table(&bytes) {
            for entry in entries {
                drop(read_chunk(&bytes, &entry));
            }
        }
    }

    #[test]
    fn a_flipped_bit_in_the_table_is_never_silent(bit in 0_usize..8 * 56) {
        let chunks = [b"one chunk".to_vec()];
        let (mut plain, _) = filled(&chunks).finish_last();
        let at = plain.len() - 56 + bit / 8;
        plain[at] ^= 1 << (bit % 8);
        let same = read_table(&plain).is_ok_and(|table| {
            table.len() == 1 && table[0].id == ChunkId::of(&KEY, &chunks[0]) && read_chunk(&plain, &table[0]).is_ok()
        });
        prop_assert!(!same);
    }
}

#[test]
fn room_ends_exactly_at_the_full_size() {
    let mut pack = filled(&[b"first".to_vec()]);
    let room = pack.room().unwrap();
    // A skippable frame is the easiest frame of a chosen length; it decompresses to nothing.
    let mut fitting = Vec::new();
    frame::push_padding(&mut fitting, room);
    pack.push(ChunkId([1; 32]), &fitting, 0);
    assert_eq!(pack.room(), None);
    let (plain, _) = pack.finish_full();
    assert_eq!(plain.len(), FULL);
    assert_eq!(read_table(&plain).unwrap().len(), 2);
}

#[test]
fn two_half_filled_packs_become_one() {
    let (mut left, right) = (filled(&[b"left".to_vec()]), filled(&[b"right".to_vec(), b"more".to_vec()]));
    left.append(right).unwrap();
    let (plain, places) = left.finish_last();
    assert_eq!(frame::decompress("pack", &plain, 100).unwrap(), b"leftrightmore");
    assert_eq!(places.iter().map(|place| place.1).collect::<Vec<_>>(), [0, 4, 9]);
    assert_eq!(read_table(&plain).unwrap().len(), 3);
}

#[test]
fn packs_that_together_are_too_much_stay_apart() {
    let big = || {
        let mut pack = PackBuilder::default();
        let mut frame = Vec::new();
        frame::push_padding(&mut frame, FULL / 2);
        pack.push(ChunkId([1; 32]), &frame, 0);
        pack
    };
    let mut left = big();
    assert!(left.append(big()).is_err());
    assert_eq!(left.finish_full().0.len(), FULL);
}
