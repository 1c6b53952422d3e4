use groupkeep_detect::Kind;

use super::Place;

/// Something a rule looks for, seen in a message.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    /// The message.
    pub place: Place,
    /// Counts the hits of one rule in one message from 0.
    pub ordinal: u32,
    /// What it is.
    pub what: What,
}

/// What was seen. Every text is redacted already, unless the check reveals.
#[derive(Debug, Clone)]
pub(crate) enum What {
    /// A value a detector knows.
    Value {
        /// Its kind.
        kind: Kind,
        /// For display.
        shown: String,
    },
    /// A wording.
    Wording {
        /// For display.
        shown: String,
        /// Web addresses in the message, for joins with the works register; never displayed.
        links: Vec<String>,
    },
    /// Many phone numbers at once.
    Crowd {
        /// How many different ones.
        phones: usize,
    },
    /// A file named like a list of members.
    ListFile {
        /// The file's name, for display.
        shown: String,
    },
    /// A file of a kind that is mostly somebody's work.
    File {
        /// As sent, for joins; never displayed.
        name: String,
        /// The file's name, for display.
        shown: String,
        /// `md5:HEX` or `sha256:HEX`, as the export gives it.
        digest: Option<String>,
        /// Web addresses in the message.
        links: Vec<String>,
    },
    /// A long text that was forwarded or copied here.
    LongText {
        /// Characters.
        chars: usize,
        /// Web addresses in the message.
        links: Vec<String>,
        /// The text names an author or a source.
        attributed: bool,
    },
}
