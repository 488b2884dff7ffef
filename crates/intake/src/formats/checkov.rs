//! Checkov's JSON: infrastructure as code, its packages and secrets, by check and resource.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{CvssStatement, Judgement, Observation},
    severity::Severity,
};

use crate::{
    cvss,
    format::Format,
    gathered::Gathered,
    head::Head,
    identifiers, json,
    pick::{Found, Taker, Want, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
};

/// See the module.
pub(crate) struct Checkov;

impl Format for Checkov {
    fn id(&self) -> &'static str {
        "checkov"
    }

    fn name(&self) -> &'static str {
        "Checkov results (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per check of a resource; what passed is absent, what is skipped not judged"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        let has = |key: &str| keys.contains(&key);
        // Where there was nothing to check, the summary is all that it writes.
        has("check_type") && has("results") || has("checkov_version") && has("resource_count")
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut run = Run::default();
        run.tell_tool(sink);
        if json::pick(input, WANTS, sink, &mut run)?.is_continue() {
            let _stopped = run.finish(sink);
        }
        Ok(())
    }
}

/// A report for one kind of file, or a list of them.
const WANTS: &[Want] = &[
    whole("checkov_version"),
    whole("check_type"),
    whole("results/failed_checks[]"),
    whole("results/passed_checks[]"),
    whole("results/skipped_checks[]"),
    whole("results/parsing_errors[]"),
    whole("summary/checkov_version"),
    whole("[]/check_type"),
    whole("[]/results/failed_checks[]"),
    whole("[]/results/passed_checks[]"),
    whole("[]/results/skipped_checks[]"),
    whole("[]/results/parsing_errors[]"),
    whole("[]/summary/checkov_version"),
];

#[derive(Default)]
struct Run {
    version: String,
    folders: Gathered,
    nameless: bool,
    folder: String,
    place: String,
    recommendation: String,
    output: String,
}

impl Taker for Run {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match found.leaf() {
            "failed_checks[]" => return self.state(found, Judgement::Present, sink),
            "passed_checks[]" => return self.state(found, Judgement::Absent, sink),
            "skipped_checks[]" => return self.state(found, Judgement::NotJudged, sink),
            "parsing_errors[]" => {
                let file: String = value.text().chars().take(200).collect();
                let message = format!("Checkov could not parse {file:?}, so nothing in it was checked");
                sink.problem(
                    Problem::new(found.place(), Loss::Record, message).advise("correct the file and run again"),
                );
            }
            "checkov_version" => {
                value.text().clone_into(&mut self.version);
                self.tell_tool(sink);
            }
            _ => {}
        }
        Continue(())
    }
}

impl Run {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "checkov", name: "Checkov", version: &self.version, ..Tool::default() });
    }

    fn state(&mut self, found: &Found<'_>, state: Judgement, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |path: &str| value.at(path).text();
        let mut list = |loss, message: String| sink.problem(Problem::new(found.place(), loss, message));
        let check = text("check_id");
        if check.is_empty() {
            list(Loss::Record, "a record does not say which check it is of".to_owned());
            return Continue(());
        }
        let native = text("severity");
        let severity = match native {
            // Only Prisma Cloud's own lists rate the checks.
            "" => Severity::Medium,
            word => word.parse().unwrap_or_else(|_| {
                let shown: String = word.chars().take(40).collect();
                list(Loss::Value, format!("the severity {shown:?} is not known; it counts as medium"));
                Severity::Medium
            }),
        };
        let resource = value.first(&["resource_address", "resource"]);
        if resource.is_empty() && text("file_path").is_empty() {
            list(Loss::Record, "a record names neither a file nor a resource".to_owned());
        }
        self.place.clear();
        add(&mut self.place, ": ", text("file_path"));
        add(&mut self.place, ": ", resource);
        let package = value.get("vulnerability_details");
        self.advise(value, package);
        self.say(value, package);
        folder(text("file_abs_path"), text("file_path"), &mut self.folder);
        let asset = AssetNames { package: &self.folder, ..AssetNames::default() };
        self.nameless |= self.folder.is_empty();
        self.folders.see(asset, None, None, sink)?;
        sink.observation(&Observation {
            check,
            title: if text("check_name").is_empty() { check } else { text("check_name") },
            state,
            severity,
            native_severity: native,
            cvss: score(package).into_iter().collect(),
            cve: identifiers::cves(package.get("id").text()),
            asset,
            place: &self.place,
            description: value.first(&["vulnerability_details/description", "description", "short_description"]),
            recommendation: &self.recommendation,
            output: &self.output,
            ..Observation::default()
        })
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        if self.nameless {
            sink.problem(
                Problem::new(Place::File, Loss::Nothing, "some records do not tell the folder that was checked")
                    .advise("run Checkov on a folder, so that the same file of two repositories is told apart"),
            );
        }
        self.folders.cover(CheckScope::Stated, sink)
    }

    fn advise(&mut self, value: View<'_>, package: View<'_>) {
        self.recommendation.clear();
        let [name, status] = ["package_name", "status"].map(|key| package.get(key).text());
        if !name.is_empty() && !status.is_empty() {
            add(&mut self.recommendation, "", &format!("{name}: {status}"));
        }
        add(&mut self.recommendation, "\n", value.get("guideline").text());
    }

    /// The lines move with every edit, so they stand here and not in the place. The code is left out: in the checks for
    /// secrets it is one.
    fn say(&mut self, value: View<'_>, package: View<'_>) {
        self.output.clear();
        let lines: Vec<&str> = value.each("file_line_range").map(View::text).collect();
        if let [first, last] = lines.as_slice()
            && *last != "0"
        {
            add(&mut self.output, "\n", &format!("lines {first} to {last}"));
        }
        let [name, version] = ["package_name", "package_version"].map(|key| package.get(key).text());
        if !name.is_empty() {
            add(&mut self.output, "\n", &format!("{name} {version} is installed"));
        }
        let comment = value.at("check_result/suppress_comment").text();
        if !comment.is_empty() {
            add(&mut self.output, "\n", &format!("Skipped in the source: {comment}"));
        }
    }
}

/// The folder that was checked is what stands before the path in it.
fn folder(absolute: &str, path: &str, folder: &mut String) {
    let [absolute, path] = [absolute, path].map(|path| path.replace('\\', "/"));
    folder.clear();
    if !path.is_empty() {
        folder.push_str(absolute.strip_suffix(&path).unwrap_or_default().trim_end_matches('/'));
    }
}

/// Its vectors name their version, or are of CVSS 2.
fn score(package: View<'_>) -> Option<CvssStatement<'_>> {
    cvss::statement("", package.get("cvss").text(), package.get("vector").text())
}

fn add(text: &mut String, between: &str, part: &str) {
    if !part.is_empty() {
        text.push_str(if text.is_empty() { "" } else { between });
        text.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_told_from_the_two_paths_of_a_file() {
        let mut found = String::from("before");
        for (absolute, path, expected) in [
            ("/builds/mill/infra/net/a.tf", "/net/a.tf", "/builds/mill/infra"),
            ("C:\\mill\\infra\\a.tf", "\\a.tf", "C:/mill/infra"),
            ("C:\\mill\\infra\\net\\a.tf", "/net/a.tf", "C:/mill/infra"),
            ("/a.tf", "/a.tf", ""),
            ("/elsewhere/b.tf", "/a.tf", ""),
            ("", "/a.tf", ""),
            ("/mill/a.tf", "", ""),
            ("", "", ""),
        ] {
            folder(absolute, path, &mut found);
            assert_eq!(found, expected, "{absolute} {path}");
        }
    }
}
