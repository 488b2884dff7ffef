//! Sending mail. Whoever runs the program names the server; without one, nothing is said by mail.

use async_trait::async_trait;

/// A mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The part of its Message-ID before the `@`: the same whenever the same notice is sent.
    pub id: String,
    /// To which address.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// Why a mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// The mail server could not be reached, or does not let us in: no mail can be sent just now.
    Nothing(String),
    /// This one was not taken now and may be later.
    Later(String),
    /// This one will never be taken.
    Never(String),
    /// It was handed over, and there was no answer.
    Unknown(String),
}

/// A mail server.
#[async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// The server, as it may be shown to people; `None` where none was named.
    fn place(&self) -> Option<String>;

    /// Under which address browsers reach the pages, without a slash at its end; `None` where it was not said.
    fn pages(&self) -> Option<String>;

    /// Announces a mail to the server. Nothing of it is sent before [`Announced::hand_over`].
    ///
    /// # Errors
    /// With what went wrong; never [`NotSent::Unknown`].
    async fn announce(&self, mail: &Mail) -> Result<Box<dyn Announced>, NotSent>;
}

/// A mail that the server said it would take.
#[async_trait]
pub trait Announced: Send {
    /// Hands it over.
    ///
    /// # Errors
    /// With what went wrong.
    async fn hand_over(self: Box<Self>) -> Result<(), NotSent>;
}

/// Nothing is sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMail;

#[async_trait]
impl Mailer for NoMail {
    fn place(&self) -> Option<String> {
        None
    }

    fn pages(&self) -> Option<String> {
        None
    }

    async fn announce(&self, _: &Mail) -> Result<Box<dyn Announced>, NotSent> {
        Err(NotSent::Nothing("no mail server was named".into()))
    }
}
