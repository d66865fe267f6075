//! The second factor: codes by time (TOTP, RFC 6238) and recovery codes for the day the phone is lost.

use jianyue_kernel::{Actor, Env, PersonId};
use jianyue_platform::{DbError, Tx, sealed::Sealer};
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use crate::{
    policy::spelling,
    sealing::Field,
    secrets,
    service::{Settled, note, session_of, sign_in},
    store::{self, sign_in::Credentials},
};

/// How many recovery codes somebody gets.
pub const RECOVERY_CODES: usize = 10;
/// How long one code is shown, in seconds. One step before and after the present is taken too.
const STEP: u64 = 30;
/// Who the codes are for, as the app shows it: 践约, percent-encoded.
const ISSUER: &str = "%E8%B7%B5%E7%BA%A6";

/// Why a second factor was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorError {
    /// A program asked.
    #[error("此操作需要本人登录后进行，不能使用访问令牌。")]
    SessionOnly,
    /// It is asked for already.
    #[error("已启用动态码。需要更换时，请先用当前动态码停用。")]
    AlreadyOn,
    /// There is nothing to confirm or to take away.
    #[error("还没有绑定验证器。请先获取密钥，用验证器扫码后再输入动态码。")]
    NotBegun,
    /// The code is wrong, or was used already.
    #[error("动态码不正确或已经用过。请等验证器显示新的动态码后重试，并检查手机时间是否准确。")]
    BadCode,
    /// Too many wrong codes.
    #[error("连续输错次数过多。请 15 分钟后再试。")]
    Locked,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A secret to be typed or scanned into an app. Told once.
#[derive(Clone)]
pub struct Enrolment {
    /// The secret in base 32.
    pub secret: String,
    /// The same as a link that apps scan.
    pub otpauth_url: String,
}

/// Whether a code let somebody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeUse {
    /// It did, and does not again.
    Good,
    /// It did not.
    Bad,
}

/// Gives a fresh secret, which is asked for only after a code proved that the app has it.
pub async fn begin(tx: &mut Tx, env: &Env, sealer: &Sealer, by: &Actor) -> Result<Enrolment, SecondFactorError> {
    session_of(by).ok_or(SecondFactorError::SessionOnly)?;
    let known = own(tx, by).await?;
    if known.totp_confirmed {
        return Err(SecondFactorError::AlreadyOn);
    }
    let secret = secrets::totp_secret();
    let kept = Field::Totp.seal(sealer, by.person, &secret);
    store::sign_in::totp_set(tx, by.person, Some(kept)).await?;
    note(tx, env, by, "identity.begin_second_factor", by.person.0, json!({})).await?;
    Ok(enrolment(secret, &known.account))
}

fn enrolment(secret: [u8; 20], account: &str) -> Enrolment {
    let secret = Secret::new_stack(secret).to_base32();
    let account: String = account.bytes().map(percent_encode).collect();
    let otpauth_url =
        format!("otpauth://totp/{ISSUER}:{account}?secret={secret}&issuer={ISSUER}&digits=6&period={STEP}");
    Enrolment { secret, otpauth_url }
}

fn percent_encode(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

/// From now on codes are asked for; gives the recovery codes, told once.
pub async fn confirm(
    tx: &mut Tx,
    env: &Env,
    sealer: &Sealer,
    by: &Actor,
    code: &str,
) -> Settled<Vec<String>, SecondFactorError> {
    let known = match prove(tx, env, sealer, by, code, Wanted::NotConfirmed).await? {
        Ok(known) => known,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| secrets::recovery_code()).collect();
    let digests = codes.iter().map(|code| recovery_digest(code)).collect();
    store::sign_in::recovery_replace(tx, known.id.into(), digests).await?;
    store::sign_in::totp_confirm(tx, known.id.into()).await?;
    note(tx, env, by, "identity.confirm_second_factor", by.person.0, json!({})).await?;
    Ok(Ok(codes))
}

/// Codes are asked for no more.
pub async fn remove(tx: &mut Tx, env: &Env, sealer: &Sealer, by: &Actor, code: &str) -> Settled<(), SecondFactorError> {
    let known = match prove(tx, env, sealer, by, code, Wanted::Confirmed).await? {
        Ok(known) => known,
        Err(refusal) => return Ok(Err(refusal)),
    };
    store::sign_in::totp_set(tx, known.id.into(), None).await?;
    store::sign_in::recovery_replace(tx, known.id.into(), Vec::new()).await?;
    note(tx, env, by, "identity.remove_second_factor", by.person.0, json!({})).await?;
    Ok(Ok(()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Confirmed,
    NotConfirmed,
}

/// The caller's credentials, when `code` is good. A wrong code counts like a wrong password, so that a stolen session
/// cannot try them all.
async fn prove(
    tx: &mut Tx,
    env: &Env,
    sealer: &Sealer,
    by: &Actor,
    code: &str,
    wanted: Wanted,
) -> Settled<Credentials, SecondFactorError> {
    if session_of(by).is_none() {
        return Ok(Err(SecondFactorError::SessionOnly));
    }
    let known = match own(tx, by).await {
        Ok(known) => known,
        Err(error) => return Ok(Err(error)),
    };
    if known.totp_sealed.is_none() || (wanted == Wanted::Confirmed && !known.totp_confirmed) {
        return Ok(Err(SecondFactorError::NotBegun));
    }
    if wanted == Wanted::NotConfirmed && known.totp_confirmed {
        return Ok(Err(SecondFactorError::AlreadyOn));
    }
    let account = secrets::digest(&spelling::fold(&known.account));
    let failures = store::sign_in::failures_lock(tx, &account, env.now()).await?;
    if failures.locked(env.now()).is_some() {
        return Ok(Err(SecondFactorError::Locked));
    }
    match use_code(tx, env, sealer, &known, code).await? {
        CodeUse::Good => Ok(Ok(known)),
        CodeUse::Bad => {
            let locked = sign_in::count_failure(tx, env, &account).await?;
            note(tx, env, by, "identity.refuse_code", by.person.0, json!({ "locked_until": locked })).await?;
            Ok(Err(locked.map_or(SecondFactorError::BadCode, |_| SecondFactorError::Locked)))
        }
    }
}

async fn own(tx: &mut Tx, by: &Actor) -> Result<Credentials, SecondFactorError> {
    store::sign_in::credentials_by_person(tx, by.person).await?.ok_or(SecondFactorError::NotBegun)
}

/// Uses a code of the app, or a recovery code, once.
pub async fn use_code(
    tx: &mut Tx,
    env: &Env,
    sealer: &Sealer,
    known: &Credentials,
    code: &str,
) -> Result<CodeUse, DbError> {
    let person = PersonId(known.id);
    let code = code.trim();
    let is_good = if code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()) {
        match step_of(env, sealer, known, code) {
            Some(step) => store::sign_in::totp_use_step(tx, person, step).await?,
            None => false,
        }
    } else {
        store::sign_in::recovery_use(tx, person, recovery_digest(code), env.now()).await?
    };
    Ok(if is_good { CodeUse::Good } else { CodeUse::Bad })
}

/// The time step whose code this is, looked for one step around the present.
fn step_of(env: &Env, sealer: &Sealer, known: &Credentials, code: &str) -> Option<i64> {
    let secret = match Field::Totp.open(sealer, known.id.into(), known.totp_sealed.as_ref()?) {
        Ok(secret) => secret,
        Err(error) => {
            tracing::error!(person = %known.id, %error, "a second factor's secret cannot be opened");
            return None;
        }
    };
    let now = u64::try_from(env.now().timestamp()).ok()?;
    i64::try_from(totp(secret)?.check(code, now)?).ok()
}

fn totp(secret: Vec<u8>) -> Option<Totp> {
    Builder::new().with_secret(secret).with_step_duration(STEP).with_skew(1).build().ok()
}

fn recovery_digest(code: &str) -> Vec<u8> {
    secrets::digest(&code.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1: the last six of the eight digits printed there.
        let totp = totp(b"12345678901234567890".to_vec()).unwrap();
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(totp.check(code, second), Some(second / 30));
            assert_eq!(totp.check(code, second + 60), None);
        }
    }

    #[test]
    fn a_link_for_apps_says_who_and_what() {
        let link = enrolment(*b"12345678901234567890", "王@demo").otpauth_url;
        assert_eq!(
            link,
            "otpauth://totp/%E8%B7%B5%E7%BA%A6:%E7%8E%8B%40demo?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E8%B7%B5%E7%BA%A6&digits=6&period=30"
        );
    }
}
