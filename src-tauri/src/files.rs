//! Looking at files, and what the system drags over the window. Listings go straight from the engine to
//! the page: nothing of them is kept.

use farhand_core::contract::UiError;
use farhand_protocol::SessionId;
use farhand_protocol::files::{DevicePath, FilesAnswer, FilesRequest};
use serde::Serialize;
use tauri::{
    AppHandle, DragDropEvent, Emitter, Manager, PhysicalPosition, State, WebviewWindow, async_runtime,
};

use crate::backend::Backend;

/// The event that `ui/src/host/tauri.ts` listens to.
const EVENT: &str = "files_dragged";

/// Files of the system are dragged over the window, as `ui/src/host/files.ts` has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Dragged {
    Over { x: f64, y: f64 },
    Left,
    Dropped { x: f64, y: f64, paths: Vec<DevicePath> },
}

/// Asks something of a session's device about its files, or of this computer where there is no session.
#[tauri::command]
pub async fn files(
    lsid: Option<SessionId>,
    request: FilesRequest,
    backend: State<'_, Backend>,
) -> Result<FilesAnswer, UiError> {
    backend.console().await?.files(lsid.as_ref(), request).await
}

/// Tells the page what is dragged over it.
pub fn dragged(window: &WebviewWindow, event: &DragDropEvent) {
    let app = window.app_handle().clone();
    let at = |position: &PhysicalPosition<f64>| in_page(window.scale_factor().unwrap_or(1.0), position);
    match event {
        DragDropEvent::Enter { position, .. } | DragDropEvent::Over { position } => {
            let (x, y) = at(position);
            tell(&app, &Dragged::Over { x, y });
        }
        DragDropEvent::Drop { paths, position } => {
            let ((x, y), paths) = (at(position), paths.clone());
            async_runtime::spawn(async move {
                let Some(console) = app.state::<Backend>().running() else { return };
                let paths = console.locate(paths).await;
                tell(&app, &Dragged::Dropped { x, y, paths });
            });
        }
        _ => tell(&app, &Dragged::Left),
    }
}

fn tell(app: &AppHandle, dragged: &Dragged) {
    if let Err(error) = app.emit(EVENT, dragged) {
        tracing::warn!(%error, "the page could not be told what is dragged over it");
    }
}

/// CSS pixels at the page's usual size. Only Windows counts in those of the screen.
fn in_page(scale: f64, position: &PhysicalPosition<f64>) -> (f64, f64) {
    let scale = if cfg!(windows) { scale } else { 1.0 };
    (position.x / scale, position.y / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_hears_what_its_types_say() {
        let json = |dragged: &Dragged| serde_json::to_value(dragged).expect("plain values");
        let over = serde_json::json!({"kind": "over", "x": 3.0, "y": 4.0});
        assert_eq!(json(&Dragged::Over { x: 3.0, y: 4.0 }), over);
        assert_eq!(json(&Dragged::Left), serde_json::json!({"kind": "left"}));
        let dropped = Dragged::Dropped { x: 0.0, y: 1.0, paths: Vec::new() };
        assert_eq!(json(&dropped), serde_json::json!({"kind": "dropped", "x": 0.0, "y": 1.0, "paths": []}));
    }
}
