//! The reviews of the demo: every week with IT, every month with leadership, a quarter with the managing director. One week
//! was missed, as happens.

use closeout_domain::{cadence::review::Sort, deadline::rhythm::Cadence};
use jiff::civil::{Date, date};

/// A review as it was held.
pub struct Held {
    /// The day.
    pub day: Date,
    /// With whom.
    pub cadence: Cadence,
    /// Who was there, beside Dana Reyes.
    pub there: &'static [&'static str],
    /// What was said of an item, by how its weakness begins; what is not named here was looked at.
    pub said: &'static [(&'static str, Sort, &'static str)],
    /// What was agreed on: of which item, what, by whom, until when.
    pub agreed: Option<(&'static str, &'static str, &'static str, Date)>,
}

const IT: &[&str] = &["kofi.osei", "lena.novak"];
const LEADERS: &[&str] = &["anna.lindqvist", "marek.okafor", "kofi.osei"];

const fn weekly(day: Date, said: &'static [(&'static str, Sort, &'static str)]) -> Held {
    Held { day, cadence: Cadence::Weekly, there: IT, said, agreed: None }
}

const MFA: &str = "MFA is not enforced";
const GATEWAY: &str = "VPN gateway firmware";
const PORTAL: &str = "Internet-facing servers";
const NETWORK: &str = "The network of contractors";
const EXERCISE: &str = "There is no incident response plan";

/// Every review, in the order of time.
pub const REVIEWS: &[Held] = &[
    weekly(date(2026, 9, 8), &[(MFA, Sort::Note, "60 keys are ordered; the reseller confirms on Thursday")]),
    weekly(date(2026, 9, 14), &[(GATEWAY, Sort::Note, "the scan of the twelfth found it; Lena asks the vendor")]),
    weekly(date(2026, 9, 21), &[]),
    weekly(date(2026, 9, 28), &[(PORTAL, Sort::Note, "the maintenance window is in the first week of October")]),
    Held {
        day: date(2026, 9, 30),
        cadence: Cadence::Monthly,
        there: LEADERS,
        said: &[(NETWORK, Sort::Decision, "An outside offer is asked for, up to 15,000")],
        agreed: None,
    },
    Held {
        day: date(2026, 9, 30),
        cadence: Cadence::Quarterly,
        there: &["marek.okafor", "anna.lindqvist"],
        said: &[(MFA, Sort::Decision, "Remote access without a key ends with the year")],
        agreed: None,
    },
    weekly(date(2026, 10, 5), &[(PORTAL, Sort::Note, "the window may be taken by the machine move")]),
    weekly(date(2026, 10, 19), &[(GATEWAY, Sort::Note, "nobody can restart it in the shifts; goes to Marek")]),
    weekly(date(2026, 10, 26), &[(MFA, Sort::Note, "20 keys are missing; the reseller is asked for a day")]),
    Held {
        day: date(2026, 10, 30),
        cadence: Cadence::Monthly,
        there: LEADERS,
        said: &[(MFA, Sort::Note, "the extension to 4 December is noted; no further one")],
        agreed: None,
    },
    weekly(date(2026, 11, 2), &[]),
    weekly(date(2026, 11, 9), &[(EXERCISE, Sort::Note, "the exercise is on the seventeenth, with both shifts")]),
    Held {
        day: date(2026, 11, 16),
        cadence: Cadence::Weekly,
        there: IT,
        said: &[
            (PORTAL, Sort::Decision, "Goes before the managing director: the supplier wants the weekend paid"),
            (EXERCISE, Sort::Note, "the leader of the night shift is ill; another day is asked for"),
        ],
        agreed: Some((PORTAL, "Get the supplier's offer for a weekend", "kofi.osei", date(2026, 11, 24))),
    },
];
