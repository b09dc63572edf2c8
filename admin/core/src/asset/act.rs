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
        Lose = "lose",
        Find = "find",
    }
}
