//! Accounts, sessions, tokens and remembered answers.

use async_trait::async_trait;
use closeout_app::ports::{Account, Accounts, Reply, Session, StoreError, Swept, TokenSecret};
use closeout_domain::ids::{Digest, OrganizationId, PersonId, TokenId};
use jiff::{Timestamp, civil::Date};

use super::MemoryStore;

#[async_trait]
impl Accounts for MemoryStore {
    async fn put_account(&self, account: Account) -> Result<(), StoreError> {
        let mut state = self.lock();
        let other = |a: &&Account| a.person != account.person;
        let same = |a: &&Account| (a.organization, &a.email) == (account.organization, &account.email);
        if state.accounts.values().filter(same).any(|a| other(&a)) {
            let source = "somebody else of the organization signs in with this address".into();
            return Err(StoreError::Failed { action: "keep an account", source });
        }
        state.accounts.insert((account.organization, account.person), account);
        Ok(())
    }

    async fn accounts(&self, email: &str) -> Result<Vec<Account>, StoreError> {
        Ok(self.lock().accounts.values().filter(|account| account.email == email).cloned().collect())
    }

    async fn put_session(&self, session: Session) -> Result<(), StoreError> {
        self.lock().sessions.insert(session.key, session);
        Ok(())
    }

    async fn session(&self, key: Digest) -> Result<Option<Session>, StoreError> {
        Ok(self.lock().sessions.get(&key).cloned())
    }

    async fn end_session(&self, key: Digest) -> Result<(), StoreError> {
        self.lock().sessions.remove(&key);
        Ok(())
    }

    async fn end_sessions(&self, organization: OrganizationId, person: PersonId) -> Result<(), StoreError> {
        self.lock().sessions.retain(|_, s| (s.organization, s.person) != (organization, person));
        Ok(())
    }

    async fn put_token(&self, token: TokenSecret) -> Result<(), StoreError> {
        self.lock().tokens.insert(token.key, token);
        Ok(())
    }

    async fn token(&self, key: Digest) -> Result<Option<TokenSecret>, StoreError> {
        Ok(self.lock().tokens.get(&key).cloned())
    }

    async fn end_token(&self, organization: OrganizationId, token: TokenId) -> Result<(), StoreError> {
        let mut state = self.lock();
        state.tokens.retain(|_, t| (t.organization, t.token) != (organization, token));
        state.used.remove(&(organization, token));
        Ok(())
    }

    async fn put_used(&self, organization: OrganizationId, token: TokenId, day: Date) -> Result<(), StoreError> {
        self.lock().used.insert((organization, token), day);
        Ok(())
    }

    async fn used(&self, organization: OrganizationId) -> Result<Vec<(TokenId, Date)>, StoreError> {
        let state = self.lock();
        let of = state.used.iter().filter(|((whose, _), _)| *whose == organization);
        Ok(of.map(|((_, token), day)| (*token, *day)).collect())
    }

    async fn put_reply(
        &self,
        organization: OrganizationId,
        person: PersonId,
        key: &str,
        reply: Reply,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.lock().replies.entry((organization, person, key.to_owned())).or_insert((reply, at));
        Ok(())
    }

    async fn reply(
        &self,
        organization: OrganizationId,
        person: PersonId,
        key: &str,
    ) -> Result<Option<Reply>, StoreError> {
        Ok(self.lock().replies.get(&(organization, person, key.to_owned())).map(|(reply, _)| reply.clone()))
    }

    async fn sweep(
        &self,
        organization: OrganizationId,
        sessions_until: Timestamp,
        replies_before: Timestamp,
    ) -> Result<Swept, StoreError> {
        let mut state = self.lock();
        let (sessions, replies) = (state.sessions.len(), state.replies.len());
        state.sessions.retain(|_, s| s.organization != organization || s.until >= sessions_until);
        state.replies.retain(|(whose, _, _), (_, at)| *whose != organization || *at >= replies_before);
        let gone = |before: usize, after: usize| before.saturating_sub(after) as u64;
        Ok(Swept { sessions: gone(sessions, state.sessions.len()), replies: gone(replies, state.replies.len()) })
    }
}
