use crate::{Error, ErrorKind};

/// Longest key in bytes. Leaves room for a store's own prefix within S3's 1024.
const LONGEST: usize = 512;

/// Names beginning so are files being written; no object may be called that.
pub(crate) const TEMPORARY: &str = "tmp-";

/// Checks that `key` can be kept everywhere: 1 to 512 characters of `a-z 0-9 . _ - /`, in parts separated by one `/`,
/// no part empty, `.` or `..`, none beginning with `tmp-`.
///
/// # Errors
/// [`ErrorKind::Refused`], naming the key as far as it is printable; `place` is only named.
pub fn check_key(place: &str, key: &str) -> Result<(), Error> {
    let reason = if key.is_empty() { Some("an empty key") } else { problem(key, true) };
    reason.map_or(Ok(()), |reason| Err(refusal(place, key, reason)))
}

/// Checks that `prefix` is empty or the beginning of a key: any number of characters of it, so `w/a` and `w/` both are.
///
/// # Errors
/// As [`check_key`].
pub fn check_prefix(place: &str, prefix: &str) -> Result<(), Error> {
    problem(prefix, false).map_or(Ok(()), |reason| Err(refusal(place, prefix, reason)))
}

pub(crate) fn is_key(key: &str) -> bool {
    !key.is_empty() && problem(key, true).is_none()
}

fn problem(key: &str, whole: bool) -> Option<&'static str> {
    if key.len() > LONGEST {
        return Some("a key longer than 512 characters");
    }
    if !key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-/".contains(&b)) {
        return Some("a key may hold only a-z, 0-9 and . _ - /");
    }
    let (folders, last) = key.rsplit_once('/').map_or((None, key), |(folders, last)| (Some(folders), last));
    // The last part of a prefix is cut anywhere, so it only has to be the beginning of a good one.
    let parts = folders.into_iter().flat_map(|f| f.split('/')).chain(whole.then_some(last));
    for part in parts {
        match part {
            "" => return Some("a part of the key is empty"),
            "." | ".." => return Some("`.` and `..` cannot be parts of a key"),
            _ if part.starts_with(TEMPORARY) => return Some("`tmp-` marks files being written"),
            _ => {}
        }
    }
    None
}

fn refusal(place: &str, key: &str, reason: &str) -> Error {
    let shown: String = key.chars().filter(|c| !c.is_control()).take(80).collect();
    Error::new(ErrorKind::Refused, place).key(shown).detail(reason)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_that_are_some() {
        for key in ["a", "vault/0000000000-ab.json", "w/x_1/packs/ab/0", "a/..b", "a/b..", ".hidden"] {
            assert!(check_key("p", key).is_ok(), "{key}");
        }
        assert!(check_key("p", &"a".repeat(512)).is_ok());
    }

    #[test]
    fn keys_that_are_none() {
        let long = "a".repeat(513);
        let bad = ["", "/", "/a", "a/", "a//b", "..", "a/../b", "./a", "a/.", "A", "a b", "é", "a\\b", "a\0", "tmp-x"];
        for key in bad.into_iter().chain(["a/tmp-1", "tmp-1/a", long.as_str()]) {
            assert_eq!(check_key("p", key).map_err(|e| e.kind()), Err(ErrorKind::Refused), "{key:?}");
        }
    }

    #[test]
    fn prefixes_are_beginnings_of_keys() {
        for prefix in ["", "w", "w/", "w/a", "w/.", "w/tm"] {
            assert!(check_prefix("p", prefix).is_ok(), "{prefix}");
        }
        for prefix in ["/", "//", "../", "a/../b", "W", "tmp-/"] {
            assert!(check_prefix("p", prefix).is_err(), "{prefix}");
        }
    }

    proptest! {
        #[test]
        fn every_beginning_of_a_key_is_a_prefix(key in "[a-z0-9._/-]{0,40}") {
            prop_assume!(is_key(&key));
            for end in 0..=key.len() {
                prop_assert!(check_prefix("p", &key[..end]).is_ok(), "{}", &key[..end]);
            }
        }

        #[test]
        fn no_key_leaves_its_folder(key in "[ -~]{0,24}") {
            if is_key(&key) {
                let path = std::path::Path::new(&key);
                let normal = |c| matches!(c, std::path::Component::Normal(_));
                prop_assert!(path.is_relative() && path.components().all(normal));
            }
        }
    }
}
