//! Dumps of a real PostgreSQL, restored into scratch databases of it.

use std::process::Command;

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use uuid::Uuid;

use crate::common::{Setting, Stage, failure, postgres_url, program, run};

async fn connect(url: &str) -> PgConnection {
    url.parse::<PgConnectOptions>().unwrap().connect().await.unwrap()
}

async fn execute(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.unwrap();
}

/// Databases and roles of drills that are there.
async fn left() -> Vec<String> {
    let mut admin = connect(&postgres_url()).await;
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT CAST(datname AS TEXT) FROM pg_database WHERE datname LIKE 'jianyue\\_drill\\_%' \
         UNION ALL SELECT CAST(rolname AS TEXT) FROM pg_roles WHERE rolname LIKE 'jianyue\\_drill\\_%'",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    names.into_iter().map(|(name,)| name).collect()
}

fn of(drill: &Value) -> String {
    format!("jianyue_drill_{}", drill["id"].as_str().unwrap().replace('-', ""))
}

/// A database with what dumps have in them, dumped both ways.
async fn dumps() -> (Vec<u8>, Vec<u8>) {
    let url = postgres_url();
    let name = format!("jianyue_backup_{}", Uuid::new_v4().simple());
    let mut admin = connect(&url).await;
    execute(&mut admin, &format!("CREATE DATABASE \"{name}\"")).await;
    let mut database = url.parse::<PgConnectOptions>().unwrap().database(&name).connect().await.unwrap();
    execute(
        &mut database,
        "CREATE SCHEMA hr; CREATE EXTENSION pgcrypto; CREATE TYPE hr.kind AS ENUM ('a', 'b;c');
         CREATE TABLE hr.person (id SERIAL PRIMARY KEY, name TEXT NOT NULL, kind hr.kind, note TEXT);
         INSERT INTO hr.person (name, kind, note) SELECT '考生' || n, 'b;c', E'line\\n\\\\.\\n\\t''x' || n FROM generate_series(1, 1200) n;
         CREATE TABLE public.visit (person INT REFERENCES hr.person (id), at TIMESTAMPTZ);
         INSERT INTO public.visit SELECT n, now() FROM generate_series(1, 30) n;
         CREATE FUNCTION hr.f() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RETURN NEW; -- ; $x$
         END; $body$;
         CREATE TRIGGER t BEFORE INSERT ON public.visit FOR EACH ROW EXECUTE FUNCTION hr.f();
         CREATE VIEW hr.v AS SELECT * FROM hr.person WHERE name <> ';';
         GRANT SELECT ON hr.person TO PUBLIC; COMMENT ON TABLE hr.person IS 'it''s; a table';",
    )
    .await;
    database.close().await.unwrap();
    let (base, _) = url.rsplit_once('/').unwrap();
    let from = format!("{base}/{name}");
    let dump = program("pg_dump", "postgresql-client");
    let plain = run(Command::new(&dump).arg(&from));
    let custom = run(Command::new(&dump).arg("-Fc").arg(&from));
    execute(&mut admin, &format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await;
    (plain, custom)
}

fn setting() -> Setting {
    Setting { postgres: Some(postgres_url()), ..Setting::default() }
}

#[tokio::test]
async fn dumps_are_restored_and_leave_nothing() {
    let (stage, test) = Stage::alone(setting()).await;
    let (plain, custom) = dumps().await;
    let counts = json!({ "hr.person": 1200, "public.visit": 30 });
    for (format, name, bytes) in [("pg_plain", "a.sql", &plain), ("pg_custom", "a.dump", &custom)] {
        let drill = stage.drill_of(format, name, bytes).await;
        assert_eq!((&drill["state"], &drill["counts"]), (&json!("proved"), &counts), "{drill}");
        assert_eq!(drill["text"], "已恢复到临时数据库：2 张表，共 1230 行");
        assert!(!left().await.contains(&of(&drill)));
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &plain).unwrap();
    let drill = stage.drill_of("pg_plain", "a.sql.gz", &packed.finish().unwrap()).await;
    assert_eq!(drill["counts"], counts, "{drill}");
    test.remove().await;
}

#[tokio::test]
async fn what_is_broken_or_reaches_out_is_said_and_leaves_nothing() {
    let (stage, test) = Stage::alone(setting()).await;
    let (plain, custom) = dumps().await;
    let flipped = {
        let mut bytes = custom.clone();
        let middle = bytes.len() - 2_000;
        for byte in &mut bytes[middle..middle + 20] {
            *byte ^= 0x55;
        }
        bytes
    };
    let head = b"SET client_encoding = 'UTF8';\nCREATE TABLE public.a (b int);\n".to_vec();
    let with = |sql: &str| [head.clone(), format!("{sql}\n").into_bytes()].concat();
    let victim = format!("jianyue_victim_{}", Uuid::new_v4().simple());
    execute(&mut connect(&postgres_url()).await, &format!("CREATE DATABASE \"{victim}\"")).await;
    let marker = stage.folder.path().join("marker");
    let marker = marker.display();
    for (n, (format, bytes, why)) in [
        ("pg_plain", plain[..plain.len() / 2].to_vec(), "不完整"),
        ("pg_custom", custom[..custom.len() / 2].to_vec(), "不完整"),
        ("pg_custom", flipped, "损坏"),
        ("pg_custom", b"PGDMP and nothing more".to_vec(), "pg_restore"),
        ("pg_plain", with(&format!("DROP DATABASE \"{victim}\";")), "超出了临时数据库"),
        ("pg_plain", with(&format!("\\! touch {marker}")), "psql 命令"),
        ("pg_plain", with(&format!("\\connect {victim}\nDROP TABLE a;")), "切换到别的数据库"),
        ("pg_plain", with(&format!("COPY a TO PROGRAM 'touch {marker}';")), "服务器上的文件"),
        ("pg_plain", with("CREATE ROLE evil SUPERUSER;"), "数据库账号"),
        ("pg_plain", with("ALTER SYSTEM SET log_statement = 'all';"), "设置"),
        // What hides from the judge is refused by the server: the role may nothing.
        ("pg_plain", with("DO $$ BEGIN EXECUTE 'CREATE ROLE evil'; END $$;"), "没有权限"),
        ("pg_plain", with(&format!("DO $$ BEGIN EXECUTE 'COPY a TO PROGRAM ''touch {marker}'''; END $$;")), "没有权限"),
        ("pg_plain", with("DO $$ BEGIN PERFORM pg_read_file('/etc/passwd'); END $$;"), "没有权限"),
        (
            "pg_plain",
            with("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> current_user;"),
            "没有权限",
        ),
        ("pg_plain", with("SELEKT 1;"), "出错"),
        ("pg_plain", with("INSERT INTO a VALUES ('secret-of-somebody');"), "不符合列的类型"),
        ("pg_plain", b"-- PostgreSQL database dump complete\n".to_vec(), "没有任何表"),
    ]
    .into_iter()
    .enumerate()
    {
        let drill = stage.drill_of(format, &format!("{n}.dump"), &bytes).await;
        let said = failure(&drill);
        assert!(said.contains(why) && !said.contains("secret-of-somebody"), "{n}: {said}");
        assert!(!left().await.contains(&of(&drill)), "{n}");
    }
    assert!(!stage.folder.path().join("marker").exists());
    execute(&mut connect(&postgres_url()).await, &format!("DROP DATABASE \"{victim}\"")).await;
    test.remove().await;
}

#[tokio::test]
async fn without_a_server_or_rights_it_is_said_what_to_do() {
    let (stage, test) = Stage::alone(Setting::default()).await;
    let said = failure(&stage.drill_of("pg_plain", "a.sql", b"SELECT 1;").await);
    assert!(said.contains("drill_postgres_url"), "{said}");
    let said = failure(&stage.drill_of("mysql_dump", "b.sql", b"SELECT 1;").await);
    assert!(said.contains("drill_mysql_url"), "{said}");
    test.remove().await;

    let weak = format!("jianyue_weak_{}", Uuid::new_v4().simple());
    let mut admin = connect(&postgres_url()).await;
    execute(&mut admin, &format!("CREATE ROLE \"{weak}\" LOGIN CREATEDB PASSWORD 'w3ak'")).await;
    let url = postgres_url();
    let place = url.rsplit_once('@').unwrap().1;
    let setting = Setting { postgres: Some(format!("postgres://{weak}:w3ak@{place}")), ..Setting::default() };
    let (stage, test) = Stage::alone(setting).await;
    let said = failure(&stage.drill_of("pg_plain", "a.sql", b"SELECT 1;").await);
    assert!(said.contains("CREATEROLE") && !said.contains("w3ak"), "{said}");
    execute(&mut admin, &format!("DROP ROLE \"{weak}\"")).await;
    test.remove().await;

    let nobody = Setting { postgres: Some("postgres://a:s3cret@127.0.0.1:9/x".to_owned()), ..Setting::default() };
    let (stage, test) = Stage::alone(nobody).await;
    let said = failure(&stage.drill_of("pg_plain", "a.sql", b"SELECT 1;").await);
    assert!(said.contains("连接不上") && !said.contains("s3cret"), "{said}");
    test.remove().await;
}

#[tokio::test]
async fn a_role_that_is_no_superuser_is_enough() {
    let maker = format!("jianyue_maker_{}", Uuid::new_v4().simple());
    let mut admin = connect(&postgres_url()).await;
    execute(&mut admin, &format!("CREATE ROLE \"{maker}\" LOGIN CREATEDB CREATEROLE PASSWORD 'm4ke'")).await;
    let url = postgres_url();
    let place = url.rsplit_once('@').unwrap().1;
    let setting = Setting { postgres: Some(format!("postgres://{maker}:m4ke@{place}")), ..Setting::default() };
    let (stage, test) = Stage::alone(setting).await;
    let (plain, _) = dumps().await;
    let drill = stage.drill_of("pg_plain", "a.sql", &plain).await;
    assert_eq!(drill["state"], "proved", "{drill}");
    assert!(!left().await.contains(&of(&drill)));
    execute(&mut admin, &format!("DROP ROLE \"{maker}\"")).await;
    test.remove().await;
}
