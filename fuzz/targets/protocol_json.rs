#![no_main]
#![doc = "See `farhand_fuzz::protocol::json`."]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farhand_fuzz::protocol::json(data));
