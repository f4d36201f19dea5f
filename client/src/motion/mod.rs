//! Video of what moves: H.264 by openh264, as [`MotionEncoder`] wants it.
//!
//! Constrained baseline, no frames that wait for others, one unit for each picture. The colours are
//! BT.601 in limited range, which is what RFB viewers assume, and the stream says so.

mod planes;

use farhand_rfb::Rect;
use farhand_rfb::server::{MotionEncoder, Picture};
use openh264::OpenH264API;
use openh264::encoder::{
    BitRate, Complexity, Encoder, EncoderConfig, FrameRate, Profile, QpRange, RateControlMode,
    UsageType, VuiConfig,
};

use planes::Planes;

/// Pixels of the shortest side that the encoder takes.
const SHORTEST: u16 = 16;
/// Pixels of the longest and of the other side that the encoder takes.
const LONGEST: (u16, u16) = (3_840, 2_160);
/// Frames in a second that the rate is reckoned with.
const FRAMES: u32 = 30;
/// Bits for a pixel and frame, in hundredths.
const BITS: u32 = 12;
/// Bits in a second, at least and at most.
const RATE: (u32, u32) = (1_000_000, 12_000_000);

/// Encodes one area; begins anew when that changes.
#[derive(Default)]
pub struct H264 {
    encoder: Option<(Rect, Encoder)>,
    planes: Planes,
}

impl H264 {
    /// The encoder for an area of this size, which begins with a key frame.
    fn encoder(&mut self, area: Rect) -> Result<&mut Encoder, openh264::Error> {
        let same = matches!(&self.encoder, Some((before, _)) if same_size(*before, area));
        if !same {
            let encoder = Encoder::with_api_config(OpenH264API::from_source(), config(area))?;
            self.encoder = None;
            return Ok(&mut self.encoder.insert((area, encoder)).1);
        }
        match &mut self.encoder {
            Some((_, encoder)) => Ok(encoder),
            None => Err(openh264::Error::msg("there is no encoder")),
        }
    }
}

impl MotionEncoder for H264 {
    fn encode(&mut self, picture: Picture<'_>, area: Rect, key: bool) -> Option<Vec<u8>> {
        if !fits(area) || !picture.bounds().contains(area) {
            return None;
        }
        self.planes.fill(picture, area)?;
        let planes = std::mem::take(&mut self.planes);
        let unit = self.encoder(area).and_then(|encoder| {
            if key {
                encoder.force_intra_frame();
            }
            Ok(encoder.encode(&planes)?.to_vec())
        });
        self.planes = planes;
        match unit {
            Ok(unit) => (!unit.is_empty()).then_some(unit),
            Err(error) => {
                tracing::warn!(%error, "the video encoder does not work");
                self.encoder = None;
                None
            }
        }
    }
}

fn same_size(a: Rect, b: Rect) -> bool {
    (a.width, a.height) == (b.width, b.height)
}

fn fits(area: Rect) -> bool {
    let (long, short) = (area.width.max(area.height), area.width.min(area.height));
    let even = area.width % 2 == 0 && area.height % 2 == 0;
    even && short >= SHORTEST && long <= LONGEST.0 && short <= LONGEST.1
}

fn config(area: Rect) -> EncoderConfig {
    let pixels = u32::try_from(area.area()).unwrap_or(u32::MAX);
    let rate = (pixels / 100).saturating_mul(BITS * FRAMES).clamp(RATE.0, RATE.1);
    EncoderConfig::new()
        .usage_type(UsageType::ScreenContentRealTime)
        .profile(Profile::Baseline)
        .complexity(Complexity::Low)
        .rate_control_mode(RateControlMode::Quality)
        .bitrate(BitRate::from_bps(rate))
        .max_frame_rate(FrameRate::from_hz(FRAMES as f32))
        .qp(QpRange::new(16, 40))
        .skip_frames(false)
        .scene_change_detect(false)
        .adaptive_quantization(false)
        .background_detection(false)
        .num_threads(1)
        .vui(VuiConfig::bt601())
}
