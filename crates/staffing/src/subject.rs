//! What changes of people and qualifications are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::{
    change::change_find,
    staff::{qualification_find, staff_find},
};

/// Changes and qualifications as subjects.
pub(crate) struct Records;

/// The only work of a list; `None` where it is about more.
fn only(works: &[String]) -> Option<String> {
    match works {
        [work] => Some(work.clone()),
        _ => None,
    }
}

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        if let Some(row) = change_find(tx, id).await? {
            return Ok(Some(Subject {
                contract: Some(row.contract_id.into()),
                work: only(&row.works),
                title: format!("更换{}", row.title),
                path: format!("/staffing?tab=changes&change={id}"),
                client_path: format!("/portal/staffing?change={id}"),
                opened_by: Some(row.asked_by.into()),
                ..Subject::default()
            }));
        }
        let Some(row) = qualification_find(tx, id).await? else { return Ok(None) };
        let Some(who) = staff_find(tx, row.staff_id).await? else { return Ok(None) };
        Ok(Some(Subject {
            contract: Some(row.contract_id.into()),
            work: only(&who.works),
            title: format!("{}的{}", who.name, row.name),
            path: "/staffing?tab=people".to_owned(),
            client_path: "/portal/staffing".to_owned(),
            ..Subject::default()
        }))
    }
}
