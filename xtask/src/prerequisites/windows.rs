//! Windows: the WebView2 runtime shows the pages, Microsoft's build tools link the program.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Missing;
use crate::process;

/// Where the runtime registers itself: for the machine on 64-bit Windows, for the machine on
/// 32-bit Windows, for the user.
/// See <https://learn.microsoft.com/en-us/microsoft-edge/webview2/concepts/distribution>.
const RUNTIME_KEYS: [&str; 3] = [
    r"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
    r"HKLM\SOFTWARE\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
    r"HKCU\Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}",
];

/// What this PC lacks.
pub fn missing() -> Vec<Missing> {
    let mut missing = Vec::new();
    if !has_runtime() {
        missing.push(Missing {
            what: "the WebView2 runtime".into(),
            remedy: "winget install Microsoft.EdgeWebView2Runtime".into(),
        });
    }
    if !has_build_tools() {
        missing.push(Missing {
            what: "the MSVC build tools (workload \"Desktop development with C++\")".into(),
            remedy: "winget install Microsoft.VisualStudio.2022.BuildTools --override \
                     \"--wait --passive --add Microsoft.VisualStudio.Workload.VCTools \
                     --includeRecommended\""
                .into(),
        });
    }
    missing
}

fn has_runtime() -> bool {
    RUNTIME_KEYS.iter().any(|key| process::succeeds(Command::new("reg").args(["query", key, "/v", "pv"])))
}

/// A build for the GNU toolchain links with MinGW and needs none of Microsoft's tools.
fn has_build_tools() -> bool {
    if cfg!(target_env = "gnu") || process::on_path("link") {
        return true;
    }
    let folder = env::var_os("ProgramFiles(x86)").map(PathBuf::from);
    folder.is_some_and(|folder| installer_finds_tools(&folder))
}

/// Asks Visual Studio's own finder, which prints a folder when the tools are installed.
fn installer_finds_tools(programs: &Path) -> bool {
    let finder = programs.join(r"Microsoft Visual Studio\Installer\vswhere.exe");
    let mut command = Command::new(finder);
    command.args(["-products", "*", "-property", "installationPath", "-requires"]);
    command.arg("Microsoft.VisualStudio.Component.VC.Tools.x86.x64");
    process::printed(&mut command).is_some_and(|printed| !printed.trim().is_empty())
}
