use super::{Table, named};
use crate::model::{EventType, Party};

/// The verb stands at the end; さん behind a name is no part of it.
pub(super) const TABLE: Table = &[
    (EventType::Create, None, r"〈A〉[がは](?:この)?グループ ?(?:〈V〉)?を作成しました。?"),
    (EventType::Create, None, r"〈A〉[がは] ?〈V〉 ?グループを作成しました。?"),
    (
        EventType::Topic,
        None,
        r"〈A〉[がは](?:この)?グループの説明(?:文)?を(?:変更|削除)しました。?(?:タップして表示。?)?",
    ),
    (EventType::Avatar, None, r"〈A〉[がは](?:この)?グループの?(?:アイコン|画像|写真)を(?:変更|削除)しました。?"),
    (EventType::Invite, None, r"〈A〉[がは]〈T〉をグループに追加しました。?"),
    (EventType::Invite, None, r"〈A〉[がは]〈T〉を追加しました。?"),
    (EventType::Invite, None, r"〈T〉[がは](?:グループに)?追加されました。?"),
    (
        EventType::Join,
        None,
        r"〈T〉[がは](?:この)?(?:グループ)?の?招待リンク(?:から|を使って|を使用して|で)(?:グループに)?参加しました。?",
    ),
    (EventType::Join, None, r"〈T〉[がは]コミュニティから参加しました。?"),
    (EventType::Join, None, r"〈T〉[がは](?:グループに)?参加しました。?"),
    (EventType::Leave, None, r"〈T〉[がは](?:グループ(?:を|から))?(?:退出|退会)しました。?"),
    (EventType::Kick, None, r"〈A〉[がは]〈T〉を(?:グループから)?(?:削除しました|退会させました|退出させました)。?"),
    (EventType::Kick, None, r"〈T〉[がは](?:グループから)?削除されました。?"),
    (EventType::Rename, None, r"〈A〉[がは](?:グループ名|件名|グループの件名)を(?:〈Q〉から)?〈V〉に変更しました。?"),
    (EventType::RoleChange, Some("admin"), r"〈T〉[がは](?:グループ)?管理者になりました。?"),
    (EventType::RoleChange, Some("member"), r"〈T〉[がは](?:グループ)?管理者ではなくなりました。?"),
    (EventType::Nick, None, r"〈T〉[がは]電話番号を(?:新しい番号に)?変更しました。?.*"),
    (EventType::Nick, None, r"〈T〉の電話番号が変更されました。?.*"),
    (EventType::Pin, None, r"〈A〉[がは]メッセージを(?:ピン留め|固定)しました。?"),
    (
        EventType::Settings,
        None,
        r"〈A〉[がは](?:消えるメッセージ(?:機能)?を(?:オン|オフ|有効|無効)に(?:しました|設定しました)|メッセージタイマーを更新しました|(?:この)?グループの(?:設定|招待リンク)を(?:変更|リセット)しました).*",
    ),
];

pub(super) fn party(text: &str) -> Party {
    let text = text.trim();
    named(text.strip_suffix("さん").filter(|name| !name.is_empty()).unwrap_or(text), &["あなた", "自分"])
}

/// `BさんとCさん`, `B、C`. Without さん the word for "and" may stand in a name.
pub(super) fn parties(text: &str) -> Vec<Party> {
    let all = text.replace("さんと", "、").replace(" と ", "、");
    all.split('、').filter(|name| !name.trim().is_empty()).map(party).collect()
}
