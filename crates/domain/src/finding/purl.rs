//! One spelling for a package URL, so that tools which write it differently speak of one package or image.
//!
//! After the package URL specification (ECMA-427): scheme and type in lower case, no empty segments, qualifiers sorted by
//! their keys and without empty values, everything else percent-encoded. Case does not count at all here, as in every name
//! that recognises.

/// The one spelling; `None` for what is no package URL.
pub fn normal(text: &str) -> Option<String> {
    let rest = text.trim().to_lowercase();
    let rest = rest.strip_prefix("pkg:")?.trim_start_matches('/');
    let (rest, subpath) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, qualifiers) = rest.split_once('?').unwrap_or((rest, ""));
    // A scope of npm begins with the same sign: a version has no segments after it.
    let (path, version) = match rest.rsplit_once('@') {
        Some((path, version)) if !version.contains('/') && !path.ends_with('/') => (path, version),
        _ => (rest, ""),
    };
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let kind = segments.next()?;
    let mut name: Vec<String> = segments.map(|segment| spelled(kind, segment)).collect();
    if name.is_empty() {
        return None;
    }
    name.insert(0, kind.to_owned());
    let mut url = format!("pkg:{}", name.join("/"));
    if !version.is_empty() {
        url.push('@');
        url.push_str(&encoded(version));
    }
    let mut pairs: Vec<(&str, String)> = qualifiers
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(key, value)| !key.is_empty() && !value.is_empty())
        .map(|(key, value)| (key, encoded(value)))
        .collect();
    pairs.sort_unstable();
    for (n, (key, value)) in pairs.iter().enumerate() {
        url.push_str(if n == 0 { "?" } else { "&" });
        url.push_str(&format!("{key}={value}"));
    }
    let subpath: Vec<String> =
        subpath.split('/').filter(|part| !matches!(*part, "" | "." | "..")).map(encoded).collect();
    if !subpath.is_empty() {
        url.push('#');
        url.push_str(&subpath.join("/"));
    }
    Some(url)
}

/// A segment of namespace or name. Python's packages are the same with a hyphen and with an underscore.
fn spelled(kind: &str, segment: &str) -> String {
    let segment = encoded(segment);
    if kind == "pypi" { segment.replace('_', "-") } else { segment }
}

/// Percent-encoded, whether it was before or not.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in decoded(text) {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02x}")),
        }
    }
    encoded
}

/// Each `%` with two digits as the byte that it stands for; letters that come to light in lower case.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digit = |place: usize| after.get(place).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(*first).to_ascii_lowercase());
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("pkg:npm/%40angular/animation@12.3.1", "pkg:npm/@angular/animation@12.3.1")]
    #[case("pkg:npm/%40angular/animation", "PKG:NPM/@Angular/animation")]
    #[case(
        "pkg:maven/org.apache/batik@1.9.1?classifier=sources",
        "pkg://Maven//org.apache/batik@1.9.1?classifier=sources"
    )]
    #[case(
        "pkg:oci/alpine@sha256%3Aabc?arch=amd64&repository_url=index.docker.io%2Flibrary%2Falpine",
        "pkg:oci/alpine@sha256:abc?repository_url=index.docker.io/library/alpine&arch=amd64&tag="
    )]
    #[case("pkg:deb/debian/curl@7.50.3-1%2Bb1?arch=i386", "pkg:deb/debian/curl@7.50.3-1+b1?arch=i386")]
    #[case("pkg:pypi/django-package@1.11", "pkg:PyPI/Django_package@1.11")]
    #[case(
        "pkg:golang/google.golang.org/genproto#googleapis/api",
        "pkg:golang/google.golang.org/genproto#/googleapis/./api/"
    )]
    fn two_spellings_are_one_package(#[case] one: &str, #[case] other: &str) {
        assert_eq!(normal(one), normal(other), "{:?}", normal(one));
        let spelled = normal(one).unwrap();
        assert_eq!(normal(&spelled), Some(spelled.clone()), "said again, it stays");
        assert_eq!(spelled, one.to_lowercase(), "what is spelled as it should be stays as it is known");
    }

    #[rstest]
    #[case("pkg:npm/left-pad@1.0", "pkg:npm/left-pad@1.1")]
    #[case("pkg:npm/left-pad", "pkg:pypi/left-pad")]
    #[case("pkg:npm/left_pad", "pkg:npm/left-pad")]
    #[case("pkg:oci/a?arch=amd64", "pkg:oci/a?arch=arm64")]
    #[case("pkg:npm/a%2fb", "pkg:npm/a/b")]
    fn what_differs_stays_apart(#[case] one: &str, #[case] other: &str) {
        assert_ne!(normal(one), normal(other));
    }

    #[rstest]
    #[case("nginx:1.25")]
    #[case("pkg:")]
    #[case("pkg:npm")]
    #[case("pkg:npm/")]
    #[case("https://example.com/pkg:npm/a")]
    fn what_is_no_package_url_is_left_alone(#[case] text: &str) {
        assert_eq!(normal(text), None);
    }

    #[test]
    fn broken_encoding_is_kept_as_it_is_meant() {
        assert_eq!(normal("pkg:npm/a%zz%4").as_deref(), Some("pkg:npm/a%25zz%254"));
        assert_eq!(normal("pkg:npm/%C3%84").as_deref(), Some("pkg:npm/%c3%84"));
    }
}
