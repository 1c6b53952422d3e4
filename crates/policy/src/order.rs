//! "Do these three first".

use crate::report::{RuleResult, Verdict};
use crate::rule::Basis;

/// The ids of the three failing rules most worth mending: the gravest first, then what rests on law, then what can be
/// mended only soon, then what costs least.
pub(crate) fn first_three(results: &[RuleResult]) -> Vec<String> {
    let mut failing: Vec<&RuleResult> =
        results.iter().filter(|result| matches!(result.verdict, Verdict::Fail | Verdict::Stale)).collect();
    failing.sort_by_key(|result| {
        let rule = &result.rule;
        let (within, cost) = rule.rescue.map_or((u32::MAX, u8::MAX), |rescue| (rescue.within_days, rescue.cost));
        (std::cmp::Reverse(result.severity), rank(rule.basis), within, cost, rule.id.clone())
    });
    failing.into_iter().take(3).map(|result| result.rule.id.clone()).collect()
}

fn rank(basis: Basis) -> u8 {
    match basis {
        Basis::Statute => 0,
        Basis::PlatformRule => 1,
        Basis::Standard => 2,
        Basis::Heuristic => 3,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rule::{Rescue, Rule, Severity, builtin_rules};

    fn result(id: &str, severity: Severity, basis: Basis, rescue: Option<(u32, u8)>) -> RuleResult {
        let rescue = rescue.map(|(within_days, cost)| Rescue { within_days, cost });
        let rule = Rule { id: id.to_owned(), basis, rescue, ..builtin_rules().unwrap().remove(0) };
        let verdict = Verdict::Fail;
        RuleResult {
            rule: Arc::new(rule),
            severity,
            verdict,
            reason: None,
            gap: None,
            value: None,
            limit: None,
            unwritten: None,
        }
    }

    #[test]
    fn weight_then_law_then_time_then_cost_then_name() {
        use Basis::{Heuristic, PlatformRule, Standard, Statute};
        use Severity::{Error, Note, Warning};
        // In the order they should be mended in; every one differs from the next in what is compared later, too.
        let ordered = [
            result("i/i", Error, Statute, Some((1, 3))),
            result("h/h", Error, Statute, Some((7, 1))),
            result("g/g", Error, Statute, Some((7, 2))),
            result("f/f", Error, Statute, None),
            result("e/e", Error, PlatformRule, Some((1, 1))),
            result("d/d", Error, Standard, Some((1, 1))),
            result("b/b", Error, Heuristic, Some((1, 1))),
            result("c/c", Error, Heuristic, Some((1, 1))),
            result("a/a", Warning, Statute, Some((1, 1))),
            result("a/0", Note, Statute, Some((1, 1))),
        ];
        let ids: Vec<&str> = ordered.iter().map(|result| result.rule.id.as_str()).collect();
        for from in 0..ordered.len() {
            let mut rest = ordered[from..].to_vec();
            rest.reverse();
            let expected: Vec<&str> = ids[from..].iter().take(3).copied().collect();
            assert_eq!(first_three(&rest), expected);
        }
    }

    #[test]
    fn only_what_fails_is_to_be_mended() {
        for verdict in Verdict::ALL {
            let result = RuleResult { verdict, ..result("a/a", Severity::Error, Basis::Statute, None) };
            let expected = usize::from(matches!(verdict, Verdict::Fail | Verdict::Stale));
            assert_eq!(first_three(&[result]).len(), expected, "{}", verdict.name());
        }
        assert!(first_three(&[]).is_empty());
    }
}
