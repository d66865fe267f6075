//! On which line a finding stands.

use jianyue_contracts::cli::{File, check_files};
use jianyue_sla::WorkCalendar;

#[test]
fn every_place_of_a_finding_stands_on_a_line_that_names_it() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/contracts");
    for item in std::fs::read_dir(folder).unwrap() {
        let name = item.unwrap().path();
        let text = std::fs::read_to_string(&name).unwrap();
        let file = File { name: name.display().to_string(), text: text.clone() };
        let checked = check_files(&[file], &WorkCalendar::published());
        assert!(!checked.findings.is_empty(), "{}", name.display());
        let lines: Vec<&str> = text.lines().collect();
        for place in checked.findings.iter().flat_map(|finding| &finding.places) {
            let line = place.line.unwrap_or_else(|| panic!("{}: {place:?}", name.display()));
            let written = lines[line - 1];
            let names = ["id = ", "signed = "].iter().any(|key| written.starts_with(key))
                || written.contains(&format!("clause = \"{}\"", place.clause));
            assert!(names, "{}:{line}: {written} for {place:?}", name.display());
        }
    }
}
