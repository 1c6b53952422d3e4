//! What `diff` and `find` tell.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use filetime::{FileTime, set_file_mtime};
use groupkeep_keys::Identity;

use super::view;
use crate::error::Error;
use crate::fixture::{Fixture, noise};
use crate::read::{Change, Diff, Patterns, Search, diff, find, open};

async fn backed_up(fixture: &Fixture) -> String {
    fixture.backup().await.unwrap().snapshot.unwrap().to_string()
}

async fn compared(fixture: &Fixture, from: &str, to: &str) -> Diff {
    let (view, identities) = (view(fixture).await, [fixture.identity.clone()]);
    let mut one = open(&view, view.choose(from).unwrap(), &identities).await.unwrap();
    let mut other = open(&view, view.choose(to).unwrap(), &identities).await.unwrap();
    diff(&mut one, &mut other).await.unwrap()
}

async fn searched(fixture: &Fixture, pattern: &str, ignore_case: bool) -> Search {
    let patterns = Patterns::of(&[pattern.to_owned()], ignore_case).unwrap();
    find(&view(fixture).await, std::slice::from_ref(&fixture.identity), &|path| patterns.fit(path)).await
}

#[tokio::test]
async fn every_kind_of_change_is_told() {
    let fixture = Fixture::new().await;
    let source = |name: &str| fixture.path("source").join(name);
    let at = |name: &str, seconds| set_file_mtime(source(name), FileTime::from_unix_time(seconds, 0)).unwrap();
    for name in ["a/same", "a/touched", "b", "c", "turned", "z"] {
        fixture.write(name, "1234");
        at(name, 1_700_000_000);
    }
    // Many chunks of which one changes.
    let mut large = noise(1, 6 << 20);
    fixture.write("large", &large);
    symlink("b", source("link")).unwrap();
    at("a", 1_700_000_000);
    let first = backed_up(&fixture).await;
    assert_eq!(compared(&fixture, &first, &first).await.entries, []);

    at("a/touched", 1_700_000_001);
    fs::set_permissions(source("b"), fs::Permissions::from_mode(0o600)).unwrap();
    fs::remove_file(source("c")).unwrap();
    fixture.write("d", "");
    large[3 << 20] ^= 1;
    fixture.write("large", &large);
    fs::remove_file(source("link")).unwrap();
    symlink("d", source("link")).unwrap();
    fs::remove_file(source("turned")).unwrap();
    fs::create_dir(source("turned")).unwrap();
    fixture.write("z", "123");
    at("z", 1_700_000_000);
    let second = backed_up(&fixture).await;

    let told = compared(&fixture, &first, &second).await;
    let lines: Vec<_> = told.entries.iter().map(|line| (&*line.path, line.change, line.before, line.after)).collect();
    let expected = [
        ("a/touched", Change::Metadata, Some(4), Some(4)),
        ("b", Change::Metadata, Some(4), Some(4)),
        ("c", Change::Removed, Some(4), None),
        ("d", Change::Added, None, Some(0)),
        ("large", Change::Content, Some(6 << 20), Some(6 << 20)),
        ("link", Change::Content, None, None),
        ("turned", Change::Type, Some(4), None),
        ("z", Change::Content, Some(4), Some(3)),
    ];
    assert_eq!(lines, expected);
    assert_eq!((told.from, told.to, told.by_content), (first.clone(), second.clone(), true));
    // The other way round, what came has gone.
    let back = compared(&fixture, &second, &first).await;
    let changes = |wanted| back.entries.iter().filter(|line| line.change == wanted).count();
    assert_eq!((changes(Change::Added), changes(Change::Removed), back.entries.len()), (1, 1, 8));
}

#[tokio::test]
async fn versions_of_a_file_are_found_with_their_snapshots() {
    let fixture = Fixture::new().await;
    let at = |seconds| set_file_mtime(fixture.path("source/chats/Plan.txt"), FileTime::from_unix_time(seconds, 0));
    fixture.write("chats/Plan.txt", "one");
    at(1_700_000_000).unwrap();
    let mut made = vec![backed_up(&fixture).await, backed_up(&fixture).await];
    fixture.write("chats/Plan.txt", "one and two");
    at(1_700_000_100).unwrap();
    fixture.write("other", "x");
    made.push(backed_up(&fixture).await);
    fs::remove_file(fixture.path("source/chats/Plan.txt")).unwrap();
    made.push(backed_up(&fixture).await);

    let told = |search: Search| -> Vec<(String, Option<u64>, u64, String, String)> {
        let found = search.found.into_iter();
        found.map(|one| (one.entry.path, one.entry.size, one.snapshots, one.first, one.last)).collect()
    };
    let path = "chats/Plan.txt".to_owned();
    let versions = [
        (path.clone(), Some(3), 2, made[0].clone(), made[1].clone()),
        (path, Some(11), 1, made[2].clone(), made[2].clone()),
    ];
    for (pattern, ignore_case) in
        [("Plan.txt", false), ("*.txt", false), ("chats/*", false), ("**/P*", false), ("plan.*", true)]
    {
        let search = searched(&fixture, pattern, ignore_case).await;
        assert_eq!((search.searched, search.unread.len()), (4, 0));
        assert_eq!(told(search), versions, "{pattern}");
    }
    for pattern in ["plan.*", "*.txt/", "chats/*/*", "Plan", "absent"] {
        assert_eq!(told(searched(&fixture, pattern, false).await), [], "{pattern}");
    }
}

#[tokio::test]
async fn what_cannot_be_searched_is_named() {
    let fixture = Fixture::new().await;
    fixture.write("a", "1");
    backed_up(&fixture).await;
    let patterns = Patterns::of(&["a".to_owned()], false).unwrap();
    let search = find(&view(&fixture).await, &[Identity::generate()], &|path| patterns.fit(path)).await;
    assert_eq!((search.searched, search.found.len(), search.unread.len()), (0, 0, 1));
    assert!(matches!(search.unread[0].1, Error::NotAReader { .. }));
    // A manifest that is gone everywhere.
    for place in ["near", "far"] {
        for pack in super::packs(&fixture, place).await {
            fs::remove_file(pack).unwrap();
        }
    }
    let search = searched(&fixture, "a", false).await;
    assert_eq!((search.searched, search.unread.len()), (1, 1));
    assert!(matches!(search.unread[0].1, Error::Lacking { .. }));
    let wrong = Patterns::of(&["[".to_owned()], false).unwrap_err();
    assert!(matches!(&wrong, Error::Search { pattern, .. } if pattern == "["));
}
