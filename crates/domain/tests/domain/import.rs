//! Imports: committed once, undone once, and braked when much would vanish.

use closeout_domain::{
    ids::{Digest, ImportId, PersonId},
    import::{self, Changes, Command, Event, Import, Mapping, Meaning, Record, Tally},
    rule::Refusal,
    time::Stamped,
};
use uuid::Uuid;

use crate::scenario::*;

fn record() -> Box<Record> {
    Box::new(Record {
        id: ImportId(Uuid::from_u128(0x1)),
        system: SYSTEM,
        format: "nessus".into(),
        tool: "Nessus 10.8.3".into(),
        file: "weekly.nessus".into(),
        digest: Digest([7; 32]),
        size: 1_048_576,
        tally: Tally { observations: 296, present: 296, assets: 7, authenticated: 3, ..Tally::default() },
        changes: Changes { new: 30, ..Changes::default() },
        complete: true,
    })
}

fn ask(given: Option<&Import>, command: Command, by: PersonId) -> Result<Vec<Event>, Refusal> {
    import::decide(given, command, by, &firm())
}

fn then(given: Option<Import>, command: Command, by: PersonId, event: Event) -> Option<Import> {
    assert_eq!(ask(given.as_ref(), command, by), Ok(vec![event.clone()]));
    import::fold(given, &Stamped { at: EIGHT_O_CLOCK, by, what: event })
}

fn refused(given: &Option<Import>, command: Command, by: PersonId, rule: &str, fields: &[&str]) {
    let shown = format!("{command:?}");
    let refusal = ask(given.as_ref(), command, by).expect_err(&shown);
    assert_eq!(refusal.rule.id, rule, "{shown}: {refusal}");
    assert_eq!(refusal.gaps.iter().map(|gap| gap.field).collect::<Vec<_>>(), fields, "{shown}");
    explains_itself(&refusal);
}

fn undo(reason: &str) -> Command {
    Command::Undo { reason: reason.into() }
}

fn committed() -> Option<Import> {
    then(None, Command::Commit(record()), OWNER, Event::Committed(record()))
}

#[test]
fn an_import_is_committed_once_and_undone_once() {
    let given = committed();
    assert_eq!(given.as_ref().map(|i| (i.committed.1, i.undone.clone(), i.version)), Some((OWNER, None, 1)));
    refused(&given, Command::Commit(record()), OWNER, "import-stage", &[]);
    refused(&given, undo(" "), OWNER, "text-required", &["reason"]);
    let given = then(given, undo(" wrong system "), ADMINISTRATOR, Event::Undone { reason: "wrong system".into() });
    let import = given.clone().expect("committed");
    let expected = Some((EIGHT_O_CLOCK, ADMINISTRATOR, "wrong system".to_owned()));
    assert_eq!((import.undone, import.version), (expected, 2));
    refused(&given, undo("again"), OWNER, "import-stage", &[]);
    refused(&given, Command::Commit(record()), OWNER, "import-stage", &[]);
    refused(&None, undo("r"), OWNER, "import-stage", &[]);
}

#[test]
fn how_a_table_was_read_is_recorded_once_while_the_import_stands() {
    let mapping = || Mapping {
        columns: vec![Meaning { written: "Stage".into(), means: "state".into() }],
        words: vec![Meaning { written: "wontfix".into(), means: "present".into() }],
    };
    refused(&None, Command::Map(mapping()), OWNER, "import-stage", &[]);
    let given = then(committed(), Command::Map(mapping()), OWNER, Event::Mapped(mapping()));
    assert_eq!(given.as_ref().map(|i| (i.mapping.clone(), i.version)), Some((Some(mapping()), 2)));
    refused(&given, Command::Map(mapping()), OWNER, "import-stage", &[]);
    let undone = then(committed(), undo("wrong system"), OWNER, Event::Undone { reason: "wrong system".into() });
    refused(&undone, Command::Map(mapping()), OWNER, "import-stage", &[]);
}

#[test]
fn owners_and_administrators_import() {
    for person in everybody().into_iter().filter(|person| ![OWNER, ADMINISTRATOR, MANY_HATS].contains(person)) {
        refused(&None, Command::Commit(record()), person, "permission", &[]);
        refused(&committed(), undo("r"), person, "permission", &[]);
    }
}

#[test]
fn the_brake_counts_shares_and_leaves_a_handful_alone() {
    let cases: [(u64, u64, u8, bool); 13] = [
        (0, 0, 50, true),
        (10, 10, 50, true),
        (10, 10, 0, true),
        (11, 11, 50, false),
        (11, 22, 50, true),
        (11, 21, 50, false),
        (11, 1_000, 0, false),
        (11, 11, 100, true),
        (11, 0, 100, false),
        (412, 824, 50, true),
        (413, 824, 50, false),
        (5_001, 10_000, 50, false),
        (u64::MAX, 1, 100, false),
    ];
    for (absent, open, percent, passes) in cases {
        let changes = Changes { absent, ..Changes::default() };
        let answer = import::brake(&changes, open, percent, false);
        assert_eq!(answer.is_ok(), passes, "{absent} of {open} at {percent} %");
        assert!(import::brake(&changes, open, percent, true).is_ok(), "somebody said yes");
        if let Err(refusal) = answer {
            assert_eq!(refusal.rule.id, "import-brake");
            assert!(refusal.sentence.contains(&format!("{absent} of {open}")), "{refusal}");
            explains_itself(&refusal);
        }
    }
}

#[test]
fn nothing_comes_before_the_commit() {
    let undone = Event::Undone { reason: "r".into() };
    let events =
        [undone.clone(), Event::Committed(record()), undone].map(|what| Stamped { at: EIGHT_O_CLOCK, by: OWNER, what });
    assert_eq!(import::replay(&events).map(|i| (i.undone.is_some(), i.version)), Some((true, 2)));
}
