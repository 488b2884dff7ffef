//! The gate before an approver: what a plan must say.

use jiff::civil::Date;

use super::{
    acceptance, milestone,
    state::{Item, Status},
    task::{Stage, Task},
};
use crate::{
    people::Directory,
    rule::{Gap, Kind, Refusal, Rule},
};

/// A plan must say all of it before anybody approves it.
pub const COMPLETE: Rule = Rule {
    id: "plan-complete",
    cites: "32 CFR 170.4 (POA&M: tasks, resources, milestones, scheduled completion dates); SP 800-171A 3.12.2[b]; OMB M-02-01",
    kind: Kind::Input,
};

/// Everything that the plan still lacks, in the order in which people fill it in. Empty means complete.
pub fn gaps(item: &Item, today: Date, directory: &Directory) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut lacks = |missing: bool, field: &'static str, sentence: &str| {
        if missing {
            gaps.push(Gap { field, sentence: sentence.into() });
        }
    };
    lacks(item.weakness.trim().is_empty(), "weakness", "say what is wrong");
    lacks(item.root_cause.is_none(), "root_cause", "say why the weakness came to be, so that it does not come back");
    lacks(item.actions.is_empty(), "actions", "name at least one corrective action");
    lacks(item.owner.is_none_or(|owner| !directory.acts(owner)), "owner", "name one active person who answers for it");
    lacks(item.rating.as_ref().is_none_or(|r| r.reasons.is_empty()), "priority", "set a priority and say why");
    lacks(
        item.resources.is_none(),
        "resources",
        "say which people, how many hours and how much money it takes; none is an answer, silence is not",
    );
    lacks(
        milestone::standing(&item.milestones).next().is_none(),
        "milestones",
        "plan at least one milestone with a day",
    );
    for (id, m) in milestone::standing(&item.milestones) {
        let sentence =
            format!("milestone {id} is due on {}, which has passed: move it to a day that can be met", m.due);
        lacks(m.due < today, "milestones", &sentence);
    }
    lacks(acceptance::standing(&item.tests).next().is_none(), "tests", "say what must be shown to call it fixed");
    for (id, Task { plan, .. }) in item.tasks.iter().filter(|(_, t)| t.stage != Stage::Dropped) {
        let gone = |person| !directory.acts(person);
        lacks(gone(plan.responsible), "tasks", &format!("task {id} needs a responsible person who is still here"));
        lacks(gone(plan.approver), "tasks", &format!("task {id} needs an approver who is still here"));
        let sentence = format!("task {id} is due on {}, which has passed: give it a day that can be met", plan.due);
        lacks(plan.due < today, "tasks", &sentence);
    }
    gaps
}

/// Lets a complete plan pass.
pub(super) fn gate(item: &Item, today: Date, directory: &Directory) -> Result<(), Refusal> {
    let gaps = gaps(item, today, directory);
    match gaps.len() {
        0 => Ok(()),
        n => {
            let sentence = format!("the plan has {n} gap{}", if n == 1 { "" } else { "s" });
            let remedy = match item.status {
                Status::Proposed => "return it, so that what is listed can be filled in",
                _ => "fill in what is listed and submit again",
            };
            Err(Refusal { gaps, ..COMPLETE.refuse(sentence, remedy) })
        }
    }
}
