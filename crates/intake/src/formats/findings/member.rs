//! The members of a finding.

use serde::de::{MapAccess, SeqAccess};

use super::finding::{self, Finding};
use crate::{
    json::{Handler, Key, Texts, Value, skip},
    limits,
    slots::Slots,
};

pub(super) enum Member {
    /// One text.
    Text(usize),
    /// A text or a list of texts, kept a line each.
    Texts(usize),
    Cvss,
    Assets,
    Source,
    Unknown(String),
}

pub(super) fn of(key: &str) -> Member {
    match key {
        "check" | "reference" => Member::Text(finding::CHECK),
        "title" => Member::Text(finding::TITLE),
        "state" => Member::Text(finding::STATE),
        "result" => Member::Text(finding::RESULT),
        "severity" => Member::Text(finding::SEVERITY),
        "requirement" | "objective" => Member::Text(finding::REQUIREMENT),
        "place" => Member::Text(finding::PLACE),
        "description" => Member::Text(finding::DESCRIPTION),
        "recommendation" => Member::Text(finding::RECOMMENDATION),
        "output" => Member::Text(finding::OUTPUT),
        "found" => Member::Text(finding::FOUND),
        "cve" => Member::Texts(finding::CVE),
        "cwe" => Member::Texts(finding::CWE),
        "cci" => Member::Texts(finding::CCI),
        "cvss" => Member::Cvss,
        "asset" | "assets" => Member::Assets,
        "source" => Member::Source,
        other => Member::Unknown(other.chars().take(40).collect()),
    }
}

/// `"CVSS:3.1/…"`, `{"version": "3.1", "vector": "…", "score": 7.5}`, or several of them in a list.
pub(super) struct CvssReader<'f>(pub(super) &'f mut Finding);

impl CvssReader<'_> {
    fn end(&mut self) {
        for field in [finding::CVSS_VERSION, finding::CVSS_VECTOR, finding::CVSS_SCORE] {
            self.0.texts.push(field, "\n");
        }
    }
}

impl Handler for CvssReader<'_> {
    fn text(&mut self, text: &str) {
        self.0.texts.push(finding::CVSS_VECTOR, &text.replace('\n', " "));
        self.end();
    }

    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        let field = |key: &str| {
            Some(match key {
                "version" => finding::CVSS_VERSION,
                "vector" => finding::CVSS_VECTOR,
                "score" => finding::CVSS_SCORE,
                _ => return None,
            })
        };
        while let Some(field) = map.next_key_seed(Key(field))? {
            match field {
                Some(field) => {
                    let texts = &mut self.0.texts;
                    map.next_value_seed(Value(Texts(|text: &str| texts.push(field, &text.replace('\n', " ")))))?;
                }
                None => skip(&mut map)?,
            }
        }
        self.end();
        Ok(())
    }

    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Value(CvssReader(self.0)))?.is_some() {}
        Ok(())
    }
}

/// A name, an object of names, or several of them in a list.
pub(super) struct AssetsReader<'f>(pub(super) &'f mut Finding);

impl AssetsReader<'_> {
    fn next(&mut self) -> Option<&mut Slots<{ finding::ASSET_FIELDS }>> {
        if self.0.assets.len() >= limits::GATHERED_ASSETS {
            return None;
        }
        self.0.assets.push(Slots::default());
        self.0.assets.last_mut()
    }
}

impl Handler for AssetsReader<'_> {
    fn text(&mut self, text: &str) {
        let name = text.trim();
        if name.is_empty() {
            return;
        }
        let field = if name.parse::<std::net::IpAddr>().is_ok() {
            finding::IP
        } else if name.contains('.') && !name.contains(char::is_whitespace) {
            finding::FQDN
        } else {
            finding::HOSTNAME
        };
        if let Some(asset) = self.next() {
            asset.set(field, name);
        }
    }

    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        let field = |key: &str| {
            Some(match key {
                "agent" => finding::AGENT,
                "cloud" => finding::CLOUD,
                "fqdn" => finding::FQDN,
                "hostname" | "name" => finding::HOSTNAME,
                "mac" => finding::MAC,
                "ip" => finding::IP,
                "package" => finding::PACKAGE,
                "os" => finding::OS,
                _ => return None,
            })
        };
        let mut spare = Slots::default();
        let asset = match self.next() {
            Some(asset) => asset,
            None => &mut spare,
        };
        while let Some(field) = map.next_key_seed(Key(field))? {
            match field {
                Some(field) => map.next_value_seed(Value(Texts(|text: &str| asset.set(field, text))))?,
                None => skip(&mut map)?,
            }
        }
        Ok(())
    }

    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Value(AssetsReader(self.0)))?.is_some() {}
        Ok(())
    }
}
