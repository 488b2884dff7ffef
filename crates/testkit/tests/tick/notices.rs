//! What people are told by mail, on a clock that is moved and by a mail server that does as it is told.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use closeout_app::{
    App,
    ports::{Announced, Mail, Mailer, NotSent, Notice, Stage},
    tick::LEASE,
};
use closeout_domain::people::Role;
use closeout_testkit::TestApp;
use jiff::{SignedDuration, ToSpan as _};
use serde_json::json;

use crate::{OTHER, done, firm};

/// What the server answers next.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Answer {
    Takes,
    IsGone,
    Later,
    Never,
    /// It takes it, and the line is cut before it says so.
    Silent,
    /// It takes it, and our program is killed before it hears of that.
    Kills,
}

#[derive(Clone)]
struct Post {
    answer: Arc<Mutex<Answer>>,
    mailbox: Arc<Mutex<Vec<Mail>>>,
}

impl Post {
    fn that(answer: Answer) -> Self {
        Self { answer: Arc::new(Mutex::new(answer)), mailbox: Arc::default() }
    }

    fn now(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    fn mailbox(&self) -> Vec<Mail> {
        self.mailbox.lock().unwrap().clone()
    }

    fn subjects_to(&self, address: &str) -> Vec<String> {
        self.mailbox().into_iter().filter(|mail| mail.to == address).map(|mail| mail.subject).collect()
    }
}

#[async_trait]
impl Mailer for Post {
    fn place(&self) -> Option<String> {
        Some("smtp://mail.example:587".into())
    }

    fn pages(&self) -> Option<String> {
        Some("https://poam.example".into())
    }

    async fn announce(&self, mail: &Mail) -> Result<Box<dyn Announced>, NotSent> {
        match *self.answer.lock().unwrap() {
            Answer::IsGone => Err(NotSent::Nothing("nobody answers".into())),
            Answer::Later => Err(NotSent::Later("451 busy".into())),
            Answer::Never => Err(NotSent::Never("550 no such mailbox".into())),
            _ => Ok(Box::new(Ready { post: self.clone(), mail: mail.clone() })),
        }
    }
}

/// A mail that was announced.
struct Ready {
    post: Post,
    mail: Mail,
}

#[async_trait]
impl Announced for Ready {
    async fn hand_over(self: Box<Self>) -> Result<(), NotSent> {
        let Self { post, mail } = *self;
        post.mailbox.lock().unwrap().push(mail);
        let answer = *post.answer.lock().unwrap();
        match answer {
            Answer::Silent => Err(NotSent::Unknown("the line was cut".into())),
            Answer::Kills => std::future::pending().await,
            _ => Ok(()),
        }
    }
}

/// A question laid before the executive, on a Monday at nine.
async fn asked(post: &Post) -> (TestApp, App) {
    let site = TestApp::new().await;
    let owner = site.token(Role::Owner).await;
    let item = json!({"weakness": "Secret weakness of the gantry", "source": "audit"});
    owner.post("/api/v1/items", item).await.good();
    let question = json!({"rung": "executive", "reason": "Secret reason"});
    owner.post("/api/v1/items/POAM-0001/escalate", question).await.good();
    let app = site.app.clone().mailing_by(post.clone());
    (site, app)
}

async fn notices(site: &TestApp) -> BTreeMap<String, Notice> {
    let all = site.app.world().store.notices(site.firm.id, None, 500).await.unwrap();
    all.into_iter().map(|notice| (notice.what.subject.clone(), notice)).collect()
}

const QUESTION: &str = "Closeout: POAM-0001 was laid before you";

#[tokio::test]
async fn a_question_is_told_once_however_often_and_by_however_many() {
    let post = Post::that(Answer::Takes);
    let (site, app) = asked(&post).await;
    let other = site.app.clone().mailing_by(post.clone());
    for _ in 0..3 {
        let (one, two) = tokio::join!(app.tick(), other.tick());
        assert_eq!((one.unwrap().failures().count(), two.unwrap().failures().count()), (0, 0));
        site.clock.pass(SignedDuration::from_mins(1));
    }
    let to = &site.firm.member(Role::Executive).email;
    let told = post.subjects_to(to);
    assert_eq!(told.iter().filter(|subject| *subject == QUESTION).count(), 1, "{told:?}");
    assert!(told.contains(&"Closeout: your week from 2026-11-23".to_owned()), "{told:?}");
    for mail in post.mailbox() {
        let all = format!("{} {} {}", mail.subject, mail.text, mail.html);
        assert!(!all.contains("Secret"), "what is wrong stays within: {all}");
        assert!(all.contains("https://poam.example/"), "{all}");
    }
    assert!(notices(&site).await.values().all(|notice| notice.stage == Stage::Sent && notice.what.text.is_empty()));
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_put() {
    let post = Post::that(Answer::Takes);
    let (site, _) = asked(&post).await;
    site.app.tick().await.unwrap();
    assert!(notices(&site).await.is_empty());
}

#[tokio::test]
async fn what_is_old_when_a_mail_server_is_named_is_left_to_the_digest() {
    let post = Post::that(Answer::Takes);
    let (site, app) = asked(&post).await;
    site.clock.pass_days(4);
    app.tick().await.unwrap();
    let told = post.mailbox();
    assert!(!told.iter().any(|mail| mail.subject == QUESTION), "{told:?}");
}

#[tokio::test]
async fn a_year_of_days_brings_a_digest_each_monday() {
    let post = Post::that(Answer::Takes);
    let (site, app) = asked(&post).await;
    for _ in 0..70 {
        site.clock.pass_days(1);
        app.tick().await.unwrap();
        app.tick().await.unwrap();
    }
    let to = &site.firm.member(Role::Executive).email;
    let told = post.subjects_to(to);
    let mut digests: Vec<&String> = told.iter().filter(|subject| subject.contains("your week")).collect();
    assert_eq!(digests.len(), 10, "{told:?}");
    digests.dedup();
    assert_eq!(digests.len(), 10);
    let monday = site.today();
    assert!(digests.contains(&&format!("Closeout: your week from {}", monday.saturating_sub(7.days()))));
}

#[tokio::test]
async fn what_is_not_taken_now_is_tried_later_and_less_often() {
    let post = Post::that(Answer::Later);
    let (site, app) = asked(&post).await;
    app.tick().await.unwrap();
    let mut waits = Vec::new();
    for _ in 0..4 {
        let notice = notices(&site).await.remove(QUESTION).unwrap();
        assert_eq!((notice.stage, notice.why.as_str()), (Stage::Waiting, "451 busy"));
        waits.push(notice.due.duration_since(app.world().clock.now()).as_mins());
        site.clock.pass(notice.due.duration_since(app.world().clock.now()));
        app.tick().await.unwrap();
    }
    assert_eq!(waits, [1, 5, 30, 120]);
    post.now(Answer::Takes);
    site.clock.pass_days(1);
    app.tick().await.unwrap();
    assert_eq!(notices(&site).await[QUESTION].stage, Stage::Sent);
}

#[tokio::test]
async fn what_is_refused_is_given_up_until_an_administrator_says_so() {
    let post = Post::that(Answer::Never);
    let (site, app) = asked(&post).await;
    app.tick().await.unwrap();
    let dead = notices(&site).await.remove(QUESTION).unwrap();
    assert_eq!((dead.stage, dead.why.as_str()), (Stage::Dead, "550 no such mailbox"));
    post.now(Answer::Takes);
    app.tick().await.unwrap();
    assert!(post.mailbox().is_empty());
    let (administrator, owner) = (site.firm.member(Role::Administrator), site.firm.member(Role::Owner));
    assert!(app.replay_notice(&owner.actor, &dead.what.key).await.is_err());
    let stranger = site.other.member(Role::Administrator);
    assert!(app.replay_notice(&stranger.actor, &dead.what.key).await.is_err());
    app.replay_notice(&administrator.actor, &dead.what.key).await.unwrap();
    app.tick().await.unwrap();
    assert_eq!(post.mailbox().len(), 1);
    assert!(app.replay_notice(&administrator.actor, &dead.what.key).await.is_err(), "it was sent");
}

#[tokio::test]
async fn a_server_that_is_gone_is_asked_once_a_round() {
    let post = Post::that(Answer::IsGone);
    let (site, app) = asked(&post).await;
    let ticked = app.tick().await.unwrap();
    let put_off = done(firm(&site, &ticked)).into_iter().find(|(what, _)| *what == "notices put off");
    assert_eq!(put_off, Some(("notices put off", 1)));
}

#[tokio::test]
async fn what_was_handed_over_without_an_answer_is_not_sent_twice() {
    for answer in [Answer::Silent, Answer::Kills] {
        let post = Post::that(answer);
        let (site, app) = asked(&post).await;
        // The program ends in the middle of it.
        let killed = tokio::time::timeout(std::time::Duration::from_millis(300), app.tick()).await;
        assert_eq!(killed.is_err(), answer == Answer::Kills);
        assert_eq!(post.mailbox().len(), 1);
        post.now(Answer::Takes);
        for _ in 0..10 {
            site.clock.pass(SignedDuration::from_mins(2));
            app.tick().await.unwrap();
        }
        let mailbox = post.mailbox();
        let mut ids: Vec<&str> = mailbox.iter().map(|mail| mail.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), mailbox.len(), "nothing twice: {mailbox:?}");
        let all = notices(&site).await;
        assert_eq!(all.values().filter(|notice| notice.stage == Stage::Unknown).count(), 1);
        assert!(all.values().all(|notice| matches!(notice.stage, Stage::Sent | Stage::Unknown)), "{all:?}");
    }
}

#[tokio::test]
async fn sending_does_not_wait_for_whoever_has_the_lease() {
    let post = Post::that(Answer::IsGone);
    let (site, app) = asked(&post).await;
    app.tick().await.unwrap();
    post.now(Answer::Takes);
    site.clock.pass(SignedDuration::from_mins(5));
    let now = app.world().clock.now();
    assert!(app.world().store.take_lease(site.firm.id, OTHER, now, now + LEASE).await.unwrap());
    app.tick().await.unwrap();
    assert!(!post.mailbox().is_empty());
}
