//! What lists can be asked, in the words of the application's own filters.

use closeout_app::{App, filter::Reader};
use utoipa::IntoParams;

use super::Bearer;

impl<P> Bearer<P> {
    /// Reads filters for this person on this day.
    pub fn reader(&self, app: &App) -> Reader<'_> {
        Reader { me: self.actor.person.0, directory: &self.directory, today: app.today() }
    }
}

/// Which part of a list, and of which system.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Window {
    /// The key of a system; all systems when left out.
    pub system: Option<String>,
    /// Rows to pass over: the `next` of the page before.
    #[param(minimum = 0)]
    pub from: Option<u64>,
    /// Rows to return, 1 to 1,000; 50 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub rows: Option<u32>,
}

/// The list as it was at the end of a day.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AsOf {
    /// The day, in UTC; today when left out.
    #[param(value_type = Option<String>, format = Date)]
    pub as_of: Option<String>,
}

/// Which notices.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Notices {
    /// `waiting`, `sending`, `sent`, `unknown` or `dead`; all when left out.
    pub stage: Option<String>,
}

/// Which items.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Items {
    /// One status or several with commas: `draft`, `proposed`, `open`, `awaiting_validation`, `validated`, `closed`, `accepted`,
    /// `dismissed`; or `live` for all on which somebody still has to do something.
    pub status: Option<String>,
    /// `critical`, `high`, `medium` or `low`.
    pub priority: Option<String>,
    /// A person's key or address, or `me`.
    pub owner: Option<String>,
    /// Owned by whoever asks, or with a task of theirs that is not done.
    pub mine: Option<bool>,
    /// Waiting for a step: `approve`, `validate`, `close`, `decide`, `extend` or `extend_executive`.
    pub waiting: Option<String>,
    /// A requirement (`3.5.3`) or a family (`3.5.`).
    pub requirement: Option<String>,
    /// Late today.
    pub late: Option<bool>,
    /// Due within so many days, or by this day.
    pub due: Option<String>,
    /// Number, weakness or requirement contains this.
    pub text: Option<String>,
    /// `due` (the usual), `priority`, `number` or `changed`.
    pub order: Option<String>,
}

/// Which escalations.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Escalations {
    /// About this item.
    pub item: Option<String>,
    /// One state or several with commas: `open`, `decided`, `lapsed`, `settled`.
    pub state: Option<String>,
    /// Whom it lies before, or lay before in the end: a person's key or address, or `me`.
    pub to: Option<String>,
}

/// Which reviews.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Reviews {
    /// `weekly`, `monthly` or `quarterly`.
    pub cadence: Option<String>,
    /// One state or several with commas: `open`, `signed`, `given_up`.
    pub state: Option<String>,
}

/// Which tasks.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Tasks {
    /// Of this item.
    pub item: Option<String>,
    /// `open`, `done`, `approved` or `dropped`.
    pub stage: Option<String>,
    /// A person's key or address, or `me`.
    pub responsible: Option<String>,
    /// A person's key or address, or `me`.
    pub approver: Option<String>,
    /// Open and late today.
    pub late: Option<bool>,
    /// Only of items that are being worked on.
    pub active: Option<bool>,
}

/// Which milestones.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Milestones {
    /// Of this item.
    pub item: Option<String>,
    /// Reached, or not.
    pub reached: Option<bool>,
    /// Not reached and late today.
    pub late: Option<bool>,
}

/// Which findings.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Findings {
    /// `open`, `absent` or `dismissed`.
    pub state: Option<String>,
    /// At least of this priority: `critical`, `high`, `medium` or `low`.
    pub priority: Option<String>,
    /// At least this severe: `critical`, `high`, `medium`, `low` or `info`.
    pub severity: Option<String>,
    /// Answered by an item, or by none.
    pub answered: Option<bool>,
    /// With a CVE that CISA's catalog lists as known to be exploited, or without one.
    pub exploited: Option<bool>,
    /// Open on an asset that the internet reaches, or on none that is known to be so.
    pub internet: Option<bool>,
    /// Corrected by this work.
    pub fix: Option<String>,
    /// On this asset.
    pub asset: Option<String>,
    /// Stated in this import.
    pub import: Option<String>,
    /// Each word of this begins a word of check, title or a CVE.
    pub text: Option<String>,
    /// The key of the last finding of the page before, or of fixes the first of the last one's `ids`: what comes after it is
    /// found at once, however far down the list. `from` is then only counted on.
    pub after: Option<String>,
}

/// Which assets.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Assets {
    /// On which this finding is open.
    pub finding: Option<String>,
    /// Label, address or operating system contains this.
    pub text: Option<String>,
}

/// Which of the catalog's mappings.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Mapping {
    /// Words that the row holds, in any order: a CCI, a control, a requirement.
    pub text: Option<String>,
}

/// Of which system.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfSystem {
    /// The key of a system; the first of the organization when left out.
    pub system: Option<String>,
}

/// Which part of the log.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Log {
    /// Entries before this position: the `next` of the page before. The newest when left out.
    pub before: Option<u64>,
    /// Of one subject, as in `item/7`, `organization`, `system/…`, `import/…` or `dismissal/…`.
    pub subject: Option<String>,
    /// How many, 1 to 1,000; 50 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub rows: Option<u32>,
}

/// How typed findings are to be brought in.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Typed {
    /// The key of the system they speak of; the first of the organization when left out.
    pub system: Option<String>,
    /// `preview` only says what they would change; `commit` brings them in.
    pub mode: String,
    /// `true` lets them pass the brake.
    pub yes: Option<bool>,
}

/// Which imports.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Imports {
    /// The key of a system; all systems when left out.
    pub system: Option<String>,
    /// How many, 1 to 1,000; 50 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub rows: Option<u32>,
}

/// In which form.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InForm {
    /// `pdf`, `html` or `xlsx`; `pdf` when left out.
    pub format: Option<String>,
}
