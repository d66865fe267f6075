//! What can go wrong.

jianyue_contracts::refusals!(CatalogueError, "catalogue");
