//! The description of the interface is that of the code, and it is complete.

use std::collections::BTreeSet;

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
