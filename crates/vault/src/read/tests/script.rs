//! `docs/recover.py` on snapshots made by hand: by a writer who means harm, and with a part of the manifest lost.

use std::fs;
use std::path::Path;
use std::process::Output;

use groupkeep_testkit::stock::{run, tool};

use super::craft::{plant_pack, publish, snapshot, statement_of};
use super::hostile::{file, folder, harmful, link};
use super::tree::names;
use crate::fixture::Fixture;
use crate::format::key;
use crate::format::manifest::ChunkRef;
use crate::format::root::ManifestChunk;
use crate::id::Digest;

/// What the script says when it restores from the first destination to `out`; nothing where a tool is missing.
pub(super) fn recover(fixture: &Fixture, more: &[&str]) -> Option<Output> {
    let mut python = tool("python3")?;
    (tool("age").is_some() && tool("zstd").is_some()).then_some(())?;
    let key = fixture.path("key.txt");
    fs::write(&key, fixture.identity.to_text(&[]).as_bytes()).unwrap();
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/recover.py"));
    python.arg("--identity").arg(key).arg("--to").arg(fixture.path("out")).arg(fixture.path("near")).args(more);
    Some(run(&mut python, None))
}

#[tokio::test]
async fn the_script_writes_nothing_outside_its_target_either() {
    let outside = Fixture::new().await;
    let canary = outside.path("canary").to_str().unwrap().to_owned();
    let place = outside.path("source").to_str().unwrap().to_owned();
    for (what, manifest) in harmful(&canary, &place) {
        let fixture = Fixture::new().await;
        snapshot(&fixture, &manifest).await;
        let Some(output) = recover(&fixture, &[]) else { return };
        let said = String::from_utf8_lossy(&output.stderr);
        // Order means nothing to the script, nor do fields it does not look at.
        let harmless = ["out of order", "a link to what comes later", "another type's fields"].contains(&what);
        assert_eq!(output.status.code(), Some(i32::from(!harmless)), "{what}: {said}");
        assert_eq!(said.contains("NOT RESTORED: "), !harmless, "{what}: {said}");
        assert!(!said.contains("Traceback"), "{what}: {said}");
        assert!(!names(&fixture.path("out")).iter().any(|name| name.contains("canary")), "{what}");
        assert!(!fixture.path("canary").exists() && !outside.path("canary").exists(), "{what}");
        assert_eq!(names(&outside.path("source")), [""; 0], "{what}");
    }
}

#[tokio::test]
async fn what_anybody_can_put_beside_the_statements_keeps_nothing_from_being_restored() {
    let fixture = Fixture::new().await;
    fixture.write("file", "content");
    fixture.backup().await.unwrap();
    let real = fixture.keys(0, "snapshots").await.remove(0);
    let planted = r#"{"schema":"groupkeep/snapshot/v0","time":"9999","state":"complete","vault":"x","root":"eA=="}"#;
    for (junk, said) in [
        ("", "is damaged"),
        ("no JSON", "Expecting value"),
        ("{}\n", "KeyError('schema')"),
        ("{\"schema\":\"groupkeep/snapshot/v1\"}\n", "is of a format this script does not know"),
        (planted, "NOT RESTORED: the snapshot: cannot be opened"),
    ] {
        let digest = if junk.is_empty() { Digest::of(b"other") } else { Digest::of(junk.as_bytes()) };
        let name = format!("{}9999999999-{}", key::snapshots(&fixture.credential.writer), digest.short());
        fs::write(fixture.path("near").join(&name), junk).unwrap();
        let Some(output) = recover(&fixture, &[]) else { return };
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(said) && !text.contains("Traceback"), "{said}: {text}");
        assert_eq!(fixture.path("out/file").exists(), junk != planted, "{text}");
        fs::remove_dir_all(fixture.path("out")).unwrap();
        let chosen = recover(&fixture, &["--snapshot", &real[real.len() - 16..]]).unwrap();
        assert!(chosen.status.success(), "{}", String::from_utf8_lossy(&chosen.stderr));
        assert_eq!(fs::read_to_string(fixture.path("out/file")).unwrap(), "content");
        fs::remove_dir_all(fixture.path("out")).unwrap();
        fs::remove_file(fixture.path("near").join(&name)).unwrap();
    }
}

#[tokio::test]
async fn what_is_written_in_the_whole_parts_of_a_manifest_is_restored() {
    let fixture = Fixture::new().await;
    let (content, line) = plant_pack(&fixture, b"WRONG").await;
    let of_content = |text: String| text.replace("{CHUNK}", &serde_json::to_string(&content).unwrap());
    let whole = of_content(
        file("a")
            + &folder("b")
            + &file("b/1")
            + &folder("c")
            + &file("c/2")
            + &link("d", "b")
            + &file("d/3")
            + &file("e"),
    );
    // The second part begins within the line of `b/1`, the third within that of `c/2`.
    let cuts = [whole.find("b/1").unwrap(), whole.find("c/2").unwrap()];
    let parts = [&whole[..cuts[0]], &whole[cuts[0]..cuts[1]], &whole[cuts[1]..]];
    let (mut manifest, mut lines): (Vec<ManifestChunk>, _) = (Vec::new(), vec![line]);
    for (part, first) in parts.iter().zip(["a", "c", "d"]) {
        let (at, line): (ChunkRef, _) = plant_pack(&fixture, part.as_bytes()).await;
        manifest.push(ManifestChunk { at, first: super::path(first) });
        lines.push(line);
    }
    let lost = lines[2].key(&fixture.credential.writer).to_string();
    let body = statement_of(&fixture, manifest, lines).await;
    publish(&fixture, body, &fixture.credential.signing_key).await;
    fs::remove_file(fixture.path("near").join(&lost)).unwrap();
    let Some(output) = recover(&fixture, &[]) else { return };
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("NOT RESTORED: \"c\", the entry before it, and everything after it until \"d\""), "{said}");
    assert!(said.contains(&lost), "{said}");
    // `d` is a link; `c` itself was in the lost part, and with it the beginning of the line of `c/2`.
    assert!(said.contains("NOT RESTORED: \"d/3\""), "{said}");
    assert_eq!(names(&fixture.path("out")), ["a", "b", "d", "e"]);
}
