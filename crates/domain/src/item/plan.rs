//! What the plan says: the weakness, its cause, the actions, the people and the means.

use super::{
    command::Draft,
    event::Event,
    origin::{Origin, Resources},
};
use crate::{
    ids::PersonId,
    people::Directory,
    priority::Rating,
    rule::{self, Kind, Refusal, Rule},
};

/// A requirement has to be one of the 110, and an objective one of its own.
pub const REQUIREMENT: Rule =
    Rule { id: "requirement-known", cites: "SP 800-171 Rev 2; SP 800-171A", kind: Kind::Input };
/// Somebody answers for an item: an active person who may work on it.
pub const OWNER: Rule =
    Rule { id: "owner-active", cites: "CMMC L2 Assessment Guide v2.13 p. 204 (accountable owner)", kind: Kind::Input };
/// A priority comes with its reasons.
pub const REASONS: Rule = Rule { id: "priority-reasons", cites: "SP 800-171 3.11.1, 3.11.3[b]", kind: Kind::Input };
/// Money needs a source.
pub const FUNDING: Rule =
    Rule { id: "resources-funding", cites: "OMB M-02-01 (resources required, funding source)", kind: Kind::Input };

/// Begins an item.
pub(super) fn draft(draft: &Draft) -> Result<Vec<Event>, Refusal> {
    let (requirement, objectives) = requirement(draft.requirement.as_deref(), &draft.objectives)?;
    Ok(vec![Event::Drafted {
        number: draft.number,
        system: draft.system,
        weakness: rule::text("weakness", &draft.weakness)?,
        origin: Origin { source: draft.origin.source, detail: rule::note("origin", &draft.origin.detail)? },
        requirement,
        objectives,
        findings: draft.findings.clone(),
        recurrence_of: draft.recurrence_of,
    }])
}

/// Reads a requirement and its objectives in any spelling the catalog knows, and writes them in one.
pub(super) fn requirement(
    given: Option<&str>,
    objectives: &[String],
) -> Result<(Option<String>, Vec<String>), Refusal> {
    let given = given.map(str::trim).filter(|text| !text.is_empty());
    let unknown = |field, text: &str| {
        REQUIREMENT.refuse_field(
            field,
            format!("{text:?} is not known"),
            "name one of the 110, such as 3.5.3, and objectives such as 3.5.3[a]",
        )
    };
    let mut letters = Vec::new();
    let mut parent = None;
    for text in objectives.iter().map(|o| o.trim()).filter(|o| !o.is_empty()) {
        let objective = closeout_catalog::objective(text).ok_or_else(|| unknown("objectives", text))?;
        parent = Some(objective.requirement);
        letters.push((objective.requirement, objective.id()));
    }
    let id = match given {
        Some(text) => Some(closeout_catalog::requirement(text).ok_or_else(|| unknown("requirement", text))?.id),
        None => parent,
    };
    if let Some((_, stray)) = letters.iter().find(|(of, _)| Some(*of) != id) {
        let remedy = "begin one item for each requirement";
        return Err(REQUIREMENT.refuse_field("objectives", format!("{stray} belongs to another requirement"), remedy));
    }
    Ok((id.map(str::to_owned), letters.into_iter().map(|(_, text)| text).collect()))
}

/// Lists corrective actions, without empty lines.
pub(super) fn actions(given: &[String]) -> Result<Vec<Event>, Refusal> {
    let actions: Vec<String> = given.iter().map(|a| a.trim()).filter(|a| !a.is_empty()).map(str::to_owned).collect();
    rule::text("actions", &actions.join("\n"))?;
    Ok(vec![Event::ActionsPlanned { actions }])
}

/// Assigns an owner who is here and does more than read.
pub(super) fn owner(person: PersonId, directory: &Directory) -> Result<Vec<Event>, Refusal> {
    if directory.acts(person) {
        return Ok(vec![Event::OwnerAssigned { person }]);
    }
    Err(OWNER.refuse_field(
        "owner",
        "this person cannot answer for an item",
        "name an active person who may work on it",
    ))
}

/// Sets a priority with reasons.
pub(super) fn rate(rating: &Rating) -> Result<Vec<Event>, Refusal> {
    let reasons: Vec<String> =
        rating.reasons.iter().map(|r| r.trim()).filter(|r| !r.is_empty()).map(str::to_owned).collect();
    if reasons.is_empty() {
        return Err(REASONS.refuse_field(
            "reasons",
            "a priority needs a reason",
            "say what makes it so: impact, exposure, points",
        ));
    }
    rule::text("reasons", &reasons.join("\n"))?;
    Ok(vec![Event::Rated { rating: Rating { reasons, ..rating.clone() } }])
}

/// States what it takes.
pub(super) fn estimate(given: &Resources) -> Result<Vec<Event>, Refusal> {
    let people = rule::text("people", &given.people)?;
    let funding = rule::note("funding", &given.funding)?;
    if given.cost.0 > 0 && funding.is_empty() {
        return Err(FUNDING.refuse_field("funding", format!("{} has no source", given.cost), "say which budget pays"));
    }
    Ok(vec![Event::ResourcesEstimated { resources: Resources { people, funding, ..given.clone() } }])
}
