//! macOS: the web view is part of the system; a compiler and linker come with Xcode's tools.

use std::process::Command;

use super::Missing;
use crate::process;

/// What this Mac lacks.
pub fn missing() -> Vec<Missing> {
    if process::succeeds(Command::new("xcode-select").arg("--print-path")) {
        return Vec::new();
    }
    vec![Missing { what: "the Xcode command line tools".into(), remedy: "xcode-select --install".into() }]
}
