//! `group:` and `vault:`: who the group is.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Problems;
use crate::nearest::did_you_mean;
use crate::yaml::Cursor;

/// Which duties the group has; decides which rules apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Family and friends.
    Household,
    /// An interest group without a business behind it.
    #[default]
    Community,
    /// Run for profit, or by an organisation.
    Commercial,
}

impl Scope {
    const NAMES: [(&'static str, Self); 3] =
        [("household", Self::Household), ("community", Self::Community), ("commercial", Self::Commercial)];

    /// The name used in YAML.
    #[must_use]
    pub fn name(self) -> &'static str {
        super::keys::name_of(&Self::NAMES, self)
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Who the group is.
#[derive(Debug, Clone)]
pub struct Group {
    /// What its members call it.
    pub name: String,
    /// The app it lives in, such as `wechat`.
    pub platform: Option<String>,
    /// Which duties it has.
    pub scope: Scope,
    /// The language of reports, `en` or `zh`, where none is asked for.
    pub language: Option<String>,
    /// The zone of local times in tables and exports; UTC where none is given.
    pub timezone: TimeZone,
    /// The IANA name of that zone.
    pub timezone_name: String,
    /// The number of members it wants, smallest and largest.
    pub size: Option<(u64, u64)>,
    /// The day `check` pretends it is; only in examples and replays.
    pub as_of: Option<Date>,
}

impl Group {
    pub(super) fn from_yaml(at: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let mut map = at.map(problems)?;
        let name = map.required("name", problems).and_then(|at| at.label(problems));
        let platform = map.optional("platform").and_then(|at| at.string(problems));
        let scope = map.optional("scope").and_then(|at| super::keys::one_of(&at, &Scope::NAMES, problems));
        let language = map.optional("language").and_then(|at| at.choice(&["en", "zh"], problems)).map(str::to_owned);
        let zone = map.optional("timezone").and_then(|at| timezone(&at, problems));
        let size = map.optional("size").and_then(|at| size(&at, problems));
        let as_of = map.optional("as_of").and_then(|at| at.date(problems));
        map.finish(problems);
        let (timezone, timezone_name) = zone.unwrap_or_else(|| (TimeZone::UTC, "UTC".to_owned()));
        let scope = scope.unwrap_or_default();
        Some(Self { name: name?, platform, scope, language, timezone, timezone_name, size, as_of })
    }
}

fn timezone(at: &Cursor<'_>, problems: &mut Problems) -> Option<(TimeZone, String)> {
    let name = at.string(problems)?;
    // The system's own zone is refused: the same folder must mean the same everywhere.
    if let Ok(zone) = TimeZone::get(&name)
        && zone.iana_name().is_some()
    {
        let canonical = zone.iana_name().unwrap_or(&name).to_owned();
        return Some((zone, canonical));
    }
    let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.as_str().to_owned()).collect();
    let mut problem = at.problem("`group.timezone` is not a known time zone");
    let nearest = did_you_mean(&name, known.iter().map(String::as_str));
    problem.hint = Some(nearest.unwrap_or_else(|| "use an IANA name, such as Asia/Shanghai or UTC".to_owned()));
    problems.push(problem);
    None
}

fn size(at: &Cursor<'_>, problems: &mut Problems) -> Option<(u64, u64)> {
    let mut map = at.map(problems)?;
    let mut read = |key: &str, problems: &mut Problems| {
        let value = map.required(key, problems)?.int_within(0, 1_000_000_000, problems)?;
        u64::try_from(value).ok()
    };
    let (min, max) = (read("min", problems), read("max", problems));
    map.finish(problems);
    let (min, max) = (min?, max?);
    if min > max {
        problems.push(at.problem("`group.size.min` is more than `group.size.max`"));
        return None;
    }
    Some((min, max))
}

pub(super) fn vault_id(at: &Cursor<'_>, problems: &mut Problems) -> Option<String> {
    let id = at.label(problems)?;
    let shaped = id.len() == 64 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !shaped {
        let problem = at.problem("`vault` must be a vault's id: 64 hexadecimal digits in lower case");
        problems.push(problem.with_hint("`groupkeep vault init` prints it; leave the key out until there is a vault"));
        return None;
    }
    Some(id)
}
