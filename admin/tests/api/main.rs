//! The rule engine as a browser reaches it: posts, rulebooks, cases, deadlines and ledgers over a
//! real store in a folder of its own.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "tests")]

#[path = "../support/mod.rs"]
mod support;

mod bad_input;
mod caller;
mod cases;
mod cc;
mod cc_footage;
mod cc_large;
mod cc_media;
mod cc_provision;
mod cc_public;
mod cc_registration;
mod d5;
mod deputies;
mod entries;
mod erasure;
mod is_0_4;
mod is_12_13;
mod is_13_sign_in;
mod is_14;
mod is_15_material;
mod is_15_slip;
mod is_15_work_request;
mod is_16_input;
mod is_17_5_1;
mod is_17_5_2;
mod is_17_5_3;
mod is_17_copies;
mod is_17_transfer;
mod is_18_documents;
mod is_19_20;
mod is_5_7;
mod is_8_11;
mod is_exchange;
mod is_large;
mod is_material;
mod is_system;
mod is_t10;
mod is_t11;
mod is_t11_slips;
mod keys;
mod late;
mod ledgers;
mod no_terminal;
mod parameters;
mod ph;
mod ph_contact;
mod ph_keeping;
mod ph_loans;
mod ph_organisation;
mod ph_photos;
mod ph_rules;
mod ph_scenarios;
mod ph_services;
mod posts;
mod rulebooks;
mod several;
mod two_persons;
mod vr_7_faults;
mod vr_7_maintenance;
mod vr_7_suspension;
mod wc;
mod wc_7_docking;
mod wc_7_provision;
mod wc_7_viewing;
mod wc_equipment;
mod wc_files;
mod wc_filming;
mod wc_journey;
mod wc_pilot;
mod wc_posts;
mod words;
