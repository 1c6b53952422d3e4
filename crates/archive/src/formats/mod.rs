//! One file per format, and the registry that names them.
//!
//! A new format is a file here that defines a `SPEC`, and one line in the registry below.

macro_rules! registry {
    ($($(#[doc = $doc:literal])* $name:ident = $module:ident;)*) => {
        $(mod $module;)*

        /// A format that can be read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[doc = $doc])* $name,)*
        }

        impl Format {
            /// All of them, in the order of the registry.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What the format is, in a sentence for people.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),*).trim_ascii(),)*
                }
            }

            /// What is known about the format.
            pub(crate) fn spec(self) -> &'static spec::Spec {
                match self {
                    $(Self::$name => &$module::SPEC,)*
                }
            }
        }
    };
}

mod calendar;
mod chatlab;
mod chatlog_content;
mod chats;
mod columns;
mod dated;
mod header;
mod kakaotalk_words;
mod media;
mod memotrace;
mod mentions;
mod moment;
mod money;
pub(crate) mod names;
mod placeholders;
mod pywxdump_rows;
mod pywxdump_words;
mod qce;
mod rosters;
mod scan;
pub(crate) mod spec;
mod telegram_actions;
mod telegram_roles;
mod wechat;
mod wecom;
mod weflow_kinds;
mod xml;

pub(crate) use chatlab::code as chatlab_code;

registry! {
    /// ChatLab standard, one JSON document, versions 0.0.1 and 0.0.2.
    ChatlabJson = chatlab_json;
    /// ChatLab standard, one JSON object a line.
    ChatlabJsonl = chatlab_jsonl;
    /// The detailed JSON of WeFlow, both vocabularies of type names.
    WeflowJson = weflow;
    /// WeFlow's `arkme-json`, with senders by number and the list of all members.
    WeflowArkme = weflow_arkme;
    /// EchoTrace's JSON, members after the messages.
    EchotraceJson = echotrace;
    /// The JSON of chatlog's interface, bare or wrapped.
    ChatlogJson = chatlog;
    /// PyWxDump's JSON: a bare list of rows.
    PywxdumpJson = pywxdump;
    /// The messages of one conversation as WeChatDataAnalysis writes them.
    WechatAnalysisJson = wechat_analysis;
    /// The folder or archive of WeChatDataAnalysis, one conversation a folder.
    WechatAnalysis = wechat_analysis_tree;
    /// The decrypted message archive of WeCom, one JSON object a line.
    WecomJsonl = wecom_jsonl;
    /// The decrypted message archive of WeCom as one JSON list.
    WecomJson = wecom_json;
    /// qq-chat-exporter's JSON in one file, versions 4 to 6.
    QceJson = qce_json;
    /// qq-chat-exporter's export in pieces: a manifest and JSON lines.
    QceChunked = qce_chunked;
    /// Telegram Desktop's `result.json`, one chat or a whole account.
    TelegramJson = telegram;
    /// DiscordChatExporter's JSON of one channel.
    DiscordJson = discord;
    /// Logs of IRC clients and bots.
    IrcText = irc;
    /// Mailing lists and mailboxes in mbox files, pipermail's among them.
    Mbox = mbox;
    /// Slack's export, a ZIP archive or the folder it holds.
    SlackExport = slack;
    /// A conversation or thread as slackdump dumps it, one JSON document.
    SlackdumpJson = slackdump;
    /// Mattermost's bulk export, one JSON object a line.
    MattermostJsonl = mattermost;
    /// The messages of a Gitter room, one JSON array.
    GitterJson = gitter;
    /// The JSON Element writes of a Matrix room.
    MatrixJson = matrix;
    /// chatlog's CSV of messages.
    ChatlogCsv = chatlog_csv;
    /// MemoTrace's CSV of a conversation.
    MemotraceCsv = memotrace_csv;
    /// MemoTrace's workbook of a conversation.
    MemotraceXlsx = memotrace_xlsx;
    /// The folder or archive of pages PyWxDump writes.
    Pywxdump = pywxdump_folder;
    /// One page of the CSV of PyWxDump.
    PywxdumpCsv = pywxdump_csv;
    /// The `users.json` of PyWxDump.
    PywxdumpUsers = pywxdump_users;
    /// WeFlow's CSV for WeClone.
    WecloneCsv = weclone_csv;
    /// The workbook of WeFlow and EchoTrace.
    WeflowXlsx = weflow_xlsx;
    /// The text KakaoTalk exports on Android, iOS and Windows.
    KakaotalkText = kakaotalk_text;
    /// KakaoTalk's CSV, from macOS.
    KakaotalkCsv = kakaotalk_csv;
    /// The members of a group as WeFlow's interface answers.
    WeflowMembers = weflow_members;
    /// chatlog's JSON of group chats and their members.
    ChatlogRooms = chatlog_rooms;
    /// chatlog's CSV of group chats.
    ChatlogRoomsCsv = chatlog_rooms_csv;
    /// chatlog's CSV of contacts.
    ChatlogContacts = chatlog_contacts;
    /// signal-export's CSV of the members of a group.
    SignalMembers = signal_members;
    /// CSV whose columns a person has described.
    CsvColumns = csv_columns;
    /// A workbook whose columns a person has described.
    XlsxColumns = xlsx_columns;
    /// One part of a thread of Messenger or Instagram.
    MetaJson = meta;
    /// Threads of Messenger or Instagram in a folder or archive.
    MetaFolder = meta_folder;
    /// One end-to-end encrypted thread of Messenger.
    MetaE2eeJson = meta_e2ee;
    /// Google Chat as Takeout gives it, a folder or archive.
    GoogleChat = google_chat;
    /// The export of an administrator of Microsoft Teams, a folder or archive.
    TeamsAdmin = teams;
    /// Messages of Microsoft Teams as Graph answers.
    TeamsGraphJson = teams_graph;
    /// Pages of Feishu's or Lark's API, one document.
    FeishuJson = feishu;
    /// Pages of Feishu's or Lark's API, one a line.
    FeishuJsonl = feishu_jsonl;
    /// Pages of Feishu's or Lark's API in a folder or archive.
    FeishuFolder = feishu_folder;
    /// The text WhatsApp itself exports, on iOS and Android, in any locale.
    WhatsappText = whatsapp;
    /// The text QQ itself exports.
    QqText = qq_text;
    /// The MHT file QQ exports.
    QqMht = qq_mht;
    /// What QQ's client puts into the clipboard.
    QqCopied = qq_copied;
    /// The text of qq-chat-exporter.
    QceText = qce_text;
    /// WeFlow's text, as messages or as a table.
    WeflowText = weflow_text;
    /// WeFlow's HTML.
    WeflowHtml = weflow_html;
    /// The HTML of MemoTrace (WeChatMsg).
    MemotraceHtml = memotrace_html;
    /// The text of MemoTrace (WeChatMsg).
    MemotraceText = memotrace_text;
    /// The text chatlog serves.
    ChatlogText = chatlog_text;
    /// Telegram Desktop's HTML, one page.
    TelegramHtml = telegram_html;
    /// The folder of Telegram Desktop's HTML, all pages of all chats.
    TelegramHtmlFolder = telegram_html_folder;
    /// The text of wechat-dump.
    WechatDumpText = wechat_dump_text;
    /// The Markdown signal-export writes.
    SignalMarkdown = signal;
    /// The text LINE exports, on phones and on computers.
    LineText = line;
}

impl Format {
    /// As written on the command line, e.g. `chatlab-jsonl`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// The names that somebody may have meant who wrote this one: the same but for their signs, else those that go on
    /// with it, else those of the same program.
    #[must_use]
    pub fn names_like(wrong: &str) -> Vec<&'static str> {
        let bare = |name: &str| name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), "");
        let program = |name: &str| bare(name.split(['-', '_', ' ', '.']).next().unwrap_or_default());
        let wrong_bare = bare(wrong);
        let those = |meant: &dyn Fn(&str) -> bool| -> Vec<&'static str> {
            Self::ALL.iter().map(|format| format.name()).filter(|name| meant(name)).collect()
        };
        if wrong_bare.is_empty() {
            return Vec::new();
        }
        let same = those(&|name| bare(name) == wrong_bare);
        let longer = those(&|name| bare(name).starts_with(&wrong_bare));
        let kin = those(&|name| program(name) == program(wrong));
        [same, longer, kin].into_iter().find(|names| !names.is_empty()).unwrap_or_default()
    }

    /// Every word the format itself puts into its files: the names of fields and types, and placeholders. Some come more
    /// than once.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        match &self.spec().body {
            spec::Body::Document(table) | spec::Body::Lines(table, _) => {
                let keys = table.places().flat_map(|path| path.split(['.', '[', ']', '*']));
                keys.filter(|key| !key.is_empty()).chain(table.words.iter().copied()).collect()
            }
            spec::Body::Csv(describe) | spec::Body::Workbook(describe, _) => {
                describe(&crate::ReadOptions::default()).own_words()
            }
            spec::Body::Text(reader) => (reader.words)(),
            spec::Body::Tree(reader) => (reader.words)(),
        }
    }

    /// True for a format of many files in a folder or ZIP archive.
    #[must_use]
    pub fn is_tree(self) -> bool {
        matches!(self.spec().body, spec::Body::Tree(_))
    }

    /// True for one JSON value a line.
    #[must_use]
    pub fn is_lines(self) -> bool {
        matches!(self.spec().body, spec::Body::Lines(..))
    }

    /// True where the messages of each chat stand in a list of their own; elsewhere chats may alternate.
    #[must_use]
    pub fn lists_by_chat(self) -> bool {
        matches!(&self.spec().body, spec::Body::Document(table) if !table.chats.is_empty())
    }

    /// True for a table of members, which holds no message.
    #[must_use]
    pub fn is_roster(self) -> bool {
        self.capabilities().activity == crate::Support::No
    }

    /// What the format can tell about a group.
    #[must_use]
    pub fn capabilities(self) -> crate::Capabilities {
        self.spec().capabilities
    }
}

impl std::str::FromStr for Format {
    type Err = crate::Error;

    /// Accepts exactly the names [`Format::name`] gives.
    fn from_str(name: &str) -> Result<Self, crate::Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
            .ok_or_else(|| crate::Error::UnknownFormat { name: name.to_owned() })
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
