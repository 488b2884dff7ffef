//! The record itself.

use clap::Args;
use closeout_app::views::HistoryEntry;

use crate::{
    desk::Desk,
    fail::Failure,
    list,
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct Audit {
    #[command(flatten)]
    place: Place,
    /// How many entries.
    #[arg(long, default_value_t = 50)]
    rows: u32,
    /// Only entries before this position.
    #[arg(long, value_name = "POSITION")]
    before: Option<u64>,
}

impl Audit {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let entries = desk.app.audit(&desk.actor, self.before, None, self.rows).await?;
        let row = |e: &HistoryEntry| {
            let when = e.at.strftime("%F %T").to_string();
            let via = e.via.replace('_', " ");
            vec![e.position.to_string(), when, e.by.name.clone(), via, e.subject.clone(), e.sentence.clone()]
        };
        let next = entries.last().map(|e| e.position).filter(|p| *p > 1);
        let headers = ["#Position", "When (UTC)", "Who", "Via", "Of", "What happened"];
        list::print(output, "entries", &entries, next, &headers, row)?;
        if let (Output::Text, Some(next)) = (output, next) {
            output::remark(&format!("Earlier entries: --before {next}"));
        }
        Ok(())
    }
}
