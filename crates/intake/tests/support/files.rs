//! Which files of the corpus are what.

/// The formats of each folder.
pub const FOLDERS: &[(&str, &[&str])] = &[
    ("nessus_xml", &["nessus"]),
    ("nessus_csv", &["nessus-csv"]),
    ("ckl", &["ckl"]),
    ("cklb", &["cklb"]),
    ("generic", &["table"]),
    ("nmap_xml", &["nmap"]),
    ("trivy_json", &["trivy"]),
    ("xccdf_results", &["xccdf"]),
    ("xccdf_benchmark", &["xccdf"]),
    ("scap_arf", &["scap-arf"]),
    ("openvas_xml", &["openvas"]),
    ("openvas_csv", &["openvas-csv"]),
    ("qualys_xml", &["qualys"]),
    ("sarif", &["sarif"]),
    ("qualys_csv", &["qualys-csv"]),
    ("grype_json", &["grype"]),
    ("cyclonedx", &["cyclonedx"]),
    ("nexpose_xml", &["nexpose"]),
    ("burp", &["burp"]),
    ("zap", &["zap"]),
    ("nikto", &["nikto"]),
    ("nuclei", &["nuclei"]),
    ("vex_openvex", &["openvex"]),
    ("csaf", &["csaf"]),
    ("asff", &["asff"]),
    ("aws_inspector2", &["aws-inspector2"]),
    ("wazuh", &["wazuh"]),
    ("prowler", &["prowler", "prowler-csv"]),
    ("hdf", &["hdf"]),
    ("oscal_ar", &["oscal-ar"]),
    ("lynis", &["lynis"]),
    ("scoutsuite", &["scoutsuite"]),
    ("trivy_operator", &["trivy-operator"]),
    ("ms_defender", &["ms-defender"]),
];

/// Files that lie in the folder of the tool that wrote them, in the format of another.
pub const ELSEWHERE: &[(&str, &str)] = &[
    ("qualys_xml/dradis-qualys__simple_was.xml", "qualys-was"),
    ("qualys_xml/dradis-qualys__simple_was_updated.xml", "qualys-was"),
    ("trivy_json/saf__trivy-image_golang-1.12-alpine_sample.json", "asff"),
    ("prowler/saf__prowler_sample.json", "asff"),
];

/// Files that no reader can make sense of, and why: each ends in a refusal that says so.
pub const REFUSED: &[(&str, &str)] = &[
    ("nmap_xml/dradis-nmap__invalid.xml", "its root element is <foo>"),
    ("nmap_xml/python-libnmap__defused_et_included.xml", "its root element is <root>, and it includes another file"),
    ("trivy_json/trivy__summary-ids.json.golden", "it is a list of ids, without anything that they were found on"),
    ("xccdf_results/openscap-report__empty.xml", "its root element is <xml>, and it holds nothing"),
    ("xccdf_results/openscap_parser__invalid_report.xml", "it is plain text"),
    ("xccdf_results/stig-manager-client-modules__NoBenchMarkElement.xml", "its root element is <NotBenchmark>"),
    ("vex_openvex/dojo__openvex_not_a_document.json", "it is a list of words"),
    (
        "nexpose_xml/dradis-nexpose__simple.xml",
        "it is the simple report, without severities and without what was found",
    ),
    ("burp/dojo__many_vulns.html", "it is a page for people"),
    ("burp/dojo__many_vulns_updated_format.html", "it is a page for people"),
    ("nuclei/dojo__empty.jsonl", "it holds nothing"),
    ("hdf/dojo__no_finding.log", "it holds nothing"),
    ("oscal_ar/oscal-cli__example_ar_invalid.yaml", "it is YAML"),
    ("oscal_ar/oscal-cli__example_ar_nullvar-1.yaml", "it is YAML"),
    ("oscal_ar/oscal-cli__example_ar_nullvar-2.yaml", "it is YAML"),
    ("oscal_ar/oscal-cli__example_ar_nullvar-3.yaml", "it is YAML"),
    ("oscal_ar/oscal-cli__example_ar_valid.yaml", "it is YAML"),
    ("oscal_ar/oscal-content__ifa_assessment-results-example.yaml", "it is YAML"),
    ("prowler/dojo__no_vuln.json", "it holds nothing"),
    ("prowler/dojo__prowler_zero_vul.json", "it is an empty list, which any tool may have written"),
];

/// Files that the raw counts misread, and how.
pub const MISCOUNTED: &[(&str, &str)] =
    &[("hdf/dojo__one_finding.log", "its one line was taken for a whole report, which holds no control")];
