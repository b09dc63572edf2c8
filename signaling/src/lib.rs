//! Routes, WebSockets, SMS and store around signaling-core.
