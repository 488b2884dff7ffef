//! Who may do what. One table; every path to the record goes through it.

use crate::{
    ids::PersonId,
    people::{Directory, Role},
    rule::{Kind, Refusal, Rule},
};

/// A permission is missing.
pub const PERMISSION: Rule = Rule {
    id: "permission",
    cites: "SP 800-171 3.1.2, 3.1.4, 3.1.5 (permitted functions, separation of duties, least privilege)",
    kind: Kind::Duty,
};

/// What can be done to the record.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Action {
    /// Read pages, lists, histories.
    Read,
    /// Take the record out as a file.
    Export,
    /// Bring findings in, and undo that.
    Import,
    /// Promote findings to items, attach them, propose a dismissal.
    Triage,
    /// Agree to a dismissal of findings.
    ApproveDismissal,
    /// Start an item, change its plan, submit it.
    Plan,
    /// Approve a plan or return it.
    ApprovePlan,
    /// Declare a task or an item done, attest a test, attach evidence.
    Work,
    /// Agree that a task is done, or send it back.
    ApproveTask,
    /// Check evidence against the acceptance tests, or send the work back.
    Validate,
    /// Close an item, or refuse to.
    Close,
    /// Decide on a later date than the approved one.
    DecideExtension,
    /// Decide on what was laid before somebody: another owner, another date, money, a risk.
    DecideEscalation,
    /// Accept a risk until a date; dismiss an item; take an accepted item up again.
    Decide,
    /// Hold a review of the plan, and sign its minutes.
    Review,
    /// Sign an exception to the separation of duties.
    SignException,
    /// Write a comment.
    Comment,
    /// Say what time people have for the plan, and when they are away.
    KeepTime,
    /// Appoint the POA&M owner of a system.
    AppointOwner,
    /// Keep people, systems and settings.
    Administer,
    /// Read the audit log across the organization, and verify it.
    Audit,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 21] = [
        Self::Read,
        Self::Export,
        Self::Import,
        Self::Triage,
        Self::ApproveDismissal,
        Self::Plan,
        Self::ApprovePlan,
        Self::Work,
        Self::ApproveTask,
        Self::Validate,
        Self::Close,
        Self::DecideExtension,
        Self::DecideEscalation,
        Self::Decide,
        Self::Review,
        Self::SignException,
        Self::Comment,
        Self::KeepTime,
        Self::AppointOwner,
        Self::Administer,
        Self::Audit,
    ];

    /// As in "may not …".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Read => "read the record",
            Self::Export => "take the record out",
            Self::Import => "import findings",
            Self::Triage => "triage findings",
            Self::ApproveDismissal => "approve a dismissal",
            Self::Plan => "change the plan",
            Self::ApprovePlan => "approve a plan",
            Self::Work => "report work",
            Self::ApproveTask => "approve this task",
            Self::Validate => "validate",
            Self::Close => "close an item",
            Self::DecideExtension => "decide on an extension",
            Self::DecideEscalation => "decide on an escalation",
            Self::Decide => "decide on risk",
            Self::Review => "hold a review",
            Self::SignException => "sign an exception",
            Self::Comment => "comment",
            Self::KeepTime => "say what time somebody else has",
            Self::AppointOwner => "appoint the POA&M owner",
            Self::Administer => "administer people and systems",
            Self::Audit => "read the audit log",
        }
    }
}

/// What ties a person to the thing in question, beside their roles.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Relation {
    /// Nothing.
    None,
    /// Owner of the item.
    ItemOwner,
    /// Responsible for a task of it.
    TaskResponsible,
    /// Named as the task's approver.
    TaskApprover,
    /// It is about themselves.
    Oneself,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 5] = [Self::None, Self::ItemOwner, Self::TaskResponsible, Self::TaskApprover, Self::Oneself];
}

/// Whether a role, with a relation to the thing, permits an action.
pub fn permits(role: Role, action: Action, relation: Relation) -> bool {
    use Action as A;
    use Role as R;
    match action {
        A::Read | A::Export => true,
        A::Import => matches!(role, R::Owner | R::Administrator),
        A::Triage => role == R::Owner,
        A::ApproveDismissal => matches!(role, R::Approver | R::Executive),
        A::Plan => role == R::Owner || (relation == Relation::ItemOwner && role != R::Assessor),
        A::ApprovePlan | A::Close | A::DecideExtension => matches!(role, R::Approver | R::Executive),
        A::Work => {
            role != R::Assessor
                && (role == R::Owner || matches!(relation, Relation::ItemOwner | Relation::TaskResponsible))
        }
        A::ApproveTask => role != R::Assessor && relation == Relation::TaskApprover,
        A::DecideEscalation => matches!(role, R::Owner | R::Approver | R::Executive),
        A::Review => matches!(role, R::Owner | R::Executive),
        A::Validate => role == R::Validator,
        A::Decide | A::SignException => role == R::Executive,
        A::Comment => !matches!(role, R::Assessor),
        A::KeepTime => {
            matches!(role, R::Owner | R::Administrator) || (relation == Relation::Oneself && role != R::Assessor)
        }
        A::AppointOwner => matches!(role, R::Executive | R::Administrator),
        A::Administer => role == R::Administrator,
        A::Audit => matches!(role, R::Owner | R::Executive | R::Assessor | R::Administrator),
    }
}

/// Lets an active person pass whose roles or relations permit the action.
///
/// # Errors
/// Refuses with [`PERMISSION`], naming the roles that could do it.
pub fn permit(directory: &Directory, person: PersonId, action: Action, relations: &[Relation]) -> Result<(), Refusal> {
    let Some(actor) = directory.active(person) else {
        return Err(PERMISSION.refuse("this person is not active in the organization", "sign in as somebody who is"));
    };
    let allowed =
        |role: Role| permits(role, action, Relation::None) || relations.iter().any(|r| permits(role, action, *r));
    if actor.roles.iter().any(|role| allowed(*role)) {
        return Ok(());
    }
    let able: Vec<&str> =
        Role::ALL.into_iter().filter(|r| permits(*r, action, Relation::None)).map(Role::word).collect();
    let remedy = match (action, able.is_empty()) {
        (Action::ApproveTask, _) => "ask the approver named on the task".to_owned(),
        (_, true) => "ask the person it is assigned to".to_owned(),
        (_, false) => format!("ask somebody with the role {}", able.join(" or ")),
    };
    Err(PERMISSION.refuse(format!("{} may not {}", actor.name, action.phrase()), remedy))
}
