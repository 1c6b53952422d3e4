use crate::model::ChatKind;

/// What stands before and behind a name in a title, and what kind of chat that tells.
const TITLES: [(&str, &str, ChatKind); 14] = [
    ("Chat history in ", "", ChatKind::Group),
    ("Chat history with ", "", ChatKind::Direct),
    ("", "とのトーク履歴", ChatKind::Direct),
    ("", "のトーク履歴", ChatKind::Group),
    ("與", "的聊天記錄", ChatKind::Direct),
    ("与", "的聊天记录", ChatKind::Direct),
    ("", "的聊天記錄", ChatKind::Group),
    ("", "的聊天记录", ChatKind::Group),
    ("ประวัติการสนทนากับ ", "", ChatKind::Unknown),
    ("ประวัติการแชทกับ ", "", ChatKind::Unknown),
    ("ประวัติการแชทใน ", "", ChatKind::Group),
    ("", "님과의 대화", ChatKind::Direct),
    ("", "님과의 채팅 기록", ChatKind::Direct),
    ("", "의 대화", ChatKind::Group),
];

/// The chat's name in `[LINE] Chat history in X` and the like, in the first line or the name of the file.
pub(super) fn title(line: &str) -> Option<(String, ChatKind)> {
    let rest = line.trim_matches(['\u{feff}', ' ', '\t']).strip_prefix("[LINE]")?.trim_start();
    let found = TITLES.iter().find_map(|(before, behind, kind)| {
        let name = rest.strip_prefix(before)?.strip_suffix(behind)?.trim();
        (!name.is_empty()).then(|| (name.to_owned(), *kind))
    });
    found.or_else(|| (!rest.is_empty()).then(|| (rest.to_owned(), ChatKind::Unknown)))
}

/// Where the time begins that the file was saved at, in the line that says so.
pub(super) fn is_saved_on(line: &str) -> Option<usize> {
    const WORDS: [&str; 8] =
        ["Saved on", "保存日時", "儲存日期", "保存日期", "저장 일시", "저장한 날짜", "บันทึกเมื่อ", "วันที่บันทึก"];
    let line = line.trim_start_matches('\u{feff}');
    let rest = WORDS.iter().find_map(|words| line.strip_prefix(words))?.trim_start();
    let rest = rest.strip_prefix([':', '：'])?;
    Some(line.len() - rest.len())
}
