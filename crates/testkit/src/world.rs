//! A clock that stands still, and ids that are the same in every run.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use closeout_app::ports::{Clock, Ids};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The day on which every test begins: a Monday.
pub const TODAY: Date = Date::constant(2026, 11, 23);

/// 9 o'clock UTC on [`TODAY`], in seconds since 1970.
const MORNING: i64 = 1_795_424_400;

/// The time, until somebody moves it.
#[derive(Debug)]
pub struct TestClock(Mutex<Timestamp>);

impl Default for TestClock {
    fn default() -> Self {
        Self(Mutex::new(Timestamp::constant(MORNING, 0)))
    }
}

impl TestClock {
    /// Moves on.
    pub fn pass(&self, duration: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(duration).expect("a duration");
    }

    /// Moves on by days.
    pub fn pass_days(&self, days: i64) {
        self.pass(SignedDuration::from_hours(24 * days));
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::UTC).date()
    }

    fn time(&self) -> Time {
        self.now().to_zoned(TimeZone::UTC).time()
    }
}

/// Ids and secrets, counted.
#[derive(Debug, Default)]
pub struct TestIds(AtomicU64);

impl TestIds {
    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl Ids for TestIds {
    fn uuid(&self) -> Uuid {
        let count = self.next().to_be_bytes();
        let [a, b, c, d, e, f, g, h] = count;
        let millis = u64::try_from(MORNING * 1_000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &[0, 0, a, b, c, d, e, f, g, h]).into_uuid()
    }

    fn secret(&self) -> [u8; 32] {
        Sha256::digest(self.next().to_be_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_stands_still_until_it_is_moved() {
        let clock = TestClock::default();
        assert_eq!((clock.today(), clock.now()), (TODAY, clock.now()));
        clock.pass_days(2);
        assert_eq!(clock.today(), TODAY.saturating_add(jiff::ToSpan::days(2)));
    }

    #[test]
    fn ids_are_counted_and_the_same_in_every_run() {
        let (a, b) = (TestIds::default(), TestIds::default());
        assert_eq!([a.uuid(), a.uuid()], [b.uuid(), b.uuid()]);
        assert_ne!(a.secret(), a.secret());
        assert_eq!(a.uuid().get_version_num(), 7);
    }
}
