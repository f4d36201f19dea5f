//! Looks at a VNC server for some seconds, tells what happens, and keeps the picture as a PPM file;
//! with `record`, also what the server sent.
//!
//! `cargo run -p farhand-rfb --example look -- 127.0.0.1:5901 [seconds=3] [out=screen.ppm]
//! [prefer=tight|zrle|trle|hextile|zlib|rre|corre|raw|tightpng] [quality=auto|lossless|0..9]
//! [pixels=native|server] [password=…] [point=x,y] [type=text] [record=stream.rfb]`

use farhand_rfb::viewer::{Config, Event, Pixels, Quality, Viewer};
use farhand_rfb::{Encoding, Framebuffer};
use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().ok_or("which address?")?;
    let options: HashMap<String, String> =
        arguments.filter_map(|a| a.split_once('=').map(|(k, v)| (k.into(), v.into()))).collect();
    let option = |name: &str| options.get(name).map(String::as_str);

    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_millis(50)))?;
    let mut viewer = Viewer::new(config(option)?);
    let mut picture = Framebuffer::default();
    let end = Instant::now() + Duration::from_secs_f64(option("seconds").unwrap_or("3").parse()?);
    let mut record = option("record").map(File::create).transpose()?;
    let mut bytes = vec![0; 256 * 1024];
    while Instant::now() < end {
        let count = match stream.read(&mut bytes) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => 0,
            Err(error) => return Err(error.into()),
        };
        if let Some(record) = &mut record {
            record.write_all(&bytes[..count])?;
        }
        let result = viewer.receive(&bytes[..count], &mut picture);
        while let Some(event) = viewer.poll_event() {
            tell(&event);
            if matches!(event, Event::Ready { .. }) {
                point(&mut viewer, option("point").unwrap_or_default());
                type_text(&mut viewer, option("type").unwrap_or_default());
            }
        }
        stream.write_all(&viewer.output())?;
        result?;
    }
    println!("{:#?}", viewer.counters());
    if let Some(path) = option("out") {
        write_ppm(path, &picture)?;
    }
    Ok(())
}

fn config<'a>(option: impl Fn(&str) -> Option<&'a str>) -> Result<Config, Box<dyn Error>> {
    let quality = match option("quality").unwrap_or("auto") {
        "auto" => Quality::Auto,
        "lossless" => Quality::Lossless,
        level => Quality::Jpeg(level.parse()?),
    };
    let prefer = match option("prefer").unwrap_or("tight") {
        "tight" => Encoding::TIGHT,
        "tightpng" => Encoding::TIGHT_PNG,
        "zrle" => Encoding::ZRLE,
        "trle" => Encoding::TRLE,
        "hextile" => Encoding::HEXTILE,
        "zlib" => Encoding::ZLIB,
        "rre" => Encoding::RRE,
        "corre" => Encoding::CORRE,
        "raw" => Encoding::RAW,
        other => return Err(format!("no encoding is called {other}").into()),
    };
    let pixels = if option("pixels") == Some("server") { Pixels::Server } else { Pixels::Native };
    let password = option("password").map(str::to_owned);
    Ok(Config { password, quality, prefer, pixels, ..Config::default() })
}

fn tell(event: &Event) {
    match event {
        Event::Damaged(_) => {}
        Event::Cursor(Some(cursor)) => {
            println!("Cursor {}x{} at {},{}", cursor.width, cursor.height, cursor.hot_x, cursor.hot_y);
        }
        event => println!("{event:?}"),
    }
}

fn point(viewer: &mut Viewer, position: &str) {
    let position = position.split_once(',').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)));
    if let Some((x, y)) = position {
        viewer.pointer(0, x, y);
    }
}

fn type_text(viewer: &mut Viewer, text: &str) {
    for letter in text.chars() {
        viewer.key(true, letter.into(), None);
        viewer.key(false, letter.into(), None);
    }
}

fn write_ppm(path: &str, picture: &Framebuffer) -> std::io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "P6\n{} {}\n255", picture.width(), picture.height())?;
    for pixel in picture.pixels() {
        file.write_all(&pixel.to_be_bytes()[1..])?;
    }
    file.flush()
}
