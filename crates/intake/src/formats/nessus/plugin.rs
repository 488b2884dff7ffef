//! What single plugins say about the scan itself, shared by the XML and the CSV of Nessus.

/// The numbering that all of Tenable's scanners share.
pub(crate) const FAMILY: &str = "nessus";

/// "Nessus Scan Information": once per host, and only when the host's scan came to its end.
pub(crate) const SCAN_INFORMATION: &str = "19506";
/// "Ping the remote host": says when a host was taken for dead.
pub(crate) const PING: &str = "10180";

/// Plugins that report credentials which did not work well enough to trust a silence.
const REFUSED: [&str; 6] = [
    "21745",  // OS Security Patch Assessment Failed
    "24786",  // Nessus Windows Scan Not Performed with Admin Privileges
    "102094", // SSH Commands Require Privilege Escalation
    "110385", // Target Credential Issues by Authentication Protocol - Insufficient Privilege
    "117885", // Target Credential Issues by Authentication Protocol - Intermittent Authentication Failure
    "117886", // OS Security Patch Assessment Not Available
];
/// "Target Credential Status by Authentication Protocol - Failure for Provided Credentials": one protocol may fail while
/// another works.
const PARTLY_REFUSED: &str = "104410";
/// Plugins that report credentials which worked.
const ACCEPTED: [&str; 3] = [
    "110095", // Target Credential Issues by Authentication Protocol - No Issues Found
    "117887", // OS Security Patch Assessment Available
    "141118", // Target Credential Status by Authentication Protocol - Valid Credentials Provided
];

/// What is known about the sign-in to one host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SignIn {
    claimed: Option<bool>,
    accepted: bool,
    refused: bool,
    partly_refused: bool,
}

impl SignIn {
    /// Takes in that the plugin reported on the host.
    pub(crate) fn reported(&mut self, plugin: &str) {
        self.accepted |= ACCEPTED.contains(&plugin);
        self.refused |= REFUSED.contains(&plugin);
        self.partly_refused |= plugin == PARTLY_REFUSED;
    }

    /// Takes in what the scan says of itself; a no outweighs a yes.
    pub(crate) fn claimed(&mut self, yes: bool) {
        self.claimed = Some(self.claimed.unwrap_or(true) && yes);
    }

    /// Whether the scan was authenticated, doubts counting against it: a finding closed by mistake is worse than one
    /// that stays open a week longer.
    pub(crate) fn verdict(self) -> Option<bool> {
        if self.refused || (self.partly_refused && !self.accepted) {
            return Some(false);
        }
        self.claimed.or(self.accepted.then_some(true))
    }
}

/// What the output of [`SCAN_INFORMATION`] says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScanInformation<'a> {
    /// "10.7.2"
    pub(crate) version: &'a str,
    /// The edition of the plugins, "202406301212".
    pub(crate) feed: &'a str,
    pub(crate) policy: &'a str,
    pub(crate) credentialed: Option<bool>,
}

impl<'a> ScanInformation<'a> {
    pub(crate) fn of(output: &'a str) -> Self {
        let mut found = Self::default();
        for line in output.lines() {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key.trim() {
                "Nessus version" => found.version = value.split([' ', '(']).next().unwrap_or_default(),
                "Plugin feed version" => found.feed = value,
                "Scan policy used" => found.policy = value,
                "Credentialed checks" => {
                    found.credentialed = match value.get(..2).unwrap_or_default().to_ascii_lowercase().as_str() {
                        "ye" => Some(true),
                        "no" => Some(false),
                        // "Partial" and the like.
                        _ => Some(false),
                    };
                }
                _ => {}
            }
        }
        found
    }
}

/// Whether a check of this type and family needs to sign in to tell.
pub(crate) fn needs_sign_in(plugin_type: &str, family: &str) -> bool {
    match plugin_type.trim().to_ascii_lowercase().as_str() {
        // A combined check may see the weakness from outside, but its silence from outside says nothing.
        "local" | "combined" => true,
        "" => family.ends_with("Local Security Checks") || family == "Windows : Microsoft Bulletins",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scan_information_is_read_line_by_line() {
        let output = "Information about this scan : \n\nNessus version : 10.7.2 (Nessus 10.7.4 is available.)\n\
                      Plugin feed version : 202406301212\nScan policy used : Weekly\nCredentialed checks : yes, as 'scan' via ssh\n";
        assert_eq!(
            ScanInformation::of(output),
            ScanInformation { version: "10.7.2", feed: "202406301212", policy: "Weekly", credentialed: Some(true) }
        );
        for (line, credentialed) in [
            ("Credentialed checks : no", Some(false)),
            ("Credentialed checks : Partial", Some(false)),
            ("nothing", None),
        ] {
            assert_eq!(ScanInformation::of(line).credentialed, credentialed, "{line}");
        }
    }

    #[test]
    fn doubts_count_against_a_sign_in() {
        let verdict = |claimed: Option<bool>, plugins: &[&str]| {
            let mut sign_in = SignIn::default();
            if let Some(claimed) = claimed {
                sign_in.claimed(claimed);
            }
            plugins.iter().for_each(|plugin| sign_in.reported(plugin));
            sign_in.verdict()
        };
        assert_eq!(verdict(None, &[]), None);
        assert_eq!(verdict(Some(true), &[]), Some(true));
        assert_eq!(verdict(None, &["141118"]), Some(true));
        assert_eq!(verdict(Some(false), &["141118"]), Some(false));
        assert_eq!(verdict(Some(true), &["21745"]), Some(false));
        assert_eq!(verdict(Some(true), &["141118", "110385"]), Some(false));
        assert_eq!(verdict(Some(true), &["104410"]), Some(false));
        assert_eq!(verdict(Some(true), &["104410", "117887"]), Some(true));
    }
}
