//! A small HTTPS client: one origin, one connection kept open, bounded answers.

mod connection;
mod origin;
mod trust;

pub use self::{
    connection::{Answer, Connection},
    origin::Origin,
    trust::Trust,
};
