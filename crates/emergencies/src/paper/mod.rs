//! Papers: 应急处置报告 and 应急演练记录. Pure. Telephone numbers of plans stand in none of them.

pub mod drill;
pub mod emergency;
