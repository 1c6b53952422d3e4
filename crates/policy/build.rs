//! Embeds the shipped rule packs, so that the binary needs no files beside it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let policies = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../policies").canonicalize()?;
    println!("cargo::rerun-if-changed={}", policies.display());
    let mut files = Vec::new();
    collect(&policies, &mut files)?;
    files.sort();
    let mut code = String::from("static FILES: &[PackFile] = &[\n");
    for file in files {
        let name = file.strip_prefix(&policies)?.to_string_lossy().replace('\\', "/");
        writeln!(code, "    PackFile {{ path: {name:?}, text: include_str!({:?}) }},", file.display().to_string())?;
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("packs.rs"), code)?;
    Ok(())
}

/// Every YAML file of the packs but the cases beside the rules, which only tests read.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            // Profiles of another crate live beside the packs.
            if name != "profiles" {
                collect(&path, files)?;
            }
        } else if name.ends_with(".yaml") && !name.ends_with("_test.yaml") {
            files.push(path);
        }
    }
    Ok(())
}
