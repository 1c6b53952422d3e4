//! Signatures beside a file: `F` and `F.sigs/<principal>.sig`, as `ssh-keygen -Y sign … < F` makes and
//! `ssh-keygen -Y verify … < F` checks them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::{AllowedSigners, Error, Namespace, Signer, SigningKey, check_principal, sign};

/// Armoured signatures are well below this; a larger `.sig` file is something else.
const LARGEST_SIGNATURE: u64 = 16 * 1024;

/// One `.sig` file and what it is worth.
#[derive(Debug)]
pub struct Judged {
    /// The `.sig` file.
    pub path: PathBuf,
    /// Who signed, or why it counts for nothing.
    pub result: Result<Signer, Error>,
}

/// The folder of the signatures of `file`.
#[must_use]
pub fn folder_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sigs");
    PathBuf::from(name)
}

/// Signs the content of `file` and writes `F.sigs/<principal>.sig` in one step, replacing an older signature of the
/// same principal. Returns the path written.
///
/// # Errors
/// [`Error::Principal`], [`Error::Read`], [`Error::Sign`], [`Error::Write`].
pub fn sign_file(file: &Path, principal: &str, key: &SigningKey, namespace: Namespace) -> Result<PathBuf, Error> {
    check_principal(principal)?;
    let content = fs::read(file).map_err(|source| Error::Read { path: file.to_owned(), source })?;
    let armoured = sign(key, namespace, &content)?;
    let folder = folder_of(file);
    let path = folder.join(format!("{principal}.sig"));
    write(&folder, &path, armoured.as_bytes()).map_err(|source| Error::Write { path: path.clone(), source })?;
    Ok(path)
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    #[cfg(unix)]
    builder.permissions(permissions);
    let mut temp = builder.prefix(".tmp-").tempfile_in(folder)?;
    temp.write_all(bytes)?;
    temp.as_file().sync_all()?;
    temp.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The signers whose signature beside `file` is sound for its present content and allowed at `at`, in the order of
/// file names. A file that cannot be read and a folder that is not there give nobody.
#[must_use]
pub fn valid_signatures(file: &Path, namespace: Namespace, allowed: &AllowedSigners, at: Timestamp) -> Vec<Signer> {
    let judged = judge(file, namespace, allowed, at).unwrap_or_default();
    judged.into_iter().filter_map(|one| one.result.ok()).collect()
}

/// Every `.sig` file beside `file` with its verdict, in the order of names; empty when there is no folder. Other files
/// in the folder are not looked at.
///
/// # Errors
/// [`Error::Read`] when `file` or the folder cannot be read.
pub fn judge(file: &Path, namespace: Namespace, allowed: &AllowedSigners, at: Timestamp) -> Result<Vec<Judged>, Error> {
    let content = fs::read(file).map_err(|source| Error::Read { path: file.to_owned(), source })?;
    let folder = folder_of(file);
    let failed = |source| Error::Read { path: folder.clone(), source };
    let mut paths = Vec::new();
    match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
        Ok(entries) => {
            for entry in entries {
                let path = entry.map_err(failed)?.path();
                if path.extension().is_some_and(|extension| extension == "sig") {
                    paths.push(path);
                }
            }
        }
    }
    paths.sort();
    let judge = |path: PathBuf| Judged { result: judge_one(&path, &content, namespace, allowed, at), path };
    Ok(paths.into_iter().map(judge).collect())
}

fn judge_one(
    path: &Path,
    content: &[u8],
    namespace: Namespace,
    allowed: &AllowedSigners,
    at: Timestamp,
) -> Result<Signer, Error> {
    let principal = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    check_principal(&principal)?;
    let failed = |source| Error::Read { path: path.to_owned(), source };
    let meta = fs::metadata(path).map_err(failed)?;
    if !meta.is_file() || meta.len() > LARGEST_SIGNATURE {
        return Err(Error::NotASignature);
    }
    let bytes = fs::read(path).map_err(failed)?;
    let armoured = std::str::from_utf8(&bytes).map_err(|_| Error::NotASignature)?;
    allowed.verify(namespace, content, armoured, Some(&principal), at)
}

/// How many different people stand behind `signers`: signers who share a principal or a key, directly or through
/// others, are one person; whoever is linked to a name in `excluded` (the preparer, the author) is none.
#[must_use]
pub fn distinct_people(signers: &[Signer], excluded: &[&str]) -> usize {
    // `person[i]` is the smallest index known to be the same person as signer i.
    let mut person: Vec<usize> = (0..signers.len()).collect();
    for (i, one) in signers.iter().enumerate() {
        for (j, other) in signers.iter().enumerate().take(i) {
            if one.principal == other.principal || one.key == other.key {
                let (from, to) = (person[i].max(person[j]), person[i].min(person[j]));
                for p in person.iter_mut().filter(|p| **p == from) {
                    *p = to;
                }
            }
        }
    }
    let mut counts: BTreeMap<usize, bool> = BTreeMap::new();
    for (signer, person) in signers.iter().zip(person) {
        *counts.entry(person).or_insert(true) &= !excluded.contains(&signer.principal.as_str());
    }
    counts.values().filter(|counted| **counted).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stock;

    fn now() -> Timestamp {
        "2026-11-01T12:00:00Z".parse().expect("a time")
    }

    fn allow(people: &[(&str, &SigningKey)]) -> AllowedSigners {
        let line = |(name, key): &(&str, &SigningKey)| {
            AllowedSigners::line_for(name, &[Namespace::Waiver], &key.public()).expect("a line")
        };
        let text = people.iter().map(line).collect::<Vec<_>>().join("\n");
        AllowedSigners::parse(Path::new("allowed_signers"), &text).expect("a sound file")
    }

    #[test]
    fn two_people_sign_one_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("w-1.yaml");
        fs::write(&file, "rule: x\n").expect("a file");
        let (li, wang) = (SigningKey::generate("li"), SigningKey::generate("wang"));
        let allowed = allow(&[("a.li", &li), ("b.wang", &wang)]);
        assert_eq!(valid_signatures(&file, Namespace::Waiver, &allowed, now()), []);
        let written = sign_file(&file, "b.wang", &wang, Namespace::Waiver).expect("signed");
        assert_eq!(written, dir.path().join("w-1.yaml.sigs/b.wang.sig"));
        sign_file(&file, "a.li", &li, Namespace::Waiver).expect("signed");
        sign_file(&file, "a.li", &li, Namespace::Waiver).expect("signed again");
        let signers = valid_signatures(&file, Namespace::Waiver, &allowed, now());
        let names: Vec<_> = signers.iter().map(|signer| signer.principal.as_str()).collect();
        assert_eq!((names, distinct_people(&signers, &[])), (vec!["a.li", "b.wang"], 2));
        fs::write(&file, "rule: y\n").expect("a change");
        assert_eq!(valid_signatures(&file, Namespace::Waiver, &allowed, now()), []);
    }

    #[test]
    fn every_refusal_has_its_reason() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("w-1.yaml");
        fs::write(&file, "rule: x\n").expect("a file");
        let (li, eve) = (SigningKey::generate("li"), SigningKey::generate("eve"));
        let allowed = allow(&[("a.li", &li)]);
        sign_file(&file, "a.li", &eve, Namespace::Waiver).expect("signed with a foreign key");
        sign_file(&file, "b.wang", &li, Namespace::Waiver).expect("signed under a foreign name");
        sign_file(&file, "c.zhao", &li, Namespace::Release).expect("signed for something else");
        let folder = folder_of(&file);
        fs::write(folder.join("d.sig"), "hello").expect("a file");
        fs::write(folder.join("-e.sig"), "hello").expect("a file");
        fs::write(folder.join("f.sig"), vec![b'x'; 20_000]).expect("a file");
        fs::create_dir(folder.join("g.sig")).expect("a folder");
        fs::write(folder.join("README"), "not looked at").expect("a file");
        let judged = judge(&file, Namespace::Waiver, &allowed, now()).expect("readable");
        let kinds: Vec<_> = judged
            .iter()
            .map(|one| match &one.result {
                Err(Error::NotAllowed { .. }) => "not allowed",
                Err(Error::Namespace { .. }) => "namespace",
                Err(Error::NotASignature) => "no signature",
                Err(Error::Principal { .. }) => "principal",
                other => panic!("{}: {other:?}", one.path.display()),
            })
            .collect();
        let expected =
            ["principal", "not allowed", "not allowed", "namespace", "no signature", "no signature", "no signature"];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn a_missing_file_has_no_signatures() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("absent");
        assert!(matches!(judge(&file, Namespace::Waiver, &AllowedSigners::empty(), now()), Err(Error::Read { .. })));
        assert_eq!(valid_signatures(&file, Namespace::Waiver, &AllowedSigners::empty(), now()), []);
        sign_file(&file, "a.li", &SigningKey::generate(""), Namespace::Waiver).expect_err("nothing to sign");
        assert!(!folder_of(&file).exists());
    }

    #[test]
    fn a_name_that_leaves_the_folder_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("f");
        fs::write(&file, "x").expect("a file");
        let error = sign_file(&file, "../a", &SigningKey::generate(""), Namespace::Waiver).expect_err("a path");
        assert!(matches!(error, Error::Principal { .. }));
    }

    #[test]
    fn people_are_counted_by_name_and_by_key() {
        let keys: Vec<_> = (0..4).map(|_| SigningKey::generate("").public()).collect();
        let count = |signers: &[(&str, usize)], excluded: &[&str]| {
            let signer =
                |(name, key): &(&str, usize)| Signer { principal: (*name).to_owned(), key: keys[*key].clone() };
            distinct_people(&signers.iter().map(signer).collect::<Vec<_>>(), excluded)
        };
        assert_eq!(count(&[], &[]), 0);
        assert_eq!(count(&[("a", 0), ("b", 1)], &[]), 2);
        assert_eq!(count(&[("a", 0), ("a", 1)], &[]), 1, "one person, two keys");
        assert_eq!(count(&[("a", 0), ("b", 0)], &[]), 1, "one key under two names");
        assert_eq!(count(&[("a", 0), ("b", 1), ("a", 1)], &[]), 1, "linked by the third");
        assert_eq!(count(&[("a", 0), ("b", 1), ("c", 2), ("d", 3)], &["a"]), 3);
        assert_eq!(
            count(&[("a", 0), ("b", 0), ("c", 2)], &["a"]),
            1,
            "whoever holds the preparer's key is the preparer"
        );
        assert_eq!(count(&[("a", 0), ("b", 1), ("c", 2), ("b", 2)], &[]), 2);
    }

    #[test]
    fn stock_ssh_keygen_checks_a_file_beside() {
        let Some(mut keygen) = stock::tool("ssh-keygen") else { return };
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("release.json");
        fs::write(&file, "{}\n").expect("a file");
        let key = SigningKey::generate("");
        let sig = sign_file(&file, "a.li", &key, Namespace::Waiver).expect("signed");
        let allowed = dir.path().join("allowed_signers");
        fs::write(&allowed, format!("a.li {}\n", key.public())).expect("a file");
        keygen.args(["-Y", "verify", "-I", "a.li", "-n", "groupkeep-waiver-v1", "-f"]).arg(&allowed).arg("-s").arg(sig);
        stock::succeed(&mut keygen, Some(&file));
    }
}
