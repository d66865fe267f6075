//! Whether a contract is in force.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_sla::zone;

use crate::model::{Contract, Day};

/// A contract gives no clocks: it is not in force at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotInForce {
    /// The service has not begun.
    #[error("合同的服务期从 {from} 开始，{on} 尚未生效")]
    NotYet {
        /// First day of service.
        from: Day,
        /// The day asked about.
        on: Day,
    },
    /// The service is over.
    #[error("合同的服务期到 {until} 为止，{on} 已经到期；如有续签或补充协议，请先导入")]
    Expired {
        /// Last day of service.
        until: Day,
        /// The day asked about.
        on: Day,
    },
}

/// Why a contract gives nothing on a day outside its service period.
pub(crate) fn outside(contract: &Contract, day: NaiveDate) -> NotInForce {
    let (service, on) = (contract.service_period(), Day(day));
    if day > service.to {
        NotInForce::Expired { until: Day(service.to), on }
    } else {
        NotInForce::NotYet { from: Day(service.from), on }
    }
}

impl Contract {
    /// Whether the contract is in force at a moment; days are those of Asia/Shanghai, first and last counted in.
    ///
    /// # Errors
    /// [`NotInForce`] says on which side of the service period the moment lies.
    pub fn in_force(&self, at: DateTime<Utc>) -> Result<(), NotInForce> {
        let (service, day) = (self.service_period(), zone::local_date(at));
        if service.from <= day && day <= service.to { Ok(()) } else { Err(outside(self, day)) }
    }
}
