//! The demo's clock: it stands where the story puts it, and runs from there once the story is told. Whoever starts the demo,
//! on whatever day, sees the same firm on the same day.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use closeout_app::ports::Clock;
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time, date},
    tz::TimeZone,
};

/// The day on which the story ends.
pub const TODAY: &str = "Friday, 20 November 2026";

/// A clock that is set by hand, then runs.
#[derive(Clone)]
pub struct StoryClock(Arc<Mutex<Hands>>);

struct Hands {
    at: Timestamp,
    running_since: Option<Instant>,
}

impl StoryClock {
    /// At the beginning of the story.
    pub fn begin() -> Self {
        Self(Arc::new(Mutex::new(Hands { at: Timestamp::UNIX_EPOCH, running_since: None })))
    }

    /// Puts the clock to an hour of a day, in UTC. It is never put back: what is told later happened later.
    pub fn set(&self, day: Date, hour: i8, minute: i8) {
        if let Ok(at) = day.at(hour, minute, 0, 0).to_zoned(TimeZone::UTC) {
            self.hands(|hands| hands.at = hands.at.max(at.timestamp()));
        }
    }

    /// Lets it run from the morning of the last day.
    pub fn run(&self) {
        self.set(date(2026, 11, 20), 8, 30);
        self.hands(|hands| hands.running_since = Some(Instant::now()));
    }

    fn hands<T>(&self, look: impl FnOnce(&mut Hands) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Timestamp {
        self.hands(|hands| match hands.running_since {
            // While the story is told, a second passes with each look, so that its events have an order in time.
            None => {
                hands.at = hands.at.saturating_add(SignedDuration::from_secs(1)).unwrap_or(hands.at);
                hands.at
            }
            Some(since) => {
                let passed = i64::try_from(since.elapsed().as_micros()).unwrap_or(i64::MAX);
                hands.at.saturating_add(SignedDuration::from_micros(passed)).unwrap_or(hands.at)
            }
        })
    }

    fn today(&self) -> Date {
        // Within one story the day stands still, so that nothing becomes late while somebody looks at it overnight.
        self.hands(|hands| hands.at).to_zoned(TimeZone::UTC).date()
    }

    fn time(&self) -> Time {
        self.hands(|hands| hands.at).to_zoned(TimeZone::UTC).time()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_never_put_back() {
        let clock = StoryClock::begin();
        clock.set(date(2026, 9, 1), 9, 0);
        let (first, second) = (clock.now(), clock.now());
        clock.set(date(2026, 9, 1), 9, 0);
        let third = clock.now();
        assert!(first < second && second < third, "{first} {second} {third}");
    }
}
