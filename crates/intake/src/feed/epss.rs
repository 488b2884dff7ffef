//! EPSS: a line with model and day, a header, and a line for each of some 280,000 CVEs.

use closeout_domain::feed::{Fact, FactRow, Kind};

use super::told::{Told, day, skipped, strange};
use crate::{
    decode::Text,
    lines::Lines,
    sink::{Place, Unreadable},
};

pub(super) fn read(text: &mut Text<'_>, told: &mut Told, each: &mut dyn FnMut(FactRow)) -> Result<(), Unreadable> {
    let mut lines = Lines::new(text);
    let first = lines.next()?.unwrap_or_default();
    let unlike = || strange(Kind::Epss, "its first line names no model and no day");
    let head = first.strip_prefix('#').ok_or_else(unlike)?;
    for (name, value) in head.split(',').filter_map(|part| part.split_once(':')) {
        match name.trim() {
            "model_version" => value.trim().clone_into(&mut told.model),
            "score_date" => told.date = day(value),
            _ => {}
        }
    }
    told.date.ok_or_else(unlike)?;
    let header = lines.next()?.unwrap_or_default().to_ascii_lowercase();
    if !header.replace(' ', "").starts_with("cve,epss,percentile") {
        return Err(strange(Kind::Epss, "its second line is not cve,epss,percentile"));
    }
    while let Some(line) = lines.next()? {
        if line.trim().is_empty() {
            continue;
        }
        match fact(&line) {
            Ok(row) => each(row),
            Err(why) => told.problems.push(skipped(Place::Line(lines.number()), why)),
        }
    }
    Ok(())
}

fn fact(line: &str) -> Result<FactRow, String> {
    let mut cells = line.split(',').map(|cell| cell.trim().trim_matches('"'));
    let mut cell = || cells.next().unwrap_or_default();
    let cve = cell().parse().map_err(|e: closeout_domain::ids::NotAnId| e.to_string())?;
    let mut share = |name: &str| {
        let text = cell();
        let number = text.parse::<f64>().ok().filter(|n| (0.0..=1.0).contains(n));
        number.ok_or_else(|| format!("{name} {:?} is no number from 0 to 1", text.chars().take(40).collect::<String>()))
    };
    let (probability, percentile) = (share("the score")?, share("the percentile")?);
    Ok(FactRow { cve, fact: Fact::Epss { probability, percentile } })
}
