//! What a column can mean.

use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::sink::{Place, Unreadable};

/// What a column of a table of findings means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    /// One line that names the weakness.
    Title,
    /// The source's own stable number of the check.
    Check,
    /// A requirement or objective of SP 800-171.
    Requirement,
    /// Whether it is there: open, closed, pass, fail, MET, NOT MET.
    State,
    /// A word for the severity.
    Severity,
    /// A CVSS score.
    Score,
    /// A CVSS vector.
    Vector,
    /// CVEs.
    Cve,
    /// CWEs.
    Cwe,
    /// Hosts: names, addresses or URLs.
    Host,
    /// The operating system.
    Os,
    /// The port.
    Port,
    /// The protocol of the port.
    Protocol,
    /// Where on the asset: a path, a component, a location.
    Place,
    /// When it was seen.
    Date,
    /// What it is about.
    Description,
    /// What to do.
    Recommendation,
    /// What was seen.
    Output,
}

impl Field {
    /// All of them with their ids and what they hold, in the order in which people are asked.
    pub const ALL: [(Self, &'static str, &'static str); 18] = [
        (Self::Title, "title", "Weakness, in one line"),
        (Self::Check, "check", "Number of the check, the same in every file"),
        (Self::Requirement, "requirement", "Requirement or objective"),
        (Self::State, "state", "State: open, closed, pass, fail, MET"),
        (Self::Severity, "severity", "Severity"),
        (Self::Score, "score", "CVSS score"),
        (Self::Vector, "vector", "CVSS vector"),
        (Self::Cve, "cve", "CVE"),
        (Self::Cwe, "cwe", "CWE"),
        (Self::Host, "host", "Host: name, address or URL"),
        (Self::Os, "os", "Operating system"),
        (Self::Port, "port", "Port"),
        (Self::Protocol, "protocol", "Protocol"),
        (Self::Place, "place", "Place on the asset"),
        (Self::Date, "date", "Date it was seen"),
        (Self::Description, "description", "Description"),
        (Self::Recommendation, "recommendation", "Recommendation"),
        (Self::Output, "output", "What was seen"),
    ];

    /// Its name on the command line and in the API: never changed.
    pub fn id(self) -> &'static str {
        Self::ALL.into_iter().find(|(field, ..)| *field == self).map_or("", |(_, id, _)| id)
    }

    /// Whether several columns can mean it together. Of the others the first filled cell counts.
    pub(crate) fn adds_up(self) -> bool {
        matches!(self, Self::Host | Self::Cve | Self::Cwe | Self::Score | Self::Vector | Self::Place)
            || matches!(self, Self::Description | Self::Recommendation | Self::Output)
    }
}

impl FromStr for Field {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let wanted = text.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|(_, id, _)| *id == wanted).map(|(field, ..)| field).ok_or_else(|| {
            let ids: Vec<&str> = Self::ALL.iter().map(|(_, id, _)| *id).collect();
            let shown: String = text.chars().take(40).collect();
            Unreadable::new(
                Place::File,
                format!("there is no field {shown:?}"),
                format!("the fields are {} and none", ids.join(", ")),
            )
        })
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_an_id_by_which_it_is_found() {
        for (field, id, name) in Field::ALL {
            assert_eq!((field.id(), id.parse(), name.is_empty()), (id, Ok(field), false));
        }
        assert!("colour".parse::<Field>().unwrap_err().advice.contains("title, check"));
    }
}
