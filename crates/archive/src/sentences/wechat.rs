use std::sync::LazyLock;

use super::Template;
use crate::model::{Event, EventType, Party};

/// `NAME` in a pattern: a quoted name, or "you". Names that hold a quote sign themselves match no template, so that
/// nobody's name can play a sentence.
const NAME: &str = r#"(?:["“][^"“”]+["”]|你|我|您)"#;

/// The sentences of WeChat and QQ. `A` and `T` stand for the actor and the targets; with `N:` before them for names
/// without quotes, as QQ writes them.
const TABLE: &[(EventType, Option<&str>, &str)] = &[
    (EventType::Invite, None, r#"〈A〉邀请〈T〉加入了?群聊(?:，群聊参与人还有：.*)?"#),
    (EventType::Invite, None, r#"〈A〉邀请(?P<target>你和["“][^"“”]+["”])加入了?群聊"#),
    (EventType::Join, None, r#"〈T〉通过扫描〈A〉分享的二维码加入了?群聊"#),
    (EventType::Join, None, r#"〈T〉通过(?:群?二维码|邀请链接|链接)加入了?群聊"#),
    (EventType::Join, None, r#"〈T〉加入了?群聊"#),
    (EventType::Kick, None, r#"〈A〉将〈T〉移出了?群聊"#),
    (EventType::Kick, None, r#"〈T〉被〈A〉移出了?群聊"#),
    (EventType::Leave, None, r#"〈T〉退出了?群聊"#),
    (EventType::Rename, None, r#"〈A〉修改群名为["“](?P<value>.+)["”]"#),
    (EventType::Recall, None, r#"〈A〉撤回了?(?:成员)?〈T〉的?一条消息"#),
    (EventType::Recall, None, r#"〈A〉 ?撤回了一条消息"#),
    (EventType::Recall, None, r#"(?P<actor>[^"“”]{1,64}?) ?撤回了一条消息"#),
    (EventType::RoleChange, Some("owner"), r#"〈T〉已?成为新?群主"#),
    (EventType::RoleChange, Some("owner"), r#"〈A〉将群主转让给〈T〉"#),
    (EventType::RoleChange, Some("admin"), r#"〈A〉(?:将|已将)〈T〉(?:添加|设置|设)为(?:群?管理员)"#),
    (EventType::RoleChange, Some("admin"), r#"〈T〉已?成为群?管理员"#),
    (EventType::RoleChange, Some("member"), r#"〈A〉(?:取消了?|移除了?)〈T〉的?群?管理员(?:身份|权限)?"#),
    (EventType::Announce, None, r#"〈A〉(?:发布|修改|更新)了?群公告(?:[：:](?P<value>.+))?"#),
    (EventType::RedPacket, None, r#"收到红包，请在手机上查看"#),
    (EventType::RedPacket, None, r#"〈A〉领取了〈T〉的红包(?:，.*)?"#),
    (EventType::RedPacket, None, r#"〈A〉(?:发出|发送)的?红包.*"#),
    (EventType::Transfer, None, r#"收到转账.*请在手机上查看"#),
    (EventType::Transfer, None, r#"〈A〉(?:已收款|已退还)"#),
    (EventType::Transfer, None, r#"〈A〉(?:收到|退还)了〈T〉的转账"#),
    (EventType::Poke, None, r#"〈A〉 ?拍了拍 ?〈T〉.*"#),
    (EventType::Poke, None, r#"〈A〉 ?拍了拍 ?自己.*"#),
    (EventType::Dissolve, None, r#"(?:该群聊已(?:被)?解散|〈A〉解散了(?:该)?群聊)"#),
    (EventType::Create, None, r#"〈A〉创建了(?:该)?群聊"#),
    (EventType::Settings, None, r#"〈A〉已?(?:启用|开启|关闭|恢复默认).*(?:群聊邀请确认|进群方式|群主管理).*"#),
    (EventType::Settings, None, r#"〈A〉已?(?:启用|开启|关闭|解除|取消)了?["“]?全员禁言["”]?。?"#),
    (EventType::Invite, None, r#"〈A〉通过扫描〈T〉分享的二维码邀请加入了?群聊"#),
    (EventType::Join, None, r#"(?P<target>你)通过扫描二维码加入群聊(?:，群聊参与人还有：.*)?"#),
    (EventType::Leave, None, r#"〈T〉已?(?:离开|退出)了?(?:该)?群(?:聊)?"#),
    (EventType::RoleChange, Some("owner"), r#"〈A〉已?将群主(?:身份)?转让给了?〈T〉"#),
    (EventType::RoleChange, Some("owner"), r#"〈T〉已成为新的群主"#),
    (EventType::Rename, None, r#"〈A〉(?:修改|更改|改)了?群(?:聊)?名(?:称)?为["“](?P<value>.+)["”]"#),
    (EventType::RedPacket, None, r#"〈A〉领取了你的红包(?:，.*)?"#),
    (EventType::RedPacket, None, r#"(?P<actor>你)领取了(?P<target>["“][^"“”]+["”])的红包"#),
    (EventType::RedPacket, None, r#"你的红包已被领完"#),
    (EventType::RedPacket, None, r#"(?:你的)?红包已超过24小时.*"#),
    (EventType::Transfer, None, r#"(?:你的|〈A〉的)转账已(?:被接收|被退还|过期).*"#),
    (EventType::Announce, None, r#"["“]?群公告["”]?已(?:更新|修改)"#),
    (EventType::Invite, None, r#"〈N:A〉邀请〈N:T〉加入了?本群。?"#),
    (EventType::Join, None, r#"〈N:T〉(?:通过.{1,32})?加入了?本群。?"#),
    (EventType::Kick, None, r#"〈N:T〉被(?:管理员|群主)?〈N:A〉?移出了?本群。?"#),
    (EventType::Kick, None, r#"(?P<actor>你)将〈N:T〉移出了?本群。?"#),
    (EventType::Leave, None, r#"〈N:T〉(?:已|主动)?退出了?本群。?"#),
    (EventType::RoleChange, Some("admin"), r#"〈N:T〉(?:已)?被〈N:A〉?(?:设置|设)为(?:群)?管理员。?"#),
    (EventType::RoleChange, Some("admin"), r#"〈N:A〉已?将〈N:T〉(?:设置|设)为(?:群)?管理员。?"#),
    (EventType::RoleChange, Some("admin"), r#"(?P<target>你)已?(?:成为|被设置为|被设为)(?:本群|群)?管理员。?"#),
    (EventType::RoleChange, Some("member"), r#"〈N:T〉(?:已)?被〈N:A〉?取消了?(?:群)?管理员(?:身份|资格|权限)?。?"#),
    (EventType::RoleChange, Some("owner"), r#"〈N:A〉已?将(?:本群|群主)转让给了?〈N:T〉。?"#),
    (EventType::RoleChange, Some("owner"), r#"〈N:T〉(?:已)?成为(?:本群|新)(?:的)?群主。?"#),
    (
        EventType::Rename,
        None,
        r#"〈N:A〉(?:修改|更改)了?(?:本群|群)?(?:的)?群?名(?:称)?为["“「](?P<value>.+)["”」]。?"#,
    ),
    (EventType::Announce, None, r#"〈N:A〉发布了新?的?群公告(?:[：:](?P<value>.+))?"#),
    (EventType::Settings, None, r#"〈N:A〉(?:已)?(?:开启|关闭|解除|取消)了?全员禁言。?"#),
    (EventType::Settings, None, r#"管理员(?:已)?(?:开启|关闭|解除|取消)了?全员禁言。?.*"#),
    (EventType::Settings, None, r#"〈N:T〉被〈N:A〉?(?:禁言.{1,24}|解除禁言)"#),
    (EventType::Recall, None, r#"〈N:A〉撤回了(?:成员)?〈N:T〉?的?一条(?:成员)?消息。?"#),
    (EventType::Poke, None, r#"〈N:A〉 ?(?:戳了戳|拍了拍) ?〈N:T〉"#),
    (EventType::RedPacket, None, r#"〈N:A〉领取了〈N:T〉的(?:QQ)?红包.*"#),
    (EventType::Dissolve, None, r#"(?:本群|该群)已被(?:群主)?解散。?"#),
];

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| Template::compile(TABLE, expand));

fn expand(pattern: &str) -> String {
    let bare = |group: &str| format!(r#"(?P<{group}>[^"“”]{{1,64}}?)"#);
    let pattern = pattern.replace("〈N:A〉", &bare("actor")).replace("〈N:T〉", &bare("target"));
    pattern.replace("〈A〉", &format!("(?P<actor>{NAME})")).replace("〈T〉", &format!("(?P<target>{NAME})"))
}

/// What a sentence of the room says. A template without its names (`"$username$"`, as old notices are exported) keeps
/// its type and names nobody.
pub(crate) fn wechat(sentence: &str) -> Event {
    let sentence = sentence.trim();
    let found = TEMPLATES.iter().find_map(|template| template.read(sentence, party, parties));
    let mut event = found.unwrap_or_else(|| Event::of(EventType::Unknown));
    event.actor = event.actor.filter(is_somebody);
    event.targets.retain(is_somebody);
    event
}

fn is_somebody(party: &Party) -> bool {
    party.exporter || party.name.as_deref().is_some_and(|name| !(name.starts_with('$') && name.ends_with('$')))
}

fn party(text: &str) -> Party {
    let text = text.trim();
    if matches!(text, "你" | "我" | "您") {
        return Party::exporter();
    }
    Party::named(text.trim_matches(['"', '“', '”']))
}

fn parties(text: &str) -> Vec<Party> {
    let (mut all, rest) = match text.strip_prefix("你和") {
        Some(rest) => (vec![Party::exporter()], rest),
        None => (Vec::new(), text),
    };
    all.extend(rest.trim_matches(['"', '“', '”']).split('、').filter(|name| !name.is_empty()).map(party));
    all
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
            (r#""林语"邀请"阿青、老周"加入了群聊"#, "Invite 林语 > 阿青,老周 = "),
            (r#"“林语”邀请你加入了群聊，群聊参与人还有：阿青、老周"#, "Invite 林语 > - = "),
            (r#""林语"邀请你和"阿青"加入了群聊"#, "Invite 林语 > -,阿青 = "),
            (r#"你邀请"阿青"加入了群聊"#, "Invite - > 阿青 = "),
            (r#""阿青"通过扫描"林语"分享的二维码加入群聊"#, "Join 林语 > 阿青 = "),
            (r#"你将"老周"移出了群聊"#, "Kick - > 老周 = "),
            (r#"你被"林语"移出群聊"#, "Kick 林语 > - = "),
            (r#""老周"退出了群聊"#, "Leave  > 老周 = "),
            (r#""林语"修改群名为“晨读会”"#, "Rename 林语 >  = 晨读会"),
            (r#"你撤回了一条消息"#, "Recall - >  = "),
            (r#""林语"撤回了一条消息"#, "Recall 林语 >  = "),
            (r#"林语 撤回了一条消息"#, "Recall 林语 >  = "),
            (r#""林语"撤回了成员"老周"的一条消息"#, "Recall 林语 > 老周 = "),
            (r#"你已成为新群主"#, "RoleChange  > - = owner"),
            (r#""阿青"已成为新群主"#, "RoleChange  > 阿青 = owner"),
            (r#"收到红包，请在手机上查看"#, "RedPacket  >  = "),
            (r#""阿青"领取了你的红包"#, "RedPacket 阿青 > - = "),
            (r#""阿青" 拍了拍 "老周" 的肩膀"#, "Poke 阿青 > 老周 = "),
            (r#""$username$"邀请"$names$"加入了群聊"#, "Invite  >  = "),
            (r#""阿青"加入了群聊"#, "Join  > 阿青 = "),
            (r#""阿青"通过群二维码加入群聊"#, "Join  > 阿青 = "),
            (r#"你邀请你和"阿青"加入了群聊"#, "Invite - > -,阿青 = "),
            (r#""林语"将"老周、小满"移出了群聊"#, "Kick 林语 > 老周,小满 = "),
            (r#""林语"将群主转让给"阿青""#, "RoleChange 林语 > 阿青 = owner"),
            (r#""林语"已将"阿青"设为群管理员"#, "RoleChange 林语 > 阿青 = admin"),
            (r#"你取消了"阿青"的管理员身份"#, "RoleChange - > 阿青 = member"),
            (r#""林语"发布了群公告：明早六点"#, "Announce 林语 >  = 明早六点"),
            (r#""阿青"收到了"林语"的转账"#, "Transfer 阿青 > 林语 = "),
            (r#"我 拍了拍 自己"#, "Poke - >  = "),
            (r#"该群聊已被解散"#, "Dissolve  >  = "),
            (r#""林语"已启用“群聊邀请确认”，群成员需群主确认才能邀请朋友进群。"#, "Settings 林语 >  = "),
            (r#""$username$"撤回了一条消息"#, "Recall  >  = "),
            (r#"  "老周"退出了群聊  "#, "Leave  > 老周 = "),
            ("小满邀请星河加入了本群。", "Invite 小满 > 星河 = "),
            ("星河被小满移出了本群。", "Kick 小满 > 星河 = "),
            ("星河退出了本群", "Leave  > 星河 = "),
            ("", "Unknown  >  = "),
            ("星河加入本群。", "Join  > 星河 = "),
            ("以上是打招呼的内容", "Unknown  >  = "),
            ("小满通过扫描二维码加入本群。", "Join  > 小满 = "),
            ("星河已退出本群", "Leave  > 星河 = "),
            ("星河被小满设置为管理员", "RoleChange 小满 > 星河 = admin"),
            ("小满已将星河设为管理员", "RoleChange 小满 > 星河 = admin"),
            ("你已成为本群管理员", "RoleChange  > - = admin"),
            ("星河已被小满取消管理员", "RoleChange 小满 > 星河 = member"),
            ("小满已将本群转让给星河", "RoleChange 小满 > 星河 = owner"),
            ("星河已成为本群群主", "RoleChange  > 星河 = owner"),
            ("小满修改群名称为“晨读会”", "Rename 小满 >  = 晨读会"),
            ("小满发布了群公告：明早六点", "Announce 小满 >  = 明早六点"),
            ("小满开启了全员禁言", "Settings 小满 >  = "),
            ("管理员开启了全员禁言，只允许群主和管理员发言", "Settings  >  = "),
            ("星河被小满禁言10分钟", "Settings 小满 > 星河 = "),
            ("小满撤回了一条成员消息", "Recall 小满 >  = "),
            ("小满戳了戳星河", "Poke 小满 > 星河 = "),
            ("星河领取了小满的红包", "RedPacket 星河 > 小满 = "),
            ("本群已被解散", "Dissolve  >  = "),
            ("你通过扫描二维码加入群聊，群聊参与人还有：阿青、老周", "Join  > - = "),
            (r#""林语"已开启全员禁言"#, "Settings 林语 >  = "),
            (r#"你领取了"林语"的红包"#, "RedPacket - > 林语 = "),
            (r#""林语"已将群主转让给"阿青""#, "RoleChange 林语 > 阿青 = owner"),
            (r#"你的转账已被接收"#, "Transfer  >  = "),
            (r#""林语"修改了群聊名称为“晨读会”"#, "Rename 林语 >  = 晨读会"),
        ] {
            assert_eq!(told(&wechat(sentence)), expected, "{sentence}");
        }
    }

    #[test]
    fn a_name_cannot_play_a_sentence() {
        for sentence in [
            r#""x"退出了群聊"退出了群聊"#,
            r#"我说"老周"退出了群聊"#,
            "老周退出了群聊",
            "\"老周\"退出了群聊\n\"阿青\"退出了群聊",
        ] {
            assert_eq!(wechat(sentence).event, EventType::Unknown, "{sentence}");
        }
    }
}
