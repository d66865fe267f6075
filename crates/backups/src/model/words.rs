//! Closed lists of words.

use jianyue_platform::words;

words! {
    /// What is backed up.
    #[schema(as = BackupWhat)]
    pub enum What {
        /// Databases.
        Database = "database",
        /// Keys.
        Keys = "keys",
        /// Configuration.
        Configuration = "configuration",
        /// Attachments.
        Attachments = "attachments",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// What a backup file is; it says how it is read and restored. Dumps, SQLite files and plain files may be gzipped.
    #[schema(as = BackupFormat)]
    pub enum Format {
        /// `pg_dump` as SQL.
        PgPlain = "pg_plain",
        /// `pg_dump -Fc`.
        PgCustom = "pg_custom",
        /// `mysqldump` or `mariadb-dump`.
        MysqlDump = "mysql_dump",
        /// A SQLite file.
        Sqlite = "sqlite",
        /// A tar archive.
        Tar = "tar",
        /// A tar archive under gzip.
        TarGz = "tar_gz",
        /// A zip archive.
        Zip = "zip",
        /// Any file: it is read to its end and nothing else is known of it.
        Plain = "plain",
    }
}

words! {
    /// How a backup file is known to be whole: by a file beside it that holds its digest in hexadecimal.
    #[schema(as = BackupChecksum)]
    pub enum Checksum {
        /// There is none.
        None = "none",
        /// `name.sha256`.
        Sha256File = "sha256_file",
        /// `name.sm3` (GB/T 32905-2016).
        Sm3File = "sm3_file",
    }
}

words! {
    /// How the backups of a policy are.
    #[schema(as = BackupState)]
    pub enum PolicyState {
        /// Nothing is wrong.
        Good = "good",
        /// The newest is older than agreed.
        Late = "late",
        /// There is none.
        Missing = "missing",
        /// There is one, but something is wrong with it or with those that should be kept.
        Suspect = "suspect",
        /// Not looked at yet, or not reached.
        Unknown = "unknown",
    }
}

words! {
    /// What can be wrong.
    #[schema(as = BackupFindingCode)]
    pub enum FindingCode {
        /// No file.
        Missing = "missing",
        /// The newest is too old.
        TooOld = "too_old",
        /// Much smaller than those before.
        Shrunk = "shrunk",
        /// Smaller than any good one can be.
        TooSmall = "too_small",
        /// Its digest is another one, or is not there.
        Checksum = "checksum",
        /// It does not begin or end as such a file does.
        Unreadable = "unreadable",
        /// Some were removed before their time.
        Retention = "retention",
        /// The place could not be looked at.
        Unreached = "unreached",
        /// The last drill failed.
        Drill = "drill",
    }
}

words! {
    /// Where a drill stands.
    #[schema(as = BackupDrillState)]
    pub enum DrillState {
        /// It will begin as soon as somebody has time for it.
        Waiting = "waiting",
        /// It runs.
        Running = "running",
        /// The backup was restored.
        Proved = "proved",
        /// It was not.
        Failed = "failed",
    }
}

impl What {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Database => "数据库",
            Self::Keys => "密钥",
            Self::Configuration => "系统配置",
            Self::Attachments => "附件",
            Self::Other => "其他",
        }
    }
}

impl Checksum {
    /// How the file beside it ends.
    #[must_use]
    pub const fn ending(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Sha256File => Some(".sha256"),
            Self::Sm3File => Some(".sm3"),
        }
    }
}

impl FindingCode {
    /// What is wrong, in a few words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Missing => "没有备份文件",
            Self::TooOld => "备份没有按时产生",
            Self::Shrunk => "备份大小骤减",
            Self::TooSmall => "备份过小",
            Self::Checksum => "备份校验不符",
            Self::Unreadable => "备份不可读",
            Self::Retention => "备份没有保存够期限",
            Self::Unreached => "备份位置无法访问",
            Self::Drill => "恢复演练失败",
        }
    }
}
