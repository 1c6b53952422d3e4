//! `archive.columns`: what the columns of a CSV file or workbook are that no format knows.

use crate::Problems;
use crate::group::keys;
use crate::yaml::Cursor;

/// How a column writes its times.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TimeFormat {
    /// Year, month, day, then the time, apart by any signs; perhaps with an offset.
    #[default]
    Ymd,
    /// Day, month, year, then the time.
    Dmy,
    /// Month, day, year, then the time.
    Mdy,
    /// Seconds since 1970 UTC.
    Seconds,
    /// Milliseconds since 1970 UTC.
    Milliseconds,
}

impl TimeFormat {
    const NAMES: [(&'static str, Self); 5] = [
        ("ymd", Self::Ymd),
        ("dmy", Self::Dmy),
        ("mdy", Self::Mdy),
        ("seconds", Self::Seconds),
        ("milliseconds", Self::Milliseconds),
    ];
}

/// What the columns of a table of messages are, each by the name in its header line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The platform, lower-case.
    pub platform: String,
    /// The name of the chat, where the table is of one and does not say it.
    pub chat_name: Option<String>,
    /// The chat's id or name, where the table is of several.
    pub chat: Option<String>,
    /// When it was sent.
    pub time: String,
    /// How `time` is written.
    pub time_format: TimeFormat,
    /// The sender's name.
    pub sender: Option<String>,
    /// The sender's id on the platform.
    pub sender_id: Option<String>,
    /// What stands in the sender's column, or in that of the id, where the room itself speaks. Nothing else is taken for
    /// the room's.
    pub system: Option<String>,
    /// What was said.
    pub text: String,
    /// The type of the message.
    pub kind: Option<String>,
    /// The message's id.
    pub message_id: Option<String>,
    /// The id of the message that is answered.
    pub reply_to: Option<String>,
    /// The name or path of a file.
    pub file: Option<String>,
}

impl Columns {
    pub(super) fn from_yaml(at: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let mut map = at.map(problems)?;
        let mut named: Vec<String> = Vec::new();
        let mut column = |at: Option<Cursor<'_>>, problems: &mut Problems| {
            let at = at?;
            let name = at.label(problems)?;
            if named.contains(&name) {
                problems.push(at.problem(format!("`{}` names a column that another key names too", at.dotted())));
            }
            named.push(name.clone());
            Some(name)
        };
        let platform = map.required("platform", problems).and_then(|at| at.string(problems));
        let chat_name = map.optional("chat_name").and_then(|at| at.label(problems));
        let chat = column(map.optional("chat"), problems);
        let time = column(map.required("time", problems), problems);
        let time_format = map
            .optional("time_format")
            .and_then(|at| keys::one_of(&at, &TimeFormat::NAMES, problems))
            .unwrap_or_default();
        let sender = column(map.optional("sender"), problems);
        let sender_id = column(map.optional("sender_id"), problems);
        let system = map.optional("system").and_then(|at| at.label(problems));
        let text = column(map.required("text", problems), problems);
        let kind = column(map.optional("kind"), problems);
        let message_id = column(map.optional("message_id"), problems);
        let reply_to = column(map.optional("reply_to"), problems);
        let file = column(map.optional("file"), problems);
        map.finish(problems);
        if sender.is_none() && sender_id.is_none() {
            let problem = at.problem(format!("`{}` says nowhere who wrote", at.dotted()));
            problems.push(
                problem.with_hint("name the column of the sender's name as `sender`, or of the id as `sender_id`"),
            );
        }
        Some(Self {
            platform: platform?,
            chat_name,
            chat,
            time: time?,
            time_format,
            sender,
            sender_id,
            system,
            text: text?,
            kind,
            message_id,
            reply_to,
            file,
        })
    }
}
