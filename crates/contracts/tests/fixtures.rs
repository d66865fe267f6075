//! The contracts that come with the product.

use std::{fs, path::Path};

use jianyue_contracts::{Contract, parse};

/// Every fixture: its slug and its contract.
fn fixtures() -> Vec<(String, Contract)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/contracts");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let contract = parse(&text).unwrap_or_else(|errors| panic!("{}:\n{errors}", path.display()));
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), contract)
        })
        .collect()
}

#[test]
fn every_fixture_reads_and_is_named_by_its_slug() {
    let fixtures = fixtures();
    assert!(!fixtures.is_empty());
    for (name, contract) in fixtures {
        assert_eq!(contract.contract.slug, name);
    }
}
