//! WeChat's message types: the words of both WeFlow vocabularies, and the numbers behind them.

use crate::model::Kind;

/// What a message is, by the word if it is known, else by the number.
pub(super) fn kind(word: Option<&str>, number: Option<i64>) -> Kind {
    word.and_then(by_word).or_else(|| number.and_then(by_number)).unwrap_or(Kind::Other)
}

fn by_word(word: &str) -> Option<Kind> {
    Some(match word {
        "文本消息" | "文本" => Kind::Text,
        "图片消息" | "图片" => Kind::Image,
        "语音消息" | "语音" => Kind::Voice,
        "视频消息" | "视频" => Kind::Video,
        "动画表情" | "表情消息" | "表情" => Kind::Sticker,
        "文件消息" | "文件" => Kind::File,
        "位置消息" | "位置" => Kind::Location,
        "名片消息" | "名片" => Kind::Contact,
        "链接消息" | "卡片式链接" | "图文消息" => Kind::Link,
        "转账消息" | "转账卡片" => Kind::Transfer,
        "红包消息" | "红包卡片" => Kind::RedPacket,
        "聊天记录" | "聊天记录合并转发" => Kind::Forward,
        "小程序消息" | "小程序分享" | "音乐消息" | "音乐分享" | "视频号消息" | "视频号" => {
            Kind::Share
        }
        "群公告" | "群公告消息" => Kind::Announcement,
        "通话消息" | "语音通话" | "视频通话" => Kind::Call,
        "引用消息" => Kind::Reply,
        "拍一拍" | "拍一拍消息" => Kind::Poke,
        _ => return None,
    })
}

/// WeChat 3.x numbers app messages by a subtype; 4.x writes `subtype << 32 | type` into one number.
fn by_number(number: i64) -> Option<Kind> {
    Some(match (number & 0xFFFF_FFFF, number >> 32) {
        (1, _) => Kind::Text,
        (3, _) => Kind::Image,
        (34, _) => Kind::Voice,
        (42, _) => Kind::Contact,
        (43, _) => Kind::Video,
        (47, _) => Kind::Sticker,
        (48, _) => Kind::Location,
        (50, _) => Kind::Call,
        (49, 4 | 5) => Kind::Link,
        (49, 6 | 8) => Kind::File,
        (49, 19) => Kind::Forward,
        (49, 33 | 36 | 51 | 63 | 92) => Kind::Share,
        (49, 57) => Kind::Reply,
        (49, 62) => Kind::Poke,
        (49, 87) => Kind::Announcement,
        (49, 2000) => Kind::Transfer,
        (49, 2001) => Kind::RedPacket,
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
            (None, Some(34_359_738_417), Kind::File),
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
}
