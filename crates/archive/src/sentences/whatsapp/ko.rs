use super::{Table, named};
use crate::model::{EventType, Party};

/// The verb stands at the end; 님 behind a name is no part of it.
pub(super) const TABLE: Table = &[
    (EventType::Create, None, r"〈A〉님?[이은] ?(?:이 )?그룹 ?〈V〉 ?(?:을\(를\)|을|를)? ?(?:만들었|생성했)습니다\.?"),
    (EventType::Create, None, r"〈A〉님?[이은] ?〈V〉 ?그룹을 (?:만들었|생성했)습니다\.?"),
    (EventType::Create, None, r"〈A〉님?[이은] ?(?:이 )?그룹을 (?:만들었|생성했)습니다\.?"),
    (EventType::Topic, None, r"〈A〉님?[이은] (?:이 )?그룹 ?설명을 (?:변경|삭제)했습니다\.?.*"),
    (
        EventType::Avatar,
        None,
        r"〈A〉님?[이은] (?:이 )?그룹(?:의)? ?(?:아이콘|사진|이미지)을? ?를?(?:변경|삭제)했습니다\.?",
    ),
    (EventType::Invite, None, r"〈A〉님?[이은] 〈T〉(?:님)?[을를] (?:그룹에 )?(?:추가|초대)했습니다\.?"),
    (EventType::Invite, None, r"〈T〉님?[이은] (?:그룹에 )?추가되었습니다\.?"),
    (
        EventType::Join,
        None,
        r"〈T〉님?[이은] (?:이 )?(?:그룹(?:의)? )?초대 ?링크(?:를 (?:통해|사용하여|사용해)|로) ?(?:그룹에 )?(?:참여|참가|입장)했습니다\.?",
    ),
    (EventType::Join, None, r"〈T〉님?[이은] 커뮤니티에서 (?:참여|참가)했습니다\.?"),
    (EventType::Join, None, r"〈T〉님?[이은] (?:그룹에 )?(?:참여|참가)했습니다\.?"),
    (EventType::Leave, None, r"〈T〉님?[이은] (?:그룹을 |그룹에서 )?나갔습니다\.?"),
    (
        EventType::Kick,
        None,
        r"〈A〉님?[이은] 〈T〉(?:님)?[을를] (?:그룹에서 )?(?:내보냈|삭제했|제거했|강퇴했)습니다\.?",
    ),
    (EventType::Kick, None, r"〈T〉님?[이은] (?:그룹에서 )?(?:삭제|제거|강퇴)되었습니다\.?"),
    (
        EventType::Rename,
        None,
        r"〈A〉님?[이은] (?:그룹 ?이름|그룹 ?제목|제목|그룹명)을 (?:〈Q〉에서 )?〈V〉(?:\(으\)로|으로|로) ?(?:변경|바꿨)(?:했)?습니다\.?",
    ),
    (EventType::RoleChange, Some("admin"), r"〈T〉님?[이은] (?:이제 )?(?:그룹 )?관리자(?:입니다|가 되었습니다)\.?"),
    (EventType::RoleChange, Some("member"), r"〈T〉님?[이은] (?:더 ?이상 |이제 )(?:그룹 )?관리자가 아닙니다\.?"),
    (EventType::Nick, None, r"〈T〉님?[이은] (?:새로운 번호로 )?전화번호를 (?:새 번호로 )?변경했습니다\.?.*"),
    (EventType::Nick, None, r"〈T〉님의 전화번호가 변경되었습니다\.?.*"),
    (EventType::Pin, None, r"〈A〉님?[이은] 메시지를 고정했습니다\.?"),
    (
        EventType::Settings,
        None,
        r"〈A〉님?[이은] (?:사라지는 메시지(?:를| 기능을) (?:켰|껐|설정했|해제했|활성화했|비활성화했)습니다|메시지 타이머를 업데이트했습니다|(?:이 )?그룹(?:의)? ?(?:설정|초대 링크)[을를] (?:변경|재설정)했습니다).*",
    ),
];

pub(super) fn party(text: &str) -> Party {
    let text = text.trim();
    named(text.strip_suffix('님').filter(|name| !name.is_empty()).unwrap_or(text), &["나", "회원", "내", "당신"])
}

/// `나님, 다님과 라님`, `나님 및 다님`.
pub(super) fn parties(text: &str) -> Vec<Party> {
    let all =
        ["님과 ", "님, ", "님 및 ", "님, 그리고 "].iter().fold(text.to_owned(), |text, and| text.replace(and, ", "));
    all.split(", ").filter(|name| !name.trim().is_empty()).map(party).collect()
}
