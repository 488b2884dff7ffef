//! One item with everything about it: why it exists, the plan, the work, the proof, the chain, the history.

use askama::Template;
use closeout_app::{
    picture::{self, Picture},
    views::{
        ChainStep, ControlView, EscalationRow, EvidenceView, ExtensionView, FindingRow, HistoryEntry, ItemView,
        MilestoneView, RequirementView, TaskView, TestView,
    },
};
use closeout_domain::{
    deadline::{extension::Decider, ladder::Rung},
    item::extension::Obstacle,
    policy::Action,
};
use jiff::{civil::Date, tz::TimeZone};

use super::escalations::ShowEscalation;
use super::register::ShowItem;
use crate::{
    format::*,
    page::{Choice, Form, Frame, Theme},
    urls,
};

/// The verbs of [`urls::item_do`]. Each is also the name of its form on the page; the form of a part is named by its path, as
/// in `milestones-2-move`, `tasks-3-send-back`, `tests-1-attest`, `evidence-<sha256>-withdraw`.
pub const VERBS: &[&str] = &[
    "weakness",
    "requirement",
    "root-cause",
    "actions",
    "owner",
    "priority",
    "resources",
    "milestones",
    "tests",
    "tasks",
    "evidence",
    "submit",
    "approve",
    "return",
    "done",
    "reject",
    "validate",
    "refuse",
    "close",
    "propose-acceptance",
    "propose-dismissal",
    "grant",
    "decline",
    "resume",
    "request-exception",
    "sign-exception",
    "comment",
    "unlink-finding",
    "escalate",
];

/// One item.
#[derive(Template)]
#[template(path = "item/page.html")]
pub struct ItemPage {
    pub frame: Frame,
    pub item: ItemView,
    /// What its requirement asks and costs.
    pub requirement: Option<RequirementView>,
    /// The findings it answers, worst first; at most a page of them.
    pub findings: Vec<FindingRow>,
    /// Newest first.
    pub history: Vec<HistoryEntry>,
    /// How many entries there are in all.
    pub history_total: u64,
    /// The day that it is asked for, if another than today. Nothing can be changed then.
    pub as_of: Option<Date>,
    /// What the viewer may do here and now, in the application's words: `plan`, `work`, `evidence`, and the steps.
    pub may: Vec<String>,
    /// The question about it that lies before somebody.
    pub escalation: Option<EscalationRow>,
    /// People who can act, for owner, responsible and approver.
    pub people: Vec<Choice>,
    /// The form that came back, if one did.
    pub form: Form,
}

impl ItemPage {
    fn may(&self, what: &str) -> bool {
        self.as_of.is_none() && self.may.iter().any(|word| word == what)
    }

    /// Whether the viewer works on this task: by role, as the item's owner, or as the one who is responsible.
    fn works_on(&self, task: &TaskView) -> bool {
        let me = self.frame.person.id;
        let owns = self.item.summary.owner.as_ref().is_some_and(|owner| owner.id == me);
        self.frame.may(Action::Work) || owns || task.responsible.id == me
    }

    fn may_finish(&self, task: &TaskView) -> bool {
        self.may("work") && task.stage == "open" && self.works_on(task)
    }

    fn may_approve(&self, task: &TaskView) -> bool {
        let working = self.as_of.is_none() && self.item.summary.status == "open";
        working && task.stage == "done" && task.approver.id == self.frame.person.id
    }

    fn has_open_tasks(&self) -> bool {
        self.item.tasks.iter().any(|task| task.stage == "open")
    }

    /// The tasks of the item that could come before a task.
    fn others(&self, task: &TaskView) -> Vec<&TaskView> {
        self.item.tasks.iter().filter(|other| other.id != task.id && other.stage != "dropped").collect()
    }

    /// Those that do.
    fn before(&self, task: &TaskView) -> Vec<&TaskView> {
        self.item.tasks.iter().filter(|other| task.after.contains(&other.id)).collect()
    }

    fn may_link(&self, task: &TaskView) -> bool {
        self.may("evidence") && task.stage != "dropped" && self.works_on(task)
    }

    /// The day that dates are seen from.
    fn day(&self) -> Date {
        self.as_of.unwrap_or(self.frame.today)
    }

    fn timeline(&self) -> Option<Picture> {
        let approved = self.item.chain.iter().find(|step| step.status == "open").and_then(|step| step.at);
        let start = approved.unwrap_or(self.item.summary.drafted).to_zoned(TimeZone::UTC).date();
        let standing = self.item.milestones.iter().filter(|m| m.dropped.is_none());
        let step = |m: &MilestoneView| picture::Step {
            title: m.title.clone(),
            due: m.due,
            baseline: m.baseline,
            reached: m.reached,
        };
        picture::timeline(&picture::Timeline { start, today: self.day(), steps: standing.map(step).collect() })
    }

    fn may_end(&self, control: &ControlView) -> bool {
        self.may(&format!("end_control_{}", control.id))
    }

    fn rungs(&self) -> Vec<Choice> {
        Rung::ALL.into_iter().rev().map(|rung| Choice::new(rung.word(), rung.phrase().phrase())).collect()
    }

    /// Compensating controls that nobody ended.
    fn standing_controls(&self) -> Vec<&ControlView> {
        let ended = self.item.summary.ended.is_some() && self.item.summary.status != "accepted";
        self.item.controls.iter().filter(|control| control.state != "ended" && !ended).collect()
    }

    /// Everything on record about it, as a file of the day that is shown.
    fn dossier(&self) -> String {
        let day = self.as_of.map(|day| format!("?as_of={day}")).unwrap_or_default();
        urls::report(format!("{}.pdf", self.item.summary.id)) + &day
    }

    /// Whether its dates are frozen.
    fn frozen(&self) -> bool {
        self.item.chain.iter().any(|step| step.status == "open" && step.at.is_some())
    }

    /// Extensions that wait for an answer.
    fn asked(&self) -> Vec<&ExtensionView> {
        self.item.extensions.iter().filter(|e| e.state == "pending" && self.item.summary.status == "open").collect()
    }

    /// Extensions of a milestone that were turned down or taken back. What was granted stands among its changes.
    fn refused_of(&self, milestone: &MilestoneView) -> Vec<&ExtensionView> {
        self.item.extensions.iter().filter(|e| e.state == "declined" && e.milestone == milestone.id).collect()
    }

    /// The milestone that it is about.
    fn step_of(&self, extension: &ExtensionView) -> &str {
        let step = self.item.milestones.iter().find(|m| m.id == extension.milestone);
        step.map_or("a step", |m| m.title.as_str())
    }

    /// What the viewer may do who decides on it.
    fn decides(&self, extension: &ExtensionView) -> &str {
        let word = format!("decide_extension_{}", extension.id);
        self.may.iter().find(|may| **may == word).map_or("", String::as_str)
    }

    fn obstacles(&self) -> Vec<Choice> {
        Obstacle::ALL.map(|o| Choice::new(o.word(), o.phrase())).to_vec()
    }

    /// What the fields say that give a reason for a change of the plan.
    fn reason_hint(&self) -> &'static str {
        match self.frozen() {
            true => "Required: the plan is approved.",
            false => "Optional while it is a draft.",
        }
    }

    fn effort(&self) -> u64 {
        self.item.tasks.iter().filter(|t| t.stage != "dropped").map(|t| u64::from(t.effort)).sum()
    }

    fn standing_evidence(&self) -> Vec<&EvidenceView> {
        self.item.evidence.iter().filter(|e| e.withdrawn.is_none()).collect()
    }

    fn evidence_name(&self, sha256: &str) -> &str {
        self.item.evidence.iter().find(|e| e.sha256 == sha256).map_or("a file", |e| e.name.as_str())
    }

    fn finding_choices(&self) -> Vec<Choice> {
        self.findings.iter().map(|f| Choice::new(f.id, f.title.cut(80))).collect()
    }

    fn test_choices(&self) -> Vec<Choice> {
        let standing = self.item.tests.iter().filter(|t| t.dropped.is_none());
        standing.map(|t| Choice::new(t.id.to_string(), format!("{}. {}", t.id, t.criterion.cut(60)))).collect()
    }

    /// By what a test can show itself.
    fn checks(&self) -> Vec<Choice> {
        let choices = [
            ("clean-scans", "Scans in a row that prove it absent"),
            ("evidence-since", "Evidence attached since a day"),
            ("output", "An attached text that contains words"),
        ];
        choices.map(|(word, label)| Choice::new(word, label)).to_vec()
    }

    fn runs_tests(&self) -> bool {
        self.item.tests.iter().any(|t| t.dropped.is_none() && t.check.is_some())
    }

    fn priorities(&self) -> Vec<Choice> {
        ["critical", "high", "medium", "low"].map(|word| Choice::new(word, word.phrase())).to_vec()
    }

    fn owner_id(&self) -> String {
        self.item.summary.owner.as_ref().map_or(String::new(), |owner| owner.id.to_string())
    }

    /// The resources as their form holds them.
    fn means(&self) -> Means {
        self.item.resources.as_ref().map_or(Means::default(), |r| Means {
            people: r.people.clone(),
            hours: r.hours.to_string(),
            cost: r.cost.money_plain(),
            funding: r.funding.clone(),
        })
    }

    fn speaks_to(&self, evidence: &EvidenceView, test: &TestView) -> bool {
        evidence.test == Some(test.id)
    }

    fn has_more_history(&self) -> bool {
        u64::try_from(self.history.len()).is_ok_and(|shown| shown < self.history_total)
    }

    fn baseline_told(&self) -> String {
        match (self.item.summary.baseline, self.item.summary.due) {
            (Some(was), Some(is)) if was == is => "never moved".into(),
            (Some(was), Some(is)) => format!("moved {:+} days", is.days_from(was)),
            _ => "frozen at approval".into(),
        }
    }

    /// The next step, for those who may not take it.
    fn next_told(&self) -> Option<String> {
        let step = self.item.chain.iter().find(|step| step.state == "ahead")?;
        let names: Vec<&str> = step.may.iter().map(|p| p.name.as_str()).collect();
        match (step.status.as_str(), names.as_slice()) {
            ("open" | "validated" | "closed", []) => Some(format!("nobody may {} yet", step.verb())),
            (_, []) => None,
            (_, names) => Some(format!("{} may {}", names.join(" or "), step.verb())),
        }
    }
}

#[derive(Default)]
struct Means {
    people: String,
    hours: String,
    cost: String,
    funding: String,
}

/// What the chain says of a step.
trait ShowStep {
    /// `approve the plan`, as in "M. Okafor may …".
    fn verb(&self) -> &'static str;
    /// `approved by`, before the name of who took it.
    fn taken(&self) -> &'static str;
    /// Who may take it, for a step ahead.
    fn able(&self) -> String;
}

impl ShowStep for ChainStep {
    fn verb(&self) -> &'static str {
        match self.status.as_str() {
            "proposed" => "submit it",
            "open" => "approve the plan",
            "awaiting_validation" => "declare the work done",
            "validated" => "validate it",
            _ => "close it",
        }
    }

    fn taken(&self) -> &'static str {
        match self.status.as_str() {
            "draft" => "begun by",
            "proposed" => "submitted by",
            "open" => "approved by",
            "awaiting_validation" => "done, says",
            "validated" => "validated by",
            "accepted" => "accepted by",
            "dismissed" => "dismissed by",
            _ => "closed by",
        }
    }

    fn able(&self) -> String {
        let names: Vec<String> = self.may.iter().take(3).map(|p| p.name.signed()).collect();
        match (self.status.as_str(), self.may.len()) {
            ("open" | "validated" | "closed", 0) => "nobody may yet".into(),
            (_, 0) => String::new(),
            (_, 1..=3) => format!("{} may", names.join(" or ")),
            (_, n) => format!("{} and {} more may", names.join(", "), n - 3),
        }
    }
}

/// What is said of an extension.
trait ShowExtension {
    /// As in `A vendor is late`.
    fn obstacle_told(&self) -> &'static str;
    /// As in `an executive decides, but not whoever asked`.
    fn decider_told(&self) -> String;
}

impl ShowExtension for ExtensionView {
    fn obstacle_told(&self) -> &'static str {
        self.obstacle.parse().map_or("Something else", Obstacle::phrase)
    }

    fn decider_told(&self) -> String {
        let who = self.decider.parse().map_or("somebody", Decider::phrase);
        format!("{who} decides, and not whoever asked")
    }
}

/// What tables say of work and tests.
trait ShowPart {
    /// Shape class and word.
    fn shown(&self) -> (&'static str, &'static str);
}

impl ShowPart for TaskView {
    fn shown(&self) -> (&'static str, &'static str) {
        match (self.stage.as_str(), self.late_days) {
            ("approved", _) => ("good", "approved"),
            ("done", _) => ("wait", "done, to approve"),
            ("dropped", _) => ("none", "dropped"),
            (_, Some(_)) => ("late", "late"),
            _ => ("none", "open"),
        }
    }
}

impl ShowPart for TestView {
    fn shown(&self) -> (&'static str, &'static str) {
        match (self.met, self.dropped.is_some()) {
            (_, true) => ("none", "dropped"),
            (true, _) => ("good", "shown"),
            (false, _) => ("none", "open"),
        }
    }
}

impl ShowPart for MilestoneView {
    fn shown(&self) -> (&'static str, &'static str) {
        match (self.reached, self.late_days) {
            _ if self.dropped.is_some() => ("none", "dropped"),
            (Some(_), _) => ("good", "reached"),
            (_, Some(_)) => ("late", "late"),
            _ => ("none", "ahead"),
        }
    }
}
