//! What the layers of an archive have to say about themselves, besides the bytes.

use std::{cell::RefCell, rc::Rc};

use crate::sink::Problem;

/// What went wrong in the wrapping while it was read; shared with the reader inside.
#[derive(Clone, Default)]
pub(crate) struct Wrapping(Rc<RefCell<Vec<Problem>>>);

impl Wrapping {
    pub(crate) fn note(&self, problem: Problem) {
        self.0.borrow_mut().push(problem);
    }

    pub(crate) fn take(&self) -> Vec<Problem> {
        self.0.take()
    }
}
