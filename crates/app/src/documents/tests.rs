//! Given a register that went out as a workbook, when somebody changed it, then …

use std::collections::BTreeSet;

use closeout_domain::{
    deadline::extension::Extensions,
    ids::{ItemNumber, PartNumber, PersonId, SystemId},
    item::{
        Command, Context, Draft, Item, decide,
        extension::Obstacle,
        fold,
        origin::{Money, Origin, Resources, Source},
        state::Status,
        value::TaskPlan,
    },
    people::{Directory, Person, Role},
    priority::{Priority, Rating},
    time::Stamped,
};
use closeout_exchange::{
    Document,
    document::{Criterion, Entry, Label, Milestone, Party, Task},
    workbook,
};
use jiff::civil::{Date, date};

use super::*;

const SYSTEM: SystemId = SystemId(uuid::Uuid::from_u128(1));
const DANA: PersonId = PersonId(uuid::Uuid::from_u128(11));
const OMAR: PersonId = PersonId(uuid::Uuid::from_u128(12));
const PRIYA: PersonId = PersonId(uuid::Uuid::from_u128(13));
const TODAY: Date = date(2026, 3, 2);

fn directory() -> Directory {
    let person = |name: &str, roles: &[Role]| Person {
        name: name.into(),
        email: format!("{}@halden.example", name.to_lowercase().replace(' ', ".")),
        title: String::new(),
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
        active: true,
    };
    Directory {
        people: [
            (DANA, person("Dana Whitfield", &[Role::Owner])),
            (OMAR, person("Omar Reyes", &[Role::Responsible])),
            (PRIYA, person("Priya Natarajan", &[Role::Approver, Role::Owner])),
        ]
        .into(),
    }
}

/// An item after commands, each given by a person.
fn after(mut item: Option<Item>, commands: Vec<(PersonId, Command)>) -> Item {
    let (directory, extensions) = (directory(), Extensions::default());
    let at = "2026-03-02T09:00:00Z".parse().unwrap();
    for (actor, command) in commands {
        let context = Context { at, today: TODAY, actor, directory: &directory, extensions: &extensions };
        for what in decide(item.as_ref(), command, &context).unwrap() {
            item = fold(item, &Stamped { at, by: actor, what });
        }
    }
    item.unwrap()
}

fn draft(number: u32) -> Item {
    let task = TaskPlan {
        title: "Configure the gateway".into(),
        responsible: OMAR,
        approver: DANA,
        effort: 16,
        due: date(2026, 4, 1),
    };
    let commands = [
        Command::Draft(Draft {
            number: ItemNumber(number),
            system: SYSTEM,
            weakness: format!("Weakness {number}\nin two lines"),
            origin: Origin { source: Source::Assessment, detail: "gap assessment".into() },
            requirement: Some("3.5.3".into()),
            objectives: vec!["3.5.3[a]".into()],
            findings: Vec::new(),
            recurrence_of: None,
        }),
        Command::StateRootCause { text: "nobody looked".into() },
        Command::PlanActions { actions: vec!["enrol all".into(), "refuse\nthe rest".into()] },
        Command::AssignOwner { person: DANA },
        Command::Rate { rating: Rating { priority: Priority::High, reasons: vec!["5 points".into()] } },
        Command::Estimate {
            resources: Resources { people: "Omar".into(), hours: 40, cost: Money(620_000), funding: "IT".into() },
        },
        Command::PlanMilestone { title: "All enrolled".into(), due: date(2026, 4, 15) },
        Command::AddTest { criterion: "sign-in without a second factor is refused".into(), check: None },
        Command::AddTask { plan: task },
    ];
    after(None, commands.into_iter().map(|c| (DANA, c)).collect())
}

fn open(number: u32) -> Item {
    let (submit, approve) = (Command::Submit { note: String::new() }, Command::Approve { note: String::new() });
    after(Some(draft(number)), vec![(DANA, submit), (PRIYA, approve)])
}

/// Sends items out as a workbook and reads it back.
fn sent(items: &[&Item]) -> Document {
    let document = document_of(items, &directory(), ("Halden", "Enclave"), TODAY);
    let reading = workbook::read(&workbook::write(&document).unwrap()).unwrap();
    assert_eq!(reading.problems, []);
    reading.document
}

fn compare(document: &Document, items: &[(Item, Item)]) -> Vec<Planned> {
    let directory = directory();
    let weaknesses = items.iter().map(|(_, now)| (now.weakness.clone(), now.number)).collect();
    let standing = items
        .iter()
        .map(|(then, now)| (now.number, Standing { now: now.clone(), exported: Some(then.clone()) }))
        .collect();
    diff(document, &standing, &Around { system: SYSTEM, directory: &directory, weaknesses })
}

/// What one changed entry of one item comes to.
fn edit(item: &Item, change: impl FnOnce(&mut Entry)) -> Planned {
    let mut document = sent(&[item]);
    change(&mut document.entries[0]);
    compare(&document, &[(item.clone(), item.clone())]).remove(0)
}

fn asked(planned: &Planned) -> Vec<Command> {
    match &planned.work {
        Work::Change { commands, .. } => commands.clone(),
        _ => Vec::new(),
    }
}

fn fields(planned: &Planned) -> Vec<&str> {
    planned.row.changes.iter().map(|c| c.field.as_str()).collect()
}

#[test]
fn given_an_untouched_workbook_then_nothing_changes() {
    let (first, second) = (open(1), draft(2));
    let document = sent(&[&first, &second]);
    let rows = compare(&document, &[(first.clone(), first), (second.clone(), second)]);
    for row in &rows {
        assert_eq!((row.row.outcome, &row.work), (Outcome::Unchanged, &Work::Nothing), "{row:#?}");
    }
    assert_eq!(commands(&rows, "why"), (vec![], vec![]));
}

#[test]
fn given_changed_fields_then_each_is_shown_and_asked_for() {
    let planned = edit(&draft(1), |entry| {
        entry.root_cause = "the device was never reviewed".into();
        entry.priority = Some(Priority::Critical);
        entry.owner = Some(Party { name: "omar reyes".into(), email: String::new() });
        entry.cost = Some(Money(100));
        entry.objectives = vec!["IA.L2-3.5.3[b]".into()];
    });
    assert_eq!(planned.row.outcome, Outcome::Changed, "{planned:#?}");
    assert_eq!(
        fields(&planned),
        ["Root cause", "Objectives not met", "Point of contact", "Priority", "Resources: cost (USD)"]
    );
    let cost = &planned.row.changes[4];
    assert_eq!((cost.before.as_str(), cost.after.as_str(), cost.place.row), ("$6,200", "$1", 2));
    assert!(cost.place.column.is_some());
    let rating = Rating { priority: Priority::Critical, reasons: vec!["5 points".into()] };
    assert!(asked(&planned).contains(&Command::Rate { rating }));
    assert!(asked(&planned).contains(&Command::AssignOwner { person: OMAR }));
    let ([(number, seen, asked)], []) = (&commands(&[planned], "meeting of 2 March").0[..], [(); 0]) else { panic!() };
    assert_eq!((*number, *seen), (ItemNumber(1), Some(draft(1).version)));
    assert!(matches!(&asked[0], Command::Comment { text } if text.ends_with("meeting of 2 March")));
    let then = after(Some(draft(1)), asked.iter().map(|c| (DANA, c.clone())).collect());
    assert_eq!((then.owner, then.objectives), (Some(OMAR), vec!["3.5.3[b]".to_owned()]));
}

#[test]
fn given_an_approved_date_when_it_moves_then_the_reason_of_its_row_goes_with_it() {
    let item = open(1);
    let bare = edit(&item, |entry| entry.milestones[0].due = Some(date(2026, 5, 1)));
    assert_eq!(bare.row.outcome, Outcome::Problem);
    assert!(bare.row.problems[0].message.contains("without a reason"), "{bare:#?}");
    assert_eq!(bare.row.problems[0].place.sheet, "Milestones");

    let planned = edit(&item, |entry| {
        entry.milestones[0].due = Some(date(2026, 5, 1));
        entry.milestones[0].reason = "vendor: phones late".into();
    });
    let to = date(2026, 5, 1);
    assert_eq!(
        asked(&planned),
        [Command::MoveMilestone {
            id: PartNumber(1),
            to,
            reason: "phones late".into(),
            obstacle: Some(Obstacle::Vendor)
        }]
    );
    let grant = Command::GrantExtension { id: PartNumber(1), note: String::new() };
    let steps = asked(&planned).into_iter().map(|c| (DANA, c)).chain([(PRIYA, grant)]);
    let moved = after(Some(item), steps.collect());
    assert_eq!((moved.baseline_due(), moved.due()), (Some(date(2026, 4, 15)), Some(to)));
}

#[test]
fn given_a_field_that_the_record_changed_too_then_both_are_shown_and_nothing_is_overwritten() {
    let then = draft(1);
    let text = Command::StateRootCause { text: "said in the meeting".into() };
    let now = after(Some(then.clone()), vec![(DANA, text)]);
    let mut document = sent(&[&then]);
    document.entries[0].root_cause = "said in the workbook".into();
    let rows = compare(&document, &[(then.clone(), now.clone())]);
    let row = &rows[0].row;
    assert_eq!((row.outcome, row.conflicts.len()), (Outcome::Conflict, 1));
    let conflict = &row.conflicts[0];
    assert_eq!(
        [&conflict.exported, &conflict.document, &conflict.record],
        ["nobody looked", "said in the workbook", "said in the meeting"]
    );
    assert_eq!(commands(&rows, "why").0, []);

    // Another field of the same item is no conflict, and what only the record changed is not taken back.
    document.entries[0].root_cause = "nobody looked".into();
    document.entries[0].priority = Some(Priority::Low);
    let rows = compare(&document, &[(then, now.clone())]);
    assert_eq!((rows[0].row.outcome, fields(&rows[0])), (Outcome::Changed, vec!["Priority"]));
    assert!(matches!(rows[0].work, Work::Change { seen, .. } if seen == now.version));
}

#[test]
fn given_a_status_in_the_workbook_then_it_does_not_change() {
    let planned = edit(&open(1), |entry| entry.status = Some(Status::Closed));
    assert_eq!(planned.row.outcome, Outcome::Problem);
    assert!(planned.row.problems[0].message.contains("cannot become closed here"), "{planned:#?}");
    assert_eq!(commands(&[planned], "why").0, []);
}

#[test]
fn given_what_a_document_cannot_do_then_each_is_a_problem_at_its_cell() {
    let item = open(1);
    type Case = (&'static str, fn(&mut Entry));
    let cases: [Case; 11] = [
        ("nobody who is here", |e| e.owner = Some(Party { name: "Zed".into(), email: String::new() })),
        ("cell is empty", |e| e.weakness.clear()),
        ("cell is empty", |e| e.milestones[0].due = None),
        ("none of the 110", |e| e.requirement = Some("9.9.9".into())),
        ("how a weakness became known", |e| e.source_detail = "another".into()),
        ("follows from the milestones", |e| e.due = Some(date(2027, 1, 1))),
        ("words of a milestone", |e| e.milestones[0].title = "Some enrolled".into()),
        ("no such milestone", |e| e.milestones[0].number = Some(PartNumber(7))),
        ("no such task", |e| e.tasks[0].number = Some(PartNumber(7))),
        ("approved plan does not change without", |e| e.tasks[0].effort = Some(1)),
        ("no criterion [9]", |e| e.criteria.push(Criterion { number: Some(PartNumber(9)), text: "x".into() })),
    ];
    for (expected, change) in cases {
        let planned = edit(&item, change);
        let problems = &planned.row.problems;
        assert_eq!(planned.row.outcome, Outcome::Problem, "{expected}");
        assert!(problems.iter().any(|p| p.message.contains(expected) && p.place.row > 1), "{expected}: {problems:#?}");
    }
    let mut document = sent(&[&item]);
    document.entries[0].label = Label::Item(ItemNumber(99));
    assert!(compare(&document, &[]).iter().all(|p| p.row.problems[0].message.contains("no item of the record")));
}

#[test]
fn given_no_version_then_changes_are_not_guessed() {
    let item = draft(1);
    let mut document = sent(&[&item]);
    let directory = directory();
    let standing = [(item.number, Standing { now: item, exported: None })].into();
    let around = Around { system: SYSTEM, directory: &directory, weaknesses: BTreeMap::new() };
    assert_eq!(diff(&document, &standing, &around)[0].row.outcome, Outcome::Unchanged);
    document.entries[0].root_cause = "other".into();
    assert_eq!(diff(&document, &standing, &around)[0].row.outcome, Outcome::Problem);
}

#[test]
fn given_a_silent_field_then_it_counts_for_nothing() {
    let planned = edit(&draft(1), |entry| {
        entry
            .origin
            .silent
            .extend([closeout_exchange::columns::Field::Hours, closeout_exchange::columns::Field::Weakness]);
        (entry.hours, entry.weakness) = (None, String::new());
        entry.cost = Some(Money(0));
    });
    assert_eq!((planned.row.outcome, fields(&planned)), (Outcome::Changed, vec!["Resources: cost (USD)"]));
    assert!(matches!(&asked(&planned)[0], Command::Estimate { resources } if resources.hours == 40));
}

#[test]
fn given_criteria_that_change_then_new_ones_come_before_old_ones_go() {
    let planned = edit(&draft(1), |entry| {
        entry.criteria[0].text = "a log shows the refusal".into();
        entry.criteria.push(Criterion { number: None, text: "all accounts have a factor".into() });
    });
    let asked = asked(&planned);
    assert!(
        matches!(
            &asked[..],
            [Command::AddTest { .. }, Command::AddTest { .. }, Command::DropTest { id: PartNumber(1), .. }]
        ),
        "{asked:?}"
    );
    let (changes, _) = commands(&[planned], "clearer words");
    assert!(matches!(&changes[0].2[3], Command::DropTest { reason, .. } if reason == "clearer words"));
}

#[test]
fn given_new_rows_then_a_draft_begins_with_all_that_is_said() {
    let person = |name: &str| Some(Party { name: name.into(), email: String::new() });
    let entry = Entry {
        label: Label::New("NEW-1".into()),
        weakness: "Visitors are not escorted".into(),
        requirement: Some("PE.L2-3.10.3".into()),
        source: Some(Source::Audit),
        owner: person("Priya Natarajan"),
        priority: Some(Priority::Low),
        reasons: vec!["1 point".into()],
        criteria: vec![Criterion { number: None, text: "visitor log of a month".into() }],
        milestones: vec![Milestone { title: "Log in use".into(), due: Some(date(2026, 6, 1)), ..Milestone::default() }],
        tasks: vec![Task {
            title: "Print the log".into(),
            responsible: person("Omar Reyes"),
            approver: person("Dana Whitfield"),
            effort: Some(2),
            due: Some(date(2026, 5, 20)),
            ..Task::default()
        }],
        ..Entry::default()
    };
    let dated = Entry {
        label: Label::New("NEW-2".into()),
        weakness: "Other".into(),
        due: Some(date(2026, 7, 1)),
        ..Entry::default()
    };
    let document = Document { entries: vec![entry, dated], ..Document::default() };
    let rows = compare(&document, &[]);
    assert!(rows.iter().all(|p| p.row.outcome == Outcome::New), "{rows:#?}");
    let (changes, new) = commands(&rows, "walk-through of 1 March");
    assert_eq!((changes.len(), new.len()), (0, 2));
    let item = |at: usize| {
        let draft = Draft { number: ItemNumber(5), ..new[at].draft.clone() };
        let commands = std::iter::once(Command::Draft(draft)).chain(new[at].then.clone());
        after(None, commands.map(|c| (DANA, c)).collect())
    };
    let first = item(0);
    assert_eq!((first.requirement.as_deref(), first.owner), (Some("3.10.3"), Some(PRIYA)));
    assert_eq!((first.milestones.len(), first.tasks.len(), first.tests.len()), (1, 1, 1));
    assert_eq!(
        (item(1).due(), item(1).milestones[&PartNumber(1)].title.as_str()),
        (Some(date(2026, 7, 1)), "Weakness corrected")
    );

    // Reading the same file again begins nothing twice.
    let again = compare(&document, &[(first.clone(), first)]);
    assert_eq!(again[0].row.outcome, Outcome::Problem);
    assert!(again[0].row.problems[0].message.contains("POAM-0005 has this very weakness"));
}

#[test]
fn given_a_document_that_was_applied_when_it_is_read_again_then_nothing_changes() {
    let then = open(1);
    let mut document = sent(&[&then]);
    let entry = &mut document.entries[0];
    (entry.hours, entry.reason) = (Some(80), "more staff".into());
    entry.milestones.push(Milestone { title: "Reviewed".into(), due: Some(date(2026, 4, 1)), ..Milestone::default() });
    entry.tasks[0].effort = Some(20);
    entry.tasks[0].reason = "two more gateways".into();
    entry.tasks[0].tickets.push(closeout_domain::item::value::Ticket { key: "HD-1".into(), url: String::new() });
    let rows = compare(&document, &[(then.clone(), then.clone())]);
    assert_eq!(rows[0].row.outcome, Outcome::Changed, "{rows:#?}");
    let (changes, _) = commands(&rows, "why");
    let now = after(Some(then.clone()), changes[0].2.iter().map(|c| (DANA, c.clone())).collect());
    assert_eq!((now.milestones.len(), now.tasks[&PartNumber(1)].tickets.len()), (2, 1));
    let again = compare(&document, &[(then, now)]);
    assert_eq!((again[0].row.outcome, &again[0].work), (Outcome::Unchanged, &Work::Nothing), "{again:#?}");
}
