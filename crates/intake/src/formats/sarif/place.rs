//! Where a result is, in words that do not move with every edit.

use crate::record::View;

/// The file, what it is in, and the tool's own fingerprint, as in `src/press.c: Press::feed #3f2a`; never the line.
pub(super) fn of(result: View<'_>, files: &[String]) -> String {
    let location = result.get("locations").items().next().unwrap_or_else(|| result.get("locations"));
    let artifact = location.at("physicalLocation/artifactLocation");
    let by_number = || {
        let number: Option<usize> = artifact.get("index").text().parse().ok();
        number.and_then(|number| files.get(number)).map_or("", String::as_str)
    };
    let mut place =
        match location.first(&["physicalLocation/artifactLocation/uri", "physicalLocation/fileLocation/uri"]) {
            "" => by_number(),
            uri => uri,
        }
        .to_owned();
    let inside = location
        .get("logicalLocations")
        .items()
        .next()
        .map_or("", |logical| logical.first(&["fullyQualifiedName", "name"]));
    for (separator, part) in [(": ", inside), (" #", fingerprint(result))] {
        if !part.is_empty() {
            place.push_str(if place.is_empty() { separator.trim_start_matches([':', ' ']) } else { separator });
            place.push_str(part);
        }
    }
    place
}

/// The fingerprint that the tool made to follow the result, if it made one.
fn fingerprint(result: View<'_>) -> &str {
    let line = result.at("partialFingerprints/primaryLocationLineHash").text();
    let any = |name: &'static str| {
        let prints = result.get(name).inside();
        prints.filter(|print| !print.key().contains("Column")).map(View::text).find(|text| !text.is_empty())
    };
    any("fingerprints")
        .or(Some(line).filter(|line| !line.is_empty()))
        .or_else(|| any("partialFingerprints"))
        .unwrap_or("")
}
