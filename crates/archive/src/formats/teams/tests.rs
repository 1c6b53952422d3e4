use jiff::tz::TimeZone;

use super::*;
use crate::json::parse;
use crate::{EventType, Kind, SenderKind, State};

fn one(fields: &str) -> Box<Message> {
    let text = format!(r#"{{"id":"1","createdDateTime":"2024-10-01T00:00:00Z",{fields}}}"#);
    message::read(&parse(text.as_bytes()).unwrap(), Message::new(0, Provenance::default()), &TimeZone::UTC).unwrap()
}

#[test]
fn notices_in_both_spellings() {
    for (fields, event) in [
        (r#""messageType":"message","body":{"content":"<systemEventMessage/>"}"#, None),
        (r#""messageType":"message","eventDetail":null"#, None),
        (r#""messageType":"unknownFutureValue""#, Some(EventType::Unknown)),
        (
            r#""MessageType":"unknownFutureValue","EventDetail":{"Initiator":null,"MembersLeft":null}"#,
            Some(EventType::Unknown),
        ),
        (r#""EventDetail":{"Initiator":null,"MembersLeft":[{"Id":"u"}]}"#, Some(EventType::Leave)),
        (
            r#""EventDetail":{"Initiator":{"User":{"Id":"u"}},"MembersAdded":{"Members":[{"Id":"u"}]}}"#,
            Some(EventType::Join),
        ),
        (
            r##""eventDetail":{"@odata.type":"#microsoft.graph.membersJoinedEventMessageDetail","members":[{"id":"u"}]}"##,
            Some(EventType::Join),
        ),
        (
            r##""eventDetail":{"@odata.type":"#microsoft.graph.teamArchivedEventMessageDetail"}"##,
            Some(EventType::Settings),
        ),
        (
            r##""eventDetail":{"@odata.type":"#microsoft.graph.somethingNewEventMessageDetail"}"##,
            Some(EventType::Unknown),
        ),
    ] {
        assert_eq!(one(fields).event.map(|event| event.event), event, "{fields}");
    }
}

#[test]
fn kinds_states_and_senders() {
    for (fields, kind, state, sender) in [
        (r#""from":{"user":{"id":"u"}}"#, Kind::Text, State::Live, SenderKind::User),
        (r#""From":{"Application":{"Id":"b"}}"#, Kind::Text, State::Live, SenderKind::Bot),
        (r#""from":null,"deletedDateTime":"2024-10-01T00:00:00Z""#, Kind::Text, State::Deleted, SenderKind::Unknown),
        (r#""from":null,"LastEditedDateTime":"2024-10-01T00:00:00Z""#, Kind::Text, State::Edited, SenderKind::Unknown),
        (r#""replyToId":"7""#, Kind::Reply, State::Live, SenderKind::Unknown),
        (r#""messageType":"typing""#, Kind::Other, State::Live, SenderKind::Unknown),
    ] {
        let message = one(fields);
        assert_eq!((message.kind, message.state, message.sender_kind), (kind, state, sender), "{fields}");
    }
}
