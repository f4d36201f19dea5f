#![no_main]
#![doc = "See `farhand_fuzz::files::stream`."]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farhand_fuzz::files::stream(data));
