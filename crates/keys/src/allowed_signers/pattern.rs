/// OpenSSH's `match_pattern_list`: true when a pattern of the comma-separated list matches and no negated one does.
/// Case counts.
pub(super) fn matches_list(text: &str, list: &str) -> bool {
    let mut matched = false;
    for pattern in list.split(',') {
        match pattern.strip_prefix('!') {
            Some(negated) if matches(text.as_bytes(), negated.as_bytes()) => return false,
            Some(_) => {}
            None => matched |= matches(text.as_bytes(), pattern.as_bytes()),
        }
    }
    matched
}

/// Names of the list that are no patterns.
pub(super) fn literals(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').filter(|pattern| !pattern.is_empty() && !pattern.contains(['*', '?', '!']))
}

/// `*` is any run of bytes, `?` is one byte. Greedy with one point to return to, so it takes at most length times
/// length steps whatever the pattern.
fn matches(text: &[u8], pattern: &[u8]) -> bool {
    let (mut t, mut p) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == b'?' || c == text[t] => {
                t += 1;
                p += 1;
            }
            _ => {
                let Some((star_at, matched)) = star else { return false };
                star = Some((star_at, matched + 1));
                p = star_at + 1;
                t = matched + 1;
            }
        }
    }
    pattern[p..].iter().all(|&c| c == b'*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn patterns_match_as_in_openssh() {
        for (text, list, expected) in [
            ("a.li", "a.li", true),
            ("a.li", "A.LI", false),
            ("a.li", "b.wang,a.li", true),
            ("a.li", "*.li", true),
            ("a.li", "?.li", true),
            ("ab.li", "?.li", false),
            ("a.li@x.org", "*@x.org,!b*", true),
            ("b.li@x.org", "*@x.org,!b*", false),
            ("b.li@x.org", "!b*,*@x.org", false),
            ("a.li", "!b", false),
            ("", "*", true),
            ("", "", true),
            ("a", "", false),
            ("aaab", "*a*b", true),
            ("aaac", "*a*b", false),
        ] {
            assert_eq!(matches_list(text, list), expected, "{text} in {list}");
        }
    }

    #[test]
    fn literals_leave_patterns_out() {
        assert_eq!(literals("*,!x,a.li,b?,,b.wang").collect::<Vec<_>>(), ["a.li", "b.wang"]);
    }

    fn simple(text: &[u8], pattern: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len()).any(|i| simple(&text[i..], rest)),
            Some((b'?', rest)) => !text.is_empty() && simple(&text[1..], rest),
            Some((c, rest)) => text.first() == Some(c) && simple(&text[1..], rest),
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(text in "[ab]{0,8}", pattern in "[ab*?]{0,6}") {
            prop_assert_eq!(matches(text.as_bytes(), pattern.as_bytes()), simple(text.as_bytes(), pattern.as_bytes()));
        }
    }
}
