//! Linux: WebKitGTK checks with the dictionaries that are installed, in the user's language, once
//! it is asked to.

use tauri::WebviewWindow;
use webkit2gtk::{WebContextExt, WebViewExt};

/// Has the window's pages checked.
pub fn check(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|view| {
        if let Some(context) = view.inner().context() {
            context.set_spell_checking_enabled(true);
        }
    })
}
