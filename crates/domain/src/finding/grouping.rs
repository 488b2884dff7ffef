//! Which findings are corrected by the same work. One item for each fix, not one for each line of a scan.

use uuid::Uuid;

use super::identity;
use crate::ids::SystemId;

/// Advice shorter than this says too little to be the same fix twice, in characters.
const SHORTEST_ADVICE: usize = 16;

/// The key of the work that corrects a finding: what the source advises, or the check itself where the advice says nothing.
pub fn fix_of(system: SystemId, family: &str, check: &str, recommendation: &str) -> Uuid {
    let advice = recommendation.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let telling = advice.chars().count() >= SHORTEST_ADVICE && !advice.starts_with("n/a");
    let fix = if telling { format!("advice {advice}") } else { format!("check {}", check.trim()) };
    identity::fix(system, family, &fix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_advice_is_the_same_fix_and_empty_advice_is_not() {
        let system = SystemId(Uuid::from_u128(1));
        let fix = |check, advice| fix_of(system, "nessus", check, advice);
        assert_eq!(fix("1", "Upgrade to  OpenSSL 3.0.15 or later."), fix("2", "upgrade to OpenSSL 3.0.15 or later."));
        assert_ne!(fix("1", "n/a"), fix("2", "n/a"));
        assert_ne!(fix("1", ""), fix("2", ""));
        assert_ne!(fix("1", "Disable SSL version 3."), fix("1", "Disable TLS version 1.0."));
    }
}
