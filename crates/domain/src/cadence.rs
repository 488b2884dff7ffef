//! What happens by the calendar: who is asked when something is late, until somebody decides.

pub mod escalation;
pub mod watch;
