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

/// Folders of files that state no findings, and what they are. None is claimed by a format.
pub const NO_FINDINGS: &[(&str, &str)] = &[
    ("asset_csv", "lists of assets"),
    ("oscal_poam", "plans of action in OSCAL, which state what is planned and not what was found"),
    ("poam_xlsm", "a plan of action as a workbook of eMASS, which is no table of findings"),
];

/// Folders whose raw count is of what is present alone; what is absent is stated too, and counted another way by the tests
/// of these formats.
pub const PRESENT_ALONE: &[&str] = &["lynis", "scoutsuite"];

const BROKEN: &str = "the document is broken: there is no raw count, and what stands before the fault is read";
const OTHER_FORMAT: &str =
    "it lies in the folder of its tool, in the format of another, of which the raw count knows nothing";
const RESOURCES: &str = "the raw count is of resources, or there is none; a test counts what is in their reports";

/// Every file of which we state another number than its raw count, or that has none: our number, and why.
pub const DIFFERENT: &[(&str, u64, &str)] = &[
    ("ckl/stig-manager-client-modules__all-possible-results.ckl", 4, BROKEN),
    ("sarif/sarif-sdk__MixedMode_x86_VS2013_MissingPdb.dll.sarif", 17, BROKEN),
    ("sarif/sarif-sdk__MixedMode_x86_VS2015_Default.exe.sarif", 24, BROKEN),
    ("sarif/sarif-sdk__Uwp_x86_VS2015_DefaultBlankApp.exe.sarif", 24, BROKEN),
    ("sarif/sarif-sdk__clang.execstack.sarif", 24, BROKEN),
    ("sarif/sarif-sdk__gcc.no_fortification_required.sarif", 24, BROKEN),
    ("csaf/dojo__csaf_many_vuln.json", 5, "the raw count is of vulnerabilities; each product of one is stated"),
    ("csaf/dojo__csaf_no_vuln.json", 0, "the document has no list of vulnerabilities, and the raw count no number"),
    ("generic/dojo__generic_report3.json", 5, "one record names two hosts, and is stated of each"),
    ("generic/dojo__generic_report4.json", 4, "one record names four hosts, and is stated of each"),
    ("hdf/dojo__one_finding.log", 1, "the raw count took its one line for a whole report, which holds no control"),
    ("prowler/saf__prowler_sample.json", 10, OTHER_FORMAT),
    ("trivy_json/saf__trivy-image_golang-1.12-alpine_sample.json", 44, OTHER_FORMAT),
    ("qualys_xml/dradis-qualys__simple_was.xml", 1, "the raw count takes the sums at its head for findings"),
    ("qualys_xml/dradis-qualys__simple_was_updated.xml", 1, BROKEN),
    ("trivy_operator/dojo__all_reports_in_dict.json", 43, RESOURCES),
    ("trivy_operator/dojo__clustercompliancereport.json", 3, RESOURCES),
    ("trivy_operator/dojo__compliance_severity.json", 2, RESOURCES),
    ("trivy_operator/dojo__configauditreport_missing_checkid.json", 1, RESOURCES),
    ("trivy_operator/dojo__configauditreport_with_remediation.json", 2, RESOURCES),
    ("trivy_operator/dojo__exposedsecretreport_no_vuln.json", 0, RESOURCES),
    ("trivy_operator/dojo__findings_in_list.json", 18, RESOURCES),
    ("trivy_operator/dojo__vulnerabilityreport_extended.json", 5, RESOURCES),
    ("trivy_operator/dojo__vulnerabilityreport_many.json", 41, RESOURCES),
    ("trivy_operator/dojo__vulnerabilityreport_no_vuln.json", 0, RESOURCES),
];
