//! HTML as exports write it: tags, attributes and text in the order of the file, in constant memory and without a tree.

mod entities;
mod reader;
mod scan;
mod text;

pub(crate) use entities::decoded;
pub(crate) use reader::{Pages, Told, records};
pub(crate) use scan::{Scanner, Tag, Token};
pub(crate) use text::Gathered;
