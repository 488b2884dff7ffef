//! Evidence: files named by their content. They are added and, at most, withdrawn with a reason; never overwritten.

use jiff::Timestamp;

use super::{event::Event, value::Evidence};
use crate::{
    ids::{Digest, PartNumber, PersonId},
    rule::{self, Kind, Refusal, Rule},
};

/// Evidence must be of this item, and not withdrawn.
pub const EVIDENCE: Rule = Rule {
    id: "evidence-known",
    cites: "32 CFR 170.24(b)(1) (evidence in final form); 170.16(c)(4) (retention)",
    kind: Kind::Input,
};

/// Evidence as it stands on an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Exhibit {
    /// The file.
    pub evidence: Evidence,
    /// When it was attached, and by whom.
    pub attached: (Timestamp, PersonId),
    /// Why it no longer counts, if it was withdrawn. The file itself stays.
    pub withdrawn: Option<String>,
}

/// The exhibits that count.
pub fn standing(exhibits: &[Exhibit]) -> impl Iterator<Item = &Exhibit> {
    exhibits.iter().filter(|exhibit| exhibit.withdrawn.is_none())
}

/// Finds standing evidence by its digest.
///
/// # Errors
/// Refuses with [`EVIDENCE`] when it was never attached or is withdrawn.
pub fn find(exhibits: &[Exhibit], digest: Digest) -> Result<&Exhibit, Refusal> {
    standing(exhibits).find(|exhibit| exhibit.evidence.digest == digest).ok_or_else(|| {
        EVIDENCE.refuse_field("evidence", format!("no evidence {digest} stands on this item"), "attach the file first")
    })
}

/// Attaches a file once; a file that was withdrawn may come back.
pub(super) fn attach(
    exhibits: &[Exhibit],
    evidence: Evidence,
    has_test: impl Fn(PartNumber) -> bool,
) -> Result<Vec<Event>, Refusal> {
    let name = rule::text("name", &evidence.name)?;
    if find(exhibits, evidence.digest).is_ok() {
        return Err(EVIDENCE.refuse_field(
            "file",
            "a file with this very content is attached already",
            "name the attached one",
        ));
    }
    if let Some(test) = evidence.test.filter(|test| !has_test(*test)) {
        return Err(EVIDENCE.refuse_field(
            "test",
            format!("there is no acceptance test {test}"),
            "name one of the item's tests",
        ));
    }
    let shows = rule::note("shows", &evidence.shows)?;
    Ok(vec![Event::EvidenceAttached { evidence: Evidence { name, shows, ..evidence } }])
}
