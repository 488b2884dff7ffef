use std::io::Write as _;

use closeout_domain::{
    feed::Fact,
    priority::{
        Kev, Ssvc,
        facts::{Exploitation, TechnicalImpact},
    },
};
use jiff::civil::date;

use super::*;

const EPSS: &str = "#model_version:v2025.03.14,score_date:2025-09-24T12:55:00Z\ncve,epss,percentile\n\
    CVE-1999-0001,0.01025,0.76\nCVE-1999-0002,5e-05,0.01\n\nCVE-1999,0.1,0.1\nCVE-2024-0001,1.5,0.1\nCVE-2024-0002,0.1\n";

fn facts(kind: Kind, bytes: &[u8]) -> Result<(Told, Vec<FactRow>), Unreadable> {
    let mut rows = Vec::new();
    let told = read(kind, bytes, &mut |row| rows.push(row))?;
    assert_eq!(told.rows, rows.len() as u64);
    Ok((told, rows))
}

fn row(cve: &str, fact: Fact) -> FactRow {
    FactRow { cve: cve.parse().unwrap(), fact }
}

fn lines(told: &Told) -> Vec<String> {
    told.problems.kept().iter().map(|problem| problem.at.to_string()).collect()
}

#[test]
fn epss_is_read_with_model_and_day_and_bad_lines_are_named() {
    let (told, rows) = facts(Kind::Epss, EPSS.as_bytes()).unwrap();
    assert_eq!((told.date, told.model.as_str()), (Some(date(2025, 9, 24)), "v2025.03.14"));
    let expected = [
        row("CVE-1999-0001", Fact::Epss { probability: 0.01025, percentile: 0.76 }),
        row("CVE-1999-0002", Fact::Epss { probability: 5e-05, percentile: 0.01 }),
    ];
    assert_eq!(rows, expected);
    assert_eq!(lines(&told), ["line 6", "line 7", "line 8"]);
    let older = EPSS.replace("T12:55:00Z", "T00:00:00+0000");
    assert_eq!(facts(Kind::Epss, older.as_bytes()).unwrap().0.date, Some(date(2025, 9, 24)));
}

#[test]
fn a_packed_feed_is_unpacked_and_one_that_is_cut_off_is_refused() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(EPSS.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    assert_eq!(facts(Kind::Epss, &packed).unwrap().1.len(), 2);
    assert!(facts(Kind::Epss, &packed[..packed.len() - 12]).is_err());
}

const KEV: &str = r#"{"title": "CISA Catalog", "catalogVersion": "2025.08.25", "dateReleased": "2025-08-25T17:04:19.9796Z",
    "count": 3, "vulnerabilities": [
    {"cveID": "CVE-2025-48384", "vendorProject": "Git", "dateAdded": "2025-08-24", "dueDate": "2025-09-15",
     "knownRansomwareCampaignUse": "Unknown", "cwes": ["CWE-59"]},
    {"cveID": "CVE-2024-8068", "dateAdded": "2025-08-23", "dueDate": "", "knownRansomwareCampaignUse": "Known"},
    {"cveID": "CVE-2024-8069", "dateAdded": "soon", "dueDate": "2025-09-15"}, {"cveID": 7}]}"#;

fn of_kev() -> [FactRow; 2] {
    let kev = |added, due_date, ransomware| Fact::Kev(Kev { added, due_date, ransomware });
    [
        row("CVE-2025-48384", kev(date(2025, 8, 24), Some(date(2025, 9, 15)), false)),
        row("CVE-2024-8068", kev(date(2025, 8, 23), None, true)),
    ]
}

#[test]
fn the_catalog_is_read_as_json() {
    let (told, rows) = facts(Kind::Kev, KEV.as_bytes()).unwrap();
    assert_eq!((told.date, told.model.as_str()), (Some(date(2025, 8, 25)), "2025.08.25"));
    assert_eq!(rows, of_kev());
    assert_eq!(lines(&told), ["$.vulnerabilities[2]", "$.vulnerabilities[3]"]);
}

#[test]
fn the_catalog_is_read_as_csv_and_speaks_for_its_latest_entry() {
    let csv = "cveID,vendorProject,dateAdded,shortDescription,dueDate,knownRansomwareCampaignUse,cwes\n\
        CVE-2025-48384,Git,2025-08-24,\"a, \"\"b\"\"\nc\",2025-09-15,Unknown,\"CWE-59, CWE-436\"\n\
        CVE-2024-8068,Citrix,2025-08-23,d,,Known,\nGHSA-1,x,2025-08-23,d,,Known,\n";
    let (told, rows) = facts(Kind::Kev, csv.as_bytes()).unwrap();
    assert_eq!((told.date, told.model.as_str()), (Some(date(2025, 8, 24)), ""));
    assert_eq!(rows, of_kev());
    assert_eq!(told.problems.total(), 1);
    let cut = csv.rsplit_once("Known,\nGHSA").unwrap().0;
    assert!(facts(Kind::Kev, cut.as_bytes()).is_err());
}

const RECORD: &str = r#"{"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2024-0001"}, "containers": {"cna": {}, "adp": [
    {"title": "CISA ADP Vulnrichment", "metrics": [{"cvssV3_1": {}}, {"other": {"type": "ssvc", "content": {
     "timestamp": "2024-05-02T15:01:34.123Z", "id": "CVE-2024-0001", "role": "CISA Coordinator", "version": "2.0.3",
     "options": [{"Exploitation": "poc"}, {"Automatable": "no"}, {"Technical Impact": "total"}]}}}]}]}}"#;

#[test]
fn the_answers_of_cisa_are_read_from_one_record_a_list_and_several() {
    let silent = r#"{"cveMetadata": {"cveId": "CVE-2024-0003"}, "containers": {"cna": {}}}"#;
    let other = RECORD.replace("2024-0001", "2024-0002").replace("poc", "maybe").replace("2024-05-02", "2024-06-01");
    let all = [format!("[{RECORD},{silent},{other}]"), format!("{RECORD}\n{silent}\n{other}\n")];
    for text in all {
        let (told, rows) = facts(Kind::Ssvc, text.as_bytes()).unwrap();
        assert_eq!((told.date, told.model.as_str()), (Some(date(2024, 6, 1)), "2.0.3"));
        let first = Ssvc {
            exploitation: Some(Exploitation::PublicPoc),
            automatable: Some(false),
            technical_impact: Some(TechnicalImpact::Total),
        };
        let second = Ssvc { exploitation: None, ..first };
        assert_eq!(rows, [row("CVE-2024-0001", Fact::Ssvc(first)), row("CVE-2024-0002", Fact::Ssvc(second))]);
    }
}

#[test]
fn what_is_no_feed_is_refused_with_advice() {
    let bad: [(Kind, &[u8]); 9] = [
        (Kind::Kev, b"{}"),
        (Kind::Kev, b"{\"vulnerabilities\": []}"),
        (Kind::Kev, b"[1, 2"),
        (Kind::Kev, b"cve,epss,percentile\nCVE-2024-0001,0.1,0.1\n"),
        (Kind::Epss, b"cve,epss,percentile\nCVE-2024-0001,0.1,0.1\n"),
        (Kind::Epss, b"#model_version:v1,score_date:today\ncve,epss,percentile\n"),
        (Kind::Epss, b"#model_version:v1,score_date:2025-09-24\nCVE-2024-0001,0.1,0.1\n"),
        (Kind::Ssvc, b"{\"a\": 1}"),
        (Kind::Ssvc, b""),
    ];
    for (kind, bytes) in bad {
        let refused = facts(kind, bytes).err().unwrap_or_else(|| panic!("{kind}: {}", String::from_utf8_lossy(bytes)));
        assert!(!refused.advice.is_empty() && !refused.message.is_empty());
    }
}
