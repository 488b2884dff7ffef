//! The requirements that a weakness bears on, each with the reason.
//!
//! In this order: what the source itself names; what the organization says of the check, and then nothing else; what the
//! CCIs lead to, heaviest first; that it is a flaw, if it has a CVE; else what the tool looks for.

use closeout_catalog::mapping::{self as catalog, LooksFor};

use super::{Mapped, Mappings, Subject};
use crate::finding::severity::Severity;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stated<'a> {
    /// The family of tools whose check it is.
    pub family: &'a str,
    /// The source's name of the check.
    pub check: &'a str,
    /// How bad.
    pub severity: Severity,
    /// Its CVEs.
    pub cves: &'a [String],
    /// Its control correlation identifiers.
    pub ccis: &'a [String],
    /// The requirement or objective that the source names; may be empty.
    pub requirement: &'a str,
}

/// Who says that it bears on a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// The source that states the weakness.
    Source,
    /// The organization, by a mapping of its own.
    Organization,
    /// The catalog.
    Catalog,
}

impl By {
    /// The word used in the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Organization => "organization",
            Self::Catalog => "catalog",
        }
    }
}

/// One requirement that it bears on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// As in "3.4.2".
    pub requirement: String,
    /// Why, without a full stop.
    pub reason: String,
    /// Who says so.
    pub by: By,
}

/// Every requirement that it bears on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concerns {
    /// Each once, the one under which the work is to stand first.
    pub named: Vec<Concern>,
    /// What leads to none, and why, without full stops.
    pub silent: Vec<String>,
}

impl Concerns {
    /// The requirement under which the work is to stand.
    pub fn leading(&self) -> Option<&str> {
        self.named.first().map(|concern| concern.requirement.as_str())
    }

    /// Those of several weaknesses that the same work corrects; the first of them leads.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        others.named.into_iter().for_each(|concern| self.name(concern));
        for sentence in others.silent {
            if !self.silent.contains(&sentence) {
                self.silent.push(sentence);
            }
        }
        self
    }

    fn name(&mut self, concern: Concern) {
        if !self.named.iter().any(|known| known.requirement == concern.requirement) {
            self.named.push(concern);
        }
    }

    fn catalog(&mut self, requirement: &str, reason: String) {
        self.name(Concern { requirement: requirement.into(), reason, by: By::Catalog });
    }

    /// What the organization says in place of the catalog.
    fn here(&mut self, what: &str, mapped: &Mapped) {
        let why = &mapped.reason;
        if mapped.requirements.is_empty() {
            self.silent.push(format!("{what} bears on no requirement here: {why}"));
        }
        for requirement in &mapped.requirements {
            let reason = format!("{what} bears on {requirement} here: {why}");
            self.name(Concern { requirement: requirement.clone(), reason, by: By::Organization });
        }
    }
}

/// What a weakness bears on.
pub fn concerns(stated: &Stated<'_>, mappings: &Mappings) -> Concerns {
    let mut sum = Concerns::default();
    if let Some(named) = of_source(stated.requirement) {
        sum.name(named);
    }
    let own = Subject::check(stated.family, stated.check);
    if let Some(mapped) = mappings.held.get(&own) {
        sum.here(&format!("check {} of {}", stated.check, stated.family), mapped);
        return sum;
    }
    by_cci(&mut sum, stated.ccis, mappings);
    let looks_for = catalog::looks_for(stated.family, stated.check).filter(|_| stated.severity > Severity::Info);
    match (stated.cves.first(), looks_for) {
        (Some(cve), _) => flaw(&mut sum, cve, mappings),
        (None, Some(LooksFor::Flaws)) if sum.named.is_empty() => {
            flaw(&mut sum, &format!("what {} finds", stated.family), mappings);
        }
        (None, Some(LooksFor::Settings)) if sum.named.is_empty() => setting(&mut sum, stated.family, mappings),
        _ => {}
    }
    sum
}

fn of_source(named: &str) -> Option<Concern> {
    let objective = closeout_catalog::objective(named).map(|objective| objective.requirement);
    let requirement = closeout_catalog::requirement(objective.unwrap_or(named))?.id;
    Some(Concern {
        requirement: requirement.into(),
        reason: format!("the source itself names {named}"),
        by: By::Source,
    })
}

/// Heaviest first; of equal weight, in the order of the source.
fn by_cci(sum: &mut Concerns, ccis: &[String], mappings: &Mappings) {
    let mut found = Concerns::default();
    for name in ccis {
        if let Some(mapped) = mappings.held.get(&Subject::Cci(name.clone())) {
            found.here(name, mapped);
            continue;
        }
        let Some(cci) = catalog::cci(name) else {
            found.silent.push(format!("{name} is not in the catalog's list; the organization may map it"));
            continue;
        };
        let requirements = catalog::requirements_of(cci.control);
        if requirements.is_empty() {
            found.silent.push(format!("{name} is {}, which SP 800-171 does not ask for", cci.control));
        }
        for requirement in requirements {
            let reason = format!("{name} is part of {}, which {requirement} asks for", cci.control);
            found.catalog(requirement, reason);
        }
    }
    let points = |concern: &Concern| {
        let requirement = closeout_catalog::requirement(&concern.requirement);
        requirement.and_then(|r| r.points).map_or(0, closeout_catalog::Points::full)
    };
    found.named.sort_by_key(|concern| std::cmp::Reverse(points(concern)));
    *sum = std::mem::take(sum).and(found);
}

fn flaw(sum: &mut Concerns, what: &str, mappings: &Mappings) {
    if let Some(mapped) = mappings.held.get(&Subject::Flaws) {
        return sum.here(&format!("{what} is a flaw, which"), mapped);
    }
    for requirement in catalog::FLAW {
        let asks = match requirement {
            "3.11.3" => "asks to correct it in line with its risk",
            "3.11.2" => "asks to scan for it",
            _ => "asks to identify, report and correct it in time",
        };
        sum.catalog(requirement, format!("{what} is a flaw, and {requirement} {asks}"));
    }
}

fn setting(sum: &mut Concerns, family: &str, mappings: &Mappings) {
    if let Some(mapped) = mappings.held.get(&Subject::Settings) {
        return sum.here(&format!("{family} checks settings, which"), mapped);
    }
    for requirement in catalog::SETTING {
        sum.catalog(requirement, format!("{family} checks settings, and {requirement} asks to enforce them"));
    }
}
