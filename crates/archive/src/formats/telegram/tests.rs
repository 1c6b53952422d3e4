use crate::Format::TelegramJson;
use crate::leaves::{Role, TimeForm};
use crate::testing::{all_leaves, chat, messages, messages_in, records, report, zone};
use crate::{
    AttachmentKind, ChatKind, EventType, IdBasis, Kind, Message, Presence, Record, SenderKind, State, TzBasis,
};

fn rows(rows: &str) -> String {
    format!(r#"{{"name":"g","type":"private_supergroup","id":1,"messages":[{rows}]}}"#)
}

fn one(fields: &str) -> Message {
    let all = messages(TelegramJson, rows(&format!(r#"{{"id":1,"date_unixtime":"1727740800",{fields}}}"#)));
    assert_eq!(all.len(), 1, "{fields}");
    all.into_iter().next().unwrap()
}

#[test]
fn text_is_put_together_from_its_spans() {
    for (text, expected) in [
        (r#""plain""#, Some("plain")),
        (r#"["a ",{"type":"bold","text":"b"}," c"]"#, Some("a b c")),
        (r#"[{"type":"mention","text":"@x"},null,7,{"type":"custom_emoji"}]"#, Some("@x")),
        (r#"[["nested"]]"#, None),
        ("[]", None),
        (r#""""#, None),
        ("null", None),
    ] {
        assert_eq!(one(&format!(r#""from":"A","text":{text}"#)).text.as_deref(), expected, "{text}");
    }
}

#[test]
fn senders_of_every_age() {
    for (fields, id, basis, kind) in [
        (r#""from":"A","from_id":"user5""#, Some("user5"), IdBasis::Native, SenderKind::User),
        (r#""from":"C","from_id":"channel5""#, Some("channel5"), IdBasis::Native, SenderKind::User),
        (r#""from":"A","from_id":4444444"#, Some("user4444444"), IdBasis::Native, SenderKind::User),
        (r#""from":null,"from_id":"user5""#, Some("user5"), IdBasis::Native, SenderKind::Unknown),
        (r#""from":"A""#, Some("name:A"), IdBasis::Name, SenderKind::User),
        (r#""from":"A","from_id":"""#, Some("name:A"), IdBasis::Name, SenderKind::User),
        (r#""from":null"#, None, IdBasis::None, SenderKind::Unknown),
    ] {
        let message = one(&format!(r#"{fields},"text":"x""#));
        assert_eq!(
            (message.sender_id.as_deref(), message.sender_basis, message.sender_kind),
            (id, basis, kind),
            "{fields}"
        );
    }
}

#[test]
fn a_message_is_no_event_whatever_it_says() {
    let message =
        one(r#""type":"message","action":"remove_members","actor":"A","members":["B"],"from":"A","text":"x""#);
    assert_eq!(message.event, None);
}

#[test]
fn members_of_a_service_message_may_be_null() {
    for (fields, event, targets) in [
        (r#""action":"invite_members","members":[null]"#, EventType::Invite, 0),
        (r#""action":"invite_members","members":[null,"B"]"#, EventType::Invite, 1),
        (r#""action":"invite_members","members":null"#, EventType::Invite, 0),
        (r#""action":"remove_members","members":[null]"#, EventType::Kick, 0),
        (r#""action":"remove_members""#, EventType::Kick, 0),
        (r#""action":"some_new_action","members":["B"]"#, EventType::Unknown, 1),
    ] {
        let message = one(&format!(r#""type":"service","actor":"A","actor_id":"user1",{fields},"text":"""#));
        let told = message.event.unwrap();
        assert_eq!((told.event, told.targets.len()), (event, targets), "{fields}");
        assert_eq!((message.sender_kind, message.sender_id), (SenderKind::System, None));
    }
}

#[test]
fn the_instant_wins_over_the_local_time_that_a_clock_change_repeats() {
    let text = rows(
        r#"{"id":1,"date":"2024-10-27T02:59:00","date_unixtime":"1729990740","from":"A"},
           {"id":2,"date":"2024-10-27T02:01:00","date_unixtime":"1729990860","from":"A"},
           {"id":3,"date":"2024-10-27T02:30:00","from":"A"},
           {"id":4,"date":"2024-03-31T02:30:00","from":"A"}"#,
    );
    let times: Vec<_> = messages_in(TelegramJson, text, &zone("Europe/Berlin"))
        .iter()
        .map(|message| message.time.map(|at| (at.instant().unwrap().to_string(), at.basis)).unwrap())
        .collect();
    let own = |text: &str, basis| (text.to_owned(), basis);
    assert_eq!(
        times,
        [
            own("2024-10-27T00:59:00Z", TzBasis::Epoch),
            own("2024-10-27T01:01:00Z", TzBasis::Epoch),
            // Twice that night: the earlier one. Never that night: an hour on.
            own("2024-10-27T00:30:00Z", TzBasis::Assumed),
            own("2024-03-31T01:30:00Z", TzBasis::Assumed),
        ]
    );
}

#[test]
fn an_account_has_all_its_chats_left_ones_too() {
    let message = r#"{"id":1,"date_unixtime":"1727740800","from":"A","text":"x"}"#;
    let text = format!(
        r#"{{"about":"a","personal_information":{{"user_id":5,"name":"no chat"}},"chats":{{"about":"b","list":[
            {{"name":"one","type":"private_group","id":1,"messages":[{message}]}},
            {{"type":"saved_messages","id":2,"messages":[{message},{message}]}},
            {{"messages":[{message}],"id":3,"name":null,"type":"public_channel"}}, null]}},
            "left_chats":{{"list":[{{"name":"gone","type":"private_group","id":4,"messages":[{message}]}}]}}}}"#
    );
    let mut chats = std::collections::BTreeMap::new();
    for record in records(TelegramJson, &text) {
        if let Record::Chat(chat) = record {
            chats.insert(chat.ordinal, (chat.key(), chat.kind));
        }
    }
    let told: Vec<_> = chats.into_values().collect();
    let own = |key: &str, kind| (key.to_owned(), kind);
    assert_eq!(
        told,
        [
            own("telegram:1", ChatKind::Group),
            own("telegram:2", ChatKind::Direct),
            own("telegram:3", ChatKind::Channel),
            own("telegram:4", ChatKind::Group),
        ]
    );
    let of: Vec<u32> = messages(TelegramJson, &text).into_iter().map(|message| message.chat).collect();
    assert_eq!(of, [0, 1, 1, 2, 3]);
    let leaves = all_leaves(TelegramJson, &text);
    let of: Vec<u32> =
        leaves.iter().filter(|leaf| leaf.role == Role::Text && leaf.value == "x").map(|leaf| leaf.chat).collect();
    assert_eq!(of, [0, 1, 1, 2, 3]);
}

#[test]
fn attachments_say_whether_they_are_there() {
    for (fields, kind, name, presence) in [
        (
            r#""file":"(File not included. Change data exporting settings to download.)","file_name":"a.pdf""#,
            AttachmentKind::File,
            Some("a.pdf"),
            Presence::NotExported,
        ),
        (
            r#""file":"(File unavailable, please try again later)","mime_type":"video/mp4""#,
            AttachmentKind::Video,
            None,
            Presence::Missing,
        ),
        (r#""photo":"(Photo unavailable, please try again later)""#, AttachmentKind::Image, None, Presence::Missing),
        (
            r#""file":"(File exceeds maximum size. Change data exporting settings to download.)","media_type":"video_file""#,
            AttachmentKind::Video,
            None,
            Presence::NotExported,
        ),
        (r#""photo":"photos/1.jpg","file_name":"no""#, AttachmentKind::Image, Some("1.jpg"), Presence::Missing),
        (r#""file":"v.ogg","media_type":"voice_message""#, AttachmentKind::Voice, Some("v.ogg"), Presence::Missing),
        (r#""file":"s.webp","media_type":"sticker""#, AttachmentKind::Sticker, Some("s.webp"), Presence::Missing),
        (r#""file":"../../x.zip""#, AttachmentKind::File, Some("x.zip"), Presence::Missing),
    ] {
        let attachments = one(&format!(r#""from":"A",{fields}"#)).attachments;
        let [one] = &attachments[..] else { panic!("{fields}") };
        assert_eq!((one.kind, one.name.as_deref(), one.presence), (kind, name, presence), "{fields}");
    }
}

#[test]
fn what_else_a_message_may_be() {
    for (fields, kind, state) in [
        (r#""text":"x""#, Kind::Text, State::Live),
        (r#""text":"x","edited_unixtime":"1727740900""#, Kind::Text, State::Edited),
        (r#""text":"x","reply_to_message_id":3"#, Kind::Reply, State::Live),
        (r#""text":"x","forwarded_from":"News","reply_to_message_id":3"#, Kind::Forward, State::Live),
        (r#""poll":{"question":"q"}"#, Kind::Poll, State::Live),
        (r#""location_information":{"latitude":1.5,"longitude":2.5}"#, Kind::Location, State::Live),
        (r#""contact_information":{"phone_number":"13800138000"}"#, Kind::Contact, State::Live),
        (r#""type":"unsupported""#, Kind::Other, State::Live),
    ] {
        let message = one(&format!(r#""from":"A",{fields}"#));
        assert_eq!((message.kind, message.state), (kind, state), "{fields}");
    }
}

#[test]
fn fields_of_a_message_have_their_roles() {
    let text = rows(
        r#"{"id":1,"type":"message","date":"2024-10-01T08:00:00","date_unixtime":"1727740800","from":"A","from_id":"user1",
            "text":["a",{"type":"text_link","text":"b","href":"https://e.org"}],"contact_information":{"phone_number":"p"},
            "brand_new_field":"n"},
           {"id":2,"type":"service","date_unixtime":"1727740800","actor":"A","action":"edit_group_title","title":"T","text":"s"}"#,
    );
    let leaves = all_leaves(TelegramJson, text);
    for (value, role) in [
        ("a", Role::Text),
        ("https://e.org", Role::Url),
        ("p", Role::MemberAlias),
        ("n", Role::Unknown),
        ("T", Role::ChatName),
        ("s", Role::SystemText),
        ("user1", Role::MemberId),
        ("2024-10-01T08:00:00", Role::Time(TimeForm::Ymd)),
        ("1727740800", Role::Time(TimeForm::UnixSeconds)),
    ] {
        assert_eq!(leaves.iter().find(|leaf| leaf.value == value).unwrap().role, role, "{value}");
    }
}

#[test]
fn a_document_of_another_shape_does_not_pass_for_an_empty_chat() {
    for (text, unknown) in [
        (r#"{"name":"g","messages":[1,null,"x",[]]}"#, 4),
        (r#"{"name":"g","messages":[{"id":1},{}]}"#, 2),
        (r#"{"name":"g","messages":[{"id":1,"from":"A"}"#, 1),
        ("{\"name\":\"g\",\"messages\":[}", 1),
    ] {
        assert_eq!(report(TelegramJson, text).unknown, unknown, "{text}");
    }
    assert_eq!(chat(TelegramJson, r#"{"id":"x7","messages":[]}"#).key(), "telegram:x7");
}

#[test]
fn what_has_no_text_shows_what_it_is() {
    for (fields, text) in [
        (r#""poll":{"question":"Which?","answers":[]}"#, Some("Which?")),
        (r#""poll":{"question":["Which ",{"type":"bold","text":"book"}]}"#, Some("Which book")),
        (
            r#""contact_information":{"first_name":"Mei","last_name":"","phone_number":"13800138000"}"#,
            Some("Mei 13800138000"),
        ),
        (r#""place_name":"Library","location_information":{"latitude":1.0}"#, Some("Library")),
        (r#""game_title":"Chess""#, Some("Chess")),
        (r#""poll":{},"text":"said""#, Some("said")),
        (r#""location_information":null"#, None),
    ] {
        assert_eq!(one(&format!(r#""from":"A",{fields}"#)).text.as_deref(), text, "{fields}");
    }
}
