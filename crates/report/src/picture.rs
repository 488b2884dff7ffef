//! Pictures as SVG text. Colours and line styles are classes of the style sheet; positions are attributes, so that no page
//! needs an inline style. Meaning never rests on colour: shapes differ, and [`Picture::summary`] says it in words.

mod ageing;
mod axis;
mod burndown;
mod gantt;
mod heat;
mod load;
mod slip;
mod svg;
mod timeline;

pub use self::{
    ageing::{Age, ageing},
    burndown::{Burndown, Week, burndown},
    gantt::{Bar, Gantt, Standing, gantt},
    heat::{Heat, heat},
    load::{Load, load},
    slip::{Slip, slip},
    timeline::{Step, Timeline, timeline},
};

/// A picture, with what it shows in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// An `<svg>` element whose accessible name is the summary. Every text in it is escaped.
    pub svg: String,
    /// What there is to see, for those who do not.
    pub summary: String,
}

/// The style sheet of pictures on paper and in a file of their own: dark ink on white. The pages have the same classes with
/// colours for dark screens too.
pub const STYLE: &str = "svg text { font: 11.5px 'Noto Sans', system-ui, sans-serif; fill: #53575f; } \
    svg .label, svg .strong { fill: #1c1d21; } svg .strong { font-weight: 700; } \
    svg .grid { stroke: #d9d6cf; } svg .rule { stroke: #666a73; stroke-dasharray: 3 3; } \
    svg .was { stroke: #1c1d21; fill: none; stroke-width: 2; } \
    svg .plan { stroke: #0b5c6b; fill: none; stroke-width: 2; stroke-dasharray: 5 3; } svg .now { fill: #1c1d21; } \
    svg .latefill { fill: #b3261e; } svg text.late { fill: #b3261e; font-weight: 700; } \
    svg .lateline { stroke: #b3261e; stroke-width: 2; stroke-dasharray: 2 2; } \
    svg .expected { stroke: #1c1d21; stroke-width: 1; stroke-dasharray: 1 2; } \
    svg .expectedend { stroke: #1c1d21; stroke-width: 2; } \
    svg .base { fill: #ffffff; stroke: #1c1d21; stroke-width: 1.2; } \
    svg .reached, svg .reachedend { fill: #0b5c6b; } svg .ahead { fill: #b5cfd4; } \
    svg .aheadend { fill: #ffffff; stroke: #0b5c6b; stroke-width: 2; } \
    svg .heat0 { fill: #f6f5f2; } svg .heat1 { fill: #d6e6e9; } svg .heat2 { fill: #a5c9cf; } \
    svg .heat3 { fill: #5d9aa5; } svg .heat4 { fill: #0b5c6b; } svg text.inverse { fill: #ffffff; font-weight: 700; }";

impl Picture {
    /// The picture as a file of its own, with its style sheet in it.
    pub fn standalone(&self) -> String {
        let head = format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><style>{STYLE}</style>");
        // The drawing becomes an element of an outer one that knows nothing but the style; sizes come from its view box.
        let view = self.svg.split_once("viewBox=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(v, _)| v);
        let head = head.replacen("<svg ", &format!("<svg viewBox=\"{view}\" "), 1);
        let inner = self.svg.split_once('>').map_or("", |(_, inner)| inner);
        head + inner
    }

    /// Its width in its own units.
    pub fn width(&self) -> f64 {
        let view = self.svg.split_once("viewBox=\"0 0 ").map_or("", |(_, rest)| rest);
        view.split(' ').next().and_then(|width| width.parse().ok()).unwrap_or(480.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_alone_brings_its_style_and_its_size() {
        let svg = "<svg viewBox=\"0 0 480 120\" role=\"img\" aria-label=\"x\"><rect class=\"was\"/></svg>".to_owned();
        let picture = Picture { svg, summary: String::new() };
        let alone = picture.standalone();
        assert!(
            alone.starts_with("<svg viewBox=\"0 0 480 120\" xmlns=\"http://www.w3.org/2000/svg\"><style>"),
            "{alone}"
        );
        assert!(alone.ends_with("</style><rect class=\"was\"/></svg>"), "{alone}");
        assert_eq!(picture.width(), 480.0);
    }
}
