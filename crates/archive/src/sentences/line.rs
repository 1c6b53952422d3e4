use std::sync::LazyLock;

use super::Template;
use crate::model::{Event, EventType, Party};

/// The sentences of LINE in English, Japanese, Chinese, Korean and Thai. Names are not quoted; those that hold a quote
/// sign match no template. In Chinese and Thai being brought in ends like coming in, so that only sentences which cannot
/// be somebody's long name and the shorter sentence are believed.
const TABLE: &[(EventType, Option<&str>, &str)] = &[
    (EventType::Invite, None, r"〈A〉 (?:added|invited) 〈T〉(?: to the (?:group|chat))?\.?"),
    (EventType::Join, None, r"〈T〉 (?:has )?joined the (?:group|chat)\.?"),
    (EventType::Leave, None, r"〈T〉 (?:has )?left the (?:group|chat)\.?"),
    (EventType::Kick, None, r"〈A〉 removed 〈T〉 from the (?:group|chat)\.?"),
    (EventType::Rename, None, r"〈A〉 changed the (?:group|chat)(?:'s|’s)? name to 〈V〉\.?"),
    (EventType::Avatar, None, r"〈A〉 changed the (?:group|chat)(?:'s|’s)? (?:icon|photo|profile image)\.?"),
    (EventType::Recall, None, r"〈A〉 unsent a message\.?"),
    (EventType::Announce, None, r"〈A〉 (?:made|posted) an announcement\.?"),
    (EventType::Invite, None, r"〈A〉が〈T〉(?:をグループに追加|を招待|をトークに招待)しました。?"),
    (EventType::Join, None, r"〈T〉が(?:グループ|トーク|オープンチャット)?に?参加しました。?"),
    (EventType::Leave, None, r"〈T〉が(?:グループ|トーク|オープンチャット)?(?:を|から)?(?:退会|退出)しました。?"),
    (EventType::Kick, None, r"〈A〉が〈T〉(?:をグループから|を)(?:強制)?退会させました。?"),
    (EventType::Rename, None, r"〈A〉がグループ名を〈V〉に変更しました。?"),
    (EventType::Avatar, None, r"〈A〉がグループの(?:アイコン|プロフィール画像)を変更しました。?"),
    (EventType::Recall, None, r"〈A〉がメッセージの送信を取り消しました。?"),
    (EventType::Recall, None, r"メッセージの送信を取り消しました。?"),
    (EventType::Announce, None, r"〈A〉が(?:メッセージを)?アナウンスしました。?"),
    (EventType::Invite, None, r"〈A〉 ?(?:已)?(?:邀請|邀请) ?〈T〉 ?加入(?:了)?(?:群組|群组|聊天)?。?"),
    (EventType::Invite, None, r"〈A〉 ?已?(?:新增|添加) ?〈T〉 ?(?:至|到)(?:群組|群组)。?"),
    (EventType::Join, None, r"〈T〉 ?已?加入了?(?:聊天|群組|群组|社群)。?"),
    (EventType::Leave, None, r"〈T〉 ?已?(?:離開|离开|退出)了?(?:聊天|群組|群组|社群)。?"),
    (EventType::Kick, None, r"〈A〉 ?已?(?:將|将) ?〈T〉 ?(?:移出|踢出|退出)(?:了)?(?:聊天|群組|群组|社群)?。?"),
    (EventType::Kick, None, r"〈A〉 ?已?(?:讓|让) ?〈T〉 ?(?:離開|离开|退出)了?(?:聊天|群組|群组)。?"),
    (EventType::Rename, None, r"〈A〉 ?已?(?:將|将)(?:群組|群组)名(?:稱|称)(?:更改|變更|改)(?:為|为)〈V〉。?"),
    (EventType::Avatar, None, r"〈A〉 ?已?(?:更改|變更)了?(?:群組|群组)(?:圖片|图片|頭貼|头像)。?"),
    (EventType::Recall, None, r"〈A〉 ?已收回(?:訊息|消息|信息)。?"),
    (EventType::Announce, None, r"〈A〉 ?已?(?:設定|设置|發布|发布)了?公告。?"),
    (EventType::Invite, None, r"〈A〉님이 〈T〉님을 (?:그룹에 )?(?:초대|추가)했습니다\.?"),
    (EventType::Join, None, r"〈T〉님이 (?:그룹에 |대화에 |채팅에 )?(?:참여했습니다|들어왔습니다)\.?"),
    (EventType::Leave, None, r"〈T〉님이 (?:그룹을 |대화를 |채팅을 |그룹에서 )?나갔습니다\.?"),
    (EventType::Kick, None, r"〈A〉님이 〈T〉님을 (?:그룹에서 )?(?:내보냈습니다|강제 퇴장시켰습니다)\.?"),
    (EventType::Rename, None, r"〈A〉님이 그룹 ?이름을 〈V〉(?:으로|로) 변경했습니다\.?"),
    (EventType::Avatar, None, r"〈A〉님이 그룹 (?:사진|프로필 사진|이미지)을 변경했습니다\.?"),
    (EventType::Recall, None, r"〈A〉님이 (?:메시지 전송을|메시지 보내기를) 취소했습니다\.?"),
    (EventType::Invite, None, r"〈A〉 ?(?:ได้)?(?:เชิญ|เพิ่ม) ?〈T〉 ?(?:เข้าร่วมกลุ่ม|เข้ากลุ่ม)(?:แล้ว)?"),
    (EventType::Join, None, r"〈T〉 ?(?:ได้)?(?:เข้าร่วมกลุ่ม|เข้าร่วมการสนทนา)(?:แล้ว)?"),
    (EventType::Leave, None, r"〈T〉 ?(?:ได้)?ออกจาก(?:กลุ่ม|การสนทนา)(?:แล้ว)?"),
    (EventType::Kick, None, r"〈A〉 ?(?:ได้)?ลบ ?〈T〉 ?ออกจากกลุ่ม(?:แล้ว)?"),
    (EventType::Rename, None, r"〈A〉 ?(?:ได้)?เปลี่ยนชื่อกลุ่มเป็น ?〈V〉"),
    (EventType::Recall, None, r"〈A〉 ?(?:ได้)?ยกเลิก(?:การส่ง)?ข้อความ(?:แล้ว)?"),
];

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| Template::compile(TABLE, expand));

fn expand(pattern: &str) -> String {
    pattern
        .replace("〈A〉", r#"(?P<actor>[^\n"“”「」]{1,80}?)"#)
        .replace("〈T〉", r#"(?P<target>[^\n"“”「」]{1,400}?)"#)
        .replace("〈V〉", r#"["“「『]?(?P<value>[^\n]+?)["”」』]?"#)
}

/// What a sentence of the room says; where two of them fit that say different things of members, one stands in a name,
/// and nobody can say which.
pub(crate) fn line(sentence: &str) -> Event {
    let sentence = sentence.trim();
    let mut readings = TEMPLATES.iter().filter_map(|template| template.read(sentence, party, parties));
    let Some(mut first) = readings.next() else { return Event::of(EventType::Unknown) };
    if readings.any(|other| other.event != first.event) {
        return Event::of(EventType::Unknown);
    }
    // Who takes back a message of their own is not named in their own export.
    if first.event == EventType::Recall && first.actor.is_none() {
        first.actor = Some(Party::exporter());
    }
    first
}

fn party(text: &str) -> Party {
    match text.trim() {
        "You" | "you" | "您" | "你" | "คุณ" | "あなた" | "회원" => Party::exporter(),
        name => Party::named(name),
    }
}

fn parties(text: &str) -> Vec<Party> {
    let text = text.replace("님, ", ", ").replace(" and ", ", ");
    text.split(", ").flat_map(|part| part.split('、')).filter(|part| !part.trim().is_empty()).map(party).collect()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    #[test]
    fn sentences_become_events() {
        for (sentence, expected) in [
            ("Mei joined the group.", "Join  > Mei = "),
            ("Mei left the chat.", "Leave  > Mei = "),
            ("Rudi added Mei and Bo to the group.", "Invite Rudi > Mei,Bo = "),
            ("Rudi removed Bo from the group.", "Kick Rudi > Bo = "),
            ("Rudi changed the group's name to \"Reading\".", "Rename Rudi >  = Reading"),
            ("You unsent a message.", "Recall - >  = "),
            ("林語がMeiをグループに追加しました。", "Invite 林語 > Mei = "),
            ("Meiがグループに参加しました。", "Join  > Mei = "),
            ("Meiがグループを退会しました。", "Leave  > Mei = "),
            ("林語がグループ名を「読書会」に変更しました。", "Rename 林語 >  = 読書会"),
            ("林語がメッセージの送信を取り消しました", "Recall 林語 >  = "),
            ("メッセージの送信を取り消しました", "Recall - >  = "),
            ("林語加入聊天", "Join  > 林語 = "),
            ("林語離開聊天", "Leave  > 林語 = "),
            ("林語已收回訊息", "Recall 林語 >  = "),
            ("您已收回訊息", "Recall - >  = "),
            // Somebody called 林語邀請阿青 may have come in.
            ("林語邀請阿青加入群組", "Unknown  >  = "),
            ("林语已将阿青移出群组。", "Kick 林语 > 阿青 = "),
            ("林语将群组名称更改为“晨读会”。", "Rename 林语 >  = 晨读会"),
            ("민지님이 지호님을 초대했습니다.", "Invite 민지 > 지호 = "),
            ("민지님이 그룹에 참여했습니다.", "Join  > 민지 = "),
            ("민지님이 나갔습니다.", "Leave  > 민지 = "),
            ("민지님이 메시지 전송을 취소했습니다.", "Recall 민지 >  = "),
            ("Mei เข้าร่วมกลุ่ม", "Join  > Mei = "),
            ("Mei ได้ออกจากกลุ่ม", "Leave  > Mei = "),
            ("Rudi ลบ Mei ออกจากกลุ่ม", "Unknown  >  = "),
            ("Mei ยกเลิกข้อความ", "Recall Mei >  = "),
            ("Rudi removed Bo from the group. left the group.", "Leave  > Rudi removed Bo from the group. = "),
            ("Bo \"x\" left the group.", "Unknown  >  = "),
            ("something else", "Unknown  >  = "),
        ] {
            assert_eq!(told(&line(sentence)), expected, "{sentence}");
        }
    }
}
