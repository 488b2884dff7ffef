//! What feeds say of CVEs, as it is kept: a small document for each feed and CVE, the same in every database.

use closeout_app::{
    ports::{Fact, StoreError},
    views::AssetRow,
};
use closeout_domain::priority::{
    Kev, Ssvc,
    facts::{Exploitation, TechnicalImpact},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::rows::{corrupt, failed};

/// As kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "lowercase")]
pub enum Stored {
    /// Of the catalog of known exploited vulnerabilities.
    Kev { added: Date, due: Option<Date>, ransomware: bool },
    /// Of EPSS.
    Epss { p: f64, q: f64 },
    /// Of SSVC, in its words.
    Ssvc { exploitation: Option<String>, automatable: Option<bool>, total: Option<bool> },
}

/// What is kept of a fact.
pub fn stored(fact: &Fact) -> Stored {
    match fact {
        Fact::Kev(Kev { added, due_date, ransomware }) => {
            Stored::Kev { added: *added, due: *due_date, ransomware: *ransomware }
        }
        Fact::Epss { probability, percentile } => Stored::Epss { p: *probability, q: *percentile },
        Fact::Ssvc(Ssvc { exploitation, automatable, technical_impact }) => Stored::Ssvc {
            exploitation: exploitation.map(|e| word(e).to_owned()),
            automatable: *automatable,
            total: technical_impact.map(|impact| impact == TechnicalImpact::Total),
        },
    }
}

/// The fact that was kept.
///
/// # Errors
/// [`StoreError::Corrupt`] for a word that is not known.
pub fn loaded(stored: &Stored) -> Result<Fact, StoreError> {
    Ok(match stored {
        Stored::Kev { added, due, ransomware } => {
            Fact::Kev(Kev { added: *added, due_date: *due, ransomware: *ransomware })
        }
        Stored::Epss { p, q } => Fact::Epss { probability: *p, percentile: *q },
        Stored::Ssvc { exploitation, automatable, total } => Fact::Ssvc(Ssvc {
            exploitation: exploitation.as_deref().map(of_word).transpose()?,
            automatable: *automatable,
            technical_impact: total.map(|t| if t { TechnicalImpact::Total } else { TechnicalImpact::Partial }),
        }),
    })
}

fn word(exploitation: Exploitation) -> &'static str {
    match exploitation {
        Exploitation::None => "none",
        Exploitation::PublicPoc => "public poc",
        Exploitation::Active => "active",
    }
}

fn of_word(text: &str) -> Result<Exploitation, StoreError> {
    [Exploitation::None, Exploitation::PublicPoc, Exploitation::Active]
        .into_iter()
        .find(|e| word(*e) == text)
        .ok_or_else(|| corrupt("fact", format!("{text:?} is no exploitation")))
}

/// An asset with what was said of it by hand as what holds: rules are the application's.
pub fn asset(row: AssetRow) -> AssetRow {
    let exposure = row.said.as_ref().map(|said| said.exposure.clone()).unwrap_or_default();
    AssetRow { exposure, ..row }
}

/// That the rows of a feed broke off.
pub fn short(came: u64, announced: u64) -> StoreError {
    failed("bring a feed in")(format!("{came} rows came where {announced} were announced"))
}
