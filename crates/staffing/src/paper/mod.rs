//! Papers: 培训记录 and 人员变更通知. Pure.

pub mod change;
pub mod training;
