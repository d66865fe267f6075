//! What can go wrong.

jianyue_contracts::refusals!(LetterError, "letters");
