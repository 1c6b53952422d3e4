use super::*;
use crate::json::parse;
use crate::{Detection, EventType, Kind, Record, State, detect, read};

fn one(text: &str) -> Box<Message> {
    let mut people = People::default();
    people.add(&parse(br#"{"id":"U1","name":"a","profile":{"display_name":"A","real_name":"An"}}"#).unwrap());
    let value = parse(text.as_bytes()).unwrap();
    let nearby = Nearby::beside(std::path::Path::new("/nowhere/x"));
    message::read(&value, Message::new(0, Provenance::default()), &people, &nearby).unwrap()
}

#[test]
fn instants_keep_their_milliseconds() {
    for (ts, ms) in [
        ("1736478630.905399", Some(1_736_478_630_905)),
        ("1736478630.000006", Some(1_736_478_630_000)),
        ("1736478630.5", Some(1_736_478_630_500)),
        ("1736478630", Some(1_736_478_630_000)),
        ("", None),
        ("0.1", None),
        ("x.5", None),
        ("1736478630.x", None),
    ] {
        assert_eq!(instant(ts).map(|at| at.ms), ms, "{ts}");
    }
}

#[test]
fn only_subtypes_make_notices() {
    for (fields, event) in [
        (r#""text":"<@U1> has left the channel""#, None),
        (r#""subtype":"channel_join""#, Some(EventType::Join)),
        (r#""subtype":"group_join","inviter":"U2""#, Some(EventType::Invite)),
        (r#""subtype":"group_leave""#, Some(EventType::Leave)),
        (r#""subtype":"channel_purpose","purpose":"p""#, Some(EventType::Topic)),
        (r#""subtype":"channel_archive""#, Some(EventType::Settings)),
        (r#""subtype":"bot_add""#, Some(EventType::Settings)),
        (r#""subtype":"file_comment""#, None),
    ] {
        let message = one(&format!(r#"{{"user":"U1","ts":"1727740800.1",{fields}}}"#));
        assert_eq!(message.event.map(|event| event.event), event, "{fields}");
    }
}

#[test]
fn subtypes_of_members() {
    for (fields, kind, state) in [
        (r#""subtype":"me_message""#, Kind::Text, State::Live),
        (r#""subtype":"tombstone""#, Kind::Text, State::Deleted),
        (r#""edited":{"ts":"1727740900.1"}"#, Kind::Text, State::Edited),
        (r#""thread_ts":"1727740700.1""#, Kind::Reply, State::Live),
        (r#""thread_ts":"1727740800.1""#, Kind::Text, State::Live),
        (r#""subtype":"thread_broadcast""#, Kind::Reply, State::Live),
        (r#""subtype":"file_share","file":{"id":"F1","mimetype":"image/png"}"#, Kind::Image, State::Live),
        (r#""subtype":"new_one""#, Kind::Other, State::Live),
    ] {
        let message = one(&format!(r#"{{"user":"U1","ts":"1727740800.1",{fields}}}"#));
        assert_eq!((message.kind, message.state, message.sender_name.as_deref()), (kind, state, Some("A")), "{fields}");
    }
}

#[test]
fn typed_marks_address_nobody() {
    let names = |text: &str| -> Vec<String> {
        let told = text::mentions(text, &People::default());
        told.into_iter().map(|mention| mention.id.unwrap_or_else(|| "all".to_owned())).collect()
    };
    assert_eq!(names("<@U1> and <@U2|bo> <!here> <#C1|x> &lt;@U3&gt; <@U4"), ["U1", "U2", "all"]);
}

#[test]
fn an_export_may_lie_below_a_folder_and_miss_its_channels() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("x/general")).unwrap();
    std::fs::write(folder.path().join("x/users.json"), r#"[{"id":"U1","name":"a"}]"#).unwrap();
    std::fs::write(folder.path().join("x/general/2024-10-01.json"), r#"[{"user":"U1","ts":"1727740800.1"}]"#).unwrap();
    std::fs::write(folder.path().join("x/general/canvas.json"), "[1,2]").unwrap();
    let Detection::Export(unit) = detect(folder.path()).unwrap() else { panic!() };
    let records: Vec<Record> = read(&unit, &ReadOptions::default()).unwrap().map(|record| record.unwrap()).collect();
    let [Record::Chat(chat), Record::Message(message)] = &records[..] else { panic!("{records:?}") };
    assert_eq!((chat.key().as_str(), message.sender_name.as_deref()), ("slack:name:general", Some("a")));
    assert_eq!(message.provenance.part.as_deref(), Some("x/general/2024-10-01.json"));
}
