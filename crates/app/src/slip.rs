//! Slip accounting: what was approved, what stands, how often it moved, and what got in the way.

use std::{cmp::Reverse, collections::BTreeMap};

use closeout_domain::{
    ids::SystemId,
    item::{Item, slip},
    people::Directory,
};
use jiff::civil::Date;

use crate::{
    Actor, App, Error,
    views::{MovesView, PersonRef, SlipRow, SlipView},
};

/// What nobody was asked to name.
const UNSAID: &str = "unsaid";
/// Items that nobody owns.
const NOBODY: &str = "nobody";

impl App {
    /// Slip of the items of a system, or of all, at the end of a day that is over, or today.
    ///
    /// # Errors
    /// When the actor may not read, or the store fails.
    pub async fn slip(&self, actor: &Actor, system: Option<SystemId>, as_of: Option<Date>) -> Result<SlipView, Error> {
        let day = as_of.map_or(self.today(), |day| day.min(self.today()));
        let record = self.as_of(actor, day).await?;
        let (record, outlook) = self.outlook(actor, record).await?;
        let systems = self.world().store.systems(actor.organization).await?;
        let named: BTreeMap<_, _> = systems.into_iter().map(|row| (SystemId(row.id), row.name)).collect();
        let mut sums = Sums::default();
        for item in record.items.values().filter(|item| system.is_none_or(|id| item.system == id)) {
            if let Some(slip) = slip::slip(item) {
                let name = named.get(&item.system).map_or("", String::as_str);
                let forecast = outlook.item(item.number).map(|expected| expected.forecast.by(70));
                sums.take(item, &slip, forecast, (&record.directory, name));
            }
        }
        Ok(sums.view(day))
    }
}

#[derive(Default)]
struct Sums {
    items: Vec<SlipRow>,
    total: Sum,
    by_obstacle: BTreeMap<String, Sum>,
    by_owner: BTreeMap<String, Sum>,
    by_system: BTreeMap<String, Sum>,
}

#[derive(Default, Clone, Copy)]
struct Sum {
    items: u64,
    behind: u64,
    times: u64,
    days: i64,
}

impl Sum {
    fn add(&mut self, behind: bool, moves: slip::Moves) {
        self.items = self.items.saturating_add(1);
        self.behind = self.behind.saturating_add(behind.into());
        self.times = self.times.saturating_add(moves.times.into());
        self.days = self.days.saturating_add(moves.days.into());
    }

    fn view(self, of: String) -> MovesView {
        MovesView { of, items: self.items, behind: self.behind, times: self.times, days: self.days }
    }
}

impl Sums {
    fn take(
        &mut self,
        item: &Item,
        slip: &slip::Slip,
        forecast: Option<Date>,
        (directory, system): (&Directory, &str),
    ) {
        let (behind, moves) = (slip.days > 0, slip.moves());
        let owner = item.owner.map(|id| PersonRef { id: id.0, name: directory.name(id).into() });
        let name = owner.as_ref().map_or(NOBODY, |owner| owner.name.as_str()).to_owned();
        self.total.add(behind, moves);
        self.by_owner.entry(name).or_default().add(behind, moves);
        self.by_system.entry(system.into()).or_default().add(behind, moves);
        let mut why = Vec::new();
        for (obstacle, moves) in &slip.by {
            let word = obstacle.map_or(UNSAID, |obstacle| obstacle.word()).to_owned();
            self.by_obstacle.entry(word.clone()).or_default().add(behind, *moves);
            let mut sum = Sum::default();
            sum.add(behind, *moves);
            why.push(sum.view(word));
        }
        if slip.days == 0 && moves.times == 0 && forecast.is_none_or(|day| day <= slip.baseline) {
            return;
        }
        self.items.push(SlipRow {
            item: item.number.to_string(),
            item_number: item.number.0,
            weakness: item.weakness.clone(),
            system: item.system.0,
            owner,
            status: item.status.word().into(),
            baseline: slip.baseline,
            current: slip.current,
            days: slip.days,
            forecast,
            times: moves.times,
            why,
        });
    }

    fn view(mut self, as_of: Date) -> SlipView {
        self.items.sort_by_key(|row| (Reverse(row.days), Reverse(row.forecast), row.item_number));
        let most = |sums: BTreeMap<String, Sum>| {
            let mut all: Vec<MovesView> = sums.into_iter().map(|(of, sum)| sum.view(of)).collect();
            all.sort_by(|a, b| (b.days, &a.of).cmp(&(a.days, &b.of)));
            all
        };
        SlipView {
            as_of,
            items: self.items,
            total: self.total.view("all".into()),
            by_obstacle: most(self.by_obstacle),
            by_owner: most(self.by_owner),
            by_system: most(self.by_system),
        }
    }
}
