//! Comparing with a file beside the test, or writing it: `GROUPKEEP_BLESS=1 cargo test -p groupkeep-policy`.

use std::path::Path;

/// Compares `text` with the file at `path` below the crate; writes it when blessing.
pub(crate) fn expected(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("GROUPKEEP_BLESS").is_some() {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(&file, text).unwrap();
        return;
    }
    let held = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(held == text, "{path} differs from what is written now; GROUPKEEP_BLESS=1 writes it\n{text}");
}
