//! CVSS statements as tools write them.

use closeout_domain::finding::observation::CvssStatement;

/// A score and a vector, either of which may be missing; the vector's own version wins over the column's.
pub(crate) fn statement<'a>(version: &'a str, score: &str, vector: &'a str) -> Option<CvssStatement<'a>> {
    // Tenable writes "CVSS2#" before vectors of version 2, which no one else does.
    let vector = vector.trim_ascii();
    let vector = vector.strip_prefix("CVSS2#").unwrap_or(vector);
    let score = score.trim_ascii().parse().ok().filter(|score| (0.0..=10.0).contains(score));
    if vector.is_empty() && score.is_none() {
        return None;
    }
    let version =
        vector.strip_prefix("CVSS:").and_then(|rest| rest.split_once('/')).map_or(version, |(version, _)| version);
    Some(CvssStatement { version, vector, score })
}

/// Whether a score is given and is none.
pub(crate) fn is_bad_score(text: &str) -> bool {
    let text = text.trim_ascii();
    !text.is_empty() && !text.parse::<f32>().is_ok_and(|score| (0.0..=10.0).contains(&score))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_names_its_version_and_loses_tenables_prefix() {
        let statement =
            |version, score, vector| statement(version, score, vector).map(|s| (s.version, s.vector, s.score));
        assert_eq!(
            statement("2.0", "4.3", "CVSS2#AV:N/AC:M/Au:N/C:P/I:N/A:N"),
            Some(("2.0", "AV:N/AC:M/Au:N/C:P/I:N/A:N", Some(4.3)))
        );
        assert_eq!(statement("3.0", "", "CVSS:3.1/AV:N"), Some(("3.1", "CVSS:3.1/AV:N", None)));
        assert_eq!(statement("3.0", "7.5", ""), Some(("3.0", "", Some(7.5))));
        for nothing in ["", "high", "11", "-1", "NaN"] {
            assert_eq!(statement("3.0", nothing, ""), None, "{nothing}");
            assert_eq!(is_bad_score(nothing), !nothing.is_empty(), "{nothing}");
        }
    }
}
