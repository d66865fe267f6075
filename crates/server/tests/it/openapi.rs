//! The description of the interface is that of the code, and it is complete.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use jianyue_server::{host::openapi::api, modules};
use serde_json::Value;

use crate::stage::{Loaded, Stage};

const COMMITTED: &str = include_str!("../../../../docs/openapi.json");

/// An operation of the description.
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub body: Value,
}

fn document() -> Value {
    serde_json::to_value(api(modules::routes()).into_openapi()).unwrap()
}

/// Every operation, by id.
pub fn operations() -> Vec<Operation> {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, item): (&String, &Value)| {
        let path = path.clone();
        let of_path = item.as_object().unwrap().iter().map(move |(method, body)| Operation {
            id: body["operationId"].as_str().unwrap_or_default().to_owned(),
            method: method.to_ascii_uppercase(),
            path: path.clone(),
            body: body.clone(),
        });
        of_path.collect::<Vec<_>>()
    };
    let mut all: Vec<Operation> = paths.iter().flat_map(methods).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

#[test]
fn the_committed_description_is_fresh() {
    let fresh = serde_json::to_string_pretty(&api(modules::routes()).into_openapi()).unwrap();
    assert!(fresh.trim() == COMMITTED.trim(), "docs/openapi.json is not what the code gives; run `make generate`");
}

#[test]
fn every_operation_has_an_id_a_tag_and_says_what_goes_wrong() {
    let mut ids = BTreeSet::new();
    for operation in operations() {
        let Operation { id, method, path, body } = &operation;
        assert!(!id.is_empty(), "{method} {path} has no operationId");
        assert!(ids.insert(id.clone()), "two operations are called {id}");
        assert!(body["tags"][0].is_string(), "{id} has no tag");
        assert!(body["summary"].is_string() || body["description"].is_string(), "{id} is not described");
        let problem = |response: &Value| {
            let mut kinds = response["content"].as_object().into_iter().flatten();
            kinds.any(|(_, kind)| kind["schema"]["$ref"] == "#/components/schemas/Problem")
        };
        let responses = body["responses"].as_object().unwrap();
        assert!(responses.iter().any(|(_, response)| problem(response)), "{id} names no problem");
        assert!(responses.keys().any(|status| status.starts_with('2')), "{id} names no success");
    }
}

#[test]
fn path_parameters_are_those_of_the_path() {
    for operation in operations() {
        let in_path: BTreeSet<&str> =
            operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let parameters = operation.body["parameters"].as_array().cloned().unwrap_or_default();
        let described: BTreeSet<&str> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        assert_eq!(described, in_path, "{}", operation.id);
    }
}

#[test]
fn every_way_to_sign_in_that_is_named_is_described() {
    let document = document();
    let described: BTreeSet<&String> = document["components"]["securitySchemes"].as_object().unwrap().keys().collect();
    assert!(document["security"].as_array().is_some_and(|ways| !ways.is_empty()), "operations are closed by default");
    for operation in operations() {
        for way in operation.body["security"].as_array().into_iter().flatten() {
            for name in way.as_object().into_iter().flat_map(serde_json::Map::keys) {
                assert!(described.contains(name), "{} names “{name}”, which is not described", operation.id);
            }
        }
    }
}

#[tokio::test]
async fn what_is_served_is_what_is_described() {
    let stage = Stage::at("2026-03-02T09:00:00+08:00", Loaded::Extended).await;
    let of_host = api(stage.host.modules.all.iter().map(|module| module.routes())).into_openapi();
    assert_eq!(serde_json::to_value(of_host).unwrap(), document());
    assert_eq!(stage.get("/api/v1/openapi.json").send().await.expect(200).json(), document());
}

/// The Rust files of every crate, with where they are.
fn sources() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                collect(&entry, found);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&entry).unwrap();
                found.push((entry, text));
            }
        }
    }
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    let mut found = Vec::new();
    for one in std::fs::read_dir(&crates).unwrap().map(|entry| entry.unwrap().path().join("src")) {
        if one.is_dir() {
            collect(&one, &mut found);
        }
    }
    for (path, _) in &mut found {
        *path = path.strip_prefix(&crates).unwrap().to_owned();
    }
    found
}

/// The schema that a type is described under: its own name, or what `schema(as = …)` says. `lines` begin behind `ToSchema`.
fn schema_name<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut named = None;
    for line in lines.take(12).map(str::trim) {
        if let Some(rest) = line.split_once("schema(as = ").map(|(_, rest)| rest) {
            named = Some(rest.split([',', ')']).next()?.trim().to_owned());
        }
        let word = |of: &str| line.split_once(of);
        let declared = word("struct ").or_else(|| word("enum ")).filter(|(before, _)| !before.contains("//"));
        if let Some((_, rest)) = declared {
            let own = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
            return named.or_else(|| Some(own.to_owned())).filter(|name| !name.is_empty());
        }
    }
    None
}

/// Every schema with the places where it is declared. Macros that declare words (`words! {`) derive theirs.
fn schemas() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources() {
        let lines: Vec<&str> = text.lines().collect();
        for (n, line) in lines.iter().enumerate() {
            let derives =
                line.contains("ToSchema") && (line.contains("derive(") || line.contains(',')) && !line.contains("use ");
            if (derives || line.starts_with("words! {"))
                && let Some(name) = schema_name(lines[n + 1..].iter().copied())
            {
                found.entry(name).or_default().push(format!("{}:{}", path.display(), n + 1));
            }
        }
    }
    found
}

#[test]
fn no_two_types_are_described_under_one_name() {
    let schemas = schemas();
    let described = document()["components"]["schemas"].as_object().unwrap().clone();
    let unseen: Vec<&String> = described.keys().filter(|name| !schemas.contains_key(*name)).collect();
    assert!(unseen.len() * 20 < described.len(), "this test does not find where these are declared: {unseen:?}");
    let twice: Vec<_> =
        schemas.iter().filter(|(name, places)| places.len() > 1 && described.contains_key(*name)).collect();
    assert!(
        twice.is_empty(),
        "only one of two types of a name is described; name one of them by `#[schema(as = …)]`: {twice:#?}"
    );
}
