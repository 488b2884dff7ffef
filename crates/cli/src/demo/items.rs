//! What the gap assessment of August found not implemented, and what the firm plans to do about it.

use closeout_domain::priority::Priority::{self, Critical, High, Low, Medium};
use jiff::civil::{Date, date};

/// How far an item of the story comes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Comes {
    /// Before management: outside help costs money.
    Proposed,
    /// Being worked on; so many milestones reached.
    Open(usize),
    /// The work is said to be done.
    AwaitingValidation,
    /// Somebody else found it done.
    Validated,
    /// Closed with evidence.
    Closed,
}

/// A deficiency and its plan.
pub struct Plan {
    pub requirement: &'static str,
    pub objectives: &'static [&'static str],
    pub weakness: &'static str,
    pub root_cause: &'static str,
    pub actions: &'static [&'static str],
    pub owner: &'static str,
    pub priority: Priority,
    pub reasons: &'static [&'static str],
    pub resources: (&'static str, u32, u64, &'static str),
    /// What, when, and by whom: each milestone is a task too.
    pub steps: &'static [(&'static str, Date, u16)],
    pub criteria: &'static [&'static str],
    pub ticket: &'static str,
    pub comes: Comes,
}

const fn day(month: i8, day: i8) -> Date {
    date(2026, month, day)
}

/// In the order in which they were found.
pub const PLANS: &[Plan] = &[
    Plan {
        requirement: "3.5.3",
        objectives: &["3.5.3[a]", "3.5.3[b]", "3.5.3[c]", "3.5.3[d]"],
        weakness: "MFA is not enforced for remote and privileged users",
        root_cause: "The identity provider was licensed without conditional access when the VPN was introduced in 2023; no requirement was set for privileged accounts.",
        actions: &[
            "License conditional access for 62 people",
            "Enrol everybody with hardware keys",
            "Enforce by policy, remove legacy protocols",
        ],
        owner: "kofi.osei",
        priority: Critical,
        reasons: &["remote access faces the internet", "5 points at stake", "one stolen password opens the enclave"],
        resources: ("System administrator", 54, 700_000, "IT budget 2026"),
        steps: &[
            ("Licences bought", day(9, 25), 6),
            ("Pilot of ten people done", day(10, 9), 16),
            ("All 62 people enrolled", day(10, 23), 26),
            ("Enforced, and scanned", day(11, 27), 6),
        ],
        criteria: &[
            "The exported policy requires MFA for all users on every remote and privileged sign-in",
            "A sign-in with a password alone fails from outside and for a domain administrator",
        ],
        ticket: "HD-104",
        comes: Comes::Open(3),
    },
    Plan {
        requirement: "3.14.1",
        objectives: &["3.14.1[c]", "3.14.1[f]"],
        weakness: "Internet-facing servers miss security updates of several months",
        root_cause: "Updates of the two servers in the perimeter network were excluded from the monthly round after an outage in March and never taken up again.",
        actions: &[
            "Patch both servers in the next maintenance window",
            "Put them back into the monthly round, with a test server before",
            "Alert when an update is older than 14 days",
        ],
        owner: "kofi.osei",
        priority: Critical,
        reasons: &["faces the internet: one step up", "5 points at stake", "known exploited weaknesses among them"],
        resources: ("System administrator", 30, 0, ""),
        steps: &[
            ("Test server stands", day(9, 30), 8),
            ("Gateway patched", day(10, 14), 8),
            ("File portal patched", day(11, 13), 8),
            ("Alert in place", day(11, 30), 6),
        ],
        criteria: &[
            "A scan that signs in finds no missing update older than 30 days on either server",
            "The alert fired in a test",
        ],
        ticket: "HD-118",
        comes: Comes::Open(2),
    },
    Plan {
        requirement: "3.13.11",
        objectives: &[],
        weakness: "CUI on laptops is encrypted by a module that is not FIPS-validated",
        root_cause: "The encryption product was chosen before the contract brought CUI; its FIPS mode needs another edition.",
        actions: &["Have a consultant choose and configure a validated module", "Re-encrypt 41 laptops in waves"],
        owner: "lena.novak",
        priority: High,
        reasons: &["encryption is employed, but by a module that is not FIPS-validated", "laptops leave the building"],
        resources: (
            "Outside encryption consultant; system administrator",
            120,
            1_850_000,
            "to be decided by management",
        ),
        steps: &[
            ("Consultant engaged", date(2026, 12, 11), 20),
            ("Module chosen and tested", date(2027, 1, 15), 40),
            ("All laptops re-encrypted", date(2027, 2, 12), 60),
        ],
        criteria: &["Every laptop reports a module with a valid FIPS 140 certificate"],
        ticket: "HD-131",
        comes: Comes::Proposed,
    },
    Plan {
        requirement: "3.13.1",
        objectives: &["3.13.1[c]", "3.13.1[d]"],
        weakness: "The network of contractors is not separated from the enclave",
        root_cause: "The building's network was laid out in 2015 as one segment; contractors were given desks and sockets in it.",
        actions: &[
            "Have a firewall specialist design two segments with a boundary that is watched",
            "Move eight sockets and two access points",
        ],
        owner: "lena.novak",
        priority: High,
        reasons: &["5 points at stake", "devices of others reach file shares with CUI"],
        resources: ("Outside firewall specialist; network engineer", 90, 2_400_000, "to be decided by management"),
        steps: &[
            ("Design agreed", date(2026, 12, 4), 20),
            ("Boundary in place", date(2027, 1, 22), 50),
            ("Rules reviewed", date(2027, 2, 5), 20),
        ],
        criteria: &[
            "From a contractor's socket no address of the enclave answers",
            "The firewall's log shows denied attempts",
        ],
        ticket: "HD-112",
        comes: Comes::Proposed,
    },
    Plan {
        requirement: "3.6.1",
        objectives: &["3.6.1[a]", "3.6.1[b]"],
        weakness: "There is no incident response plan that anybody has practised",
        root_cause: "A draft of 2024 was never approved; nobody was given the time to finish it.",
        actions: &[
            "Write the plan with roles and numbers to call",
            "Practise it with the shift leaders",
            "Approve and publish it",
        ],
        owner: "sana.ito",
        priority: Medium,
        reasons: &["5 points at stake", "documentation, no exposure of its own"],
        resources: ("Compliance coordinator; shift leaders", 64, 0, ""),
        steps: &[
            ("Draft reviewed", day(10, 16), 24),
            ("Exercise held", day(11, 12), 16),
            ("Plan approved", date(2026, 12, 18), 24),
        ],
        criteria: &["The approved plan is dated and signed", "The minutes of the exercise list what was learnt"],
        ticket: "HD-126",
        comes: Comes::Open(1),
    },
    Plan {
        requirement: "3.4.1",
        objectives: &["3.4.1[a]", "3.4.1[d]"],
        weakness: "Baseline configurations are not written down",
        root_cause: "Machines were set up by hand by three people over ten years.",
        actions: &[
            "Describe the baseline of workstations, servers and network devices",
            "Build an inventory from the management server",
        ],
        owner: "sana.ito",
        priority: Medium,
        reasons: &["5 points at stake", "documentation over 90 days"],
        resources: ("Compliance coordinator; system administrator", 70, 0, ""),
        steps: &[
            ("Workstations described", day(10, 30), 24),
            ("Servers and network described", day(11, 25), 26),
            ("Inventory approved", date(2026, 12, 15), 20),
        ],
        criteria: &[
            "Approved baseline documents for all device classes",
            "The inventory matches a count of the machine hall",
        ],
        ticket: "HD-127",
        comes: Comes::Open(1),
    },
    Plan {
        requirement: "3.1.10",
        objectives: &["3.1.10[a]", "3.1.10[b]"],
        weakness: "Stations on the shop floor do not lock when left alone",
        root_cause: "The policy was lifted for the shop floor because operators wear gloves.",
        actions: &["Lock after ten minutes with a pattern-hiding screen", "Give operators badge readers"],
        owner: "kofi.osei",
        priority: Medium,
        reasons: &["1 point at stake", "48 stations in a visited hall"],
        resources: ("System administrator", 24, 190_000, "IT budget 2026"),
        steps: &[("Badge readers mounted", day(9, 30), 12), ("Policy on all stations", day(10, 16), 12)],
        criteria: &["The policy report lists all 48 stations", "A photograph shows a locked station"],
        ticket: "HD-121",
        comes: Comes::Closed,
    },
    Plan {
        requirement: "3.10.4",
        objectives: &[],
        weakness: "The visitor log is kept on loose paper and thrown away each month",
        root_cause: "The reception was never told that the log is a record.",
        actions: &["Keep the log in a bound book for three years", "Check it once a month"],
        owner: "sana.ito",
        priority: Low,
        reasons: &["1 point at stake", "low exposure"],
        resources: ("Compliance coordinator; reception", 8, 6_000, "Office supplies"),
        steps: &[("Book and instruction in use", day(9, 21), 4), ("First monthly check", day(10, 30), 4)],
        criteria: &["Scanned pages of a month with the signature of the check"],
        ticket: "HD-109",
        comes: Comes::Closed,
    },
    Plan {
        requirement: "3.8.3",
        objectives: &[],
        weakness: "Discarded disks are kept in an open box and not sanitised",
        root_cause: "No procedure says who destroys media, or how.",
        actions: &["Write a procedure", "Have the 31 disks in the box shredded with a certificate"],
        owner: "kofi.osei",
        priority: High,
        reasons: &["5 points at stake", "CUI may be on the disks"],
        resources: ("System administrator; shredding firm", 12, 42_000, "IT budget 2026"),
        steps: &[
            ("Disks locked away", day(9, 18), 2),
            ("Disks shredded", day(10, 2), 4),
            ("Procedure approved", day(10, 20), 6),
        ],
        criteria: &["The certificate of destruction lists 31 serial numbers", "The procedure is approved and dated"],
        ticket: "HD-115",
        comes: Comes::Validated,
    },
    Plan {
        requirement: "3.3.5",
        objectives: &[],
        weakness: "Audit logs of servers, firewall and identity provider are never looked at together",
        root_cause: "Each device keeps its own log; there is no place where they meet.",
        actions: &["Collect logs in one place", "Review weekly by a written checklist"],
        owner: "kofi.osei",
        priority: Medium,
        reasons: &["5 points at stake", "needs a new tool"],
        resources: ("System administrator", 60, 320_000, "IT budget 2026"),
        steps: &[
            ("Collector stands", day(10, 21), 24),
            ("All sources connected", day(11, 10), 20),
            ("First four weekly reviews", day(11, 18), 16),
        ],
        criteria: &["Four signed weekly reviews", "A test event of each source is found in the collector"],
        ticket: "HD-119",
        comes: Comes::AwaitingValidation,
    },
];
