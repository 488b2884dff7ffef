//! Open items over time, how many of them were late, and what the plan says of the weeks to come.

use jiff::civil::Date;

use super::{
    Picture,
    axis::{Days, number, roof},
    svg::Svg,
};

/// What the picture is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burndown {
    /// What was: one entry for each day looked at, oldest first; the last is today.
    pub past: Vec<Week>,
    /// What the dates of the plan lead to: days after today with the items that are open then.
    pub planned: Vec<(Date, u32)>,
}

/// Items on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// The day.
    pub day: Date,
    /// Items on which somebody still had to act.
    pub open: u32,
    /// Of them: late.
    pub late: u32,
}

const WIDTH: f64 = 480.0;
const LEFT: f64 = 30.0;
const RIGHT: f64 = 430.0;
const TOP: f64 = 18.0;
const BOTTOM: f64 = 118.0;

/// Draws the open items as a line, those that were late as an area, and the plan as a dashed line. `None` without a past.
pub fn burndown(burndown: &Burndown) -> Option<Picture> {
    let Burndown { past, planned } = burndown;
    let (first, today) = (past.first()?, past.last()?);
    let last = planned.last().map_or(today.day, |(day, _)| *day).max(today.day);
    let largest = past.iter().map(|w| w.open).chain(planned.iter().map(|(_, n)| *n)).max().unwrap_or(0);
    let top = roof(largest);

    let summary = format!(
        "Open items: {} on {}, {} on {}, {} of them late{}",
        first.open,
        first.day.strftime("%-d %B %Y"),
        today.open,
        today.day.strftime("%-d %B %Y"),
        today.late,
        planned.last().map_or(String::new(), |(day, n)| format!("; {n} planned for {}", day.strftime("%-d %B %Y")))
    );
    let mut svg = Svg::new(WIDTH, BOTTOM + 26.0, &summary);
    let days = Days::new((first.day, last), (LEFT, RIGHT));
    let y = |count: u32| BOTTOM - f64::from(count) / f64::from(top) * (BOTTOM - TOP);
    for count in [top, top / 2, 0] {
        svg.line("grid", (LEFT, y(count)), (RIGHT, y(count)));
        svg.text("tick", (LEFT - 6.0, y(count) + 4.0), "end", &count.to_string());
    }
    for (x, name) in days.months(6).into_iter().filter(|(x, _)| *x < RIGHT - number(24)) {
        svg.text("tick", (x, BOTTOM + 16.0), "start", &name);
    }
    let at = |week: &Week, count: u32| (days.at(week.day), y(count));
    let mut area: Vec<_> = past.iter().map(|w| at(w, w.late)).collect();
    area.extend([(days.at(today.day), BOTTOM), (LEFT, BOTTOM)]);
    svg.path("latefill", &area, true);
    svg.path("was", &past.iter().map(|w| at(w, w.open)).collect::<Vec<_>>(), false);
    if !planned.is_empty() {
        let ahead = planned.iter().map(|(day, count)| (days.at(*day), y(*count)));
        svg.path("plan", &std::iter::once(at(today, today.open)).chain(ahead).collect::<Vec<_>>(), false);
        svg.line("rule", (days.at(today.day), TOP - 6.0), (days.at(today.day), BOTTOM));
    }
    let now = days.at(today.day) + 5.0;
    svg.circle("now", at(today, today.open), 3.0);
    svg.text("strong", (now, y(today.open) - 6.0), "start", &format!("{} open", today.open));
    // Close numbers would be written over each other.
    if today.late > 0 && y(today.late) - y(today.open) > 18.0 {
        svg.text("late", (now, y(today.late) + 4.0), "start", &format!("{} late", today.late));
    }
    Some(Picture { svg: svg.finish(), summary })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn sample() -> Burndown {
        let week = |day, open, late| Week { day, open, late };
        Burndown {
            past: vec![
                week(date(2026, 9, 27), 24, 1),
                week(date(2026, 10, 25), 18, 2),
                week(date(2026, 11, 22), 14, 3),
            ],
            planned: vec![(date(2026, 12, 20), 9), (date(2027, 1, 17), 4)],
        }
    }

    #[test]
    fn the_summary_says_how_it_went_and_where_it_goes() {
        let picture = burndown(&sample()).unwrap();
        assert_eq!(
            picture.summary,
            "Open items: 24 on 27 September 2026, 14 on 22 November 2026, 3 of them late; 4 planned for 17 January 2027"
        );
        assert!(picture.svg.contains("14 open") && picture.svg.contains("3 late"), "{}", picture.svg);
        assert!(picture.svg.contains("class=\"plan\""));
    }

    #[test]
    fn without_a_past_there_is_no_picture_and_without_a_plan_no_dashes() {
        assert_eq!(burndown(&Burndown { past: Vec::new(), ..sample() }), None);
        let svg = burndown(&Burndown { planned: Vec::new(), ..sample() }).unwrap().svg;
        assert!(!svg.contains("class=\"plan\""));
    }

    #[test]
    fn nothing_open_is_drawn_on_the_ground() {
        let past = vec![Week { day: date(2026, 11, 22), open: 0, late: 0 }];
        let svg = burndown(&Burndown { past, planned: Vec::new() }).unwrap().svg;
        assert!(svg.contains("0 open") && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}
