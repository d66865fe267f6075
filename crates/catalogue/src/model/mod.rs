//! Types and states.

mod event;
mod form;
mod person_days;
mod request;

pub use event::{DutyProved, ProofRecord, RequestChanged};
pub use form::{Approval, Attachment, Change, Column, Definition, Effort, Field, FieldKind, Form, FormKind, WorkName};
pub use person_days::PersonDays;
pub use request::{Answer, Answers, Entry, Figure, Missing, QuotaState, Request, RequestState, Summary};
