//! The application service: every use case, once, for pages, the API and the command line.
//!
//! | to do | open |
//! |---|---|
//! | change an item, a system, people | [`execute`], [`people`] |
//! | read lists and pages, as of any date | [`read`], [`as_of`] |
//! | count, week by week too | [`count`], [`trend`] |
//! | bring findings in, undo that, triage | [`import`], [`triage`], [`drafting`] |
//! | know which requirements findings bear on | [`mapping`] |
//! | run acceptance tests | [`acceptance`] |
//! | lay what is overdue before somebody, decide on it | [`escalation`] |
//! | review the plan, sign the minutes | [`review`] |
//! | know what is urgent: feeds, assets, reasons | [`feeds`], [`assets`], [`urgency`] |
//! | keep evidence | [`evidence`] |
//! | know what people have time for | [`capacity`] |
//! | write reports | [`reporting`] |
//! | take the register out, read it back | [`workbook`], [`documents`] |
//! | sign in, tokens | [`auth`] |
//! | verify, rebuild | [`upkeep`] |
//! | do what happens by itself | [`tick`] |
//! | dates for calendar programs | [`calendar`] |
//! | say by mail what is due | [`notices`] |

pub mod acceptance;
pub mod as_of;
pub mod asset_page;
pub mod assets;
pub mod auth;
pub mod bulk;
pub mod calendar;
pub mod capacity;
pub mod count;
pub mod documents;
pub mod drafting;
pub mod error;
pub mod escalation;
pub mod evidence;
pub mod execute;
pub mod feeds;
pub mod filter;
pub mod history;
pub mod import;
pub mod mapping;
pub mod merging;
pub mod notices;
pub mod people;
pub mod ports;
pub mod project;
pub mod query;
pub mod read;
pub mod record;
pub mod reporting;
pub mod review;
pub mod show;
pub mod slip;
pub mod staging;
pub mod tick;
pub mod trend;
pub mod triage;
pub mod upkeep;
pub mod urgency;
pub mod views;
pub mod workbook;

use std::sync::Arc;

use closeout_domain::{
    ids::{OrganizationId, PersonId},
    people::Directory,
    policy::{self, Action},
};
pub use closeout_report::picture;
use tokio::sync::Semaphore;

pub use crate::{
    error::{Error, Problem},
    ports::World,
    record::Via,
};

/// Who asks, and in which way. Made only by signing in, by a token, or on the machine that holds the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Of which organization.
    pub organization: OrganizationId,
    /// Who.
    pub person: PersonId,
    /// In which way.
    pub via: Via,
    /// Whether nothing may be changed: a token for reading.
    pub read_only: bool,
}

/// The application: use cases over the ports.
#[derive(Clone)]
pub struct App {
    world: World,
    throttle: auth::Throttle,
    trends: trend::Trends,
    looked: escalation::calendar::Looked,
    read: notices::due::Read,
    /// A turn to write a report.
    reports: Arc<Semaphore>,
}

impl App {
    /// An application over a world.
    pub fn new(world: World) -> Self {
        let reports = Arc::new(Semaphore::new(reporting::AT_ONCE));
        let (throttle, trends) = (auth::Throttle::default(), trend::Trends::default());
        Self {
            world,
            throttle,
            trends,
            looked: escalation::calendar::Looked::default(),
            read: notices::due::Read::default(),
            reports,
        }
    }

    /// The same application, which fetches feeds from here.
    #[must_use]
    pub fn fetching_from(mut self, feeds: impl ports::FeedSource) -> Self {
        self.world.feeds = Arc::new(feeds);
        self
    }

    /// The same application, which sends mail by this server.
    #[must_use]
    pub fn mailing_by(mut self, mail: impl ports::Mailer) -> Self {
        self.world.mail = Arc::new(mail);
        self
    }

    /// The world it stands on.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Everybody of the actor's organization.
    ///
    /// # Errors
    /// When the store fails, or the organization is not in it.
    pub async fn directory(&self, actor: &Actor) -> Result<Directory, Error> {
        Ok(self.organization(actor).await?.directory())
    }

    /// The actor's organization.
    ///
    /// # Errors
    /// When the store fails, or the organization is not in it.
    pub async fn organization(&self, actor: &Actor) -> Result<views::OrganizationRow, Error> {
        let id = actor.organization;
        let row = self.world.store.organization(id).await?;
        row.ok_or_else(|| Error::NotFound { what: "organization", id: id.to_string() })
    }

    /// Everybody, if the actor may do this.
    async fn permitted(&self, actor: &Actor, action: Action) -> Result<Directory, Error> {
        let directory = self.directory(actor).await?;
        policy::permit(&directory, actor.person, action, &[])?;
        if actor.read_only && !matches!(action, Action::Read | Action::Export | Action::Audit) {
            return Err(auth::READ_ONLY.refuse("this token may only read", "issue a token that may write").into());
        }
        Ok(directory)
    }
}
