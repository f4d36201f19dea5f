//! The encoder of one area.

use std::time::Duration;

use farhand_rfb::Rect;
use farhand_rfb::server::Picture;
use openh264::encoder::{
    BitRate, Complexity, EncoderConfig, FrameRate, Profile, QpRange, RateControlMode, UsageType, VuiConfig,
};
use openh264::{OpenH264API, Timestamp};

use crate::planes::Planes;

/// Frames in a second that rates are reckoned with.
pub const FRAMES: u32 = 30;
/// Pixels of the shortest side that can be encoded.
const SHORTEST: u16 = 16;
/// Pixels of the longest and of the other side that can be encoded.
const LONGEST: (u16, u16) = (3_840, 2_160);

/// Encodes one area; begins anew when its size or its rate changes. openh264's rate cannot be changed
/// without unsafe code, so another rate is another encoder, which begins with a key picture as small
/// as that rate allows.
#[derive(Default)]
pub struct Encoder {
    running: Option<Running>,
    planes: Planes,
}

/// An encoder at work.
struct Running {
    size: (u16, u16),
    bits: u32,
    encoder: openh264::encoder::Encoder,
}

impl Encoder {
    /// The rate that it has now, in bits per second.
    #[must_use]
    pub fn bits(&self) -> Option<u32> {
        self.running.as_ref().map(|running| running.bits)
    }

    /// The next picture of a video with so many bits per second. `key` makes it one that depends on
    /// none before it. `now` is since any moment that the caller chose. None where the area cannot be
    /// encoded: its sides must be even, at least 16 and at most 3,840 and 2,160 pixels.
    pub fn encode(
        &mut self,
        picture: Picture<'_>,
        area: Rect,
        (bits, key): (u32, bool),
        now: Duration,
    ) -> Option<Vec<u8>> {
        if !fits(area) || !picture.bounds().contains(area) {
            return None;
        }
        self.planes.fill(picture, area)?;
        let planes = std::mem::take(&mut self.planes);
        let unit = self.running(area, bits).and_then(|encoder| {
            if key {
                encoder.force_intra_frame();
            }
            Ok(encoder.encode_at(&planes, Timestamp::from_millis(now.as_millis() as u64))?.to_vec())
        });
        self.planes = planes;
        match unit {
            Ok(unit) => (!unit.is_empty()).then_some(unit),
            Err(error) => {
                tracing::warn!(%error, "the video encoder does not work");
                self.running = None;
                None
            }
        }
    }

    /// The encoder for an area of this size, which begins with a key picture.
    fn running(&mut self, area: Rect, bits: u32) -> Result<&mut openh264::encoder::Encoder, openh264::Error> {
        let size = (area.width, area.height);
        let fits = |running: &Running| running.size == size && running.bits == bits;
        let running = match self.running.take().filter(fits) {
            Some(running) => running,
            None => {
                tracing::debug!(%area, bits, "a video begins");
                let api = OpenH264API::from_source();
                let encoder = openh264::encoder::Encoder::with_api_config(api, config(bits))?;
                Running { size, bits, encoder }
            }
        };
        Ok(&mut self.running.insert(running).encoder)
    }
}

fn fits(area: Rect) -> bool {
    let (long, short) = (area.width.max(area.height), area.width.min(area.height));
    let even = area.width.is_multiple_of(2) && area.height.is_multiple_of(2);
    even && short >= SHORTEST && long <= LONGEST.0 && short <= LONGEST.1
}

fn config(bits: u32) -> EncoderConfig {
    EncoderConfig::new()
        .usage_type(UsageType::CameraVideoRealTime)
        .profile(Profile::Baseline)
        .complexity(Complexity::Low)
        // By the pictures' times: what a slow line leaves out is no reason for smaller pictures.
        .rate_control_mode(RateControlMode::Timestamp)
        .bitrate(BitRate::from_bps(bits))
        .max_frame_rate(FrameRate::from_hz(FRAMES as f32))
        .qp(QpRange::new(16, 51))
        .skip_frames(false)
        .adaptive_quantization(false)
        .background_detection(false)
        .num_threads(1)
        .vui(VuiConfig::bt601())
}
