#![no_main]
#![doc = "See `farhand_fuzz::server::receive`."]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farhand_fuzz::server::receive(data));
