//! WeChat's message types: the words of both WeFlow vocabularies and of PyWxDump, and the numbers behind them.

use crate::model::Kind;

/// What a message is, by the word if it is known, else by the number.
pub(super) fn kind(word: Option<&str>, number: Option<i64>) -> Kind {
    word.and_then(by_word).or_else(|| number.and_then(by_number)).unwrap_or(Kind::Other)
}

/// One number for a type and a subtype that are written apart.
pub(super) fn numbered(number: i64, subtype: i64) -> i64 {
    let apart = (0..=0xFFFF_FFFF).contains(&number) && (1..=0x7FFF_FFFF).contains(&subtype);
    if apart { subtype << 32 | number } else { number }
}

/// True for the numbers of rows that are the room's.
pub(super) fn is_notice(number: i64) -> bool {
    matches!(number & 0xFFFF_FFFF, 10_000 | 10_002) || number == 570_425_393
}

/// True for the words of rows that are the room's.
pub(super) fn is_notice_word(word: &str) -> bool {
    matches!(word, "系统消息" | "系统通知" | "撤回消息" | "邀请加群") || word.starts_with("消息撤回")
}

fn by_word(word: &str) -> Option<Kind> {
    Some(match word {
        "文本消息" | "文本" | "粘贴的文本" => Kind::Text,
        "图片消息" | "图片" => Kind::Image,
        "语音消息" | "语音" => Kind::Voice,
        "视频消息" | "视频" => Kind::Video,
        "动画表情" | "表情消息" | "表情" | "用户上传的GIF表情" => Kind::Sticker,
        "文件消息" | "文件" | "文件(猜)" => Kind::File,
        "位置消息" | "位置" | "位置共享" => Kind::Location,
        "名片消息" | "名片" | "推荐公众号" => Kind::Contact,
        "链接消息" | "卡片式链接" | "图文消息" | "(分享)卡片式链接" => Kind::Link,
        "转账消息" | "转账卡片" | "转账" => Kind::Transfer,
        "红包消息" | "红包卡片" | "红包" => Kind::RedPacket,
        "聊天记录" | "聊天记录合并转发" | "合并转发的聊天记录" => Kind::Forward,
        "小程序消息" | "小程序分享" | "音乐消息" | "音乐分享" | "视频号消息" | "视频号" | "直播消息" | "接龙"
        | "赠送红包封面" => Kind::Share,
        "群公告" | "群公告消息" => Kind::Announcement,
        "通话消息" | "语音通话" | "视频通话" => Kind::Call,
        "引用消息" | "引用回复" => Kind::Reply,
        "拍一拍" | "拍一拍消息" => Kind::Poke,
        _ if word.starts_with("(分享)") || word.starts_with("视频号直播") => Kind::Share,
        _ => return None,
    })
}

/// WeChat 3.x numbers app messages by a subtype; 4.x writes `subtype << 32 | type` into one number. Android's database
/// has numbers of its own for some of them.
fn by_number(number: i64) -> Option<Kind> {
    Some(match (number & 0xFFFF_FFFF, number >> 32) {
        (1, _) => Kind::Text,
        (3, _) => Kind::Image,
        (34, _) => Kind::Voice,
        (42 | 66, _) => Kind::Contact,
        (43 | 62, _) => Kind::Video,
        (47 | 1_048_625, _) => Kind::Sticker,
        (48, _) => Kind::Location,
        (50, _) => Kind::Call,
        (49, 1) => Kind::Text,
        (49, 4 | 5) => Kind::Link,
        (49, 6 | 74) => Kind::File,
        (49, 8) => Kind::Sticker,
        (49, 17) => Kind::Location,
        (49, 19) => Kind::Forward,
        (49, 3 | 24 | 33 | 36 | 50 | 51 | 53 | 63 | 88 | 92 | 2003) => Kind::Share,
        (49, 57) => Kind::Reply,
        (49, 62) => Kind::Poke,
        (49, 87) => Kind::Announcement,
        (49, 2000) => Kind::Transfer,
        (49, 2001) => Kind::RedPacket,
        (436_207_665, 0) => Kind::RedPacket,
        (419_430_449, 0) => Kind::Transfer,
        (822_083_633, 0) => Kind::Reply,
        (1_090_519_089, 0) => Kind::File,
        (16_777_265, 0) => Kind::Link,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_vocabularies_and_both_numberings() {
        for (word, number, expected) in [
            (Some("转账消息"), None, Kind::Transfer),
            (Some("转账卡片"), None, Kind::Transfer),
            (Some("链接消息"), Some(49), Kind::Link),
            (Some("卡片式链接"), Some(49), Kind::Link),
            (Some("群公告"), Some(49), Kind::Announcement),
            (Some("小程序消息"), Some(49), Kind::Share),
            (Some("小程序分享"), Some(49), Kind::Share),
            (Some("聊天记录"), Some(49), Kind::Forward),
            (Some("聊天记录合并转发"), Some(49), Kind::Forward),
            (Some("红包卡片"), Some(49), Kind::RedPacket),
            (Some("通话消息"), Some(50), Kind::Call),
            (Some("图文消息"), Some(49), Kind::Link),
            // The word is what the exporter made of the number, and is believed first.
            (Some("文本消息"), Some(3), Kind::Text),
            (None, Some(1), Kind::Text),
            (None, Some(34_359_738_417), Kind::Sticker),
            (None, Some(103_079_215_153), Kind::Share),
            (None, Some(436_207_665), Kind::RedPacket),
            (None, Some(822_083_633), Kind::Reply),
            (Some("引用回复"), None, Kind::Reply),
            (Some("(分享)音乐"), None, Kind::Share),
            (Some("(分享)卡片式链接"), None, Kind::Link),
            (None, Some(373_662_154_801), Kind::Announcement),
            (None, Some(-1), Kind::Other),
            (None, Some(i64::MIN), Kind::Other),
            (Some("其他消息"), Some(244_813_135_921), Kind::Reply),
            (None, Some(266_287_972_401), Kind::Poke),
            (None, Some(25_769_803_825), Kind::File),
            (None, Some(8_594_229_559_345), Kind::RedPacket),
            (Some("其他消息"), Some(49), Kind::Other),
            (None, None, Kind::Other),
        ] {
            assert_eq!(kind(word, number), expected, "{word:?} {number:?}");
        }
    }

    #[test]
    fn a_type_and_its_subtype_make_one_number() {
        for (number, subtype, expected) in
            [(49, 57, 244_813_135_921), (1, 0, 1), (49, -1, 49), (244_813_135_921, 57, 244_813_135_921), (-5, 3, -5)]
        {
            assert_eq!(numbered(number, subtype), expected, "{number} {subtype}");
        }
    }

    #[test]
    fn what_is_the_rooms() {
        for (number, expected) in [(10_000, true), (10_002, true), (17_179_879_184, true), (49, false), (1, false)] {
            assert_eq!(is_notice(number), expected, "{number}");
        }
        for (word, expected) in
            [("系统通知", true), ("消息撤回5", true), ("邀请加群", true), ("文本", false), ("拍一拍", false)]
        {
            assert_eq!(is_notice_word(word), expected, "{word}");
        }
    }
}
