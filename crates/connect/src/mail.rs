//! Mail by SMTP, encrypted always: by STARTTLS, or from the first byte.

use std::time::Duration;

use async_trait::async_trait;
use closeout_app::ports::{Announced, Mail, Mailer, NotSent};
use lettre::{
    Message,
    address::Address,
    message::{Mailbox, MultiPart},
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail as From, Rcpt},
        extension::ClientId,
    },
};
use tokio::time::timeout;

mod server;

pub use self::server::{NotAServer, Server};

/// How long the server may take until it says that it would take a mail, and then until it has taken it. Together they are
/// shorter than a notice is held.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long it may take for a single answer.
const ANSWER: Duration = Duration::from_secs(30);

/// What whoever runs the program says about mail.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The server.
    pub server: Server,
    /// From whom mail is, as in `Closeout <closeout@example.com>`.
    pub from: String,
    /// As whom to sign in at the server, and the password.
    pub sign_in: Option<(String, String)>,
    /// Certificates (PEM) of authorities to believe beside those of this machine.
    pub authorities: Option<Vec<u8>>,
    /// Under which address browsers reach the pages.
    pub pages: Option<String>,
}

/// Why mail cannot be sent with these settings.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// The sender is no address.
    #[error("{0} is no address that mail could be from: give it as in closeout@example.com")]
    From(String),
    /// The authorities cannot be read.
    #[error("the authorities for mail cannot be read: {0}")]
    Authorities(String),
    /// The machine's own authorities cannot be read, or nothing fits the name.
    #[error("encryption of mail cannot be set up: {0}")]
    Encryption(String),
}

/// A mail server.
pub struct Smtp {
    server: Server,
    from: Mailbox,
    sign_in: Option<Credentials>,
    encryption: TlsParameters,
    pages: Option<String>,
}

impl Smtp {
    /// A mail server with these settings. It is not asked for anything yet.
    ///
    /// # Errors
    /// [`BadSettings`].
    pub fn new(settings: Settings) -> Result<Self, BadSettings> {
        let from = settings.from.parse().map_err(|_| BadSettings::From(settings.from.clone()))?;
        let mut encryption = TlsParameters::builder(settings.server.host.clone());
        if let Some(pem) = &settings.authorities {
            let authorities = Certificate::from_pem(pem).map_err(|e| BadSettings::Authorities(e.to_string()))?;
            encryption = encryption.add_root_certificate(authorities);
        }
        let encryption = encryption.build_rustls().map_err(|e| BadSettings::Encryption(e.to_string()))?;
        let pages = settings.pages.map(|pages| pages.trim_end_matches('/').to_owned());
        let sign_in = settings.sign_in.map(|(name, password)| Credentials::new(name, password));
        Ok(Self { server: settings.server, from, sign_in, encryption, pages })
    }

    fn letter(&self, mail: &Mail) -> Result<(Address, Vec<u8>), String> {
        let to: Address = mail.to.parse().map_err(|_| "this is no address that mail could be sent to".to_owned())?;
        let id = format!("<{}@{}>", mail.id, self.from.email.domain());
        let letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(mail.subject.clone())
            .message_id(Some(id))
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|e| e.to_string())?;
        Ok((to, letter.formatted()))
    }

    /// Up to the server's word that it would let us send.
    async fn reach(&self) -> Result<AsyncSmtpConnection, String> {
        let Server { host, port, encrypted } = &self.server;
        let ours = ClientId::default();
        let first = encrypted.then(|| self.encryption.clone());
        let failed = |what: &str, e: lettre::transport::smtp::Error| format!("{what} {}: {}", self.server, told(&e));
        let mut connection =
            AsyncSmtpConnection::connect_tokio1((host.as_str(), *port), Some(ANSWER), &ours, first, None)
                .await
                .map_err(|e| failed("failed to reach", e))?;
        if !encrypted {
            if !connection.can_starttls() {
                connection.abort().await;
                return Err(format!("{} offers no encryption (STARTTLS), and nothing is sent without", self.server));
            }
            let upgraded = connection.starttls(self.encryption.clone(), &ours).await;
            upgraded.map_err(|e| failed("failed to encrypt the way to", e))?;
        }
        if let Some(credentials) = &self.sign_in {
            let signed_in = connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await;
            signed_in.map_err(|e| failed("failed to sign in at", e))?;
        }
        Ok(connection)
    }

    async fn announced(&self, mail: &Mail) -> Result<Box<dyn Announced>, NotSent> {
        let (to, letter) = self.letter(mail).map_err(NotSent::Never)?;
        let mut connection = self.reach().await.map_err(NotSent::Nothing)?;
        // Whoever may not send one mail may send none, so nothing is given up for that.
        let from = From::new(Some(self.from.email.clone()), Vec::new());
        if let Err(e) = connection.command(from).await {
            return Err(NotSent::Nothing(format!("{} takes no mail from us: {}", self.server, told(&e))));
        }
        for said in [connection.command(Rcpt::new(to, Vec::new())).await, connection.command(Data).await] {
            said.map_err(|e| refused(&e, NotSent::Nothing))?;
        }
        Ok(Box::new(Ready { connection, letter }))
    }
}

#[async_trait]
impl Mailer for Smtp {
    fn place(&self) -> Option<String> {
        Some(self.server.to_string())
    }

    fn pages(&self) -> Option<String> {
        self.pages.clone()
    }

    async fn announce(&self, mail: &Mail) -> Result<Box<dyn Announced>, NotSent> {
        let silent = |_| Err(NotSent::Nothing(format!("{} did not answer in time", self.server)));
        timeout(PATIENCE, self.announced(mail)).await.unwrap_or_else(silent)
    }
}

/// A connection on which the server waits for the mail.
struct Ready {
    connection: AsyncSmtpConnection,
    letter: Vec<u8>,
}

#[async_trait]
impl Announced for Ready {
    async fn hand_over(mut self: Box<Self>) -> Result<(), NotSent> {
        const SILENCE: &str = "the mail server did not say whether it has taken it";
        match timeout(PATIENCE, self.connection.message(&self.letter)).await {
            Ok(Ok(_)) => {
                // It is taken. That the server hears a goodbye is not worth waiting for.
                tokio::spawn(async move { timeout(ANSWER, self.connection.quit()).await.is_ok() });
                Ok(())
            }
            Ok(Err(e)) => Err(refused(&e, |why| NotSent::Unknown(format!("{SILENCE}: {why}")))),
            Err(_) => Err(NotSent::Unknown(SILENCE.into())),
        }
    }
}

/// A server's no; `otherwise` when it said nothing of the kind.
fn refused(error: &lettre::transport::smtp::Error, otherwise: impl FnOnce(String) -> NotSent) -> NotSent {
    match (error.is_permanent(), error.is_transient()) {
        (true, _) => NotSent::Never(told(error)),
        (_, true) => NotSent::Later(told(error)),
        _ => otherwise(told(error)),
    }
}

/// What went wrong and why, without the password: servers are not known to repeat it, and errors hold no commands.
fn told(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let why = error.to_string();
        if !text.contains(&why) {
            text = format!("{text}: {why}");
        }
        cause = error.source();
    }
    text
}
