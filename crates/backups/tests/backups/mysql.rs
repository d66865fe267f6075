//! Dumps of a real MariaDB, restored into scratch databases of it.

use std::process::Command;

use mysql_async::{Conn, Opts, prelude::Queryable};
use serde_json::json;

use crate::common::{Server, Setting, Stage, failure, free_port, program, run, whoami};

fn mariadb() -> Server {
    let install = program("mariadb-install-db", "mariadb-server");
    let daemon = program("mariadbd", "mariadb-server");
    let folder = tempfile::tempdir().unwrap();
    let data = format!("--datadir={}", folder.path().join("data").display());
    let user = format!("--user={}", whoami());
    let common = ["--no-defaults", &data, &user];
    run(Command::new(install).args(common).args(["--auth-root-authentication-method=normal", "--skip-test-db"]));
    let file = |name: &str| folder.path().join(name);
    let init = "CREATE USER drill@'%' IDENTIFIED BY 'dr1ll';\nGRANT ALL PRIVILEGES ON *.* TO drill@'%' WITH GRANT OPTION;\n\
                CREATE USER least@'%' IDENTIFIED BY 'l3ast';\n\
                GRANT ALL PRIVILEGES ON `jianyue\\_drill\\_%`.* TO least@'%' WITH GRANT OPTION;\n\
                GRANT CREATE USER, PROCESS ON *.* TO least@'%';\n\
                CREATE USER weak@'%' IDENTIFIED BY 'w3ak';\nGRANT CREATE ON *.* TO weak@'%';\n\
                DELETE FROM mysql.global_priv WHERE User = '';\nFLUSH PRIVILEGES;\n";
    std::fs::write(file("init.sql"), init).unwrap();
    let port = free_port();
    let mut command = Command::new(daemon);
    command.args(common).args(["--bind-address=127.0.0.1", "--skip-log-bin", "--innodb-buffer-pool-size=16M"]);
    command.arg(format!("--port={port}")).arg(format!("--socket={}", file("s").display()));
    command.arg(format!("--init-file={}", file("init.sql").display()));
    Server::start(folder, port, command)
}

async fn names(url: &str) -> Vec<String> {
    let mut admin = Conn::new(Opts::from_url(url).unwrap()).await.unwrap();
    let mut names: Vec<String> = admin.query("SHOW DATABASES LIKE 'jianyue\\_drill\\_%'").await.unwrap();
    names.extend(admin.query::<String, _>("SELECT User FROM mysql.user WHERE User LIKE 'jydrill\\_%'").await.unwrap());
    admin.disconnect().await.unwrap();
    names
}

// One test, because the server takes seconds to set up.
#[tokio::test]
async fn dumps_are_restored_and_leave_nothing_and_reach_nowhere() {
    let server = mariadb();
    let port = server.port;
    let url = format!("mysql://drill:dr1ll@127.0.0.1:{port}");
    let mut admin = Conn::new(Opts::from_url(&url).unwrap()).await.unwrap();
    for statement in [
        "CREATE DATABASE shop CHARACTER SET utf8mb4",
        "USE shop",
        "CREATE TABLE shop.card (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50), note BLOB)",
        "INSERT INTO shop.card (name, note) SELECT CONCAT('学生;', seq, '\\'--'), UNHEX('00FF27') FROM seq_1_to_700",
        "CREATE TABLE shop.log (n INT)",
        "CREATE VIEW v AS SELECT name FROM card",
        "CREATE TRIGGER t AFTER INSERT ON card FOR EACH ROW BEGIN INSERT INTO log VALUES (1); SET @x = 'a;b'; END",
        "CREATE DATABASE victim",
        "CREATE TABLE victim.t (a INT)",
    ] {
        admin.query_drop(statement).await.unwrap();
    }
    let dump = |more: &[&str]| {
        let mut command = Command::new(program("mariadb-dump", "mariadb-client"));
        command.args([
            "--no-defaults",
            "-h127.0.0.1",
            &format!("-P{port}"),
            "-udrill",
            "-pdr1ll",
            "--routines",
            "--triggers",
        ]);
        run(command.args(more))
    };
    let (one, named) = (dump(&["shop"]), dump(&["--databases", "shop"]));
    let both = dump(&["--databases", "shop", "victim"]);
    let (stage, test) = Stage::alone(Setting { mysql: Some(url.clone()), ..Setting::default() }).await;
    let counts = json!({ "card": 700, "log": 0 });
    for (name, bytes) in [("a.sql", &one), ("b.sql", &named)] {
        let drill = stage.drill_of("mysql_dump", name, bytes).await;
        assert_eq!((&drill["state"], &drill["counts"]), (&json!("proved"), &counts), "{drill}");
        assert_eq!(names(&url).await, Vec::<String>::new());
    }
    let with = |sql: &str| format!("CREATE TABLE a (b INT);\n{sql}\n").into_bytes();
    for (n, (bytes, why)) in [
        (one[..one.len() / 2].to_vec(), "不完整"),
        (both, "多个数据库"),
        (with("DROP DATABASE victim;"), "超出了临时数据库"),
        (with("INSERT INTO victim.t VALUES (1);"), "没有权限"),
        (with("SELECT 'x' INTO OUTFILE '/tmp/jianyue-marker';"), "没有权限"),
        (with("PREPARE s FROM 'DROP DATABASE victim'; EXECUTE s;"), "没有权限"),
        (with("CREATE USER evil;"), "账号"),
        (with("system touch /tmp/jianyue-marker"), "客户端命令"),
        (with("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE a;"), "文件"),
        (with("SELEKT 1;"), "语句有误"),
        (with("INSERT INTO a VALUES ('secret-of-somebody');"), "不符合列的类型"),
        (b"-- nothing\n".to_vec(), "没有任何表"),
    ]
    .into_iter()
    .enumerate()
    {
        let said = failure(&stage.drill_of("mysql_dump", &format!("bad-{n}.sql"), &bytes).await);
        assert!(said.contains(why) && !said.contains("secret-of-somebody"), "{n}: {said}");
        assert_eq!(names(&url).await, Vec::<String>::new(), "{n}");
    }
    let (rows,): (i64,) = admin.query_first("SELECT COUNT(*) FROM victim.t").await.unwrap().unwrap();
    assert_eq!(rows, 0);
    admin.disconnect().await.unwrap();
    test.remove().await;

    // What docs/backups.md asks for is enough.
    let least = Setting { mysql: Some(format!("mysql://least:l3ast@127.0.0.1:{port}")), ..Setting::default() };
    let (stage, test) = Stage::alone(least).await;
    let drill = stage.drill_of("mysql_dump", "a.sql", &one).await;
    assert_eq!((&drill["state"], &drill["counts"]), (&json!("proved"), &counts), "{drill}");
    assert_eq!(names(&url).await, Vec::<String>::new());
    test.remove().await;

    let weak = Setting { mysql: Some(format!("mysql://weak:w3ak@127.0.0.1:{port}")), ..Setting::default() };
    let (stage, test) = Stage::alone(weak).await;
    let said = failure(&stage.drill_of("mysql_dump", "a.sql", &one).await);
    assert!(said.contains("CREATE USER") && !said.contains("w3ak"), "{said}");
    assert_eq!(names(&url).await, Vec::<String>::new());
    test.remove().await;
}
