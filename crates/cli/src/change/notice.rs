//! `closeout notice …`: the outbox.

use clap::{Args, Subcommand};
use closeout_app::{ports::Stage, views::NoticeRow};

use crate::{
    desk::Desk,
    fail::Failure,
    mail::MailServer,
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct NoticeVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List notices, those put last first.
    List {
        /// Only those that are waiting, sending, sent, unknown or dead.
        #[arg(long, value_name = "STAGE", value_parser = stage)]
        stage: Option<Stage>,
    },
    /// Let a notice wait again that was given up, or of which nobody knows whether it arrived.
    Replay {
        /// Its key, as `closeout notice list` shows it.
        key: String,
    },
    /// Send a mail to whoever acts, at once.
    Test(MailServer),
}

fn stage(text: &str) -> Result<Stage, String> {
    Stage::of(text).ok_or_else(|| "a stage is waiting, sending, sent, unknown or dead".into())
}

impl NoticeVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        match self.verb {
            Verb::List { stage } => {
                let outbox = desk.app.outbox(&desk.actor, stage).await?;
                if output != Output::Text {
                    // The server is that of `serve` and `tick`, which this command does not know.
                    return output::json(&serde_json::json!({ "notices": outbox.notices }));
                }
                let headers = ["Put", "To", "Subject", "Stage", "#Tries", "Why", "Key"];
                output::text(&output::table(&headers, outbox.notices.iter().map(row).collect()))
            }
            Verb::Replay { key } => {
                desk.app.replay_notice(&desk.actor, &key).await?;
                match output {
                    Output::Text => output::text("The notice waits again."),
                    Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "waiting": key })),
                }
            }
            Verb::Test(server) => {
                let app = server.sending(desk.app, None)?;
                let to = app.mail_myself(&desk.actor).await?;
                match output {
                    Output::Text => output::text(&format!("A mail to {to} was taken by the mail server.")),
                    Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "sent": to })),
                }
            }
        }
    }
}

fn row(n: &NoticeRow) -> Vec<String> {
    let tries = n.attempts.to_string();
    vec![n.put.to_string(), n.to.clone(), n.subject.clone(), n.stage.clone(), tries, n.why.clone(), n.key.clone()]
}
