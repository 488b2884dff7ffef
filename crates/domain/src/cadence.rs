//! What happens by the calendar: reviews that go through the plan, and who is asked when something is late, until somebody
//! decides.

pub mod agenda;
pub mod escalation;
pub mod review;
pub mod watch;
