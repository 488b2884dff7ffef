//! Milestones on a line of days: as approved, as they stand, as they were reached.

use jiff::{ToSpan, civil::Date};

use super::{
    Picture,
    axis::{Days, number},
    svg::{Svg, shortened},
};

/// What the picture is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The day on which work could begin: the approval, or the day of the draft.
    pub start: Date,
    /// The day on which the picture is looked at.
    pub today: Date,
    /// The milestones that count, in any order.
    pub steps: Vec<Step>,
}

/// One milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What will have been achieved.
    pub title: String,
    /// The day it is due now.
    pub due: Date,
    /// The day that was approved.
    pub baseline: Option<Date>,
    /// The day it was reached.
    pub reached: Option<Date>,
}

impl Step {
    fn end(&self) -> Date {
        self.reached.unwrap_or(self.due)
    }

    fn is_late(&self, today: Date) -> bool {
        self.reached.is_none() && self.due < today
    }

    fn moved(&self) -> i32 {
        self.baseline.map_or(0, |baseline| (self.end() - baseline).get_days())
    }
}

const WIDTH: f64 = 820.0;
const LABELS: f64 = 262.0;
const RIGHT: f64 = 700.0;
const ROW: f64 = 26.0;
const TOP: f64 = 26.0;

/// Draws one row for each milestone, by date. `None` when there are none.
///
/// Diamond: the approved day. Filled circle: reached. Hollow circle: still ahead. Triangle: late.
pub fn timeline(timeline: &Timeline) -> Option<Picture> {
    let Timeline { start, today, .. } = *timeline;
    let mut steps: Vec<&Step> = timeline.steps.iter().collect();
    steps.sort_by_key(|step| (step.end(), step.due));
    let dates = || steps.iter().flat_map(|s| [Some(s.due), s.baseline, s.reached]).flatten();
    let (first, last) = (dates().min()?.min(start), dates().max()?.max(start));
    // Room for the day of the picture, unless it is far away from everything that is shown.
    let far = 60.days();
    let last = if today > last && today <= last.saturating_add(far) { today } else { last };
    let first = if today < first && today >= first.saturating_sub(far) { today } else { first };

    let summary = summary(&steps, today);
    let bottom = TOP + ROW * number(steps.len());
    let mut svg = Svg::new(WIDTH, bottom + 24.0, &summary);
    let days = Days::new((first, last), (LABELS, RIGHT));
    svg.line("grid", (LABELS, bottom), (WIDTH - 10.0, bottom));
    for (x, name) in days.months(7) {
        svg.line("grid", (x, TOP - 4.0), (x, bottom));
        svg.text("tick", (x + 3.0, bottom + 16.0), "start", &name);
    }
    if (first..=last).contains(&today) {
        let x = days.at(today);
        svg.line("rule", (x, TOP - 8.0), (x, bottom));
        svg.text("tick", (x, TOP - 12.0), if x > RIGHT - 40.0 { "end" } else { "middle" }, "today");
    }
    let mut begun = start;
    for (row, step) in steps.iter().enumerate() {
        let middle = TOP + ROW * (number(row) + 0.5);
        draw(&mut svg, &days, step, (begun.min(step.end()), today.min(last)), middle);
        begun = step.end().max(start);
    }
    Some(Picture { svg: svg.finish(), summary })
}

fn draw(svg: &mut Svg, days: &Days, step: &Step, (begun, today): (Date, Date), middle: f64) {
    let end = days.at(step.end());
    let begin = days.at(begun);
    let late = step.is_late(today);
    svg.text("label", (0.0, middle + 4.0), "start", &shortened(&step.title, 42));
    let kind = if step.reached.is_some() { "reached" } else { "ahead" };
    svg.bar(kind, (begin, middle - 5.0), (end - begin, 10.0));
    let mut rightmost = end + 8.0;
    // Below the end's own sign, so that both can be seen where they meet.
    if let Some(baseline) = step.baseline {
        let x = days.at(baseline);
        svg.diamond("base", (x, middle));
        rightmost = rightmost.max(x + 9.0);
    }
    if late {
        let now = days.at(today);
        svg.line("lateline", (end, middle), (now, middle));
        svg.path("latefill", &[(end, middle - 5.0), (end + 5.0, middle + 4.0), (end - 5.0, middle + 4.0)], true);
        rightmost = rightmost.max(now + 6.0);
    } else {
        svg.circle(if step.reached.is_some() { "reachedend" } else { "aheadend" }, (end, middle), 4.5);
    }
    let day = step.end().strftime("%-d %b");
    let text = match step.moved() {
        0 => day.to_string(),
        days => format!("{day}, {days:+} d"),
    };
    svg.text(if late { "late" } else { "date" }, (rightmost + 3.0, middle + 4.0), "start", &text);
}

fn summary(steps: &[&Step], today: Date) -> String {
    let count = |matches: &dyn Fn(&Step) -> bool| steps.iter().filter(|s| matches(s)).count();
    let reached = count(&|s| s.reached.is_some());
    let late = count(&|s| s.is_late(today));
    let moved = count(&|s| s.moved() != 0);
    let mut parts = vec![match steps.len() {
        1 => "1 milestone".to_owned(),
        n => format!("{n} milestones"),
    }];
    parts.push(format!("{reached} reached"));
    if late > 0 {
        parts.push(format!("{late} late"));
    }
    if moved > 0 {
        parts.push(format!("{moved} on another day than approved"));
    }
    if let Some(last) = steps.iter().map(|s| s.end()).max() {
        parts.push(format!("the last on {}", last.strftime("%-d %B %Y")));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn step(title: &str, due: Date, baseline: Date, reached: Option<Date>) -> Step {
        Step { title: title.into(), due, baseline: Some(baseline), reached }
    }

    fn sample() -> Timeline {
        Timeline {
            start: date(2026, 9, 16),
            today: date(2026, 11, 22),
            steps: vec![
                step("Rules enforced", date(2026, 11, 30), date(2026, 11, 30), None),
                step("Keys bought", date(2026, 9, 30), date(2026, 9, 30), Some(date(2026, 9, 29))),
                step("Pilot of <10>", date(2026, 10, 20), date(2026, 10, 14), None),
            ],
        }
    }

    #[test]
    fn the_words_say_what_the_shapes_say() {
        let picture = timeline(&sample()).unwrap();
        assert_eq!(
            picture.summary,
            "3 milestones, 1 reached, 1 late, 2 on another day than approved, the last on 30 November 2026"
        );
        let count = |what: &str| picture.svg.matches(what).count();
        assert_eq!((count("class=\"base\""), count("reachedend"), count("aheadend"), count("latefill")), (3, 1, 1, 1));
        assert!(picture.svg.contains("20 Oct, +6 d") && picture.svg.contains("Pilot of &lt;10&gt;"), "{}", picture.svg);
    }

    #[test]
    fn rows_stand_by_date() {
        let svg = timeline(&sample()).unwrap().svg;
        let at = |text: &str| svg.find(text).unwrap();
        assert!(at("Keys bought") < at("Pilot of") && at("Pilot of") < at("Rules enforced"));
    }

    #[test]
    fn nothing_to_show_is_no_picture() {
        assert_eq!(timeline(&Timeline { steps: Vec::new(), ..sample() }), None);
    }

    #[test]
    fn a_day_far_away_does_not_squeeze_the_rest() {
        let svg = timeline(&Timeline { today: date(2031, 1, 1), ..sample() }).unwrap().svg;
        assert!(!svg.contains(">today<"));
    }

    #[test]
    fn the_same_values_give_the_same_bytes() {
        assert_eq!(timeline(&sample()), timeline(&sample()));
    }
}
