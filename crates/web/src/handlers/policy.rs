//! The policy of due dates of a system, and its rules about assets, as forms send them.

use closeout_domain::{
    asset::ExposureRule,
    deadline::{Policy, Preset, Row, extension::Limit, ladder::Ladder, rhythm::Rhythm},
    rule::Refusal,
    time,
};

use super::show::All as _;
use crate::sent::{Sent, wrong};

/// The policy that a form describes. A published table brings its own rows.
pub fn deadlines(form: &Sent) -> Result<Policy, Refusal> {
    let days = form.lines("holidays").into_iter().map(|line| time::date("holidays", &line)).collect();
    let (preset, rows, basis, counted, holidays) = (
        form.named::<Preset>("preset"),
        each::<Row>(form, "rows"),
        form.named("basis"),
        (form.named("counting"), form.named("shift")).all(),
        days,
    )
        .all()?;
    let (counting, shift) = counted;
    let published = preset.policy();
    Ok(Policy {
        rows: if preset == Preset::Own && !rows.is_empty() { rows } else { published.rows.clone() },
        basis: if preset == Preset::Own { basis } else { published.basis },
        counting,
        shift,
        federal_holidays: form.ticked("federal_holidays"),
        holidays,
        ..published
    })
}

/// The ladder that a form describes.
pub fn ladder(form: &Sent) -> Result<Ladder, Refusal> {
    let waits = (form.number("answer_within"), form.number("plan_within"), form.number("sign_within"));
    let (answer_within, plan_within, sign_within) = waits.all()?;
    let (look_again, executive) = (form.number("look_again"), form.named_if_any("executive")).all()?;
    Ok(Ladder { steps: each(form, "steps")?, answer_within, plan_within, sign_within, look_again, executive })
}

/// The rhythm that a form describes.
pub fn rhythm(form: &Sent) -> Result<Rhythm, Refusal> {
    let (weeks, grace) = (form.number("weeks"), form.number("grace")).all()?;
    Ok(Rhythm { weeks, monthly: form.ticked("monthly"), quarterly: form.ticked("quarterly"), grace })
}

/// The limits of extensions that a form lists, one a line.
pub fn limits(form: &Sent) -> Result<Vec<Limit>, Refusal> {
    each(form, "limits")
}

/// The rules that a form lists, one a line.
pub fn rules(form: &Sent) -> Result<Vec<ExposureRule>, Refusal> {
    each(form, "rules")
}

/// What each line of a field names.
fn each<T>(form: &Sent, name: &'static str) -> Result<Vec<T>, Refusal>
where
    T: std::str::FromStr<Err = closeout_domain::ids::NotAnId>,
{
    form.lines(name)
        .into_iter()
        .map(|line| line.parse().map_err(|e: closeout_domain::ids::NotAnId| wrong(name, &line, e.expected)))
        .collect()
}
