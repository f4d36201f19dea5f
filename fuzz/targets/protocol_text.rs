#![no_main]
#![doc = "See `farhand_fuzz::protocol::text`."]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farhand_fuzz::protocol::text(data));
