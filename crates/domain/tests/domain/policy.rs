//! The whole matrix of role × action × relation as a file that people read; `CLOSEOUT_BLESS=1` writes it anew.

use std::{fmt::Write as _, path::Path};

use closeout_domain::{
    people::Role,
    policy::{self, Action, Relation, permits},
};

use crate::scenario::*;

const HEAD: &str = "\
Who may do what: one row for each action, one column for each role.

  yes     holding the role is enough
  item    holding the role and owning the item
  does    holding the role and being responsible for the task, or for any task of the item
  agrees  holding the role and being named as the task's approver
  -       never

";

fn cell(role: Role, action: Action) -> String {
    let may = |relation| permits(role, action, relation);
    if may(Relation::None) {
        return "yes".into();
    }
    let relations =
        [(Relation::ItemOwner, "item"), (Relation::TaskResponsible, "does"), (Relation::TaskApprover, "agrees")];
    let words: Vec<_> = relations.into_iter().filter(|(r, _)| may(*r)).map(|(_, word)| word).collect();
    if words.is_empty() { "-".into() } else { words.join(" ") }
}

fn matrix() -> String {
    let mut text = HEAD.to_owned();
    let mut row = |name: &str, cells: Vec<String>| {
        let mut line = format!("{name:<18}");
        for cell in cells {
            write!(line, "{cell:<15}").expect("a string takes everything");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    };
    row("", Role::ALL.iter().map(|role| role.word().to_owned()).collect());
    for action in Action::ALL {
        row(&format!("{action:?}"), Role::ALL.into_iter().map(|role| cell(role, action)).collect());
    }
    text
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the golden file is read from the tree, and written when asked to")]
fn the_matrix_is_as_agreed() {
    let path = Path::new("tests/policy.golden");
    if std::env::var("CLOSEOUT_BLESS").is_ok_and(|value| value == "1") {
        std::fs::write(path, matrix()).expect("the golden file can be written");
    }
    let golden = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        matrix(),
        golden,
        "if this change is meant, run the test with CLOSEOUT_BLESS=1 and review the difference"
    );
}

#[test]
fn a_relation_adds_and_never_takes_away() {
    for (role, action) in Role::ALL.into_iter().flat_map(|role| Action::ALL.map(|action| (role, action))) {
        let alone = permits(role, action, Relation::None);
        for relation in Relation::ALL {
            assert!(!alone || permits(role, action, relation), "{role} {action:?} {relation:?}");
        }
    }
}

#[test]
fn assessors_read_and_change_nothing_whatever_they_are_named_for() {
    for (action, relation) in Action::ALL.into_iter().flat_map(|action| Relation::ALL.map(|r| (action, r))) {
        let reads = matches!(action, Action::Read | Action::Export | Action::Audit);
        assert_eq!(permits(Role::Assessor, action, relation), reads, "{action:?} {relation:?}");
    }
}

#[test]
fn administrators_have_no_say_over_items_of_others() {
    for action in [Action::Plan, Action::ApprovePlan, Action::Work, Action::Validate, Action::Close, Action::Decide] {
        assert!(!permits(Role::Administrator, action, Relation::None), "{action:?}");
    }
}

#[test]
fn a_refused_permission_names_who_could() {
    let directory = firm();
    let refusal = |person, action| policy::permit(&directory, person, action, &[]).expect_err("not permitted");
    let cases = [
        (
            VALIDATOR,
            Action::Close,
            "Alex Moreau may not close an item; ask somebody with the role approver or executive",
        ),
        (VALIDATOR, Action::ApproveTask, "may not approve this task; ask the approver named on the task"),
        (ASSESSOR, Action::Work, "may not report work; ask somebody with the role owner"),
        (BYSTANDER, Action::Read, "may not read the record; ask somebody with the role owner or responsible or"),
        (FORMER, Action::Read, "not active in the organization; sign in as somebody who is"),
        (STRANGER, Action::Read, "not active in the organization"),
    ];
    for (person, action, words) in cases {
        let refusal = refusal(person, action);
        explains_itself(&refusal);
        assert!(refusal.to_string().contains(words), "{refusal}");
    }
}

#[test]
fn every_action_has_a_phrase_and_somebody_who_may() {
    for action in Action::ALL {
        assert!(!action.phrase().is_empty());
        let somebody = Role::ALL.into_iter().any(|role| Relation::ALL.into_iter().any(|r| permits(role, action, r)));
        assert!(somebody, "{action:?}");
    }
}
