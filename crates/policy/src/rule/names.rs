//! The closed lists of what rules may name. The engine matches on these enums without a wildcard, so a name that
//! loads is a name that is evaluated.

use super::param::ParamType;

macro_rules! names {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident => $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The name in rule files.
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The value of that name.
            pub fn from_name(name: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}
pub(crate) use names;

names! {
    /// A figure measured over the archive or a register, for `threshold`.
    Metric {
        /// Share (0..1) of current members with a given, not withdrawn notice consent row.
        NoticeShare => "consents.notice_share",
        /// Share (0..1) of own works (`ours: yes`) with a registration number or a content hash.
        OwnRegisteredShare => "works.own_registered_share",
        /// Share (0..1) of forwarded or reposted long messages that name neither author nor source.
        UnattributedShare => "messages.unattributed_share",
        /// Whole days from the oldest message of the archive to the time of the check.
        OldestDays => "archive.oldest_days",
        /// Sum of incoming `sale` and `fee` rows of the last 365 days, in the group's currency.
        Turnover365 => "ledger.turnover_365d",
    }
}

impl Metric {
    /// What the figure is counted in; a limit must be of the same kind.
    pub fn unit(self) -> ParamType {
        match self {
            Metric::NoticeShare | Metric::OwnRegisteredShare | Metric::UnattributedShare => ParamType::Ratio,
            Metric::OldestDays => ParamType::Days,
            Metric::Turnover365 => ParamType::Amount,
        }
    }
}

names! {
    /// What must have a row in a register, for `register-join`.
    Join {
        /// Files (by extension) and long reposted texts members put into the chats.
        Reposts => "reposts",
    }
}

names! {
    /// A judgement written in code, where a declarative form would hide more than it shows.
    Evaluator {
        /// A message with many phone numbers, or a file named like a member list.
        RosterExposed => "roster-exposed",
        /// Every use that needs its own consent has it from every member concerned.
        SeparateConsent => "separate-consent",
        /// Members under fourteen have a guardian's consent, special rules and an access log.
        MinorGuardian => "minor-guardian",
        /// Copies and transfers outside the home region have a recorded route.
        DestinationRegion => "destination-region",
        /// Every release has a clean leak check, the profile's figures and two approvals.
        ShareDeidentified => "share-deidentified",
        /// No release of reversible pseudonyms calls itself anonymous.
        ShareLabel => "share-label",
        /// The ledger has its own account, never runs below zero and is closed every month.
        SeparateLedger => "separate-ledger",
        /// Payouts at or over the limit have two approvers who are neither payee nor preparer.
        DualApproval => "dual-approval",
        /// Gifts and red packets to outsiders carry tax withheld or a reason.
        IncidentalIncome => "incidental-income",
        /// The ledger lies in a complete backup that reaches back far enough.
        RecordsKept => "records-kept",
        /// A payment far outside its payer's habit, or a newcomer asking for money.
        TransferAnomaly => "transfer-anomaly",
        /// Every release and large payout was approved by two people who signed.
        TwoPerson => "two-person",
        /// Every waiver is in date, well formed, approved and matches something.
        Waivers => "waivers",
        /// Someone else, with another account, has accepted to take over.
        Successor => "successor",
        /// Every destination holds a recent verified backup.
        BackupFresh => "backup-fresh",
        /// No join link runs out within the notice time.
        JoinLinkExpiry => "join-link-expiry",
        /// Enough other channels, with cover and a recent drill.
        MultiPlatform => "multi-platform",
    }
}

impl Evaluator {
    /// The parameters it reads, which its rule must declare with these types.
    pub fn params(self) -> &'static [(&'static str, ParamType)] {
        match self {
            Evaluator::RosterExposed => &[("phones", ParamType::Count), ("file_names", ParamType::List)],
            Evaluator::SeparateConsent
            | Evaluator::MinorGuardian
            | Evaluator::ShareLabel
            | Evaluator::SeparateLedger
            | Evaluator::IncidentalIncome
            | Evaluator::Waivers => &[],
            Evaluator::DestinationRegion => &[("home", ParamType::Text)],
            Evaluator::ShareDeidentified => {
                &[("k", ParamType::Count), ("approvals", ParamType::Count), ("pending_days", ParamType::Days)]
            }
            Evaluator::DualApproval => &[("limit", ParamType::Amount)],
            Evaluator::TwoPerson => &[("limit", ParamType::Amount), ("pending_days", ParamType::Days)],
            Evaluator::RecordsKept => &[("days", ParamType::Days)],
            Evaluator::TransferAnomaly => {
                &[("z", ParamType::Number), ("window", ParamType::Days), ("newcomer", ParamType::Days)]
            }
            Evaluator::Successor | Evaluator::BackupFresh | Evaluator::JoinLinkExpiry => &[("days", ParamType::Days)],
            Evaluator::MultiPlatform => {
                &[("channels", ParamType::Count), ("cover", ParamType::Ratio), ("days", ParamType::Days)]
            }
        }
    }
}

impl Join {
    /// The parameters it reads, which its rule must declare with these types.
    pub fn params(self) -> &'static [(&'static str, ParamType)] {
        match self {
            Join::Reposts => &[("extensions", ParamType::List), ("chars", ParamType::Count)],
        }
    }
}
