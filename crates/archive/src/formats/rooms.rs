//! Chats that a flat list of messages holds side by side, numbered as they first appear.

use std::collections::HashMap;

use crate::model::{Chat, SourceZone};

/// The chats met so far. Memory grows with them, not with messages.
pub(super) struct Rooms {
    platform: &'static str,
    zone: SourceZone,
    numbers: HashMap<String, u32>,
    /// The chat met last, until it is asked for.
    fresh: Option<Chat>,
}

impl Rooms {
    pub fn new(platform: &'static str, zone: SourceZone) -> Self {
        Self { platform, zone, numbers: HashMap::new(), fresh: None }
    }

    /// The ordinal of the chat of that key; `describe` fills in a chat that is new.
    pub fn enter(&mut self, key: &str, describe: impl FnOnce(&mut Chat)) -> u32 {
        if let Some(ordinal) = self.numbers.get(key) {
            return *ordinal;
        }
        let ordinal = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(key.to_owned(), ordinal);
        let mut chat = Chat::new(ordinal, self.platform, self.zone);
        describe(&mut chat);
        self.fresh = Some(chat);
        ordinal
    }

    /// The chat that was just met for the first time.
    pub fn take(&mut self) -> Option<Chat> {
        self.fresh.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chats_are_numbered_as_they_appear() {
        let mut rooms = Rooms::new("wechat", SourceZone::Utc);
        let told: Vec<(u32, Option<String>)> = ["b", "a", "b", "c"]
            .iter()
            .map(|key| {
                let ordinal = rooms.enter(key, |chat| chat.name = Some((*key).to_owned()));
                (ordinal, rooms.take().and_then(|chat| chat.name))
            })
            .collect();
        let own = |text: &str| Some(text.to_owned());
        assert_eq!(told, [(0, own("b")), (1, own("a")), (0, None), (2, own("c"))]);
    }
}
