use std::collections::BTreeSet;

use groupkeep_archive::{Alias, AliasKind, Roster, RosterEntry};
use groupkeep_config::Profile;
use groupkeep_config::table::Encoding;
use jiff::tz::TimeZone;
use zeroize::Zeroizing;

use super::*;
use crate::generalize::Clock;
use crate::people::People;
use crate::profile::Operators;
use crate::pseudonym::Pseudonyms;

/// Writes `bytes` to a file, reads it as a table and rewrites it under `profile`.
fn rewritten(bytes: &[u8], profile: Profile, agreed: Option<&BTreeSet<usize>>) -> (Vec<u8>, TableReport) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, bytes).unwrap();
    let table = Table::open(&path).unwrap().unwrap();
    let member = |key: &str, id: &str, name: &str| RosterEntry {
        key: key.to_owned(),
        platform: None,
        ids: BTreeSet::new(),
        aliases: BTreeSet::from([Alias { text: name.to_owned(), kind: AliasKind::Table }]),
        roles: BTreeSet::new(),
        table_id: Some(id.to_owned()),
    };
    let roster = Roster { entries: vec![member("table:m1", "m1", "林小溪"), member("table:m2", "m2", "王大海")] };
    let people = People::new(&roster, &BTreeSet::new(), &BTreeSet::new()).unwrap();
    let pseudonyms = Pseudonyms::new(Zeroizing::new([3; 32]), &people.known());
    let clock = Clock { rule: Operators::of(profile).time, shift: -10, zone: TimeZone::UTC };
    let mut rewriter = Rewriter::new(Operators::of(profile), "zh", &pseudonyms, &people, clock);
    table.rewrite(&mut rewriter, "tables/t.csv", agreed).unwrap()
}

fn cells(bytes: &[u8], delimiter: char) -> Vec<Vec<String>> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    text.lines().map(|line| line.split(delimiter).map(str::to_owned).collect()).collect()
}

#[test]
fn chinese_headers_and_their_encoding_stay() {
    let text = "成员编号;姓名;手机号;入群日期;昵称备注\r\nm1;林小溪;13800138000;2025-03-09;住三楼\r\n";
    let bytes = Encoding::Gb18030.encode(text).unwrap();
    let (out, report) = rewritten(&bytes, Profile::Share, None);
    let header_end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    assert_eq!(out[..=header_end], bytes[..=header_end]);
    assert!(String::from_utf8(out).is_err(), "still GB18030");
    let treatments: Vec<&str> = report.columns.iter().map(|column| column.treatment).collect();
    assert_eq!((report.kind, report.rows), ("members", 1));
    assert_eq!(treatments, ["pseudonym", "pseudonym", "redact", "month", "drop"]);
}

#[test]
fn lists_of_people_become_lists_of_pseudonyms_without_repetition() {
    let (out, _) = rewritten(
        b"member_id,aliases\nm1,\xe6\x9e\x97\xe5\xb0\x8f\xe6\xba\xaa|m1|\xe8\xb7\xaf\xe4\xba\xba\n",
        Profile::Share,
        None,
    );
    let cells = cells(&out, ',');
    let people: Vec<&str> = cells[1][1].split('|').collect();
    assert_eq!(people.len(), 2);
    assert!(people[0].starts_with("外部-") && people[1].starts_with("成员-"), "{people:?}");
}

#[test]
fn cells_that_need_quotes_get_them() {
    let text = "member_id,name,备注\nm1,林小溪,\"王大海, \"\"老师\"\"\n第二行\"\n";
    let (out, _) = rewritten(text.as_bytes(), Profile::Internal, None);
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains(",\"成员-") && out.ends_with(", \"\"老师\"\"\n第二行\"\n"), "{out}");
    assert!(!out.contains("王大海"));
}

#[test]
fn rows_about_members_who_did_not_agree_are_left_out() {
    let text = "member_id,name\nm1,林小溪\nm2,王大海\nm9,路人\n";
    let (out, report) = rewritten(text.as_bytes(), Profile::Share, Some(&BTreeSet::from([0])));
    assert_eq!((cells(&out, ',').len(), report.rows), (2, 1));
}

#[test]
fn research_drops_memberships_and_moves_dates() {
    let members = "member_id,joined_on\nm1,2025-03-09\n";
    assert_eq!(cells(&rewritten(members.as_bytes(), Profile::Research, None).0, ',')[1][1], "");
    let ledger = "entry_id,date,direction,amount,counterparty,category\nL1,2026-10-11 12:30,in,1250,王大海,fee\n";
    let row = &cells(&rewritten(ledger.as_bytes(), Profile::Research, None).0, ',')[1];
    assert_eq!((row[1].as_str(), row[3].as_str(), row[5].as_str()), ("2026-10-01", "1000", "fee"));
    assert!(row[4].starts_with("成员-"));
}

#[test]
fn a_table_of_no_register_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.csv");
    std::fs::write(&path, "a,b\n1,2\n").unwrap();
    assert!(Table::open(&path).unwrap().is_none());
    std::fs::write(&path, "member_id,use\nm1,research\n").unwrap();
    assert_eq!(Table::open(&path).unwrap().unwrap().kind, TableKind::Members, "consents miss required columns");
}

#[test]
fn a_released_consents_table_is_still_one() {
    let text = "member_id,use,version,given_at,how\nm1,research,1,2026-01-01,message:7234567890123456701\n\
                m2,photo,1,2026-01-02 10:00,file:forms/王大海.pdf\nm2,notice,1,2026-01-03,paper\n";
    let (out, report) = rewritten(text.as_bytes(), Profile::Share, None);
    let how: Vec<String> = cells(&out, ',').into_iter().skip(1).map(|row| row[4].clone()).collect();
    assert!(how[0].starts_with("message:9") && how[0].len() == "message:".len() + 15, "{how:?}");
    assert_eq!(how[1..], ["file:文件.pdf", "paper"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("consents.csv");
    std::fs::write(&path, out).unwrap();
    let zone = TimeZone::UTC;
    let read = groupkeep_config::table::load_register(TableKind::Consents, &path, &zone).unwrap();
    assert_eq!((read.rows.len(), report.kind), (3, "consents"));
}
