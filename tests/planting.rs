//! Facts made up on the spot and planted into copies of the reading circle: `check` has not seen them before.

use serde_json::{Value, json};

use crate::numbers::{bank_card, phone, resident_id};
use crate::support::Sandbox;

const WECHAT: &str = "exports/wechat/晨读会主群.json";
const CHATLAB: &str = "exports/overflow/erhaolou.jsonl";
const TELEGRAM: &str = "exports/telegram/result.json";
const WHATSAPP: &str = "exports/whatsapp/与晨读会海外分舵的 WhatsApp 聊天.txt";

/// A fact that was planted and where `check` has to see it.
#[derive(Debug)]
struct Fact {
    rule: &'static str,
    path: &'static str,
    line: usize,
    message_id: Option<String>,
    /// Personal data in it, which no output may show.
    secret: Option<String>,
}

/// The line on which `needle`, which occurs once, begins.
fn line_of(text: &str, needle: &str) -> usize {
    assert_eq!(text.matches(needle).count(), 1, "`{needle}` is not alone");
    text.split(needle).next().expect("a part").matches('\n').count() + 1
}

/// Puts a message at the end of the WeFlow export; gives its line and id.
fn wechat(sandbox: &Sandbox, n: u64, message: &Value) -> (usize, String) {
    let id = format!("99{n:017}");
    let mut whole = json!({
        "localId": 90_000 + n, "createTime": 1_793_400_000 + n, "formattedTime": "2026-10-31 00:00:00", "type": "文本消息",
        "localType": 1, "content": "", "isSend": 0, "senderUsername": "wxid_fjm9xing2hou21", "senderDisplayName": "既明而后行",
        "source": "", "senderAvatarKey": "wxid_fjm9xing2hou21", "platformMessageId": id,
    });
    whole.as_object_mut().expect("an object").extend(message.as_object().expect("an object").clone());
    let text = sandbox.read(WECHAT);
    let last = text.rfind("\n  ]").expect("an end of the messages");
    let line = text[..last].matches('\n').count() + 2;
    sandbox.write(WECHAT, &format!("{},\n    {whole}{}", &text[..last], &text[last..]));
    (line, id)
}

fn chatlab(sandbox: &Sandbox, n: u64, kind: u64, content: &str) -> (usize, String) {
    let id = format!("88{n:019}");
    let message = json!({
        "_type": "message", "platformMessageId": id, "sender": "wxid_lqh7barley6x22", "accountName": "青禾麦子茶",
        "timestamp": 1_793_440_000 + n, "type": kind, "content": content,
    });
    let text = sandbox.read(CHATLAB);
    sandbox.write(CHATLAB, &format!("{}\n{message}\n", text.trim_end()));
    (text.trim_end().lines().count() + 1, id)
}

fn telegram(sandbox: &Sandbox, n: u64, words: &str) -> (usize, String) {
    let id = 5_000 + n;
    let message = json!({
        "id": id, "type": "message", "date": "2026-10-31T10:00:00", "date_unixtime": (1_793_440_000 + n).to_string(),
        "from": "Mulan Zheng", "from_id": "user4100200320", "text": words, "text_entities": [{"type": "plain", "text": words}],
    });
    let text = sandbox.read(TELEGRAM);
    let last = text.rfind("\n ]").expect("an end of the messages");
    sandbox.write(TELEGRAM, &format!("{},\n  {message}{}", &text[..last], &text[last..]));
    (text[..last].matches('\n').count() + 2, id.to_string())
}

fn whatsapp(sandbox: &Sandbox, words: &str) -> usize {
    let text = sandbox.read(WHATSAPP);
    sandbox.write(WHATSAPP, &format!("{}\n2026/10/31 20:15 - 蒋拾穗: {words}\n", text.trim_end()));
    text.trim_end().lines().count() + 1
}

fn row(sandbox: &Sandbox, path: &'static str, row: &str) -> usize {
    let text = sandbox.read(path);
    sandbox.write(path, &format!("{}\n{row}\n", text.trim_end()));
    line_of(&sandbox.read(path), row)
}

/// Plants a dozen facts made from `seed`.
fn plant(sandbox: &Sandbox, seed: u64) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |rule, path, line, message_id, secret| facts.push(Fact { rule, path, line, message_id, secret });
    let (number, id, card) = (phone(seed), resident_id(seed), bank_card(seed));
    let (line, message) = chatlab(sandbox, seed * 100 + 1, 0, &format!("他的电话{number}你直接打"));
    add("privacy/pii-contact", CHATLAB, line, Some(message), Some(number));
    let (line, message) = wechat(sandbox, seed * 100 + 2, &json!({"content": format!("我的证件是{id}，帮我登记")}));
    add("privacy/pii-critical", WECHAT, line, Some(message), Some(id));
    let (line, message) = telegram(sandbox, seed * 100 + 3, &format!("the card is {card}, thanks"));
    add("privacy/pii-critical", TELEGRAM, line, Some(message), Some(card));
    let packet =
        json!({"type": "红包消息", "localType": 8_594_229_559_345_u64, "content": format!("[红包] 第{seed}号谢意")});
    let (line, message) = wechat(sandbox, seed * 100 + 4, &packet);
    add("payments/reconcile", WECHAT, line, Some(message), None);
    let amount = 300 + seed;
    let payout = format!("G9{seed},2026-10-30,out,{amount}.00,CNY,书店,other,,cdh-0004,he.qiuyun,,,,,,0.00");
    add("payments/dual-approval", "tables/ledger.csv", row(sandbox, "tables/ledger.csv", &payout), None, None);
    let (line, message) =
        chatlab(sandbox, seed * 100 + 5, 0, &format!("https://pan.quark.cn/s/{seed:08x}ab 提取码：a{seed}b2 新书全套"));
    add("copyright/netdisk-link", CHATLAB, line, Some(message), None);
    let line = whatsapp(sandbox, &format!("跟着我做，保本保息，年化{}%，转账给我就行", 12 + seed));
    add("payments/return-promise", WHATSAPP, line, None, None);
    let (line, message) = telegram(sandbox, seed * 100 + 6, &format!("高价收购出租银行卡，一张{}块，私聊", 300 + seed));
    add("payments/account-lending", TELEGRAM, line, Some(message), None);
    let (line, message) = chatlab(sandbox, seed * 100 + 7, 4, &format!("[文件] 第{seed}期成员花名册.xlsx"));
    add("privacy/roster-exposed", CHATLAB, line, Some(message), None);
    let (line, message) = chatlab(sandbox, seed * 100 + 8, 4, &format!("[文件] 新译全集第{seed}卷.epub"));
    add("copyright/unlicensed-repost", CHATLAB, line, Some(message), None);
    let child = format!("cdh-9{seed:03},小小{seed}号,小小{seed}号读者,member,2026-08-02,,yes,");
    add("privacy/minor-guardian", "tables/members.csv", row(sandbox, "tables/members.csv", &child), None, None);
    let late = format!(
        "I9{seed},takedown,2026-09-01T10:00:00+08:00,,2026-09-01T10:30:00+08:00,2026-09-0{}T10:00:00+08:00,he.qiuyun,撤下,提醒,",
        3 + seed % 6
    );
    add("copyright/takedown-sla", "tables/incidents.csv", row(sandbox, "tables/incidents.csv", &late), None, None);
    facts
}

#[test]
fn fresh_facts_are_found_where_they_are_and_not_shown() {
    for seed in [1, 4, 11] {
        let sandbox = Sandbox::example("reading-circle");
        let facts = plant(&sandbox, seed);
        assert!(facts.len() >= 10);
        let outcome = sandbox.run(&["check", "--format", "json", "--output", "sarif=../report.sarif"]).exits(0);
        let check = outcome.json();
        for fact in &facts {
            let found = check["findings"].as_array().expect("findings").iter().any(|one| {
                one["rule"] == fact.rule
                    && one["verdict"] == "fail"
                    && one["path"] == fact.path
                    && one["line"] == fact.line
                    && one["message_id"].as_str() == fact.message_id.as_deref()
            });
            assert!(found, "{fact:#?} is not among {:#}", json!(of_rule(&check, fact.rule)));
        }
        let human = sandbox.run(&["run", "--lang", "zh", "-v"]).exits(0);
        let sarif = std::fs::read_to_string(sandbox.beside("report.sarif")).expect("the report");
        for secret in facts.iter().filter_map(|fact| fact.secret.as_deref()) {
            for text in [&outcome.stdout, &outcome.stderr, &human.stdout, &human.stderr, &sarif] {
                assert!(!text.contains(secret), "{secret} is shown in clear");
            }
        }
    }
}

fn of_rule(check: &Value, rule: &str) -> Vec<Value> {
    check["findings"].as_array().expect("findings").iter().filter(|one| one["rule"] == rule).cloned().collect()
}

#[test]
fn numbers_with_a_wrong_check_digit_are_no_findings() {
    let sandbox = Sandbox::example("reading-circle");
    let before = of_rule(&sandbox.run(&["check", "--format", "json"]).json(), "privacy/pii-critical").len();
    for (n, number) in [resident_id(3), bank_card(3)].into_iter().enumerate() {
        let last = if number.ends_with('5') { "6" } else { "5" };
        chatlab(&sandbox, 700 + n as u64, 0, &format!("编号{}{last}的书到了", &number[..number.len() - 1]));
    }
    assert_eq!(of_rule(&sandbox.run(&["check", "--format", "json"]).json(), "privacy/pii-critical").len(), before);
}
