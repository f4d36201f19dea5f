//! Messages pinned as JSON under `tests/fixtures/wire/`.

use std::fmt::Debug;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Compares `values` with the file `name`, both ways.
pub fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, values: &[T]) {
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/fixtures/wire/{name}.json"));
    let written = serde_json::to_string_pretty(values).unwrap() + "\n";
    if std::env::var_os("FARHAND_BLESS").is_some() {
        std::fs::write(&file, &written).unwrap();
    }
    let pinned = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    assert_eq!(written, pinned, "{name}: the wire has changed");
    assert_eq!(serde_json::from_str::<Vec<T>>(&pinned).unwrap(), values, "{name}: reads back differently");
}
