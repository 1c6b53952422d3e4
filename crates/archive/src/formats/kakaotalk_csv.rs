//! KakaoTalk's CSV, as the app for macOS exports it. Rows of the room have neither a date nor a user, which a member's
//! own text cannot imitate.

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use regex::Regex;

use super::moment::written;
use super::spec::{Body, ChatState, Dialect, Spec};
use crate::detect::Evidence;
use crate::leaves::{Role, TimeForm};
use crate::model::{
    Attachment, AttachmentKind, Chat, Event, EventType, Message, Party, Presence, Provenance, SourceZone, State,
};
use crate::pattern::pattern;
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
            message.raw_kind = "system".to_owned();
            message.make_notice(notice(text));
            return Ok(Told::Message(Box::new(message)));
        }
        message.time = time;
        message.sent_by(None, user);
        if text == "삭제된 메시지입니다." {
            (message.state, message.text) = (State::Deleted, None);
        } else if let Some((word, kind, file)) = media(text) {
            message.raw_kind = word.to_owned();
            message.kind = super::media::message_kind(kind);
            let name = file.map(str::to_owned);
            message.attachments.push(Attachment { name, ..Attachment::new(kind, Presence::NotExported) });
        }
        Ok(Told::Message(Box::new(message)))
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }
}

/// The words that stand for media: the word, the kind, and the name of a file. A member can type them too.
fn media(text: &str) -> Option<(&str, AttachmentKind, Option<&str>)> {
    if let Some(name) = text.strip_prefix("파일: ").filter(|name| !name.contains('\n')) {
        return Some(("파일", AttachmentKind::File, Some(name)));
    }
    let word = match text.strip_prefix("사진 ").and_then(|rest| rest.strip_suffix('장')) {
        Some(count) if !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()) => "사진",
        _ => text,
    };
    let kind = match word {
        "사진" => AttachmentKind::Image,
        "동영상" => AttachmentKind::Video,
        "음성메시지" => AttachmentKind::Voice,
        "이모티콘" => AttachmentKind::Sticker,
        _ => return None,
    };
    Some((word, kind, None))
}

static SENTENCES: LazyLock<Vec<(EventType, Regex)>> = LazyLock::new(|| {
    [
        (EventType::Invite, r"^(?P<actor>.+)님이 (?P<target>.+)님을 초대(?:했습니다|하였습니다)\.$"),
        (EventType::Kick, r"^(?P<actor>.+)님이 (?P<target>.+)님을 내보냈습니다\.$"),
        (EventType::Kick, r"^(?P<target>.+)님을 내보냈습니다\.$"),
        (EventType::Join, r"^(?P<target>.+)님이 들어왔습니다\.?$"),
        (EventType::Leave, r"^(?P<target>.+)님이 나갔습니다\.?$"),
        (EventType::Recall, r"^메시지가 삭제되었습니다\.$"),
    ]
    .map(|(event, sentence)| (event, pattern(sentence)))
    .into()
});

/// What a sentence of the room says.
fn notice(text: &str) -> Event {
    let found = SENTENCES.iter().find_map(|(event, sentence)| Some((*event, sentence.captures(text)?)));
    let Some((event, found)) = found else { return Event::of(EventType::Unknown) };
    let mut event = Event::of(event);
    event.actor = found.name("actor").map(|name| Party::named(name.as_str()));
    let targets = found.name("target").map_or("", |names| names.as_str());
    let split = if event.event == EventType::Invite { targets.split("님과 ").collect() } else { vec![targets] };
    event.targets = split.into_iter().filter(|name| !name.is_empty()).map(Party::named).collect();
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_sentences() {
        assert_eq!(title("KakaoTalk_Chat_[테스트방]_2026-05-18-12-03-00.csv"), Some("[테스트방]"));
        assert_eq!((title("chat.csv"), title("KakaoTalk_Chat_x.csv")), (None, None));
        let named = |names: &[&str]| names.iter().copied().map(Party::named).collect::<Vec<_>>();
        for (text, event, targets) in [
            ("홍길동님이 들어왔습니다.", EventType::Join, named(&["홍길동"])),
            ("홍길동님이 나갔습니다.", EventType::Leave, named(&["홍길동"])),
            ("가님이 나님과 다님을 초대했습니다.", EventType::Invite, named(&["나", "다"])),
            ("메시지가 삭제되었습니다.", EventType::Recall, named(&[])),
            ("관리자가 메시지를 가렸습니다.", EventType::Unknown, named(&[])),
        ] {
            let found = notice(text);
            assert_eq!((found.event, found.targets), (event, targets), "{text}");
        }
        assert_eq!(SENTENCES.len(), 6);
    }
}
