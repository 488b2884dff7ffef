//! What reports say.

use closeout_domain::{ids::ItemNumber, people::Directory};
use closeout_report::{
    kind::{Form, Kind},
    minutes::{self, Held},
    model::{Block, Cell, Document},
    picture::Burndown,
    source::Source,
};

use crate::sample;

fn every(source: &Source) -> Vec<Document> {
    let kinds = Kind::OF_SYSTEM.into_iter().chain([Kind::Item(ItemNumber(1))]);
    kinds.filter_map(|kind| kind.document(source)).collect()
}

fn document(kind: Kind) -> Document {
    kind.document(&sample::source(20)).unwrap()
}

fn table(document: &Document, name: &str) -> Vec<Vec<String>> {
    let tables = document.sections.iter().flat_map(|s| &s.blocks).filter_map(|b| match b {
        Block::Table(table) => Some(table),
        Block::Shown(shown) => Some(&shown.table),
        _ => None,
    });
    tables.filter(|t| t.name == name).flat_map(|t| &t.rows).map(|r| r.iter().map(Cell::shown).collect()).collect()
}

#[test]
fn the_news_come_first_and_are_counted_right() {
    let source = sample::source(20);
    let (live, late) = (source.live().count(), source.late().count());
    assert!(live > late && late > 0);
    let monthly = Kind::Monthly.document(&source).unwrap();
    assert!(monthly.news[0].starts_with(&format!("{late} of {live} open items are late.")), "{:?}", monthly.news);
    assert_eq!(table(&monthly, "Late items").len(), late);
    let pending = source.pending().len();
    assert!(monthly.news[0].ends_with(&format!("{pending} decisions are needed.")), "{:?}", monthly.news);
    assert_eq!(table(&monthly, "Decisions").len(), pending);
}

#[test]
fn what_was_reviewed_and_decided_stands_in_the_packs() {
    let quarterly = document(Kind::Quarterly);
    let decided = table(&quarterly, "Decided");
    assert_eq!(decided.len(), 1);
    assert!(decided[0][2].starts_with("Fund") && decided[0][4] == "Priya Nair", "{decided:?}");
    let reviews = table(&quarterly, "Reviews");
    assert_eq!((reviews.len(), reviews[0][4].as_str()), (1, "Anna Berg"));
    let text = format!("{quarterly:?}");
    assert!(text.contains("1 weekly review was held since 22 August 2026."), "{text}");
    assert!(text.contains("reviews missed: the weekly one for 5 October 2026 to 11 October 2026"), "{text}");
    let asked = sample::source(20).pending();
    assert!(asked.iter().any(|p| p.what.starts_with("Lies before Priya Nair, an executive: late since")), "{asked:?}");
    assert_eq!(table(&document(Kind::Assessor), "Reviews"), reviews);
}

#[test]
fn minutes_say_who_was_there_what_was_said_and_who_has_to_do_what() {
    let source = sample::source(5);
    let held = Held {
        organization: source.organization,
        system: source.system,
        marking: "CUI".into(),
        review: sample::review(),
        weaknesses: source.items.iter().map(|item| (item.number, item.weakness.clone())).collect(),
        directory: source.directory,
        signed: (jiff::Timestamp::UNIX_EPOCH, sample::person(0)),
    };
    let minutes = minutes::document(&held);
    assert_eq!(minutes.news, ["1 item of the agenda was looked at.", "It came to 1 decision and 1 next action."]);
    let agenda = table(&minutes, "Agenda");
    assert_eq!(agenda[0][3], "The vendor names no day \u{2022} Decided: Another vendor is asked");
    assert_eq!(
        (agenda[0][2].as_str(), agenda[1][2].as_str(), agenda[1][3].as_str()),
        ("late, high risk", "brought up", "nothing to add")
    );
    assert_eq!(table(&minutes, "Next actions")[0][1..], ["Marcus Webb", "Call the vendor", "POAM-0001/3"]);
    let text = format!("{minutes:?}");
    assert!(text.contains("Guests: M. Vale") && text.contains("Next week without Tom"), "{text}");
    let forms = || Form::ALL.map(|form| form.write(&minutes).unwrap());
    assert_eq!(forms(), forms(), "the same review gives the same bytes");
}

#[test]
fn the_weekly_list_gives_each_person_their_own_work() {
    let weekly = document(Kind::Weekly);
    let people: Vec<&str> = weekly.sections.iter().map(|s| s.heading.as_str()).collect();
    let names =
        ["Anna Berg", "Lucía Fernández-Maldonado", "Marcus Webb", "Priya Nair", "Tom O'Brien", "Without an owner"];
    assert_eq!(people, names);
    assert_eq!(weekly.news.last().unwrap(), "Nobody answers for 2 items.");
    let rows = table(&weekly, "By person");
    assert!(rows.iter().any(|r| r[2] == "Approve" && r[1].is_empty()), "what waits for approval is not late");
    assert!(rows.iter().any(|r| r[2] == "Do" && r[6] == "HD-2"), "{rows:?}");
}

#[test]
fn the_register_has_every_item_once() {
    let rows = table(&document(Kind::Register), "Register");
    let mut numbers: Vec<&str> = rows.iter().map(|r| r[0].as_str()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!((rows.len(), numbers.len()), (20, 20));
}

#[test]
fn the_board_reads_what_slipped_and_which_risks_ran_out() {
    let quarterly = document(Kind::Quarterly);
    let moved = table(&quarterly, "Moved dates");
    assert!(moved.iter().all(|r| r[5] == "+21" && r[6] == "The vendor delivers later"), "{moved:?}");
    let risks = table(&quarterly, "Accepted risks");
    assert_eq!(risks.iter().map(|r| r[5].as_str()).collect::<Vec<_>>(), ["run out", "runs out soon"]);
}

#[test]
fn the_assessor_gets_the_digest_of_every_file() {
    let source = sample::source(20);
    let files = source.items.iter().flat_map(|i| &i.exhibits).map(|e| e.evidence.digest.to_string());
    let book = table(&Kind::Assessor.document(&source).unwrap(), "Evidence");
    assert_eq!(book.iter().map(|r| r[5].clone()).collect::<Vec<_>>(), files.collect::<Vec<_>>());
}

#[test]
fn a_dossier_tells_the_whole_story_and_there_is_none_of_an_unknown_item() {
    let dossier = document(Kind::Item(ItemNumber(1)));
    assert_eq!(dossier.title, "POAM-0001: Laptops keep controlled information unencrypted");
    assert_eq!(table(&dossier, "History").len(), 2);
    assert_eq!(table(&dossier, "Changed dates")[0][3], "The vendor delivers later");
    assert_eq!(Kind::Item(ItemNumber(99)).document(&sample::source(20)), None);
}

#[test]
fn an_empty_plan_has_sentences_and_no_empty_headings() {
    let trend = Burndown { past: Vec::new(), planned: Vec::new() };
    let source = Source { items: Vec::new(), directory: Directory::default(), trend, ..sample::source(1) };
    for document in every(&source) {
        assert!(!document.news.is_empty() && !document.news[0].is_empty(), "{}", document.title);
        let empty = |b: &Block| matches!(b, Block::Table(t) if t.rows.is_empty());
        assert!(
            document.sections.iter().all(|s| !s.blocks.is_empty() && !s.blocks.iter().any(empty)),
            "{}",
            document.title
        );
    }
}

#[test]
fn rows_have_as_many_cells_as_there_are_columns() {
    for document in every(&sample::source(30)) {
        for block in document.sections.iter().flat_map(|s| &s.blocks) {
            let (Block::Table(table) | Block::Shown(closeout_report::model::Shown { table, .. })) = block else {
                continue;
            };
            assert!(table.rows.iter().all(|r| r.len() == table.columns.len()), "{}: {}", document.title, table.name);
        }
    }
}
