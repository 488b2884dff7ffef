//! `closeout token …`: API tokens, each for one person.

use clap::{Args, Subcommand};
use closeout_app::views::TokenRow;
use closeout_domain::{
    ids::{PersonId, TokenId},
    people::Role,
};
use jiff::civil::Date;

use crate::{
    desk::Desk,
    fail::Failure,
    list::{self, day},
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct TokenVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List tokens that were not revoked: your own; for administrators, everybody's.
    List,
    /// Issue a token for whoever acts; its text is shown this once.
    Issue {
        /// What it is for.
        name: String,
        /// The last day on which it works.
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Date,
        /// Let it change things too; otherwise it only reads.
        #[arg(long)]
        write: bool,
    },
    /// Revoke a token at once.
    Revoke {
        /// Its identity, as `closeout token list` shows it.
        token: TokenId,
    },
}

impl TokenVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        match self.verb {
            Verb::List => all(&desk, output).await,
            Verb::Issue { name, until, write } => {
                let text = desk.app.issue_token(&desk.actor, &name, !write, until).await?;
                match output {
                    Output::Text => {
                        output::remark("The token is shown this once and not kept:");
                        output::text(&text)
                    }
                    Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "token": text })),
                }
            }
            Verb::Revoke { token } => {
                desk.app.revoke_token(&desk.actor, token).await?;
                match output {
                    Output::Text => output::text("The token does not work any more."),
                    Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "revoked": token.0 })),
                }
            }
        }
    }
}

async fn all(desk: &Desk, output: Output) -> Result<(), Failure> {
    let everybody = desk.directory.holds(desk.actor.person, Role::Administrator);
    let mut tokens = desk.app.organization(&desk.actor).await?.tokens;
    tokens.retain(|token| everybody || token.person == desk.actor.person.0);
    let row = |t: &TokenRow| {
        let scope = if t.read_only { "reads" } else { "reads and writes" };
        let whose = desk.directory.name(PersonId(t.person)).to_owned();
        vec![t.name.clone(), whose, scope.to_owned(), t.until.to_string(), t.id.to_string()]
    };
    list::print(output, "tokens", &tokens, None, &["Name", "Acts for", "Scope", "Until", "Token"], row)
}
