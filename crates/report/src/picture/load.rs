//! Hours that people have beside the hours that are asked of them.

use super::{
    Picture,
    axis::{number, roof},
    svg::{Svg, shortened},
};

/// One person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Whose.
    pub label: String,
    /// Hours that are there.
    pub there: u32,
    /// Hours that are asked for.
    pub needed: u32,
}

const WIDTH: f64 = 740.0;
const LABELS: f64 = 200.0;
const RIGHT: f64 = 640.0;
const ROW: f64 = 26.0;

/// Draws for each person an outlined bar of the hours they have, and in it a full one of the hours asked for; what does not
/// fit stands out in another colour, with a word. `None` without people.
pub fn load(loads: &[Load]) -> Option<Picture> {
    let most = roof(loads.iter().map(|l| l.there.max(l.needed)).max()?.max(1));
    let over = loads.iter().filter(|l| l.needed > l.there).count();
    let summary = format!("Hours asked for beside hours there, of {} people; more than there is: {over}", loads.len());
    let bottom = ROW * number(loads.len()) + 4.0;
    let mut svg = Svg::new(WIDTH, bottom + 20.0, &summary);
    let scale = (RIGHT - LABELS) / f64::from(most);
    for (row, load) in loads.iter().enumerate() {
        let middle = ROW * (number(row) + 0.5) + 2.0;
        let (there, needed) = (f64::from(load.there) * scale, f64::from(load.needed) * scale);
        svg.text("label", (0.0, middle + 4.0), "start", &shortened(&load.label, 28));
        svg.bar("base", (LABELS, middle - 9.0), (there.max(0.5), 18.0));
        svg.bar("reached", (LABELS, middle - 5.0), (needed.min(there), 10.0));
        let end = LABELS + needed.max(there) + 6.0;
        if load.needed > load.there {
            svg.bar("latefill", (LABELS + there, middle - 5.0), (needed - there, 10.0));
            let text = format!("{} h, {} too many", load.needed, load.needed - load.there);
            svg.text("late", (end, middle + 4.0), "start", &text);
        } else {
            svg.text("date", (end, middle + 4.0), "start", &format!("{} of {} h", load.needed, load.there));
        }
    }
    svg.text("tick", (LABELS, bottom + 14.0), "start", "0 h");
    svg.text("tick", (RIGHT, bottom + 14.0), "middle", &format!("{most} h"));
    Some(Picture { svg: svg.finish(), summary })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_drawn_and_said() {
        let loads = [
            Load { label: "Kofi Osei".into(), there: 34, needed: 50 },
            Load { label: "Dana Reyes".into(), there: 34, needed: 10 },
        ];
        let picture = load(&loads).unwrap();
        assert_eq!(picture.summary, "Hours asked for beside hours there, of 2 people; more than there is: 1");
        assert!(picture.svg.contains("50 h, 16 too many") && picture.svg.contains("10 of 34 h"));
        assert_eq!(load(&[]), None);
    }
}
