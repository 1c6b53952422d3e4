use crate::Format::{ChatlabJson, ChatlabJsonl};
use crate::leaves::{RawForm, Role};
use crate::testing::{all_leaves, chat, members, messages, records, report};
use crate::{ChatKind, EventType, IdBasis, Kind, MemberRole, Message, Party, Record, SenderKind};

/// A document with this `meta` and these messages.
fn document(meta: &str, messages: &str) -> String {
    format!(r#"{{"chatlab":{{"version":"0.0.2","exportedAt":5}},"meta":{meta},"members":[],"messages":[{messages}]}}"#)
}

fn one(message: &str) -> Message {
    let all = messages(ChatlabJson, document(r#"{"name":"g","platform":"wechat","type":"group"}"#, message));
    assert_eq!(all.len(), 1, "{message}");
    all.into_iter().next().unwrap()
}

#[test]
fn owner_id_is_the_exporter_and_only_a_role_makes_an_owner() {
    let with = |roles: &str| {
        let member = format!(r#"{{"platformId":"a","accountName":"A"{roles}}}"#);
        let text = format!(
            r#"{{"chatlab":{{"version":"0.0.1"}},"meta":{{"name":"g","platform":"qq","type":"group","ownerId":"me"}},"members":[{member}],"messages":[]}}"#
        );
        let chat = chat(ChatlabJson, &text);
        (chat.exported_by, chat.owner_id, members(ChatlabJson, &text)[0].roles.clone())
    };
    let me = Some("me".to_owned());
    assert_eq!(with(""), (me.clone(), None, vec![]));
    assert_eq!(with(r#","roles":[{"id":"admin"}]"#), (me.clone(), None, vec![MemberRole::Admin]));
    assert_eq!(with(r#","roles":[{"id":"owner"}]"#), (me.clone(), Some("a".to_owned()), vec![MemberRole::Owner]));
    let custom = MemberRole::Custom("班长".to_owned());
    assert_eq!(with(r#","roles":[{"id":"x","name":"班长"},{},{"id":7},null]"#), (me, None, vec![custom]));
}

#[test]
fn of_two_owners_the_first_is_the_groups() {
    let text = r#"{"chatlab":{},"members":[{"platformId":"a","roles":[{"id":"owner"}]},{"platformId":"b","roles":[{"id":"owner"}]}]}"#;
    assert_eq!(chat(ChatlabJson, text).owner_id.as_deref(), Some("a"));
}

#[test]
fn members_without_an_id_are_left_out() {
    let text =
        r#"{"chatlab":{},"members":[{"accountName":"A"},{"platformId":""},{"platformId":17},null,"x"],"messages":[]}"#;
    let ids: Vec<String> = members(ChatlabJson, text).into_iter().map(|member| member.member_id).collect();
    assert_eq!(ids, ["17"]);
}

#[test]
fn every_type_has_its_kind() {
    for (code, kind) in [
        (0, Kind::Text),
        (1, Kind::Image),
        (2, Kind::Voice),
        (3, Kind::Video),
        (4, Kind::File),
        (5, Kind::Sticker),
        (6, Kind::Other),
        (7, Kind::Link),
        (8, Kind::Location),
        (20, Kind::RedPacket),
        (21, Kind::Transfer),
        (22, Kind::Poke),
        (23, Kind::Call),
        (24, Kind::Share),
        (25, Kind::Reply),
        (26, Kind::Forward),
        (27, Kind::Contact),
        (80, Kind::Event),
        (81, Kind::Event),
        (99, Kind::Other),
        (-1, Kind::Other),
    ] {
        let message = one(&format!(r#"{{"sender":"a","timestamp":1727740800,"type":{code},"content":"x"}}"#));
        assert_eq!((message.kind, message.raw_kind.into_owned()), (kind, code.to_string()));
    }
}

#[test]
fn a_member_who_writes_a_notice_makes_no_event() {
    let message =
        one(r#"{"sender":"a","accountName":"系统消息","timestamp":1727740800,"type":0,"content":"\"B\"退出了群聊"}"#);
    assert_eq!((message.event, message.sender_kind), (None, SenderKind::User));
}

#[test]
fn notices_come_from_the_room() {
    for (row, event, actor) in [
        (r#"{"sender":"SYSTEM","timestamp":5,"type":0,"content":"\"B\"退出了群聊"}"#, EventType::Leave, None),
        (r#"{"sender":"a","timestamp":5,"type":80,"content":"\"B\"退出了群聊"}"#, EventType::Leave, None),
        (r#"{"sender":"a","timestamp":5,"type":80,"content":null}"#, EventType::Unknown, None),
        (r#"{"sender":"a","accountName":"A","timestamp":5,"type":81,"content":null}"#, EventType::Recall, Some("a")),
        (r#"{"sender":"SYSTEM","timestamp":5,"type":81,"content":"x"}"#, EventType::Recall, None),
    ] {
        let message = one(row);
        assert_eq!((message.sender_kind, message.sender_id), (SenderKind::System, None), "{row}");
        let told = message.event.unwrap();
        assert_eq!((told.event, told.actor.and_then(|party: Party| party.id).as_deref()), (event, actor), "{row}");
    }
}

#[test]
fn the_platform_chooses_the_language_of_notices() {
    let row = r#"{"sender":"SYSTEM","timestamp":5,"type":80,"content":"Ana left"}"#;
    for (platform, event) in [("WhatsApp", EventType::Leave), ("wechat", EventType::Unknown)] {
        let meta = format!(r#"{{"platform":"{platform}"}}"#);
        assert_eq!(messages(ChatlabJson, document(&meta, row))[0].event.as_ref().unwrap().event, event, "{platform}");
    }
}

#[test]
fn senders_without_an_id_have_one_made_of_their_name() {
    let id = |row: &str| {
        let message = one(row);
        (message.sender_id, message.sender_basis, message.sender_kind)
    };
    let (name, phone) = (Some("name:A".to_owned()), Some("+8613800138000".to_owned()));
    assert_eq!(id(r#"{"accountName":" A ","timestamp":5,"type":0}"#), (name, IdBasis::Name, SenderKind::Unknown));
    assert_eq!(
        id(r#"{"sender":"","accountName":"+86 138 0013 8000","timestamp":5,"type":0}"#),
        (phone, IdBasis::Phone, SenderKind::Unknown)
    );
    assert_eq!(id(r#"{"timestamp":5,"type":0}"#), (None, IdBasis::None, SenderKind::Unknown));
}

#[test]
fn the_last_of_repeated_keys_counts_and_all_of_them_are_leaves() {
    let row = r#"{"sender":"a","timestamp":5,"type":0,"content":"first secret","content":"second"}"#;
    assert_eq!(one(row).text.as_deref(), Some("second"));
    let texts: Vec<String> = all_leaves(ChatlabJson, document("{}", row))
        .into_iter()
        .filter(|leaf| leaf.role == Role::Text)
        .map(|leaf| leaf.value)
        .collect();
    assert_eq!(texts, ["first secret", "second"]);
}

#[test]
fn message_lists_that_are_there_twice_are_both_read() {
    let row = r#"{"sender":"a","timestamp":5,"type":0,"content":"x"}"#;
    let text = format!(r#"{{"chatlab":{{}},"messages":[{row}],"messages":[{row},{row}]}}"#);
    let seqs: Vec<u64> = messages(ChatlabJson, text).into_iter().map(|message| message.seq).collect();
    assert_eq!(seqs, [0, 1, 2]);
}

#[test]
fn a_header_at_the_end_is_known_at_the_end() {
    let text = r#"{"messages":[{"sender":"a","timestamp":5,"type":0}],"meta":{"name":"g","platform":"WeChat","type":"private","groupId":9},"chatlab":{"exportedAt":1727740800}}"#;
    let chat = chat(ChatlabJson, text);
    assert_eq!(
        (chat.key(), chat.kind, chat.exported_at_ms),
        ("wechat:9".to_owned(), ChatKind::Direct, Some(1_727_740_800_000))
    );
}

#[test]
fn lines_come_in_any_order_with_comments_and_blanks() {
    let text = "\u{feff}# made by hand\n\n{\"meta\":{\"name\":\"g\",\"platform\":\"qq\",\"type\":\"group\"},\"chatlab\":{\"version\":\"0.0.2\"},\"_type\":\"header\"}\n   # another\n\
        {\"type\":0,\"timestamp\":1727740800,\"content\":\"x\",\"sender\":\"a\",\"_type\":\"message\"}\r\n\0\0\0\n{\"platformId\":\"b\",\"_type\":\"member\"}";
    assert_eq!(chat(ChatlabJsonl, text).key(), "qq:name:g");
    assert_eq!((messages(ChatlabJsonl, text).len(), members(ChatlabJsonl, text).len()), (1, 1));
    assert_eq!(report(ChatlabJsonl, text).unknown, 0);
    let comments: Vec<String> = all_leaves(ChatlabJsonl, text)
        .into_iter()
        .filter(|leaf| leaf.raw == RawForm::Text)
        .map(|leaf| leaf.value)
        .collect();
    assert_eq!(comments, ["made by hand", "another"]);
}

#[test]
fn a_crash_in_the_middle_costs_no_line() {
    let text = b"{\"_type\":\"header\",\"chatlab\":{}}\n\0\0\0\0{\"_type\":\"message\",\"sender\":\"a\",\"timestamp\":5,\"type\":0,\"content\":\"x\"}\n";
    assert_eq!((messages(ChatlabJsonl, text).len(), report(ChatlabJsonl, text).unknown), (1, 0));
}

#[test]
fn a_line_that_is_no_record_is_counted_where_it_stands() {
    let good = r#"{"_type":"message","sender":"a","timestamp":5,"type":0}"#;
    for (bad, reason) in [
        ("{\"_type\":\"message\",", "cut off"),
        ("{\"_type\":\"poll\"}", "a line of unknown type"),
        ("{\"sender\":\"a\"}", "a line of unknown type"),
        ("[1]", "a line of unknown type"),
        ("hello", "not a JSON value"),
        ("{\"_type\":\"message\"}", "a message without sender, time and type"),
        ("{\"_type\":\"message\"} {}", "more after the end of the value"),
    ] {
        let text = format!("{{\"_type\":\"header\",\"chatlab\":{{}}}}\n{good}\n{bad}\n{good}\n");
        let all = records(ChatlabJsonl, &text);
        let unknown =
            all.iter().find_map(|record| if let Record::Unknown(unknown) = record { Some(unknown) } else { None });
        let unknown = unknown.unwrap_or_else(|| panic!("{bad}"));
        assert_eq!((unknown.reason.as_str(), unknown.provenance.line), (reason, 3), "{bad}");
        let seqs: Vec<u64> = messages(ChatlabJsonl, &text).into_iter().map(|message| message.seq).collect();
        assert_eq!(seqs, [0, 2], "{bad}");
    }
}

#[test]
fn a_line_over_the_limit_is_skipped() {
    let good = "{\"_type\":\"message\",\"sender\":\"a\",\"timestamp\":5,\"type\":0}\n";
    let text = format!("{good}{{\"_type\":\"message\",\"content\":\"{}\"}}\n{good}", "x".repeat(17 << 20));
    let report = report(ChatlabJsonl, text);
    assert_eq!((report.messages, report.skipped, report.unknown), (2, 1, 0));
    assert_eq!(report.notes, ["1 left out: larger than 16 MiB (line 2)"]);
}

#[test]
fn a_huge_text_under_the_limit_is_read_whole() {
    let row = format!(r#"{{"sender":"a","timestamp":5,"type":0,"content":"{}"}}"#, "字".repeat(1 << 20));
    assert_eq!(one(&row).text.unwrap().len(), 3 << 20);
}

#[test]
fn a_record_nested_too_deeply_is_unknown_and_opaque() {
    let deep = format!(r#"{{"sender":"a","timestamp":5,"type":0,"x":{}{}}}"#, "[".repeat(500), "]".repeat(500));
    let text = document("{}", &format!(r#"{deep},{{"sender":"b","timestamp":6,"type":0}}"#));
    let report = report(ChatlabJson, &text);
    assert_eq!((report.unknown, report.messages), (1, 1));
    assert!(report.notes[0].contains("nested too deeply"), "{:?}", report.notes);
    let opaque: Vec<u64> = all_leaves(ChatlabJson, &text)
        .into_iter()
        .filter(|leaf| leaf.raw == RawForm::Opaque)
        .map(|leaf| leaf.bytes.end - leaf.bytes.start)
        .collect();
    assert_eq!(opaque, [deep.len() as u64]);
}

#[test]
fn forwarded_records_keep_their_authors() {
    let message = one(
        r#"{"sender":"a","timestamp":5,"type":26,"content":"[聊天记录]","chatRecords":[{"sender":"b","accountName":"B","timestamp":6,"content":"inner"},7]}"#,
    );
    let told: Vec<_> = message.nested.iter().map(|body| (body.sender_id.as_deref(), body.text.as_deref())).collect();
    assert_eq!(told, [(Some("b"), Some("inner")), (None, None)]);
}

#[test]
fn an_answer_that_is_typed_as_text_is_a_reply() {
    for (code, kind) in [(0, Kind::Reply), (1, Kind::Image), (25, Kind::Reply)] {
        let message = one(&format!(
            r#"{{"sender":"a","timestamp":5,"type":{code},"content":"x","replyToMessageId":123456789012345678}}"#
        ));
        assert_eq!((message.kind, message.reply_to.as_deref()), (kind, Some("123456789012345678")));
    }
}

#[test]
fn forwards_within_forwards_are_all_there() {
    let mut inner = r#"{"accountName":"底","type":0,"content":"leaf"}"#.to_owned();
    for _ in 0..49 {
        inner = format!(r#"{{"accountName":"x","type":26,"content":"","chatRecords":[{inner}]}}"#);
    }
    let message = one(&format!(r#"{{"sender":"a","timestamp":5,"type":26,"content":"","chatRecords":[{inner}]}}"#));
    assert_eq!((message.nested.len(), message.nested[49].text.as_deref()), (50, Some("leaf")));
}

#[test]
fn a_page_of_a_feed_is_read_like_a_file() {
    let text = r#"{"chatlab":{"version":"0.0.2"},"meta":{"platform":"wechat"},"members":[],"messages":[{"sender":"a","timestamp":5,"type":0,"content":"x"}],"sync":{"hasMore":true,"nextSince":5,"nextOffset":1,"watermark":9}}"#;
    let told = report(ChatlabJson, text);
    assert_eq!((told.messages, told.unknown), (1, 0));
    assert!(all_leaves(ChatlabJson, text).iter().all(|leaf| leaf.role != Role::Unknown));
}
