//! The chats of an export that tells of several, in any order.

use std::collections::{HashMap, VecDeque};

use crate::model::{Chat, SourceZone};

/// Chats by the key the export names them with.
pub(super) struct Chats {
    platform: &'static str,
    zone: SourceZone,
    all: Vec<Chat>,
    known: HashMap<String, u32>,
    changed: VecDeque<u32>,
}

impl Chats {
    pub fn new(platform: &'static str, zone: SourceZone) -> Self {
        Self { platform, zone, all: Vec::new(), known: HashMap::new(), changed: VecDeque::new() }
    }

    /// The ordinal of a chat, which is new when its key is; `fill` says what is known of a new one.
    pub fn of(&mut self, key: &str, fill: impl FnOnce(&mut Chat)) -> u32 {
        if let Some(ordinal) = self.known.get(key) {
            return *ordinal;
        }
        let ordinal = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let mut chat = Chat::new(ordinal, self.platform, self.zone);
        fill(&mut chat);
        self.all.push(chat);
        self.known.insert(key.to_owned(), ordinal);
        self.changed.push_back(ordinal);
        ordinal
    }

    /// Another key of a chat.
    pub fn also(&mut self, key: &str, ordinal: u32) {
        self.known.entry(key.to_owned()).or_insert(ordinal);
    }

    /// A chat, to be changed; `None` for an ordinal that was not given out.
    pub fn edit(&mut self, ordinal: u32) -> Option<&mut Chat> {
        if !self.changed.contains(&ordinal) {
            self.changed.push_back(ordinal);
        }
        self.all.get_mut(ordinal as usize)
    }

    /// The next chat that changed.
    pub fn take(&mut self) -> Option<Chat> {
        self.all.get(self.changed.pop_front()? as usize).cloned()
    }
}
