#![no_main]
#![doc = "See `farhand_fuzz::viewer::stream`."]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farhand_fuzz::viewer::stream(data));
