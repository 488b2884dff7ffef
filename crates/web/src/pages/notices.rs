//! What is told by mail, and what could not be.

use askama::Template;
use closeout_app::views::{NoticeRow, OutboxView};
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// The outbox. The form `test` posts to [`urls::TEST_NOTICE`]; each notice that was given up has one that posts its key to
/// [`urls::REPLAY_NOTICE`].
#[derive(Template)]
#[template(path = "notices.html")]
pub struct Notices {
    pub frame: Frame,
    pub outbox: OutboxView,
    pub form: Form,
}

impl Notices {
    /// How many are in one of these stages, of those shown.
    fn of(&self, stages: &[&str]) -> u64 {
        self.outbox.notices.iter().filter(|notice| stages.contains(&notice.stage.as_str())).count() as u64
    }

    fn stage(&self, notice: &NoticeRow) -> &'static str {
        match notice.stage.as_str() {
            "waiting" if notice.attempts > 0 => "tried again later",
            "waiting" => "waiting",
            "sending" => "being sent",
            "sent" => "sent",
            "unknown" => "not known whether it arrived",
            _ => "given up",
        }
    }
}
