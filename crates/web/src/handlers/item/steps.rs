//! The steps of an item's life, what is asked of an executive, and remarks.

use closeout_domain::item::Command;

super::changes! {
    /// Put the plan before an approver.
    submit: Plan, "submit" => |f| vec![Command::Submit { note: f.string("note") }], "", "the plan is submitted";

    /// Approve the plan. Its dates are frozen.
    approve: ApprovePlan, "approve" => |f| vec![Command::Approve { note: f.string("note") }],
        "", "the plan is approved, its dates are frozen";

    /// Return the plan to its author.
    send_back: ApprovePlan, "return" => |f| vec![Command::Return { reason: f.string("reason") }],
        "", "the plan is returned to its author";

    /// Say that the work is done.
    done: Work, "done" => |f| vec![Command::DeclareDone { note: f.string("note") }],
        "", "the work is declared done and awaits validation";

    /// Send the work back.
    reject: Validate, "reject" => |f| vec![Command::RejectWork { reason: f.string("reason") }],
        "", "the work is sent back";

    /// Confirm that the evidence meets the tests.
    validate: Validate, "validate" => |f| vec![Command::Validate { statement: f.string("statement") }],
        "", "the work is validated; somebody else may close it";

    /// Refuse to close. The work goes on.
    refuse: Close, "refuse" => |f| vec![Command::RefuseClosure { reason: f.string("reason") }],
        "", "closing is refused, the work goes on";

    /// Close for good.
    close: Close, "close" => |f| vec![Command::Close { statement: f.string("statement") }], "", "closed for good";

    /// Ask to bear the risk until a day.
    propose_acceptance: Plan, "propose-acceptance" => |f| {
        vec![Command::ProposeAcceptance { until: f.day("until")?, justification: f.string("justification") }]
    }, "", "an executive is asked to accept the risk";

    /// Ask to dismiss the item.
    propose_dismissal: Plan, "propose-dismissal" => |f| {
        vec![Command::ProposeDismissal { reason: f.string("reason") }]
    }, "", "an executive is asked to dismiss it";

    /// Grant what was asked.
    grant: Decide, "grant" => |_| vec![Command::GrantProposal], "", "what was asked is granted";

    /// Turn it down.
    decline: Decide, "decline" => |f| vec![Command::DeclineProposal { reason: f.string("reason") }],
        "", "what was asked is declined";

    /// Take an accepted item up again.
    resume: Decide, "resume" => |f| vec![Command::Resume { reason: f.string("reason") }],
        "", "the work is taken up again";

    /// Ask that one person may do the work and validate it.
    request_exception: Plan, "request-exception" => |f| {
        vec![Command::RequestException { person: f.named("person")?, reason: f.string("reason") }]
    }, "", "an exception is asked for; an executive may sign it";

    /// Sign that.
    sign_exception: SignException, "sign-exception" => |f| {
        vec![Command::SignException { reason: f.string("reason") }]
    }, "", "the exception is signed";

    /// Write a remark.
    comment: Comment, "comment" => |f| vec![Command::Comment { text: f.string("text") }],
        "#history", "the remark is written down";
}
