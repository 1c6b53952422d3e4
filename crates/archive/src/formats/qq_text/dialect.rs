use std::collections::HashMap;

use super::head::{Head, Sender};
use super::survey::Survey;
use crate::ReadOptions;
use crate::formats::calendar::Calendar;
use crate::formats::names::id_of_name;
use crate::formats::placeholders;
use crate::formats::spec::ChatState;
use crate::leaves::{Role, TimeForm};
use crate::model::{Chat, ChatKind, ListBasis, Member, MemberRole, Message, Precision, SenderKind, SourceZone};
use crate::sentences;
use crate::text::{Block, Fields, Line, TextDialect, plain};

/// Before the name of a list of friends or groups.
pub(super) const FOLDER: &str = "消息分组:";

/// Before the name of a chat.
pub(super) const SUBJECT: &str = "消息对象:";

/// The first line of a file.
pub(super) const TITLE: &str = "消息记录（此消息记录为文本格式";

/// The lists that hold groups, and those that hold people.
pub(super) const GROUPS: [&str; 6] =
    ["我的群聊", "我加入的群聊", "我加入的群", "我创建的群聊", "我管理的群聊", "我的讨论组"];
pub(super) const PEOPLE: [&str; 4] = ["我的好友", "陌生人", "临时会话", "最近联系人"];

/// Where the lines are.
#[derive(PartialEq, Eq)]
enum Section {
    /// Before the first record, where any line is a heading.
    Beginning,
    /// In the heading of a further chat.
    Heading,
    Records,
}

/// QQ's text.
pub(in crate::formats) struct QqText {
    survey: Survey,
    calendar: Calendar,
    state: ChatState,
    section: Section,
    /// The line before is blank.
    blank: bool,
    kind: ChatKind,
    /// The current chat has a record.
    begun: bool,
    titles: Titles,
}

impl QqText {
    pub fn new(survey: Survey, options: &ReadOptions) -> Self {
        Self {
            survey,
            calendar: Calendar::new(&options.timezone),
            state: ChatState::new(Chat::new(0, "qq", SourceZone::Naive)),
            section: Section::Beginning,
            blank: true,
            kind: ChatKind::Unknown,
            begun: false,
            titles: Titles::default(),
        }
    }

    /// A chat's heading; the first is the current chat's own.
    fn subject(&mut self, name: &str) {
        if self.begun || self.state.chat.name.is_some() {
            let next = Chat::new(self.state.chat.ordinal + 1, "qq", SourceZone::Naive);
            self.state = ChatState::new(next);
            (self.begun, self.titles) = (false, Titles::default());
        }
        subject(self.state.edit(), name, self.kind);
    }
}

/// Tells a chat what its heading says.
pub(in crate::formats) fn subject(chat: &mut Chat, name: &str, kind: ChatKind) {
    let person = Sender::of(name);
    chat.kind = kind;
    chat.name = Some(name.to_owned()).filter(|name| !name.is_empty());
    // The name of a group may end with a bracket of its own.
    if kind != ChatKind::Group
        && let Some((id, _)) = person.id
    {
        chat.name = Some(name[person.name].to_owned()).filter(|name| !name.is_empty());
        chat.chat_id = Some(name[id].to_owned());
    }
}

/// What a list of chats holds; lists people made themselves say nothing.
pub(in crate::formats) fn kind_of_folder(folder: &str) -> ChatKind {
    if GROUPS.contains(&folder) {
        ChatKind::Group
    } else if PEOPLE.contains(&folder) {
        ChatKind::Direct
    } else {
        ChatKind::Unknown
    }
}

impl TextDialect for QqText {
    type Head = Head;

    fn line(&mut self, line: &str, _open: Option<&Head>) -> Line<Head> {
        let blank = line.trim().is_empty();
        let before = std::mem::replace(&mut self.blank, blank);
        // A member's text can hold a record copied from elsewhere. QQ leaves a line blank before its own; where the text
        // has one before the copy, nothing tells the two apart.
        let apart = before || !self.survey.spaced || self.section != Section::Records;
        if apart && let Some(head) = Head::of(line, self.survey.twelve) {
            self.section = Section::Records;
            return Line::Begins(head);
        }
        let rule = line.len() >= 3 && line.bytes().all(|byte| byte == b'=');
        let heading = rule || blank || line.starts_with(FOLDER) || line.starts_with(SUBJECT);
        match self.section {
            Section::Beginning => Line::Structure,
            Section::Heading if heading => Line::Structure,
            // A long rule after a blank line, as QQ draws it; a member's own dashes are shorter.
            Section::Records if rule && before && line.len() >= 60 => {
                self.section = Section::Heading;
                Line::Structure
            }
            _ => Line::Continues,
        }
    }

    fn structure(&mut self, line: &str, fields: &mut Fields) {
        let named = |prefix: &str| line.strip_prefix(prefix).map(|rest| (line.len() - rest.len(), rest.trim()));
        if let Some((start, folder)) = named(FOLDER) {
            self.kind = kind_of_folder(folder);
            let known = self.kind != ChatKind::Unknown;
            fields.add(start..line.len(), if known { Role::Structure } else { Role::Text }, "folder");
        } else if let Some((start, name)) = named(SUBJECT) {
            self.subject(name);
            fields.add(start..line.len(), Role::ChatName, "chat");
        } else if !line.starts_with(TITLE) && !line.bytes().all(|byte| byte == b'=') {
            fields.add(0..line.len(), Role::Unknown, "heading");
        }
    }

    fn record(&mut self, block: &Block<Head>, fields: &mut Fields) -> Result<Box<Message>, &'static str> {
        let (line, Head { at, sender }) = (block.first_line(), &block.head);
        self.begun = true;
        let mut message = Message::new(self.state.chat.ordinal, block.provenance.clone());
        message.time = at.at.and_then(|at| self.calendar.stamp(at, Precision::Second));
        let span = block.rest();
        let text = plain(&block.text[span.clone()]);
        message.text = Some(text).filter(|text| !text.is_empty());
        fields.add(at.span.clone(), Role::Time(TimeForm::Ymd), "time");
        let system = sender.is_system(line);
        tell_sender(&mut message, sender, line);
        if let Some((id, _)) = &sender.id {
            fields.add(id.clone(), if system { Role::Structure } else { Role::MemberId }, "id");
        }
        if system {
            fields.add(span, Role::SystemText, "system");
            return Ok(message);
        }
        let name_is_id = message.sender_name.is_none();
        fields.add(sender.name.clone(), if name_is_id { Role::MemberId } else { Role::MemberName }, "sender");
        if let Some(tag) = &sender.tag {
            let known = is_rank(&line[tag.clone()]);
            fields.add(tag.clone(), if known { Role::Structure } else { Role::MemberAlias }, "title");
            self.titles.see(&message, &line[tag.clone()]);
        }
        placeholders::interpret(&mut message);
        fields.add(span, Role::Text, "text");
        Ok(message)
    }

    fn chat(&mut self) -> Option<Chat> {
        self.state.take()
    }

    fn ordinal(&self) -> u32 {
        self.state.chat.ordinal
    }

    fn members(&mut self) -> Vec<Member> {
        self.titles.take()
    }
}

/// Puts the sender into a message whose text is there; what QQ itself says becomes an event.
pub(in crate::formats) fn tell_sender(message: &mut Message, sender: &Sender, line: &str) {
    if sender.is_system(line) {
        message.raw_kind = "system".into();
        message.make_event(sentences::wechat(message.text.as_deref().unwrap_or_default()));
        return;
    }
    message.sender_kind = SenderKind::User;
    let name = &line[sender.name.clone()];
    let (id, basis) = match &sender.id {
        Some((id, basis)) => (line[id.clone()].to_owned(), *basis),
        None => id_of_name(name),
    };
    // Where QQ does not know the name it writes the number twice.
    message.sender_name = Some(name).filter(|name| !name.is_empty() && *name != id).map(str::to_owned);
    (message.sender_id, message.sender_basis) = (Some(id), basis);
}

/// True for the words of QQ's own ranks.
fn is_rank(title: &str) -> bool {
    matches!(title, "群主" | "管理员")
}

/// The titles members were seen with. A member who has none can call oneself `【群主】…`, which looks the same: the
/// roles are as good as the names are.
#[derive(Default)]
pub(in crate::formats) struct Titles {
    seen: HashMap<String, String>,
    ready: Vec<Member>,
}

impl Titles {
    /// A member wrote under a title.
    pub fn see(&mut self, message: &Message, title: &str) {
        let Some(id) = message.sender_id.as_ref().filter(|_| !title.is_empty()) else { return };
        if self.seen.get(id).is_some_and(|known| known == title) {
            return;
        }
        self.seen.insert(id.clone(), title.to_owned());
        let role = match title {
            "群主" => MemberRole::Owner,
            "管理员" => MemberRole::Admin,
            other => MemberRole::Custom(other.to_owned()),
        };
        self.ready.push(Member {
            chat: message.chat,
            member_id: id.clone(),
            id_basis: message.sender_basis,
            display_name: None,
            group_alias: message.sender_name.clone(),
            remark: None,
            aliases: Vec::new(),
            roles: vec![role],
            joined_at_ms: None,
            left_at_ms: None,
            list_basis: ListBasis::Observed,
        });
    }

    /// The members known since this was last asked for.
    pub fn take(&mut self) -> Vec<Member> {
        std::mem::take(&mut self.ready)
    }
}
