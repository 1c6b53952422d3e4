//! The roster pass, the streaming pass over every export, and everything beside the chats.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use groupkeep_archive::{self as archive, AliasKind, ReadOptions, Roster, Unit};
use groupkeep_config::charter::Charter;
use groupkeep_config::table::{Register, TableKind, load_register};
use groupkeep_config::{GroupConfig, Problem, Problems};
use groupkeep_detect::{AliasUse, Detector, RosterIndexBuilder};
use groupkeep_monitor::{Monitor, Unit as Progress};

use super::scan::{Eyes, Scan};
use super::shared::count_once;
use super::shown::Shown;
use super::{Facts, People, Probes, Receipts, Seen, exports, pass, patterns, releases};
use crate::rule::Text;
use crate::trust::Trust;
use crate::{CheckJob, Error};

/// What is collected, and for whom.
pub(crate) struct Inputs<'a> {
    /// The check.
    pub job: &'a CheckJob<'a>,
    /// What to look for in messages.
    pub probes: &'a Probes,
    /// Charter paths whose value is the id of a message that must be in the archive.
    pub posted: Vec<String>,
    /// The region copies may stay in.
    pub home: Option<String>,
}

/// Collects the facts, and notes for people. What could not be read is in [`Facts::unread`].
pub(crate) fn collect(inputs: &Inputs<'_>) -> Result<(Facts, Vec<Text>), Error> {
    let job = inputs.job;
    let config = job.config;
    let root = job.trust_from.as_deref().unwrap_or(&config.dir);
    let trust = Trust::load(root)?;
    let scope = config.group.scope.name();
    let mut notes = vec![Text::new(format!("the group's scope is {scope}"), format!("群的类型为 {scope}"))];
    notes.extend(trust.people.notes().iter().map(Text::same));
    let tables = tables(config, &mut notes)?;
    let charter = charter(config)?;
    let release_dir = config.release.as_ref().map_or_else(|| Path::new("releases"), |release| &release.to);
    let mut facts = Facts {
        dir: config.dir.clone(),
        scope: config.group.scope,
        platform: config.group.platform.clone(),
        timezone: config.group.timezone.clone(),
        as_of: job.as_of,
        today: job.as_of.to_zoned(config.group.timezone.clone()).date(),
        sources: Vec::new(),
        seen: Seen::default(),
        people: People::default(),
        tables,
        charter,
        charter_dir: config.resolve(config.archive.charter.as_deref().unwrap_or_else(|| Path::new("charter"))),
        backup: config.backup.clone(),
        release: config.release.clone(),
        receipts: Receipts::load(&config.dir, config.vault.as_deref(), &trust, job.as_of)?,
        releases: releases::load(&config.resolve(release_dir), &trust, job.as_of)?,
        trust,
        home: inputs.home.clone(),
        unread: Vec::new(),
    };
    for path in &facts.receipts.damaged {
        let shown = facts.relative(path).display().to_string();
        notes.push(Text::new(
            format!("{shown} counts for nothing: it is no receipt, or was altered"),
            format!("{shown} 无效：不是回执，或已被改动"),
        ));
    }
    read_exports(inputs, &mut facts, &mut notes)?;
    Ok((facts, notes))
}

fn tables(config: &GroupConfig, notes: &mut Vec<Text>) -> Result<BTreeMap<TableKind, Register>, Error> {
    let mut tables = BTreeMap::new();
    let mut problems = Problems::new();
    for kind in TableKind::ALL {
        let Some(path) = config.archive.tables.get(kind) else { continue };
        match load_register(kind, &config.resolve(path), &config.group.timezone) {
            Ok(table) => {
                notes.extend(table.notes.iter().map(|note| Text::same(format!("{}: {note}", path.display()))));
                tables.insert(kind, table);
            }
            Err(groupkeep_config::Error::Invalid(found)) => problems.extend(found),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(problems.into_result(tables)?)
}

fn charter(config: &GroupConfig) -> Result<Option<Charter>, Error> {
    let Some(path) = &config.archive.charter else { return Ok(None) };
    let charter = Charter::load(&config.resolve(path))?;
    let scope = config.group.scope.name();
    if charter.scope().is_some_and(|other| other != scope) {
        let (file, position) = charter
            .position("scope")
            .map_or_else(|| (config.resolve(path), None), |(file, position)| (file, Some(position)));
        let message = format!("`scope` differs from `group.scope` of the configuration, which is {scope}");
        let problem = Problem::new(&file, position, message).with_hint("make both say the same");
        return Err(Problems::from(problem).into());
    }
    Ok(Some(charter))
}

fn read_exports(inputs: &Inputs<'_>, facts: &mut Facts, notes: &mut Vec<Text>) -> Result<(), Error> {
    let job = inputs.job;
    let dir = facts.dir.clone();
    let configured = |path: &Path| options(job.config, &dir, path);
    let found = match &job.exports {
        Some(paths) => exports::find(paths, &dir, true, &configured)?,
        None => {
            let met = patterns::files(&facts.dir, &job.config.archive.exports)?;
            notes.extend(met.notes);
            exports::find(&met.files, &dir, false, &configured)?
        }
    };
    notes.extend(found.notes);
    facts.unread.extend(found.unread);
    let with_options = |unit: Unit| {
        let options = configured(&unit.path);
        (unit, options)
    };
    let units: Vec<(Unit, ReadOptions)> = found.units.into_iter().map(with_options).collect();
    refuse_undecided(&units)?;
    job.monitor.phase("reading the rosters", Some(units.len() as u64), Progress::Items);
    let roster = roster(&units, facts.table(TableKind::Members), job.monitor)?;
    facts.people = People::collect(&roster, facts.table(TableKind::Members));
    let plain = Detector::new();
    let named = names(&roster)?;
    let asked_ids: BTreeSet<String> =
        inputs.posted.iter().filter_map(|path| super::message_id(facts.charter.as_ref()?, path)).collect();
    let size = |unit: &Unit| std::fs::metadata(&unit.path).map_or(0, |meta| meta.len());
    let total = units.iter().map(|(unit, _)| size(unit)).sum();
    job.monitor.phase("reading the chats", Some(total), Progress::Bytes);
    let mut seen = Seen::default();
    let shown = Shown::new(&named, job.reveal);
    let eyes = Eyes { probes: inputs.probes, detector: &plain, shown, people: &facts.people, asked_ids: &asked_ids };
    let (mut sources, mut passes, mut troubles) = (Vec::new(), Vec::new(), Vec::new());
    for (index, (unit, options)) in units.iter().enumerate() {
        let shown_path = facts.relative(&unit.path);
        let (source, passed, trouble) =
            pass::read(unit, options, Scan::new(eyes, index), shown_path, &mut seen, job.monitor)?;
        troubles.extend(trouble.map(|trouble| (index, trouble)));
        sources.push(source);
        passes.push(passed);
    }
    let lost = count_once(eyes, &units, &passes, &mut seen, job.monitor)?;
    troubles.extend(lost.into_iter().map(|source| {
        let why = Text::new("it could not be read again beside other exports", "与其他导出合并时未能再次读取");
        (source, why)
    }));
    for (source, trouble) in troubles {
        let shown = sources[source].shown.display();
        notes.push(Text::new(format!("{shown}: {}", trouble.en), format!("{shown}：{}", trouble.zh)));
        facts.unread.push(units[source].0.path.clone());
    }
    (facts.sources, facts.seen) = (sources, seen);
    Ok(())
}

fn options(config: &GroupConfig, dir: &Path, path: &Path) -> ReadOptions {
    let relative = path.strip_prefix(dir).unwrap_or(path);
    let date_order = config.archive.date_order_for(relative);
    let columns = config.archive.columns_for(relative).cloned().map(Arc::new);
    ReadOptions { timezone: config.group.timezone.clone(), date_order, columns }
}

/// The dictionary of everybody's names, so that a finding's text does not show one.
fn names(roster: &Roster) -> Result<Detector, Error> {
    let mut builder = RosterIndexBuilder::new();
    for (member, entry) in roster.entries.iter().enumerate() {
        for alias in &entry.aliases {
            let how = if alias.kind == AliasKind::Id { AliasUse::Id } else { AliasUse::Name };
            builder.add(member, &alias.text, how);
        }
    }
    Ok(Detector::with_roster(&builder.build()?))
}

/// Who is who. A unit that cannot be read is left out here and reported when its messages are read.
fn roster(units: &[(Unit, ReadOptions)], members: Option<&Register>, monitor: &dyn Monitor) -> Result<Roster, Error> {
    if monitor.stopped() {
        return Err(Error::Interrupted);
    }
    // Times play no part in a roster, so one set of options serves all units.
    let options = units.first().map(|(_, options)| options.clone()).unwrap_or_default();
    let all: Vec<Unit> = units.iter().map(|(unit, _)| unit.clone()).collect();
    let roster = Roster::collect(&all, members, &options).or_else(|_| {
        let whole = |unit: &&Unit| Roster::collect(std::slice::from_ref(*unit), None, &options).is_ok();
        let readable: Vec<Unit> = all.iter().filter(whole).cloned().collect();
        Roster::collect(&readable, members, &options)
    })?;
    monitor.advance(units.len() as u64);
    Ok(roster)
}

/// Exports whose order of day and month has to be told first.
fn refuse_undecided(units: &[(Unit, ReadOptions)]) -> Result<(), Error> {
    let mut problems = Problems::new();
    for (unit, options) in units {
        if let Ok(Some(readings)) = archive::undecided(unit, options) {
            let message = format!("the order of day and month cannot be decided: {readings}");
            problems.push(
                Problem::new(&unit.path, None, message)
                    .with_hint("say it in `archive.date_order`, such as `{\"exports/*.txt\": dmy}`"),
            );
        }
    }
    Ok(problems.into_result(())?)
}
