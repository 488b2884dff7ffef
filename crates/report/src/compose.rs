//! Which file makes which kind of report, and which writes which form.

use crate::{
    NotWritten, assessor, dossier, executive, html,
    kind::{Form, Kind},
    leadership,
    model::Document,
    pdf, register,
    source::Source,
    weekly, xlsx,
};

impl Kind {
    /// The report of a source; `None` when it is of an item that the source does not hold.
    pub fn document(self, source: &Source) -> Option<Document> {
        match self {
            Self::Weekly => Some(weekly::document(source)),
            Self::Monthly => Some(leadership::document(source)),
            Self::Quarterly => Some(executive::document(source)),
            Self::Register => Some(register::document(source)),
            Self::Assessor => Some(assessor::document(source)),
            Self::Item(number) => dossier::document(source, number),
        }
    }
}

impl Form {
    /// A document in this form.
    ///
    /// # Errors
    /// When the form's writer fails.
    pub fn write(self, document: &Document) -> Result<Vec<u8>, NotWritten> {
        match self {
            Self::Pdf => pdf::write(document),
            Self::Html => Ok(html::write(document).into_bytes()),
            Self::Xlsx => xlsx::write(document),
        }
    }
}
