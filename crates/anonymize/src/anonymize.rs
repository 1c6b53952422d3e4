//! Makes a release, or nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use groupkeep_config::Profile;
use groupkeep_detect::{Detector, Kind};
use groupkeep_monitor::{Monitor, Silent, Unit as Counted};
use sha2::{Digest, Sha256};

use crate::error::{Error, Leak};
use crate::evidence::{Evidence, Source, folder_of};
use crate::input::{Inputs, What, hex, sha256};
use crate::job::{Job, Settings, read_options};
use crate::leak::{Checker, ENCODINGS, Needle, Needles};
use crate::release::{Canaries, LeakCheck, Level, Output, Preview, Release, SCHEMA};
use crate::risk::{self, Facts};
use crate::stage::{Stage, publish, refuse_inside};
use crate::tally::Tally;
use crate::vocabulary::Vocabulary;
use crate::work::{Folder, Nowhere, Rewritten, Work};

/// What stands in `release.json`.
const FILE: &str = "release.json";

/// Makes the release `job` describes. It appears at `job.to` whole, with its `release.json`, only after the leak check
/// found nothing; on any error, and when interrupted, nothing is left behind. Inputs are only read. With the same
/// random bytes the same inputs give the same bytes, in whatever order they are named.
///
/// # Errors
/// See [`Error`]; [`Error::Leak`] when a known value is still in the written bytes.
pub fn anonymize(mut job: Job<'_>, monitor: &dyn Monitor) -> Result<Release, Error> {
    let settings = Settings::of(&job)?;
    let (to, search_also) = (job.to.clone(), std::mem::take(&mut job.search_also));
    let as_of = job.as_of;
    let internal = folder_of(&to);
    for path in [&to, &internal] {
        if fs::symlink_metadata(path).is_ok() {
            return Err(Error::Exists { path: path.clone() });
        }
    }
    refuse_inside(&to, &job.inputs)?;
    let mut work = Work::prepare(&mut job, settings, monitor)?;
    let stage = Stage::beside(&to)?;
    let rewritten = work.rewrite(&Folder(stage.out()), monitor)?;
    let checker = Checker::new(needles(&work, &rewritten.tally, &search_also)?)?;
    let canaries = check_canaries(&work, &stage, &checker, monitor)?;
    let mut leaks = BTreeSet::new();
    let mut outputs = Vec::new();
    monitor.phase("checking for leaks", Some(rewritten.paths.len() as u64), Counted::Items);
    for path in &rewritten.paths {
        if monitor.stopped() {
            return Err(Error::Interrupted);
        }
        let whole = stage.out().join(path);
        leaks.extend(checker.scan_file(&whole, path)?.into_iter().map(|leak| rewritten.traced(path, leak)));
        outputs.push(Output { path: path.clone(), sha256: sha256(&whole)? });
        monitor.advance(1);
    }
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    let leak_check =
        LeakCheck { searched: checker.searched(), found: leaks.len(), encodings: ENCODINGS.to_vec(), canaries };
    let mut release = describe(&work, &rewritten, outputs, leak_check, as_of);
    // Purpose, recipient and preparer are named on purpose, so they are put in after the scan; the risks are the
    // program's own sentences.
    let own = Release { risks: Vec::new(), ..release.clone() };
    let own = serde_json::to_vec_pretty(&own).map_err(Error::Describe)?;
    let failed = |source| Error::Write { path: to.join(FILE), source };
    leaks.extend(checker.scan(&own[..], FILE).map_err(failed)?);
    if !leaks.is_empty() {
        let mut found: Vec<Leak> = leaks.into_iter().collect();
        // One place found in several ways is one leak.
        found.dedup_by(|a, b| (a.kind, &a.path, a.offset) == (b.kind, &b.path, b.offset));
        return Err(Error::Leak { found });
    }
    let statement = &work.settings.statement;
    release.purpose.clone_from(&statement.purpose);
    release.recipient.clone_from(&statement.recipient);
    release.basis.clone_from(&statement.basis);
    release.expires = statement.expires.map(|date| date.to_string());
    release.preparer.clone_from(&statement.preparer);
    let mut text = serde_json::to_vec_pretty(&release).map_err(Error::Describe)?;
    text.push(b'\n');
    fs::write(stage.out().join(FILE), text).map_err(failed)?;
    let evidence = if work.settings.approvers.is_empty() {
        None
    } else {
        let staged = stage.internal();
        evidence(&work, &rewritten).write(&staged, &work.settings.approvers)?;
        Some(staged)
    };
    if monitor.stopped() {
        return Err(Error::Interrupted);
    }
    publish(&stage.out(), &to, evidence.as_deref(), &internal)?;
    Ok(release)
}

/// What [`anonymize`] would do: the same reading and rewriting, with nothing written and no leak check.
///
/// # Errors
/// Those of [`anonymize`] that come before writing.
pub fn preview(mut job: Job<'_>, monitor: &dyn Monitor) -> Result<Preview, Error> {
    let settings = Settings::of(&job)?;
    let mut work = Work::prepare(&mut job, settings, monitor)?;
    let rewritten = work.rewrite(&Nowhere, monitor)?;
    Ok(Preview {
        schema: "groupkeep/anonymize-preview/v1",
        profile: work.settings.profile.name(),
        risks: risk::of(&facts(&work, &rewritten)),
        outputs: rewritten.paths,
        counts: rewritten.tally.counts,
        samples: rewritten.tally.samples.into_iter().collect(),
        tables: rewritten.tables,
        left_out: work.inputs.left_out,
    })
}

/// 64 hexadecimal digits that are the same for two jobs that would release the same: SHA-256 over the profile, the
/// version of this program, what is stated about the release, who approves it, the consent demanded, the time zone, the
/// bytes of every input with its place and its order of day and month, and of the tables that say who is who and who
/// agreed.
///
/// # Errors
/// Those of [`anonymize`] that concern the job and its inputs.
pub fn digest(job: &Job<'_>) -> Result<String, Error> {
    let settings = Settings::of(job)?;
    let inputs = Inputs::find(&job.inputs, job.named, &job.to, &|path| read_options(job, &settings, path), &Silent)?;
    let mut hasher = Sha256::new();
    let mut field = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    };
    for text in ["groupkeep/release-digest/v1", settings.profile.name(), env!("CARGO_PKG_VERSION"), &job.language] {
        field(text);
    }
    let statement = &settings.statement;
    let expires = statement.expires.map(|date| date.to_string());
    for stated in [&statement.purpose, &statement.recipient, &statement.basis, &expires, &statement.preparer] {
        field(stated.as_deref().unwrap_or_default());
    }
    field(settings.consent.as_deref().unwrap_or_default());
    field(settings.zone.iana_name().unwrap_or_default());
    field(&settings.approvers.len().to_string());
    for approver in &settings.approvers {
        field(&approver.name);
        field(&approver.recipients.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    }
    for table in [&settings.members, &settings.consents] {
        field(&table.as_deref().map_or(Ok(String::new()), sha256)?);
    }
    for input in &inputs.released {
        field(&input.relative);
        field(&input.sha256);
        let options = read_options(job, &settings, input.path());
        field(&format!("{:?}", options.date_order));
        field(&format!("{:?}", options.columns));
    }
    Ok(hex(&hasher.finalize()))
}

/// Everything that must be gone.
fn needles(work: &Work<'_>, tally: &Tally, search_also: &[String]) -> Result<Needles, Error> {
    let (mut formats, mut tables) = (BTreeSet::new(), BTreeSet::new());
    for input in &work.inputs.released {
        match &input.what {
            What::Export(unit) => formats.insert(unit.format),
            What::Table(table) => tables.insert(table.kind),
        };
    }
    let vocabulary = Vocabulary::of(formats, tables);
    let alias = |kind: &'static str, value: &str| Needle {
        kind,
        value: value.to_owned(),
        ambiguous: work.people.index.is_ambiguous(value) || vocabulary.covers(value),
    };
    let mut needles: Vec<Needle> = work.canary.needles().into();
    let plain = Detector::new();
    for entry in work.roster.entries.iter().filter(|entry| !crate::people::is_system(entry)) {
        let bare = entry.ids.iter().filter_map(|id| id.split_once(':')).map(|(_, id)| id);
        let names = entry.aliases.iter().map(|alias| alias.text.as_str());
        for value in names.chain(bare).chain(entry.table_id.as_deref()) {
            let value = value.strip_prefix("name:").unwrap_or(value);
            needles.push(alias("member", value));
            needles.extend(plain.find(value).into_iter().map(|found| Needle {
                kind: found.kind.name(),
                value: groupkeep_detect::canonical(found.kind, &value[found.start..found.end]),
                ambiguous: false,
            }));
        }
    }
    needles.extend(work.phones.iter().map(|phone| Needle {
        kind: Kind::Mobile.name(),
        value: groupkeep_detect::canonical(Kind::Mobile, phone),
        ambiguous: false,
    }));
    needles.extend(tally.replaced.iter().map(|(kind, value)| alias(kind.name(), value)));
    let also = search_also.iter().map(|value| Needle { kind: "extra", value: value.clone(), ambiguous: false });
    Needles::new(needles.into_iter().chain(also))
}

/// Sends the canaries the same way as the inputs; they must be found before and not after.
fn check_canaries(work: &Work<'_>, stage: &Stage, checker: &Checker, monitor: &dyn Monitor) -> Result<Canaries, Error> {
    let [before, after] = stage.canaries();
    work.rewrite_canary(&before, &after, monitor)?;
    let canary = |leak: &Leak| leak.kind == "canary";
    let count = |path: &Path| Ok::<_, Error>(checker.scan_file(path, "canary")?.into_iter().filter(canary).collect());
    let (found, left): (Vec<Leak>, Vec<Leak>) = (count(&before)?, count(&after)?);
    if found.is_empty() {
        return Err(Error::Blind { encoding: "planted" });
    }
    if !left.is_empty() {
        return Err(Error::Leak { found: left });
    }
    Ok(Canaries { found_before: found.len(), found_after: left.len() })
}

fn facts(work: &Work<'_>, rewritten: &Rewritten) -> Facts {
    Facts {
        profile: work.settings.profile,
        members: work.members(),
        left_out: work.inputs.left_out.len(),
        ambiguous: rewritten.tally.counts.get("member").map_or(0, |count| count.ambiguous),
        without_consent: rewritten.without_consent,
        joins: rewritten.joins,
        sealed: !work.settings.approvers.is_empty(),
    }
}

fn key_is_sealed(work: &Work<'_>) -> bool {
    work.settings.profile == Profile::Internal && !work.settings.approvers.is_empty()
}

fn describe(
    work: &Work<'_>,
    rewritten: &Rewritten,
    outputs: Vec<Output>,
    leak_check: LeakCheck,
    as_of: jiff::Timestamp,
) -> Release {
    let key = if key_is_sealed(work) {
        format!("sealed to {} approvers", work.settings.approvers.len())
    } else {
        "memory only, never written".to_owned()
    };
    // The internal profile keeps parts of contact data, so it stays below the level its lost key would give it.
    let level = if work.settings.profile == Profile::Internal { Level::Pseudonymized } else { Level::DeIdentified };
    Release {
        schema: SCHEMA,
        level,
        profile: work.settings.profile.name(),
        tool: format!("groupkeep {}", env!("CARGO_PKG_VERSION")),
        as_of: as_of.to_string(),
        purpose: None,
        recipient: None,
        basis: None,
        expires: None,
        preparer: None,
        outputs,
        counts: rewritten.tally.counts.clone(),
        leak_check,
        key,
        tables: rewritten.tables.clone(),
        review: "not reviewed",
        risks: risk::of(&facts(work, rewritten)),
        left_out: work.inputs.left_out.clone(),
    }
}

fn evidence<'a>(work: &'a Work<'_>, rewritten: &'a Rewritten) -> Evidence<'a> {
    let sources = work.inputs.released.iter().zip(&rewritten.paths);
    let sources = sources.map(|(input, path)| Source {
        path: input.relative.clone(),
        sha256: input.sha256.clone(),
        released_as: path.clone(),
    });
    let mut roster = Sha256::new();
    for (alias, _) in work.people.index.aliases() {
        roster.update(alias);
        roster.update("\n");
    }
    let key = key_is_sealed(work).then(|| work.pseudonyms.key());
    Evidence::new(
        sources.collect(),
        hex(&roster.finalize()),
        &work.settings.approvers,
        key,
        rewritten.tally.ambiguous.iter(),
    )
}
