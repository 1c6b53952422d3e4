//! Surface forms times carriers: every form of every kind, in every surrounding, is found whole and nothing else is.

use crate::{Detector, Kind};

/// What may surround a value in a chat; `{}` is the value.
const CARRIERS: &[&str] = &[
    "{}",
    "打{}给我",
    "请记一下：{}，谢谢",
    "（{}）",
    "「{}」收到",
    "联系人小张{}中午前",
    "see {} please",
    "地址在三楼{}\n谢谢大家",
    "😀{}😀",
    "{\"text\":\"{}\"}",
    "1. {}",
    "第一个是{}、没有第二个",
    "https://example.com/a?to={}&n=1",
];

fn full_width(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c }).collect()
}

fn in_numerals(digits: &str, numerals: &str) -> String {
    let numerals: Vec<char> = numerals.chars().collect();
    digits.chars().map(|c| c.to_digit(10).map_or(c, |d| numerals[d as usize])).collect()
}

fn grouped(digits: &str, sizes: &[usize], separator: &str) -> String {
    let mut rest = digits;
    let mut parts = Vec::new();
    for &size in sizes {
        let (part, after) = rest.split_at(size);
        parts.push(part);
        rest = after;
    }
    parts.push(rest);
    parts.join(separator)
}

fn forms(kind: Kind, value: &str) -> Vec<String> {
    let mut forms = vec![value.to_owned(), full_width(value)];
    match kind {
        Kind::Mobile => {
            for separator in [" ", "-", ".", "\u{2009}", "—", "\u{3000}"] {
                forms.push(grouped(value, &[3, 4], separator));
                forms.push(grouped(value, &[4, 3], separator));
            }
            forms.push(grouped(value, &[3, 4], " ").replacen(' ', "-", 1));
            forms.push(grouped(value, &[1; 10], " "));
            forms.push(grouped(value, &[1; 10], "\u{200B}"));
            for prefix in ["+86", "+86 ", "+86-", "0086", "86 ", "(+86)", "（＋８６）"] {
                forms.push(format!("{prefix}{value}"));
                forms.push(format!("{prefix}{}", grouped(value, &[3, 4], " ")));
            }
            forms.push(in_numerals(value, "零一二三四五六七八九"));
            forms.push(in_numerals(value, "〇壹贰叁肆伍陆柒捌玖"));
            forms.push(in_numerals(value, "⓪①②③④⑤⑥⑦⑧⑨"));
            forms.push(full_width(&grouped(value, &[3, 4], "-")));
        }
        Kind::ResidentId => {
            forms.push(grouped(value, &[6, 8], " "));
            forms.push(grouped(value, &[6, 8], "-"));
            forms.push(grouped(value, &[6, 4, 4], " "));
            forms.push(value.to_ascii_lowercase());
            forms.push(grouped(value, &[1; 17], "\u{200D}"));
        }
        Kind::BankCard => {
            forms.push(grouped(value, &[4, 4, 4], " "));
            forms.push(grouped(value, &[4, 4, 4], "-"));
            forms.push(grouped(value, &[6], " "));
            forms.push(grouped(value, &[4, 4, 4], "\u{3000}"));
        }
        Kind::Email => forms.push(value.to_ascii_uppercase()),
        Kind::WechatId | Kind::Qq | Kind::Member => {}
    }
    forms
}

/// Invented values; check digits are right.
const VALUES: &[(Kind, &str)] = &[
    (Kind::Mobile, "13800138000"),
    (Kind::Mobile, "19912345678"),
    (Kind::Mobile, "16601010101"),
    (Kind::ResidentId, "11010519491231002X"),
    (Kind::ResidentId, "11010119900307109X"),
    (Kind::BankCard, "6222021234567890128"),
    (Kind::BankCard, "4111111111111111"),
    (Kind::BankCard, "5555555555554444"),
    (Kind::Email, "li.wei_88@mail.example.com"),
    (Kind::WechatId, "wxid_a1b2c3d4e5f622"),
];

#[test]
fn recall_and_precision_are_one() {
    let detector = Detector::new();
    let (mut cases, mut wrong) = (0, Vec::new());
    for &(kind, value) in VALUES {
        for form in forms(kind, value) {
            for carrier in CARRIERS {
                let text = carrier.replacen("{}", &form, 1);
                let found: Vec<_> =
                    detector.find(&text).iter().map(|m| (m.kind, text[m.start..m.end].to_owned())).collect();
                cases += 1;
                if found != [(kind, form.clone())] {
                    wrong.push(format!("{text:?}: {found:?}"));
                }
            }
        }
    }
    assert!(cases > 1000, "{cases} cases");
    assert!(wrong.is_empty(), "{} of {cases} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What may stand directly beside a value written in plain digits.
#[test]
fn numerals_that_touch_a_value_do_not_hide_it() {
    let detector = Detector::new();
    let plain = VALUES.iter().filter(|(kind, _)| matches!(kind, Kind::Mobile | Kind::BankCard));
    for &(kind, value) in plain {
        for form in [value.to_owned(), full_width(value), grouped(value, &[4, 4], " ")] {
            for carrier in ["{}七三", "{}二零二六年", "二零二六{}", "三楼七三{}五六", "①②{}③④"]
            {
                if form.contains(' ') && kind == Kind::Mobile {
                    continue;
                }
                let text = carrier.replacen("{}", &form, 1);
                let found: Vec<_> = detector.find(&text).iter().map(|m| (m.kind, &text[m.start..m.end])).collect();
                assert_eq!(found, [(kind, form.as_str())], "{text}");
            }
        }
    }
}

#[test]
fn numbers_of_other_things_are_not_personal() {
    let numbers = [
        // Orders, parcels, papers.
        "订单编号：202611021380013800019",
        "订单号13800138000",
        "快递单号：13800138000123",
        "顺丰SF1380013800012，圆通YT7380013800012",
        "EMS EA138001380CN",
        "发票号码13800138000019",
        "流水号 4200001380013800138000",
        "ISBN 978-7-5086-1380-0",
        "ISSN 1380-0138",
        "统一社会信用代码 91110000138001380X",
        // Ids inside links.
        "https://item.example.com/item.htm?id=613800138000",
        "https://mp.example.com/s?__biz=MzA4&mid=2650862345&idx=1&sn=13800138000abcdef",
        "https://weibo.example.com/6138001380/N1380013800",
        "https://book.example.com/subject/26925317/",
        "https://video.example.com/BV1380013800x",
        "https://x.example/IMG_13800138000.jpg",
        "https://x.example/a/1380013800013800138",
        // Days, hours, moments.
        "2026-11-02 13:00-13:80",
        "20261102138001",
        "2026.11.02—2026.12.31",
        "2026/11/02 13:00:13.800000",
        "1793500001、1793500001123、1793500001123456",
        "二零二六年一月三日八点零零分",
        "一九九八年一二三四五六班",
        // Versions, addresses, codes, measures.
        "13.80.01.38",
        "138.0.13.80:8000",
        "8.8.8.8/24",
        "#13800138",
        "色号 #138001，尺码 138/80A",
        "138,001,380.00 元",
        "3.14159265358979",
        "0x13800138000f",
        "wxid_",
        "12345678@chatroom",
    ];
    for text in numbers {
        assert_eq!(Detector::new().find(text), [], "{text}");
    }
}

#[test]
fn nothing_is_found_in_ordinary_messages() {
    let ordinary = [
        "今天共读第13章，第138页到第1380页",
        "订单号 202611021380013800",
        "运单号SF1380013800012",
        "时间戳1730534400，毫秒1730534400123",
        "md5是d41d8cd98f00b204e9800998ecf8427e",
        "uuid 550e8400-e29b-41d4-a716-446655440000",
        "会议号 138 001 380",
        "AA收款 ¥138.00，一共13800.50元",
        "2026-11-02 19:30 三楼301",
        "第一二三四五六章都读完了",
        "二零二六年十一月二日",
        "一二三四五，上山打老虎",
        "www.example.com/a/1380013",
        "ISBN 9787020002207",
        "ISBN：978-7-02-000220-7",
        "电话会议在 0571-87654321",
        "微信群公告请看 reading-notes.pdf",
        "QQ音乐2024年榜单",
        "报名：1、小鱼 2、阿木 3、老周",
        "①集合②出发③返回",
        "版本 1.3.8.0.0.1.3",
        "银行卡号我私聊发你",
        "200米后右转，约1500000步",
    ];
    for text in ordinary {
        assert_eq!(Detector::new().find(text), [], "{text}");
    }
}
