//! Signing in: passwords, sessions, tokens. Secrets are hashed before they are kept, and never logged.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use closeout_domain::{
    ids::{Digest, OrganizationId, PersonId, SystemId, TokenId},
    organization::{self, TOKEN, Token},
    rule::{Kind, Refusal, Rule},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use sha2::{Digest as _, Sha256};

use crate::{
    Actor, App, Error, Via,
    ports::{Account, Session, TokenSecret},
};

/// A password has to be hard to guess.
pub const PASSWORD: Rule =
    Rule { id: "password-strength", cites: "SP 800-171 3.5.7; SP 800-63B 5.1.1.2", kind: Kind::Input };
/// A token that may only read changes nothing.
pub const READ_ONLY: Rule = Rule { id: "token-read-only", cites: "SP 800-171 3.1.5", kind: Kind::Duty };

/// The shortest password, in characters (SP 800-63B 5.1.1.2).
pub const SHORTEST_PASSWORD: usize = 8;
/// The longest, so that hashing it stays cheap.
pub const LONGEST_PASSWORD: usize = 256;
/// How long a session lasts.
pub const SESSION: SignedDuration = SignedDuration::from_hours(12);
/// Failed attempts for one address or one client before it has to wait.
pub const ATTEMPTS: u32 = 5;
/// How long it has to wait then.
pub const PAUSE: SignedDuration = SignedDuration::from_mins(5);

/// What a browser gets when it signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The cookie's value; nobody else has it.
    pub secret: String,
    /// The session.
    pub session: Session,
}

/// What came of an attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// Signed in.
    Done(SignedIn),
    /// The address is of several organizations with this password: choose one.
    Choose(Vec<(OrganizationId, String)>),
}

impl App {
    /// Signs in with an address and a password. `client` is where the attempt comes from.
    ///
    /// # Errors
    /// The same answer whether the address or the password is wrong; or that there were too many attempts.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        organization: Option<OrganizationId>,
        client: &str,
    ) -> Result<Attempt, Error> {
        let email = email.trim().to_lowercase();
        let keys = [format!("address {email}"), format!("client {client}")];
        let now = self.world.clock.now();
        self.throttle.check(&keys, now)?;
        let mut matching = Vec::new();
        let accounts = self.world.store.accounts(&email).await?;
        // Without an account the same work is done, so that the time taken tells nothing.
        let decoy = accounts.is_empty().then(|| Account {
            organization: OrganizationId(uuid::Uuid::nil()),
            person: PersonId(uuid::Uuid::nil()),
            email: email.clone(),
            password: DECOY.into(),
        });
        for account in accounts.into_iter().chain(decoy).filter(|a| organization.is_none_or(|o| o == a.organization)) {
            let (stored, given) = (account.password.clone(), password.to_owned());
            let right = blocking("checking a password", move || verify(&stored, &given)).await?;
            if right
                && let Some(row) = self.world.store.organization(account.organization).await?
                && row.directory().active(account.person).is_some()
            {
                matching.push((account, row.name));
            }
        }
        match matching.as_slice() {
            [] => {
                self.throttle.failed(&keys, now);
                Err(Error::NotSignedIn("the address or the password is wrong"))
            }
            [(account, _)] => {
                self.throttle.forget(&keys);
                Ok(Attempt::Done(self.open_session(account).await?))
            }
            several => Ok(Attempt::Choose(several.iter().map(|(a, name)| (a.organization, name.clone())).collect())),
        }
    }

    async fn open_session(&self, account: &Account) -> Result<SignedIn, Error> {
        let (secret, csrf) = (hex(&self.world.ids.secret()), hex(&self.world.ids.secret()));
        let until = self.world.clock.now().saturating_add(SESSION).map_err(|_| Error::Lost("a session's end"))?;
        let Account { organization, person, .. } = *account;
        let session = Session { key: digest(secret.as_bytes()), organization, person, csrf, system: None, until };
        self.world.store.put_session(session.clone()).await?;
        Ok(SignedIn { secret, session })
    }

    /// Who a session's cookie speaks for.
    ///
    /// # Errors
    /// When it has ended, or the person has left.
    pub async fn session(&self, secret: &str) -> Result<(Actor, Session), Error> {
        let session = self.world.store.session(digest(secret.as_bytes())).await?;
        let session =
            session.filter(|s| s.until > self.world.clock.now()).ok_or(Error::NotSignedIn("the session has ended"))?;
        let actor =
            Actor { organization: session.organization, person: session.person, via: Via::Page, read_only: false };
        match self.directory(&actor).await?.active(actor.person) {
            Some(_) => Ok((actor, session)),
            None => Err(Error::NotSignedIn("this person has left")),
        }
    }

    /// Remembers which system a session looks at.
    ///
    /// # Errors
    /// When there is no such system, or the store fails.
    pub async fn look_at(&self, actor: &Actor, session: Session, system: SystemId) -> Result<(), Error> {
        self.system(actor, Some(system)).await?;
        Ok(self.world.store.put_session(Session { system: Some(system), ..session }).await?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sign_out(&self, secret: &str) -> Result<(), Error> {
        Ok(self.world.store.end_session(digest(secret.as_bytes())).await?)
    }

    /// Who a token speaks for: the text after `Bearer`.
    ///
    /// # Errors
    /// When it was revoked or has run out, or the person has left.
    pub async fn token(&self, text: &str) -> Result<Actor, Error> {
        let found = self.world.store.token(digest(text.trim().as_bytes())).await?;
        let token = found
            .filter(|t| t.until >= self.world.clock.today())
            .ok_or(Error::NotSignedIn("the token does not work"))?;
        let actor = Actor {
            organization: token.organization,
            person: token.person,
            via: Via::Token,
            read_only: token.read_only,
        };
        // The record decides: whoever left took their tokens along, and coming back does not bring them back.
        let organization = self.organization(&actor).await?;
        let stands = organization.tokens.iter().any(|known| known.id == token.token.0);
        match organization.directory().active(actor.person) {
            Some(_) if stands => Ok(actor),
            Some(_) => Err(Error::NotSignedIn("the token does not work")),
            None => Err(Error::NotSignedIn("this person has left")),
        }
    }

    /// Sets a person's password and ends their sessions.
    ///
    /// # Errors
    /// When the password is too easy, or the actor may not.
    pub async fn set_password(&self, actor: &Actor, person: PersonId, password: &str) -> Result<(), Error> {
        let row = self.organization(actor).await?;
        let email = row.people.iter().find(|p| p.id == person.0).map(|p| p.email.clone());
        let email = email.ok_or_else(|| Error::NotFound { what: "person", id: person.to_string() })?;
        strong(&email, password)?;
        self.change_organization(actor, organization::Command::SetPassword { person }).await?;
        self.world.store.end_sessions(actor.organization, person).await?;
        self.put_password(actor.organization, person, email, password).await
    }

    pub(crate) async fn put_password(
        &self,
        organization: OrganizationId,
        person: PersonId,
        email: String,
        password: &str,
    ) -> Result<(), Error> {
        let given = password.to_owned();
        let password = blocking("hashing a password", move || hash(&given)).await??;
        Ok(self.world.store.put_account(Account { organization, person, email, password }).await?)
    }

    /// Issues a token for the actor; the text is shown once.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn issue_token(&self, actor: &Actor, name: &str, read_only: bool, until: Date) -> Result<String, Error> {
        if until < self.world.clock.today() {
            return Err(TOKEN
                .refuse_field("until", "this day has passed", "give the last day on which it works")
                .into());
        }
        let id = TokenId(self.world.ids.uuid());
        let token = Token { id, person: actor.person, name: name.into(), read_only, until };
        self.change_organization(actor, organization::Command::IssueToken(token)).await?;
        let text = format!("closeout_{}", hex(&self.world.ids.secret()));
        let Actor { organization, person, .. } = *actor;
        let key = digest(text.as_bytes());
        self.world.store.put_token(TokenSecret { key, token: id, organization, person, read_only, until }).await?;
        Ok(text)
    }

    /// Revokes a token at once.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn revoke_token(&self, actor: &Actor, id: TokenId) -> Result<(), Error> {
        self.change_organization(actor, organization::Command::RevokeToken { id }).await?;
        Ok(self.world.store.end_token(actor.organization, id).await?)
    }
}

/// Failed attempts of late. Kept in memory: a restart forgets them, which costs an attacker more than it gives.
#[derive(Debug, Clone, Default)]
pub struct Throttle(Arc<Mutex<HashMap<String, (u32, Timestamp)>>>);

impl Throttle {
    fn check(&self, keys: &[String], now: Timestamp) -> Result<(), Error> {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.retain(|_, (_, since)| now.duration_since(*since) < PAUSE);
        let since =
            keys.iter().filter_map(|k| attempts.get(k)).filter(|(n, _)| *n >= ATTEMPTS).map(|(_, since)| *since).max();
        match since {
            None => Ok(()),
            Some(since) => {
                let left = PAUSE.saturating_sub(now.duration_since(since)).as_secs();
                Err(Error::TooMany { seconds: u64::try_from(left).unwrap_or(0).max(1) })
            }
        }
    }

    fn failed(&self, keys: &[String], now: Timestamp) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys {
            let (count, since) = attempts.entry(key.clone()).or_insert((0, now));
            (*count, *since) = (count.saturating_add(1), now);
        }
    }

    fn forget(&self, keys: &[String]) {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.retain(|key, _| !keys.contains(key));
    }
}

/// Argon2id of a password that nobody has, with the parameters of every other.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Y2xvc2VvdXQtZGVjb3k$1e0kWyPUtcJlzVYo0b7yVQ8kTq9H5NgZp0m3h0m3h0k";

fn hash(password: &str) -> Result<String, Error> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|phc| phc.to_string()).map_err(|_| Error::Lost("hashing a password"))
}

fn verify(stored: &str, given: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|phc| Argon2::default().verify_password(given.as_bytes(), &phc).is_ok())
}

/// Refuses a password that is short, endless, or that the address gives away.
pub(crate) fn strong(email: &str, password: &str) -> Result<(), Refusal> {
    let remedy = format!(
        "use {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; several words are easy to remember and hard to guess"
    );
    let wrong = |sentence: &str| Err(PASSWORD.refuse_field("password", sentence, remedy.clone()));
    let length = password.chars().count();
    let user = email.split('@').next().unwrap_or_default();
    let mut distinct: Vec<char> = password.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&length) {
        return wrong("the password is too short or too long");
    }
    if distinct.len() < 4 || password.eq_ignore_ascii_case(email) || password.eq_ignore_ascii_case(user) {
        return wrong("the password is easy to guess");
    }
    Ok(())
}

pub(crate) fn digest(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

pub(crate) async fn blocking<T: Send + 'static>(
    what: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Lost(what))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let stored = hash("correct horse battery").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$"), "{stored}");
        assert!(verify(&stored, "correct horse battery"));
        assert!(!verify(&stored, "correct horse batterY") && !verify("nonsense", "x"));
        assert!(PasswordHash::new(DECOY).is_ok(), "the decoy takes as long as a real one");
    }

    #[test]
    fn easy_passwords_are_refused() {
        for easy in ["short", "aaaaaaaaaaaa", "dana.reyes", "dana.reyes@example.com"] {
            assert_eq!(strong("dana.reyes@example.com", easy).unwrap_err().rule.id, "password-strength", "{easy}");
        }
        assert!(strong("dana.reyes@example.com", "seven mills of flour").is_ok());
    }

    #[test]
    fn five_failures_cost_five_minutes() {
        let (throttle, keys, at) = (Throttle::default(), ["a".to_owned()], Timestamp::UNIX_EPOCH);
        for _ in 0..ATTEMPTS {
            assert!(throttle.check(&keys, at).is_ok());
            throttle.failed(&keys, at);
        }
        assert!(matches!(throttle.check(&keys, at), Err(Error::TooMany { seconds: 300 })));
        assert!(throttle.check(&keys, at + PAUSE).is_ok());
    }
}
