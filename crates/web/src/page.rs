//! What every page has around it, and how its forms speak.

mod form;

use std::collections::BTreeSet;

use closeout_app::{
    query::Page,
    views::{OrganizationRow, PersonRef, SystemRow},
};
use closeout_domain::{people::Role, policy::Action};
use jiff::civil::Date;
use uuid::Uuid;

use crate::format::{Count, ShowCount as _};

pub use self::form::Form;

/// What stands around a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The organization's name.
    pub organization: String,
    /// Its systems, by name.
    pub systems: Vec<Choice>,
    /// The one that the pages show.
    pub system: Option<Uuid>,
    /// Who is signed in.
    pub person: PersonRef,
    /// What they may do by their roles alone. What they may do with one item stands on its page.
    pub may: BTreeSet<Action>,
    /// The day where the organization works.
    pub today: Date,
    /// Items on which somebody still has to act.
    pub items: u64,
    /// Fixes of open findings that no item answers, as far as they were counted.
    pub findings: Count,
    /// Escalations that wait for a decision by whoever is signed in.
    pub decisions: u64,
    /// The value that every form of the session carries.
    pub csrf: String,
    /// Light, dark, or as the device wishes.
    pub theme: Theme,
    /// The result of the form that led here.
    pub flash: Option<Flash>,
    /// The page's place in the navigation.
    pub active: Tab,
    /// The page's own address, to come back to.
    pub here: String,
}

impl Frame {
    /// Whether the person's roles permit an action.
    pub fn may(&self, action: Action) -> bool {
        self.may.contains(&action)
    }

    /// The name of the system that the pages show.
    pub fn system_name(&self) -> &str {
        let shown = self.system.map(|id| id.to_string());
        let named = self.systems.iter().find(|s| Some(&s.value) == shown.as_ref());
        named.map_or("", |s| &s.label)
    }
}

/// The places of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    Today,
    Items,
    Findings,
    Assets,
    Imports,
    Escalations,
    Reviews,
    Reports,
    People,
    Audit,
    /// None of them.
    Elsewhere,
}

impl Tab {
    /// `page` for the current one, as `aria-current` wants it.
    pub fn current(&self, tab: &str) -> bool {
        let name = match self {
            Self::Today => "today",
            Self::Items => "items",
            Self::Findings => "findings",
            Self::Assets => "assets",
            Self::Imports => "imports",
            Self::Escalations => "escalations",
            Self::Reviews => "reviews",
            Self::Reports => "reports",
            Self::People => "people",
            Self::Audit => "audit",
            Self::Elsewhere => "",
        };
        name == tab
    }
}

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device wishes.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word of the cookie and of `data-theme`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the cookie; what it does not know is [`Theme::Auto`].
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }
}

/// The result of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// Whether it went as wished.
    pub good: bool,
    /// As in "POAM-0007 is submitted; M. Okafor may approve it".
    pub text: String,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl Choice {
    /// An option.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }

    /// Active people of the organization who hold one of these roles, by name; everybody active when no role is named.
    pub fn people(organization: &OrganizationRow, roles: &[&str]) -> Vec<Self> {
        let fits = |held: &[String]| roles.is_empty() || held.iter().any(|r| roles.contains(&r.as_str()));
        let active = organization.people.iter().filter(|p| p.active && fits(&p.roles));
        let label = |name: &str, title: &str| match title {
            "" => name.to_owned(),
            title => format!("{name}, {title}"),
        };
        let mut people: Vec<Self> = active.map(|p| Self::new(p.id, label(&p.name, &p.title))).collect();
        people.sort_by(|a, b| a.label.cmp(&b.label));
        people
    }

    /// Active people who may do more than read, by name.
    pub fn acting(organization: &OrganizationRow) -> Vec<Self> {
        let acting = Role::ALL.map(Role::word).into_iter().filter(|word| *word != Role::Assessor.word());
        Self::people(organization, &acting.collect::<Vec<_>>())
    }

    /// Systems, in the order given.
    pub fn systems(systems: &[SystemRow]) -> Vec<Self> {
        systems.iter().map(|s| Self::new(s.id, s.name.clone())).collect()
    }
}

/// Where a list can be turned to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// The first row shown, counted from 1; 0 for none.
    pub first: u64,
    /// The last row shown.
    pub last: u64,
    /// Rows in all.
    pub total: Count,
    /// Address of the page before.
    pub before: Option<String>,
    /// Address of the next page.
    pub next: Option<String>,
}

impl Pager {
    /// For a page that begins `from` rows into its list and shows up to `size`; `url` gives the address of a beginning.
    pub fn new<T>(page: &Page<T>, from: u64, size: u32, url: impl Fn(u64) -> String) -> Self {
        let shown = u64::try_from(page.rows.len()).unwrap_or(u64::MAX);
        Self {
            first: if shown == 0 { 0 } else { from + 1 },
            last: from + shown,
            total: page.count(),
            before: (from > 0).then(|| url(from.saturating_sub(size.into()))),
            next: page.next.map(url),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_knows_where_it_is() {
        let url = |from| format!("/items?from={from}");
        let page = Page { rows: vec![(); 50], total: 120, uncounted: false, next: Some(100) };
        let pager = Pager::new(&page, 50, 50, url);
        assert_eq!((pager.first, pager.last, pager.total.total), (51, 100, 120));
        assert_eq!((pager.before.as_deref(), pager.next.as_deref()), (Some("/items?from=0"), Some("/items?from=100")));
        let empty = Pager::new(&Page::<()> { rows: Vec::new(), total: 0, uncounted: false, next: None }, 0, 50, url);
        assert_eq!((empty.first, empty.last, empty.before, empty.next), (0, 0, None, None));
    }

    #[test]
    fn themes_survive_their_word() {
        assert!(Theme::ALL.into_iter().all(|theme| Theme::of(theme.word()) == theme));
        assert_eq!(Theme::of("neon"), Theme::Auto);
    }
}
