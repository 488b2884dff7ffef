//! What a system says of due dates and of its assets.

use axum::{Json as Plain, extract::State};
use closeout_app::{
    App,
    views::{DeadlineRow, LadderView, LimitView, RhythmView, SystemRow},
};
use closeout_domain::{
    asset::ExposureRule,
    deadline::{Basis, Counting, Policy, Preset, Row, Shift, extension::Limit},
    ids::SystemId,
    priority::{Criticality, Priority},
    rule::Refusal,
    system::Command,
    time,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{Json, Path},
    id::Id,
    systems::change,
};
use crate::{error::ApiError, permission::Administer, sent::wrong};

/// A policy of due dates. What is left out is as the policy was published.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyFields {
    /// `30-60-90`, `bod-26-04`, `fedramp` or `own`.
    #[schema(value_type = String)]
    pub preset: Id<Preset>,
    /// What the rows of an own table go by: `priority` or `severity`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub basis: Option<Id<Basis>>,
    /// The rows of an own table; the first that applies counts.
    #[serde(default)]
    pub rows: Vec<DeadlineRow>,
    /// `calendar` or `working`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub counting: Option<Id<Counting>>,
    /// What becomes of a day on which nobody works: `stays`, `before` or `after`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub shift: Option<Id<Shift>>,
    /// Whether federal holidays are free days.
    #[serde(default)]
    pub federal_holidays: bool,
    /// The organization's own free days.
    #[serde(default)]
    pub holidays: Vec<String>,
}

impl PolicyFields {
    fn policy(self) -> Result<Policy, Refusal> {
        let preset = self.preset.0;
        let published = preset.policy();
        let row = |row: DeadlineRow| {
            let DeadlineRow { level, internet, known_exploited, days } = row;
            let level = level.parse().map_err(|_| wrong("rows", &level, "critical, high, medium or low as level"))?;
            Ok(Row { level, internet, known_exploited, days })
        };
        let rows: Vec<Row> = self.rows.into_iter().map(row).collect::<Result<_, Refusal>>()?;
        let days = self.holidays.iter().map(|day| time::date("holidays", day)).collect::<Result<_, _>>()?;
        let own = preset == Preset::Own;
        Ok(Policy {
            rows: if own && !rows.is_empty() { rows } else { published.rows.clone() },
            basis: self.basis.filter(|_| own).map_or(published.basis, |basis| basis.0),
            counting: self.counting.map_or(published.counting, |counting| counting.0),
            shift: self.shift.map_or(published.shift, |shift| shift.0),
            federal_holidays: self.federal_holidays,
            holidays: days,
            ..published
        })
    }
}

/// The rules of a system about its assets, in place of every rule before.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFields {
    /// In order: each fills in what those before it left open.
    pub rules: Vec<NewRule>,
}

/// What is said of every asset with a name or an address like this.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// A name with `*` for anything, or a range of addresses.
    pub pattern: String,
    /// Whether the internet reaches them.
    #[serde(default)]
    pub internet: Option<bool>,
    /// Whether they hold or handle CUI.
    #[serde(default)]
    pub cui: Option<bool>,
    /// What their loss would mean: `high`, `medium` or `low`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub criticality: Option<Id<Criticality>>,
}

/// Say by when weaknesses of a system are to be corrected.
#[utoipa::path(post, path = "", request_body = PolicyFields, responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn deadlines(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<PolicyFields>,
) -> Result<Plain<SystemRow>, ApiError> {
    change(&who, &app, system.0, Command::SetDeadlines(Box::new(body.policy()?))).await
}

/// Who decides on later dates than the approved ones. Priorities that are not named keep what is proposed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitFields {
    /// By priority.
    pub limits: Vec<LimitView>,
}

/// Say before whom overdue items are laid, and after how many days. Priorities that are not named keep what is proposed.
#[utoipa::path(post, path = "", request_body = LadderView, responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn ladder(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<LadderView>,
) -> Result<Plain<SystemRow>, ApiError> {
    if let Some(strange) = body.steps.iter().find(|step| step.level.parse::<Priority>().is_err()) {
        return Err(wrong("steps", &strange.level, "critical, high, medium or low as level").into());
    }
    change(&who, &app, system.0, Command::SetLadder(Box::new(body.ladder()))).await
}

/// Say how often the plan of a system is reviewed, and with whom.
#[utoipa::path(post, path = "", request_body = RhythmView, responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn rhythm(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<RhythmView>,
) -> Result<Plain<SystemRow>, ApiError> {
    change(&who, &app, system.0, Command::SetRhythm(body.rhythm())).await
}

/// Say who decides on later dates than the approved ones.
#[utoipa::path(post, path = "", request_body = LimitFields, responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn extensions(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<LimitFields>,
) -> Result<Plain<SystemRow>, ApiError> {
    let limit = |l: LimitView| {
        let level = l.level.parse().map_err(|_| wrong("limits", &l.level, "critical, high, medium or low as level"))?;
        Ok(Limit { level, planner: l.planner, approver: l.approver })
    };
    let limits = body.limits.into_iter().map(limit).collect::<Result<Vec<_>, Refusal>>()?;
    change(&who, &app, system.0, Command::SetExtensions(limits)).await
}

/// How reports are marked.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkingFields {
    /// One line of at most 80 characters, as in "CUI//SP-EXPT"; empty for no marking.
    pub banner: String,
}

/// Say how the reports of a system are marked, at the top and the bottom of every page.
#[utoipa::path(post, path = "", request_body = MarkingFields, responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn marking(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<MarkingFields>,
) -> Result<Plain<SystemRow>, ApiError> {
    change(&who, &app, system.0, Command::SetMarking(body.banner)).await
}

/// Say what holds for assets of a system by their names and addresses.
#[utoipa::path(post, path = "", request_body = RuleFields, responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn exposure(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<RuleFields>,
) -> Result<Plain<SystemRow>, ApiError> {
    let rule = |rule: NewRule| {
        let NewRule { pattern, internet, cui, criticality } = rule;
        ExposureRule { pattern, internet, cui, criticality: criticality.map(|level| level.0) }
    };
    change(&who, &app, system.0, Command::SetExposureRules(body.rules.into_iter().map(rule).collect())).await
}
