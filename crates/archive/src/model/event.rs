use serde::Serialize;

/// What happened to the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventType {
    /// The group or channel was made.
    Create,
    /// The targets came in by themselves, by link or by QR code.
    Join,
    /// The actor brought the targets in.
    Invite,
    /// The targets left by themselves.
    Leave,
    /// The actor removed the targets.
    Kick,
    /// The actor removed the targets and bars their return.
    Ban,
    /// The targets' role changed; `value` is the new one: `owner`, `admin`, `member`.
    RoleChange,
    /// The group's name changed to `value`.
    Rename,
    /// The target goes by another name, `value`, from now on.
    Nick,
    /// The topic or description changed to `value`.
    Topic,
    /// The group's picture changed.
    Avatar,
    /// An announcement was made; `value` is its text where the source has it.
    Announce,
    /// A message was pinned; `value` is its id where the source has it.
    Pin,
    /// A message was taken back by the actor.
    Recall,
    /// A red packet was sent or taken.
    RedPacket,
    /// Money was transferred, taken or sent back.
    Transfer,
    /// The actor poked the targets.
    Poke,
    /// The group was dissolved.
    Dissolve,
    /// The group moved to another id.
    Migrate,
    /// A setting changed.
    Settings,
    /// A call began or ended.
    Call,
    /// The platform explains its encryption or a changed security code.
    EncryptionNotice,
    /// A notice of the room or the platform that none of the templates knows.
    Unknown,
}

/// Somebody named by an event. System sentences mostly give display names, not ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Party {
    /// The platform's id, where the source gives it.
    pub id: Option<String>,
    /// The display name as written.
    pub name: Option<String>,
    /// The sentence says "you": whoever made the export.
    pub exporter: bool,
}

impl Party {
    /// Somebody of whom only a display name is known.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }

    /// Somebody of whom only the platform's id is known.
    #[must_use]
    pub fn known(id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..Self::default() }
    }

    /// Whoever made the export.
    #[must_use]
    pub fn exporter() -> Self {
        Self { exporter: true, ..Self::default() }
    }
}

/// The typed content of a notice that came from the room or the platform, never from a member's own text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// What happened.
    pub event: EventType,
    /// Who did it, where the source says.
    pub actor: Option<Party>,
    /// To whom. Empty where the source does not say.
    pub targets: Vec<Party>,
    /// The new name, role or text, depending on the type.
    pub value: Option<String>,
}

impl Event {
    /// An event of which only the type is known.
    #[must_use]
    pub fn of(event: EventType) -> Self {
        Self { event, actor: None, targets: Vec::new(), value: None }
    }

    /// The same event with this actor.
    #[must_use]
    pub fn by(mut self, actor: Party) -> Self {
        self.actor = Some(actor);
        self
    }

    /// The same event with these targets.
    #[must_use]
    pub fn to(mut self, targets: Vec<Party>) -> Self {
        self.targets = targets;
        self
    }

    /// The same event with this value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }
}
