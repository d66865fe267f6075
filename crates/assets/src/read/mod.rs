//! Tables that people hand in, read into drafts. Pure; nothing here knows a database.

mod assets;
mod spares;

pub use assets::{ASSET_COLUMNS, AssetDraft, read_assets};
pub use spares::{SPARE_COLUMNS, SpareDraft, read_spares};
