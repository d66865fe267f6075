//! The four questions, for each engine: tables, columns, keys, indexes. They all give the same columns, see [`LAYOUT`].

use super::Place;
use crate::sql::Engine;

/// What the questions give, column by column; `a` is a table's schema and `b` its name.
#[cfg(test)]
const LAYOUT: [&[&str]; 4] = [
    &["a", "b", "kind", "note", "estimate", "bytes", "countable"],
    &["a", "b", "col", "type", "nullable", "preset", "note"],
    &["a", "b", "k", "kind", "col", "to_a", "to_b", "to_col", "on_update", "on_delete"],
    &["a", "b", "i", "is_unique", "col", "filter"],
];

/// The questions to the database of `place`.
pub(super) fn of(place: &Place) -> [String; 4] {
    let (questions, column, own) = match place.engine {
        Engine::Postgres => (POSTGRES, "n.nspname", POSTGRES_OWN),
        Engine::Mysql => (MYSQL, "t.TABLE_SCHEMA", "t.TABLE_SCHEMA = DATABASE()"),
        Engine::Sqlserver => (SERVER, "s.name", "s.name NOT IN ('sys', 'INFORMATION_SCHEMA', 'guest')"),
        Engine::Sqlite => (SQLITE, "", ""),
    };
    let wanted = if place.schemas.is_empty() {
        own.to_owned()
    } else {
        // The names were checked to hold neither quotes nor backslashes.
        let names: Vec<String> = place.schemas.iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
        format!("{column} IN ({})", names.join(", "))
    };
    questions.map(|question| question.replace("{wanted}", &wanted))
}

/// Counts the rows of a table.
pub(super) fn count(engine: Engine, schema: &str, table: &str) -> String {
    let quoted = |name: &str| match engine {
        Engine::Mysql => format!("`{}`", name.replace('`', "``")),
        Engine::Sqlserver => format!("[{}]", name.replace(']', "]]")),
        Engine::Postgres | Engine::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
    };
    format!("SELECT COUNT(*) FROM {}.{}", quoted(schema), quoted(table))
}

const POSTGRES_OWN: &str = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'sys_catalog') \
                            AND n.nspname NOT LIKE 'pg\\_temp%' AND n.nspname NOT LIKE 'pg\\_toast%'";

// Parts of a table that is kept in parts are that table.
const POSTGRES: [&str; 4] = [
    "SELECT n.nspname AS a, c.relname AS b, CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END AS kind, \
     obj_description(c.oid, 'pg_class') AS note, \
     CASE WHEN c.relkind = 'p' THEN (SELECT SUM(GREATEST(l.reltuples, 0)) FROM pg_partition_tree(c.oid) p \
     JOIN pg_class l ON l.oid = p.relid WHERE p.isleaf) ELSE c.reltuples END::BIGINT AS estimate, \
     CASE WHEN c.relkind = 'p' THEN (SELECT COALESCE(SUM(pg_relation_size(p.relid)), 0) FROM pg_partition_tree(c.oid) p \
     WHERE p.isleaf) ELSE pg_relation_size(c.oid) END::BIGINT AS bytes, \
     (c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'SELECT'))::INT AS countable \
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND {wanted} ORDER BY 1, 2",
    "SELECT n.nspname AS a, c.relname AS b, f.attname AS col, format_type(f.atttypid, f.atttypmod) AS type, \
     (NOT f.attnotnull)::INT AS nullable, CASE WHEN f.attidentity <> '' THEN 'identity' \
     ELSE pg_get_expr(d.adbin, d.adrelid) END AS preset, col_description(c.oid, f.attnum) AS note \
     FROM pg_attribute f JOIN pg_class c ON c.oid = f.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
     LEFT JOIN pg_attrdef d ON d.adrelid = f.attrelid AND d.adnum = f.attnum \
     WHERE f.attnum > 0 AND NOT f.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition \
     AND {wanted} ORDER BY 1, 2, f.attnum",
    "SELECT n.nspname AS a, c.relname AS b, k.conname AS k, \
     CASE k.contype WHEN 'p' THEN 'primary' ELSE 'foreign' END AS kind, f.attname AS col, tn.nspname AS to_a, \
     tc.relname AS to_b, tf.attname AS to_col, \
     CASE k.confupdtype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' \
     WHEN 'r' THEN 'RESTRICT' WHEN 'a' THEN 'NO ACTION' END AS on_update, \
     CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' \
     WHEN 'r' THEN 'RESTRICT' WHEN 'a' THEN 'NO ACTION' END AS on_delete \
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
     CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS u (num, place) \
     JOIN pg_attribute f ON f.attrelid = k.conrelid AND f.attnum = u.num \
     LEFT JOIN pg_class tc ON tc.oid = k.confrelid AND k.contype = 'f' \
     LEFT JOIN pg_namespace tn ON tn.oid = tc.relnamespace \
     LEFT JOIN pg_attribute tf ON tf.attrelid = k.confrelid AND tf.attnum = k.confkey[u.place] \
     WHERE k.contype IN ('p', 'f') AND k.conparentid = 0 AND NOT c.relispartition AND {wanted} ORDER BY 1, 2, 3, u.place",
    "SELECT n.nspname AS a, c.relname AS b, ic.relname AS i, x.indisunique::INT AS is_unique, \
     pg_get_indexdef(x.indexrelid, u.place, true) AS col, pg_get_expr(x.indpred, x.indrelid) AS filter \
     FROM pg_index x JOIN pg_class ic ON ic.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid \
     JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL generate_series(1, x.indnkeyatts) AS u (place) \
     WHERE NOT x.indisprimary AND NOT c.relispartition AND {wanted} ORDER BY 1, 2, 3, u.place",
];

const MYSQL: [&str; 4] = [
    "SELECT t.TABLE_SCHEMA AS a, t.TABLE_NAME AS b, CASE WHEN t.TABLE_TYPE LIKE '%VIEW%' THEN 'view' ELSE 'table' END AS kind, \
     CASE WHEN t.TABLE_TYPE LIKE '%VIEW%' THEN NULL ELSE t.TABLE_COMMENT END AS note, t.TABLE_ROWS AS estimate, \
     t.DATA_LENGTH AS bytes, CASE WHEN t.TABLE_TYPE = 'BASE TABLE' THEN 1 ELSE 0 END AS countable \
     FROM information_schema.TABLES t WHERE {wanted} ORDER BY 1, 2",
    "SELECT t.TABLE_SCHEMA AS a, t.TABLE_NAME AS b, t.COLUMN_NAME AS col, t.COLUMN_TYPE AS type, \
     CASE WHEN t.IS_NULLABLE = 'YES' THEN 1 ELSE 0 END AS nullable, \
     CASE WHEN t.EXTRA LIKE '%auto_increment%' THEN 'auto_increment' \
     WHEN t.COLUMN_DEFAULT = 'NULL' THEN NULL ELSE t.COLUMN_DEFAULT END AS preset, t.COLUMN_COMMENT AS note \
     FROM information_schema.COLUMNS t WHERE {wanted} ORDER BY 1, 2, t.ORDINAL_POSITION",
    "SELECT t.TABLE_SCHEMA AS a, t.TABLE_NAME AS b, t.CONSTRAINT_NAME AS k, \
     CASE WHEN t.CONSTRAINT_NAME = 'PRIMARY' THEN 'primary' ELSE 'foreign' END AS kind, t.COLUMN_NAME AS col, \
     t.REFERENCED_TABLE_SCHEMA AS to_a, t.REFERENCED_TABLE_NAME AS to_b, t.REFERENCED_COLUMN_NAME AS to_col, \
     r.UPDATE_RULE AS on_update, r.DELETE_RULE AS on_delete \
     FROM information_schema.KEY_COLUMN_USAGE t LEFT JOIN information_schema.REFERENTIAL_CONSTRAINTS r \
     ON r.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = t.CONSTRAINT_NAME \
     AND r.TABLE_NAME = t.TABLE_NAME \
     WHERE (t.CONSTRAINT_NAME = 'PRIMARY' OR t.REFERENCED_TABLE_NAME IS NOT NULL) AND {wanted} \
     ORDER BY 1, 2, 3, t.ORDINAL_POSITION",
    "SELECT t.TABLE_SCHEMA AS a, t.TABLE_NAME AS b, t.INDEX_NAME AS i, \
     CASE WHEN t.NON_UNIQUE = 0 THEN 1 ELSE 0 END AS is_unique, \
     CASE WHEN t.SUB_PART IS NULL THEN t.COLUMN_NAME ELSE CONCAT(t.COLUMN_NAME, '(', t.SUB_PART, ')') END AS col, \
     NULL AS filter FROM information_schema.STATISTICS t WHERE t.INDEX_NAME <> 'PRIMARY' AND {wanted} \
     ORDER BY 1, 2, 3, t.SEQ_IN_INDEX",
];

// Texts and numbers as nvarchar, so that every answer is one the client reads.
const SERVER: [&str; 4] = [
    "SELECT s.name AS a, o.name AS b, CASE o.type WHEN 'V' THEN 'view' ELSE 'table' END AS kind, \
     CAST(e.value AS NVARCHAR(4000)) AS note, \
     CAST((SELECT SUM(p.rows) FROM sys.partitions p WHERE p.object_id = o.object_id AND p.index_id IN (0, 1)) \
     AS NVARCHAR(40)) AS estimate, CAST(NULL AS NVARCHAR(40)) AS bytes, '0' AS countable \
     FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id \
     LEFT JOIN sys.extended_properties e ON e.class = 1 AND e.major_id = o.object_id AND e.minor_id = 0 \
     AND e.name = 'MS_Description' WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND {wanted} ORDER BY 1, 2",
    "SELECT s.name AS a, o.name AS b, c.name AS col, \
     y.name + CASE WHEN y.name IN ('varchar', 'char', 'varbinary', 'binary') THEN '(' + \
     CASE c.max_length WHEN -1 THEN 'max' ELSE CAST(c.max_length AS NVARCHAR(10)) END + ')' \
     WHEN y.name IN ('nvarchar', 'nchar') THEN '(' + \
     CASE c.max_length WHEN -1 THEN 'max' ELSE CAST(c.max_length / 2 AS NVARCHAR(10)) END + ')' \
     WHEN y.name IN ('decimal', 'numeric') THEN '(' + CAST(c.precision AS NVARCHAR(10)) + ',' + \
     CAST(c.scale AS NVARCHAR(10)) + ')' WHEN y.name IN ('datetime2', 'datetimeoffset', 'time') \
     THEN '(' + CAST(c.scale AS NVARCHAR(10)) + ')' ELSE '' END AS type, CAST(c.is_nullable AS NVARCHAR(1)) AS nullable, \
     CASE WHEN c.is_identity = 1 THEN 'identity' ELSE CAST(d.definition AS NVARCHAR(4000)) END AS preset, \
     CAST(e.value AS NVARCHAR(4000)) AS note \
     FROM sys.columns c JOIN sys.objects o ON o.object_id = c.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id \
     JOIN sys.types y ON y.user_type_id = c.user_type_id \
     LEFT JOIN sys.default_constraints d ON d.object_id = c.default_object_id \
     LEFT JOIN sys.extended_properties e ON e.class = 1 AND e.major_id = c.object_id AND e.minor_id = c.column_id \
     AND e.name = 'MS_Description' WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND {wanted} \
     ORDER BY 1, 2, c.column_id",
    "SELECT s.name AS a, o.name AS b, i.name AS k, 'primary' AS kind, c.name AS col, NULL AS to_a, NULL AS to_b, \
     NULL AS to_col, NULL AS on_update, NULL AS on_delete, x.key_ordinal AS place \
     FROM sys.indexes i JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id \
     JOIN sys.columns c ON c.object_id = x.object_id AND c.column_id = x.column_id \
     JOIN sys.objects o ON o.object_id = i.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id \
     WHERE i.is_primary_key = 1 AND o.is_ms_shipped = 0 AND {wanted} \
     UNION ALL SELECT s.name, o.name, k.name, 'foreign', c.name, ts.name, t.name, tc.name, \
     k.update_referential_action_desc COLLATE DATABASE_DEFAULT, k.delete_referential_action_desc COLLATE DATABASE_DEFAULT, \
     x.constraint_column_id FROM sys.foreign_keys k \
     JOIN sys.foreign_key_columns x ON x.constraint_object_id = k.object_id \
     JOIN sys.columns c ON c.object_id = x.parent_object_id AND c.column_id = x.parent_column_id \
     JOIN sys.objects o ON o.object_id = k.parent_object_id JOIN sys.schemas s ON s.schema_id = o.schema_id \
     JOIN sys.objects t ON t.object_id = k.referenced_object_id JOIN sys.schemas ts ON ts.schema_id = t.schema_id \
     JOIN sys.columns tc ON tc.object_id = x.referenced_object_id AND tc.column_id = x.referenced_column_id \
     WHERE {wanted} ORDER BY 1, 2, 3, 11",
    "SELECT s.name AS a, o.name AS b, i.name AS i, CAST(i.is_unique AS NVARCHAR(1)) AS is_unique, c.name AS col, \
     i.filter_definition AS filter \
     FROM sys.indexes i JOIN sys.index_columns x ON x.object_id = i.object_id AND x.index_id = i.index_id \
     JOIN sys.columns c ON c.object_id = x.object_id AND c.column_id = x.column_id \
     JOIN sys.objects o ON o.object_id = i.object_id JOIN sys.schemas s ON s.schema_id = o.schema_id \
     WHERE i.is_primary_key = 0 AND i.type > 0 AND x.is_included_column = 0 AND o.type IN ('U', 'V') \
     AND o.is_ms_shipped = 0 AND {wanted} ORDER BY 1, 2, 3, x.key_ordinal",
];

const SQLITE: [&str; 4] = [
    "SELECT l.schema AS a, l.name AS b, CASE l.type WHEN 'view' THEN 'view' ELSE 'table' END AS kind, NULL AS note, \
     NULL AS estimate, (SELECT p.page_count * z.page_size FROM pragma_page_count p, pragma_page_size z) AS bytes, \
     l.type = 'table' AS countable FROM pragma_table_list l \
     WHERE l.schema = 'main' AND l.type IN ('table', 'view', 'virtual') AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
     ORDER BY 2",
    "SELECT l.schema AS a, l.name AS b, c.name AS col, c.type AS type, c.\"notnull\" = 0 AND c.pk = 0 AS nullable, \
     c.dflt_value AS preset, NULL AS note FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) c \
     WHERE l.schema = 'main' AND l.type IN ('table', 'view', 'virtual') AND c.hidden <> 1 ORDER BY 2, c.cid",
    "SELECT a, b, k, kind, col, to_a, to_b, to_col, on_update, on_delete FROM (\
     SELECT l.schema AS a, l.name AS b, NULL AS k, 'primary' AS kind, c.name AS col, NULL AS to_a, NULL AS to_b, \
     NULL AS to_col, NULL AS on_update, NULL AS on_delete, c.pk AS place FROM pragma_table_list l \
     JOIN pragma_table_info(l.name) c WHERE l.schema = 'main' AND l.type = 'table' AND c.pk > 0 \
     UNION ALL SELECT l.schema, l.name, f.id, 'foreign', f.\"from\", NULL, f.\"table\", f.\"to\", f.on_update, f.on_delete, \
     f.seq FROM pragma_table_list l JOIN pragma_foreign_key_list(l.name) f WHERE l.schema = 'main' AND l.type = 'table') \
     ORDER BY b, kind, k, place",
    "SELECT l.schema AS a, l.name AS b, i.name AS i, i.\"unique\" AS is_unique, c.name AS col, \
     CASE WHEN i.partial = 1 THEN (SELECT SUBSTR(m.sql, INSTR(UPPER(m.sql), ' WHERE ') + 7) FROM sqlite_master m \
     WHERE m.type = 'index' AND m.name = i.name) END AS filter \
     FROM pragma_table_list l JOIN pragma_index_list(l.name) i JOIN pragma_index_info(i.name) c \
     WHERE l.schema = 'main' AND l.type = 'table' AND i.origin <> 'pk' ORDER BY 2, 3, c.seqno",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// What a question calls its columns: the word behind each `AS` of its list.
    fn columns(question: &str) -> Vec<String> {
        let (mut depth, mut words) = (0_i32, Vec::new());
        let all: Vec<&str> = question.split_whitespace().collect();
        for pair in all.windows(2) {
            let opened = |text: &str, one| i32::try_from(text.matches(one).count()).unwrap();
            depth += opened(pair[0], '(') - opened(pair[0], ')');
            match pair {
                ["FROM" | "UNION", _] if depth == 0 => break,
                ["AS", word] if depth == 0 => words.push(word.trim_end_matches(',').to_owned()),
                _ => {}
            }
        }
        words
    }

    #[test]
    fn every_engine_gives_the_same_columns() {
        for (n, layout) in LAYOUT.iter().enumerate() {
            for question in [POSTGRES[n], MYSQL[n], SERVER[n]] {
                let got = columns(question);
                assert_eq!(got.get(..layout.len()).unwrap_or(&got), *layout, "{question}");
            }
        }
        for (n, layout) in [(0, LAYOUT[0]), (1, LAYOUT[1]), (3, LAYOUT[3])] {
            assert_eq!(columns(SQLITE[n]), *layout);
        }
    }

    #[test]
    fn what_the_engine_keeps_for_itself_is_left_out_unless_schemas_are_named() {
        let mut place = Place {
            engine: Engine::Postgres,
            host: "db.example".to_owned(),
            port: None,
            database: "shop".to_owned(),
            encryption: crate::sql::Encryption::Prefer,
            ca_pem: None,
            schemas: Vec::new(),
        };
        for engine in [Engine::Postgres, Engine::Mysql, Engine::Sqlserver, Engine::Sqlite] {
            place.engine = engine;
            assert!(of(&place).iter().all(|question| !question.contains("{wanted}")), "{engine:?}");
        }
        place.engine = Engine::Postgres;
        assert!(of(&place).iter().all(|question| question.contains("'pg_catalog'")));
        place.schemas = vec!["sales".to_owned(), "档案".to_owned()];
        assert!(of(&place).iter().all(|question| question.contains("n.nspname IN ('sales', '档案')")));
        assert!(place.check().is_ok());
        place.schemas = vec!["a' OR '1'='1".to_owned()];
        assert_eq!(place.check().unwrap_err().code(), "reach.bad_target");
    }

    #[test]
    fn names_are_quoted_as_the_engine_does() {
        assert_eq!(count(Engine::Postgres, "a", "x\"y"), "SELECT COUNT(*) FROM \"a\".\"x\"\"y\"");
        assert_eq!(count(Engine::Mysql, "a", "x`y"), "SELECT COUNT(*) FROM `a`.`x``y`");
        assert_eq!(count(Engine::Sqlserver, "a", "x]y"), "SELECT COUNT(*) FROM [a].[x]]y]");
    }
}
