#![no_main]
#![doc = "See `farhand_fuzz::server::handshake`."]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farhand_fuzz::server::handshake(data));
