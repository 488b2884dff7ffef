//! Notices: what people are told by mail, and the outbox that it waits in.
//!
//! What is to be said follows from the record and is put under a key of what it is about, so that looking twice, or with
//! several servers, says nothing twice. See `docs/adr/0012-notices.md`.
//!
//! | to change | open |
//! |---|---|
//! | what is told at once, and to whom | [`due`] |
//! | what the digest lists, and when it goes out | [`digest`] |
//! | how a mail reads | [`say`] |
//! | how it is sent, how often it is tried | [`send`] |

pub mod digest;
pub mod due;
pub mod say;
pub mod send;

use closeout_domain::{
    ids::OrganizationId,
    policy::Action,
    rule::{Kind, Rule},
};
use uuid::Uuid;

use crate::{
    Actor, App, Error,
    ports::{Mail, NotSent, Notice, Stage},
    views::{NoticeRow, OutboxView},
};

/// Mail goes out by a server that whoever runs the program names.
pub const SERVER: Rule = Rule {
    id: "mail-server",
    cites: "SP 800-171 3.13.6 (network communications only by exception)",
    kind: Kind::State,
};

/// Notices that are listed at most.
const LISTED: u32 = 500;

/// Where a mail server is named, and what to do when it fails.
const ADVICE: &str = "look at --smtp and its neighbours, and at the log of the mail server";

impl App {
    /// The outbox, those put last first; optionally of one stage. Texts are not shown.
    ///
    /// # Errors
    /// A refusal for whoever is no administrator; a failing store.
    pub async fn outbox(&self, actor: &Actor, stage: Option<Stage>) -> Result<OutboxView, Error> {
        let directory = self.permitted(actor, Action::Administer).await?;
        let notices = self.world.store.notices(actor.organization, stage, LISTED).await?;
        let notices = notices.iter().map(|notice| NoticeRow::of(notice, &directory)).collect();
        Ok(OutboxView { server: self.world.mail.place(), notices })
    }

    /// Lets a notice wait again that was given up, or of which nobody can say whether it arrived.
    ///
    /// # Errors
    /// A refusal for whoever is no administrator; [`Error::NotFound`] when there is no such notice in one of these stages.
    pub async fn replay_notice(&self, actor: &Actor, key: &str) -> Result<(), Error> {
        self.permitted(actor, Action::Administer).await?;
        let now = self.world.clock.now();
        match self.world.store.replay_notice(actor.organization, key, now).await? {
            true => Ok(()),
            false => Err(Error::NotFound { what: "notice that could be sent again", id: key.into() }),
        }
    }

    /// Sends the actor a mail, at once and past the outbox, and says to which address.
    ///
    /// # Errors
    /// A refusal where no mail server is named; [`Error::NotSent`] with what went wrong.
    pub async fn mail_myself(&self, actor: &Actor) -> Result<String, Error> {
        let directory = self.permitted(actor, Action::Administer).await?;
        if self.world.mail.place().is_none() {
            let remedy = "name one with --smtp or CLOSEOUT_SMTP";
            return Err(SERVER.refuse("no mail server is named", remedy).into());
        }
        let person = directory.active(actor.person).ok_or(Error::Lost("a person"))?;
        let (subject, text, html) = say::test(&person.name, self.world.mail.pages().as_deref());
        let id = self.world.ids.uuid().simple().to_string();
        let mail = Mail { id, to: person.email.clone(), subject, text, html };
        let sent = match self.world.mail.announce(&mail).await {
            Ok(announced) => announced.hand_over().await,
            Err(not) => Err(not),
        };
        let (NotSent::Nothing(why) | NotSent::Later(why) | NotSent::Never(why) | NotSent::Unknown(why)) = match sent {
            Ok(()) => return Ok(mail.to),
            Err(not) => not,
        };
        Err(Error::NotSent { to: mail.to, why, advice: ADVICE.into() })
    }
}

/// The name of a notice outside: it says nothing, and is the same whenever the notice is sent.
fn message_id(organization: OrganizationId, notice: &Notice) -> String {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    hash.update(organization.0.as_bytes());
    hash.update(notice.what.key.as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let (half, _) = hash.split_at(16);
    Uuid::from_slice(half).unwrap_or_default().simple().to_string()
}
