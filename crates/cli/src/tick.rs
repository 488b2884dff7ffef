//! Doing what is due by itself, once.

use clap::Args;
use closeout_app::{
    Problem,
    tick::{Done, Ending, Stepped, Tended, Ticked},
};
use serde_json::{Value, json};

use crate::{
    compose,
    fail::{Failure, for_operator},
    mail::MailServer,
    output::{self, Output},
    place::Store,
};

#[derive(Args, Debug)]
#[command(
    after_help = "Any number of servers and crons may do this over one record: in each organization one at a time does, \
    and the others leave it to that one. The exit code is that of the first failure; what did not fail is done."
)]
pub struct Tick {
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    mail: MailServer,
}

impl Tick {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let app = self.mail.sending(compose::open(&self.store).await?, None)?;
        let ticked = app.tick().await?;
        match output {
            Output::Text => output::text(&told(&ticked))?,
            Output::Json | Output::Ndjson => output::json(&document(&ticked))?,
        }
        let first = ticked.failures().next().map(|(_, _, error)| error.public().exit);
        // In words for people, beside what was done; programs have it in the document.
        if output == Output::Text {
            for (tended, step, error) in ticked.failures() {
                let whose = tended.map(|t| format!("{}: ", t.name)).unwrap_or_default();
                let problem = for_operator(error);
                output::problem_text(&Problem {
                    detail: format!("{whose}failed to {step}: {}", problem.detail),
                    ..problem
                });
            }
        }
        first.map_or(Ok(()), |exit| Err(Failure::Told(exit)))
    }
}

fn told(ticked: &Ticked) -> String {
    let mut lines: Vec<String> = ticked.organizations.iter().map(tended).collect();
    if lines.is_empty() {
        lines.push("The record holds no organization.".into());
    }
    if let Ok(1..) = ticked.files {
        let files = ticked.files.as_ref().copied().unwrap_or_default();
        lines.push(format!("{} that stopped arriving a day ago removed.", output::count(files, "file")));
    }
    lines.join("\n")
}

fn tended(tended: &Tended) -> String {
    let mut said: Vec<String> = tended.steps.iter().filter_map(stepped).collect();
    match &tended.ending {
        Ending::Elsewhere => said.push("another server is at it".into()),
        Ending::Lost => said.push("another server took over and goes on".into()),
        Ending::Whole if said.is_empty() => said.push("nothing was due".into()),
        Ending::Whole | Ending::Failed(_) => {}
    }
    if said.is_empty() {
        said.push("not looked after".into());
    }
    format!("{}: {}.", tended.name, said.join("; "))
}

fn stepped(stepped: &Stepped) -> Option<String> {
    match &stepped.outcome {
        Err(_) => Some(format!("failed to {}", stepped.step)),
        Ok(done) if done.is_empty() => None,
        Ok(done) => {
            let done: Vec<String> = done.iter().map(|Done { what, count }| format!("{what}: {count}")).collect();
            Some(format!("{} ({})", stepped.step, done.join(", ")))
        }
    }
}

fn document(ticked: &Ticked) -> Value {
    let step = |s: &Stepped| {
        let done = s.outcome.as_deref().unwrap_or_default();
        let done: Vec<Value> = done.iter().map(|d| json!({ "what": d.what, "count": d.count })).collect();
        json!({ "step": s.step, "done": done, "error": s.outcome.as_ref().err().map(for_operator) })
    };
    let organization = |t: &Tended| {
        let (ending, error) = match &t.ending {
            Ending::Whole => ("whole", None),
            Ending::Elsewhere => ("elsewhere", None),
            Ending::Lost => ("lost", None),
            Ending::Failed(error) => ("failed", Some(for_operator(error))),
        };
        let steps: Vec<Value> = t.steps.iter().map(step).collect();
        json!({ "id": t.organization.0, "name": t.name, "ending": ending, "error": error, "steps": steps })
    };
    let organizations: Vec<Value> = ticked.organizations.iter().map(organization).collect();
    let (files, error) = match &ticked.files {
        Ok(files) => (Some(files), None),
        Err(error) => (None, Some(for_operator(error))),
    };
    let good = ticked.failures().next().is_none();
    json!({
        "at": ticked.at.to_string(), "good": good, "files": { "removed": files, "error": error },
        "organizations": organizations,
    })
}
