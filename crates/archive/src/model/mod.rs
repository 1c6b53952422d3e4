//! The common model: chats, members and messages, with names from Matrix and Slack where they have a term.

mod chat;
mod event;
mod member;
mod message;
mod money;
mod record;
mod time;

pub use chat::{Chat, ChatKind, SourceZone};
pub use event::{Event, EventType, Party};
pub use member::{ListBasis, Member, MemberRole};
pub use message::{
    Attachment, AttachmentKind, IdBasis, Kind, Mention, Message, Nested, Presence, Reaction, SenderKind, State,
    TextForm,
};
pub use money::{Money, MoneyDirection, MoneyStatus};
pub use record::{Provenance, Record, Skipped, Unknown};
pub use time::{Precision, Stamp, TzBasis};
