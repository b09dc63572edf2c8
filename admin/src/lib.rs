//! Accounts, sessions, keys, trail and their store around admin-core.
//!
//! What other crates use, by module:
//!
//! - [`Admin`]: the handle that states and extractors carry; `Admin: FromRef<YourState>`.
//! - [`signed_in::SignedIn`]: extractor of the person who is asking; [`Admin::authorise`] asks the
//!   grants and writes the refusal into the trail; [`Admin::session_over`] ends a socket.
//! - [`rulebooks`]: the documents as data, by day, unit and version; [`units`] and [`posts`].
//! - [`store`]: [`store::open`], [`store::Db`] (reads by deref, writes by [`store::Db::write`]).
//! - [`trail`]: [`trail::append`] inside the transaction of the act; [`trail::verify`];
//!   [`refusals::Refusals`] counts what nobody signed in was refused; [`looks::Looks`] knows whose
//!   looks stand there already.
//! - [`deadlines`]: opening, meeting and ending deadlines; [`deadlines::Carrier`] does what a
//!   struck deadline asks for. [`ledgers`]: things and their entries.
//! - [`cases`]: forms that run through steps; other shells take steps in their own transactions.
//!   [`notices`]: what people are told.
//! - [`footage`]: films of cameras, from their import to the proof of their end; [`publication`]
//!   and [`announcements`]: what everybody may read. [`figures`]: counted when they are asked for.
//!   [`codes`]: signed codes of cases.
//! - [`exchange`]: encrypted containers from unit to unit; [`mail`]: the relay by which mails go.
//! - [`evidence`]: journals of reports, read and proven.
//! - [`suspensions`]: stops of the system; [`designations`]: persons for upkeep; [`faults`]: what
//!   the system notices of its own faults.
//! - [`jobs`]: what goes on by itself: deadlines strike, heads are signed, old entries go.
//! - [`keys`]: [`keys::KeyRing`], [`keys::DataKey`] of a report, [`sealed_files`] for what is
//!   too large for the store, [`keys::HmacKey`] for stateless tokens, media-token keys.
//! - [`second_copies`]: in an object store, and that they go with what is erased.
//! - [`problem`]: [`problem::Refused`], [`problem::JsonBody`], fallbacks of `/api`.
//! - [`sign_in`]: factors, ceremonies, one-time codes, locks; [`terminals`]: enrolled browsers.
//! - [`routes`]: sign-in, lock, credentials, terminals, sign-out, me.
//! - [`clock::Clock`], [`random`], [`address::ClientAddress`], [`origin`].

pub mod accounts;
pub mod address;
pub mod announcements;
pub mod archive;
pub mod body;
pub mod bootstrap;
pub mod cases;
pub mod circulars;
pub mod clock;
pub mod codes;
mod counters;
pub mod credentials;
pub mod csv;
pub mod deadlines;
pub mod demo;
pub mod designations;
pub mod documents;
pub mod evidence;
pub mod exchange;
pub mod faults;
pub mod figures;
pub mod folder;
pub mod footage;
pub mod heads_token;
pub mod jobs;
pub mod keys;
pub mod ledgers;
pub mod limits;
pub mod looks;
pub mod mail;
pub mod names;
pub mod notices;
pub mod origin;
pub mod passwords;
pub mod persons;
pub mod posts;
pub mod problem;
pub mod publication;
pub mod random;
pub mod refusals;
pub mod reviews;
pub mod routes;
pub mod rulebooks;
pub mod sealed_answer;
pub mod sealed_file;
pub mod sealed_files;
pub mod second_copies;
pub mod sessions;
pub mod sign_in;
pub mod signed_in;
pub mod store;
pub mod suspensions;
pub mod terminals;
pub mod trail;
pub mod training;
pub mod units;

mod witness;

mod authorise;
mod handle;
mod session_ends;

pub use admin_core as core;
pub use authorise::own;
pub use handle::{Admin, AdminConfig};
