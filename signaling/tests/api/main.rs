//! This service from outside: its routes and sockets over a real store in a folder of its own.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

mod access;
mod caller;
mod codes;
mod command;
mod consents;
mod d1;
mod endings;
mod exercises;
mod files;
mod gateways;
mod hand_over;
mod house;
mod in_use;
mod ladder;
mod late;
mod late_media;
mod links;
mod mail;
mod marks;
mod media;
mod mis_send;
mod neighbours;
mod operations;
mod passes;
mod reach;
mod request_case;
mod requests;
mod retention;
mod smpp;
mod sockets;
mod staff_codes;
mod staff_house;
mod staff_sheets;
mod staff_shown;
mod staff_sockets;
mod staff_uses;
mod statistics;
mod stop;
mod supervision;
mod things;
mod trail;
