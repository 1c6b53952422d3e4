//! `anonymize`: a copy that can be shared, with its evidence.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use groupkeep_anonymize::{Count, Job, LeftOut, Level, Preview, Release, Statement};
use groupkeep_config::{GroupConfig, Profile as Configured, glob};

use crate::args::{AnonymizeArgs, Profile};
use crate::context::{Context, absolute};
use crate::error::Failure;
use crate::exit::Exit;
use crate::output;

/// Makes a release of what the command line names, or of what the configuration does.
pub fn anonymize(context: &Context, arguments: &AnonymizeArgs) -> Result<Exit, Failure> {
    let config = context.group_if_any()?;
    let mut job = job(context, config.as_ref(), arguments.profile.map(profile));
    job.statement = Statement {
        purpose: arguments.purpose.clone(),
        recipient: arguments.recipient.clone(),
        basis: arguments.basis.clone(),
        expires: arguments.expires,
        preparer: arguments.preparer.clone(),
    };
    if !arguments.inputs.is_empty() {
        job.named = true;
        job.inputs = arguments.inputs.iter().map(|path| absolute(path)).collect::<Result<_, _>>()?;
    } else if let Some(config) = &config {
        job.inputs = configured_inputs(config)?;
    }
    if job.inputs.is_empty() {
        return Err(
            Failure::wrong("no inputs").hint("name exports and tables, or write release.inputs into groupkeep.yaml")
        );
    }
    if arguments.dry_run {
        let preview = groupkeep_anonymize::preview(job, &*context.terminal)?;
        context.terminal.clear();
        print_preview(context, &preview)?;
        return Ok(left_out(context, &preview.left_out));
    }
    job.to = match (&arguments.to, &config) {
        (Some(to), _) => absolute(to)?,
        (None, Some(config)) => match configured_place(context, config, &job)? {
            Place::New(to) => to,
            Place::There(to) => {
                let unchanged = context.language.pick("unchanged: this release is at", "没有变化：该发布已在");
                output::text(&format!("{unchanged} {}\n", to.display()))?;
                return Ok(Exit::Done);
            }
        },
        (None, None) => return Err(Failure::wrong("no place to write to").hint("give a new folder with --to")),
    };
    let to = job.to.clone();
    let release = groupkeep_anonymize::anonymize(job, &*context.terminal);
    context.terminal.clear();
    let release = release?;
    if context.json() {
        output::json(&release)?;
    } else {
        output::text(&human(context, &release, &to))?;
    }
    Ok(left_out(context, &release.left_out))
}

/// Names what stayed behind. Something that looks like an export or a table was probably meant to be released.
pub fn left_out(context: &Context, files: &[LeftOut]) -> Exit {
    for file in files {
        context.note(&format!("{} is left out: {}", file.path.display(), file.reason));
    }
    if files.iter().any(LeftOut::is_likely) { Exit::Incomplete } else { Exit::Done }
}

/// Where a configured release goes.
pub enum Place {
    /// A folder that is not there yet.
    New(PathBuf),
    /// The same inputs, profile and version were released before.
    There(PathBuf),
}

/// A job with everything the configuration says and no inputs.
pub fn job<'a>(context: &Context, config: Option<&'a GroupConfig>, profile: Option<Configured>) -> Job<'a> {
    let release = config.and_then(|config| config.release.as_ref());
    Job {
        inputs: Vec::new(),
        named: false,
        to: release
            .zip(config)
            .map_or_else(|| PathBuf::from("release"), |(release, config)| config.resolve(&release.to)),
        profile: profile.or(release.map(|release| release.profile)).unwrap_or(Configured::Share),
        statement: Statement::default(),
        config,
        require_consent: None,
        date_order: None,
        as_of: context.as_of(config),
        language: config
            .and_then(|config| config.group.language.clone())
            .unwrap_or_else(|| context.language.tag().to_owned()),
        search_also: Vec::new(),
        random: Box::new(|bytes| {
            getrandom::fill(bytes).expect("the system gives random bytes; without them no key may be made");
        }),
    }
}

/// The files that `release.inputs` names.
pub fn configured_inputs(config: &GroupConfig) -> Result<Vec<PathBuf>, Failure> {
    let patterns = config.release.as_ref().map(|release| release.inputs.clone()).unwrap_or_default();
    Ok(glob(&config.dir, &patterns)?)
}

/// `<release.to>/<date>-<digest>`, unless a release with that digest is there, whatever its date.
pub fn configured_place(context: &Context, config: &GroupConfig, job: &Job<'_>) -> Result<Place, Failure> {
    let Some(release) = &config.release else {
        return Err(Failure::wrong(format!("{} says nothing under `release`", config.path.display()))
            .hint("give a new folder with --to"));
    };
    let folder = config.resolve(&release.to);
    let digest = groupkeep_anonymize::digest(job)?;
    let digest = digest.get(..12).unwrap_or(&digest);
    if let Some(there) = released(&folder, digest) {
        return Ok(Place::There(there));
    }
    let day = context.as_of(Some(config)).to_zoned(config.group.timezone.clone()).date();
    Ok(Place::New(absolute(&folder)?.join(format!("{day}-{digest}"))))
}

fn released(folder: &Path, digest: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let mut found = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(&format!("-{digest}")));
    found.next().map(|entry| entry.path())
}

fn profile(given: Profile) -> Configured {
    match given {
        Profile::Internal => Configured::Internal,
        Profile::Share => Configured::Share,
        Profile::Research => Configured::Research,
    }
}

/// The report of a release for people.
pub fn human(context: &Context, release: &Release, to: &Path) -> String {
    let say = |en, zh| context.language.pick(en, zh);
    let mut text = format!("{} {}\n", say("released to", "已发布到"), to.display());
    text.push_str(&format!("{}: {}\n", say("level", "级别"), level(context, release.level)));
    text.push_str(&counts(context, &release.counts));
    text.push_str(&format!(
        "{}: {} {}\n",
        say("leak check", "泄漏检查"),
        release.leak_check.searched,
        say("values searched in the written bytes, none found", "个已知值在写出的内容里逐一搜索，均未发现")
    ));
    text.push_str(say("what remains:\n", "仍然存在的风险：\n"));
    for risk in &release.risks {
        text.push_str(&format!("  - {}\n", context.language.pick(&risk.en, &risk.zh)));
    }
    text
}

fn counts(context: &Context, counts: &BTreeMap<&'static str, Count>) -> String {
    let say = |en, zh| context.language.pick(en, zh);
    let (found, replaced) = (say("found", "发现"), say("replaced", "替换"));
    let mut text = String::new();
    for (kind, count) in counts {
        let kind = say(kind, chinese(kind));
        text.push_str(&format!("  {kind}: {found} {}, {replaced} {}\n", count.found, count.replaced));
    }
    text
}

fn level(context: &Context, level: Level) -> &'static str {
    let chinese = match level {
        Level::Masked => "掩码",
        Level::Pseudonymized => "假名化",
        Level::DeIdentified => "去标识化（仍属个人信息）",
    };
    context.language.pick(level.name(), chinese)
}

/// What a kind of value is called in Chinese.
fn chinese(kind: &'static str) -> &'static str {
    match kind {
        "amount" => "金额",
        "avatar" => "头像",
        "bank-card" => "银行卡号",
        "chat-name" => "群名",
        "email" => "邮箱",
        "file-name" => "文件名",
        "link" => "链接",
        "member" => "成员",
        "membership" => "进退群",
        "message-id" => "消息编号",
        "mobile" => "手机号",
        "place" => "地点",
        "private-column" => "自用列",
        "qq" => "QQ 号",
        "resident-id" => "身份证号",
        "secret" => "密钥",
        "time" => "时间",
        "wechat-id" => "微信号",
        other => other,
    }
}

fn print_preview(context: &Context, preview: &Preview) -> Result<(), Failure> {
    if context.json() {
        return output::json(preview);
    }
    let say = |en, zh| context.language.pick(en, zh);
    let mut text = format!("{} {}\n", preview.outputs.len(), say("files would be written", "个文件将被写出"));
    text.push_str(&counts(context, &preview.counts));
    output::text(&text)
}
