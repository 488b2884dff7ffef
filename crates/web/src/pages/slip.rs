//! Slip accounting: what was approved, what stands, how often it moved, and why.

use askama::Template;
use closeout_app::{
    picture::{self, Picture},
    views::{MovesView, SlipRow, SlipView},
};
use closeout_domain::{item::extension::Obstacle, policy::Action};
use jiff::civil::Date;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// Bars that the picture has at most; the table has all items.
const BARS: usize = 36;

/// Slip of the items of a system.
#[derive(Template)]
#[template(path = "slip.html")]
pub struct SlipPage {
    pub frame: Frame,
    /// The accounts.
    pub slip: SlipView,
    /// The past day asked for; `None` for today.
    pub as_of: Option<Date>,
    /// The day as it was typed, with what is wrong with it.
    pub form: Form,
}

impl SlipPage {
    /// The news, as the page's heading.
    fn headline(&self) -> String {
        let total = &self.slip.total;
        match (total.items, total.times) {
            (0, _) => "No plan is approved yet".into(),
            (_, 0) => "No approved date has moved".into(),
            (_, times) => {
                let days = u64::try_from(total.days).unwrap_or(0).of("day");
                format!("Approved dates moved back {} by {days} in all", times_of(times))
            }
        }
    }

    fn day(&self) -> Date {
        self.as_of.unwrap_or(self.frame.today)
    }

    fn picture(&self) -> Option<Picture> {
        let bar = |row: &SlipRow| picture::Slip { label: format!("{} {}", row.item, row.weakness), days: row.days };
        let moved = self.slip.items.iter().filter(|row| row.days != 0);
        picture::slip(&moved.take(BARS).map(bar).collect::<Vec<_>>())
    }

    fn tables(&self) -> [(&'static str, &'static str, &[MovesView]); 2] {
        [("By what got in the way", "Obstacle", &self.slip.by_obstacle), ("By owner", "Owner", &self.slip.by_owner)]
    }
}

fn times_of(times: u64) -> String {
    match times {
        1 => "once".into(),
        2 => "twice".into(),
        n => format!("{} times", n.grouped()),
    }
}

/// What is said of moves.
pub trait ShowMoves {
    /// As in "A vendor is late", or a name.
    fn name(&self) -> String;
}

impl ShowMoves for MovesView {
    fn name(&self) -> String {
        match self.of.parse::<Obstacle>() {
            Ok(obstacle) => obstacle.phrase().into(),
            Err(_) if self.of == "unsaid" => "Not said".into(),
            Err(_) => self.of.clone(),
        }
    }
}

/// Why a date of an item moved, as in "A vendor is late: 45 days".
pub trait ShowWhys {
    fn whys(&self) -> String;
}

impl ShowWhys for SlipRow {
    fn whys(&self) -> String {
        let why = |why: &MovesView| {
            let days = u64::try_from(why.days).unwrap_or(0).of("day");
            format!("{}: {days}", why.name())
        };
        self.why.iter().map(why).collect::<Vec<_>>().join("; ")
    }
}
