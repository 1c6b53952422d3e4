//! Places where people hide without meaning to: the wrong encoding, the wrong field, the wrong file.

use std::fs;

use groupkeep_anonymize::{Error, LeftOut, Profile, anonymize, digest, preview};
use groupkeep_monitor::Silent;
use serde_json::Value;

use crate::group::{Group, files};
use crate::oracle::says;

const PROFILES: [Profile; 3] = [Profile::Internal, Profile::Share, Profile::Research];

/// 林小溪, 王大海 in GB18030.
const GB18030_NAMES: [&[u8]; 2] = [b"\xC1\xD6\xD0\xA1\xCF\xAA", b"\xCD\xF5\xB4\xF3\xBA\xA3"];

fn released(group: &Group, profile: Profile) -> Vec<(String, Vec<u8>)> {
    if let Err(error) = anonymize(group.job(profile), &Silent) {
        panic!("{error}");
    }
    let out = files(&group.path("out"));
    fs::remove_dir_all(group.path("out")).unwrap();
    out
}

/// Nothing of `values` is in a release under any profile, in a file's content or name.
fn nothing_remains(group: &Group, values: &[&str]) {
    for profile in PROFILES {
        for (path, bytes) in released(group, profile) {
            for value in values {
                assert!(!says(&bytes, value), "{profile:?}: {value} in {path}: {}", String::from_utf8_lossy(&bytes));
                assert!(!says(path.as_bytes(), value), "{profile:?}: {value} in the name of a file");
            }
        }
    }
}

fn telegram(message: &str) -> String {
    format!(
        r#"{{"name":"x","type":"private_supergroup","id":1987654321,"messages":[{{"id":2,"type":"message","date":"2026-11-01T09:01:06","date_unixtime":"1793494866","from":"王大海","from_id":"user1001002",{message}}}]}}"#
    )
}

#[test]
fn an_export_in_gb18030_is_released_as_utf8_without_its_names() {
    let whatsapp = [b"2026/11/13 20:13 - ", GB18030_NAMES[0], b": ", GB18030_NAMES[1], b"\n"].concat();
    let json = [
        &b"{\"weflow\":{\"version\":\"1\"},\"session\":{\"nickname\":\""[..],
        GB18030_NAMES[0],
        b"\"},\"messages\":[]}",
    ]
    .concat();
    for (name, bytes) in [("chat.txt", whatsapp), ("w.json", json)] {
        let group = Group::new();
        group.write(&format!("exports/{name}"), bytes);
        let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
        assert_eq!(release.left_out, []);
        let released = files(&group.path("out"));
        let (_, written) = released.iter().find(|(path, _)| path.ends_with(name)).unwrap();
        let text = std::str::from_utf8(written).unwrap();
        for known in GB18030_NAMES {
            assert!(!written.windows(known.len()).any(|part| part == known), "{text}");
            assert!(!text.contains(encoding_rs::GB18030.decode(known).0.as_ref()), "{text}");
        }
    }
}

#[test]
fn an_export_in_no_known_encoding_is_never_released() {
    let group = Group::new();
    group.write("exports/l.txt", b"2026/11/13 20:13 - Jos\xE9: x\n");
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    let left: Vec<&LeftOut> = release.left_out.iter().collect();
    assert_eq!(left.len(), 1);
    assert!(left[0].is_likely() && left[0].path.ends_with("l.txt") && left[0].reason.contains("save it as UTF-8"));
    assert!(files(&group.path("out")).iter().all(|(path, _)| *path != "exports/l.txt"));
    let mut named = group.job(Profile::Share);
    (named.inputs, named.to) = (vec![group.path("exports/l.txt")], group.path("other"));
    let error = anonymize(named, &Silent).unwrap_err();
    assert!(matches!(&error, Error::NotReleasable { reason, .. } if reason.contains("UTF-8")), "{error}");
}

#[test]
fn bytes_that_are_not_utf8_far_into_an_export_refuse_it() {
    let group = Group::new();
    let line = "2026/11/13 20:13 - 林小溪: 早上好\n".repeat(16_000);
    let (before, after) = line.split_at(line.len() / 16 * 10);
    let broken = [b"2026/11/13 20:14 - ", GB18030_NAMES[1], b": x\n"].concat();
    group.write(
        "exports/big.txt",
        [before.rsplit_once('\n').unwrap().0.as_bytes(), b"\n", &broken, after.as_bytes()].concat(),
    );
    let error = anonymize(group.job(Profile::Internal), &Silent).unwrap_err();
    assert!(matches!(&error, Error::Opaque { records: 1, .. }), "{error}");
    assert!(!group.path("out").exists());
}

#[test]
fn names_in_fields_of_types_in_headers_and_in_words_of_tables_go() {
    let group = Group::new();
    group.write(
        "exports/telegram/result.json",
        telegram(r#""media_type":"林小溪","mime_type":"王大海13800138000","text":"林小溪来了 wxid_lin0001abcd""#),
    );
    let weflow = fs::read_to_string(group.path("exports/weflow.json")).unwrap();
    group.write(
        "exports/weflow.json",
        weflow.replace("\"文本消息\"", "\"林小溪\"").replace("\"1.0.3\"", "\"1.0.3 王大海\""),
    );
    // Not the tables that say who is who: those must be right.
    group.write("exports/members.csv", "member_id,name,role,joined_on,林小溪的备注,phone\nm-lin,林小溪,王大海的姐姐,林小溪,x,13800138000\nm-wang,王大海,member,2024-05-02,y,\n");
    group.write("exports/consents.csv", "member_id,use,version,given_at,how\nm-lin,research,王大海,林小溪,林小溪:微信\nm-lin,research,1,2026-01-01,file:林小溪.王大海\n");
    nothing_remains(&group, &["林小溪", "王大海", "13800138000", "wxid_lin0001abcd"]);
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    let members = release.tables.iter().find(|table| table.path == "exports/members.csv").unwrap();
    assert!(members.columns[4].name.starts_with("成员-") && members.columns[4].name.ends_with("的备注"));
}

#[test]
fn what_an_input_says_never_hides_a_name_from_the_check() {
    let group = Group::new();
    // A structural value, a header and a null key that are a name do not make the name a word.
    group.write("exports/telegram/result.json", telegram(r#""text":"x","sticker_emoji":"赵明月","赵明月":null"#));
    let mut job = group.job(Profile::Internal);
    job.search_also = vec!["赵明月".to_owned()];
    assert!(anonymize(job, &Silent).is_ok());
    fs::remove_dir_all(group.path("out")).unwrap();
    nothing_remains(&group, &["赵明月"]);
}

#[test]
fn keys_nobody_knows_go_with_what_they_hold() {
    let group = Group::new();
    let extra = r#""text":"x","extra":{"13800138000":1,"lu.ren@qq.com":{"林小溪":2},"hannah_ok":3},"王大海":4,"list":[{"林小溪":null}],"plain_key":5"#;
    group.write("exports/telegram/result.json", telegram(extra));
    let chatlab = fs::read_to_string(group.path("exports/chatlab.json")).unwrap();
    group.write("exports/chatlab.json", chatlab.replacen('{', "{\"林小溪\": {\"a\": 1}, \"小溪老师\": 2,", 1));
    nothing_remains(&group, &["林小溪", "王大海", "小溪老师", "13800138000", "lu.ren@qq.com"]);
    let out = released(&group, Profile::Share);
    let (_, bytes) = out.iter().find(|(path, _)| path.ends_with("result.json")).unwrap();
    let message = &serde_json::from_slice::<Value>(bytes).unwrap()["messages"][0];
    assert_eq!((&message["extra"], &message["list"]), (&serde_json::json!({}), &serde_json::json!([{}])));
    assert_eq!((&message["unknown"], &message["plain_key"]), (&Value::from(0), &Value::from(0)));
    assert!(!says(bytes, "hannah_ok"));
}

#[test]
fn marked_contacts_go_whatever_they_look_like() {
    let group = Group::new();
    let parts = r#"["致电 ",{"type":"phone","text":"10086 转 7"},{"type":"email","text":"Beichen.LU@mail"},{"text":"0000 1111","type":"bank_card"}," 和 +44 7700 900123，拨10086"]"#;
    group.write("exports/telegram/result.json", telegram(&format!(r#""text":{parts},"text_entities":{parts}"#)));
    nothing_remains(&group, &["10086 转 7", "Beichen.LU@mail", "0000 1111", "+44 7700 900123", "447700900123"]);
}

#[test]
fn names_and_numbers_written_differently_go() {
    let group = Group::new();
    group.write("tables/members.csv", "member_id,name,aliases,phone\nm-lin,林小溪,Tomás Ferreira|wxid_lin0001abcd|user1001001,13800138000\nm-wang,王大海,Beichen Lu|wxid_wang002abc|user1001002,\n");
    let forms = [
        "林 小 溪",
        "林·小溪",
        "林\n小溪",
        "Toma\u{301}s Ferreira",
        "TomasFerreira",
        "beichen_lu",
        "Beichen  Lu",
        "138.0013.8000",
        "(138) 0013-8000",
        "SF13800138000",
        "u2013800138000",
        "tel:0013800138000x",
        "%E6%9E%97小溪",
        "林%E5%B0%8F%E6%BA%AA",
        "%31%33800138000",
        "https://x.example/%E6%9E%97小溪",
    ];
    let lines: String = forms.iter().map(|form| format!("[2026/11/13, 09:00:11] 王大海: 找{form} 吧\n")).collect();
    group.write("exports/forms.txt", lines);
    nothing_remains(
        &group,
        &[
            "林小溪",
            "林 小 溪",
            "林·小溪",
            "Toma\u{301}s",
            "TomasFerreira",
            "beichen_lu",
            "Beichen  Lu",
            "13800138000",
            "138.0013.8000",
        ],
    );
}

#[test]
fn both_people_of_a_chinese_notice_go() {
    let group = Group::new();
    let chat = "2026/11/13 20:13 - 王大海: 早\n2026/11/13 20:22 - 方既明已将郑木兰移出\n2026/11/13 20:23 - 周小满已添加吴一凡\n";
    group.write("exports/notice.txt", chat);
    nothing_remains(&group, &["方既明", "郑木兰", "周小满", "吴一凡"]);
}

#[test]
fn a_member_called_like_the_system_is_replaced() {
    let group = Group::new();
    let lines = fs::read_to_string(group.path("exports/lines.jsonl")).unwrap();
    let own = r#"{"_type":"message","platformMessageId":"m-9","sender":"wxid_sysname9","accountName":"系统消息","timestamp":1793500309,"type":0,"content":"早"}"#;
    group.write("exports/lines.jsonl", lines + own + "\n");
    let out = released(&group, Profile::Share);
    let (_, bytes) = out.iter().find(|(path, _)| path.ends_with("lines.jsonl")).unwrap();
    let last: Value =
        serde_json::from_slice(bytes.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap()).unwrap();
    assert!(last["accountName"].as_str().unwrap().starts_with("成员-"), "{last}");
    let (_, bytes) = out.iter().find(|(path, _)| path.ends_with("chatlab.json")).unwrap();
    let notice = &serde_json::from_slice::<Value>(bytes).unwrap()["messages"][2];
    assert_eq!((&notice["sender"], &notice["accountName"]), (&Value::from("SYSTEM"), &Value::from("系统消息")));
}

#[test]
fn unknown_numbers_and_amounts_that_are_none_go_under_share() {
    let group = Group::new();
    group.write("exports/telegram/result.json", telegram(r#""text":"x","pin":1380,"balance":-7.5"#));
    let ledger = fs::read_to_string(group.path("tables/ledger.csv")).unwrap();
    group.write("tables/ledger.csv", ledger.replace(",88.50,", ",\"88.50给孙悟空\","));
    let out = released(&group, Profile::Share);
    let text =
        |name: &str| String::from_utf8(out.iter().find(|(path, _)| path.ends_with(name)).unwrap().1.clone()).unwrap();
    assert!(text("result.json").contains(r#""pin":0,"balance":0"#), "{}", text("result.json"));
    assert!(!text("ledger.csv").contains("孙悟空") && !text("ledger.csv").contains("88"));
}

#[test]
fn names_of_chats_and_members_leave_the_names_of_files() {
    let group = Group::new();
    for name in ["晨读会海外分舵.txt", "与晨读会三群的 WhatsApp 聊天.txt", "小溪老师的群/2026.王大海"]
    {
        let path = group.path("exports").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "[2026/11/13, 09:00:11] 王大海: 早\n[2026/11/13, 09:00:12] 林小溪: 早\n").unwrap();
    }
    let paths: Vec<String> = released(&group, Profile::Share).into_iter().map(|(path, _)| path).collect();
    for gone in ["晨读会", "小溪老师", "王大海"] {
        assert!(paths.iter().all(|path| !path.contains(gone)), "{gone}: {paths:?}");
    }
    assert!(paths.iter().any(|path| path.contains("/与群-") && path.ends_with("的 WhatsApp 聊天.txt")), "{paths:?}");
    let internal = released(&group, Profile::Internal);
    assert!(internal.iter().any(|(path, _)| path.contains("晨读会")), "as inside the files");
}

#[test]
fn a_release_is_never_made_inside_its_inputs_nor_of_an_earlier_one() {
    let group = Group::new();
    let mut job = group.job(Profile::Share);
    job.to = group.path("exports/out");
    assert!(matches!(anonymize(job, &Silent), Err(Error::Inside { .. })));
    assert!(!group.path("exports/out").exists());
    let mut first = group.job(Profile::Share);
    first.to = group.path("earlier");
    anonymize(first, &Silent).unwrap();
    fs::rename(group.path("earlier"), group.path("exports/2026-11-01-abcdef")).unwrap();
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    assert_eq!(release.outputs.len(), 8);
    assert_eq!(release.left_out.len(), 1);
    assert!(!release.left_out[0].is_likely() && release.left_out[0].reason.contains("earlier release"));
    // Files that a pattern finds there are no inputs either.
    let mut job = group.job(Profile::Share);
    (job.named, job.to) = (false, group.path("third"));
    job.inputs = vec![group.path("exports/weflow.json"), group.path("exports/2026-11-01-abcdef/exports/weflow.json")];
    let release = anonymize(job, &Silent).unwrap();
    assert_eq!((release.outputs.len(), release.left_out.len()), (1, 1));
}

#[test]
fn what_is_left_out_is_listed_and_what_was_named_must_be_there() {
    let group = Group::new();
    group.write("exports/photo.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]);
    group.write("exports/notes.txt", "dear diary\n");
    for left in [
        anonymize(group.job(Profile::Share), &Silent).unwrap().left_out,
        preview(group.job(Profile::Share), &Silent).unwrap().left_out,
    ] {
        let told: Vec<(String, bool)> = left
            .iter()
            .map(|left| (left.path.file_name().unwrap().to_string_lossy().into_owned(), left.is_likely()))
            .collect();
        assert_eq!(told, [("notes.txt".to_owned(), true), ("photo.jpg".to_owned(), false)]);
    }
    let mut job = group.job(Profile::Share);
    (job.to, job.inputs) =
        (group.path("other"), vec![group.path("exports/weflow.json"), group.path("exports/notes.txt")]);
    let error = anonymize(job, &Silent).unwrap_err();
    assert!(matches!(&error, Error::NotReleasable { path, .. } if path.ends_with("notes.txt")), "{error}");
    let mut job = group.job(Profile::Share);
    (job.to, job.inputs, job.named) = (group.path("other"), vec![group.path("exports/notes.txt")], false);
    let error = anonymize(job, &Silent).unwrap_err();
    assert!(
        matches!(&error, Error::Nothing { left_out } if left_out.len() == 1) && error.to_string().contains("notes.txt")
    );
}

#[cfg(unix)]
#[test]
fn a_named_link_that_leads_nowhere_is_an_error() {
    let group = Group::new();
    std::os::unix::fs::symlink("gone.json", group.path("dangling.json")).unwrap();
    std::os::unix::fs::symlink("self.json", group.path("self.json")).unwrap();
    std::os::unix::fs::symlink("exports/weflow.json", group.path("link.json")).unwrap();
    let with = |name: &str, to: &str| {
        let mut job = group.job(Profile::Share);
        (job.inputs, job.to) = (vec![group.path("exports/chatlab.json"), group.path(name)], group.path(to));
        anonymize(job, &Silent)
    };
    for name in ["dangling.json", "self.json"] {
        let error = with(name, "out").unwrap_err();
        assert!(matches!(&error, Error::Read { path, .. } if path.ends_with(name)), "{error}");
    }
    assert_eq!(with("link.json", "out").unwrap().outputs.len(), 2);
}

#[test]
fn the_digest_covers_what_is_said_about_the_release() {
    let group = Group::new();
    let base = digest(&group.job(Profile::Share)).unwrap();
    let mut digests = vec![base];
    for change in 0..7 {
        let mut job = group.job(Profile::Share);
        let statement = &mut job.statement;
        match change {
            0 => statement.purpose = Some("x".to_owned()),
            1 => statement.recipient = Some("x".to_owned()),
            2 => statement.basis = Some("x".to_owned()),
            3 => statement.expires = Some(jiff::civil::date(2027, 1, 1)),
            4 => statement.preparer = Some("x".to_owned()),
            5 => job.date_order = Some(groupkeep_archive::DateOrder::Ymd),
            _ => job.require_consent = Some("publication".to_owned()),
        }
        digests.push(digest(&job).unwrap());
    }
    let config = fs::read_to_string(group.path("groupkeep.yaml")).unwrap();
    let elsewhere = Group::configured(&config.replace("Asia/Shanghai", "Asia/Tokyo"));
    digests.push(digest(&elsewhere.job(Profile::Share)).unwrap());
    let mut distinct = digests.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), digests.len());
}

#[test]
fn dates_that_can_be_read_in_two_ways_are_refused_under_every_profile() {
    let group = Group::new();
    group.write("exports/wa.txt", "[01/02/2026, 09:00:11] 林小溪: 早\n[01/02/2026, 09:00:12] 王大海: 早\n");
    for profile in PROFILES {
        assert!(matches!(anonymize(group.job(profile), &Silent), Err(Error::DateOrder { .. })), "{profile:?}");
    }
}

#[test]
fn an_expiry_in_the_past_is_refused() {
    let group = Group::new();
    let mut job = group.job(Profile::Share);
    job.statement.expires = Some(jiff::civil::date(2026, 11, 19));
    assert!(matches!(anonymize(job, &Silent), Err(Error::Expired { .. })));
}

#[test]
fn a_leak_names_the_message_in_the_input() {
    let group = Group::new();
    let text: String = (0..2000).map(|n| format!("[2026/11/13, 09:00:11] 王大海: 第{n}条，林小溪来\n")).collect();
    group.write("exports/long.txt", text.replace("第1500条", "第1500条 bGludGVuZGVkIHNlY3JldCB2YWx1ZQ=="));
    let mut job = group.job(Profile::Share);
    job.search_also = vec!["intended secret value".to_owned()];
    let error = anonymize(job, &Silent).unwrap_err();
    let Error::Leak { found } = &error else { panic!("{error}") };
    let origin = found[0].origin.as_ref().unwrap();
    assert!(origin.path.ends_with("exports/long.txt"));
    let at = fs::read_to_string(group.path("exports/long.txt")).unwrap().find("bGlud").unwrap() as u64;
    assert!(origin.offset.unwrap().abs_diff(at) < 1024, "{:?} {at}", origin.offset);
    assert!(error.hint().unwrap().contains("copy of the export"));
}
