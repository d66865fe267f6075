//! What proves who signs in: sealed for its row, and opened for the connector only.

use jianyue_platform::{
    App,
    form::Form,
    sealed::{Sealer, place},
};
use jianyue_reach::Login;
use uuid::Uuid;

/// The longest password.
const LONGEST: usize = 1_000;

/// A password as it is kept.
pub(super) fn sealed(app: &App, id: Uuid, password: &str, form: &mut Form) -> Vec<u8> {
    if password.len() > LONGEST {
        form.wrong("password", "口令过长");
    }
    app.state::<Sealer>().seal(password.as_bytes(), &place("inventory_source", "secret", id))
}

/// The login of a source; `None` when its password does not open, which is logged.
pub(super) fn login(app: &App, id: Uuid, username: &str, sealed: Option<&[u8]>) -> Option<Login> {
    let password = match sealed {
        None => None,
        Some(sealed) => match app.state::<Sealer>().open(sealed, &place("inventory_source", "secret", id)) {
            Ok(plain) => Some(String::from_utf8_lossy(&plain).into_owned()),
            Err(error) => {
                tracing::error!(%id, %error, "the password of a data source does not open");
                return None;
            }
        },
    };
    Some(Login { username: username.to_owned(), password, ..Login::default() })
}
