//! Every seed goes through its target's function, without a fuzzer and on any compiler.

use std::path::Path;

use farhand_fuzz::{files, protocol, relay, server, viewer};
use farhand_rfb::Encoding;

fn run(target: &str, take: impl Fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let seeds = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut count = 0;
    for seed in seeds {
        let path = seed.expect("a folder can be listed").path();
        println!("{}", path.display());
        take(&std::fs::read(path).expect("a seed can be read"));
        count += 1;
    }
    assert!(count > 0, "{target} has no seeds");
}

#[test]
fn decoders() {
    let targets = [
        ("raw", Encoding::RAW),
        ("copy_rect", Encoding::COPY_RECT),
        ("rre", Encoding::RRE),
        ("corre", Encoding::CORRE),
        ("hextile", Encoding::HEXTILE),
        ("zlib", Encoding::ZLIB),
        ("tight", Encoding::TIGHT),
        ("tight_png", Encoding::TIGHT_PNG),
        ("trle", Encoding::TRLE),
        ("zrle", Encoding::ZRLE),
        ("h264", Encoding::H264),
        ("cursor", Encoding::CURSOR),
        ("x_cursor", Encoding::X_CURSOR),
        ("cursor_with_alpha", Encoding::CURSOR_WITH_ALPHA),
        ("extended_desktop_size", Encoding::EXTENDED_DESKTOP_SIZE),
        ("desktop_name", Encoding::DESKTOP_NAME),
    ];
    for (name, encoding) in targets {
        run(&format!("decode_{name}"), |data| viewer::rectangle(encoding, data));
    }
}

#[test]
fn both_ends() {
    run("viewer_stream", viewer::stream);
    run("viewer_handshake", viewer::handshake);
    run("server_receive", server::receive);
    run("server_handshake", server::handshake);
}

#[test]
fn between_them() {
    run("relay_handshake", relay::handshake);
    run("relay_up", relay::up);
    run("relay_down", relay::down);
    run("relay_hub", relay::hub);
    run("relay_repeater", relay::repeater);
    run("client_message", relay::client_message);
}

#[test]
fn the_appliances_messages() {
    run("protocol_json", protocol::json);
    run("protocol_text", protocol::text);
}

#[test]
fn streams_of_files() {
    run("file_stream", files::stream);
}
