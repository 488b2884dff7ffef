//! Where the open items are: families of requirements by priority.

use super::{Picture, axis::number, svg::Svg};

/// Counts in rows and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heat {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Name and counts of each row, as many as there are columns.
    pub rows: Vec<(String, Vec<u32>)>,
}

const LABELS: f64 = 250.0;
const CELL: f64 = 84.0;
const ROW: f64 = 22.0;
const TOP: f64 = 20.0;

/// Draws a grid whose cells say their count and are darker the more there is. `None` when every count is nothing.
pub fn heat(heat: &Heat) -> Option<Picture> {
    let largest = heat.rows.iter().flat_map(|(_, counts)| counts).copied().max().filter(|n| *n > 0)?;
    let total = |counts: &[u32]| counts.iter().fold(0u32, |sum, n| sum.saturating_add(*n));
    let most = heat.rows.iter().max_by_key(|(name, counts)| (total(counts), std::cmp::Reverse(name)))?;
    let summary = format!("Open items by family and priority; most are in {}, {}", most.0, total(&most.1));
    let width = LABELS + CELL * number(heat.columns.len());
    let mut svg = Svg::new(width, TOP + ROW * number(heat.rows.len()) + 2.0, &summary);
    for (i, name) in heat.columns.iter().enumerate() {
        svg.text("tick", (LABELS + CELL * (number(i) + 0.5), 12.0), "middle", name);
    }
    for (row, (name, counts)) in heat.rows.iter().enumerate() {
        let top = TOP + ROW * number(row);
        svg.text("label", (0.0, top + 14.0), "start", name);
        for (i, count) in counts.iter().enumerate() {
            let left = LABELS + CELL * number(i);
            let shade = shade(*count, largest);
            svg.bar(SHADES.get(shade).copied().unwrap_or("heat0"), (left + 1.0, top), (CELL - 2.0, ROW - 2.0));
            if *count > 0 {
                let class = if shade > 2 { "inverse" } else { "strong" };
                svg.text(class, (left + CELL / 2.0, top + 14.0), "middle", &count.to_string());
            }
        }
    }
    Some(Picture { svg: svg.finish(), summary })
}

const SHADES: [&str; 5] = ["heat0", "heat1", "heat2", "heat3", "heat4"];

/// Nothing is 0; the rest in four equal steps up to the largest.
fn shade(count: u32, largest: u32) -> usize {
    let step = u64::from(count) * 4;
    usize::try_from(step.div_ceil(u64::from(largest.max(1)))).unwrap_or(4).min(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_their_count_and_the_summary_names_the_fullest_row() {
        let rows = vec![("Access Control".into(), vec![4, 1]), ("Awareness".into(), vec![0, 2])];
        let picture = heat(&Heat { columns: vec!["High".into(), "Low".into()], rows }).unwrap();
        assert_eq!(picture.summary, "Open items by family and priority; most are in Access Control, 5");
        for class in ["heat4", "heat1", "heat0", "heat2"] {
            assert_eq!(picture.svg.matches(&format!("class=\"{class}\"")).count(), 1, "{class}");
        }
    }

    #[test]
    fn shades_rise_with_the_count() {
        assert_eq!([0, 1, 2, 5, 7, 10].map(|n| shade(n, 10)), [0, 1, 1, 2, 3, 4]);
        assert_eq!(heat(&Heat { columns: vec!["a".into()], rows: vec![("r".into(), vec![0])] }), None);
    }
}
