//! What happens when a deadline is due.

use crate::words::words;

words! {
    /// A closed list; its words are those of rulebooks, of the store and of the trail.
    pub enum Consequence {
        /// The subject is deleted, and a proof of it is kept.
        DeleteWithProof = "delete_with_proof",
        /// The subject can no longer be used.
        Expire = "expire",
        /// The holder is reminded; nothing else changes.
        Remind = "remind",
        /// The duty is overdue, shown so, and the post above its holder hears of it.
        OverdueEscalate = "overdue_escalate",
        /// What was locked until now may be done.
        Unlock = "unlock",
        /// The subject cannot be used until the duty is done.
        Block = "block",
    }
}
