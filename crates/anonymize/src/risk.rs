//! What a release cannot take away, in words.

use groupkeep_config::Profile;

use crate::release::Risk;

/// Groups up to this size are small: knowing the members is nearly knowing the writer.
const SMALL_GROUP: usize = 100;

/// The facts the words depend on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub profile: Profile,
    pub members: usize,
    pub left_out: usize,
    pub ambiguous: u64,
    pub without_consent: u64,
    pub joins: u64,
    /// The internal evidence is written and sealed.
    pub sealed: bool,
}

/// The risks of a release, worst first.
pub(crate) fn of(facts: &Facts) -> Vec<Risk> {
    let mut risks = vec![
        risk(
            "original-chat",
            "every member still holds the original chat and can match it with this release by time and wording",
            "每个成员手中仍有原始聊天记录，可凭时间和措辞与本发布逐条对应",
        ),
        risk(
            "free-text",
            "free text is kept: writing style, events told and names outside the roster can identify people; such names are \
             replaced only in fields of their own",
            "正文得以保留：文风、所述事件以及名册之外的人名仍可识别个人；这类人名只在专门字段中被替换",
        ),
        risk(
            "values-in-text",
            "amounts, dates and places written in messages stay as they are: only those in fields of their own are made \
             coarser",
            "正文中写出的金额、日期和地点保持原样：只有专门字段中的才会被粗化",
        ),
        risk(
            "other-writings",
            "names written in traditional instead of simplified characters or the reverse, in pinyin, misspelt or shortened \
             in ways nobody listed are not recognised",
            "人名的繁简转换、拼音、错别字以及未登记的简称无法识别",
        ),
        risk(
            "patterns",
            "who writes how much, at what hours and in answer to whom is unchanged and can single people out",
            "每人发言多少、何时发言、回复何人均未改变，可据此辨认个人",
        ),
    ];
    if facts.members <= SMALL_GROUP {
        risks.push(risk(
            "small-group",
            format!("the group has {} known members: whoever knows them guesses a writer easily", facts.members),
            format!("已知成员仅 {} 人：认识他们的人很容易猜出发言者", facts.members),
        ));
    }
    risks.push(risk(
        "group",
        "the group itself may be recognised by its name in messages, its topics and its files",
        "群本身可能因正文中的群名、话题和文件而被认出",
    ));
    if facts.profile == Profile::Internal {
        risks.push(risk(
            "partly-kept",
            "parts of contact data, exact times, places, amounts and links are kept: for the people who run the group only",
            "联系方式的一部分以及准确时间、地点、金额和链接均被保留：仅供群管理者使用",
        ));
    }
    if facts.ambiguous > 0 {
        risks.push(risk(
            "ambiguous",
            format!("{} places hold a word that is also a member's alias and were left as they are", facts.ambiguous),
            format!("有 {} 处词语同时也是成员的别名，未作改动", facts.ambiguous),
        ));
    }
    if facts.without_consent > 0 {
        risks.push(risk(
            "dropped-consent",
            format!(
                "{} records by, quoting or naming members without the consent demanded are left out; answers to them and \
                 counts in headers may point to nothing",
                facts.without_consent
            ),
            format!(
                "未取得所需同意的成员的消息，以及引用或提及他们的消息，共 {} 条已删去；对它们的回复和文件头中的计数可能落空",
                facts.without_consent
            ),
        ));
    }
    if facts.joins > 0 {
        risks.push(risk(
            "dropped-joins",
            format!("{} notices of members who came or went are left out", facts.joins),
            format!("成员进出群的通知共 {} 条已删去", facts.joins),
        ));
    }
    if facts.left_out > 0 {
        risks.push(risk(
            "left-out",
            format!(
                "{} input files are no exports or known tables, media among them, and are not in the release",
                facts.left_out
            ),
            format!("有 {} 个输入文件（含媒体文件）不是聊天导出或已知表格，未包含在发布中", facts.left_out),
        ));
    }
    if !facts.sealed {
        risks.push(risk(
            "no-evidence",
            "no approver is named, so the internal evidence was not written",
            "未指定审批人，故未写入内部证据",
        ));
    }
    risks
}

fn risk(id: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Risk {
    Risk { id, en: en.into(), zh: zh.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_risk_is_the_original_chat_and_facts_add_theirs() {
        let facts = Facts {
            profile: Profile::Share,
            members: 500,
            left_out: 0,
            ambiguous: 0,
            without_consent: 0,
            joins: 0,
            sealed: true,
        };
        let few = of(&facts);
        assert_eq!(few[0].id, "original-chat");
        let all = of(&Facts {
            profile: Profile::Internal,
            members: 5,
            left_out: 1,
            ambiguous: 2,
            without_consent: 3,
            joins: 4,
            sealed: false,
        });
        assert_eq!(all.len(), few.len() + 7);
        assert!(all.iter().all(|risk| !risk.en.ends_with('.') && !risk.zh.ends_with('。')));
    }
}
