//! Which requirements findings bear on, and the organization's own mapping beside the catalog's.

use closeout_catalog::mapping as catalog;
use closeout_domain::{
    finding::severity::Severity,
    mapping::{self, Command, Concerns, Mappings, Stated, Subject},
    policy::Action,
    time::Stamped,
};

use crate::{
    Actor, App, Error,
    ports::Append,
    record::{Event, Recorded, Stream},
    show,
    views::{CatalogMapping, ConcernsView, FindingRow, MappingRow, MappingTable, PersonRef},
};

impl App {
    /// The organization's mappings, and those of the catalog that hold words like these; every one for no words.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mapping(&self, actor: &Actor, text: &str) -> Result<MappingTable, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let held = self.mappings(actor).await?.held;
        let row = |(subject, mapped): (&Subject, &mapping::Mapped)| {
            let mut by = PersonRef::of(mapped.by);
            show::name(&mut by, &directory);
            MappingRow {
                subject: subject.to_string(),
                requirements: mapped.requirements.clone(),
                reason: mapped.reason.clone(),
                at: mapped.at,
                by,
            }
        };
        Ok(MappingTable { organization: held.iter().map(row).collect(), catalog: of_catalog(text) })
    }

    /// Maps a subject otherwise, or takes that back.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn change_mapping(&self, actor: &Actor, command: Command) -> Result<(), Error> {
        let directory = self.permitted(actor, Action::Triage).await?;
        let before = self.mappings(actor).await?;
        let events = mapping::decide(&before, command, actor.person, &directory)?;
        if !events.is_empty() {
            let events = events.into_iter().map(Event::Mapping).collect();
            let append = Append { stream: Stream::Mapping, expected: before.version, events };
            // There is no view of it: a few hundred events at most are folded when somebody asks.
            self.write(actor, self.world.clock.now(), vec![append], Vec::new()).await?;
        }
        Ok(())
    }

    /// The requirements that these findings bear on, for people.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn requirements_of(&self, actor: &Actor, rows: &[FindingRow]) -> Result<ConcernsView, Error> {
        self.permitted(actor, Action::Read).await?;
        Ok((&self.concerns(actor, rows).await?).into())
    }

    /// The requirements that findings bear on which the same work corrects; the first of them leads.
    pub(crate) async fn concerns(&self, actor: &Actor, rows: &[FindingRow]) -> Result<Concerns, Error> {
        let mappings = self.mappings(actor).await?;
        Ok(rows.iter().map(|row| of_row(row, &mappings)).fold(Concerns::default(), Concerns::and))
    }

    async fn mappings(&self, actor: &Actor) -> Result<Mappings, Error> {
        let events: Vec<_> = self.events(actor, Stream::Mapping).await?.iter().filter_map(of_mapping).collect();
        Ok(mapping::replay(&events))
    }
}

fn of_row(row: &FindingRow, mappings: &Mappings) -> Concerns {
    let stated = Stated {
        family: &row.family,
        check: &row.check,
        severity: row.severity.parse::<Severity>().unwrap_or_default(),
        cves: &row.cve,
        ccis: &row.cci,
        requirement: &row.requirement,
    };
    mapping::concerns(&stated, mappings)
}

/// What the catalog says, as people look it up: all of these words in any order.
fn of_catalog(text: &str) -> Vec<CatalogMapping> {
    let named = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    let kinds = [
        (Subject::Flaws, "what has a CVE, and what a scanner of vulnerabilities finds", &catalog::FLAW[..]),
        (
            Subject::Settings,
            "what a checker of settings finds, where nothing more exact is known",
            &catalog::SETTING[..],
        ),
    ];
    let kinds = kinds.into_iter().map(|(subject, control, requirements)| CatalogMapping {
        subject: subject.to_string(),
        control: control.into(),
        requirements: named(requirements),
    });
    let ccis = catalog::ccis().iter().map(|one| CatalogMapping {
        subject: one.cci.into(),
        control: one.control.into(),
        requirements: named(catalog::requirements_of(one.control)),
    });
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let searched = |row: &CatalogMapping| {
        let all = format!("{} {} {}", row.subject, row.control, row.requirements.join(" ")).to_lowercase();
        words.iter().all(|word| all.contains(word))
    };
    kinds.chain(ccis).filter(searched).collect()
}

fn of_mapping(recorded: &Recorded) -> Option<Stamped<mapping::Event>> {
    match &recorded.event {
        Event::Mapping(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalog_is_searched_by_words_in_any_order() {
        let found = |text| of_catalog(text).into_iter().map(|row| row.subject).collect::<Vec<_>>();
        assert_eq!(found("3.4.2 cm-6"), ["CCI-000366", "CCI-000368"]);
        assert_eq!(found("checker"), ["settings"]);
        assert_eq!(of_catalog("").len(), catalog::ccis().len() + 2);
    }
}
