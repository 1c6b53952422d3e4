use super::{Case, Draft, Judgement};
use crate::facts::{Hit, What};
use crate::rule::{Except, Pattern, Text};

/// Everything the pattern found, less what a licence covers.
pub(super) fn judge(case: &Case<'_>, pattern: &Pattern) -> Judgement {
    let works = case.facts.works();
    let licensed = |hit: &Hit| {
        pattern.except == Except::Licensed
            && match &hit.what {
                What::Wording { links, .. } => works.cover(None, None, links, hit.place.native_id.as_deref()),
                _ => false,
            }
    };
    told(case.facts.seen.hits(&case.rule.id).filter(|hit| !licensed(hit)))
}

/// Lists of members in messages and file names.
pub(super) fn lists(case: &Case<'_>) -> Judgement {
    told(case.facts.seen.hits(&case.rule.id))
}

fn told<'h>(hits: impl Iterator<Item = &'h Hit>) -> Judgement {
    Judgement::of(hits.map(|hit| Draft::at_message(&hit.place, hit.ordinal, describe(&hit.what))).collect())
}

/// What was seen, for people.
pub(super) fn describe(what: &What) -> Text {
    match what {
        What::Value { kind, shown } => {
            Text::new(format!("{} {shown}", kind.label("en")), format!("{} {shown}", kind.label("zh")))
        }
        What::Wording { shown, .. } => Text::new(format!("the wording “{shown}”"), format!("出现表述“{shown}”")),
        What::Crowd { phones } => {
            Text::new(format!("{phones} phone numbers in one message"), format!("一条消息中有 {phones} 个手机号"))
        }
        What::ListFile { shown } => Text::new(
            format!("the file “{shown}” is named like a list of members"),
            format!("文件“{shown}”看起来是成员名单"),
        ),
        What::File { shown, .. } => Text::new(
            format!("the file “{shown}” has no row in the works register"),
            format!("文件“{shown}”在版权登记表中没有记录"),
        ),
        What::LongText { chars, .. } => Text::new(
            format!("a text of {chars} characters from elsewhere has no row in the works register"),
            format!("转载的 {chars} 字长文在版权登记表中没有记录"),
        ),
    }
}
