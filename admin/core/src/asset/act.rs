//! What is done to a thing.

use crate::words::words;

words! {
    /// A closed list; its words are those of rulebooks and of the store.
    pub enum Act {
        /// Taken into the ledger, made or received; also more pieces of the same.
        In = "in",
        /// Taken out, lent, put to use.
        Out = "out",
        Return = "return",
        /// Lent to another unit, which gives it back, and accepted again by its own.
        Lend = "lend",
        HandBack = "hand_back",
        TakeBack = "take_back",
        /// Put to use where it is kept.
        Use = "use",
        /// Looked for and found in order.
        Inspect = "inspect",
        /// Handed to another keeper or storage place.
        Custody = "custody",
        /// Something was saved on it.
        Write = "write",
        /// Nothing that was saved on it can be read any more.
        Wipe = "wipe",
        /// No longer needed: it has to be disposed of.
        Retire = "retire",
        /// Destroyed, wiped or written off for good.
        Dispose = "dispose",
        /// Handed over or given back for good: it is in this unit's hands no more.
        Give = "give",
        /// A copy was made; that is a thing of its own.
        Copy = "copy",
        /// Something else that is worth a line.
        Note = "note",
        Lose = "lose",
        Find = "find",
    }
}
