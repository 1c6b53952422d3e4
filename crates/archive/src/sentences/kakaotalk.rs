use std::sync::LazyLock;

use super::{Template, certain};
use crate::model::{Event, EventType, Party};

/// The sentences of KakaoTalk in Korean and English, without the full stop at their end. `〈A〉` and `〈T〉` stand for
/// names, which are not quoted.
const TABLE: &[(EventType, Option<&str>, &str)] = &[
    (EventType::Invite, None, r"〈A〉님이 〈T〉님을 초대(?:했습니다|하였습니다)"),
    (EventType::Kick, None, r"방장이 〈T〉님을 내보냈습니다"),
    (EventType::Kick, None, r"〈A〉님이 〈T〉님을 내보냈습니다"),
    (EventType::Kick, None, r"〈T〉님을 내보냈습니다"),
    // What an open chat tells newcomers stands behind the sentence or below it.
    (EventType::Join, None, r"〈T〉님이 들어왔습니다(?:\.? ?(?:운영정책을|타인, 기관|불법촬영물).*)?"),
    (EventType::Leave, None, r"〈T〉님이 나갔습니다"),
    (EventType::RoleChange, Some("owner"), r"〈T〉님이 (?:새 |새로운 )?방장이 되(?:었|셨)습니다"),
    (EventType::RoleChange, Some("owner"), r"〈A〉님이 〈T〉님(?:에게|께) 방장을 (?:위임했습니다|넘겼습니다)"),
    (EventType::RoleChange, Some("owner"), r"방장이 (?:〈T〉님으로 )?변경되었습니다"),
    (EventType::RoleChange, Some("admin"), r"〈T〉님이 부방장이 되(?:었|셨)습니다"),
    (EventType::RoleChange, Some("member"), r"〈T〉님이 부방장에서 (?:해제되었|내려왔)습니다"),
    (EventType::Recall, None, r"메시지가 삭제되었습니다"),
    (EventType::Recall, None, r"(?:(?:채팅방 )?관리자가 )?(?:\d+개의 )?메시지를 가렸습니다"),
    (
        EventType::Rename,
        None,
        r#"〈A〉님이 채팅방 이름을 (?:['‘"“](?P<value>.+)['’"”](?:\(으\)로|으로|로) )?변경(?:했|하였)습니다"#,
    ),
    (
        EventType::Rename,
        None,
        r#"(?:채팅방|팀) 이름이 (?:['‘"“](?P<value>.+)['’"”](?:\(으\)로|으로|로) )?변경되었습니다"#,
    ),
    (EventType::Avatar, None, r"〈A〉님이 채팅방 (?:사진|커버|프로필)(?:을|를) 변경(?:했|하였)습니다"),
    (EventType::Announce, None, r"〈A〉님이 공지(?:사항)?를 (?:등록|수정|변경)(?:했|하였)습니다"),
    (EventType::Settings, None, r"관리자만 말하기 기능이 (?:비?활성화|해제)되었습니다"),
    (EventType::Create, None, r"〈A〉님이 (?:오픈)?채팅방을 (?:개설했|만들었)습니다"),
    (EventType::Dissolve, None, r"(?:오픈)?채팅방이 종료되었습니다"),
    (EventType::Invite, None, r"〈A〉 invited 〈T〉(?: to (?:this|the) chat ?room)?"),
    (EventType::Join, None, r"〈T〉 (?:has )?(?:joined|entered)(?: (?:this|the) chat ?room)?"),
    (EventType::Leave, None, r"〈T〉 (?:has )?left(?: (?:this|the) chat ?room)?"),
    (
        EventType::Kick,
        None,
        r"〈T〉 (?:has been|was) (?:removed|kicked out)(?: from (?:this|the) chat ?room)?(?: by 〈A〉)?",
    ),
    (EventType::Kick, None, r"〈A〉 removed 〈T〉(?: from (?:this|the) chat ?room)?"),
    (EventType::RoleChange, Some("owner"), r"〈T〉 (?:is now|became|has become) the (?:new )?host"),
    (
        EventType::RoleChange,
        Some("admin"),
        r"〈T〉 (?:is now|became|has become) (?:a|the) (?:co-?host|sub-?host|manager)",
    ),
    (EventType::RoleChange, Some("member"), r"〈T〉 is no longer (?:a|the) (?:co-?host|sub-?host|manager)"),
    (EventType::Recall, None, r"(?:This|The|A)? ?[Mm]essage (?:was|has been) deleted"),
    (EventType::Recall, None, r"The (?:chat ?room )?(?:manager|host) hid (?:a|the|\d+) messages?"),
    (EventType::Rename, None, r#"〈A〉 changed the chat ?room name(?: to ["“'‘](?P<value>.+)["”'’])?"#),
];

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| Template::compile(TABLE, expand));

fn expand(pattern: &str) -> String {
    pattern.replace("〈A〉", r"(?P<actor>[^\n]+?)").replace("〈T〉", r"(?P<target>[^\n]+?)")
}

/// What a sentence of the room says; only its first line counts, what an open chat adds stands below.
pub(crate) fn kakaotalk(sentence: &str) -> Event {
    let line = sentence.trim().lines().next().unwrap_or_default().trim_end();
    certain(&TEMPLATES, line.strip_suffix('.').unwrap_or(line), party, parties)
}

fn party(name: &str) -> Party {
    if name == "You" || name == "you" { Party::exporter() } else { Party::named(name) }
}

/// `나님과 다`, `나님, 다님과 라`, `Bo, Cy and Di`.
fn parties(names: &str) -> Vec<Party> {
    let korean = names.contains("님과 ") || names.contains("님, ");
    let parts: Vec<&str> = if korean {
        names.split("님과 ").flat_map(|part| part.split("님, ")).collect()
    } else {
        names.split(", ").flat_map(|part| part.split(" and ")).collect()
    };
    parts.into_iter().filter(|name| !name.is_empty()).map(party).collect()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(TEMPLATES.len(), TABLE.len());
    }

    #[test]
    fn sentences_become_events() {
        for (sentence, expected) in [
            ("홍길동님이 들어왔습니다.", "Join  > 홍길동 = "),
            ("홍길동님이 들어왔습니다.\n운영정책을 위반한 메시지로 신고 접수 시", "Join  > 홍길동 = "),
            ("홍길동님이 들어왔습니다.타인, 기관 등의 사칭에 유의해 주세요.", "Join  > 홍길동 = "),
            ("홍길동님이 나갔습니다.", "Leave  > 홍길동 = "),
            ("가/나 #3님이 나갔습니다.", "Leave  > 가/나 #3 = "),
            ("가님이 나님을 초대했습니다.", "Invite 가 > 나 = "),
            ("가님이 나님, 다님과 라님을 초대하였습니다.", "Invite 가 > 나,다,라 = "),
            ("홍길동님을 내보냈습니다.", "Kick  > 홍길동 = "),
            ("가님이 나님을 내보냈습니다.", "Kick 가 > 나 = "),
            ("홍길동님이 방장이 되었습니다.", "RoleChange  > 홍길동 = owner"),
            ("방장이 변경되었습니다.", "RoleChange  >  = owner"),
            ("홍길동님이 부방장이 되었습니다.", "RoleChange  > 홍길동 = admin"),
            ("홍길동님이 부방장에서 해제되었습니다.", "RoleChange  > 홍길동 = member"),
            ("메시지가 삭제되었습니다.", "Recall  >  = "),
            ("채팅방 관리자가 메시지를 가렸습니다.", "Recall  >  = "),
            ("3개의 메시지를 가렸습니다.", "Recall  >  = "),
            ("가님이 채팅방 이름을 '독서 모임'(으)로 변경했습니다.", "Rename 가 >  = 독서 모임"),
            ("관리자만 말하기 기능이 활성화되었습니다.", "Settings  >  = "),
            ("Mei invited Bo, Cy and Di.", "Invite Mei > Bo,Cy,Di = "),
            ("Bo joined this chatroom.", "Join  > Bo = "),
            ("You left.", "Leave  > - = "),
            ("Bo was removed from this chatroom.", "Kick  > Bo = "),
            ("Bo is now the host.", "RoleChange  > Bo = owner"),
            ("This message was deleted.", "Recall  >  = "),
            ("안녕하세요", "Unknown  >  = "),
            ("", "Unknown  >  = "),
        ] {
            assert_eq!(told(&kakaotalk(sentence)), expected, "{sentence}");
        }
    }

    #[test]
    fn a_name_cannot_play_a_sentence() {
        for sentence in ["Mei invited Bo left.", "가님이 나님을 초대했습니다. 다님이 나갔습니다.", "Bo joined\nBo left"]
        {
            let event = kakaotalk(sentence).event;
            assert!(!matches!(event, EventType::Invite | EventType::Kick), "{sentence}: {event:?}");
        }
    }
}
