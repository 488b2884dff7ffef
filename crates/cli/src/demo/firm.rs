//! The sample firm. Its people are invented.

use closeout_domain::people::Role;
use jiff::civil::{Date, date};

/// The firm.
pub const NAME: &str = "Northmill Engineering";
/// Its assessment scope.
pub const SYSTEM: &str = "Engineering enclave";
/// Everybody's password.
pub const PASSWORD: &str = "closeout-demo";

/// A person of the firm.
pub struct Someone {
    pub name: &'static str,
    pub email: &'static str,
    pub title: &'static str,
    pub role: Role,
    pub comes_for: &'static str,
}

const fn someone(
    name: &'static str,
    email: &'static str,
    title: &'static str,
    role: Role,
    comes_for: &'static str,
) -> Someone {
    Someone { name, email, title, role, comes_for }
}

/// The first is the administrator, who begins the record.
pub const PEOPLE: &[Someone] = &[
    someone("Ivo Marsh", "ivo.marsh@northmill.example", "IT support", Role::Administrator, "people, systems, settings"),
    someone(
        "Dana Reyes",
        "dana.reyes@northmill.example",
        "IT and security manager",
        Role::Owner,
        "the plan: import, triage, chase, submit",
    ),
    someone("Kofi Osei", "kofi.osei@northmill.example", "System administrator", Role::Responsible, "my tasks, by date"),
    someone(
        "Lena Novak",
        "lena.novak@northmill.example",
        "Network engineer, outside help",
        Role::Responsible,
        "my tasks, by date",
    ),
    someone(
        "Sana Ito",
        "sana.ito@northmill.example",
        "Compliance coordinator",
        Role::Responsible,
        "policies and procedures",
    ),
    someone(
        "Ruth Bianchi",
        "ruth.bianchi@northmill.example",
        "Quality manager",
        Role::Validator,
        "evidence against acceptance tests",
    ),
    someone(
        "Anna Lindqvist",
        "anna.lindqvist@northmill.example",
        "Engineering manager",
        Role::Approver,
        "plans to approve, items to close",
    ),
    someone(
        "Marek Okafor",
        "marek.okafor@northmill.example",
        "Managing director",
        Role::Executive,
        "money, risk, exceptions",
    ),
    someone(
        "Clara Jung",
        "clara.jung@assessor.example",
        "Outside assessor",
        Role::Assessor,
        "is 3.12.2 alive, read only",
    ),
];

/// Hours of a week that people have for the plan.
pub const HOURS: &[(&str, u8)] = &[("kofi.osei", 12), ("sana.ito", 16), ("lena.novak", 20)];

/// Who is away, from when to when.
pub const AWAY: &[(&str, Date, Date)] = &[("sana.ito", date(2026, 12, 21), date(2027, 1, 1))];

/// Who is supervised by whom.
pub const SUPERVISORS: &[(&str, &str)] =
    &[("kofi.osei", "dana.reyes"), ("sana.ito", "dana.reyes"), ("dana.reyes", "marek.okafor")];
