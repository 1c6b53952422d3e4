//! KakaoTalk's CSV, as the app for macOS exports it. Rows of the room have neither a date nor a user, which a member's
//! own text cannot imitate.

use jiff::tz::TimeZone;

use super::kakaotalk_words as words;
use super::moment::written;
use super::spec::{Body, ChatState, Dialect, Spec};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{Attachment, Chat, Message, Presence, Provenance, SourceZone, State};
use crate::sentences;
use crate::sheet::{Cells, Delimited, Origin, Sheet, Told};
use crate::{Capabilities, DateOrder, Precision, ReadOptions, Support};

pub(crate) static SPEC: Spec = Spec {
    name: "kakaotalk-csv",
    capabilities: Capabilities {
        roster: Support::Observed,
        silent_members: Support::No,
        roles: Support::No,
        joins_leaves: Support::Text,
        announcements: Support::No,
        recall: Support::Text,
        activity: Support::Typed,
        stable_ids: Support::No,
        message_ids: Support::No,
        replies: Support::No,
        money: Support::No,
        attachments: Support::Text,
        precision: Precision::Second,
    },
    sniff,
    body: Body::Csv(sheet),
};

const DATE: usize = 0;
const USER: usize = 1;
const MESSAGE: usize = 2;

const COLUMNS: [(&str, Role); 3] =
    [("Date", Role::Time(TimeForm::Ymd)), ("User", Role::MemberName), ("Message", Role::Text)];

fn sheet(_: &ReadOptions) -> Sheet {
    Sheet {
        columns: Sheet::columns(&COLUMNS),
        required: COLUMNS.len(),
        cells: Delimited::Quoted,
        preface: false,
        words: &["사진", "동영상", "음성메시지", "이모티콘", "파일"],
        dialect,
    }
}

/// Other tools call their columns so too: the name of the file and the form of the dates tell.
fn sniff(evidence: &Evidence) -> Option<(f64, String)> {
    let rows = evidence.rows();
    super::header::sniff(rows, &COLUMNS, 1.0).filter(|(score, _)| *score >= 1.0)?;
    let dated = |row: &&Vec<String>| written(&row[0], DateOrder::Ymd, &TimeZone::UTC).is_some() && row.len() == 3;
    let room = |row: &&Vec<String>| row.len() == 3 && row[0].is_empty() && row[1].is_empty();
    let fit = rows.iter().skip(1).filter(|row| dated(row) || room(row)).count();
    let share = fit as f64 / rows.len().saturating_sub(1).max(1) as f64;
    let named = evidence.name().starts_with("KakaoTalk");
    let score = 0.3 + 0.4 * share + if named { 0.25 } else { 0.0 };
    Some((score, format!("columns Date, User, Message; {fit} of {} rows fit", rows.len() - 1)))
}

fn dialect(origin: &Origin<'_>) -> Box<dyn Dialect> {
    let mut chat = Chat::new(0, "kakaotalk", SourceZone::Naive);
    chat.name = title(origin.name).map(str::to_owned);
    Box::new(Kakaotalk { state: ChatState::new(chat), zone: origin.options.timezone.clone() })
}

/// The chat's name in that of the file: `KakaoTalk_Chat_NAME_2026-05-18-12-03-00.csv`.
fn title(file: &str) -> Option<&str> {
    let (name, stamp) = file.strip_prefix("KakaoTalk_Chat_")?.strip_suffix(".csv")?.rsplit_once('_')?;
    let stamped = stamp.len() == "2026-05-18-12-03-00".len();
    Some(name).filter(|name| stamped && !name.is_empty())
}

struct Kakaotalk {
    state: ChatState,
    zone: TimeZone,
}

impl Dialect for Kakaotalk {
    fn row(&mut self, cells: &Cells<'_>, provenance: Provenance) -> Result<Told, &'static str> {
        let mut message = Message::new(0, provenance);
        message.text = cells.text(MESSAGE);
        let text = cells.get(MESSAGE).unwrap_or_default();
        let time = cells.time(DATE, |text| written(text, DateOrder::Ymd, &self.zone))?;
        let user = cells.get(USER);
        if time.is_none() && user.is_none() {
            if cells.all.len() < COLUMNS.len() {
                return Err("a row that is cut off");
            }
            message.raw_kind = "system".into();
            message.make_notice(sentences::kakaotalk(text));
            return Ok(Told::Message(message));
        }
        message.time = time;
        message.sent_by(None, user);
        if words::is_deleted(text) {
            (message.state, message.text) = (State::Deleted, None);
        } else if let Some(found) = words::placeholder(text) {
            message.raw_kind = found.word.into();
            message.kind = found.kind;
            let name = Some(&text[found.rest]).filter(|name| !name.is_empty()).map(str::to_owned);
            let file = found.file.map(|kind| Attachment { name, ..Attachment::new(kind, Presence::NotExported) });
            message.attachments = vec![file; found.count].into_iter().flatten().collect();
        }
        Ok(Told::Message(message))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        assert_eq!(title("KakaoTalk_Chat_[테스트방]_2026-05-18-12-03-00.csv"), Some("[테스트방]"));
        assert_eq!((title("chat.csv"), title("KakaoTalk_Chat_x.csv")), (None, None));
    }
}
