//! Items on a line of days: from their beginning to the day that is planned, with the approved and the expected one.

use jiff::civil::Date;

use super::{
    Picture,
    axis::{Days, number},
    svg::{Svg, shortened},
};

/// What the picture is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gantt {
    /// The day on which it is looked at.
    pub today: Date,
    /// The items, in the order of the rows.
    pub bars: Vec<Bar>,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Number and weakness.
    pub label: String,
    /// The day it began.
    pub start: Date,
    /// The completion date that stands.
    pub due: Date,
    /// The completion date that was approved.
    pub baseline: Option<Date>,
    /// The day by which it will probably be done.
    pub forecast: Option<Date>,
    /// Where it stands.
    pub standing: Standing,
}

/// Where an item stands, as far as a picture says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has to act any more.
    Ended,
    /// As planned.
    OnTime,
    /// Something planned for it has passed undone.
    Late,
}

const WIDTH: f64 = 740.0;
const LABELS: f64 = 262.0;
const RIGHT: f64 = 690.0;
const ROW: f64 = 20.0;
const TOP: f64 = 24.0;
const LEGEND: &str = "Bar: to the day planned. Diamond: the day approved. Upright stroke: the day expected (70 of 100 runs). Triangle: late.";

/// Draws one row for each item. `None` when there are none.
///
/// Pale bar: planned. Dark bar: ended. Diamond: the approved day. Upright stroke: the day expected. Triangle and word: late.
pub fn gantt(gantt: &Gantt) -> Option<Picture> {
    let Gantt { today, bars } = gantt;
    let ends = || bars.iter().flat_map(|b| [Some(b.due), b.baseline, b.forecast]).flatten();
    let first = bars.iter().map(|b| b.start).chain(ends()).min()?.min(*today);
    let last = ends().max()?.max(*today);
    let summary = summary(bars);
    let bottom = TOP + ROW * number(bars.len());
    let mut svg = Svg::new(WIDTH, bottom + 38.0, &summary);
    svg.text("tick", (0.0, bottom + 32.0), "start", LEGEND);
    let days = Days::new((first, last), (LABELS, RIGHT));
    svg.line("grid", (LABELS, bottom), (RIGHT, bottom));
    for (x, name) in days.months(6) {
        svg.line("grid", (x, TOP - 4.0), (x, bottom));
        svg.text("tick", (x + 3.0, bottom + 14.0), "start", &name);
    }
    let now = days.at(*today);
    svg.line("rule", (now, TOP - 8.0), (now, bottom));
    svg.text("tick", (now, TOP - 12.0), "middle", &today.strftime("%-d %b").to_string());
    for (row, bar) in bars.iter().enumerate() {
        let middle = TOP + ROW * (number(row) + 0.5);
        let (begin, end) = (days.at(bar.start.min(bar.due)), days.at(bar.due));
        svg.text("label", (0.0, middle + 4.0), "start", &shortened(&bar.label, 38));
        let class = if bar.standing == Standing::Ended { "reached" } else { "ahead" };
        svg.bar(class, (begin, middle - 5.0), (end - begin, 10.0));
        let mut right = end;
        if let Some(baseline) = bar.baseline {
            let x = days.at(baseline);
            svg.path("base", &[(x, middle - 6.0), (x + 6.0, middle), (x, middle + 6.0), (x - 6.0, middle)], true);
            right = right.max(x + 6.0);
        }
        if let Some(forecast) = bar.forecast {
            let x = days.at(forecast);
            svg.line("expected", (end.min(x), middle), (end.max(x), middle));
            svg.line("expectedend", (x, middle - 7.0), (x, middle + 7.0));
            right = right.max(x + 2.0);
        }
        if bar.standing == Standing::Late {
            if end < now {
                svg.line("lateline", (end, middle), (now, middle));
                right = right.max(now);
            }
            let tip = &[(right + 9.0, middle - 5.0), (right + 14.0, middle + 4.0), (right + 4.0, middle + 4.0)];
            svg.path("latefill", tip, true);
            svg.text("late", (right + 18.0, middle + 4.0), "start", "late");
        }
    }
    Some(Picture { svg: svg.finish(), summary })
}

fn summary(bars: &[Bar]) -> String {
    let late = bars.iter().filter(|b| b.standing == Standing::Late).count();
    let moved = bars.iter().filter(|b| b.baseline.is_some_and(|baseline| baseline != b.due)).count();
    let after = bars.iter().filter(|b| b.forecast.is_some_and(|forecast| forecast > b.due)).count();
    let last = bars
        .iter()
        .map(|b| b.due)
        .max()
        .map_or(String::new(), |d| format!(", the last due on {}", d.strftime("%-d %B %Y")));
    format!(
        "{} items by date, {late} late, {moved} on another day than approved, {after} expected later{last}",
        bars.len()
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn sample() -> Gantt {
        let bar = |label: &str, due, standing| Bar {
            label: label.into(),
            start: date(2026, 9, 1),
            due,
            baseline: Some(date(2026, 11, 1)),
            forecast: (standing != Standing::Ended).then_some(date(2026, 12, 1)),
            standing,
        };
        let bars = vec![
            bar("POAM-0001 <a>", date(2026, 11, 1), Standing::Ended),
            bar("POAM-0002 b", date(2026, 11, 10), Standing::Late),
            bar("POAM-0003 c", date(2027, 1, 10), Standing::OnTime),
        ];
        Gantt { today: date(2026, 11, 22), bars }
    }

    #[test]
    fn shapes_and_words_say_the_same() {
        let picture = gantt(&sample()).unwrap();
        assert_eq!(
            picture.summary,
            "3 items by date, 1 late, 2 on another day than approved, 1 expected later, the last due on 10 January 2027"
        );
        let count = |what: &str| picture.svg.matches(what).count();
        assert_eq!((count("class=\"base\""), count("latefill"), count("class=\"reached\"")), (3, 1, 1));
        assert_eq!(count("class=\"expectedend\""), 2);
        assert!(picture.svg.contains("&lt;a&gt;"));
    }

    #[test]
    fn no_items_are_no_picture() {
        assert_eq!(gantt(&Gantt { bars: Vec::new(), ..sample() }), None);
    }
}
