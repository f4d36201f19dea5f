//! Chooses what draws the window on Linux.
//!
//! Without a graphics card WebKitGTK composes its pages in software OpenGL, which costs a core
//! and tens of milliseconds a frame (virtual desktops, terminal servers). Drawing on the
//! processor at once is several times faster there. WebKitGTK takes this from two environment
//! variables, read when the web view starts.

use std::path::Path;

use crate::args::Rendering;

const CPU_RENDERING: [&str; 2] = ["WEBKIT_SKIA_ENABLE_CPU_RENDERING", "WEBKIT_DISABLE_DMABUF_RENDERER"];

/// Sets what the web view reads. Variables that are set already are left as they are. To be
/// called first thing in the program, before there is a second thread.
pub fn choose(rendering: Rendering) {
    let software_forced = std::env::var_os("LIBGL_ALWAYS_SOFTWARE").is_some_and(|value| value == "1");
    let card = !software_forced && has_render_node(Path::new("/dev/dri"));
    if !cfg!(target_os = "linux") || !on_processor(rendering, card) {
        return;
    }
    for name in CPU_RENDERING {
        if std::env::var_os(name).is_none() {
            // SAFETY: changing the environment is unsound while another thread may read it. `run`
            // calls this before it starts anything: reading the command line and looking into a
            // folder start no threads, so the only thread is this one.
            #[allow(unsafe_code)]
            unsafe {
                std::env::set_var(name, "1");
            }
        }
    }
}

fn on_processor(rendering: Rendering, card: bool) -> bool {
    match rendering {
        Rendering::Auto => !card,
        Rendering::Cpu => true,
        Rendering::Gpu => false,
    }
}

/// Whether the kernel offers a device to draw with: each has a `renderD…` node, which a plain
/// frame buffer has not.
fn has_render_node(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_overrules_what_is_found() {
        assert!(on_processor(Rendering::Auto, false));
        assert!(!on_processor(Rendering::Auto, true));
        assert!(on_processor(Rendering::Cpu, true));
        assert!(!on_processor(Rendering::Gpu, false));
    }

    #[test]
    fn only_a_render_node_counts_as_a_card() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(!has_render_node(&folder.path().join("missing")));
        std::fs::write(folder.path().join("card0"), "").expect("a file");
        assert!(!has_render_node(folder.path()));
        std::fs::write(folder.path().join("renderD128"), "").expect("a file");
        assert!(has_render_node(folder.path()));
    }
}
