//! The calendar that all day arithmetic rests on: days in Japan, public holidays, office hours.

mod clock_time;
mod equinox;
pub mod holiday;
pub mod japan;
mod month;
pub mod office;
pub mod span;

pub use clock_time::ClockTime;
pub use month::{Month, NoMonth};
pub use office::OfficeHours;
