//! The JSON Schema tells what each key is for.

use jianyue_contracts::schema;

#[test]
fn the_schema_names_every_section_with_a_description_and_refuses_others() {
    let schema = schema();
    let sections = schema["properties"].as_object().unwrap();
    for section in ["contract", "parties", "term", "works", "windows", "matrices", "payments", "penalties", "exam"] {
        assert!(sections[section]["description"].is_string(), "{section} has no description");
    }
    assert_eq!(schema["additionalProperties"], false);
    let window = &schema["$defs"]["Window"];
    assert_eq!(window["additionalProperties"], false);
    for key in ["id", "clause", "assumed", "hours"] {
        assert!(window["properties"][key]["description"].is_string(), "windows.{key} has no description");
    }
    assert_eq!(window["required"], serde_json::json!(["id", "clause", "title"]));
}
