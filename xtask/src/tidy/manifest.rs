//! The direct dependencies that a `Cargo.toml` names.

use toml::{Table, Value};

/// Dependencies by the name they have on crates.io, whatever they are called here.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// For the program itself, on any platform, and for its build script.
    pub normal: Vec<String>,
    /// For tests alone.
    pub test: Vec<String>,
}

/// Reads a manifest; the error is the parser's own.
pub fn read(text: &str) -> Result<Dependencies, String> {
    let manifest: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let mut found = Dependencies::default();
    collect(&manifest, &mut found);
    let platforms = manifest.get("target").and_then(Value::as_table);
    for platform in platforms.into_iter().flat_map(Table::values) {
        if let Some(platform) = platform.as_table() {
            collect(platform, &mut found);
        }
    }
    Ok(found)
}

fn collect(table: &Table, found: &mut Dependencies) {
    found.normal.extend(names(table, "dependencies"));
    found.normal.extend(names(table, "build-dependencies"));
    found.test.extend(names(table, "dev-dependencies"));
}

fn names(table: &Table, section: &str) -> Vec<String> {
    let section = table.get(section).and_then(Value::as_table);
    let entries = section.into_iter().flatten();
    entries
        .map(|(name, value)| {
            let package = value.get("package").and_then(Value::as_str);
            package.unwrap_or(name).to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_is_read() {
        let text = r#"
            [dependencies]
            serde.workspace = true
            renamed = { version = "1", package = "real-name" }
            [build-dependencies]
            tauri-build = "2"
            [target.'cfg(windows)'.dependencies]
            store = "1"
            [dev-dependencies]
            insta = "1"
        "#;
        let found = read(text).expect("a manifest");
        assert_eq!(found.normal, ["real-name", "serde", "tauri-build", "store"]);
        assert_eq!(found.test, ["insta"]);
    }

    #[test]
    fn nonsense_is_an_error() {
        assert!(read("[dependencies").is_err());
    }
}
