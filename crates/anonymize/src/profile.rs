//! What each profile does to each kind of value.

use groupkeep_config::Profile;

/// What becomes of phone numbers, identity numbers, cards and addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contact {
    /// A part stays: `138****5678`.
    Mask,
    /// Only the kind stays: `[手机号]`.
    Redact,
}

/// What becomes of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeRule {
    Keep,
    /// Seconds go.
    Minute,
    /// Minutes go, and all dates move by the same number of days.
    ShiftedHour,
}

/// What becomes of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaceRule {
    Keep,
    City,
    Province,
}

/// The operators of one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operators {
    pub contact: Contact,
    pub time: TimeRule,
    pub place: PlaceRule,
    /// Everything that re-links to the source or is not known to be harmless goes: paths of links, message ids, chat
    /// names, stems of file names, fields no format table knows; amounts become bands.
    pub strict: bool,
    /// Notices of who came and who went stay.
    pub joins: bool,
    /// The consent demanded where the job names none.
    pub consent: Option<&'static str>,
    /// Purpose, recipient, basis, expiry and preparer must be stated.
    pub stated: bool,
}

impl Operators {
    pub fn of(profile: Profile) -> Self {
        match profile {
            Profile::Internal => Self {
                contact: Contact::Mask,
                time: TimeRule::Keep,
                place: PlaceRule::Keep,
                strict: false,
                joins: true,
                consent: None,
                stated: false,
            },
            Profile::Share => Self {
                contact: Contact::Redact,
                time: TimeRule::Minute,
                place: PlaceRule::City,
                strict: true,
                joins: true,
                consent: None,
                stated: true,
            },
            Profile::Research => Self {
                contact: Contact::Redact,
                time: TimeRule::ShiftedHour,
                place: PlaceRule::Province,
                strict: true,
                joins: false,
                consent: Some("research"),
                stated: true,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_internal_profile_needs_no_statement_and_hides_less() {
        let [internal, share, research] = [Profile::Internal, Profile::Share, Profile::Research].map(Operators::of);
        assert!(!internal.stated && !internal.strict && internal.contact == Contact::Mask);
        assert!(share.stated && share.strict && share.joins && share.consent.is_none());
        assert!(research.stated && research.strict && !research.joins && research.consent.is_some());
    }
}
