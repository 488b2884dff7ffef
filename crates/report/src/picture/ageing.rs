//! How long items have been waiting, and how many of them are late.

use super::{
    Picture,
    axis::{number, roof},
    svg::Svg,
};

/// Items of one span of age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// As in "31 to 60 days".
    pub name: &'static str,
    /// Items that are not late.
    pub on_time: u32,
    /// Items that are.
    pub late: u32,
}

impl Age {
    fn all(&self) -> u32 {
        self.on_time.saturating_add(self.late)
    }
}

const WIDTH: f64 = 480.0;
const LABELS: f64 = 116.0;
const RIGHT: f64 = 400.0;
const ROW: f64 = 24.0;

/// Draws one bar for each span: the late in front, full and dark, the others behind it, pale. `None` without any item.
pub fn ageing(ages: &[Age]) -> Option<Picture> {
    let largest = ages.iter().map(Age::all).max().filter(|n| *n > 0)?;
    let parts: Vec<String> = ages.iter().map(|a| format!("{}: {}, {} late", a.name, a.all(), a.late)).collect();
    let summary = format!("Items by age. {}", parts.join("; "));
    let bottom = ROW * number(ages.len()) + 6.0;
    let mut svg = Svg::new(WIDTH, bottom + 4.0, &summary);
    let scale = (RIGHT - LABELS) / f64::from(roof(largest));
    svg.line("grid", (LABELS, 2.0), (LABELS, bottom));
    for (row, age) in ages.iter().enumerate() {
        let top = ROW * number(row) + 5.0;
        svg.text("label", (0.0, top + 12.0), "start", age.name);
        let (late, all) = (f64::from(age.late) * scale, f64::from(age.all()) * scale);
        if age.on_time > 0 {
            svg.bar("ahead", (LABELS + late, top), (all - late, 15.0));
        }
        if age.late > 0 {
            svg.bar("latefill", (LABELS, top), (late, 15.0));
        }
        let text = if age.late > 0 { format!("{}, {} late", age.all(), age.late) } else { age.all().to_string() };
        svg.text(if age.late > 0 { "late" } else { "strong" }, (LABELS + all + 6.0, top + 12.0), "start", &text);
    }
    Some(Picture { svg: svg.finish(), summary })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_span_says_its_number_and_the_late() {
        let ages =
            [Age { name: "Up to 30 days", on_time: 3, late: 0 }, Age { name: "31 to 60 days", on_time: 1, late: 2 }];
        let picture = ageing(&ages).unwrap();
        assert_eq!(picture.summary, "Items by age. Up to 30 days: 3, 0 late; 31 to 60 days: 3, 2 late");
        assert!(picture.svg.contains("3, 2 late</text>"), "{}", picture.svg);
        assert_eq!(picture.svg.matches("latefill").count(), 1);
    }

    #[test]
    fn nothing_to_show_is_no_picture() {
        assert_eq!(ageing(&[Age { name: "Up to 30 days", on_time: 0, late: 0 }]), None);
    }
}
