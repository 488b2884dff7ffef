//! What is written comes back, whatever people typed.

use crate::sample;
use closeout_domain::{
    ids::{ItemNumber, PartNumber},
    item::{
        Status,
        origin::{Money, Source},
        value::Ticket,
    },
    priority::Priority,
};
use closeout_exchange::{
    csv,
    document::{Criterion, Document, Entry, Label, Milestone, Party, Task},
    text, workbook,
};
use jiff::{ToSpan, civil::Date};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// Text of any kind, and the kinds that are known to hurt.
fn any_text() -> impl Strategy<Value = String> {
    let hard = select(vec![
        "=1+1",
        "+1",
        "-1",
        "@a",
        "'=x",
        "''",
        "'",
        "_x000D_",
        "_x005F_",
        "<b>&amp;",
        "]]>",
        "a\r\nb\n\nc",
        "\t=1",
        "1e5",
        "TRUE",
        "2026-01-01",
        "\u{feff}x",
        "\u{200b}",
        "\u{1f600}",
        "#REF!",
        "\u{ff1d}1",
        "\"q\",;",
        "[1] x",
        "NEW",
        "1.0",
    ]);
    prop_oneof![hard.prop_map(str::to_owned), "\\PC{0,40}", "[ -~\n]{0,60}"]
}

fn note() -> impl Strategy<Value = String> {
    any_text().prop_map(|t| text::clean(&t))
}

fn line() -> impl Strategy<Value = String> {
    any_text().prop_map(|t| text::one_line(&t)).prop_filter("a line says something", |t| !t.is_empty())
}

fn day() -> impl Strategy<Value = Date> {
    (0i32..76_000).prop_map(|days| jiff::civil::date(1990, 1, 1).saturating_add(days.days()))
}

fn party() -> impl Strategy<Value = Party> {
    select(vec![
        ("Ada Lund", "ada@a.example"),
        ("Bo O'Neil", "bo@a.example"),
        ("=Eve", "eve@a.example"),
        ("Zoë Ng", "zoe@a.example"),
    ])
    .prop_map(|(name, email)| sample::party(name, email))
}

fn milestone() -> impl Strategy<Value = Milestone> {
    (option::of(line()), option::of(day()), option::of(day())).prop_map(|(title, due, reached)| Milestone {
        title: title.unwrap_or_default(),
        due,
        reached,
        ..Milestone::default()
    })
}

fn task() -> impl Strategy<Value = Task> {
    let ticket = ("[A-Z]{1,4}[- ][0-9]{1,4}", select(vec!["", "https://t.example/1?a=b&c", "http://t.example/#x"]));
    let ticket = ticket.prop_map(|(key, url)| Ticket { key, url: url.into() });
    let who = || option::of(party());
    (line(), who(), who(), option::of(any::<u16>()), option::of(day()), vec(ticket, 0..3)).prop_map(
        |(title, responsible, approver, effort, due, tickets)| Task {
            title,
            responsible,
            approver,
            effort,
            due,
            tickets,
            ..Task::default()
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    let words = (note(), note(), note(), note(), note());
    let lists = (vec(line(), 0..4), vec(line(), 0..3), vec(line(), 0..4));
    let choices = (
        option::of(select(Source::ALL.to_vec())),
        option::of(select(Priority::ALL.to_vec())),
        option::of(select(Status::ALL.to_vec())),
        option::of(party()),
    );
    let numbers = (
        option::of(0u64..1 << 53),
        option::of(any::<u32>()),
        option::of(any::<u64>()),
        option::of(day()),
        option::of(day()),
    );
    let parts = (vec(milestone(), 0..3), vec(task(), 0..3));
    (words, lists, choices, numbers, parts).prop_map(|(words, lists, choices, numbers, parts)| {
        let (weakness, source_detail, root_cause, people, funding) = words;
        let (actions, reasons, criteria) = lists;
        let (source, priority, status, owner) = choices;
        let (version, hours, cost, due, _) = numbers;
        let (mut milestones, mut tasks) = parts;
        let part = |at: usize| u16::try_from(at + 1).ok().map(PartNumber);
        milestones.iter_mut().enumerate().for_each(|(at, m)| m.number = part(at));
        tasks.iter_mut().enumerate().for_each(|(at, t)| t.number = part(at));
        let criteria =
            criteria.into_iter().enumerate().map(|(at, text)| Criterion { number: part(at), text }).collect();
        Entry {
            version,
            weakness,
            requirement: Some("3.1.1".into()),
            objectives: vec!["3.1.1[a]".into(), "3.1.1[b]".into()],
            source,
            source_detail,
            root_cause,
            actions,
            owner,
            priority,
            reasons,
            people,
            hours,
            cost: cost.map(Money),
            funding,
            criteria,
            status,
            milestones,
            tasks,
            due,
            ..Entry::default()
        }
    })
}

fn document() -> impl Strategy<Value = Document> {
    (note(), note(), option::of(day()), vec(entry(), 0..4)).prop_map(|(organization, system, as_of, mut entries)| {
        for (at, entry) in (1u32..).zip(&mut entries) {
            entry.label = if at == 3 { Label::New("NEW-3".into()) } else { Label::Item(ItemNumber(at)) };
        }
        Document { organization, system, as_of, people: Vec::new(), entries }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_workbook_comes_back_as_it_went(document in document()) {
        let reading = workbook::read(&workbook::write(&document).unwrap()).unwrap();
        prop_assert_eq!(&reading.problems, &[]);
        prop_assert_eq!(sample::read_back(reading.document), sample::read_back(document));
    }

    #[test]
    fn a_csv_file_comes_back_as_it_went(document in document()) {
        let reading = csv::read(&csv::write(&document)).unwrap();
        prop_assert_eq!(&reading.problems, &[]);
        let mut sent = sample::read_back(document);
        for entry in &mut sent.entries {
            (entry.milestones, entry.tasks) = (Vec::new(), Vec::new());
        }
        prop_assert_eq!(sample::read_back(reading.document).entries, sent.entries);
    }

    #[test]
    fn a_neutral_text_is_harmless_and_comes_back(text in any_text()) {
        let neutral = text::neutralise(&text);
        prop_assert!(!neutral.starts_with(['=', '+', '-', '@', '\t', '\r']));
        prop_assert_eq!(text::restore(&neutral), text);
    }
}
