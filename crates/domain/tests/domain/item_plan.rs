//! What a plan says: the weakness, the requirement, the cause, the actions, the people and the means.

use closeout_domain::{
    item::{
        Command, Draft, Event, Status,
        origin::{Money, Origin, Resources},
    },
    priority::{Priority, Rating},
    rule::LONGEST_TEXT,
};

use crate::scenario::*;

fn requirement(id: &str, objectives: &[&str]) -> Command {
    let objectives = objectives.iter().map(|&text| text.to_owned()).collect();
    Command::NameRequirement { requirement: Some(id.into()).filter(|id: &String| !id.is_empty()), objectives }
}

fn drafted(draft: &Draft) -> Event {
    Event::Drafted {
        number: draft.number,
        system: draft.system,
        weakness: draft.weakness.clone(),
        origin: draft.origin.clone(),
        requirement: draft.requirement.clone(),
        objectives: draft.objectives.clone(),
        findings: draft.findings.clone(),
        recurrence_of: draft.recurrence_of,
    }
}

#[test]
fn the_poam_owner_begins_an_item() {
    let plain = draft_of("remote access needs a password only");
    let typed = Draft {
        weakness: "  remote access needs a password only\r\n".into(),
        requirement: Some("IA.L2-3.5.3".into()),
        origin: Origin { detail: " gap assessment of 10 September ".into(), ..origin() },
        ..plain.clone()
    };
    let item = nothing().when(Command::Draft(typed), OWNER).then([drafted(&plain)]).item();
    assert_eq!((item.number, item.status, item.version), (NUMBER, Status::Draft, 1));
    assert_eq!(item.chain.drafted.map(|(_, by)| by), Some(OWNER));
}

#[test]
fn what_comes_back_is_a_new_item_that_refers_to_the_old() {
    let again = Draft { recurrence_of: Some(NUMBER), number: closeout_domain::ids::ItemNumber(8), ..draft_of("again") };
    let item = nothing().when(Command::Draft(again.clone()), OWNER).then([drafted(&again)]).item();
    assert_eq!(item.recurrence_of, Some(NUMBER));
}

#[test]
fn a_number_is_taken_for_ever() {
    for stage in every_stage() {
        stage
            .when(begin(), OWNER)
            .then_refused("item-status", &[])
            .saying("POAM-0007 is taken")
            .saying("take the next");
    }
}

#[test]
fn an_item_begins_with_what_is_wrong() {
    nothing().when(Command::Draft(draft_of(" \u{7} ")), OWNER).then_refused("text-required", &["weakness"]);
    nothing()
        .when(Command::Draft(draft_of(&"x".repeat(LONGEST_TEXT + 1))), OWNER)
        .then_refused("text-required", &["weakness"])
        .saying("more than 8000");
    let endless = Origin { detail: "x".repeat(LONGEST_TEXT + 1), ..origin() };
    nothing()
        .when(Command::Draft(Draft { origin: endless, ..draft_of("w") }), OWNER)
        .then_refused("text-required", &["origin"]);
}

#[test]
fn nothing_but_a_draft_begins_an_item() {
    for command in [revise_weakness(), submit(), comment()] {
        nothing().when(command, OWNER).then_refused("item-status", &[]).saying("there is no such item");
    }
}

#[test]
fn texts_lose_what_no_page_shows_and_no_database_stores() {
    let text = "one\r\n\ttwo\u{0}\u{1b}[31m".into();
    draft()
        .when(Command::DescribeWeakness { text }, OWNER)
        .then([Event::WeaknessDescribed { text: "one\n\ttwo[31m".into() }]);
}

#[test]
fn the_weakness_and_its_cause_are_said() {
    let weakness = "remote and privileged access need a password only".to_owned();
    let given = draft().when(revise_weakness(), OWNER).then([Event::WeaknessDescribed { text: weakness.clone() }]);
    let given = given
        .when(Command::StateRootCause { text: " no owner ".into() }, OWNER)
        .then([Event::RootCauseStated { text: "no owner".into() }]);
    assert_eq!((given.item().weakness, given.item().root_cause), (weakness, Some("no owner".into())));
    let empty = String::new;
    draft().when(Command::DescribeWeakness { text: empty() }, OWNER).then_refused("text-required", &["weakness"]);
    draft().when(Command::StateRootCause { text: empty() }, OWNER).then_refused("text-required", &["root_cause"]);
}

#[test]
fn a_requirement_is_read_in_any_spelling_and_written_in_one() {
    let named = |objectives: &[&str]| Event::RequirementNamed {
        requirement: Some("3.5.3".into()),
        objectives: objectives.iter().map(|&o| o.to_owned()).collect(),
    };
    draft().when(requirement("ia.l2-3.5.3", &[]), OWNER).then([named(&[])]);
    draft().when(requirement(" 3.5.3 ", &["3.5.3[B]", "", "3.5.3[a]"]), OWNER).then([named(&["3.5.3[b]", "3.5.3[a]"])]);
    let by_objective = draft().when(requirement("", &["3.5.3[c]"]), OWNER).then([named(&["3.5.3[c]"])]);
    assert_eq!(by_objective.item().objectives, ["3.5.3[c]"]);
    let none = Event::RequirementNamed { requirement: None, objectives: vec![] };
    draft().when(requirement("  ", &[]), OWNER).then([none]);
}

#[test]
fn only_the_110_are_requirements() {
    draft().when(requirement("3.15.1", &[]), OWNER).then_refused("requirement-known", &["requirement"]);
    draft().when(requirement("3.5.3", &["3.5.3[z]"]), OWNER).then_refused("requirement-known", &["objectives"]);
    draft()
        .when(requirement("3.5.3", &["3.5.3[a]", "3.5.4"]), OWNER)
        .then_refused("requirement-known", &["objectives"])
        .saying("belongs to another requirement");
    draft().when(requirement("", &["3.5.3[a]", "3.1.1[a]"]), OWNER).then_refused("requirement-known", &["objectives"]);
    let unknown = Draft { requirement: Some("nonsense".into()), ..draft_of("w") };
    nothing().when(Command::Draft(unknown), OWNER).then_refused("requirement-known", &["requirement"]);
}

#[test]
fn actions_are_lines_that_say_something() {
    let actions = |lines: &[&str]| Command::PlanActions { actions: lines.iter().map(|&l| l.to_owned()).collect() };
    let given = draft()
        .when(actions(&[" buy tokens ", "", "turn them on"]), OWNER)
        .then([Event::ActionsPlanned { actions: vec!["buy tokens".into(), "turn them on".into()] }]);
    assert_eq!(given.item().actions.len(), 2);
    draft().when(actions(&["", " "]), OWNER).then_refused("text-required", &["actions"]);
    draft().when(actions(&["x".repeat(LONGEST_TEXT).as_str(), "y"]), OWNER).then_refused("text-required", &["actions"]);
}

#[test]
fn one_active_person_who_may_act_answers_for_an_item() {
    draft().when(Command::AssignOwner { person: LEAD }, OWNER).then([Event::OwnerAssigned { person: LEAD }]);
    for person in [FORMER, STRANGER, ASSESSOR, BYSTANDER] {
        draft().when(Command::AssignOwner { person }, OWNER).then_refused("owner-active", &["owner"]);
    }
}

#[test]
fn whoever_answers_for_an_item_plans_it_and_nobody_else_does() {
    for person in everybody() {
        let asked = complete().when(revise_weakness(), person);
        let text = "remote and privileged access need a password only".into();
        match person {
            OWNER | MANY_HATS | LEAD => drop(asked.then([Event::WeaknessDescribed { text }])),
            _ => drop(asked.then_refused("permission", &[])),
        }
    }
}

#[test]
fn a_priority_has_reasons() {
    draft().when(Command::Rate { rating: rating() }, OWNER).then([Event::Rated { rating: rating() }]);
    let rate =
        |reason: &str| Command::Rate { rating: Rating { priority: Priority::Low, reasons: vec![reason.into()] } };
    draft().when(rate("  "), OWNER).then_refused("priority-reasons", &["reasons"]);
    draft().when(rate(&"x".repeat(LONGEST_TEXT + 1)), OWNER).then_refused("text-required", &["reasons"]);
}

#[test]
fn money_has_a_source() {
    let estimate = |resources| Command::Estimate { resources };
    draft().when(estimate(resources()), OWNER).then([Event::ResourcesEstimated { resources: resources() }]);
    let free = Resources { people: "own staff".into(), hours: 0, cost: Money(0), funding: String::new() };
    draft().when(estimate(free.clone()), OWNER).then([Event::ResourcesEstimated { resources: free.clone() }]);
    let unfunded = Resources { cost: Money(50), ..free.clone() };
    draft()
        .when(estimate(unfunded), OWNER)
        .then_refused("resources-funding", &["funding"])
        .saying("$0.50 has no source");
    let nobody = Resources { people: " ".into(), ..free.clone() };
    draft().when(estimate(nobody), OWNER).then_refused("text-required", &["people"]);
    let endless = Resources { funding: "x".repeat(LONGEST_TEXT + 1), ..free };
    draft().when(estimate(endless), OWNER).then_refused("text-required", &["funding"]);
}

#[test]
fn findings_are_linked_once_and_unlinked_with_a_reason() {
    let link = |findings: &[_]| Command::LinkFindings { findings: findings.to_vec() };
    let unlink = |reason: &str| Command::UnlinkFinding { finding: FINDING, reason: reason.into() };
    let both = draft()
        .when(link(&[FINDING, OTHER_FINDING]), OWNER)
        .then([Event::FindingsLinked { findings: vec![OTHER_FINDING] }]);
    let both = both.when(link(&[FINDING, OTHER_FINDING]), OWNER).then([]);
    let both = both.when(unlink(""), OWNER).then_refused("text-required", &["reason"]);
    let one = both
        .when(unlink("of another system"), OWNER)
        .then([Event::FindingUnlinked { finding: FINDING, reason: "of another system".into() }]);
    assert_eq!(one.item().findings.into_iter().collect::<Vec<_>>(), [OTHER_FINDING]);
    let one = draft().and(unlink("of another system"), OWNER);
    one.when(unlink("again"), OWNER).then_refused("item-status", &[]).saying("not linked");
}

#[test]
fn a_plan_is_changed_while_it_is_written_or_worked_on() {
    let changes = [
        revise_weakness(),
        requirement("3.5.3", &[]),
        Command::LinkFindings { findings: vec![OTHER_FINDING] },
        Command::UnlinkFinding { finding: FINDING, reason: "r".into() },
        move_milestone(1, DECEMBER, "r"),
        drop_milestone(2),
        drop_test(1),
        revise_task(1, task_plan()),
        drop_task(1),
    ];
    for command in changes.into_iter().chain(whole_plan(HELPER, task_plan())) {
        for stage in every_stage() {
            let (item, refused) = (stage.item(), !matches!(stage.item().status, Status::Draft | Status::Open));
            if refused {
                let remedy = if item.status.is_final() { "begin a new item" } else { "while it is draft or open" };
                stage.when(command.clone(), OWNER).then_refused("item-status", &[]).saying(remedy);
            }
        }
    }
}
