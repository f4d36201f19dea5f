#![no_main]
#![doc = "See `farhand_fuzz::relay::repeater`."]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farhand_fuzz::relay::repeater(data));
