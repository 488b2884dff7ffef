//! `closeout feed fetch`: for cron, and by hand.

use clap::Args;
use closeout_app::{App, feeds};
use closeout_connect::{Address, Feeds};
use closeout_domain::feed::Kind;

use super::told;
use crate::{
    desk::Desk,
    fail::Failure,
    feeds::Addresses,
    output::{self, Output},
};

#[derive(Args, Debug)]
pub struct Fetch {
    /// Which: kev, epss or ssvc; every one that has an address when left out.
    #[arg(value_name = "FEED")]
    feeds: Vec<Kind>,
    /// Fetch the one that is named from this address instead.
    #[arg(long, value_name = "URL")]
    from: Option<Address>,
    /// Take an edition even if it is older than the one that is here.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    addresses: Addresses,
}

impl Fetch {
    /// Fetches one after the other. One that fails does not keep the others out; the exit code is that of the first failure.
    pub async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        let source = match (&self.from, self.feeds.as_slice()) {
            (None, _) => self.addresses.feeds(),
            (Some(from), [one]) => Feeds::at([(*one, from.clone())]),
            (Some(_), _) => {
                return Err(Failure::Usage(
                    "--from is the address of one feed: name it, as in `feed fetch kev`".into(),
                ));
            }
        };
        let app = desk.app.clone().fetching_from(source);
        if let [one] = self.feeds.as_slice() {
            let report = app.fetch_feed(&desk.actor, *one, self.yes).await?;
            return match output {
                Output::Text => output::text(&told(*one, &report)),
                Output::Json | Output::Ndjson => output::json(&report),
            };
        }
        let kinds = if self.feeds.is_empty() { self.addresses.kinds() } else { self.feeds.clone() };
        if kinds.is_empty() {
            let [first, second, third] = Kind::ALL.map(feeds::variable);
            let remedy = format!("name a feed with --from URL, or give addresses in {first}, {second} or {third}");
            return Err(feeds::ADDRESS.refuse("no address is given from which a feed may be fetched", remedy).into());
        }
        self.each(desk, &app, &kinds, output).await
    }

    async fn each(&self, desk: &Desk, app: &App, kinds: &[Kind], output: Output) -> Result<(), Failure> {
        let (mut exit, mut reports, mut errors) = (None, Vec::new(), Vec::new());
        for kind in kinds {
            match app.fetch_feed(&desk.actor, *kind, self.yes).await {
                Ok(report) => {
                    if output == Output::Text {
                        output::text(&told(*kind, &report))?;
                    }
                    reports.push(report);
                }
                Err(error) => {
                    let (code, problem) = Failure::from(error).problem();
                    exit = exit.or(Some(code));
                    if let (Output::Text, Some(problem)) = (output, &problem) {
                        output::problem_text(problem);
                    }
                    errors.push(serde_json::json!({ "feed": kind.word(), "error": problem }));
                }
            }
        }
        if output != Output::Text {
            output::json(&serde_json::json!({ "feeds": reports, "errors": errors }))?;
        }
        exit.map_or(Ok(()), |exit| Err(Failure::Told(exit)))
    }
}
