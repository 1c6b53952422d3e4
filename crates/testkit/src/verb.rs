use std::fmt;

/// What a store is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    /// [`Store::put`](groupkeep_store::Store::put).
    Put,
    /// [`Store::get`](groupkeep_store::Store::get).
    Get,
    /// [`Store::head`](groupkeep_store::Store::head).
    Head,
    /// [`Store::list`](groupkeep_store::Store::list).
    List,
    /// [`Store::delete`](groupkeep_store::Store::delete).
    Delete,
}

impl Verb {
    /// True for those that change something.
    #[must_use]
    pub fn mutates(self) -> bool {
        matches!(self, Self::Put | Self::Delete)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Put => "put",
            Self::Get => "get",
            Self::Head => "head",
            Self::List => "list",
            Self::Delete => "delete",
        })
    }
}
