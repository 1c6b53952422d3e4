use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::Problem;
use crate::table::TableKind;
use crate::yaml::Node;

mod spoilt;

const FULL: &str = r#"
group: {name: 晨读会, platform: wechat, scope: community, language: zh, timezone: Asia/Shanghai, size: {min: 100, max: 300}, as_of: 2026-11-01}
vault: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
archive:
  exports: [exports/**]
  tables:
    members: tables/members.csv
    ledger: tables/ledger.csv
    works: tables/works.csv
    consents: tables/consents.csv
    requests: tables/requests.csv
    incidents: tables/incidents.csv
    reviews: tables/reviews.csv
    media_labels: tables/media_labels.csv
    calendar: tables/calendar.csv
  charter: charter/
  date_order: {"exports/whatsapp/*.txt": dmy, "exports/**": mdy}
  columns:
    "exports/*.csv": {platform: dingtalk, chat_name: 晨读会, chat: 群, time: 时间, time_format: seconds, sender: 姓名, sender_id: 工号,
                      system: 系统, text: 内容, kind: 类型, message_id: 编号, reply_to: 回复, file: 文件}
check:
  packs: [legal, platform, health, continuity]
  fail_on: warning
  levels: {content/stale-share: note, privacy/real-id: off}
  params: {membership/exit-rate-30d: {limit: 0.1, words: [a, b]}}
  lexicons: [lexicons/*.txt]
release: {inputs: [exports/**, tables/members.csv], to: out/, profile: research, purpose: study, recipient: lab, basis: consent,
          expires: 2027-06-30, preparer: a.li, approvers: [b.wang, c.zhao], require_consent: publication}
backup:
  sources: [., ../shared]
  prune: true
  exclude: ["*.tmp", "!keep.tmp"]
  exclude_from: [leave-out.txt]
  exclude_caches: true
  exclude_larger_than: 2GiB
  one_file_system: true
  xattrs: true
  success: {at-least: 2}
  destinations:
    - {name: near, path: /mnt/disk/groupkeep, offsite: false, provider: own, region: CN}
    - {name: far, s3: {endpoint: "https://s3.example.com", bucket: b, region: auto, prefix: /g/, path_style: true}, offsite: true,
       credentials: {write: {profile: backup}, maintain: {command: [pass, show, s3-admin]}}}
    - {name: netdisk, opendal: {scheme: webdav, endpoint: "http://127.0.0.1:5244/dav", root: /groupkeep},
       credentials: {write: {env: DAV}, maintain: {file: /run/dav}}}
  keep: {last: 7, hourly: 24, daily: 14, weekly: 8, monthly: 12, yearly: 3}
schedule: {backup: "0 3 * * *", verify: "0 4 * * 0", check: "0 8 * * 1", anonymize: "0 5 1 * *", prune: "0 6 1 * *"}
notify: {ping: {url_env: HC_URL}, webhooks: [{kind: wecom, url_env: BOT_URL}], prometheus: /var/lib/node_exporter/groupkeep.prom}
"#;

fn parse(text: &str) -> Result<GroupConfig, Problems> {
    GroupConfig::parse(Path::new("g/groupkeep.yaml"), text)
}

fn wrong(text: &str) -> Vec<(String, Option<String>)> {
    let problems = parse(text).unwrap_err();
    let said = |problem: &Problem| (problem.to_string().replace("g/groupkeep.yaml:", ""), problem.hint.clone());
    problems.iter().map(said).collect()
}

fn messages(text: &str) -> Vec<String> {
    wrong(text).into_iter().map(|(message, _)| message).collect()
}

/// A file whose backup section has these destinations, given as one flow list.
fn with_destinations(list: &str) -> String {
    format!("group: {{name: g}}\nbackup:\n  destinations: {list}\n")
}

#[test]
fn everything_is_read() {
    let config = parse(FULL).unwrap();
    let group = &config.group;
    assert_eq!(
        (group.name.as_str(), group.platform.as_deref(), group.scope),
        ("晨读会", Some("wechat"), Scope::Community)
    );
    assert_eq!((group.language.as_deref(), group.timezone_name.as_str()), (Some("zh"), "Asia/Shanghai"));
    assert_eq!((group.size, group.as_of), (Some((100, 300)), Some(jiff::civil::date(2026, 11, 1))));
    assert_eq!(config.vault.as_deref().map(str::len), Some(64));
    for kind in TableKind::ALL {
        let expected = PathBuf::from(format!("tables/{}.csv", kind.name()));
        assert_eq!(config.archive.tables.get(kind), Some(expected.as_path()));
    }
    assert_eq!(config.archive.date_order_for(Path::new("exports/whatsapp/a.txt")), Some(DateOrder::Dmy));
    assert_eq!(config.archive.date_order_for(Path::new("exports/b/c.txt")), Some(DateOrder::Mdy));
    assert_eq!(config.archive.date_order_for(Path::new("other.txt")), None);
    let columns = config.archive.columns_for(Path::new("exports/a.csv")).unwrap();
    assert_eq!((columns.time_format, columns.sender_id.as_deref()), (TimeFormat::Seconds, Some("工号")));
    assert_eq!(config.archive.columns_for(Path::new("exports/a.xlsx")), None);
    let check = &config.check;
    assert_eq!((check.fail_on, check.levels["privacy/real-id"]), (FailOn::Warning, Level::Off));
    assert_eq!(check.params["membership/exit-rate-30d"]["limit"].value, Node::Float(0.1));
    assert_eq!(check.positions["levels.content/stale-share"].line, 24);
    assert_eq!(check.positions["packs[1]"].column, 18);
    let release = config.release.as_ref().unwrap();
    assert_eq!((release.profile, release.expires), (Profile::Research, Some(jiff::civil::date(2027, 6, 30))));
    assert_eq!((release.approvers.len(), release.require_consent.as_deref()), (2, Some("publication")));
    let backup = config.backup.as_ref().unwrap();
    assert_eq!((backup.success, backup.prune, backup.keep.hourly), (Success::AtLeast(2), true, 24));
    assert_eq!(backup.exclude_from, [Path::new("leave-out.txt")]);
    assert_eq!((backup.exclude_caches, backup.one_file_system, backup.xattrs), (true, true, true));
    assert_eq!(backup.exclude_larger_than, Some(2 << 30));
    let far = &backup.destinations[1];
    let Place::S3 { prefix, path_style: true, .. } = &far.place else { panic!("{far:?}") };
    assert_eq!(prefix, "g");
    let credentials = far.credentials.as_ref().unwrap();
    assert_eq!(credentials.write, Some(Credential::Profile("backup".to_owned())));
    assert_eq!(far.position.map(|place| place.line), Some(41));
    assert_eq!(config.schedule.prune.as_deref(), Some("0 6 1 * *"));
    assert_eq!(config.notify.as_ref().unwrap().webhooks[0].kind, "wecom");
    assert_eq!(config.resolve(Path::new("tables/x.csv")), Path::new("g/tables/x.csv"));
    assert_eq!(config.resolve(Path::new("/mnt")), Path::new("/mnt"));
}

#[test]
fn a_name_is_enough_and_the_rest_has_defaults() {
    let config = parse("group: {name: g}").unwrap();
    assert_eq!((config.group.scope, config.group.timezone_name.as_str()), (Scope::Community, "UTC"));
    assert_eq!((config.check.fail_on, config.release.is_none(), config.backup.is_none()), (FailOn::Error, true, true));
    let backup = parse(&with_destinations("[{name: a, path: x}]")).unwrap().backup.unwrap();
    assert_eq!(
        (backup.sources, backup.success, backup.keep),
        (vec![PathBuf::from(".")], Success::All, Keep::default())
    );
    let release = parse("group: {name: g}\nrelease: {}").unwrap().release.unwrap();
    assert_eq!((release.to, release.profile), (PathBuf::from("releases"), Profile::Share));
}

#[test]
fn all_problems_are_named_at_once_in_order() {
    let text = "group: {nmae: x, scope: comunity, timezone: Asia/Shangai, size: {min: 9, max: 1}}
archive: {exports: exports/**, tables: {ledgr: x}}
chekc: {}
release: {expires: 30.6.2027, profile: share}
backup:
  success: {at-least: 3}
  destinations: [{name: a, path: x}]
schedule: {backup: daily}
";
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        wrong(text),
        [
            ("1:8: `group.name` is missing".to_owned(), None),
            ("1:9: unknown key `nmae`".to_owned(), some("did you mean `name`?")),
            (
                "1:25: `group.scope` must be one of household, community, commercial".to_owned(),
                some("did you mean `community`?")
            ),
            ("1:45: `group.timezone` is not a known time zone".to_owned(), some("did you mean `Asia/Shanghai`?")),
            ("1:65: `group.size.min` is more than `group.size.max`".to_owned(), None),
            ("2:20: `archive.exports` must be a list, not text".to_owned(), None),
            ("2:41: unknown key `ledgr`".to_owned(), some("did you mean `ledger`?")),
            ("3:1: unknown key `chekc`".to_owned(), some("did you mean `check`?")),
            ("4:20: `release.expires` must be a date".to_owned(), some("write year-month-day, such as 2026-11-01")),
            ("6:23: `backup.success.at-least` must be from 1 to 1".to_owned(), None),
            (
                "8:20: `schedule.backup` is not a cron line: it has 1 fields, not 5".to_owned(),
                some("five fields: minute hour day month weekday, such as \"0 3 * * *\"")
            ),
        ]
    );
}

#[test]
fn a_file_that_is_no_map_says_so() {
    assert_eq!(messages(""), ["1:1: the document must be a map, not nothing"]);
    assert_eq!(messages("- a\n"), ["1:1: the document must be a map, not a list"]);
    assert_eq!(messages("vault: x\n")[0], "1:1: `group` is missing");
}

#[test]
fn columns_are_checked() {
    let columns = |map: &str| wrong(&format!("group: {{name: g}}\narchive: {{columns: {{'*.csv': {map}}}}}"));
    let own = |at: &str, hint: Option<&str>| (at.to_owned(), hint.map(str::to_owned));
    assert_eq!(
        columns("{platform: p, time: t, text: m, sender: t}"),
        [own("2:70: `archive.columns.*.csv.sender` names a column that another key names too", None)]
    );
    assert_eq!(
        columns("{platform: p, time: t, text: m}"),
        [own(
            "2:30: `archive.columns.*.csv` says nowhere who wrote",
            Some("name the column of the sender's name as `sender`, or of the id as `sender_id`")
        )]
    );
    assert_eq!(columns("{platform: p, sender: s, text: m}").len(), 1);
    assert_eq!(
        columns("{platform: p, time: t, text: m, sender: s, senderid: x}"),
        [own("2:73: unknown key `senderid`", Some("did you mean `sender_id`?"))]
    );
}

#[test]
fn secrets_in_clear_are_refused_without_being_shown() {
    let text = with_destinations(
        "
    - name: far
      s3:
        bucket: b
        secret_access_key: hunter2hunter2
        endpoint: https://me:hunter2@example.com
    - {name: dav, opendal: {scheme: webdav, password: hunter2, user: me}}
    - {name: key, path: AGE-SECRET-KEY-1HUNTER2}",
    ) + "notify: {ping: {url: https://hc.example.com/hunter2}, webhooks: [{kind: wecom, url: hunter2, url_env: A}]}\n";
    let found = wrong(&text);
    let said: Vec<&str> = found.iter().map(|(message, _)| message.as_str()).collect();
    assert_eq!(
        said,
        [
            "7:9: `secret_access_key` holds a secret in clear",
            "8:19: `backup.destinations[0].s3.endpoint` holds a secret in clear",
            "9:45: `password` holds a secret in clear",
            "10:25: `backup.destinations[2].path` holds a secret in clear",
            "11:16: `notify.ping.url_env` is missing",
            "11:17: `url` holds a secret in clear",
            "11:80: `url` holds a secret in clear",
        ]
    );
    assert!(found[0].1.as_deref().unwrap().starts_with("keep it out of the file: credentials:"));
    assert!(found[5].1.as_deref().unwrap().contains("url_env"));
    assert!(!format!("{found:?}").contains("hunter2"));
}

#[test]
fn the_same_destination_twice_is_a_problem() {
    let said = messages(&with_destinations("[{name: a, path: x}, {name: A, path: y}]"));
    assert_eq!(said, ["3:38: the destination name `A` is used twice"]);
    for (first, second) in [
        ("path: copies/near", "path: ./copies//far/../near/"),
        ("path: /mnt/x", "path: /mnt/./x"),
        ("path: ../g/x", "path: x"),
        ("s3: {bucket: b, prefix: p}", "s3: {bucket: b, prefix: /p/, region: r}"),
        ("s3: {bucket: b, endpoint: 'https://H/'}", "s3: {bucket: b, endpoint: 'https://h'}"),
        ("opendal: {scheme: webdav, root: /a}", "opendal: {root: /a/, scheme: webdav}"),
    ] {
        let text = with_destinations(&format!("[{{name: one, {first}}}, {{name: two, {second}}}]"));
        let found = messages(&text);
        assert!(found.len() == 1 && found[0].ends_with("`two` is the same place as `one`"), "{first}: {found:?}");
    }
    for (first, second) in [
        ("path: a", "path: b"),
        ("path: ../x", "path: x"),
        ("s3: {bucket: b, prefix: p}", "s3: {bucket: b, prefix: q}"),
        ("opendal: {scheme: webdav, root: /a}", "opendal: {scheme: webdav, root: /b}"),
    ] {
        let text = with_destinations(&format!("[{{name: one, {first}}}, {{name: two, {second}}}]"));
        assert!(parse(&text).is_ok(), "{first}");
    }
}

#[test]
fn destinations_are_checked() {
    for (item, said) in [
        ("{name: a}", "3:18: `backup.destinations[0]` must have exactly one of path, s3, opendal"),
        (
            "{name: a, path: x, s3: {bucket: b}}",
            "3:18: `backup.destinations[0]` must have exactly one of path, s3, opendal",
        ),
        ("{path: x}", "3:18: `backup.destinations[0].name` is missing"),
        ("{name: a b, path: x}", "3:25: `backup.destinations[0].name` must be one plain word"),
        ("{name: ../a, path: x}", "3:25: `backup.destinations[0].name` must be one plain word"),
        ("{name: a, s3: {endpoint: x, bucket: b}}", "3:43: `backup.destinations[0].s3.endpoint` must be an address"),
        (
            "{name: a, path: x, offsite: 'yes'}",
            "3:46: `backup.destinations[0].offsite` must be true or false, not text",
        ),
        (
            "{name: a, path: x, credentials: {write: {env: A, file: b}}}",
            "3:58: `backup.destinations[0].credentials.write` must have exactly one of profile, env, file, command",
        ),
        (
            "{name: a, path: x, credentials: {write: {command: []}}}",
            "3:68: `backup.destinations[0].credentials.write.command` names no program",
        ),
        (
            "{name: a, path: x, credentials: {write: {env: 'a b'}}}",
            "3:64: `backup.destinations[0].credentials.write.env` must be the name of an environment variable",
        ),
    ] {
        assert_eq!(messages(&with_destinations(&format!("[{item}]")))[0], said);
    }
    assert_eq!(messages(&with_destinations("[]")), ["3:17: `backup.destinations` names no place to keep copies at"]);
    assert_eq!(messages("group: {name: g}\nbackup: {sources: []}").len(), 2);
}

#[test]
fn a_destination_on_the_command_line_needs_no_name() {
    let given = parse_destination_inline("{s3: {bucket: b, prefix: p}}").unwrap();
    assert_eq!((given.name.as_str(), given.offsite), ("given", false));
    let bare = parse_destination_inline(" /mnt/disk/copies ").unwrap();
    assert_eq!(bare.place, Place::Path(PathBuf::from("/mnt/disk/copies")));
    assert_eq!(parse_destination_inline("{name: x, path: y}").unwrap().name, "x");
    for (text, said) in [
        ("", "destination:1:1: the document must be a map, not nothing"),
        ("{s3: {buckt: b}}", "destination:1:6: `s3.bucket` is missing"),
        ("{path: a, password: b}", "destination:1:11: `password` holds a secret in clear"),
    ] {
        assert_eq!(parse_destination_inline(text).unwrap_err().iter().next().unwrap().to_string(), said);
    }
}

#[test]
fn a_source_in_a_destination_is_found() {
    let text = "group: {name: g}
backup:
  sources: [., copies/near/inner, copies/nearby]
  destinations: [{name: near, path: copies/near}, {name: far, path: ./}, {name: s, s3: {bucket: b}}]
";
    let config = parse(text).unwrap();
    let inside: Vec<_> = config
        .sources_inside_destinations()
        .into_iter()
        .map(|(path, to)| (path.to_owned(), to.name.as_str()))
        .collect();
    let pair = |path: &str, name: &'static str| (PathBuf::from(path), name);
    assert_eq!(
        inside,
        [
            pair(".", "far"),
            pair("copies/near/inner", "near"),
            pair("copies/near/inner", "far"),
            pair("copies/nearby", "far")
        ]
    );
    assert!(parse("group: {name: g}").unwrap().sources_inside_destinations().is_empty());
}

#[test]
fn patterns_that_leave_the_folder_are_refused() {
    let said = wrong("group: {name: g}\narchive: {exports: [/etc/*, ../x, 'a[', ok/**]}");
    let said: Vec<&str> = said.iter().map(|(message, _)| message.as_str()).collect();
    assert_eq!(
        said,
        [
            "2:21: `/etc/*` is not a usable file pattern: it is absolute",
            "2:29: `../x` is not a usable file pattern: it leaves the folder",
            "2:35: `a[` is not a usable file pattern: unclosed character class; missing ']'",
        ]
    );
}

#[test]
fn files_that_are_no_configuration_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(CONFIG_FILE);
    let missing = GroupConfig::load(dir.path()).unwrap_err();
    assert_eq!(missing.hint().as_deref(), Some("make one with `groupkeep init`"));
    for (bytes, reason) in [
        (&b"\xff\xfeg\0r\0"[..], "it is UTF-16"),
        (b"\x7fELF\0\0", "it holds zero bytes, as binary files and UTF-16 do"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let error = GroupConfig::load(dir.path()).unwrap_err();
        assert_eq!(error.to_string(), format!("{} is not readable text: {reason}", path.display()));
    }
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let error = GroupConfig::load(dir.path()).unwrap_err();
    assert_eq!(error.to_string(), format!("{} is a folder, not a file", path.display()));
}

#[test]
fn names_lead_to_their_values_and_back() {
    for name in ["error", "warning", "note", "never"] {
        assert_eq!(FailOn::from_name(name).map(FailOn::name), Some(name));
    }
    for name in ["internal", "share", "research"] {
        assert_eq!(Profile::from_name(name).map(Profile::name), Some(name));
    }
    for name in ["dmy", "mdy", "ymd"] {
        assert_eq!(DateOrder::from_name(name).map(DateOrder::name), Some(name));
    }
    assert_eq!((FailOn::from_name("x"), Profile::from_name(""), DateOrder::from_name("ydm")), (None, None, None));
    assert_eq!((Level::Off.name(), Scope::Household.to_string().as_str()), ("off", "household"));
}

/// The keys below a path of [`keys::PATHS`], without free ones.
fn fixed_below(parent: &str) -> BTreeSet<&'static str> {
    let rests = keys::PATHS
        .iter()
        .filter_map(|path| if parent.is_empty() { Some(*path) } else { path.strip_prefix(parent)?.strip_prefix('.') });
    rests.filter(|rest| !rest.contains(['.', '[']) && *rest != "*").collect()
}

/// Puts an unknown key into the first map at a dotted path, `[]` for the first item that has what follows,
/// `*` for whatever comes first.
fn spoil(node: &mut Node, parts: &[&str]) -> bool {
    let Some((part, rest)) = parts.split_first() else {
        let Node::Map(entries) = node else { return false };
        entries.push(("qqqqqqqqqqqqqqqq".to_owned(), Node::Int(1)));
        return true;
    };
    let Node::Map(entries) = node else { return false };
    let (key, item) = part.strip_suffix("[]").map_or((*part, false), |key| (key, true));
    let Some((_, child)) = entries.iter_mut().find(|(name, _)| name == key || key == "*") else { return false };
    match child {
        Node::List(items) if item => items.iter_mut().any(|item| spoil(item, rest)),
        child => spoil(child, rest),
    }
}

fn json(node: &Node) -> String {
    let text = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    match node {
        Node::Null => "null".to_owned(),
        Node::Bool(value) => value.to_string(),
        Node::Int(value) => value.to_string(),
        Node::Float(value) => value.to_string(),
        Node::String(value) => text(value),
        Node::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        Node::Map(entries) => {
            let entries: Vec<_> = entries.iter().map(|(key, node)| format!("{}: {}", text(key), json(node))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

#[test]
fn the_reader_takes_exactly_the_listed_keys() {
    let mut parents: BTreeSet<&str> =
        keys::PATHS.iter().filter_map(|path| path.rsplit_once('.')).map(|(at, _)| at).collect();
    parents.insert("");
    for parent in parents {
        let known = fixed_below(parent);
        let is_free = keys::PATHS.iter().any(|path| path.strip_prefix(parent) == Some(".*"));
        if is_free {
            continue;
        }
        let mut tree = Document::parse(Path::new("t"), FULL).unwrap().into_node();
        let parts: Vec<&str> = parent.split('.').filter(|part| !part.is_empty()).collect();
        assert!(spoil(&mut tree, &parts), "the full example lacks {parent}");
        let found = wrong(&json(&tree));
        let (message, hint) = &found[0];
        assert!(found.len() == 1 && message.ends_with("unknown key `qqqqqqqqqqqqqqqq`"), "{parent}: {found:?}");
        let taken = hint.as_deref().unwrap().strip_prefix("the keys here are ").unwrap().split(", ").collect();
        assert_eq!(known, taken, "below {parent}");
    }
}

/// Every key a schema allows, dotted like [`keys::PATHS`].
fn schema_paths(schema: &Node, root: &Node, at: &str, found: &mut BTreeSet<String>) {
    if let Some(Node::String(reference)) = schema.get("$ref") {
        let name = reference.strip_prefix("#/$defs/").unwrap();
        return schema_paths(root.get("$defs").unwrap().get(name).unwrap(), root, at, found);
    }
    let below = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
    if let Some(Node::Map(properties)) = schema.get("properties") {
        let closed = schema.get("additionalProperties");
        assert!(closed.is_some(), "{at} says nothing of other keys");
        for (key, inner) in properties {
            found.insert(below(key));
            schema_paths(inner, root, &below(key), found);
        }
    }
    if let Some(free @ Node::Map(_)) = schema.get("additionalProperties") {
        found.insert(below("*"));
        schema_paths(free, root, &below("*"), found);
    }
    if let Some(items) = schema.get("items") {
        schema_paths(items, root, &format!("{at}[]"), found);
    }
    if let Some(Node::List(choices)) = schema.get("oneOf") {
        for choice in choices {
            schema_paths(choice, root, at, found);
        }
    }
}

#[test]
fn the_published_schema_has_exactly_the_listed_keys() {
    let text = include_str!("../../../../docs/schemas/groupkeep.yaml.schema.json");
    let schema = Document::parse(Path::new("schema"), text).unwrap().into_node();
    let mut found = BTreeSet::new();
    schema_paths(&schema, &schema, "", &mut found);
    let listed: BTreeSet<String> = keys::PATHS.iter().map(|path| (*path).to_owned()).collect();
    assert_eq!(found, listed);
    assert_eq!(schema.get("$schema"), Some(&Node::String("https://json-schema.org/draft/2020-12/schema".to_owned())));
}

#[test]
fn the_published_schema_names_the_same_choices() {
    let text = include_str!("../../../../docs/schemas/groupkeep.yaml.schema.json");
    let document = Document::parse(Path::new("schema"), text).unwrap();
    let choices = |path: &str| document.root().at(path).unwrap().strings(&mut Problems::new()).unwrap();
    assert_eq!(choices("properties.release.properties.require_consent.enum"), crate::table::CONSENT_USES);
    assert_eq!(choices("properties.notify.properties.webhooks.items.properties.kind.enum"), Webhook::KINDS);
    for (path, bad) in [
        ("properties.group.properties.scope.enum", "group: {name: g, scope: q}"),
        ("properties.check.properties.fail_on.enum", "group: {name: g}\ncheck: {fail_on: q}"),
        ("properties.release.properties.profile.enum", "group: {name: g}\nrelease: {profile: q}"),
        ("properties.check.properties.levels.additionalProperties.enum", "group: {name: g}\ncheck: {levels: {r: q}}"),
        (
            "properties.archive.properties.date_order.additionalProperties.enum",
            "group: {name: g}\narchive: {date_order: {r: q}}",
        ),
        (
            "properties.archive.properties.columns.additionalProperties.properties.time_format.enum",
            "group: {name: g}\narchive: {columns: {r: {platform: p, time: t, text: m, sender: s, time_format: q}}}",
        ),
        ("properties.group.properties.language.enum", "group: {name: g, language: q}"),
    ] {
        let said = messages(bad).remove(0);
        assert!(said.ends_with(&format!("must be one of {}", choices(path).join(", "))), "{path}: {said}");
    }
}

proptest! {
    #[test]
    fn no_damage_to_a_file_makes_it_panic(at in 0_usize..2400, length in 0_usize..40, put in "[a-z:,\\[\\]{}&*!|>'\"# \n\t0-9]{0,6}") {
        let text: Vec<char> = FULL.chars().collect();
        let start = at.min(text.len());
        let end = (start + length).min(text.len());
        let damaged: String =
            text[..start].iter().copied().chain(put.chars()).chain(text[end..].iter().copied()).collect();
        if let Err(problems) = parse(&damaged) {
            prop_assert!(!problems.is_empty());
        }
    }

    #[test]
    fn no_bytes_make_an_inline_destination_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        if let Err(problems) = parse_destination_inline(&format!("{{{}", String::from_utf8_lossy(&bytes))) {
            prop_assert!(!problems.is_empty());
        }
    }
}

#[test]
fn a_pattern_that_is_none_is_named_at_its_place() {
    let text = "group: {name: g}\nbackup:\n  exclude:\n    - '*.tmp'\n    - 'a['\n  exclude_larger_than: 2 pounds\n  destinations: [{name: n, path: p}]\n";
    let wrong = wrong(text);
    assert_eq!(wrong[0].0, "5:7: `a[` is no pattern of `.gitignore`: unclosed character class; missing ']'");
    assert_eq!(wrong[1].0, "6:24: `backup.exclude_larger_than` must be a size above 0");
    assert!(wrong.iter().all(|(_, hint)| hint.is_some()), "{wrong:?}");
}

#[test]
fn files_of_patterns_come_before_the_list_and_are_read_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let text = "group: {name: g}\nbackup:\n  exclude: ['!keep.log']\n  exclude_from: [a.txt, deep/b.txt]\n  destinations: [{name: n, path: p}]\n";
    let backup = parse(text).unwrap().backup.unwrap();
    let missing = backup.excludes(folder.path()).unwrap_err();
    assert!(matches!(&missing, Error::Missing { path } if path.ends_with("a.txt")), "{missing}");
    std::fs::create_dir(folder.path().join("deep")).unwrap();
    std::fs::write(folder.path().join("a.txt"), "# logs\n*.log\r\n").unwrap();
    std::fs::write(folder.path().join("deep/b.txt"), "/raw\n").unwrap();
    let excludes = backup.excludes(folder.path()).unwrap();
    assert_eq!(excludes.lines(), ["*.log", "/raw", "!keep.log"]);
    assert!(excludes.leaves_out_file(Path::new("x/a.log")) && !excludes.leaves_out_file(Path::new("x/keep.log")));
    std::fs::write(folder.path().join("deep/b.txt"), "ok\nb[\n").unwrap();
    let Error::Invalid(problems) = backup.excludes(folder.path()).unwrap_err() else { panic!("no problems") };
    assert!(problems.to_string().contains("deep/b.txt:2:1: `b[` is no pattern"), "{problems}");
}
