//! How urgent findings are and by when they are due: everything that is known, put into the domain's reckoning.

use std::collections::BTreeMap;

use closeout_domain::{
    deadline::{self, Due},
    feed::{Fact, Kind},
    finding::severity::Severity,
    ids::{FindingId, SystemId},
    policy::Action,
    priority::{self, Cve, CveFacts, Epss, Explained, Exposure, Inputs, Listing, cvss::Score},
};
use jiff::tz::TimeZone;

use crate::{
    Actor, App, Error,
    query::{AssetQuery, Window},
    views::{CvssView, FindingRow, UrgencyView},
};

impl App {
    /// The priority of a finding with its reasons, and its due date with its trace, as of now.
    ///
    /// # Errors
    /// When there is no such finding, or the store fails.
    pub async fn urgency(&self, actor: &Actor, finding: FindingId) -> Result<UrgencyView, Error> {
        self.permitted(actor, Action::Read).await?;
        let row = self.world.store.finding(actor.organization, finding).await?;
        let row = row.ok_or_else(|| Error::NotFound { what: "finding", id: finding.to_string() })?;
        let (explained, due) = self.reckon(actor, std::slice::from_ref(&row)).await?;
        Ok(UrgencyView::of(&explained, &due))
    }

    /// The same for findings that the same work corrects: the worst counts in each step. They are all of one system.
    pub(crate) async fn reckon(&self, actor: &Actor, rows: &[FindingRow]) -> Result<(Explained, Due), Error> {
        let system = rows.first().map(|row| SystemId(row.system)).ok_or(Error::Lost("a finding"))?;
        let policy = self.system_state(actor, system).await?.deadlines().1;
        let cves = self.known_of(actor, rows).await?;
        let exposure = self.exposure_of(actor, rows).await?;
        let weighed: Vec<Weighed<'_>> = rows
            .iter()
            .map(|row| Weighed {
                severity: row.severity.parse().unwrap_or_default(),
                cvss: &row.cvss,
                requirement: &row.requirement,
            })
            .collect();
        let (explained, severity) = explain(&weighed, &cves, exposure);
        let detected = rows.iter().filter_map(|row| row.first_seen).min().map(|at| at.to_zoned(TimeZone::UTC).date());
        let inputs = deadline::Inputs {
            priority: explained.priority,
            severity,
            detected,
            internet: exposure.and_then(|e| e.internet),
            cves: &cves,
        };
        let due = deadline::due(&inputs, &policy, &policy.calendar());
        Ok((explained, due))
    }

    /// What the feeds say of every CVE of these findings, each once.
    async fn known_of(&self, actor: &Actor, rows: &[FindingRow]) -> Result<Vec<CveFacts>, Error> {
        let mut named: BTreeMap<Cve, CveFacts> = BTreeMap::new();
        for cve in rows.iter().flat_map(|row| &row.cve).filter_map(|cve| cve.parse::<Cve>().ok()) {
            named.insert(cve.clone(), CveFacts::unknown(cve));
        }
        if named.is_empty() {
            return Ok(Vec::new());
        }
        let store = &self.world.store;
        let feeds = store.feeds(actor.organization).await?;
        let edition = |kind: Kind| feeds.iter().find(|row| row.feed == kind.word());
        if edition(Kind::Kev).is_some() {
            named.values_mut().for_each(|facts| facts.kev = Listing::NotListed);
        }
        let cves: Vec<Cve> = named.keys().cloned().collect();
        for row in store.facts(actor.organization, &cves).await? {
            let Some(facts) = named.get_mut(&row.cve) else { continue };
            match row.fact {
                Fact::Kev(kev) => facts.kev = Listing::Listed(kev),
                Fact::Ssvc(ssvc) => facts.ssvc = ssvc,
                Fact::Epss { probability, percentile } => {
                    facts.epss = edition(Kind::Epss).map(|row| Epss {
                        probability,
                        percentile,
                        date: row.date,
                        model: row.model.clone(),
                    });
                }
            }
        }
        Ok(named.into_values().collect())
    }

    /// What is worst of the assets on which one of these findings is open; of none, nothing.
    async fn exposure_of(&self, actor: &Actor, rows: &[FindingRow]) -> Result<Option<Exposure>, Error> {
        let mut exposures = Vec::new();
        for row in rows {
            let query =
                AssetQuery { finding: Some(row.id), uncounted: true, window: Window::LARGEST, ..AssetQuery::default() };
            let mut assets = self.world.store.assets(actor.organization, &query).await?.rows;
            self.apply_rules(actor, &mut assets).await?;
            exposures.extend(assets.iter().map(|asset| asset.exposure.exposure()));
        }
        Ok(Exposure::worst(exposures))
    }
}

/// What of a finding its urgency is worked out from.
#[derive(Debug, Clone, Copy)]
pub struct Weighed<'a> {
    /// How bad it is.
    pub severity: Severity,
    /// CVSS statements.
    pub cvss: &'a [CvssView],
    /// The requirement or objective that the source names; may be empty.
    pub requirement: &'a str,
}

/// The priority of findings that the same work corrects, with its reasons, and how severe they count: the worst of them, of
/// what is known of their CVEs and of the assets that they are open on.
pub fn explain(findings: &[Weighed<'_>], cves: &[CveFacts], exposure: Option<Exposure>) -> (Explained, Severity) {
    let scores: Vec<Score> = findings.iter().flat_map(|finding| finding.cvss).filter_map(score).collect();
    let assessed = findings.iter().find_map(|finding| points(finding.requirement));
    let stated = findings.iter().map(|finding| finding.severity).max().unwrap_or_default();
    // An objective that is not met is more than a statement of fact.
    let severity = if assessed.is_some() && stated == Severity::Info { Severity::Medium } else { stated };
    let inputs = Inputs { severity, scores: &scores, cves, exposure, points: assessed };
    (priority::rate(&inputs), severity)
}

fn score(cvss: &CvssView) -> Option<Score> {
    // By way of its text, so that 7.5 stays 7.5.
    Score::of(&cvss.version, &cvss.vector, cvss.score.and_then(|score| score.to_string().parse().ok()))
}

/// The points of the requirement that a source names, by itself or by an objective.
fn points(requirement: &str) -> Option<u8> {
    let of_objective = closeout_catalog::objective(requirement).map(|o| o.requirement);
    let requirement = closeout_catalog::requirement(of_objective.unwrap_or(requirement))?;
    requirement.points.map(closeout_catalog::Points::full)
}
