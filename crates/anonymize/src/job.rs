//! What is to be released, how, and by whom.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use groupkeep_archive::{DateOrder, ReadOptions};
use groupkeep_config::{GroupConfig, Profile};
use groupkeep_keys::{AllowedSigners, Namespace, Recipient};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::error::Error;
use crate::profile::Operators;

/// What the person who releases says about it. A field left empty is taken from the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// What it is for.
    pub purpose: Option<String>,
    /// Who gets it.
    pub recipient: Option<String>,
    /// The legal basis.
    pub basis: Option<String>,
    /// The day the recipient must have deleted it.
    pub expires: Option<Date>,
    /// The principal who prepares it.
    pub preparer: Option<String>,
}

/// Fills a slice with random bytes fit for keys.
pub type Random<'a> = Box<dyn FnMut(&mut [u8]) + 'a>;

/// A release to be made.
pub struct Job<'a> {
    /// Exports, member tables, or folders that hold them. What is neither stays behind and is listed.
    pub inputs: Vec<PathBuf>,
    /// Somebody named the inputs one by one: a file among them that cannot be released is an error. Inputs that a pattern
    /// found are left out instead, as are files below folders.
    pub named: bool,
    /// The folder to make; must not exist.
    pub to: PathBuf,
    /// How much is hidden.
    pub profile: Profile,
    /// What is said about the release.
    pub statement: Statement,
    /// The group's configuration, if there is one: tables, time zone, date orders, approvers, the consent demanded, and
    /// whatever `statement` leaves open.
    pub config: Option<&'a GroupConfig>,
    /// The use members must have agreed to; overrides the configuration.
    pub require_consent: Option<String>,
    /// The order of day and month for all inputs; overrides the configuration.
    pub date_order: Option<DateOrder>,
    /// The moment the release counts as made at: decides which consents are in force.
    pub as_of: Timestamp,
    /// The language of pseudonyms and tags: `zh…` for Chinese, anything else for English.
    pub language: String,
    /// Values that must not be in the release either; a find is a leak.
    pub search_also: Vec<String>,
    /// Where the key comes from.
    pub random: Random<'a>,
}

impl std::fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").field("to", &self.to).field("profile", &self.profile).finish_non_exhaustive()
    }
}

/// A job checked and completed from its configuration.
#[derive(Debug)]
pub(crate) struct Settings {
    pub operators: Operators,
    pub profile: Profile,
    pub statement: Statement,
    pub members: Option<PathBuf>,
    pub consents: Option<PathBuf>,
    pub consent: Option<String>,
    pub approvers: Vec<Approver>,
    pub zone: TimeZone,
    /// The group's own name.
    pub group: Option<String>,
}

/// Somebody who may read the internal evidence.
#[derive(Debug)]
pub(crate) struct Approver {
    pub name: String,
    pub recipients: Vec<Recipient>,
}

impl Settings {
    /// Everything the job says, or all that is missing at once.
    pub fn of(job: &Job<'_>) -> Result<Self, Error> {
        let operators = Operators::of(job.profile);
        let release = job.config.and_then(|config| config.release.as_ref());
        let given = |own: &Option<String>, configured: Option<&Option<String>>| {
            own.clone().or_else(|| configured.cloned().flatten()).filter(|text| !text.trim().is_empty())
        };
        let statement = Statement {
            purpose: given(&job.statement.purpose, release.map(|release| &release.purpose)),
            recipient: given(&job.statement.recipient, release.map(|release| &release.recipient)),
            basis: given(&job.statement.basis, release.map(|release| &release.basis)),
            expires: job.statement.expires.or_else(|| release.and_then(|release| release.expires)),
            preparer: given(&job.statement.preparer, release.map(|release| &release.preparer)),
        };
        if operators.stated {
            demand(&statement, job.profile)?;
        }
        let zone = job.config.map_or(TimeZone::UTC, |config| config.group.timezone.clone());
        let made = job.as_of.to_zoned(zone.clone()).date();
        if let Some(expires) = statement.expires.filter(|expires| *expires < made) {
            return Err(Error::Expired { expires, made });
        }
        let table = |path: Option<&PathBuf>| job.config.zip(path).map(|(config, path)| config.resolve(path));
        let tables = job.config.map(|config| &config.archive.tables);
        let consents = table(tables.and_then(|tables| tables.consents.as_ref()));
        let consent = given(&job.require_consent, release.map(|release| &release.require_consent))
            .or_else(|| operators.consent.map(str::to_owned));
        if let (Some(consent), None) = (&consent, &consents) {
            return Err(Error::NoConsents { consent: consent.clone() });
        }
        Ok(Self {
            operators,
            profile: job.profile,
            statement,
            members: table(tables.and_then(|tables| tables.members.as_ref())),
            consents,
            consent,
            approvers: approvers(job)?,
            zone,
            group: job.config.map(|config| config.group.name.clone()),
        })
    }
}

fn demand(statement: &Statement, profile: Profile) -> Result<(), Error> {
    let stated = [
        ("purpose", statement.purpose.is_some()),
        ("recipient", statement.recipient.is_some()),
        ("basis", statement.basis.is_some()),
        ("expires", statement.expires.is_some()),
        ("preparer", statement.preparer.is_some()),
    ];
    let missing: Vec<&str> = stated.into_iter().filter(|(_, there)| !there).map(|(key, _)| key).collect();
    if missing.is_empty() { Ok(()) } else { Err(Error::Missing { profile: profile.name(), missing }) }
}

/// The approvers of the configuration with those of their keys that data can be sealed to.
fn approvers(job: &Job<'_>) -> Result<Vec<Approver>, Error> {
    let named = job.config.and_then(|config| config.release.as_ref().map(|release| (config, &release.approvers)));
    let Some((config, names)) = named.filter(|(_, names)| !names.is_empty()) else { return Ok(Vec::new()) };
    let path = config.resolve(Path::new("allowed_signers"));
    let signers = AllowedSigners::load(&path)?;
    names
        .iter()
        .map(|name| {
            let keys = signers.keys_of(name, Namespace::Release, job.as_of);
            let recipients: Vec<Recipient> = keys.iter().filter_map(|key| key.to_string().parse().ok()).collect();
            if recipients.is_empty() {
                return Err(Error::Approver { path: path.clone(), name: name.clone() });
            }
            Ok(Approver { name: name.clone(), recipients })
        })
        .collect()
}

/// How to read the file at `path`.
pub(crate) fn read_options(job: &Job<'_>, settings: &Settings, path: &Path) -> ReadOptions {
    let archive = job.config.and_then(|config| {
        let whole = std::path::absolute(path).ok()?;
        let folder = std::path::absolute(&config.dir).ok()?;
        Some((&config.archive, whole.strip_prefix(&folder).ok()?.to_owned()))
    });
    let configured = archive.as_ref().and_then(|(archive, relative)| archive.date_order_for(relative));
    let columns = archive.and_then(|(archive, relative)| archive.columns_for(&relative).cloned().map(Arc::new));
    ReadOptions { timezone: settings.zone.clone(), date_order: job.date_order.or(configured), columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "group: {name: x, timezone: Asia/Shanghai}
archive: {date_order: {\"exports/wa*\": dmy}, tables: {members: tables/m.csv}}
release: {to: out/, purpose: study, recipient: r, basis: b, expires: 2027-01-01, preparer: a.li}
";

    fn job(config: Option<&GroupConfig>, profile: Profile) -> Job<'_> {
        Job {
            inputs: Vec::new(),
            named: true,
            to: PathBuf::from("out"),
            profile,
            statement: Statement::default(),
            config,
            require_consent: None,
            date_order: None,
            as_of: Timestamp::UNIX_EPOCH,
            language: "en".to_owned(),
            search_also: Vec::new(),
            random: Box::new(|_| {}),
        }
    }

    #[test]
    fn the_configuration_fills_what_the_job_leaves_open() {
        let config = GroupConfig::parse(Path::new("/g/groupkeep.yaml"), CONFIG).unwrap();
        let mut job = job(Some(&config), Profile::Share);
        job.statement.purpose = Some("teaching".to_owned());
        let settings = Settings::of(&job).unwrap();
        assert_eq!(settings.statement.purpose.as_deref(), Some("teaching"));
        assert_eq!(settings.statement.preparer.as_deref(), Some("a.li"));
        assert_eq!(settings.members.as_deref(), Some(Path::new("/g/tables/m.csv")));
        assert_eq!(settings.zone.iana_name(), Some("Asia/Shanghai"));
    }

    #[test]
    fn research_demands_its_consent_by_itself() {
        let config = GroupConfig::parse(Path::new("/g/groupkeep.yaml"), CONFIG).unwrap();
        let error = Settings::of(&job(Some(&config), Profile::Research)).unwrap_err();
        assert!(matches!(&error, Error::NoConsents { consent } if consent == "research"), "{error}");
    }

    #[test]
    fn without_a_configuration_only_the_internal_profile_needs_nothing() {
        assert!(Settings::of(&job(None, Profile::Internal)).is_ok());
        let error = Settings::of(&job(None, Profile::Share)).unwrap_err();
        assert!(matches!(&error, Error::Missing { missing, .. } if missing.len() == 5), "{error}");
    }

    #[test]
    fn a_release_that_is_over_before_it_is_made_is_refused() {
        let config = GroupConfig::parse(Path::new("/g/groupkeep.yaml"), CONFIG).unwrap();
        let mut job = job(Some(&config), Profile::Share);
        // The last evening of the last day in Shanghai is still in time.
        job.as_of = "2027-01-01T15:59:59Z".parse().unwrap();
        assert!(Settings::of(&job).is_ok());
        job.as_of = "2027-01-01T16:00:00Z".parse().unwrap();
        let error = Settings::of(&job).unwrap_err();
        assert_eq!(error.to_string(), "the release expires on 2027-01-01, before the day it is made, 2027-01-02");
    }

    #[test]
    fn date_orders_go_by_pattern_unless_the_job_says() {
        let config = GroupConfig::parse(Path::new("/g/groupkeep.yaml"), CONFIG).unwrap();
        let mut job = job(Some(&config), Profile::Share);
        let settings = Settings::of(&job).unwrap();
        let order = |job: &Job<'_>, path: &str| read_options(job, &settings, Path::new(path)).date_order;
        assert_eq!(order(&job, "/g/exports/wa.txt"), Some(DateOrder::Dmy));
        assert_eq!(order(&job, "/g/exports/other.txt"), None);
        assert_eq!(order(&job, "/elsewhere/exports/wa.txt"), None);
        job.date_order = Some(DateOrder::Mdy);
        assert_eq!(order(&job, "/g/exports/wa.txt"), Some(DateOrder::Mdy));
    }
}
