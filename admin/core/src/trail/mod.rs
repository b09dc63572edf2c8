//! The trail: append-only entries of one unit, each holding the hash of the one before.
//!
//! An entry holds ids and words of closed lists, never a name, a number or a text: personal
//! values die with their report's key, the chain stays whole.
//!
//! Three things keep it honest. The chain of a unit shows a change to anybody who reads it
//! ([`Entry`]). Signed heads, handed out once a minute and held elsewhere, show a chain that was
//! computed anew or cut off ([`signed_head`]). An [`anchor`] lets entries go after five years
//! without breaking what follows (O-47). [`audit`] checks all of it away from the server.

mod act;
pub mod anchor;
pub mod audit;
mod entry;
pub mod signed_head;
mod subject;

pub use act::{ALLOWED, Act, Actor};
pub(crate) use entry::hash_of;
pub use entry::{Entry, Hash, Head, START};
pub use subject::{NoSubject, Subject, SubjectCode, bytes_of_hex, hash_of_hex, hex};
