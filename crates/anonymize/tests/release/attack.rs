//! A value hidden in every form, in every place of every format: it is rewritten, or there is no release.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use groupkeep_anonymize::{Error, Profile, anonymize};
use groupkeep_monitor::Silent;
use serde_json::Value;

use crate::group::{Group, files};
use crate::oracle::says;

/// What is hidden: a name, an id, and numbers and addresses that the members table or a message make known.
const NAME: &str = "林小溪";
const ID: &str = "wxid_lin0001abcd";
const PHONE: &str = "13800138000";
const MAIL: &str = "lin.xx@example.org";
const RESIDENT: &str = "11010519491231002X";
const CARD: &str = "6222021234567890128";
const VALUES: [&str; 6] = [NAME, ID, PHONE, MAIL, RESIDENT, CARD];

fn units(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn wide(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c }).collect()
}

fn between(text: &str, separator: &str) -> String {
    text.chars().map(String::from).collect::<Vec<_>>().join(separator)
}

/// Every encoding the leak check claims, and the ways people write such values.
fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![
        value.to_owned(),
        wide(value),
        between(value, "\u{200B}"),
        between(value, "\u{FEFF}"),
        units(value),
        percent(value),
        percent(value).to_lowercase(),
        value.chars().map(|c| format!("&#{};", c as u32)).collect(),
        value.chars().map(|c| format!("&#x{:X};", c as u32)).collect(),
        hex(value),
        hex(value).to_uppercase(),
        STANDARD.encode(value),
        STANDARD.encode(format!("?>{value}~~")),
        URL_SAFE.encode(format!("?{value}>>")),
        format!("{{\"a\":\"{}\"}}", units(value)),
        format!("<m from=\"{value}\" to='x'/>"),
        format!("https://x.example/u/{value}/a?q=1"),
        format!("https://x.example/a?q=1&who={}", percent(value)),
        format!("@{value}\u{2005}在吗"),
        format!("前{value}后"),
    ];
    match value {
        PHONE => forms.extend(
            [
                "+86 138 0013 8000",
                "+8613800138000",
                "0086-138-0013-8000",
                "138-0013-8000",
                "138\u{3000}0013\u{3000}8000",
                "(+86)13800138000",
                "一三八零零一三八零零零",
            ]
            .map(str::to_owned),
        ),
        MAIL => forms.extend(["Lin.XX@Example.ORG", "ＬＩＮ.xx@example.org"].map(str::to_owned)),
        RESIDENT => forms.extend(["11010519491231002x", "110105 19491231 002X"].map(str::to_owned)),
        CARD => forms.push("6222 0212 3456 7890 128".to_owned()),
        ID => forms.extend([value.to_uppercase(), format!("{value}_10e8")]),
        _ => {}
    }
    forms
}

/// One more member of an object, with the comma before it.
fn field(key: &str, value: &str) -> String {
    format!(",{}:{}", Value::from(key), Value::from(value))
}

/// JSON that holds the text.
fn listed(text: &str) -> String {
    Value::from(vec![text]).to_string()
}

/// The inside of a quoted cell.
fn doubled(text: &str) -> String {
    text.replace('"', "\"\"")
}

/// The text in parts of one character, every second one bold.
fn in_parts(text: &str) -> String {
    let part = |(at, c): (usize, char)| match at % 2 {
        0 => Value::from(c.to_string()).to_string(),
        _ => format!(r#"{{"type":"bold"{}}}"#, field("text", &c.to_string())),
    };
    text.chars().enumerate().map(part).collect::<Vec<_>>().join(", ")
}

fn chatlab(member: &str, message: &str, head: &str) -> String {
    format!(
        r#"{{"chatlab":{{"version":"0.0.2","exportedAt":1793500000{head}}},"meta":{{"name":"x","platform":"wechat","type":"group"}},"members":[{{"platformId":"wxid_wang002abc","accountName":"王大海"{member}}}],"messages":[{{"sender":"wxid_wang002abc","accountName":"王大海","timestamp":1793500001,"type":0{message}}}]}}"#
    )
}

fn lines(remark: &str, message: &str) -> String {
    format!(
        "{{\"_type\":\"header\",\"chatlab\":{{\"version\":\"0.0.2\",\"exportedAt\":1}},\"meta\":{{\"name\":\"x\",\"platform\":\"wechat\",\"type\":\"group\"}}}}\n\
         {remark}{{\"_type\":\"message\",\"sender\":\"wxid_wang002abc\",\"accountName\":\"王大海\",\"timestamp\":1793500001,\"type\":0{message}}}\n"
    )
}

fn weflow(message: &str, session: &str) -> String {
    format!(
        r#"{{"weflow":{{"version":"1.0.3","exportedAt":1793500000}},"session":{{"wxid":"20002000@chatroom","nickname":"x","type":"群聊"{session}}},"messages":[{{"localId":1,"createTime":1793500400,"type":"文本消息","localType":1,"isSend":0,"senderUsername":"wxid_wang002abc","senderDisplayName":"王大海"{message}}}]}}"#
    )
}

fn telegram(message: &str, chat: &str) -> String {
    format!(
        r#"{{"name":"x","type":"private_supergroup","id":1987654321{chat},"messages":[{{"id":2,"type":"message","date":"2026-11-01T09:01:06","date_unixtime":"1793494866","from":"王大海","from_id":"user1001002"{message}}}]}}"#
    )
}

fn whatsapp(message: &str) -> String {
    format!("[2026/11/13, 09:00:11] 王大海: 早\n[2026/11/13, 09:00:12] {message}\n[2026/11/13, 09:01:12] 王大海: 好\n")
}

/// A place: its name, the file it is in, and the content of the file with a value at the place.
type Place = (&'static str, &'static str, fn(&str) -> String);

const PLACES: &[Place] = &[
    ("chatlab content", "a.json", |v| chatlab("", &field("content", v), "")),
    ("chatlab slashes", "a.json", |v| chatlab("", &field("content", v).replace('/', "\\/"), "")),
    ("chatlab json", "a.json", |v| chatlab("", &field("content", &listed(v)), "")),
    ("chatlab json in json", "a.json", |v| chatlab("", &field("content", &listed(&listed(v))), "")),
    ("chatlab unknown field", "a.json", |v| chatlab(&field("future", v), "", "")),
    ("chatlab unknown tree", "a.json", |v| {
        chatlab("", &format!(r#","content":"x","extra":{{"a":[{}]}}"#, Value::from(v)), "")
    }),
    ("chatlab key", "a.json", |v| chatlab(&field(v, "x"), "", "")),
    ("chatlab deep key", "a.json", |v| chatlab("", &format!(r#","extra":{{"a":{{{}:1}}}}"#, Value::from(v)), "")),
    ("chatlab card", "a.json", |v| chatlab(&field("groupNickname", v), "", "")),
    ("chatlab type", "a.json", |v| chatlab("", "", &field("generator", v))),
    ("chatlab forward", "a.json", |v| {
        let record = format!(r#"{{"sender":"a","accountName":"b","timestamp":1,"type":0{}}}"#, field("content", v));
        chatlab("", &format!(r#","content":"x","chatRecords":[{record}]"#), "")
    }),
    ("lines content", "a.jsonl", |v| lines("", &field("content", v))),
    ("lines remark", "a.jsonl", |v| lines(&format!("# {v}\n"), "")),
    ("weflow content", "a.json", |v| weflow(&field("content", v), "")),
    ("weflow xml", "a.json", |v| weflow(&field("content", &format!("<msg><a b=\"{v}\"/></msg>")), "")),
    ("weflow source", "a.json", |v| weflow(&field("source", &format!("<msgsource a='{v}'/>")), "")),
    ("weflow quote", "a.json", |v| weflow(&(field("quotedSender", "王大海") + &field("quotedContent", v)), "")),
    ("weflow remark", "a.json", |v| weflow("", &field("remark", v))),
    ("weflow place", "a.json", |v| weflow(&field("locationLabel", v), "")),
    ("telegram text", "result.json", |v| telegram(&field("text", v), "")),
    ("telegram text in parts", "result.json", |v| telegram(&format!(r#","text":[{}]"#, in_parts(v)), "")),
    ("telegram entities", "result.json", |v| {
        let entity = |c: char| format!(r#"{{"type":"plain"{}}}"#, field("text", &c.to_string()));
        let entities: Vec<String> = v.chars().map(entity).collect();
        telegram(&format!(r#","text":"","text_entities":[{}]"#, entities.join(",")), "")
    }),
    ("telegram link", "result.json", |v| {
        let href = field("href", &format!("https://x.example/{v}"));
        telegram(&format!(r#","text":[{{"type":"text_link","text":"x"{href}}}]"#), "")
    }),
    ("telegram code", "result.json", |v| {
        telegram(&format!(r#","text":[{{"type":"pre","text":"x"{}}}]"#, field("language", v)), "")
    }),
    ("telegram file", "result.json", |v| telegram(&field("file_name", &format!("{v}.pdf")), "")),
    ("telegram forward", "result.json", |v| telegram(&field("forwarded_from", v), "")),
    ("telegram about", "result.json", |v| telegram("", &field("about", v))),
    ("whatsapp text", "chat.txt", |v| whatsapp(&format!("王大海: {v}"))),
    ("whatsapp second line", "chat.txt", |v| whatsapp(&format!("王大海: 第一行\n第二行{v}"))),
    ("whatsapp notice", "chat.txt", |v| whatsapp(&format!("{v} 加入了群组"))),
    ("table cell", "members.csv", |v| format!("member_id,备注\nm-wang,\"第一行\n{}, 第二行\"\n", doubled(v))),
    ("table choice", "members.csv", |v| format!("member_id,role\nm-wang,\"{}\"\n", doubled(v))),
    ("table answer", "members.csv", |v| format!("member_id,under14\nm-wang,\"{}\"\n", doubled(v))),
    ("table header", "members.csv", |v| format!("member_id,\"{}的备注\"\nm-wang,x\n", doubled(v))),
    ("table id", "works.csv", |v| {
        format!("work_id,title,kind,author,licence\n\"{0}\",x,\"{0}\",王大海,own\n", doubled(v))
    }),
    ("table amount", "ledger.csv", |v| {
        let header = "entry_id,date,direction,amount,counterparty,category";
        format!("{header}\nL1,2026-10-11,in,\"{}\",王大海,fee\n", doubled(v))
    }),
    ("table date", "members.csv", |v| format!("member_id,joined_on\nm-wang,\"{}\"\n", doubled(v))),
    ("table cell too many", "members.csv", |v| format!("member_id\nm-wang,\"{}\"\n", doubled(v))),
    ("folder", "{}/a.json", |_| chatlab("", "", "")),
    ("file name", "chat {}.json", |_| chatlab("", "", "")),
    ("file ending", "members.{}.csv", |_| "member_id\nm-wang\n".to_owned()),
];

/// A message that makes the numbers known to the leak check, wherever else they stand.
const KNOWN: &str = "电话13800138000，邮箱lin.xx@example.org，身份证11010519491231002X，卡号6222021234567890128";

/// Tries every `step`th of all combinations, beginning with the `first`.
fn attack(profile: Profile, first: usize, step: usize) {
    let group = Group::new();
    let places = PLACES.iter().flat_map(|place| VALUES.map(|value| (place, value)));
    let cases = places.flat_map(|(place, value)| forms(value).into_iter().map(move |form| (place, value, form)));
    let (mut released, mut refused, mut escaped) = (0, 0, Vec::new());
    for (&(name, file, content), value, form) in cases.skip(first).step_by(step) {
        let file = format!("in/{}", file.replace("{}", &form));
        // Not everything can be a file's name.
        if file.contains("://") || file.contains("</") || Path::new(&file).iter().any(|part| part.len() > 250) {
            continue;
        }
        fs::create_dir_all(group.path(&file).parent().unwrap()).unwrap();
        group.write("in/known.txt", whatsapp(&format!("王大海: {KNOWN}")));
        group.write(&file, content(&form));
        let mut job = group.job(profile);
        job.inputs = vec![group.path("in")];
        match anonymize(job, &Silent) {
            Ok(_) => {
                released += 1;
                let out = files(&group.path("out"));
                if out.iter().any(|(path, bytes)| says(path.as_bytes(), value) || says(bytes, value)) {
                    escaped.push(format!("{name}: {form}"));
                }
                fs::remove_dir_all(group.path("out")).unwrap();
            }
            Err(Error::Leak { found }) => {
                refused += 1;
                assert!(!found.is_empty() && !group.path("out").exists());
            }
            Err(other) => panic!("{name}: {form}: {other}"),
        }
        fs::remove_dir_all(group.path("in")).unwrap();
    }
    assert!(released > 100 && refused > 10, "{released} released, {refused} refused");
    assert!(escaped.is_empty(), "{} escaped:\n{}", escaped.len(), escaped.join("\n"));
}

#[test]
fn nothing_escapes_under_share() {
    attack(Profile::Share, 0, 19);
}

#[test]
fn nothing_escapes_under_internal() {
    attack(Profile::Internal, 5, 19);
}

#[test]
#[ignore = "takes minutes: every form in every place"]
fn nothing_escapes_at_all() {
    attack(Profile::Share, 0, 1);
    attack(Profile::Internal, 0, 1);
}
