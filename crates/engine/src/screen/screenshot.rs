//! Keeps pictures of a screen.

use std::fs::File;
use std::io::{BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

use super::picture::Picture;

/// How many files of one name there may be.
const NAMES: u32 = 1000;

/// A copy of what a screen shows.
pub(super) struct Screenshot {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Screenshot {
    /// What is shown now; none where there is no picture.
    pub fn of(picture: &Picture) -> Option<Self> {
        let part = picture.part();
        if part.is_empty() {
            return None;
        }
        let rows = (0..part.height).flat_map(|y| picture.pixels.row(part, y));
        let rgba = rows.flat_map(|pixel| {
            let [_, red, green, blue] = pixel.to_be_bytes();
            [red, green, blue, u8::MAX]
        });
        Some(Self { width: part.width.into(), height: part.height.into(), rgba: rgba.collect() })
    }

    /// Its width, and the bytes of its pixels.
    pub fn into_rgba(self) -> (usize, Vec<u8>) {
        (self.width as usize, self.rgba)
    }

    /// Writes it as a PNG file of this name into a folder, beside files that have the name already.
    pub fn write(&self, folder: &Path, name: &str) -> Result<PathBuf, String> {
        let failed = |error: &dyn std::fmt::Display| format!("the file cannot be written: {error}");
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let (file, path) = create(folder, &harmless(name)).map_err(|error| failed(&error))?;
        let mut encoder = png::Encoder::new(BufWriter::new(file), self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().map_err(|error| failed(&error))?;
        writer.write_image_data(&self.rgba).map_err(|error| failed(&error))?;
        writer.finish().map_err(|error| failed(&error))?;
        Ok(path)
    }
}

/// A name without anything that leads out of its folder or that a file system refuses.
fn harmless(name: &str) -> String {
    let name = name.trim().trim_matches('.');
    let kept: String = name
        .chars()
        .take(100)
        .map(|letter| {
            let refused = letter.is_control() || r#"/\:*?"<>|"#.contains(letter);
            if refused { '-' } else { letter }
        })
        .collect();
    if kept.is_empty() { "screen".to_owned() } else { kept }
}

fn create(folder: &Path, name: &str) -> std::io::Result<(File, PathBuf)> {
    for number in 1..=NAMES {
        let name = if number == 1 { format!("{name}.png") } else { format!("{name} ({number}).png") };
        let path = folder.join(name);
        match File::create_new(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use farhand_rfb::Framebuffer;

    #[test]
    fn pictures_of_one_name_lie_beside_each_other_and_hold_the_pixels() {
        let folder = tempfile::tempdir().unwrap();
        let mut pixels = Framebuffer::new(3, 2).unwrap();
        pixels.fill(pixels.bounds(), 0x0001_0203);
        let shot = Screenshot::of(&Picture::of(pixels)).unwrap();
        let names = [(); 2].map(|()| shot.write(folder.path(), "../Ana 10:30").unwrap());
        let expected = ["-Ana 10-30.png", "-Ana 10-30 (2).png"].map(|name| folder.path().join(name));
        assert_eq!(names, expected);
        let file = std::io::BufReader::new(File::open(&names[1]).unwrap());
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        assert_eq!(bytes, [1, 2, 3, 255].repeat(6));
    }

    #[test]
    fn without_a_picture_there_is_none() {
        assert!(Screenshot::of(&Picture::default()).is_none());
    }
}
