use crate::Error;

const LONGEST: usize = 100;

/// Checks that `name` can stand in `allowed_signers` as one literal principal and in a file name `<principal>.sig`:
/// letters and digits of any script and `. _ @ + -`, not starting with `.` or `-`, 1 to 100 bytes.
///
/// # Errors
/// [`Error::Principal`].
pub fn check_principal(name: &str) -> Result<(), Error> {
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.len() > LONGEST {
        "it is longer than 100 bytes"
    } else if name.starts_with(['.', '-']) {
        "it starts with a dot or a dash"
    } else if !name.chars().all(|c| c.is_alphanumeric() || "._@+-".contains(c)) {
        "only letters, digits and . _ @ + - are allowed"
    } else {
        return Ok(());
    };
    Err(Error::Principal { principal: name.chars().take(LONGEST).collect(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_safe_in_files_and_lists() {
        for good in ["a.li", "li@example.org", "李明", "b_wang+2", "x"] {
            assert!(check_principal(good).is_ok(), "{good}");
        }
        for bad in ["", ".", "../a", "-n", "a b", "a,b", "a*", "!a", "a\"", "a/b", "a\n", &"x".repeat(101)] {
            assert!(check_principal(bad).is_err(), "{bad:?}");
        }
    }
}
