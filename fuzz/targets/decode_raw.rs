#![no_main]
#![doc = "See `farhand_fuzz::viewer::rectangle`."]

use farhand_fuzz::viewer;
use farhand_rfb::Encoding;

libfuzzer_sys::fuzz_target!(|data: &[u8]| viewer::rectangle(Encoding::RAW, data));
