//! Every kind of report, with what it is for.

use std::{fmt, str::FromStr};

use closeout_domain::ids::{ItemNumber, NotAnId};

/// A kind of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Who has to do what by when.
    Weekly,
    /// How it goes, for those who lead.
    Monthly,
    /// Progress against what was approved, for the board.
    Quarterly,
    /// Every item.
    Register,
    /// How requirement 3.12.2 is met.
    Assessor,
    /// One item with everything about it.
    Item(ItemNumber),
}

/// A form in which a report can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// To print, to keep, to hand over.
    Pdf,
    /// One file that opens in a browser without a server.
    Html,
    /// The tables, to calculate with.
    Xlsx,
}

impl Kind {
    /// Those of a whole system.
    pub const OF_SYSTEM: [Self; 5] = [Self::Weekly, Self::Monthly, Self::Quarterly, Self::Register, Self::Assessor];

    /// The word used in addresses, files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::Register => "register",
            Self::Assessor => "assessor",
            Self::Item(_) => "item",
        }
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Weekly => "Weekly list by person",
            Self::Monthly => "Monthly leadership report",
            Self::Quarterly => "Quarterly executive report",
            Self::Register => "Plan of action and milestones",
            Self::Assessor => "Assessor's book for 3.12.2",
            Self::Item(_) => "Item dossier",
        }
    }

    /// For whom it is, and what it tells them.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Weekly => "For the people who do the work: who does what by when, and what is late.",
            Self::Monthly => "For those who lead: how the plan goes, who is late, what to decide, what it costs.",
            Self::Quarterly => {
                "For the board: progress against the dates that were approved, slips, accepted risks, money."
            }
            Self::Register => "For everybody: each item of the plan, with its owner, dates and standing.",
            Self::Assessor => {
                "For the assessor: how deficiencies are identified, planned for and corrected, with the evidence."
            }
            Self::Item(_) => "Everything on record about one item, with the digests of its evidence.",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(number) => write!(f, "{number}"),
            kind => f.write_str(kind.word()),
        }
    }
}

impl FromStr for Kind {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let word = text.trim().to_ascii_lowercase();
        let found = Self::OF_SYSTEM.into_iter().find(|kind| kind.word() == word);
        let expected = "a report: weekly, monthly, quarterly, register, assessor, or the number of an item";
        let item = || text.parse().map(Self::Item).map_err(|_| NotAnId { text: text.into(), expected });
        found.map_or_else(item, Ok)
    }
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Html, Self::Xlsx];

    /// What files of this form are called after the dot.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
        }
    }

    /// Their media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Html => "text/html; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Form {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let word = text.trim().to_ascii_lowercase();
        let expected = "a form: pdf, html or xlsx";
        Self::ALL.into_iter().find(|f| f.word() == word).ok_or_else(|| NotAnId { text: text.into(), expected })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_forms_are_read_as_they_are_written() {
        for kind in Kind::OF_SYSTEM.into_iter().chain([Kind::Item(ItemNumber(7))]) {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        for form in Form::ALL {
            assert_eq!(form.to_string().parse(), Ok(form));
        }
        assert!("yearly".parse::<Kind>().is_err() && "docx".parse::<Form>().is_err());
    }
}
