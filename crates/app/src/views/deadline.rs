//! A priority with its reasons, a due date with its trace, and the policy behind it.

use closeout_domain::{
    deadline::{Due, Policy, Row, Standing},
    priority::Explained,
    time::calendar::Calendar,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One row of a table of due dates. The first that applies counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeadlineRow {
    /// `critical`, `high`, `medium` or `low`.
    pub level: String,
    /// Only where the internet reaches it or may, or surely does not; `null` for either.
    pub internet: Option<bool>,
    /// Only for what is known to be exploited, or is not; `null` for either.
    pub known_exploited: Option<bool>,
    /// Days from discovery.
    pub days: u16,
}

/// A policy of due dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyView {
    /// Which of the system's policies it is, from 1; 0 for the one that holds before any was chosen.
    pub number: u32,
    /// `30-60-90`, `bod-26-04`, `fedramp` or `own`.
    pub preset: String,
    /// What the rows go by: `priority` or `severity`.
    pub basis: String,
    /// Its rows; none for BOD 26-04.
    pub rows: Vec<DeadlineRow>,
    /// How days are counted: `calendar` or `working`.
    pub counting: String,
    /// What becomes of a day on which nobody works: `stays`, `before` or `after`.
    pub shift: String,
    /// Whether federal holidays are free days.
    pub federal_holidays: bool,
    /// The organization's own free days.
    #[schema(value_type = Vec<String>)]
    pub holidays: Vec<Date>,
}

impl Default for PolicyView {
    fn default() -> Self {
        Self::of(0, &closeout_domain::deadline::Preset::default().policy())
    }
}

impl PolicyView {
    /// Its free days.
    pub(crate) fn calendar(&self) -> Calendar {
        Calendar { federal: self.federal_holidays, own: self.holidays.iter().copied().collect() }
    }

    /// A policy under its number.
    pub fn of(number: usize, policy: &Policy) -> Self {
        let row = |row: &Row| DeadlineRow {
            level: row.level.word().into(),
            internet: row.internet,
            known_exploited: row.known_exploited,
            days: row.days,
        };
        Self {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            preset: policy.preset.word().into(),
            basis: policy.basis.to_string(),
            rows: policy.rows.iter().map(row).collect(),
            counting: policy.counting.to_string(),
            shift: policy.shift.to_string(),
            federal_holidays: policy.federal_holidays,
            holidays: policy.holidays.iter().copied().collect(),
        }
    }
}

/// One reason of a priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReasonView {
    /// Which step, as in `kev`.
    pub code: String,
    /// What is so.
    pub sentence: String,
    /// What it does, as in "at least high".
    pub effect: String,
    /// Whether it is not known; it changes nothing then.
    pub unknown: bool,
    /// The priority after it.
    pub after: String,
}

/// One step of the way to a due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TraceView {
    /// Which step, as in `clock`.
    pub code: String,
    /// What was done.
    pub sentence: String,
    /// The day that stands after it.
    #[schema(value_type = Option<String>, format = Date)]
    pub date: Option<Date>,
}

/// A due date with its trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DueView {
    /// The day, if there is one.
    #[schema(value_type = Option<String>, format = Date)]
    pub date: Option<Date>,
    /// `dated`, `next_upgrade`, `incomplete` or `unset`.
    pub standing: String,
    /// The date that CISA's catalog itself gives. It is kept apart.
    #[schema(value_type = Option<String>, format = Date)]
    pub kev_due_date: Option<Date>,
    /// Whether to look for signs of a break-in before anything is changed.
    pub forensic_triage: bool,
    /// How it came about.
    pub trace: Vec<TraceView>,
}

/// A priority as the sum of its reasons, and the day that follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UrgencyView {
    /// `critical`, `high`, `medium` or `low`.
    pub priority: String,
    /// Every step, in order.
    pub reasons: Vec<ReasonView>,
    /// By when, by the system's policy.
    pub due: DueView,
}

impl DueView {
    /// For people and programs.
    pub fn of(due: &Due) -> Self {
        let step = |s: &closeout_domain::deadline::Step| TraceView {
            code: s.code.into(),
            sentence: s.sentence.clone(),
            date: s.date,
        };
        let standing = match due.standing {
            Standing::On(_) => "dated",
            Standing::NextUpgrade => "next_upgrade",
            Standing::Incomplete => "incomplete",
            Standing::Unset => "unset",
        };
        Self {
            date: due.date(),
            standing: standing.into(),
            kev_due_date: due.kev_due_date.as_ref().map(|(_, date)| *date),
            forensic_triage: due.forensic_triage,
            trace: due.trace.iter().map(step).collect(),
        }
    }
}

/// A case by which a policy of due dates can be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExampleView {
    /// What is supposed.
    pub case: String,
    /// By when it would be due, and why.
    pub due: DueView,
}

impl UrgencyView {
    /// What was worked out, for people and programs.
    pub fn of(explained: &Explained, due: &Due) -> Self {
        let reason = |r: &closeout_domain::priority::Reason| ReasonView {
            code: r.code.into(),
            sentence: r.sentence.clone(),
            effect: r.effect.phrase(),
            unknown: r.effect == closeout_domain::priority::Effect::Unknown,
            after: r.after.word().into(),
        };
        Self {
            priority: explained.priority.word().into(),
            reasons: explained.reasons.iter().map(reason).collect(),
            due: DueView::of(due),
        }
    }
}
