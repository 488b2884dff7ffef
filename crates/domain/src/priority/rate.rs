//! The reckoning: one table of steps, always in the same order. `docs/guide/priority.md` tells it to people.
//!
//! Worse news never lower a priority (tested); a source's own severity takes the place of a score's. What is not known changes nothing, with one exception: a weakness
//! that is known to be exploited counts as exposed until somebody says that the internet does not reach it (the directive
//! reads it the same way).

use closeout_catalog::directive::{self, MissionWellbeing, SsvcDecision};

use super::{
    Priority,
    cvss::{self, Score},
    exposure::{Criticality, Exposure},
    facts::{CveFacts, Epss, Kev},
    reason::{Effect, Explained, listed},
};
use crate::finding::severity::Severity;

/// EPSS probability from which a weakness is at least high.
pub const EPSS_HIGH: f64 = 0.5;
/// EPSS probability from which a weakness is at least medium.
pub const EPSS_MEDIUM: f64 = 0.1;

/// What a priority is worked out from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Inputs<'a> {
    /// How bad, as the source says on the common scale.
    pub severity: Severity,
    /// Every CVSS score of the source.
    pub scores: &'a [Score],
    /// What is known of each CVE; empty for a weakness without one.
    pub cves: &'a [CveFacts],
    /// What is known of the assets that it is on; `None` where no asset is concerned.
    pub exposure: Option<Exposure>,
    /// Points of the requirement that it fails, 1, 3 or 5 (32 CFR 170.24).
    pub points: Option<u8>,
}

/// Works out a priority with its reasons.
pub fn rate(inputs: &Inputs<'_>) -> Explained {
    let mut sum = start(inputs);
    environment(&mut sum, inputs);
    if let Some(points) = inputs.points {
        let effect = match points {
            5.. => Effect::AtLeast(Priority::High),
            3..=4 => Effect::AtLeast(Priority::Medium),
            _ => Effect::None,
        };
        sum.add("points", effect, format!("{points} point{} at stake", if points == 1 { "" } else { "s" }));
    }
    kev(&mut sum, inputs);
    epss(&mut sum, inputs.cves);
    ssvc(&mut sum, inputs);
    exposure(&mut sum, inputs);
    sum
}

/// The priority that a severity alone comes to.
pub fn of_severity(severity: Severity) -> Priority {
    match severity {
        Severity::Critical => Priority::Critical,
        Severity::High => Priority::High,
        Severity::Medium => Priority::Medium,
        Severity::Low | Severity::Info => Priority::Low,
    }
}

/// The source's severity; the band of its CVSS score where it gives a score but no severity.
fn start(inputs: &Inputs<'_>) -> Explained {
    let best = cvss::best(inputs.scores);
    let stated = inputs.severity;
    let band = best.map(|score| (score, score.version.band(score.base))).filter(|(_, band)| *band > Severity::Info);
    match band {
        Some((score, band)) if stated == Severity::Info => {
            let sentence =
                format!("CVSS {} base score {:.1}, {band}; the source gives no severity", score.version, score.base);
            Explained::begin("cvss", sentence, of_severity(band))
        }
        Some((score, band)) => {
            let mut sum = Explained::begin("severity", format!("severity {stated}"), of_severity(stated));
            sum.add("cvss", Effect::None, format!("CVSS {} base score {:.1}, {band}", score.version, score.base));
            sum
        }
        None => Explained::begin("severity", format!("severity {stated}"), of_severity(stated)),
    }
}

/// Where the asset's needs move the score into another band, the priority moves with it.
fn environment(sum: &mut Explained, inputs: &Inputs<'_>) {
    let best = cvss::best(inputs.scores);
    let Some((score, vector)) = best.and_then(|score| Some((score, score.vector.as_ref()?))) else { return };
    let Some(here) = inputs.exposure.and_then(|exposure| vector.environmental_score(exposure)) else { return };
    let (before, after) = (score.version.band(vector.base_score()), score.version.band(here));
    let effect = match after.cmp(&before) {
        std::cmp::Ordering::Greater => Effect::StepUp,
        std::cmp::Ordering::Less => Effect::StepDown,
        std::cmp::Ordering::Equal => Effect::None,
    };
    let (base, version) = (vector.base_score(), score.version);
    sum.add(
        "cvss-environment",
        effect,
        format!("CVSS {version} environmental score {here:.1}, {after}, of {base:.1} here"),
    );
}

fn kev(sum: &mut Explained, inputs: &Inputs<'_>) {
    let mut listed: Vec<(&Kev, &CveFacts)> = inputs.cves.iter().filter_map(|c| Some((c.kev.kev()?, c))).collect();
    listed.sort_by_key(|(kev, facts)| (kev.added, &facts.cve));
    let Some((kev, facts)) = listed.first() else {
        let unknown = inputs.cves.iter().any(|c| c.kev.known().is_none());
        let (effect, sentence) = match unknown {
            true => (Effect::Unknown, "no catalog of known exploited vulnerabilities was brought in"),
            false => (Effect::None, "not in CISA's catalog of known exploited vulnerabilities"),
        };
        if !inputs.cves.is_empty() {
            sum.add("kev", effect, sentence.into());
        }
        return;
    };
    let others = match listed.len() {
        1 => String::new(),
        2 => ", as is 1 other CVE of it".into(),
        n => format!(", as are {} other CVEs of it", n - 1),
    };
    let due = kev.due_date.map_or(String::new(), |due| format!(", CISA's date there is {due}"));
    let sentence =
        format!("{} is known to be exploited: in CISA's catalog since {}{due}{others}", facts.cve, kev.added);
    let ransomware = listed.iter().any(|(kev, _)| kev.ransomware);
    let internet = inputs.exposure.and_then(|e| e.internet);
    let (least, why) = match (internet, ransomware) {
        (Some(true), _) => (Priority::Critical, ", and the internet reaches it"),
        (None, _) => (Priority::Critical, ", and nobody has said that the internet does not reach it"),
        (Some(false), true) => (Priority::Critical, ", and ransomware uses it"),
        (Some(false), false) => (Priority::High, ", and the internet does not reach it"),
    };
    sum.add("kev", Effect::AtLeast(least), format!("{sentence}{why}"));
}

fn epss(sum: &mut Explained, cves: &[CveFacts]) {
    let scored = cves.iter().filter_map(|facts| Some((facts.epss.as_ref()?, &facts.cve)));
    // Of equal scores the first name, so that the sentence is always the same.
    let worst = scored.max_by(|(a, first), (b, second)| {
        a.probability.partial_cmp(&b.probability).unwrap_or(std::cmp::Ordering::Equal).then(second.cmp(first))
    });
    let Some((Epss { probability, percentile, date, model }, cve)) = worst else {
        if !cves.is_empty() {
            sum.add("epss", Effect::Unknown, "no EPSS score is known".into());
        }
        return;
    };
    let effect = match *probability {
        p if p >= EPSS_HIGH => Effect::AtLeast(Priority::High),
        p if p >= EPSS_MEDIUM => Effect::AtLeast(Priority::Medium),
        _ => Effect::None,
    };
    let sentence = format!(
        "EPSS {:.1} % for {cve}, higher than {:.1} % of all, on {date} by model {model}",
        probability * 100.0,
        percentile * 100.0,
    );
    sum.add("epss", effect, sentence);
}

/// The decision of CISA's tree for each CVE of which every input is known; the most urgent counts.
fn ssvc(sum: &mut Explained, inputs: &Inputs<'_>) {
    let mission = inputs.exposure.and_then(|e| e.criticality).map(|criticality| match criticality {
        Criticality::Low => MissionWellbeing::Low,
        Criticality::Medium => MissionWellbeing::Medium,
        Criticality::High => MissionWellbeing::High,
    });
    let decided = |facts: &CveFacts| {
        directive::ssvc(facts.exploitation()?, facts.ssvc.automatable?, facts.ssvc.technical_impact?, mission?)
    };
    let worst = inputs
        .cves
        .iter()
        .filter_map(|facts| Some((decided(facts)?, &facts.cve)))
        .max_by(|(a, first), (b, second)| a.cmp(b).then(second.cmp(first)));
    if let Some((decision, cve)) = worst {
        let (word, effect) = match decision {
            SsvcDecision::Track => ("track", Effect::None),
            SsvcDecision::TrackStar => ("track*", Effect::AtLeast(Priority::Medium)),
            SsvcDecision::Attend => ("attend", Effect::AtLeast(Priority::High)),
            SsvcDecision::Act => ("act", Effect::AtLeast(Priority::Critical)),
        };
        sum.add("ssvc", effect, format!("SSVC says {word} for {cve} (CISA coordinator tree 2.0.3)"));
        return;
    }
    if let Some(facts) = inputs.cves.first() {
        let answers = [
            (facts.exploitation().is_none(), "whether it is exploited"),
            (facts.ssvc.automatable.is_none(), "whether an attack can be automated"),
            (facts.ssvc.technical_impact.is_none(), "its technical impact"),
            (mission.is_none(), "how critical the asset is"),
        ];
        let missing: Vec<&str> = answers.into_iter().filter_map(|(missing, name)| missing.then_some(name)).collect();
        let sentence = format!("SSVC comes to no decision for {} without knowing {}", facts.cve, listed(&missing));
        sum.add("ssvc", Effect::Unknown, sentence);
    }
}

fn exposure(sum: &mut Explained, inputs: &Inputs<'_>) {
    let Some(exposure) = inputs.exposure else { return };
    // A bare statement of fact is nothing that anybody could reach or lose.
    let fact = inputs.severity == Severity::Info && sum.priority == Priority::Low && inputs.points.is_none();
    if fact {
        return;
    }
    if exposure.cui == Some(true) {
        sum.add("cui", Effect::AtLeast(Priority::Medium), "holds CUI".into());
    }
    match exposure.internet {
        Some(true) => sum.add("internet", Effect::StepUp, "the internet reaches it".into()),
        Some(false) => sum.add("internet", Effect::None, "the internet does not reach it".into()),
        None => sum.add("internet", Effect::Unknown, "nobody has said whether the internet reaches it".into()),
    }
    // Where a vector took the criticality in, it counts once.
    let counted = sum.reasons.iter().any(|r| r.code == "cvss-environment");
    match exposure.criticality {
        Some(Criticality::High) if !counted => sum.add("criticality", Effect::StepUp, "criticality high".into()),
        Some(criticality) => sum.add("criticality", Effect::None, format!("criticality {criticality}")),
        None => {}
    }
}

#[cfg(test)]
mod tests;
