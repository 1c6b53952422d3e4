//! The nearest right name, for hints.

/// Longest name compared, in characters; the cost grows with the product of two lengths.
const LONGEST: usize = 64;

/// The candidate most like `given`, if one is alike enough to be what was meant; the first of equals.
///
/// Case, `-` and `_` count for nothing, transposed letters for one slip; about one slip in three characters is forgiven.
#[must_use]
pub fn nearest<'a, I>(given: &str, candidates: I) -> Option<&'a str>
where
    I: IntoIterator<Item = &'a str>,
{
    let given = plain(given);
    let length = given.chars().count();
    if length > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let other = plain(candidate);
        if other.chars().count() > LONGEST {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&given, &other);
        let allowed = length.max(other.chars().count()).div_ceil(3);
        // Two names that share no letter are not alike, however short they are.
        let alike = distance <= allowed && distance < length.max(1);
        if (alike || distance == 0) && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// "did you mean `x`?" for the nearest candidate.
#[must_use]
pub fn did_you_mean<'a, I>(given: &str, candidates: I) -> Option<String>
where
    I: IntoIterator<Item = &'a str>,
{
    nearest(given, candidates).map(|name| format!("did you mean `{name}`?"))
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_of_the_pen() {
        let keys = ["sources", "destinations", "keep", "prune", "exclude", "at-least"];
        for (given, right) in [
            ("destnations", Some("destinations")),
            ("Sources", Some("sources")),
            ("at_least", Some("at-least")),
            ("kepe", Some("keep")),
            ("retention", None),
            ("zzzz", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, keys), right, "{given}");
        }
    }

    #[test]
    fn chinese_names_count_by_character() {
        let headers = ["成员编号", "日期", "金额"];
        assert_eq!(nearest("成员编码", headers), Some("成员编号"));
        assert_eq!(nearest("备注", headers), None);
        assert_eq!(did_you_mean("日朝", headers).as_deref(), Some("did you mean `日期`?"));
    }

    #[test]
    fn a_very_long_name_is_like_nothing() {
        let long = "a".repeat(100_000);
        assert_eq!((nearest(&long, ["a"]), nearest("a", [long.as_str()])), (None, None));
    }
}
