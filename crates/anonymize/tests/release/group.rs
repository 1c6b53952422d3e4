//! A small invented group in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};

use groupkeep_anonymize::{Job, Profile, Statement};
use groupkeep_config::GroupConfig;
use jiff::Timestamp;
use tempfile::TempDir;

pub const ALIASES: &[&str] = &[
    "林小溪",
    "小溪老师",
    "王大海",
    "赵明月",
    "wxid_lin0001abcd",
    "wxid_wang002abc",
    "user1001001",
    "user1001002",
    "1001001",
    "m-lin",
    "m-wang",
];

pub const CONTACTS: &[&str] =
    &["13800138000", "11010519491231002X", "6222021234567890128", "lin.xx@example.org", "book_worm88", "87654321"];

const CONFIG: &str = "group: {name: 晨读会, timezone: Asia/Shanghai}
archive:
  exports: [exports/**]
  tables: {members: tables/members.csv, consents: tables/consents.csv}
release: {purpose: 教学, recipient: 某大学, basis: 同意, expires: 2027-06-30, preparer: a.li, to: releases/}
";

const CHATLAB: &str = r#"{
  "chatlab": {"version": "0.0.2", "exportedAt": 1793500000, "generator": "WeFlow"},
  "meta": {"name": "晨读会", "platform": "wechat", "type": "group", "groupId": "20001000@chatroom", "ownerId": "wxid_lin0001abcd"},
  "members": [
    {"platformId": "wxid_lin0001abcd", "accountName": "林小溪", "groupNickname": "小溪老师", "avatar": "data:image/png;base64,AAAA", "roles": [{"id": "owner"}]},
    {"platformId": "wxid_wang002abc", "accountName": "王大海", "futureField": "王大海的秘密"}
  ],
  "messages": [
    {"platformMessageId": "7234567890123456701", "sender": "wxid_lin0001abcd", "accountName": "林小溪", "groupNickname": "小溪老师", "timestamp": 1793500001, "type": 0, "content": "王大海你好，我电话13800138000"},
    {"platformMessageId": "7234567890123456702", "sender": "wxid_wang002abc", "accountName": "王大海", "timestamp": 1793500062, "type": 25, "content": "@小溪老师 收到，身份证11010519491231002X", "replyToMessageId": "7234567890123456701"},
    {"platformMessageId": "7234567890123456703", "sender": "SYSTEM", "accountName": "系统消息", "timestamp": 1793500100, "type": 80, "content": "\"林小溪\"邀请\"赵明月\"加入了群聊"},
    {"platformMessageId": "7234567890123456704", "sender": "wxid_wang002abc", "accountName": "王大海", "timestamp": 1793500200, "type": 7, "content": "https://example.com/u/\u738b\u5927\u6d77?token=abc"}
  ]
}
"#;

const CHATLAB_LINES: &str = r#"{"_type":"header","chatlab":{"version":"0.0.2","exportedAt":1793500000},"meta":{"name":"晨读会二群","platform":"wechat","type":"group"}}
{"_type":"member","platformId":"wxid_wang002abc","accountName":"王大海"}
# 王大海 exported this
{"_type":"message","platformMessageId":"m-1","sender":"wxid_wang002abc","accountName":"王大海","timestamp":1793500300,"type":0,"content":"卡号6222021234567890128"}
{"_type":"message","platformMessageId":"m-2","sender":"wxid_lin0001abcd","accountName":"林小溪","timestamp":1793500301,"type":0,"content":"QQ：87654321，再说一次：87654321","replyToMessageId":"m-1"}
"#;

const WEFLOW: &str = r#"{
  "weflow": {"version": "1.0.3", "exportedAt": 1793500000, "generator": "WeFlow"},
  "session": {"wxid": "20002000@chatroom", "nickname": "晨读会三群", "remark": "", "displayName": "晨读会三群", "type": "群聊", "lastTimestamp": 1793500400, "messageCount": 3, "avatar": "https://wx.qlogo.cn/mmhead/xyz"},
  "messages": [
    {"localId": 1, "createTime": 1793500400, "formattedTime": "2026-11-01 09:33:20", "type": "文本消息", "localType": 1, "content": "邮箱lin.xx@example.org谢谢", "isSend": 0, "senderUsername": "wxid_lin0001abcd", "senderDisplayName": "小溪老师", "source": "<msgsource/>", "senderAvatarKey": "wxid_lin0001abcd", "platformMessageId": "7234567890123456711"},
    {"localId": 2, "createTime": 1793500461, "formattedTime": "2026-11-01 09:34:21", "type": "引用消息", "localType": 49, "content": "微信号：book_worm88", "isSend": 1, "senderUsername": "wxid_wang002abc", "senderDisplayName": "王大海", "source": "", "senderAvatarKey": "wxid_wang002abc", "platformMessageId": "7234567890123456712", "replyToMessageId": "7234567890123456711", "quotedSender": "小溪老师", "quotedContent": "邮箱lin.xx@example.org谢谢"},
    {"localId": 3, "createTime": 1793500500, "formattedTime": "2026-11-01 09:35:00", "type": "系统消息", "localType": 10000, "content": "\"王大海\"撤回了一条消息", "isSend": null, "senderUsername": "20002000@chatroom", "senderDisplayName": "", "source": ""}
  ],
  "avatars": {"wxid_lin0001abcd": "data:image/png;base64,BBBB"}
}
"#;

const TELEGRAM: &str = r#"{
 "name": "Morning readers",
 "type": "private_supergroup",
 "id": 1987654321,
 "messages": [
  {"id": 1, "type": "service", "date": "2026-11-01T09:00:05", "date_unixtime": "1793494805", "actor": "林小溪", "actor_id": "user1001001", "action": "invite_members", "members": ["王大海", null], "text": "", "text_entities": []},
  {"id": 2, "type": "message", "date": "2026-11-01T09:01:06", "date_unixtime": "1793494866", "from": "王大海", "from_id": "user1001002", "text": ["致电 ", {"type": "phone", "text": "+8613800138000"}, " 给林小溪"], "text_entities": [{"type": "plain", "text": "致电 "}, {"type": "phone", "text": "+8613800138000"}, {"type": "plain", "text": " 给林小溪"}]},
  {"id": 3, "type": "message", "date": "2026-11-01T09:02:07", "date_unixtime": "1793494927", "from": "林小溪", "from_id": "user1001001", "reply_to_message_id": 2, "text": "好的", "text_entities": [{"type": "plain", "text": "好的"}], "photo": "photos/photo_1@01-11-2026_09-02-07.jpg", "location_information": {"latitude": 30.245678, "longitude": 120.123456}}
 ]
}
"#;

const WHATSAPP: &str = "[2026/11/13, 09:00:11] 林小溪: 大家早\n\
[2026/11/13, 09:01:12] 王大海: 早，@林小溪 的电话是13800138000\n第二行有林小溪\n\
[2026/11/14, 10:00:13] 林小溪: 收到\n";

const MEMBERS: &str = "member_id,name,aliases,role,joined_on,left_on,under14,phone,备注\n\
m-lin,林小溪,wxid_lin0001abcd|user1001001|小溪老师,owner,2024-03-15,,no,13800138000,\"爱喝茶, 常迟到\"\n\
m-wang,王大海,wxid_wang002abc|user1001002,member,2024-05-02,2026-01-09,no,,\n";

const CONSENTS: &str = "member_id,use,version,given_at,withdrawn_at,how\n\
m-lin,research,1,2026-01-01,,paper\nm-lin,publication,1,2026-01-01,,paper\n\
m-wang,publication,1,2026-01-01,2026-02-01,message:7234567890123456702\n";

const LEDGER: &str = "entry_id,date,direction,amount,counterparty,category,message_id,approvers,voucher\n\
L1,2026-10-01 12:30,in,88.50,林小溪,fee,7234567890123456701,a.li|b.wang,vouchers/lin.pdf\n";

pub struct Group {
    folder: TempDir,
    pub config: GroupConfig,
}

impl Group {
    pub fn new() -> Self {
        Self::configured(CONFIG)
    }

    pub fn configured(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("groupkeep.yaml", config),
            ("exports/chatlab.json", CHATLAB),
            ("exports/lines.jsonl", CHATLAB_LINES),
            ("exports/weflow.json", WEFLOW),
            ("exports/telegram/result.json", TELEGRAM),
            ("exports/与林小溪的 WhatsApp 聊天.txt", WHATSAPP),
            ("tables/members.csv", MEMBERS),
            ("tables/consents.csv", CONSENTS),
            ("tables/ledger.csv", LEDGER),
        ];
        for (path, content) in files {
            let whole = folder.path().join(path);
            fs::create_dir_all(whole.parent().unwrap()).unwrap();
            fs::write(whole, content).unwrap();
        }
        let config = GroupConfig::load(folder.path()).unwrap();
        Self { folder, config }
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub fn write(&self, below: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(below), content).unwrap();
    }

    /// The names directly in the group's folder, hidden ones included.
    pub fn listing(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// A job over exports and tables to `out`, with the same "random" bytes every time.
    pub fn job(&self, profile: Profile) -> Job<'_> {
        Job {
            inputs: vec![self.path("exports"), self.path("tables")],
            named: true,
            to: self.path("out"),
            profile,
            statement: Statement::default(),
            config: Some(&self.config),
            require_consent: None,
            date_order: None,
            as_of: "2026-11-20T00:00:00Z".parse::<Timestamp>().unwrap(),
            language: "zh".to_owned(),
            search_also: Vec::new(),
            random: Box::new(|bytes| bytes.fill(7)),
        }
    }
}

/// Every file below a folder: its path there and its bytes, sorted.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.push((below, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
