use crate::Format::MattermostJsonl;
use crate::testing::{messages, report};
use crate::{EventType, Message};

fn one(fields: &str) -> Message {
    let text = format!(
        r#"{{"type":"post","post":{{"team":"t","channel":"c","user":"a","create_at":1727740800000,{fields}}}}}"#
    );
    messages(MattermostJsonl, text).remove(0)
}

#[test]
fn a_members_own_words_are_no_notice_but_their_own_joining() {
    for (fields, event) in [
        (r#""message":"a joined the channel.""#, Some(EventType::Join)),
        (r#""message":"b joined the channel.""#, None),
        (r#""message":"a left the channel.""#, None),
        (r#""message":"b added to the channel by a.""#, None),
        (r#""type":"","message":"a joined the channel.""#, None),
        (r#""type":"system_join_channel","message":"x""#, Some(EventType::Join)),
        (r#""type":"system_leave_channel","message":"x""#, Some(EventType::Leave)),
        (r#""type":"system_remove_from_channel","message":"x""#, Some(EventType::Kick)),
        (r#""type":"system_add_to_channel","message":"x""#, Some(EventType::Invite)),
        (r#""type":"system_displayname_change","message":"x""#, Some(EventType::Rename)),
        (r#""type":"system_something","message":"x""#, Some(EventType::Unknown)),
        (r#""type":"custom_x","message":"x""#, None),
    ] {
        assert_eq!(one(fields).event.map(|event| event.event), event, "{fields}");
    }
}

#[test]
fn replies_are_counted_and_know_their_post() {
    let text = "{\"type\":\"version\",\"version\":1}\n{\"type\":\"post\",\"post\":{\"team\":\"t\",\"channel\":\"c\",\"user\":\"a\",\"message\":\"p\",\"create_at\":1727740800000,\"replies\":[{\"user\":\"b\",\"message\":\"r\",\"create_at\":1727740801000},{}]}}\n{\"type\":\"mystery\",\"mystery\":{}}\n";
    let all = messages(MattermostJsonl, text);
    let told: Vec<_> = all.iter().map(|message| (message.msg_id.as_deref(), message.reply_to.as_deref())).collect();
    assert_eq!(told, [(Some("2"), None), (None, Some("2"))]);
    let report = report(MattermostJsonl, text);
    assert_eq!((report.read, report.messages, report.unknown), (4, 2, 2));
}
