use crate::leaves::RawForm;
use crate::model::EventType;
use crate::testing::{all_leaves, chat, messages};
use crate::{Format, ReadOptions, read};

#[test]
fn latin1_lines_among_utf8_are_read() {
    let mut log = "[10:13] <mei> früh\n".as_bytes().to_vec();
    log.extend(b"[10:14] <rudi> caf\xE9\n");
    let texts: Vec<Option<String>> = messages(Format::IrcText, log).into_iter().map(|message| message.text).collect();
    assert_eq!(texts, [Some("früh".to_owned()), Some("café".to_owned())]);
}

#[test]
fn what_no_offset_can_point_at_is_opaque() {
    let mut log = b"--- Log opened Tue Sep 20 \xE9\xE800:01:49 2016\n".to_vec();
    log.extend(b"[10:14] <rudi> hi\n");
    let leaves = all_leaves(Format::IrcText, log);
    let places: Vec<_> = leaves.iter().map(|leaf| (leaf.bytes.clone(), leaf.raw, leaf.record)).collect();
    assert_eq!(places[0], (0..41, RawForm::Opaque, None));
    assert_eq!(places[1], (43..48, RawForm::Text, Some(0)));
}

#[test]
fn nobody_can_play_a_notice() {
    let log = "00:25 < mei> -!- rudi [x] has quit [bye]\n00:26  * mei has joined #reading\n\
               00:27 < mei> 00:28 -!- bo [x] has joined #reading\n00:29 -!- rudi [x] has quit [bye]\n";
    let events: Vec<Option<EventType>> =
        messages(Format::IrcText, log).into_iter().map(|message| message.event.map(|event| event.event)).collect();
    assert_eq!(events, [None, None, None, Some(EventType::Leave)]);
}

#[test]
fn times_need_a_date() {
    let log = "00:25 < mei> before any day\n--- Day changed Wed Sep 21 2016\n00:26 < mei> known\n";
    let times: Vec<Option<i64>> = messages(Format::IrcText, log).into_iter().map(|message| message.ts_ms()).collect();
    assert_eq!(times, [None, Some(1_474_417_560_000)]);
    assert_eq!(messages(Format::IrcText, "[14 Jan 11:08] <mei> no year\n")[0].time, None);
}

#[test]
fn the_file_or_a_notice_names_the_channel() {
    let named = chat(Format::IrcText, "00:25 -!- mei [x] has joined #reading\n");
    assert_eq!(named.name.as_deref(), Some("#reading"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("#circle.2016-09-21.log");
    std::fs::write(&path, "23:59 < mei> late\n00:01 < mei> later\n").unwrap();
    let records: Vec<_> = read(&crate::open_as(&path, Format::IrcText), &ReadOptions::default()).unwrap().collect();
    assert!(matches!(&records[0], Ok(crate::Record::Chat(chat)) if chat.name.as_deref() == Some("#circle")));
    let Ok(crate::Record::Message(last)) = &records[2] else { panic!("a message") };
    assert_eq!(last.time.unwrap().instant().unwrap().to_string(), "2016-09-22T00:01:00Z");
}
