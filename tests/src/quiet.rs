//! A shell without a desktop.

use std::sync::Arc;

use farhand_core::effect::{Counts, Notification, Sound};
use farhand_engine::{Shell, Vault};

/// A shell that has only a vault.
pub(crate) struct Quiet(pub(crate) Arc<dyn Vault>);

impl Shell for Quiet {
    fn notify(&self, _: Notification) {}
    fn play(&self, _: Sound) {}
    fn show_counts(&self, _: Counts) {}
    fn open_link(&self, _: &str) {}
    fn copy_text(&self, _: &str) {}
    fn raise_window(&self) {}
    fn start_demo(&self) {}
    fn vault(&self) -> Arc<dyn Vault> {
        self.0.clone()
    }
}
