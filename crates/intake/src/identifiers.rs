//! Identifiers that tools hide in running text.

/// Every CVE of a text, once each, in its order, as it is written there.
pub(crate) fn cves(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut from = 0;
    while let Some(at) = find(text, from) {
        let behind = text.get(at + 4..).unwrap_or_default();
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let year = digits(behind);
        let number = behind.get(year + 1..).filter(|_| behind.as_bytes().get(year) == Some(&b'-')).map_or(0, digits);
        from = at + 4;
        // CVE-1999-0001 has four digits, and later ones have up to seven.
        if year == 4 && (4..=7).contains(&number) {
            let end = at + 4 + year + 1 + number;
            let id = text.get(at..end).unwrap_or_default();
            if !found.iter().any(|known| known.eq_ignore_ascii_case(id)) {
                found.push(id);
            }
            from = end;
        }
    }
    found
}

/// Every CWE of a text, once each, in its order, in one spelling: "CWE-79" for `external/cwe/cwe-079` or "CWE 79: ..".
pub(crate) fn cwes(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.as_bytes().windows(3).position(|word| word.eq_ignore_ascii_case(b"cwe")) {
        rest = rest.get(at + 3..).unwrap_or_default();
        let number = rest.trim_start_matches(['-', '_', ':', ' ']).trim_start_matches('0');
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        if (1..=5).contains(&digits) {
            let id = format!("CWE-{}", number.get(..digits).unwrap_or_default());
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    found
}

fn find(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(from..)?;
    memchr::memchr_iter(b'-', bytes).map(|dash| from + dash).find_map(|dash| {
        let start = dash.checked_sub(3).filter(|start| *start >= from)?;
        text.get(start..dash).filter(|word| word.eq_ignore_ascii_case("cve")).map(|_| start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cve_is_found_once() {
        let text = "CVE-2021-44228, cve-2021-45046; again CVE-2021-44228.\nhttps://x/CVE-2023-1234567 CVE-2023-1 CVE-20-1234 CVE-";
        assert_eq!(cves(text), ["CVE-2021-44228", "cve-2021-45046", "CVE-2023-1234567"]);
        assert!(cves("").is_empty() && cves("é-cve-").is_empty());
    }

    #[test]
    fn cwes_are_found_in_every_spelling() {
        let text = "external/cwe/cwe-079 CWE-79: Cross-site, cwe 20 (CWE_0089) CWE-, cwe-noinfo é CWE";
        assert_eq!(cwes(text), ["CWE-79", "CWE-20", "CWE-89"]);
    }
}
