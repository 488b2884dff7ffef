//! By which server mail is sent. Whoever runs the program says so; without one, nothing is said by mail.

use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::Args;
use closeout_app::App;
use closeout_connect::mail::{Server, Settings, Smtp};

use crate::fail::Failure;

/// Under this heading help lists the flags.
const HEADING: &str = "By which server mail is sent; without one, nothing is";

/// The variable that holds the password. It is no flag: whoever lists processes would read it.
const PASSWORD: &str = "CLOSEOUT_SMTP_PASSWORD";

/// A mail server, and what it needs to know.
#[derive(Args, Debug, Clone)]
pub struct MailServer {
    /// The mail server, as in `smtp://mail.example.com:587` (STARTTLS) or `smtps://mail.example.com:465`.
    #[arg(long, value_name = "URL", env = "CLOSEOUT_SMTP", hide_env_values = true, help_heading = HEADING)]
    smtp: Option<Server>,
    /// From whom mail is, as in `Closeout <closeout@example.com>`.
    #[arg(long, value_name = "ADDRESS", env = "CLOSEOUT_SMTP_FROM", hide_env_values = true, help_heading = HEADING)]
    smtp_from: Option<String>,
    /// As whom to sign in there. The password is in CLOSEOUT_SMTP_PASSWORD or in a file.
    #[arg(long, value_name = "NAME", env = "CLOSEOUT_SMTP_USER", hide_env_values = true, help_heading = HEADING)]
    smtp_user: Option<String>,
    /// File that holds the password, and nothing else.
    #[arg(
        long,
        value_name = "FILE",
        env = "CLOSEOUT_SMTP_PASSWORD_FILE",
        hide_env_values = true,
        help_heading = HEADING
    )]
    smtp_password_file: Option<PathBuf>,
    /// File with certificates (PEM) of authorities to believe beside those of this machine.
    #[arg(long, value_name = "FILE", env = "CLOSEOUT_SMTP_CA", hide_env_values = true, help_heading = HEADING)]
    smtp_ca: Option<PathBuf>,
    /// Address under which browsers reach the pages, for links in mail, as in `https://poam.example.com`.
    #[arg(long, value_name = "URL", env = "CLOSEOUT_PAGES", hide_env_values = true, help_heading = HEADING)]
    pages: Option<String>,
}

impl MailServer {
    /// The application with this mail server, if one is named. `origin` is where browsers reach the pages, unless it is said.
    pub fn sending(self, app: App, origin: Option<&str>) -> Result<App, Failure> {
        let Some(server) = self.smtp else { return Ok(app) };
        let from = self.smtp_from.ok_or_else(|| Failure::Usage("say from whom mail is: --smtp-from ADDRESS".into()))?;
        let sign_in = match (self.smtp_user, &self.smtp_password_file) {
            (None, _) => None,
            (Some(name), Some(file)) => {
                let text = fs::read_to_string(file).with_context(|| format!("failed to read {}", file.display()))?;
                Some((name, text.trim_end_matches(['\r', '\n']).to_owned()))
            }
            (Some(name), None) => {
                let password = std::env::var(PASSWORD).map_err(|_| {
                    Failure::Usage(format!("give the password of the mail server: {PASSWORD} or --smtp-password-file"))
                })?;
                Some((name, password))
            }
        };
        let read = |file: PathBuf| fs::read(&file).with_context(|| format!("failed to read {}", file.display()));
        let authorities = self.smtp_ca.map(read).transpose()?;
        let pages = self.pages.or_else(|| origin.map(ToOwned::to_owned));
        let settings = Settings { server, from, sign_in, authorities, pages };
        let smtp = Smtp::new(settings).map_err(|e| Failure::Usage(e.to_string()))?;
        Ok(app.mailing_by(smtp))
    }
}
