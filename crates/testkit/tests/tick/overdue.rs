//! What is overdue is laid before people by itself, and once, however many servers look.

use closeout_app::{
    App,
    execute::NewItem,
    query::{EscalationQuery, Window},
};
use closeout_domain::{
    cadence::escalation::Matter,
    deadline::rhythm::Cadence,
    ids::ItemNumber,
    item::{
        Command, Draft,
        origin::{Origin, Source},
    },
    people::Role,
    priority::{Priority, Rating},
};
use closeout_testkit::TestApp;
use jiff::{ToSpan, civil::Date};

/// Items of every priority, due over three months, each the owner's.
async fn planned(site: &TestApp) {
    let owner = site.firm.member(Role::Owner);
    for n in 0..24_i32 {
        let priority = Priority::ALL.into_iter().cycle().nth(usize::try_from(n).unwrap()).unwrap();
        let draft = Draft {
            number: ItemNumber(0),
            system: site.firm.system,
            weakness: format!("weakness {n}"),
            origin: Origin { source: Source::Audit, detail: "of the year".into() },
            requirement: None,
            objectives: Vec::new(),
            findings: Vec::new(),
            recurrence_of: None,
        };
        let then = vec![
            Command::AssignOwner { person: owner.id },
            Command::Rate { rating: Rating { priority, reasons: vec!["so".into()] } },
            Command::PlanMilestone { title: "done".into(), due: site.today().saturating_add((4 * n).days()) },
        ];
        site.app.draft_item(&owner.actor, NewItem { draft, then }).await.unwrap();
    }
}

/// What was asked of whom on which day, in half a year that so many servers look at.
async fn half_a_year(servers: usize) -> Vec<(Option<Matter>, Vec<(Date, String)>)> {
    let site = TestApp::new().await;
    planned(&site).await;
    let servers: Vec<App> = (0..servers).map(|_| App::new(site.app.world().clone())).collect();
    for _ in 0..180 {
        site.clock.pass_days(1);
        let mut looking = tokio::task::JoinSet::new();
        for server in servers.clone() {
            let (organization, today) = (site.firm.id, site.today());
            // Without the lease: nothing but the record keeps them from doing it twice.
            looking.spawn(async move { server.escalate(organization, today).await.unwrap() });
        }
        looking.join_all().await;
    }
    let all = EscalationQuery { window: Window::LARGEST, ..EscalationQuery::default() };
    let page = site.app.escalations(&site.firm.member(Role::Owner).actor, &all).await.unwrap();
    let asked = |row: &closeout_app::views::EscalationRow| row.asked.iter().map(|a| (a.day, a.rung.clone())).collect();
    let mut told: Vec<_> = page.rows.iter().map(|row| (row.matter(), asked(row))).collect();
    told.sort();
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn three_servers_that_look_at_once_ask_what_one_would_have_asked() {
    let alone = half_a_year(1).await;
    let items = alone.iter().filter(|(matter, _)| matter.is_some_and(|m| m.item().is_some())).count();
    assert_eq!(items, 24, "each item is late in the end, and asked about once");
    assert_eq!(alone.len(), 24 + Cadence::ALL.len(), "no review was held, and each cadence is asked about once");
    assert!(alone.iter().all(|(_, asked)| asked.last().is_some_and(|(_, rung)| rung == "executive")), "{alone:?}");
    assert_eq!(half_a_year(3).await, alone);
}

#[tokio::test]
async fn a_missed_review_is_laid_before_the_poam_owner_and_settles_when_one_is_held() {
    let site = TestApp::new().await;
    let owner = site.firm.member(Role::Owner);
    let mut told = Vec::new();
    for _ in 0..30 {
        site.clock.pass_days(1);
        let day = site.app.escalate(site.firm.id, site.today()).await.unwrap();
        told.push((day.raised, day.climbed, day.settled));
        assert!(site.app.escalate(site.firm.id, site.today()).await.unwrap().is_nothing(), "once a day is enough");
        if told.len() == 25 {
            site.app.begin_review(&owner.actor, site.firm.system, Cadence::Weekly).await.unwrap();
        }
    }
    let all = EscalationQuery::default();
    let page = site.app.escalations(&owner.actor, &all).await.unwrap();
    let weekly = page.rows.iter().find(|row| row.review.as_deref() == Some("weekly")).unwrap();
    assert_eq!((weekly.cause.as_str(), weekly.state.as_str()), ("missed", "settled"), "{told:?}");
    assert_eq!(weekly.settled.as_deref(), Some("the review is held again"));
    let rungs: Vec<_> = weekly.asked.iter().map(|asked| asked.rung.as_str()).collect();
    assert_eq!(rungs, ["poam_owner", "executive"], "the second one running is an executive's");
}
