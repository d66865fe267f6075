use super::*;

fn read(file: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings::read(file, variables).map_err(|errors| errors.to_string())
}

#[test]
fn nothing_set_is_a_good_start() {
    let settings = read("", &[("PATH", "/bin"), ("JIANYUE_CONFIG", "x"), ("JIANYUE_TEST_POSTGRES", "y")]).unwrap();
    assert_eq!(settings, Settings::default());
    assert_eq!(settings.database_url(), "sqlite:data/jianyue.db");
    assert_eq!(settings.public_url(), "http://127.0.0.1:8080");
    assert!(!settings.secure_cookies());
}

#[test]
fn a_variable_wins_over_the_file() {
    let file = "listen = \"0.0.0.0:80\"\nupload_limit = \"2MB\"\ndatabase_connections = 16\nsecure_cookies = true\n";
    let settings = read(file, &[("JIANYUE_LISTEN", "127.0.0.1:9"), ("JIANYUE_SEAL_CIPHER", "aes-256-gcm")]).unwrap();
    assert_eq!(settings.listen.port(), 9);
    assert_eq!((settings.upload_limit, settings.database_connections), (2 << 20, 16));
    assert_eq!(settings.seal_cipher, Cipher::Aes256Gcm);
    assert!(settings.secure_cookies());
}

#[test]
fn trusted_proxies_are_a_list() {
    let settings = read("", &[("JIANYUE_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8")]).unwrap();
    assert_eq!(settings.trusted_proxies, ["127.0.0.1".parse().unwrap(), "10.0.0.0/8".parse().unwrap()]);
    assert_eq!(read("trusted_proxies = \"\"", &[]).unwrap().trusted_proxies, []);
}

#[test]
fn cookies_are_for_https_only_where_people_come_by_https() {
    let secure = |variables: &[(&str, &str)]| read("", variables).unwrap().secure_cookies();
    assert!(secure(&[("JIANYUE_PUBLIC_URL", "https://a.example/")]));
    assert!(!secure(&[("JIANYUE_PUBLIC_URL", "https://a.example"), ("JIANYUE_SECURE_COOKIES", "false")]));
}

#[test]
fn a_wrong_key_is_named_with_the_nearest_right_one() {
    assert_eq!(
        read("lissen = \"127.0.0.1:1\"", &[]).unwrap_err(),
        "the settings file sets “lissen”, which is no setting; did you mean “listen”?"
    );
    assert_eq!(
        read("", &[("JIANYUE_DATABASEURL", "sqlite:x")]).unwrap_err(),
        "the environment sets “JIANYUE_DATABASEURL”, which is no setting; did you mean “JIANYUE_DATABASE_URL”?"
    );
    assert_eq!(read("x = 1", &[]).unwrap_err(), "the settings file sets “x”, which is no setting");
}

#[test]
fn a_wrong_value_is_named_with_what_it_should_be() {
    for (key, value) in [
        ("listen", "8080"),
        ("data", " "),
        ("database_url", "mysql://h/x"),
        ("database_connections", "2"),
        ("log", "info,=,"),
        ("log_format", "xml"),
        ("public_url", "a.example"),
        ("seal_cipher", "des"),
        ("secure_cookies", "ja"),
        ("upload_limit", "0"),
        ("events_keep_days", "0"),
        ("trusted_proxies", "10.0.0.0/8, proxy"),
        ("smtp_url", "mail.example.gov.cn:25"),
        ("mail_from", "nobody"),
        ("allow_targets", "10.0.0.0/33"),
        ("drill_postgres_url", "mysql://a"),
        ("drill_mysql_url", "mysql://"),
    ] {
        let name = format!("JIANYUE_{}", key.to_ascii_uppercase());
        let error = read("", &[(&name, value)]).unwrap_err();
        assert!(error.contains(&name) && error.contains(value) && error.contains("should be"), "{error}");
        let error = read(&format!("{key} = \"{value}\""), &[]).unwrap_err();
        assert!(error.starts_with(&format!("“{key}” is")), "{error}");
    }
}

#[test]
fn everything_wrong_is_said_at_once() {
    let error = read("log_format = []\nports = 1", &[("JIANYUE_LOG", "=")]).unwrap_err();
    assert_eq!(error.lines().count(), 3, "{error}");
}

#[test]
fn a_file_that_is_no_toml_is_named_by_line() {
    assert!(read("listen =", &[]).unwrap_err().contains("line 1"));
}

#[test]
fn keys_are_listed_alphabetically() {
    let names: Vec<_> = Settings::keys().into_iter().map(|(name, _)| name).collect();
    assert!(names.is_sorted(), "{names:?}");
}
