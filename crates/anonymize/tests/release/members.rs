//! Members with names that break careless code.

use groupkeep_anonymize::{Error, Profile, anonymize};
use groupkeep_monitor::Silent;
use serde_json::Value;

use crate::group::{Group, files};
use crate::oracle::says;

/// A chat of a member called `name`, who is spoken of in `text`.
fn chat(name: &str, text: &str) -> String {
    let message = |content: &str| {
        format!(
            "{{\"_type\":\"message\",\"sender\":\"wxid_odd0001abcd\",\"accountName\":{},\"timestamp\":1793500001,\"type\":0,\"content\":{}}}\n",
            Value::from(name),
            Value::from(content)
        )
    };
    "{\"_type\":\"header\",\"chatlab\":{\"version\":\"0.0.2\",\"exportedAt\":1},\"meta\":{\"name\":\"x\",\"platform\":\"wechat\",\"type\":\"group\"}}\n"
        .to_owned()
        + &message("早")
        + &message(text)
}

fn release(name: &str, text: &str) -> (Vec<Value>, groupkeep_anonymize::Release) {
    let group = Group::new();
    group.write("exports/lines.jsonl", chat(name, text));
    let mut job = group.job(Profile::Share);
    job.inputs = vec![group.path("exports/lines.jsonl")];
    let release = anonymize(job, &Silent).unwrap_or_else(|error| panic!("{name}: {error}"));
    let out = files(&group.path("out")).into_iter().find(|(path, _)| path == "lines.jsonl").unwrap().1;
    let lines = out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    (lines.map(|line| serde_json::from_slice(line).unwrap()).collect(), release)
}

#[test]
fn any_name_is_taken_out_of_its_field_and_out_of_text() {
    let long = "长".repeat(300) + "名";
    let endless = "reader of very many books ".repeat(80);
    let names = [
        "(.*)+?[a-z]$^{2,}",
        r"\d+\\n",
        "a|b|c\"d'e",
        "<b>&amp;</b>",
        "%E6%9E%97",
        "$1 \\0 ${name}",
        "José",
        "Zoë Ångström-Łukasz",
        "田中さん🌸",
        "小鱼🐟",
        "👨‍👩‍👧一家人",
        "İstanbul Reader",
        "ßtraße Leser",
        "欧阳  娜娜",
        "ａｌｉｃｅ Ｗ",
        "O'Brien; DROP TABLE",
        "林.小.溪",
        "مرحبا بالقارئ",
        "re\u{202E}versed reader",
        "member of the club",
        "line\nbreak reader",
        &long,
        endless.trim(),
    ];
    for name in names {
        let (lines, release) = release(name, &format!("昨天 {name} 说过，@{name} 再说一次"));
        let field = lines[1]["accountName"].as_str().unwrap();
        assert!(field.starts_with("成员-"), "{name}: {field}");
        assert_eq!(lines[2]["content"], format!("昨天 {field} 说过，@{field} 再说一次"), "{name}");
        assert_eq!(release.leak_check.found, 0);
    }
}

#[test]
fn short_and_common_names_are_replaced_where_they_are_certain_and_counted_where_they_are_not() {
    for name in ["鱼", "z", "li", "阳光", "🐟", "...", "123"] {
        let (lines, release) = release(name, &format!("今天 {name} 好，@{name} 在吗"));
        let field = lines[1]["accountName"].as_str().unwrap();
        assert!(field.starts_with("成员-"), "{name}: {field}");
        assert_eq!(lines[2]["content"], format!("今天 {name} 好，@{field} 在吗"), "{name}");
        assert_eq!(release.counts["member"].ambiguous, 1, "{name}");
        let risk = release.risks.iter().find(|risk| risk.id == "ambiguous").unwrap();
        assert!(risk.en.starts_with("1 places") && risk.zh.contains(" 1 处"), "{} {}", risk.en, risk.zh);
    }
}

#[test]
fn a_name_that_is_also_a_word_of_the_format_breaks_nothing() {
    for name in ["content", "message", "wechat", "timestamp", "group", "accountName", "成员", "手机号", "SYSTEM"] {
        let (lines, _) = release(name, "大家早");
        assert_eq!(
            (lines[0]["_type"].as_str(), lines[0]["meta"]["platform"].as_str()),
            (Some("header"), Some("wechat"))
        );
        let field = lines[1]["accountName"].as_str().unwrap();
        assert!(field.starts_with("成员-") || name == "SYSTEM", "{name}: {field}");
    }
}

#[test]
fn one_name_of_two_members_is_nobodys_in_text() {
    let group = Group::new();
    let members = std::fs::read_to_string(group.path("tables/members.csv")).unwrap();
    group.write("tables/members.csv", members + "m-two,王大海,,member,2025-01-01,,no,,\n");
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    // Said in passing it may be either of them, so it stays and is counted.
    assert!(release.counts["member"].ambiguous > 0);
    let out = files(&group.path("out"));
    let table = &out.iter().find(|(path, _)| path == "tables/members.csv").unwrap().1;
    assert!(!says(table, "王大海"), "typed places are certain");
}

#[test]
fn names_nobody_on_the_roster_has_go_from_fields_of_their_own_only() {
    let group = Group::new();
    let telegram = std::fs::read_to_string(group.path("exports/telegram/result.json")).unwrap();
    group.write(
        "exports/telegram/result.json",
        telegram.replace("\"text\": \"好的\"", "\"forwarded_from\": \"孙悟空\", \"text\": \"猪八戒写的\""),
    );
    let release = anonymize(group.job(Profile::Share), &Silent).unwrap();
    let out = std::fs::read_to_string(group.path("out/exports/telegram/result.json")).unwrap();
    assert!(!out.contains("孙悟空") && out.contains("猪八戒写的"), "{out}");
    assert!(release.risks.iter().any(|risk| risk.id == "free-text" && risk.en.contains("outside the roster")));
}

#[test]
fn a_name_that_could_not_be_taken_out_stops_the_release_and_is_not_told() {
    let group = Group::new();
    let mut job = group.job(Profile::Share);
    job.search_also = vec!["谢谢".to_owned(), "溪".to_owned()];
    let error = anonymize(job, &Silent).unwrap_err();
    assert!(matches!(&error, Error::Leak { found } if found.iter().all(|leak| leak.kind == "extra")), "{error}");
    assert!(!error.to_string().contains("谢谢") && !format!("{error:?}").contains("谢谢"));
}
