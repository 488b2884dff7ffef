//! By how much dates moved away from what was approved.

use super::{
    Picture,
    axis::number,
    svg::{Svg, shortened},
};

/// One item whose date moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Number and weakness.
    pub label: String,
    /// Days after the approved day; before it when negative.
    pub days: i32,
}

const WIDTH: f64 = 740.0;
const LABELS: f64 = 262.0;
const RIGHT: f64 = 690.0;
const ROW: f64 = 20.0;

/// Draws one bar for each item from the approved day: to the right, full, what is later; to the left, pale, what is earlier.
/// `None` when nothing moved.
pub fn slip(slips: &[Slip]) -> Option<Picture> {
    let most = slips.iter().map(|s| s.days.max(0)).max()?;
    let least = slips.iter().map(|s| s.days.min(0)).min()?;
    let span = f64::from(most.saturating_sub(least).max(1));
    let behind = slips.iter().filter(|s| s.days > 0).count();
    let ahead = slips.iter().filter(|s| s.days < 0).count();
    let summary = format!("Behind the approved date: {behind}, by at most {most} days; ahead of it: {ahead}");
    let bottom = ROW * number(slips.len()) + 4.0;
    let mut svg = Svg::new(WIDTH, bottom + 20.0, &summary);
    // Room at the left for the words of what is earlier.
    let left = LABELS + if ahead > 0 { 40.0 } else { 0.0 };
    let scale = (RIGHT - left) / span;
    let zero = left - f64::from(least) * scale;
    for (row, slip) in slips.iter().enumerate() {
        let middle = ROW * (number(row) + 0.5) + 2.0;
        svg.text("label", (0.0, middle + 4.0), "start", &shortened(&slip.label, 38));
        let long = f64::from(slip.days) * scale;
        let text = format!("{:+} d", slip.days);
        if slip.days > 0 {
            svg.bar("latefill", (zero, middle - 6.0), (long, 12.0));
            svg.text("late", (zero + long + 5.0, middle + 4.0), "start", &text);
        } else {
            svg.bar("ahead", (zero + long, middle - 6.0), (-long, 12.0));
            svg.text("date", (zero + long - 5.0, middle + 4.0), "end", &text);
        }
    }
    svg.line("rule", (zero, 0.0), (zero, bottom));
    svg.text("tick", (zero, bottom + 14.0), "middle", "approved day");
    Some(Picture { svg: svg.finish(), summary })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_and_earlier_stand_on_two_sides() {
        let slips = [Slip { label: "a".into(), days: 20 }, Slip { label: "b".into(), days: -5 }];
        let picture = slip(&slips).unwrap();
        assert_eq!(picture.summary, "Behind the approved date: 1, by at most 20 days; ahead of it: 1");
        assert!(picture.svg.contains("+20 d") && picture.svg.contains("-5 d"));
    }

    #[test]
    fn nothing_moved_is_no_picture() {
        assert_eq!(slip(&[]), None);
    }
}
