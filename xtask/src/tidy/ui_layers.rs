//! Who may import whom in `ui/src`: views show state, state speaks to the host, and the host is
//! the only one that knows Tauri.
//!
//! Generated types hold no code, so that any layer may name them with `import type`. Tests put
//! layers together as they like.

use super::finding::Finding;
use super::imports::{self, Import};
use super::tree::{File, Tree};

const TOP: &str = "ui/src/";

/// The one file that knows Tauri.
const BRIDGE: &str = "ui/src/host/tauri.ts";

/// Each layer and the layers whose code it may use, itself included.
const LAYERS: &[(&str, &[&str])] = &[
    ("gen", &["gen"]),
    ("host", &["host", "gen"]),
    ("state", &["state", "host", "gen"]),
    ("screen", &["screen", "host"]),
    ("components", &["components"]),
    ("views", &["views", "components", "state", "screen"]),
    ("styles", &["styles"]),
];

/// Finds imports that go the wrong way.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let sources = tree.under("ui/").filter(|file| matches!(file.extension(), "ts" | "svelte" | "js" | "mjs"));
    sources.flat_map(judge).collect()
}

fn judge(file: &File) -> Vec<Finding> {
    let imports = imports::read(&file.text);
    let judged = imports.iter().filter_map(|import| {
        let message = fault(&file.path, import)?;
        Some(Finding::line(&file.path, import.line, message))
    });
    judged.collect()
}

fn fault(path: &str, import: &Import) -> Option<String> {
    if import.from.starts_with("@tauri-apps/") {
        return (path != BRIDGE).then(|| format!("only {BRIDGE} may import {}", import.from));
    }
    let from = layer(path)?;
    let target = resolve(path, &import.from)?;
    let to = layer(&target)?;
    if is_test(path) || from == to || (to == "gen" && import.types) {
        return None;
    }
    let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == from) else {
        return Some(format!("`{from}` is no layer; xtask/src/tidy/ui_layers.rs lists them"));
    };
    (!allowed.contains(&to)).then(|| format!("`{from}` may not import `{to}` ({})", import.from))
}

/// The folder below `ui/src` that a path lies in. The files that put the program together lie
/// beside the folders and have no layer.
fn layer(path: &str) -> Option<&str> {
    let (layer, _) = path.strip_prefix(TOP)?.split_once('/')?;
    Some(layer)
}

fn is_test(path: &str) -> bool {
    let shared = path.ends_with("/testStage.ts");
    shared || path.ends_with(".test.ts") || path.ends_with(".spec.ts") || path.ends_with(".test.svelte")
}

/// The path that an import means; `None` for a package.
fn resolve(path: &str, from: &str) -> Option<String> {
    for alias in ["$lib/", "@/", "~/"] {
        if let Some(rest) = from.strip_prefix(alias) {
            return Some(format!("{TOP}{rest}"));
        }
    }
    if !from.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in from.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_clean(path: &str, text: &str) -> bool {
        check(&Tree::of(&[(path, text)])).is_empty()
    }

    #[test]
    fn the_way_down_is_open() {
        assert!(is_clean("ui/src/views/Queue.svelte", "import { queue } from '../state/queue';"));
        assert!(is_clean(
            "ui/src/views/chat/Chat.svelte",
            "import Button from '../../components/Button.svelte';"
        ));
        assert!(is_clean("ui/src/views/Queue.svelte", "import type { Row } from '../gen/Row';"));
        assert!(is_clean("ui/src/state/queue.ts", "import { host } from '../host/host';"));
        assert!(is_clean("ui/src/host/tauri.ts", "import { invoke } from '@tauri-apps/api/core';"));
        assert!(is_clean("ui/src/main.ts", "import App from './views/App.svelte';\nimport './host/tauri';"));
        assert!(is_clean("ui/src/views/Queue.test.ts", "import { fake } from '../host/fake';"));
    }

    #[test]
    fn the_way_up_and_round_is_closed() {
        assert!(!is_clean("ui/src/views/Queue.svelte", "import { host } from '../host/host';"));
        assert!(!is_clean("ui/src/views/Queue.svelte", "import { make } from '../gen/make';"));
        assert!(!is_clean("ui/src/state/queue.ts", "import Queue from '../views/Queue.svelte';"));
        assert!(!is_clean("ui/src/screen/draw.ts", "import { queue } from '../state/queue';"));
        assert!(!is_clean("ui/src/state/queue.ts", "import { invoke } from '@tauri-apps/api/core';"));
        assert!(!is_clean("ui/src/main.ts", "import { invoke } from '@tauri-apps/api/core';"));
        assert!(!is_clean("ui/src/odd/a.ts", "import { b } from '../state/b';"));
    }
}
