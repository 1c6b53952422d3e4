//! Which snapshot is meant.

use super::craft::{plant_pack, publish, statement};
use super::view;
use crate::error::Error;
use crate::fixture::Fixture;
use crate::format::statement::State;
use crate::read::{Snapshot, snapshots};

#[tokio::test]
async fn a_snapshot_is_named_by_the_beginning_of_its_id() {
    let fixture = Fixture::new().await;
    for n in 0..3 {
        fixture.write("file", n.to_string());
        fixture.backup().await.unwrap();
    }
    let view = view(&fixture).await;
    let ids: Vec<String> = view.snapshots.iter().map(Snapshot::id).collect();
    assert_eq!(view.choose("latest").unwrap().id(), ids[2]);
    for id in &ids {
        for length in [12, 64] {
            assert_eq!(view.choose(&id[..length]).unwrap().id(), *id);
        }
    }
    for unknown in [&ids[0][..3], "", "lates", "zzzzzz", &format!("{}0", ids[0])] {
        let error = view.choose(unknown).unwrap_err();
        assert_eq!(error.to_string(), format!("no snapshot fits `{unknown}`"));
        assert_eq!(error.hint().unwrap(), "`groupkeep snapshots` lists what there is");
    }
}

#[tokio::test]
async fn a_beginning_that_several_ids_share_is_refused() {
    let fixture = Fixture::new().await;
    for n in 0..2 {
        fixture.write("file", n.to_string());
        fixture.backup().await.unwrap();
    }
    let mut view = view(&fixture).await;
    let first = view.snapshots[0].statement.sha256;
    view.snapshots[1].statement.sha256 = first;
    view.snapshots[1].statement.sha256.0[31] ^= 1;
    let error = view.choose(&first.to_string()[..8]).unwrap_err();
    assert!(matches!(error, Error::NoSnapshot { fitting: 2, .. }));
    assert_eq!(error.to_string(), format!("2 snapshots fit `{}`", &first.to_string()[..8]));
    assert_eq!(view.choose(&first.to_string()).unwrap().statement.body.seq, 1);
}

#[tokio::test]
async fn the_latest_is_complete_and_the_writers_last_by_number() {
    let fixture = Fixture::new().await;
    fixture.write("file", "");
    fixture.backup().await.unwrap();
    let (at, line) = plant_pack(&fixture, b"").await;
    for (seq, time, state) in [
        (8, "2000-01-01T00:00:00Z", State::Complete),
        (7, "2222-01-01T00:00:00Z", State::Complete),
        (9, "2222-01-01T00:00:00Z", State::Partial),
    ] {
        let mut body = statement(&fixture, at, vec![line]).await;
        (body.seq, body.time, body.state) = (seq, time.parse().unwrap(), state);
        publish(&fixture, body, &fixture.credential.signing_key).await;
    }
    let view = view(&fixture).await;
    assert_eq!(view.snapshots.len(), 4);
    let latest = view.choose("latest").unwrap();
    assert_eq!((latest.statement.body.seq, &latest.at), (8, &vec!["near".to_owned()]));
    let listed: Vec<u64> = snapshots(&view, &[]).await.iter().map(|line| line.seq).collect();
    assert_eq!(listed, [8, 1, 7, 9], "by time, oldest first");
}
