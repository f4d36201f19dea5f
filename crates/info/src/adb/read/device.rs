//! Maker, model, name.

use farhand_protocol::info::ReadingBody;

use super::Parts;
use super::properties::Properties;
use crate::known::Known;
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] = &["getprop", "settings get global device_name"];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let found = Properties::of(parts.said(0)?);
    let model = found.first(&["ro.product.model"]);
    // Makers keep the name for people in different places, if at all.
    let called =
        found.first(&["ro.product.marketname", "ro.config.marketing_name", "ro.vendor.product.display"]);
    let both = match (called, model) {
        (Ok(called), Ok(model)) if called != model => Ok(format!("{called} ({model})")),
        (called, model) => called.or(model).map(str::to_owned),
    };
    let sheet = Sheet::new()
        .text("maker", found.first(&["ro.product.manufacturer", "ro.product.brand"]))
        .text("model", both)
        .text("name", parts.setting(1))
        .text("serial", found.first(&["ro.serialno", "ro.boot.serialno"]))
        .text("form", Ok(form(found.first(&["ro.build.characteristics"]).unwrap_or_default())))
        .text("firmware", found.first(&["ro.bootloader", "ro.boot.bootloader"]));
    Ok(sheet.body())
}

fn form(characteristics: &str) -> &'static str {
    let has = |word: &str| characteristics.split(',').any(|part| part.trim() == word);
    match () {
        () if has("tablet") => "tablet",
        () if has("watch") => "watch",
        () if has("tv") => "television",
        () if has("automotive") => "car",
        () if has("emulator") => "virtual machine",
        () => "phone",
    }
}
