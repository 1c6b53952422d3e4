use regex::Regex;

/// A pattern that is part of the program. One that does not compile, for example because a feature of the regex crate
/// was switched off, must stop the program: read without it, an export would lose records and say nothing.
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("invariant: the patterns of this crate compile, as its tests show")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    #[should_panic(expected = "the patterns of this crate compile")]
    fn a_pattern_that_does_not_compile_is_no_silence() {
        pattern("(");
    }

    /// Every pattern is made here, so that none can be switched off without a word.
    #[test]
    fn no_other_file_makes_patterns() {
        fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { files(&path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        let makers: Vec<_> =
            found.iter().filter(|path| std::fs::read_to_string(path).unwrap().contains("Regex::new")).collect();
        assert_eq!(makers.len(), 1, "{makers:?}");
        assert!(makers[0].ends_with("pattern.rs"));
    }
}
