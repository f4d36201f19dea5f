//! Builds what Tauri compiles in: the settings of `tauri.conf.json`, the icons, and the list of
//! commands that the pages may call. Naming a pattern makes that list closed: a command that no
//! permission allows is refused, even to the console's own pages.

fn main() {
    let permissions = "src-tauri/permissions/*.toml";
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    let manifest = tauri_build::AppManifest::new().permissions_path_pattern(permissions);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:error={error:#}");
        std::process::exit(1);
    }
}
