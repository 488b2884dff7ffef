//! Who or what the findings come from.

use closeout_domain::finding::coverage::Tool;
use serde::de::MapAccess;

use crate::json::{Handler, Key, Texts, Value, skip};

/// The kinds of source, as they are written.
const KINDS: [&str; 7] = ["assessment", "self-assessment", "audit", "penetration-test", "review", "incident", "other"];

pub(super) const ADVICE: &str =
    "kinds are assessment, self-assessment, audit, penetration-test, review, incident and other";

/// As the file names it.
#[derive(Default)]
pub(super) struct Source {
    kind: String,
    name: String,
    date: String,
}

impl Source {
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// One of [`KINDS`].
    pub(super) fn kind(&self) -> &'static str {
        let given = self.kind.trim().to_ascii_lowercase().replace([' ', '_'], "-");
        let meant = match given.as_str() {
            "pentest" | "pen-test" => "penetration-test",
            given => given,
        };
        KINDS.into_iter().find(|kind| *kind == meant).unwrap_or("other")
    }

    pub(super) fn date(&self) -> &str {
        self.date.trim()
    }

    /// What is wrong with it.
    pub(super) fn fault(&self) -> Option<String> {
        let given = self.kind.trim();
        let shown: String = given.chars().take(40).collect();
        if given.is_empty() {
            return Some("the source does not say of which kind it is; it counts as other".to_owned());
        }
        (self.kind() == "other" && !given.eq_ignore_ascii_case("other"))
            .then(|| format!("the kind of source {shown:?} is not known; it counts as other"))
    }

    pub(super) fn tool(&self) -> Tool<'_> {
        Tool {
            family: "findings",
            name: match self.name.trim() {
                "" => "Findings of people",
                name => name,
            },
            version: "",
            check_set: self.date(),
            policy: if self.kind.is_empty() { "" } else { self.kind() },
        }
    }
}

/// Reads `"audit"` or `{"kind": "audit", "name": "…", "date": "2026-03-02"}`.
pub(super) struct Reader<'s>(pub(super) &'s mut Source);

impl Handler for Reader<'_> {
    fn text(&mut self, text: &str) {
        text.clone_into(&mut self.0.kind);
    }

    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        enum Member {
            Kind,
            Name,
            Date,
            Other,
        }
        let member = |key: &str| match key {
            "kind" => Member::Kind,
            "name" => Member::Name,
            "date" => Member::Date,
            _ => Member::Other,
        };
        while let Some(member) = map.next_key_seed(Key(member))? {
            let kept = match member {
                Member::Kind => &mut self.0.kind,
                Member::Name => &mut self.0.name,
                Member::Date => &mut self.0.date,
                Member::Other => {
                    skip(&mut map)?;
                    continue;
                }
            };
            map.next_value_seed(Value(Texts(|text: &str| text.clone_into(kept))))?;
        }
        Ok(())
    }
}
