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
