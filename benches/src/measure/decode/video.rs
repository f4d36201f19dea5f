//! A stream of Open H.264: the video's pictures, encoded by openh264 as Farhand's client sets it, a
//! rectangle for each.

use anyhow::Result;
use farhand_rfb::wire::Put;
use farhand_rfb::{Encoding, PixelFormat, Rect};
use openh264::OpenH264API;
use openh264::encoder::{
    BitRate, Complexity, Encoder, EncoderConfig, FrameRate, Profile, QpRange, RateControlMode, UsageType,
    VuiConfig,
};
use openh264::formats::{BgraSliceU8, YUVBuffer};

use super::record::Recording;
use crate::screen::painter::photo;

/// Where the video is on the desktop.
const AREA: Rect = Rect::sized(1280, 720);
/// Of the desktop, as in the streams that are recorded.
const SIZE: (u16, u16) = (1920, 1080);
/// Forgets all decoding contexts (rfbproto, "Open H.264 Encoding").
const RESET_ALL: u32 = 2;
/// Bits in a second: the most that the client allows itself.
const RATE: u32 = 12_000_000;

/// A stream of so many pictures.
pub fn record(count: usize) -> Result<Recording> {
    let mut bytes = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    let init = bytes.len();
    bytes.put_u16(SIZE.0);
    bytes.put_u16(SIZE.1);
    PixelFormat::NATIVE.write(&mut bytes);
    bytes.put_u32(0);
    let mut encoder = Encoder::with_api_config(OpenH264API::from_source(), config())?;
    for number in 0..count {
        let pixels = photo(AREA.width, AREA.height, number * 5);
        let size = (AREA.width.into(), AREA.height.into());
        let planes = YUVBuffer::from_bgra8_source(BgraSliceU8::new(&pixels, size));
        let unit = encoder.encode(&planes)?.to_vec();
        update(&unit, number == 0, &mut bytes)?;
    }
    let pixels = (AREA.area() * count) as f64;
    Ok(Recording { bytes: bytes.into(), init, pixels })
}

/// A `FramebufferUpdate` of one rectangle.
fn update(unit: &[u8], first: bool, out: &mut Vec<u8>) -> Result<()> {
    out.put_u16(0);
    out.put_u16(1);
    out.put_rect(AREA);
    out.put_i32(Encoding::H264.0);
    out.put_u32(unit.len().try_into()?);
    out.put_u32(if first { RESET_ALL } else { 0 });
    out.extend_from_slice(unit);
    Ok(())
}

fn config() -> EncoderConfig {
    EncoderConfig::new()
        .usage_type(UsageType::ScreenContentRealTime)
        .profile(Profile::Baseline)
        .complexity(Complexity::Low)
        .rate_control_mode(RateControlMode::Quality)
        .bitrate(BitRate::from_bps(RATE))
        .max_frame_rate(FrameRate::from_hz(30.0))
        .qp(QpRange::new(16, 40))
        .skip_frames(false)
        .adaptive_quantization(false)
        .background_detection(false)
        .num_threads(1)
        .vui(VuiConfig::bt601())
}
