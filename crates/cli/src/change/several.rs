//! Changes of several items in one write, with one reason: all of them or none.

use clap::Subcommand;
use closeout_app::show;
use closeout_domain::{
    ids::ItemNumber,
    item::{Command, Item},
};

use crate::{
    desk::Desk,
    fail::Failure,
    output::{self, Output},
    place::Place,
};

#[derive(Subcommand, Debug)]
pub enum Several {
    /// Give several items one owner: all of them or none.
    Assign {
        /// The items, as in POAM-0007.
        #[arg(required = true, value_name = "ITEM")]
        items: Vec<ItemNumber>,
        /// Address of the one person who answers for them.
        #[arg(long, value_name = "EMAIL")]
        owner: String,
        /// Why; it stands in the history of each.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Write one remark into the history of several items: all of them or none.
    Comment {
        /// The items, as in POAM-0007.
        #[arg(required = true, value_name = "ITEM")]
        items: Vec<ItemNumber>,
        /// The remark.
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
}

impl Several {
    pub async fn run(self, place: &Place, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(place).await?;
        let (mut items, commands) = match self {
            Self::Assign { items, owner, reason } => {
                let person = desk.person(&owner)?;
                (items, vec![Command::AssignOwner { person }, Command::Comment { text: reason }])
            }
            Self::Comment { items, text } => (items, vec![Command::Comment { text }]),
        };
        items.sort_unstable();
        items.dedup();
        let changes = items.into_iter().map(|item| (item, None, commands.clone())).collect();
        let changed = desk.app.change_items(&desk.actor, changes, Vec::new()).await?;
        told(&desk, &changed, "changed", output)
    }
}

/// Says what became of several items: `{"items": [...]}` for programs.
pub fn told(desk: &Desk, items: &[Item], what: &str, output: Output) -> Result<(), Failure> {
    if output != Output::Text {
        let today = desk.app.today();
        let views: Vec<_> = items.iter().map(|item| show::item(item, &desk.directory, today)).collect();
        return output::json(&serde_json::json!({ "items": views }));
    }
    let numbers: Vec<String> = items.iter().map(|item| item.number.to_string()).collect();
    let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
    output::text(&format!("{} {what}: {}.", output::count(count, "item"), numbers.join(", ")))
}
