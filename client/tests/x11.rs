//! The platform layer on a real X server (Xvfb), with real programs on it.
#![allow(clippy::unwrap_used, reason = "a test's helpers fail like the test")]
#![cfg(target_os = "linux")]

#[path = "x11/capture.rs"]
mod capture;
#[path = "x11/clipboard.rs"]
mod clipboard;
#[path = "x11/desktop.rs"]
mod desktop;
#[path = "x11/display.rs"]
mod display;
#[path = "x11/info.rs"]
mod info;
#[path = "x11/input.rs"]
mod input;
