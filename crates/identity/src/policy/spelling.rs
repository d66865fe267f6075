//! How accounts and passwords may be spelt.

/// Fewest characters of a password.
pub const PASSWORD_LEAST: usize = 10;
/// From so many characters on a password needs no mixture.
pub const PASSWORD_LONG: usize = 16;
/// Most characters of a password: hashing is work, and nobody types more.
pub const PASSWORD_MOST: usize = 128;
/// How many of the last passwords are not taken again.
pub const PASSWORDS_KEPT: u32 = 5;

/// Passwords that are tried first by everybody who tries, without regard to case.
const COMMON: &[&str] = &[
    "1234567890",
    "12345678910",
    "0123456789",
    "0987654321",
    "1111111111",
    "0000000000",
    "8888888888",
    "6666666666",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qaz@wsx3edc",
    "qwertyuiop",
    "qwerty12345",
    "qwerty123456",
    "asdfghjkl1",
    "abcd123456",
    "abc123456789",
    "abc@123456",
    "a123456789",
    "aa123456789",
    "aa12345678",
    "admin12345",
    "admin123456",
    "admin@12345",
    "admin@123456",
    "administrator",
    "changeme123",
    "iloveyou123",
    "letmein123",
    "monkey12345",
    "p@ssw0rd123",
    "p@ssword123",
    "pass@word1",
    "passw0rd123",
    "password01",
    "password12",
    "password123",
    "password1234",
    "password12345",
    "password@123",
    "qazwsx12345",
    "root123456",
    "root@123456",
    "test123456",
    "test@12345",
    "user123456",
    "welcome123",
    "welcome@123",
    "woaini1314520",
    "zaq12wsxcde3",
    "zhongguo123",
    "1234567890123456",
    "1111111111111111",
    "qwertyuiopasdfgh",
    "passwordpassword",
    "correcthorsebatterystaple",
];

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than [`PASSWORD_LEAST`] characters.
    #[error("密码太短：至少 {PASSWORD_LEAST} 个字符。")]
    Short,
    /// More than [`PASSWORD_MOST`] characters.
    #[error("密码太长：最多 {PASSWORD_MOST} 个字符。")]
    Long,
    /// Short and of one or two kinds of characters.
    #[error("密码太简单：请混用大写字母、小写字母、数字和符号中的至少三种，或者用 {PASSWORD_LONG} 个字符以上的长句。")]
    Plain,
    /// One character over and over.
    #[error("密码太简单：不同的字符太少，请换一个。")]
    Monotonous,
    /// Holds the account or the name.
    #[error("密码不能包含账号或姓名，请换一个。")]
    Personal,
    /// On every list.
    #[error("这个密码太常见，容易被猜到，请换一个。")]
    Common,
    /// One of the last.
    #[error("不能重复使用最近 {PASSWORDS_KEPT} 次用过的密码，请换一个。")]
    UsedBefore,
}

/// Whether `password` may be the password of the person called `name` with the account `account`.
///
/// # Errors
/// The first rule that is broken.
pub fn check_password(password: &str, account: &str, name: &str) -> Result<(), WeakPassword> {
    let length = password.chars().count();
    let folded = password.to_lowercase();
    if length < PASSWORD_LEAST {
        return Err(WeakPassword::Short);
    }
    if length > PASSWORD_MOST {
        return Err(WeakPassword::Long);
    }
    if COMMON.contains(&folded.as_str()) {
        return Err(WeakPassword::Common);
    }
    let holds = |text: &str| text.chars().count() >= 2 && folded.contains(&text.to_lowercase());
    if holds(account) || holds(name) {
        return Err(WeakPassword::Personal);
    }
    let mut characters: Vec<char> = folded.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    if characters.len() < 4 {
        return Err(WeakPassword::Monotonous);
    }
    if length < PASSWORD_LONG && kinds(password) < 3 { Err(WeakPassword::Plain) } else { Ok(()) }
}

/// How many of: upper case, lower case, digits, anything else.
fn kinds(password: &str) -> usize {
    let tests: [fn(char) -> bool; 4] = [
        |c| c.is_uppercase(),
        |c| c.is_lowercase(),
        |c| c.is_ascii_digit(),
        |c| !c.is_uppercase() && !c.is_lowercase() && !c.is_ascii_digit(),
    ];
    tests.into_iter().filter(|test| password.chars().any(test)).count()
}

/// A text that is no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("账号应为 2–64 个字符，只能使用英文字母、数字、汉字和 . _ - @。")]
pub struct BadAccount;

/// Whether `account` may be an account. Only letters that cannot be mistaken for others are taken.
///
/// # Errors
/// [`BadAccount`] when not.
pub fn check_account(account: &str) -> Result<(), BadAccount> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '\u{4e00}'..='\u{9fff}');
    if (2..=64).contains(&account.chars().count()) && account.chars().all(fits) { Ok(()) } else { Err(BadAccount) }
}

/// An account as it is compared: without spaces around it, in lower case.
#[must_use]
pub fn fold(account: &str) -> String {
    account.trim().to_lowercase()
}

/// A text that is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("姓名应为 1–64 个字符，不能包含换行等控制字符。")]
pub struct BadName;

/// Whether `name` can be shown as a name.
///
/// # Errors
/// [`BadName`] when not.
pub fn check_name(name: &str) -> Result<(), BadName> {
    let fits = (1..=64).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(BadName) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_judged_by_length_mixture_and_fame() {
        let judge = |password| check_password(password, "wanggong", "王工");
        assert_eq!(judge("Ab3!efghi"), Err(WeakPassword::Short));
        assert_eq!(judge("Ab3!efghij"), Ok(()));
        assert_eq!(judge("abcdefgh12"), Err(WeakPassword::Plain));
        assert_eq!(judge("abcdefgh12ABC"), Ok(()));
        assert_eq!(judge("sixteen letters!"), Ok(()));
        assert_eq!(judge("fifteen letters"), Err(WeakPassword::Plain));
        assert_eq!(judge("PassWord123"), Err(WeakPassword::Common));
        assert_eq!(judge("aaaaaaaaaaaaaaaaaaaa"), Err(WeakPassword::Monotonous));
        assert_eq!(judge(&"长".repeat(129)), Err(WeakPassword::Long));
    }

    #[test]
    fn passwords_hold_neither_account_nor_name() {
        assert_eq!(check_password("My-WangGong-77", "wanggong", "王工"), Err(WeakPassword::Personal));
        assert_eq!(check_password("Ab12王工!!!!!", "wanggong", "王工"), Err(WeakPassword::Personal));
        assert_eq!(check_password("My-WangGong-77", "x", "y"), Ok(()), "one letter is in every password");
    }

    #[test]
    fn every_common_password_is_spelt_as_it_is_compared_and_refused() {
        for password in COMMON {
            assert_eq!(*password, password.to_lowercase());
            if password.len() >= PASSWORD_LEAST {
                assert_eq!(check_password(password, "someone", "某人"), Err(WeakPassword::Common), "{password}");
            }
        }
    }

    #[test]
    fn accounts_cannot_be_mistaken_for_one_another() {
        for good in ["ab", "Wang.Gong-1_x@demo", "王工"] {
            assert_eq!(check_account(good), Ok(()), "{good}");
        }
        for bad in ["a", "", "a b", "ａdmin", "аdmin", "admin\u{200b}", "x/../y", &"a".repeat(65)] {
            assert_eq!(check_account(bad), Err(BadAccount), "{bad}");
        }
        assert_eq!(fold(" Wang.Gong "), "wang.gong");
    }

    #[test]
    fn names_are_one_line() {
        assert_eq!(check_name("王工（演示）"), Ok(()));
        for bad in ["", "  ", "王\n工", &"王".repeat(65)] {
            assert_eq!(check_name(bad), Err(BadName), "{bad}");
        }
    }
}
