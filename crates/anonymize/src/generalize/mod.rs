//! Values made coarser: times, places, amounts, links.

mod amount;
mod link;
mod place;
mod time;

pub(crate) use amount::band;
pub(crate) use link::{find_links, host_only, without_secrets};
pub(crate) use place::place;
pub(crate) use time::{Clock, Refusal, month};
