//! For tests: the whole server in memory, with a fixed clock, known ids, and two organizations full of people.
//!
//! ```no_run
//! # async fn test() {
//! use closeout_domain::people::Role;
//! let site = closeout_testkit::TestApp::new().await;
//! let owner = site.token(Role::Owner).await;
//! owner.get("/api/v1/items").await.good();
//! let browser = site.browser(Role::Owner).await;
//! browser.get("/items").await.good();
//! # }
//! ```
//!
//! What goes wrong here ends the test: everything panics with what it had expected.
#![expect(clippy::expect_used, clippy::panic, reason = "a fault in a test's furniture ends the test")]

mod answer;
mod browser;
mod firm;
mod outside;
mod program;
mod world;

use std::sync::Arc;

use axum::Router;
use closeout_app::{App, World, ports};
use closeout_domain::people::Role;
use closeout_store::{blobs::FolderBlobs, memory::MemoryStore};
use closeout_web::Options;
use jiff::civil::Date;

pub use self::{
    answer::Answer,
    browser::Browser,
    firm::{Firm, Member, PASSWORD},
    outside::Outside,
    program::{Program, answer, multipart},
    world::{TODAY, TestClock, TestIds},
};

/// The server with its world.
pub struct TestApp {
    /// The use cases.
    pub app: App,
    /// The server.
    pub router: Router,
    /// The time, which stands still until it is moved.
    pub clock: Arc<TestClock>,
    /// The store, for tampering.
    pub store: Arc<MemoryStore>,
    /// The organization that tests are about.
    pub firm: Firm,
    /// Another one, with people of the same roles.
    pub other: Firm,
    folder: tempfile::TempDir,
}

impl TestApp {
    /// With the usual options.
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// With other options.
    pub async fn with(options: Options) -> Self {
        Self::made(options, ports::Nowhere).await
    }

    /// With the usual options, and feeds that are fetched from here.
    pub async fn fetching_from(feeds: impl ports::FeedSource) -> Self {
        Self::made(Options::default(), feeds).await
    }

    async fn made(options: Options, feeds: impl ports::FeedSource) -> Self {
        let folder = tempfile::tempdir().expect("a folder for files");
        let (clock, store) = (Arc::new(TestClock::default()), Arc::new(MemoryStore::new()));
        let world = World {
            store: store.clone(),
            blobs: Arc::new(FolderBlobs::open(folder.path()).expect("a folder for files")),
            clock: clock.clone(),
            ids: Arc::new(TestIds::default()),
            feeds: Arc::new(feeds),
            mail: Arc::new(ports::NoMail),
        };
        let app = App::new(world);
        let firm = Firm::found(&app, "Alder Engineering", "alder.example").await;
        let other = Firm::found(&app, "Birch Machining", "birch.example").await;
        let router = closeout_web::router(app.clone(), options);
        Self { app, router, clock, store, firm, other, folder }
    }

    /// Today, where the organizations work.
    pub fn today(&self) -> Date {
        self.app.today()
    }

    /// A program that acts for a person of the firm.
    pub async fn token(&self, role: Role) -> Program {
        self.token_of(&self.firm, role).await
    }

    /// A program that acts for a person of either organization.
    pub async fn token_of(&self, firm: &Firm, role: Role) -> Program {
        let actor = firm.member(role).actor;
        let until = self.today().saturating_add(jiff::ToSpan::days(90));
        let token = self.app.issue_token(&actor, "test", false, until).await.expect("a token");
        Program::new(self.router.clone(), token)
    }

    /// A program that may only read.
    pub async fn reading_token(&self, role: Role) -> Program {
        let actor = self.firm.member(role).actor;
        let until = self.today().saturating_add(jiff::ToSpan::days(90));
        let token = self.app.issue_token(&actor, "test, reading", true, until).await.expect("a token");
        Program::new(self.router.clone(), token)
    }

    /// A program without a token.
    pub fn stranger(&self) -> Program {
        Program::new(self.router.clone(), String::new())
    }

    /// A browser in which a person of the firm is signed in.
    pub async fn browser(&self, role: Role) -> Browser {
        self.browser_of(&self.firm, role).await
    }

    /// A browser in which a person of either organization is signed in.
    pub async fn browser_of(&self, firm: &Firm, role: Role) -> Browser {
        Browser::signed_in(self, firm.member(role)).await
    }

    /// A browser in which nobody is signed in.
    pub fn anonymous(&self) -> Browser {
        Browser::anonymous(self.router.clone())
    }

    /// The folder of files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// How many files are on their way: none, once every request has its answer.
    pub fn arriving(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("staging")).expect("a staging folder").count()
    }
}
