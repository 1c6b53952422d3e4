use super::{Table, named};
use crate::model::{EventType, Party};

/// Of the mainland, of Taiwan and of Hong Kong.
pub(super) const TABLE: Table = &[
    (EventType::Create, None, r"〈A〉 ?(?:创建了|建立了|已建立|已创建)(?:此|该|本)?群[组組](?: ?〈V〉)?。?"),
    (
        EventType::Topic,
        None,
        r"〈A〉 ?(?:已?更改了?|已?變更了?|刪除了|删除了)(?:此|本)?群[组組]的?(?:描述|说明|說明|簡介|简介)。?(?:轻触以查看|點按查看)?。?",
    ),
    (
        EventType::Avatar,
        None,
        r"〈A〉 ?(?:已?更改了?|已?變更了?|更換了|刪除了|删除了)(?:此|本)?群[组組]的?(?:图标|頭像|头像|圖示|圖片|照片)。?",
    ),
    (EventType::Invite, None, r"(?P<target>[你您])(?:已被加入群[组組]|被添加了?|已被新增|已被添加)。?"),
    (EventType::Invite, None, r"〈A〉 ?(?:添加了|新增了|已新增|已添加) ?〈T〉。?"),
    (EventType::Invite, None, r"〈A〉 ?[将將把] ?〈T〉 ?(?:加入|添加到|新增至)(?:了)?(?:此|本)?群[组組]。?"),
    (
        EventType::Join,
        None,
        r"〈T〉 ?(?:已?(?:使用|通过|透過)(?:此|本)?群[组組]?的?邀[请請](?:链接|連結)加入(?:了?(?:此|本)?群[组組])?)。?",
    ),
    (EventType::Join, None, r"〈T〉 ?已?(?:从|從|通过|透過)社[群区區]加入了?。?"),
    (EventType::Join, None, r"〈T〉 ?(?:已加入|加入了(?:此|本)?群[组組])。?"),
    (
        EventType::Leave,
        None,
        r"〈T〉 ?(?:退出了群组|已退出群组|已退出|已離開群組|已離開|離開了群組|離開了|退出了群組|退出了)。?",
    ),
    (EventType::Kick, None, r"〈A〉 ?(?:移除了|已移除) ?〈T〉。?"),
    (EventType::Kick, None, r"〈A〉 ?[将將] ?〈T〉 ?移[出除](?:了?(?:此|本)?群[组組])?。?"),
    (EventType::Kick, None, r"〈T〉 ?被 ?〈A〉 ?移[出除](?:了?(?:此|本)?群[组組])?。?"),
    (
        EventType::Rename,
        None,
        r"〈A〉 ?(?:已?[将將](?:群[组組]名[称稱]|主题|主題|主旨)|更改了群[组組]名[称稱]|變更了群組名稱)(?:[从從由] ?〈Q〉 ?)?(?:更改[为為]|改[为為]|變更為|[为為]) ?〈V〉。?",
    ),
    (
        EventType::RoleChange,
        Some("admin"),
        r"〈T〉 ?(?:现在是|已成为|現在是|現已成為|已成為|现已成为)(?:群[组組])?管理[员員]了?。?",
    ),
    (EventType::RoleChange, Some("member"), r"〈T〉 ?(?:已?不再是|已不是)(?:群[组組])?管理[员員]了?。?"),
    (
        EventType::Nick,
        None,
        r"〈T〉 ?(?:已?更[改换換]了?|變更了)(?:其|他们的|他們的)?(?:电话|電話|手机|手機)[号號][码碼].*",
    ),
    (EventType::Pin, None, r"〈A〉 ?(?:置顶了一条消息|已?置頂了?(?:一則)?訊息)。?"),
    (
        EventType::Settings,
        None,
        r"〈A〉 ?已?(?:启用|开启|打开|关闭|停用|啟用|開啟|關閉|更新|更改|變更)了?(?:限时消息|阅后即焚消息|阅后即焚|限時訊息|訊息計時器|消息计时器|(?:此|本)?群[组組]的?(?:设置|設定)|(?:此|本)?群[组組]的?邀[请請](?:链接|連結)).*",
    ),
    (EventType::Settings, None, r"〈A〉 ?已?重[置設](?:此|本)?群[组組]的?邀[请請](?:链接|連結)。?"),
];

pub(super) fn party(text: &str) -> Party {
    // This sign, which says that it is done, belongs to the verb behind the name.
    let text = text.trim();
    named(text.strip_suffix('已').unwrap_or(text), &["你", "您"])
}

/// `阿青、老周和小满`. The word for "and" may stand in a name, so that it counts only behind other names.
pub(super) fn parties(text: &str) -> Vec<Party> {
    let all = text.replace(", ", "、").replace('，', "、");
    let (start, last) = all.rsplit_once('、').unwrap_or(("", &all));
    let ands = [" 和 ", " 及 ", "以及", "和", "及"];
    let parted =
        ands.iter().filter(|and| !start.is_empty() || and.starts_with(' ')).find_map(|and| last.split_once(and));
    let last = parted.map_or([last, ""], |(one, two)| [one, two]);
    start.split('、').chain(last).filter(|name| !name.trim().is_empty()).map(party).collect()
}
