//! Components by their references, and how they are called from version to version.

use std::collections::HashMap;

use crate::{
    limits,
    record::{Kind, View},
};

/// Names of components by reference, at most [`limits::HELD`] bytes of them.
#[derive(Default)]
pub(super) struct Components {
    by_ref: HashMap<String, String>,
    held: usize,
    full: bool,
}

impl Components {
    /// Keeps a component; false the first time that there is no more room.
    pub(super) fn keep(&mut self, component: View<'_>) -> bool {
        let reference = component.first(&["bom-ref", "@bom-ref"]);
        let name = name(component);
        self.held += reference.len() + name.len();
        if self.held > limits::HELD {
            return std::mem::replace(&mut self.full, true);
        }
        if !reference.is_empty() && !name.is_empty() {
            self.by_ref.insert(reference.to_owned(), name);
        }
        true
    }

    /// What a reference stands for: a component of the document, a package URL, or the element of another document.
    pub(super) fn name(&self, reference: &str) -> String {
        if let Some(name) = self.by_ref.get(reference) {
            return name.clone();
        }
        match reference.rsplit_once('#') {
            Some((document, element)) if document.starts_with("urn:cdx:") => element.to_owned(),
            _ => without_version(reference).to_owned(),
        }
    }
}

/// Its package URL without the version, else its group and name. Of a container the name: the version in its package
/// URL is the digest of one build.
pub(super) fn name(component: View<'_>) -> String {
    let [group, name, purl] = ["group", "name", "purl"].map(|key| component.get(key).text());
    let container = component.first(&["type", "@type"]) == "container";
    if !purl.is_empty() && !container {
        return without_version(purl).to_owned();
    }
    if group.is_empty() { name.to_owned() } else { format!("{group}/{name}") }
}

/// A package URL without its version, qualifiers and path; anything else as it is.
fn without_version(purl: &str) -> &str {
    if !purl.starts_with("pkg:") {
        return purl;
    }
    let end = purl.find(['?', '#']).unwrap_or(purl.len());
    let bare = purl.get(..end).unwrap_or_default();
    // A scope begins with the same sign, as in `pkg:npm/@scope/name`.
    match bare.rsplit_once('@') {
        Some((before, version)) if !before.ends_with('/') && !version.contains('/') => before,
        _ => bare,
    }
}

/// The elements of a list: in JSON of a member, in XML the elements of one name within one of another.
pub(super) fn entries<'t>(value: View<'t>, list: &'static str, item: &'static str) -> impl Iterator<Item = View<'t>> {
    value.each(list).flat_map(move |part| {
        let wrapper = part.kind() == Kind::Object && !part.get(item).is_nothing();
        // An empty list in XML is an element without anything in it.
        let itself = (!wrapper && part.key() != list).then_some(part);
        itself.into_iter().chain(part.each(item).filter(move |_| wrapper))
    })
}

/// A number without a prefix, as some write "CWE-79" where a number belongs.
pub(super) fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_keeps_its_name_from_version_to_version() {
        for (purl, name) in [
            ("pkg:npm/%40scope/name@1.2.3", "pkg:npm/%40scope/name"),
            ("pkg:npm/@scope/name", "pkg:npm/@scope/name"),
            ("pkg:npm/@scope/name@1", "pkg:npm/@scope/name"),
            ("pkg:deb/inventix/press@8.32-4.1?arch=amd64&distro=x@1", "pkg:deb/inventix/press"),
            ("b8e2", "b8e2"),
        ] {
            assert_eq!(without_version(purl), name);
        }
        assert_eq!(Components::default().name("urn:cdx:00aa/1#press"), "press");
    }
}
