use crate::Format::{WecomJson, WecomJsonl};
use crate::testing::{members, messages, records, report};
use crate::{ChatKind, Detection, EventType, Kind, MemberRole, Message, Precision, Record, SenderKind};

const HEAD: &str = r#""msgid":"m1","from":"linyu","tolist":["aqing"],"msgtime":1727740800123"#;

fn one(fields: &str) -> Message {
    let all = messages(WecomJsonl, format!("{{\"action\":\"send\",{HEAD},{fields}}}\n"));
    assert_eq!(all.len(), 1, "{fields}");
    all.into_iter().next().unwrap()
}

#[test]
fn every_type_has_its_kind_and_words() {
    for (fields, kind, text) in [
        (r#""msgtype":"text","text":{"content":"早"}"#, Kind::Text, Some("早")),
        (r#""msgtype":"image","image":{"md5sum":"aa","filesize":5}"#, Kind::Image, None),
        (r#""msgtype":"voice","voice":{"voice_size":5,"play_length":2}"#, Kind::Voice, None),
        (r#""msgtype":"video","video":{"filesize":5}"#, Kind::Video, None),
        (r#""msgtype":"file","file":{"filename":"讲义.pdf"}"#, Kind::File, Some("讲义.pdf")),
        (r#""msgtype":"emotion","emotion":{"type":1}"#, Kind::Sticker, None),
        (r#""msgtype":"card","card":{"corpname":"微信联系人","userid":"wmx"}"#, Kind::Contact, Some("微信联系人")),
        (r#""msgtype":"location","location":{"address":"北京","title":"广场"}"#, Kind::Location, Some("广场")),
        (r#""msgtype":"link","link":{"title":"文章","link_url":"https://example.org"}"#, Kind::Link, Some("文章")),
        (r#""msgtype":"weapp","weapp":{"title":"小程序"}"#, Kind::Share, Some("小程序")),
        (r#""msgtype":"todo","todo":{"title":"t","content":"买书"}"#, Kind::Share, Some("买书")),
        (r#""msgtype":"vote","vote":{"votetitle":"选书","voteitem":["甲","乙"]}"#, Kind::Poll, Some("选书\n甲\n乙")),
        (r#""msgtype":"collect","collect":{"title":"收集"}"#, Kind::Share, Some("收集")),
        (r#""msgtype":"meeting","meeting":{"topic":"晨会"}"#, Kind::Share, Some("晨会")),
        (r#""msgtype":"docmsg","doc":{"title":"文档","link_url":"u"}"#, Kind::Link, Some("文档")),
        (r##""msgtype":"markdown","info":{"content":"# 标题"}"##, Kind::Text, Some("# 标题")),
        (r#""msgtype":"news","info":{"item":[{"title":"新闻"}]}"#, Kind::Link, Some("新闻")),
        (r#""msgtype":"calendar","calendar":{"title":"日程"}"#, Kind::Share, Some("日程")),
        (r#""msgtype":"meeting_voice_call","voiceid":"v","meeting_voice_call":{"endtime":5}"#, Kind::Call, None),
        (r#""msgtype":"voip_doc_share","voip_doc_share":{"filename":"共享.pdf"}"#, Kind::File, Some("共享.pdf")),
        (
            r#""msgtype":"external_redpacket","redpacket":{"wish":"恭喜","totalamount":2}"#,
            Kind::RedPacket,
            Some("恭喜"),
        ),
        (r#""msgtype":"sphfeed","sphfeed":{"sph_name":"号","feed_desc":"说明"}"#, Kind::Share, Some("说明")),
        (r#""msgtype":"hologram","hologram":{"content":"?"}"#, Kind::Other, Some("?")),
        (r#""msgtype":"text""#, Kind::Text, None),
    ] {
        let message = one(fields);
        assert_eq!((message.kind, message.text.as_deref()), (kind, text), "{fields}");
    }
}

#[test]
fn a_row_nobody_wrote_is_an_event() {
    for (row, event, actor, value) in [
        (
            r#""action":"recall","msgtype":"revoke","revoke":{"pre_msgid":"m0"}"#,
            EventType::Recall,
            Some("linyu"),
            Some("m0"),
        ),
        (
            r#""action":"send","msgtype":"agree","agree":{"userid":"wmx","agree_time":1727740800000}"#,
            EventType::Settings,
            Some("wmx"),
            Some("agree"),
        ),
        (r#""action":"send","msgtype":"disagree","disagree":{}"#, EventType::Settings, Some("linyu"), Some("disagree")),
    ] {
        let message = messages(WecomJsonl, format!("{{{HEAD},{row}}}")).remove(0);
        let told = message.event.unwrap();
        assert_eq!((message.sender_kind, message.sender_id), (SenderKind::System, None));
        let actor_id = told.actor.and_then(|party| party.id);
        assert_eq!((told.event, actor_id.as_deref(), told.value.as_deref()), (event, actor, value), "{row}");
    }
    let switch = r#"{"msgid":"m2","action":"switch","time":1727740800000,"user":"linyu"}"#;
    let message = messages(WecomJsonl, switch).remove(0);
    assert_eq!(message.event.unwrap().event, EventType::Unknown);
    assert_eq!(message.time.unwrap().precision, Precision::Millisecond);
}

#[test]
fn chats_are_rooms_and_pairs() {
    let row = |from: &str, to: &str, room: &str| {
        format!(
            r#"{{"msgid":"m","action":"send","from":"{from}","tolist":["{to}"],"roomid":"{room}","msgtime":1727740800000,"msgtype":"text"}}"#
        )
    };
    let text = [row("a", "b", "wrR"), row("a", "b", ""), row("b", "a", ""), row("c", "b", "wrR"), row("a", "c", "")]
        .join("\n");
    let chats: Vec<u32> = messages(WecomJsonl, &text).into_iter().map(|message| message.chat).collect();
    assert_eq!(chats, [0, 1, 1, 0, 2]);
    let told: Vec<_> = records(WecomJsonl, &text)
        .into_iter()
        .filter_map(|record| if let Record::Chat(chat) = record { Some((chat.chat_id, chat.kind)) } else { None })
        .collect();
    let own = |id: &str, kind| (Some(id.to_owned()), kind);
    assert_eq!(told, [own("wrR", ChatKind::Group), own("a+b", ChatKind::Direct), own("a+c", ChatKind::Direct)]);
}

#[test]
fn people_from_outside_are_guests() {
    let (guest, other, robot) =
        (format!("wm{}", "A".repeat(30)), format!("wo{}", "B".repeat(30)), format!("wb{}", "C".repeat(30)));
    let row = |from: &str, to: &str| {
        format!(
            r#"{{"msgid":"m_external","action":"send","from":"{from}","tolist":["{to}","woody"],"roomid":"wrR","msgtime":5,"msgtype":"text"}}"#
        )
    };
    let text = [row(&guest, &other), row(&other, &guest), row(&robot, "linyu")].join("\n");
    let told: Vec<_> = members(WecomJsonl, &text).into_iter().map(|member| (member.member_id, member.roles)).collect();
    assert_eq!(told, [(guest, vec![MemberRole::Guest]), (other, vec![MemberRole::Guest])]);
    let kinds: Vec<_> = messages(WecomJsonl, &text).into_iter().map(|message| message.sender_kind).collect();
    assert_eq!(kinds, [SenderKind::User, SenderKind::User, SenderKind::Bot]);
}

#[test]
fn mixed_messages_are_put_together() {
    let message = one(
        r#""msgtype":"mixed","mixed":{"item":[{"type":"text","content":"{\"content\":\"看图\"}"},{"type":"image","content":"{\"md5sum\":\"aa\",\"filesize\":7}"},{"type":"text","content":"no json"}]}"#,
    );
    assert_eq!(message.text.as_deref(), Some("看图\nno json"));
    assert_eq!(message.attachments[0].digest.as_deref(), Some("md5:aa"));
    assert_eq!(message.attachments[0].size, Some(7));
}

#[test]
fn forwards_within_forwards_are_all_there() {
    let mut inner = serde_json::json!({"content": "底"}).to_string();
    for _ in 0..6 {
        inner =
            serde_json::json!({"title": "记录", "item": [{"type": "ChatRecordMixed", "content": inner, "msgtime": 5}]})
                .to_string();
    }
    let message = one(&format!(r#""msgtype":"chatrecord","chatrecord":{inner}"#));
    assert_eq!((message.nested.len(), message.nested[5].text.as_deref()), (6, Some("底")));
}

#[test]
fn amounts_are_counted_in_hundredths() {
    for (fields, amount) in [
        (r#"{"totalamount":8800}"#, Some("88.00")),
        (r#"{"totalamount":"5"}"#, Some("0.05")),
        (r#"{"totalamount":-5}"#, None),
        ("{}", None),
    ] {
        let money = one(&format!(r#""msgtype":"redpacket","redpacket":{fields}"#)).money.unwrap();
        assert_eq!(money.amount.as_deref(), amount, "{fields}");
    }
}

#[test]
fn what_is_still_encrypted_says_so() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        file.path(),
        "{\"seq\":1,\"msgid\":\"m\",\"encrypt_random_key\":\"x\",\"encrypt_chat_msg\":\"y\"}\n",
    )
    .unwrap();
    let Detection::NotExport { reason } = crate::detect(file.path()).unwrap() else { panic!() };
    assert!(reason.contains("still encrypted"), "{reason}");
}

#[test]
fn lines_of_another_kind_are_counted_as_unknown() {
    let text = format!("{{\"action\":\"send\",{HEAD},\"msgtype\":\"text\"}}\n{{\"errcode\":0}}\nnot json\n");
    let told = report(WecomJsonl, text);
    assert_eq!((told.messages, told.unknown), (1, 2));
    let list = format!("[{{\"action\":\"send\",{HEAD},\"msgtype\":\"text\"}},7]");
    let told = report(WecomJson, list);
    assert_eq!((told.messages, told.unknown), (1, 1));
}
