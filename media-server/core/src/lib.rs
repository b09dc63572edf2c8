//! The SFU as a sans-IO state machine.
