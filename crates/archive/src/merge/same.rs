//! When two records of two sources are one message.

use crate::model::{IdBasis, Kind, Message, Precision};

/// True when both have a platform's id, and the same one.
pub(super) fn same_id(one: &Message, other: &Message) -> bool {
    native_id(one).is_some() && native_id(one) == native_id(other)
}

/// The platform's id of a message.
pub(super) fn native_id(message: &Message) -> Option<&str> {
    message.msg_id.as_deref().filter(|_| message.id_basis == IdBasis::Native)
}

/// True when nothing but the id can tell two records apart: time at the coarser clock, sender, kind and text. The
/// sender's id is compared as it stands, so senders have to be told apart before.
pub(super) fn same_content(one: &Message, other: &Message) -> bool {
    (native_id(one).is_none() || native_id(other).is_none())
        && same_time(one, other)
        && one.sender_id == other.sender_id
        && kinds_agree(one.kind, other.kind)
        && texts_equal(one, other)
}

/// True when two records with one id do not contradict each other.
pub(super) fn agree(one: &Message, other: &Message) -> bool {
    let (a, b) = (canonical_text(one), canonical_text(other));
    one.is_event() == other.is_event() && (a == b || a.is_empty() || b.is_empty())
}

/// True when two records say the same at the same time, whoever sent them, in words that are no coincidence.
pub(super) fn same_words(one: &Message, other: &Message) -> bool {
    let text = canonical_text(one);
    text.chars().nth(3).is_some()
        && !one.is_event()
        && !other.is_event()
        && text == canonical_text(other)
        && same_time(one, other)
}

fn same_time(one: &Message, other: &Message) -> bool {
    match (one.time, other.time) {
        (Some(a), Some(b)) => {
            let width = match a.precision.max(b.precision) {
                Precision::Millisecond => 1,
                Precision::Second => 1000,
                Precision::Minute => 60_000,
            };
            a.ms.div_euclid(width) == b.ms.div_euclid(width)
        }
        (None, None) => true,
        _ => false,
    }
}

fn texts_equal(one: &Message, other: &Message) -> bool {
    let (a, b) = (canonical_text(one), canonical_text(other));
    // One export says `[image]` where another says nothing.
    a == b || (is_media(one.kind) && is_media(other.kind) && (a.is_empty() || b.is_empty()))
}

/// The text without what exports differ in: white space around it, and the placeholder of a picture.
fn canonical_text(message: &Message) -> &str {
    let text = message.text.as_deref().unwrap_or_default().trim();
    let placeholder =
        matches!((text.chars().next(), text.chars().last()), (Some('['), Some(']')) | (Some('<'), Some('>')));
    if is_media(message.kind) && placeholder { "" } else { text }
}

fn is_media(kind: Kind) -> bool {
    matches!(kind, Kind::Image | Kind::Voice | Kind::Video | Kind::Sticker | Kind::File)
}

/// Some exports know replies and shares, others only texts and links.
fn kinds_agree(one: Kind, other: Kind) -> bool {
    let coarse = |kind| match kind {
        Kind::Reply => Kind::Text,
        Kind::Share => Kind::Link,
        kind => kind,
    };
    coarse(one) == coarse(other) || one == Kind::Other || other == Kind::Other
}
