use std::ops::Range;

use serde::Serialize;

/// How a value is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RawForm {
    /// A JSON string; the range includes its quotes.
    JsonString,
    /// A JSON number.
    JsonNumber,
    /// `true`, `false` or `null`.
    JsonOther,
    /// A cell of a CSV file; the range includes its quotes.
    Csv,
    /// Bytes of a text file.
    Text,
    /// Bytes that could not be taken apart: a broken or oversized record, or one that is not UTF-8. `value` is empty. A rewriter that keeps them
    /// keeps whatever they hold.
    Opaque,
}

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeForm {
    /// Seconds since 1970 UTC, as a number or a string of digits.
    UnixSeconds,
    /// Milliseconds since 1970 UTC, as a number or a string of digits.
    UnixMillis,
    /// Year, month, day, then hour, minute and perhaps second, apart by any signs; perhaps with an offset. Or the date alone,
    /// perhaps with its day of the week.
    Ymd,
    /// As [`TimeForm::Ymd`], the date written day, month, year.
    Dmy,
    /// As [`TimeForm::Ymd`], the date written month, day, year.
    Mdy,
    /// Day, year and perhaps a time in figures, and the month as an English word, in any order.
    Named,
    /// Hour and minute, perhaps seconds, of a day that stands elsewhere.
    Clock,
    /// A date and time whose order of day and month is not decided.
    Undecided,
}

/// What a value is, which decides what becomes of it in a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A member's id.
    MemberId,
    /// A member's name as shown.
    MemberName,
    /// Another name of a member: group card, remark, title.
    MemberAlias,
    /// A chat's id.
    ChatId,
    /// A chat's name.
    ChatName,
    /// A message's id, also where it is referred to.
    MessageId,
    /// What a member wrote.
    Text,
    /// What the room or the platform wrote.
    SystemText,
    /// A point in time.
    Time(TimeForm),
    /// A file's name or path.
    FileName,
    /// A web address.
    Url,
    /// A picture of a person or group, or a key to one.
    Avatar,
    /// A token, key or digest that opens or identifies something elsewhere.
    Secret,
    /// An amount of money.
    Amount,
    /// A place: coordinates or its name.
    Location,
    /// Type names, flags, counters: no personal data.
    Structure,
    /// A field the format's table does not know; treat as what a member wrote.
    Unknown,
    /// The name of such a field, which can hold anything too. A JSON string, or a cell of a header line.
    Key,
}

impl Role {
    /// The role of a place, made exact by what the value shows.
    pub(crate) fn narrowed(self, value: &str) -> Self {
        match self {
            Self::MemberId if value.ends_with("@chatroom") => Self::ChatId,
            // A WeChat session that is no room is a person.
            Self::ChatId if value.starts_with("wxid_") => Self::MemberId,
            role => role,
        }
    }
}

/// One value of an export.
#[derive(Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The raw value in the file; for a JSON string including its quotes. Ranges ascend and never overlap.
    pub bytes: Range<u64>,
    /// How it is written.
    pub raw: RawForm,
    /// What it says, decoded.
    pub value: String,
    /// What it is.
    pub role: Role,
    /// Which of the unit's records that count as read it belongs to, from 0 (as [`Message::seq`](crate::Message::seq));
    /// `None` for headers and member lists.
    pub record: Option<u64>,
    /// Ordinal of the chat it belongs to.
    pub chat: u32,
    /// The keys that lead to it, e.g. `messages[].text[].href`; for text files the name of the field. Keys that are
    /// ids themselves are written `*`.
    pub key_path: String,
    /// The outermost object of a place the format's table does not know, if the value lies in one: its bytes, brackets
    /// included.
    pub unknown: Option<Range<u64>>,
}

impl std::fmt::Debug for Leaf {
    /// Leaves the value out: it is personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leaf")
            .field("bytes", &self.bytes)
            .field("raw", &self.raw)
            .field("role", &self.role)
            .field("record", &self.record)
            .field("chat", &self.chat)
            .field("key_path", &self.key_path)
            .finish_non_exhaustive()
    }
}
