//! Databases: PostgreSQL of the tests, MariaDB and SQLite of this one, and how SQL Server is refused.

use std::process::Command;

use jianyue_reach::{
    Guard, Login, ReachError, Reading, Visit,
    sql::{Target, look},
};
use serde_json::{Value, json};

use crate::common::{Authority, Server, free_port, guard, login, program, run, visit};

fn target(value: Value) -> Target {
    serde_json::from_value(value).unwrap()
}

/// The server that the tests of storage use, taken apart.
pub fn postgres() -> (String, u16, Login, String) {
    let url = std::env::var("JIANYUE_TEST_POSTGRES")
        .expect("JIANYUE_TEST_POSTGRES is not set; scripts/postgres-for-tests.sh starts a server (make test does)");
    let rest = url.split_once("://").unwrap().1;
    let (user, place) = rest.split_once('@').unwrap();
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let (place, database) = place.split_once('/').unwrap();
    let (host, port) = place.split_once(':').unwrap_or((place, "5432"));
    let database = database.split('?').next().unwrap();
    (host.to_owned(), port.parse().unwrap(), login(name, password), database.to_owned())
}

async fn ask_postgres(query: &str, who: Option<&Login>) -> Result<Reading, ReachError> {
    let (host, port, own, database) = postgres();
    let to = target(json!({ "engine": "postgres", "host": host, "port": port, "database": database, "query": query }));
    look(visit(&guard(), Some(who.unwrap_or(&own))), &to).await
}

#[tokio::test]
async fn postgres_answers_one_question_and_is_not_written_to() {
    let number = ask_postgres("SELECT n FROM generate_series(41, 44) n OFFSET 1;", None).await.unwrap();
    assert!((number.metrics["value"] - 42.0).abs() < 0.1 && (number.metrics["rows"] - 3.0).abs() < 0.1);
    let age = ask_postgres("SELECT timestamptz '2026-03-02 11:00:00+08'", None).await.unwrap();
    assert!((age.metrics["age_seconds"] - 3600.0).abs() < 0.1, "{age:?}");
    let empty = ask_postgres("SELECT 1 WHERE false", None).await.unwrap();
    assert_eq!((empty.metrics.get("value"), empty.text.as_str()), (None, "查询没有结果"));
    let many = ask_postgres("SELECT generate_series(1, 100000)", None).await.unwrap();
    assert!((many.metrics["rows"] - 10_000.0).abs() < 0.1);
    for write in ["SELECT nextval('s') FROM (SELECT 1) a", "WITH a AS (DELETE FROM pg_class RETURNING 1) SELECT 1"] {
        assert_eq!(ask_postgres(write, None).await.unwrap_err().code(), "reach.bad_answer", "{write}");
    }
    let read_only = ask_postgres("WITH a AS (DELETE FROM pg_class RETURNING 1) SELECT 1", None).await.unwrap_err();
    assert!(read_only.to_string().contains("read-only"), "{read_only}");
    for not_one in ["DROP TABLE a", "SELECT 1; SELECT 2", "", "BEGIN"] {
        assert_eq!(ask_postgres(not_one, None).await.unwrap_err().code(), "reach.bad_target", "{not_one}");
    }
}

/// A server with a table and what `more` makes, one statement a line; and the authority of its certificate.
pub fn mariadb(more: &str) -> (Server, Authority) {
    let install = program("mariadb-install-db", "mariadb-server");
    let daemon = program("mariadbd", "mariadb-server");
    let folder = tempfile::tempdir().unwrap();
    let root = Authority::root("测试根");
    // The library judges certificates by the machine's clock.
    let leaf = root.issue("localhost", -900, 2900);
    let data = folder.path().join("data");
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("cert.pem"), &leaf.pem).unwrap();
    std::fs::write(file("key.pem"), &leaf.key_pem).unwrap();
    let who = Command::new("id").arg("-un").output().unwrap().stdout;
    let user = format!("--user={}", String::from_utf8(who).unwrap().trim());
    let place = format!("--datadir={}", data.display());
    let common = ["--no-defaults", &place, &user];
    run(Command::new(install).args(common).args(["--auth-root-authentication-method=normal", "--skip-test-db"]));
    // The nameless users of a fresh server would stand before those of every host.
    // One statement a line.
    let init = "DELETE FROM mysql.global_priv WHERE User = '';\nFLUSH PRIVILEGES;\n\
                CREATE DATABASE shop;\nCREATE TABLE shop.orders (id INT, at DATETIME);\n\
                INSERT INTO shop.orders VALUES (7, '2026-03-02 11:30:00'), (8, '2026-03-02 11:30:00');\n\
                CREATE USER watch@'%' IDENTIFIED BY 'w4tch-word';\nGRANT SELECT ON shop.* TO watch@'%';\n";
    std::fs::write(file("init.sql"), format!("{init}{more}")).unwrap();
    let port = free_port();
    let mut command = Command::new(daemon);
    command.args(common).args(["--bind-address=127.0.0.1", "--skip-log-bin", "--innodb-buffer-pool-size=16M"]);
    command.arg(format!("--port={port}")).arg(format!("--socket={}", file("s").display()));
    command.arg(format!("--init-file={}", file("init.sql").display()));
    command.arg(format!("--ssl-cert={}", file("cert.pem").display()));
    command.arg(format!("--ssl-key={}", file("key.pem").display()));
    (Server::start(folder, port, command), root)
}

async fn ask_mariadb(port: u16, more: Value, who: &Login) -> Result<Reading, ReachError> {
    let mut to = json!({ "engine": "mysql", "host": "localhost", "port": port, "database": "shop" });
    to.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    look(visit(&guard(), Some(who)), &target(to)).await
}

// One test, because the server takes seconds to set up.
#[tokio::test]
async fn mariadb_answers_over_each_kind_of_connection_and_is_not_written_to() {
    let (server, root) = mariadb("");
    let port = server.port;
    let who = login("watch", "w4tch-word");
    for encryption in ["off", "prefer"] {
        let to = json!({ "query": "SELECT MAX(id) FROM orders", "encryption": encryption });
        let reading = ask_mariadb(port, to, &who).await.unwrap();
        assert!((reading.metrics["value"] - 8.0).abs() < 0.1, "{encryption}: {reading:?}");
    }
    let verified = json!({ "query": "SELECT id FROM orders", "encryption": "verify", "ca_pem": root.pem });
    let untrusted = json!({ "query": "SELECT id FROM orders", "encryption": "verify" });
    assert_eq!(ask_mariadb(port, untrusted, &who).await.unwrap_err().code(), "reach.tls");
    let verified = ask_mariadb(port, verified, &who).await.unwrap();
    assert!((verified.metrics["rows"] - 2.0).abs() < 0.1, "{verified:?}");
    let age = ask_mariadb(port, json!({ "query": "SELECT MAX(at) FROM orders" }), &who).await.unwrap();
    assert!((age.metrics["age_seconds"] - 1800.0).abs() < 0.1, "{age:?}");
    let wrong = login("watch", "s3cret-word");
    let refused = ask_mariadb(port, json!({ "query": "SELECT 1" }), &wrong).await.unwrap_err();
    assert_eq!(refused.code(), "reach.sign_in_refused");
    assert!(!format!("{refused} {refused:?}").contains("s3cret"));
    let administrator = login("root", "");
    let written = json!({ "query": "WITH a AS (SELECT 1) SELECT * FROM a INTO OUTFILE '/tmp/jianyue-none'" });
    let _ = ask_mariadb(port, written, &who).await.unwrap_err();
    let nothing = json!({ "query": "SELECT * FROM no_such_table" });
    assert_eq!(ask_mariadb(port, nothing, &administrator).await.unwrap_err().code(), "reach.bad_answer");
}

#[tokio::test]
async fn a_sqlite_file_is_read_in_an_allowed_folder_only_and_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("queue.db");
    let made = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut connection = sqlx::ConnectOptions::connect(&made).await.unwrap();
    let schema = "CREATE TABLE job (n INTEGER, at TEXT); INSERT INTO job VALUES (3, '2026-03-02 11:59:00')";
    sqlx::Executor::execute(&mut connection, schema).await.unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    let ask = async |query: &str, guard: &Guard| {
        let to = target(json!({ "engine": "sqlite", "database": file, "query": query }));
        look(visit(guard, None), &to).await
    };
    let open = Guard::default().with_folders(vec![folder.path().to_owned()]);
    let number = ask("SELECT n FROM job", &open).await.unwrap();
    assert!((number.metrics["value"] - 3.0).abs() < 0.1);
    let age = ask("SELECT at FROM job", &open).await.unwrap();
    assert!((age.metrics["age_seconds"] - 60.0).abs() < 0.1);
    assert_eq!(ask("SELECT 1", &guard()).await.unwrap_err().code(), "reach.file_not_allowed");
    assert!(ask("WITH a AS (SELECT 1) DELETE FROM job", &open).await.is_err());
    assert!((ask("SELECT COUNT(*) FROM job", &open).await.unwrap().metrics["value"] - 1.0).abs() < 0.1);
}

/// There is no SQL Server to test against; what can be held is what happens without one.
#[tokio::test]
async fn sql_server_is_connected_to_behind_the_guard_and_never_with_a_secret_in_the_text() {
    let to = |port: u16, encryption: &str| {
        let value = json!({
            "engine": "sqlserver", "host": "127.0.0.1", "port": port, "database": "d", "query": "SELECT 1",
            "encryption": encryption,
        });
        target(value)
    };
    let who = login("sa", "s3cret-word");
    let guard = guard();
    let nobody = look(visit(&guard, Some(&who)), &to(free_port(), "off")).await.unwrap_err();
    assert_eq!(nobody.code(), "reach.no_connection");
    let forbidden = look(visit(&Guard::default(), Some(&who)), &to(1433, "off")).await.unwrap_err();
    assert_eq!(forbidden.code(), "reach.not_allowed");
    for encryption in ["prefer", "verify"] {
        let refused = look(visit(&guard, Some(&who)), &to(1433, encryption)).await.unwrap_err();
        assert_eq!(refused.code(), "reach.bad_target", "{encryption}");
    }
    // A server that answers something else.
    let (_, port, ..) = postgres();
    let quick = Visit { limit: std::time::Duration::from_secs(3), ..visit(&guard, Some(&who)) };
    let other = look(quick, &to(port, "off")).await.unwrap_err();
    assert!(!format!("{other} {other:?} {nobody:?}").contains("s3cret"), "{other:?}");
}
