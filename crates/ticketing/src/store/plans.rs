//! How SQLite reads lists: by ranges of an index, without sorting more than a page. Its plans do not depend on the rows.

use chrono::DateTime;
use jianyue_kernel::ContractScope;
use jianyue_platform::{
    args,
    db::{Engine, Sql, Statement},
    text::Query,
};
use jianyue_testkit::{TestDb, contract};
use uuid::Uuid;

use super::{
    count::{self, Asked},
    item,
    list::{Assignee, Filter, Part, Sort, push_list},
    packed::{END, PACKED},
    search::push_search,
};
use crate::model::{Keep, State};

fn part(n: u128) -> Part {
    Part { contract: contract(n), works: Vec::new() }
}

async fn plan(sql: &Sql) -> String {
    let database = TestDb::sqlite().await;
    let statement = Statement::Built(format!("EXPLAIN QUERY PLAN {}", sql.text()));
    let steps: Vec<(i64, i64, i64, String)> =
        database.db().peek().await.unwrap().all(statement, args![]).await.unwrap();
    database.remove().await;
    steps.into_iter().map(|(_, _, _, step)| step).collect::<Vec<_>>().join("\n")
}

fn list(parts: &[Part], filter: &Filter, sort: Sort) -> Sql {
    let mut sql = Sql::new(PACKED);
    push_list(&mut sql, parts, filter, sort, Some((DateTime::UNIX_EPOCH, 1)), 51);
    sql.push(END);
    sql
}

#[tokio::test]
async fn a_list_of_one_contract_is_a_range_of_an_index() {
    let live = Filter { live: true, ..Filter::default() };
    for (sort, index) in [(Sort::Due, "ticket_due"), (Sort::Opened, "ticket_opened"), (Sort::Updated, "ticket_updated")]
    {
        let filter = if sort == Sort::Due { live.clone() } else { Filter::default() };
        let plan = plan(&list(&[part(1)], &filter, sort)).await;
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{sort:?}: {plan}");
    }
}

#[tokio::test]
async fn a_rare_state_and_a_persons_tickets_have_their_own_index() {
    let paused = Filter { states: vec![State::Paused], ..Filter::default() };
    let of_state = plan(&list(&[part(1)], &paused, Sort::Due)).await;
    assert!(of_state.contains("ticket_state") && !of_state.contains("TEMP B-TREE"), "{of_state}");
    let mine = Filter { assignee: Some(Assignee::Person(Uuid::nil())), live: true, ..Filter::default() };
    let mine = plan(&list(&[part(1)], &mine, Sort::Due)).await;
    assert!(mine.contains("ticket_assignee") && !mine.contains("TEMP B-TREE"), "{mine}");
}

#[tokio::test]
async fn several_contracts_are_read_by_a_range_each() {
    let live = Filter { live: true, ..Filter::default() };
    let plan = plan(&list(&[part(1), part(2)], &live, Sort::Due)).await;
    assert_eq!(plan.matches("COVERING INDEX ticket_due").count(), 2, "{plan}");
    assert!(!plan.contains("SCAN ticket\n"), "{plan}");
}

#[tokio::test]
async fn a_search_walks_its_hits_from_the_newest() {
    let query = Query::parse("登录").unwrap();
    let mut sql = Sql::new(PACKED);
    push_search(&mut sql, Engine::Sqlite, &query, &[part(1)], &Filter::default(), Some(9), 51);
    sql.push(END);
    let plan = plan(&sql).await;
    assert!(plan.contains("VIRTUAL TABLE") && !plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn what_people_keep_and_its_counts_are_read_by_index() {
    let here = ContractScope::Only(vec![(contract(1), Vec::new()), (contract(2), vec!["a".to_owned()])]);
    let kept = plan(&item::list(Keep::View, Uuid::nil(), &here, Some(Uuid::nil()))).await;
    assert!(kept.contains("desk_item_person") && kept.contains("desk_item_contract"), "{kept}");
    assert!(!kept.contains("SCAN desk_item"), "{kept}");
    let counts = plan(&count::places(&here, &Asked::default())).await;
    assert_eq!(counts.matches("ticket_count").count(), 1, "what is kept is read once for all questions: {counts}");
}
