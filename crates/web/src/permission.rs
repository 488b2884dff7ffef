//! Permissions as types, so that a handler's first argument says what it takes: `May<Plan>`, `Bearer<Audit>`, `Anyone`.
//!
//! The types check what a person may do at all, by roles or by any relation to something; what they may do with *this* item,
//! the domain decides. Nothing here replaces that decision.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};
use closeout_app::{Actor, Error, auth};
use closeout_domain::{
    people::Directory,
    policy::{self, Action, Relation},
};

/// What a route takes.
pub trait Permission: Send + Sync + 'static {
    /// Its name in the table of routes.
    const NAME: &'static str;
    /// The action of the policy; `None` for routes that only need somebody, or nobody.
    const ACTION: Option<Action>;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $action:expr;)*) => {
        $($(#[$doc])* #[derive(Debug, Clone, Copy, PartialEq, Eq)] pub struct $name;
        impl Permission for $name {
            const NAME: &'static str = stringify!($name);
            const ACTION: Option<Action> = $action;
        })*
        /// The name and the action of every permission.
        pub const ALL: &[(&str, Option<Action>)] = &[$(($name::NAME, $name::ACTION)),*];
    };
}

permissions! {
    /// Nobody needs to be signed in.
    Public = None;
    /// Whoever knows the secret in the address, and nothing else of theirs.
    Link = None;
    /// Anybody who is signed in.
    SignedIn = None;
    /// Anybody who is signed in, about their own access and nobody else's.
    Own = None;
    /// Read pages, lists, histories.
    Read = Some(Action::Read);
    /// Take the record out as a file.
    Export = Some(Action::Export);
    /// Bring findings in, and undo that.
    Import = Some(Action::Import);
    /// Promote findings to items, attach them, propose a dismissal.
    Triage = Some(Action::Triage);
    /// Agree to a dismissal of findings.
    ApproveDismissal = Some(Action::ApproveDismissal);
    /// Start an item, change its plan, submit it.
    Plan = Some(Action::Plan);
    /// Approve a plan or return it.
    ApprovePlan = Some(Action::ApprovePlan);
    /// Declare a task or an item done, attest a test, attach evidence.
    Work = Some(Action::Work);
    /// Agree that a task is done, or send it back.
    ApproveTask = Some(Action::ApproveTask);
    /// Check evidence against the acceptance tests, or send the work back.
    Validate = Some(Action::Validate);
    /// Close an item, or refuse to.
    Close = Some(Action::Close);
    /// Decide on an item that was laid before somebody.
    DecideEscalation = Some(Action::DecideEscalation);
    /// Say that a question was seen; only whoever it lies before does.
    Acknowledge = Some(Action::Read);
    /// Decide on a later date than the approved one.
    DecideExtension = Some(Action::DecideExtension);
    /// Accept a risk until a date; dismiss an item; take an accepted item up again.
    Decide = Some(Action::Decide);
    /// Hold a review of the plan, and sign its minutes.
    Review = Some(Action::Review);
    /// Sign an exception to the separation of duties.
    SignException = Some(Action::SignException);
    /// Write a comment.
    Comment = Some(Action::Comment);
    /// Say what time people have for the plan: everybody their own.
    KeepTime = Some(Action::KeepTime);
    /// Appoint the POA&M owner of a system.
    AppointOwner = Some(Action::AppointOwner);
    /// Keep people, systems and settings.
    Administer = Some(Action::Administer);
    /// Read the audit log across the organization, and verify it.
    Audit = Some(Action::Audit);
}

/// Lets an actor pass who could do this with something, whichever it is.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn permit<P: Permission>(directory: &Directory, actor: &Actor) -> Result<(), Error> {
    let Some(action) = P::ACTION else { return Ok(()) };
    if actor.read_only && !matches!(action, Action::Read | Action::Export | Action::Audit) {
        return Err(auth::READ_ONLY.refuse("this token may only read", "issue a token that may write").into());
    }
    Ok(policy::permit(directory, actor.person, action, &Relation::ALL)?)
}

/// An extractor that stands for a permission. Every handler begins with one; see [`crate::table`].
pub trait Guard {
    /// Which.
    type Permission: Permission;
}

/// Nobody needs to be signed in.
#[derive(Debug, Clone, Copy)]
pub struct Anyone;

impl Guard for Anyone {
    type Permission = Public;
}

impl<S: Sync> FromRequestParts<S> for Anyone {
    type Rejection = Infallible;
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_of_the_policy_has_its_type() {
        for action in Action::ALL {
            let named = ALL.iter().find(|(_, a)| *a == Some(action)).map(|(name, _)| (*name).to_owned());
            assert_eq!(named, Some(format!("{action:?}")));
        }
    }
}
