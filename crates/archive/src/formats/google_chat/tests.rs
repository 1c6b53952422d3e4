use super::*;
use crate::json::parse;
use crate::{Kind, State};

fn one(fields: &str) -> Box<Message> {
    let text = format!(r#"{{"creator":{{"name":"A","email":"a@example.org"}},{fields}}}"#);
    let value = parse(text.as_bytes()).unwrap();
    let nearby = Nearby::beside(std::path::Path::new("/nowhere/x"));
    message::read(&value, Message::new(0, Provenance::default()), &nearby, "").unwrap()
}

#[test]
fn what_became_of_a_message() {
    for (fields, state, sent) in [
        (r#""created_date":"Friday, May 29, 2026 at 3:00:29 AM UTC""#, State::Live, true),
        (r#""updated_date":"Friday, May 29, 2026 at 3:00:29 AM UTC""#, State::Edited, false),
        (r#""created_date":"Friday, May 29, 2026 at 3:00:29 AM UTC","message_state":"DELETED""#, State::Deleted, true),
        (
            r#""created_date":"x","message_state":"DELETED","deletion_metadata":{"deletion_type":"CREATOR"}"#,
            State::Recalled,
            false,
        ),
    ] {
        let message = one(fields);
        assert_eq!((message.state, message.time.is_some()), (state, sent), "{fields}");
    }
}

#[test]
fn kinds_of_messages() {
    for (fields, kind) in [
        (r#""text":"x""#, Kind::Text),
        (r#""attached_files":[{"original_name":"a.jpg","export_name":"File-a.jpg"}]"#, Kind::Image),
        (r#""quoted_message_metadata":{"creator":{"name":"B"},"text":"q"}"#, Kind::Reply),
        (r#""annotations":[{"gsuite_integration_metadata":{"call_data":{"call_status":"CALL_ENDED"}}}]"#, Kind::Call),
    ] {
        assert_eq!(one(fields).kind, kind, "{fields}");
    }
}
