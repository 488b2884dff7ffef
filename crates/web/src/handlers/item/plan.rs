//! What the plan says, field by field.

use closeout_domain::{
    ids::FindingId,
    item::{
        Command,
        origin::{Money, Resources},
    },
    priority::{Priority, Rating},
};

use crate::handlers::show::All as _;

super::changes! {
    /// Say what is wrong.
    weakness: Plan, "weakness" => |f| vec![Command::DescribeWeakness { text: f.string("weakness") }],
        "#at-weakness", "the weakness is described anew";

    /// Name the requirement, and the objectives of it that fail.
    requirement: Plan, "requirement" => |f| {
        let requirement = f.filled("requirement").map(str::to_owned);
        vec![Command::NameRequirement { requirement, objectives: f.listed("objectives") }]
    }, "#at-weakness", "the requirement is named";

    /// Say why it came to be.
    root_cause: Plan, "root-cause" => |f| vec![Command::StateRootCause { text: f.string("root_cause") }],
        "#at-root_cause", "the root cause is stated";

    /// Say what will be done.
    actions: Plan, "actions" => |f| vec![Command::PlanActions { actions: f.lines("actions") }],
        "#at-actions", "the actions are planned";

    /// Make one person answer for it.
    owner: Plan, "owner" => |f| vec![Command::AssignOwner { person: f.named("owner")? }],
        "#at-owner", "the owner is assigned";

    /// Set the priority with its reasons.
    priority: Plan, "priority" => |f| {
        let rating = Rating { priority: f.named::<Priority>("priority")?, reasons: f.lines("reasons") };
        vec![Command::Rate { rating }]
    }, "#at-priority", "the priority is set";

    /// Say what it takes.
    resources: Plan, "resources" => |f| {
        let (hours, cost) = (f.number("hours"), f.named::<Money>("cost")).all()?;
        let (people, funding) = (f.string("people"), f.string("funding"));
        vec![Command::Estimate { resources: Resources { people, hours, cost, funding } }]
    }, "#at-resources", "the resources are stated";

    /// Untie a finding.
    unlink_finding: Plan, "unlink-finding" => |f| {
        vec![Command::UnlinkFinding { finding: f.named::<FindingId>("finding")?, reason: f.string("reason") }]
    }, "#at-findings", "the finding is detached";
}
