//! What the paper of a stock-taking is made of.

use jianyue_contracts::{Letterhead, registry::Registry};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx};
use uuid::Uuid;

use super::takings::{detail, known, line_shown};
use crate::{
    error::AssetError,
    model::{Line, Taking},
    store::taking::line_list,
};

/// Lines of a paper at most; the table that is exported has all of them.
const LINES: u32 = 3_000;

/// A stock-taking with its lines and the head of its paper.
///
/// # Errors
/// [`AssetError::NotFound`] for one that the caller may not know of.
pub async fn taking_papers(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
) -> Result<(Taking, Vec<Line>, Letterhead), AssetError> {
    let row = known(tx, by, id).await?;
    let shown = app.state::<Registry>().shown(tx, ContractId(row.contract_id), app.env().now()).await?;
    let head = Letterhead::of(&shown.ok_or(AssetError::NotFound)?.model, row.work.as_slice());
    let of = row.of_what;
    let lines = line_list(tx, id, (None, None), None, LINES).await?;
    let taking = detail(tx, row).await?.taking;
    Ok((taking, lines.into_iter().map(|line| line_shown(line, of)).collect(), head))
}
