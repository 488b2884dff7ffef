//! What happens by itself, on a clock that is moved.
#![cfg(test)]

mod notices;
mod overdue;

use std::{
    future::pending,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use closeout_app::{
    App, Error,
    auth::Attempt,
    ports::Reply,
    tick::{Done, Ending, LEASE, Moment, Round, STEPS, Step, Tended, Ticked},
};
use closeout_domain::{ids::Digest, people::Role};
use closeout_testkit::{PASSWORD, TestApp};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Whoever else reaches for a lease.
const OTHER: Uuid = Uuid::from_u128(7);

/// The firm that tests are about, in what a round came to.
fn firm<'a>(site: &TestApp, ticked: &'a Ticked) -> &'a Tended {
    let organization = site.firm.member(Role::Owner).actor.organization;
    ticked.organizations.iter().find(|t| t.organization == organization).expect("it is looked after")
}

/// What was done for somebody.
fn done(tended: &Tended) -> Vec<(&'static str, u64)> {
    let done = tended.steps.iter().flat_map(|s| s.outcome.as_deref().expect("it went well"));
    done.map(|d| (d.what, d.count)).collect()
}

/// Another server takes the firm's lease, as of now.
async fn taken_over(app: &App, moment: &Moment, now: Timestamp) -> bool {
    let until = now + LEASE;
    app.world().store.take_lease(moment.organization, OTHER, now, until).await.expect("a store")
}

/// A step that counts how often it is taken, and then does something to the world.
struct Probe {
    taken: AtomicU32,
    then: Then,
}

#[derive(Clone, Copy, PartialEq)]
enum Then {
    Ends,
    Fails,
    /// It is held up for longer than its lease, and another server takes over.
    IsLate,
    /// The same, and it never comes back.
    Hangs,
}

impl Probe {
    fn that(then: Then) -> Self {
        Self { taken: AtomicU32::new(0), then }
    }

    fn taken(&self) -> u32 {
        self.taken.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Step for Probe {
    fn name(&self) -> &'static str {
        "try"
    }

    async fn run(&self, app: &App, moment: &Moment) -> Result<Vec<Done>, Error> {
        self.taken.fetch_add(1, Ordering::Relaxed);
        match self.then {
            Then::Ends => Ok(Done::of([("tries", 1), ("nothings", 0)])),
            Then::Fails => Err(Error::Lost("a try")),
            Then::IsLate | Then::Hangs => {
                assert!(!taken_over(app, moment, moment.now).await, "it is held");
                assert!(taken_over(app, moment, moment.now + LEASE).await, "it has ended");
                if self.then == Then::Hangs {
                    pending::<()>().await;
                }
                Ok(Vec::new())
            }
        }
    }
}

/// A round of these steps, which renews at once.
async fn round(site: &TestApp, steps: &[&Probe]) -> Ticked {
    let steps: Vec<&dyn Step> = steps.iter().map(|s| *s as &dyn Step).collect();
    site.app.take_round(&Round { steps: &steps, renew: Duration::from_millis(2) }).await.expect("organizations")
}

#[tokio::test]
async fn what_has_run_out_is_forgotten_once_and_in_each_organization() {
    let site = TestApp::new().await;
    let (ours, theirs) = (site.firm.member(Role::Owner), site.other.member(Role::Owner));
    for member in [ours, theirs] {
        let attempt = site.app.sign_in(&member.email, PASSWORD, None, "test").await.expect("they may");
        assert!(matches!(attempt, Attempt::Done(_)));
    }
    let reply = Reply { request: Digest([1; 32]), status: 200, body: "{}".into() };
    let now = site.app.world().clock.now();
    let store = &site.app.world().store;
    store.put_reply(ours.actor.organization, ours.actor.person, "a", reply, now).await.expect("a store");

    assert_eq!(done(firm(&site, &site.app.tick().await.expect("a round"))), []);
    site.clock.pass(SignedDuration::from_hours(13));
    let ticked = site.app.tick().await.expect("a round");
    assert_eq!(ticked.organizations.iter().map(done).collect::<Vec<_>>(), [[("ended sessions", 1)]; 2]);
    site.clock.pass_days(1);
    let ticked = site.app.tick().await.expect("a round");
    assert_eq!(done(firm(&site, &ticked)), [("remembered answers", 1)]);
    assert_eq!(ticked.failures().count(), 0);
}

#[tokio::test]
async fn a_year_of_hours_does_nothing_twice() {
    let site = TestApp::new().await;
    let member = site.firm.member(Role::Owner);
    let mut all = std::collections::BTreeMap::new();
    for day in 0..365 {
        if day % 50 == 0 {
            site.app.sign_in(&member.email, PASSWORD, None, "test").await.expect("they may");
        }
        for _ in 0..24 {
            site.clock.pass(SignedDuration::from_hours(1));
            let ticked = site.app.tick().await.expect("a round");
            assert!(ticked.organizations.iter().all(|t| matches!(t.ending, Ending::Whole)), "{ticked:?}");
            for (what, n) in done(firm(&site, &ticked)) {
                *all.entry(what).or_insert(0) += n;
            }
        }
    }
    // Each session once; nobody holds a review, of none of the three cadences, so that each climbs once.
    let once = [("ended sessions", 8), ("questions laid before somebody higher", 3), ("questions raised", 3)];
    assert_eq!(all.into_iter().collect::<Vec<_>>(), once);
}

#[tokio::test]
async fn a_step_that_fails_stops_neither_the_others_nor_another_organization() {
    let site = TestApp::new().await;
    let (fails, ends) = (Probe::that(Then::Fails), Probe::that(Then::Ends));
    let ticked = round(&site, &[&fails, &ends]).await;
    assert_eq!((fails.taken(), ends.taken()), (2, 2), "in both organizations");
    for tended in &ticked.organizations {
        assert!(matches!(tended.ending, Ending::Whole));
        let outcomes: Vec<_> = tended.steps.iter().map(|s| s.outcome.is_ok()).collect();
        assert_eq!(outcomes, [false, true]);
    }
    let failures: Vec<_> = ticked.failures().map(|(t, step, e)| (t.map(|t| &*t.name), step, e.to_string())).collect();
    let why = "a try ended without an answer".to_owned();
    assert_eq!(failures, [(Some("Alder Engineering"), "try", why.clone()), (Some("Birch Machining"), "try", why)]);
}

#[tokio::test]
async fn while_another_server_has_the_lease_nothing_is_done_and_after_it_was_killed_everything() {
    let site = TestApp::new().await;
    let organization = site.firm.member(Role::Owner).actor.organization;
    let moment = Moment { organization, now: site.app.world().clock.now(), today: site.today() };
    assert!(taken_over(&site.app, &moment, moment.now).await);
    let probe = Probe::that(Then::Ends);
    let ticked = round(&site, &[&probe]).await;
    assert!(matches!(firm(&site, &ticked).ending, Ending::Elsewhere) && firm(&site, &ticked).steps.is_empty());
    assert_eq!((probe.taken(), ticked.failures().count()), (1, 0), "only for the other organization");
    site.clock.pass(LEASE);
    let ticked = round(&site, &[&probe]).await;
    assert_eq!((probe.taken(), done(firm(&site, &ticked))), (3, vec![("tries", 1)]));
    assert!(taken_over(&site.app, &moment, moment.now + LEASE).await, "it was returned");
}

#[tokio::test]
async fn whoever_lost_the_lease_stops_after_the_step_or_in_the_middle_of_it() {
    for (then, told) in [(Then::IsLate, 1), (Then::Hangs, 0)] {
        let site = TestApp::new().await;
        let (late, next) = (Probe::that(then), Probe::that(Then::Ends));
        let ticked = round(&site, &[&late, &next]).await;
        assert_eq!((late.taken(), next.taken()), (2, 0), "in both organizations");
        for tended in &ticked.organizations {
            assert!(matches!(tended.ending, Ending::Lost), "{tended:?}");
            assert_eq!(tended.steps.len(), told);
        }
    }
}

#[tokio::test]
async fn a_file_that_stopped_arriving_is_removed() {
    let site = TestApp::new().await;
    let path = site.folder().join("staging").join("upload.part");
    let file = std::fs::File::create(&path).expect("a file");
    let written = site.app.world().clock.now() - SignedDuration::from_hours(25);
    file.set_modified(written.into()).expect("a time");
    assert_eq!(site.app.tick().await.expect("a round").files.expect("a folder"), 1);
    assert!(!path.exists());
}

#[test]
fn each_step_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> = STEPS.iter().map(|s| s.name()).collect();
    assert_eq!(names.len(), STEPS.len());
    assert!(names.iter().all(|name| !name.ends_with('.') && name.starts_with(char::is_lowercase)), "{names:?}");
}
